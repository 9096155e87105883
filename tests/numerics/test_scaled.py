"""Mantissa × 2^exponent: norms by exact arithmetic, at any exponent."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.wide import Wide
from tests.oracles import exact

MANTISSAS = arrays(np.float64, (3, 2, 4), elements=st.floats(-1e100, 1e100))
EXPONENTS = arrays(np.int64, (2, 4), elements=st.integers(-200_000, 200_000))


def exact_norm(values):
    return exact.log10_norm(values) if (values != 0).any() else -math.inf


@given(MANTISSAS, EXPONENTS)
def test_log10_norm_equals_exact_arithmetic(mantissa, exponent):
    scaled = Scaled(mantissa, exponent)
    values = np.stack([exact.of_scaled(mantissa[:, :, t], exponent[:, t]) for t in range(4)], axis=2)
    whole, by_sample, by_unit = (scaled.log10_norm(axis) for axis in ((0, 1), (0,), (1,)))
    assert (whole.shape, by_sample.shape, by_unit.shape) == ((4,), (2, 4), (3, 4))
    for t in range(4):
        assert whole[t] == pytest.approx(exact_norm(values[:, :, t]), rel=1e-14, abs=1e-13)
        for k in range(2):
            assert by_sample[k, t] == pytest.approx(exact_norm(values[:, k, t]), rel=1e-14, abs=1e-13)
        for i in range(3):
            assert by_unit[i, t] == pytest.approx(exact_norm(values[i, :, t]), rel=1e-14, abs=1e-13)


@given(arrays(np.float64, (3, 2, 4), elements=st.floats(0.1, 8) | st.floats(-8, -0.1)), EXPONENTS)
def test_ordinary_mantissas_too(mantissa, exponent):
    scaled = Scaled(mantissa, exponent)
    for t in range(4):
        value = exact.of_scaled(mantissa[:, :, t], exponent[:, t])
        assert scaled.log10_norm()[t] == pytest.approx(exact_norm(value), rel=1e-14, abs=1e-13)
        assert scaled.log10_norm((0,))[1, t] == pytest.approx(exact_norm(value[:, 1]), rel=1e-14, abs=1e-13)


@given(MANTISSAS, EXPONENTS)
def test_over_no_axis_it_is_the_logarithm_of_each_entry(mantissa, exponent):
    found = Scaled(mantissa, exponent).log10_norm(axis=())
    expected = [exact_norm(exact.of_scaled(mantissa[:, :, t], exponent[:, t])[:1, :1]) for t in range(4)]
    np.testing.assert_allclose(found[0, 0], expected, rtol=1e-14, atol=1e-13)


@pytest.mark.parametrize(("axis", "shape"), [((0, 1), (5,)), ((0,), (3, 5)), ((1,), (2, 5)), ((), (2, 3, 5))])
def test_the_axes_that_are_left(axis, shape):
    assert Scaled(np.ones((2, 3, 5)), np.zeros((3, 5), dtype=np.int64)).log10_norm(axis).shape == shape


def test_samples_of_very_different_exponents():
    scaled = Scaled(np.ones((1, 3, 1)), np.array([[-4000], [0], [-40]]))
    assert scaled.log10_norm()[0] == pytest.approx(0.0, abs=1e-15)
    assert scaled.log10_norm((0,))[:, 0].tolist() == pytest.approx([-4000 * math.log10(2), 0, -40 * math.log10(2)])


@pytest.mark.parametrize("size", [5e-324, 1e-310, 2.3e-308, 1.7e308])
def test_mantissas_at_the_end_of_the_range(size):
    scaled = Scaled(np.full((2, 2, 1), size), np.full((2, 1), -1000))
    assert scaled.log10_norm()[0] == pytest.approx(math.log10(size) + math.log10(2) * (1 - 1000), rel=1e-14)


def test_zero_nan_and_inf():
    mantissa = np.array([[[0.0, 1.0, np.inf, np.nan, 1.0]], [[0.0, 0.0, 1.0, 1.0, -np.inf]]])
    norms = Scaled(mantissa, np.array([[-5000, -5000, 7, 7, -5000]])).log10_norm()
    assert norms[0] == -np.inf
    assert norms[1] == pytest.approx(-5000 * math.log10(2), rel=1e-14)
    assert norms[2] == np.inf
    assert np.isnan(norms[3])
    assert norms[4] == np.inf


def test_a_zero_does_not_decide_the_common_exponent():
    scaled = Scaled(np.array([[[0.0], [1.0]]]), np.array([[9000], [-9000]]))
    assert scaled.log10_norm()[0] == pytest.approx(-9000 * math.log10(2), rel=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_to_float(dtype):
    mantissa = np.array([[[1.5, -1.5, 1.5, -1.5, 0.0, np.nan]]], dtype=dtype)
    found = Scaled(mantissa, np.array([[3, -3, -50_000, 50_000, 50_000, 1]])).to_float()
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, [[[12, -0.1875, 0, -np.inf, 0, np.nan]]])


def test_norms_are_float64_for_float32_too():
    scaled = Scaled(np.full((2, 2, 1), 1e-30, dtype=np.float32), np.zeros((2, 1), dtype=np.int64))
    assert scaled.log10_norm().dtype == np.float64
    assert scaled.log10_norm()[0] == pytest.approx(-30 + math.log10(2), abs=1e-7)


def test_nothing_is_changed():
    scaled = Scaled(np.array([[[0.0, 2.0]]]), np.array([[5, 6]]))
    scaled.log10_norm()
    scaled.to_float()
    assert scaled.mantissa.tolist() == [[[0.0, 2.0]]]
    assert scaled.exponent.tolist() == [[5, 6]]


class TestApart:
    """Values of one step that are further apart than floats reach."""

    exponents = np.array([[[0, -9000]], [[-5000, -20_000]], [[0, 0]]])
    values = Wide(np.array([[[0.5, 0.5]], [[-0.75, 0.5]], [[0.0, 0.0]]]), exponents)
    scaled = Scaled.of(values)

    def test_the_mantissa_has_what_floats_hold_beside_the_largest(self):
        np.testing.assert_array_equal(self.scaled.mantissa, [[[0.5, 0.5]], [[0, 0]], [[0, 0]]])
        assert self.scaled.exponent.tolist() == [[0, -9000]]
        assert Scaled.of(self.values, np.dtype(np.float32)).mantissa.dtype == np.float32

    def test_each_value_is_known(self):
        log2 = self.scaled.log10_norm(axis=()) / np.log10(2)
        np.testing.assert_allclose(log2[:2, 0], [[-1, -9001], [-5000 + np.log2(0.75), -20_001]])
        assert (log2[2] == -np.inf).all()
        np.testing.assert_allclose(self.scaled.log10_norm() / np.log10(2), [-1, -9001])
        np.testing.assert_array_equal(self.scaled.to_float()[:, 0, 0], [0.5, 0, 0])

    def test_it_stays_so_through_products_sums_and_parts(self):
        plain = Scaled(np.array([[[2.0, 2.0]], [[4.0, 4.0]], [[8.0, 8.0]]]), np.array([[3, -20_000]]))
        for found, expected in (
            (self.scaled.at(step=slice(1, None)), self.values[:, :, 1:]),
            (self.scaled.times(np.full((3, 1, 2), 2.0)), self.values * 2.0),
            (plain.times(self.values), plain.wide() * self.values),
            (self.scaled.plus(plain), self.values + plain.wide()),
            (plain.plus(self.scaled), self.values + plain.wide()),
            (self.scaled.through(np.array([[0.0, 3.0, 1.0]])), self.values[1:2] * 3.0),
        ):
            np.testing.assert_array_equal(found.wide().log10(), expected.log10())

    def test_beside_a_plain_one_of_the_same_exponents_nothing_is_lost(self):
        plain = Scaled(np.zeros((3, 1, 2)), self.scaled.exponent)
        for found in (plain.plus(self.scaled), self.scaled.plus(plain)):
            np.testing.assert_array_equal(found.log10_norm(axis=()), self.scaled.log10_norm(axis=()))

    def test_plain_ones_stay_plain(self):
        plain = Scaled(np.ones((2, 1, 3)), np.zeros((1, 3), dtype=np.int64))
        further = Scaled(np.ones((2, 1, 3)), np.full((1, 3), -2000))
        assert all(one.apart is None for one in (plain.at(), plain.times(np.ones((2, 1, 3))), plain.plus(plain)))
        np.testing.assert_array_equal(
            Scaled(np.full((1, 1, 1), 3.0), further.exponent[:, :1]).times(np.full((1, 1, 1), 4.0)).mantissa, [[[12.0]]]
        )
        assert plain.through(np.ones((1, 2))).mantissa.tolist() == [[[2.0] * 3]]
        np.testing.assert_array_equal(plain.plus(further).to_float(), np.ones((2, 1, 3)))
