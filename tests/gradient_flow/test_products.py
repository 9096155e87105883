"""Products of Jacobians: exact ones, linear ones, and those of random networks against mpmath."""

import math

import mpmath
import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.products import (
    lag_products,
    log10_norms,
    log10_spectral_radii,
    log_singular_values_by_lag,
    lyapunov_exponents,
)
from rnnviz.numerics.wide import log10_of
from tests.gradient_flow.linearized import SATURATED, linear_network, linearized, linearized_run


def orthogonal(n: int, seed: int = 0) -> np.ndarray:
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))[0]


@pytest.mark.parametrize("rho", [0.9, 1.0, 1.1, 1e-3, 1e3])
def test_powers_of_a_scaled_rotation(rho):
    # rho ^ lag, through 1e-3000 and 1e3000 if need be
    steps, lags = linear_network(rho * orthogonal(5), 1000), np.arange(1001)
    expected = lags * math.log10(rho)
    np.testing.assert_allclose(log10_norms(steps), expected, atol=1e-9)
    np.testing.assert_allclose(log10_spectral_radii(steps), expected, atol=1e-9)
    all_values = log_singular_values_by_lag(steps, [0, 1, 1000]) / np.log(10)
    np.testing.assert_allclose(all_values, np.repeat(expected[[0, 1, 1000], None], 5, axis=1), atol=1e-9)


@pytest.mark.parametrize("cell", CELLS)
class TestOfANetwork:
    def test_they_are_the_products_of_the_matrices(self, cell):
        steps, product = linearized_run(cell, init="gaussian"), None
        for found in lag_products(steps, sample=1, last=9):
            product = np.eye(steps.size) if product is None else product @ steps.matrix(10 - found.lag, 1)
            np.testing.assert_allclose(np.ldexp(found.mantissa, found.exponent), product, rtol=1e-12, atol=1e-300)
        assert found.lag == 9

    def test_norms_and_radii_are_numpys(self, cell):
        steps = linearized_run(cell, init="gaussian")
        products = [np.ldexp(p.mantissa, p.exponent) for p in lag_products(steps)]
        norms = [np.linalg.norm(p, 2) for p in products]
        radii = [np.abs(np.linalg.eigvals(p)).max() for p in products]
        np.testing.assert_allclose(10 ** log10_norms(steps), norms, rtol=1e-10)
        np.testing.assert_allclose(10 ** log10_spectral_radii(steps)[:6], radii[:6], rtol=1e-6)

    @pytest.mark.parametrize("settings", [{}, {"gain": 0.3, "init": "glorot"}, {"gain": 2.0, "init": "gaussian"}])
    def test_all_singular_values_are_right_past_underflow(self, cell, settings):
        steps = linearized_run(cell, T_x=150, m=1, **settings)
        with mpmath.workdps(1000):
            product = mpmath.eye(steps.size)
            for t in range(150, 0, -1):
                product = product * mpmath.matrix(steps.matrix(t).tolist())
            expected = [float(mpmath.log(value)) for value in mpmath.svd_r(product, compute_uv=False)]
        found = log_singular_values_by_lag(steps, [150])[0]
        assert np.ptp(found) > 60  # a plain decomposition sees 37 at most
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-8)
        np.testing.assert_allclose(lyapunov_exponents(steps), np.array(expected) / 150, atol=1e-9)

    def test_the_largest_one_is_the_norm(self, cell):
        steps = linearized_run(cell, T_x=400, gain=0.5)
        lags = [0, 1, 50, 400]
        found = log_singular_values_by_lag(steps, lags)[:, 0] / np.log(10)
        np.testing.assert_allclose(found, log10_norms(steps)[lags], atol=1e-9)
        assert found[-1] < -40

    def test_a_product_in_two_parts_is_the_whole(self, cell):
        steps = linearized_run(cell)
        *_, late = lag_products(steps, last=12)
        product = np.eye(steps.size)
        for found in lag_products(steps, last=12):
            if found.lag == 5:
                product = np.ldexp(found.mantissa, found.exponent)
        *_, early = lag_products(steps, last=7)
        whole = product @ np.ldexp(early.mantissa, early.exponent)
        np.testing.assert_allclose(np.ldexp(late.mantissa, late.exponent), whole, rtol=1e-10, atol=1e-300)


