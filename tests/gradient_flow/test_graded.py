"""Singular values of matrices whose rows are far apart, against NumPy where it can and mpmath where it cannot."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.gradient_flow.graded import log_singular_values


def exact(log_scales: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """By mpmath, with enough digits for all scales."""
    spread = (log_scales.max() - log_scales[np.isfinite(log_scales)].min()) / np.log(10)
    with mpmath.workdps(int(2 * spread) + 40):
        scaled = mpmath.diag([mpmath.exp(mpmath.mpf(float(s))) for s in log_scales]) * mpmath.matrix(rows.tolist())
        return np.array([float(mpmath.log(value)) for value in mpmath.svd_r(scaled, compute_uv=False)])


@given(n=st.integers(1, 12), seed=st.integers(0, 999))
def test_within_the_range_of_floats_it_is_numpys(n, seed):
    rng = np.random.default_rng(seed)
    log_scales, rows = rng.uniform(-5, 5, size=(3, n)), rng.normal(size=(3, n, n + 2))
    expected = np.linalg.svd(np.exp(log_scales)[..., None] * rows, compute_uv=False)
    np.testing.assert_allclose(np.exp(log_singular_values(log_scales, rows)), expected, rtol=1e-9)


@pytest.mark.parametrize("spread", [20, 300, 3000])
@pytest.mark.parametrize("n", [2, 5])
def test_far_apart_each_is_right_by_itself(n, spread):
    rng = np.random.default_rng(n)
    log_scales, rows = rng.permutation(np.linspace(-spread, 0, n)), rng.normal(size=(n, n))
    expected = exact(log_scales, rows)
    assert np.ptp(expected) > spread / 2
    np.testing.assert_allclose(log_singular_values(log_scales, rows), expected, rtol=0, atol=1e-11)


def test_equal_scales_converge_too():
    q = np.linalg.qr(np.random.default_rng(0).normal(size=(9, 9)))[0]
    np.testing.assert_allclose(log_singular_values(np.full(9, -800.0), q), -800, atol=1e-12)


def test_rows_of_zeros_are_minus_infinity():
    found = log_singular_values(np.array([0.0, -np.inf, -np.inf]), np.eye(3))
    np.testing.assert_array_equal(found, [0, -np.inf, -np.inf])


def test_the_order_of_the_rows_does_not_matter():
    rng = np.random.default_rng(3)
    log_scales, rows, order = rng.uniform(-900, 0, size=7), rng.normal(size=(7, 7)), rng.permutation(7)
    one, other = log_singular_values(log_scales, rows), log_singular_values(log_scales[order], rows[order])
    np.testing.assert_allclose(one, other, atol=1e-10)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4)])
def test_a_single_row_is_its_length(shape):
    rows = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(np.exp(log_singular_values(np.zeros(1), rows)), [np.linalg.norm(rows)])