def test_a_singular_jacobian_has_singular_values_of_zero():
    weights = np.diag([2.0, 1.0, 0.0]) @ orthogonal(3)
    found = log_singular_values_by_lag(linear_network(weights, 6), [1, 6])
    assert (found[:, 2] == -np.inf).all()
    assert np.isfinite(found[:, :2]).all()


def test_nothing_that_is_left_is_zero():
    steps = linear_network(np.zeros((2, 2)), 4)
    assert (log10_norms(steps)[1:] == -np.inf).all()
    assert (log_singular_values_by_lag(steps)[1:] == -np.inf).all()
    assert (log10_spectral_radii(steps)[1:] == -np.inf).all()


def test_a_nilpotent_matrix_has_a_norm_and_no_radius():
    shift = np.diag([1.0, 1.0], 1)
    steps = linear_network(shift, 2)
    np.testing.assert_allclose(log10_norms(steps), 0, atol=1e-15)
    assert log10_spectral_radii(steps)[1] == -np.inf


def test_what_is_not_finite_is_nan_from_there_on():
    steps = linear_network(np.eye(2), 5)
    steps.local.by_gate["a"]["a"][:, :, 2] = np.inf
    assert np.isnan(log10_norms(steps)).tolist() == [False] * 3 + [True] * 3
    assert np.isnan(log_singular_values_by_lag(steps)).all(axis=1).tolist() == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda steps: log10_norms(steps, last=6), "last must be between 1 and 5, the number of steps; got 6"),
        (lambda steps: log_singular_values_by_lag(steps, [6]), r"lags must be between 0 and 5.*got \[6\]"),
        (lambda steps: lyapunov_exponents(steps, 0), "lag must be at least 1; got 0"),
    ],
)
def test_what_is_not_there_is_refused(call, said):
    with pytest.raises(RnnvizError, match=said):
        call(linear_network(np.eye(2), 5))


def test_units_at_their_limits_against_mpmath():
    result = run(Scenario(cells=("rnn",), n_a=3, **SATURATED))
    one, x = result.cells["rnn"], result.x[:, 0]
    with mpmath.workdps(40):
        product, expected = mpmath.eye(3), []
        a = np.concatenate([np.zeros((3, 1)), one.states["a"][:, 0]], axis=1)
        W, U, b = (mpmath.matrix(one.parameters[name].tolist()) for name in ("Waa", "Wax", "ba"))
        for t in range(x.shape[1], 0, -1):
            z = W * mpmath.matrix(a[:, t - 1].tolist()) + U * mpmath.matrix(x[:, t - 1].tolist()) + b
            product = product * mpmath.diag([mpmath.sech(v) ** 2 for v in z]) * W
            expected.append(float(mpmath.log10(max(mpmath.svd_r(product, compute_uv=False)))))
    steps = linearized(result, "rnn")
    assert expected[-1] < -900
    np.testing.assert_allclose(log10_norms(steps)[1:], expected, rtol=1e-12)
    found = log_singular_values_by_lag(steps)[1:, 0] / math.log(10)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


@pytest.mark.parametrize("cell", CELLS)
def test_a_product_is_what_single_changes_become(cell):
    result = run(Scenario(cells=(cell,), n_a=2, **SATURATED))
    steps = linearized(result, cell)
    n = steps.size
    for lag, product in enumerate(lag_products(steps)):
        columns = np.eye(n).reshape(len(steps.states), 2, 1, n)
        for t in range(9, 9 - lag, -1):
            columns = steps.pull_back(t, columns)
        found = log10_of(columns).reshape(n, n).T
        expected = np.log10(np.abs(product.mantissa[product.mantissa != 0])) + product.exponent * math.log10(2)
        np.testing.assert_allclose(found[product.mantissa != 0], expected, rtol=1e-9, atol=1e-9)


def test_beyond_floats_there_are_as_many_products_as_steps_and_one():
    steps = linearized(run(Scenario(cells=("rnn",), n_a=2, **SATURATED)), "rnn")
    assert [product.lag for product in lag_products(steps)] == list(range(10))
    assert [product.lag for product in lag_products(steps, last=4)] == [0, 1, 2, 3, 4]
