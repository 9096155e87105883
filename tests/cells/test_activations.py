"""Activations of the RNN: each derivative, written in terms of the output, against the function itself."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells.activations import (
    ACTIVATIONS,
    activation_named,
    depth,
    plain_slope,
    slope_of_output,
    slope_of_sigmoid,
    slope_of_tanh,
    wide_sigmoid,
)
from rnnviz.errors import RnnvizError

TEXTBOOK = {
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(z, 0.0),
    "linear": lambda z: z,
}
each = pytest.mark.parametrize("name", ACTIVATIONS)


def values(name, z):
    z = np.array(z)
    out = np.empty_like(z)
    ACTIVATIONS[name].function(z, out)
    return out


def test_there_are_these():
    assert list(ACTIVATIONS) == list(TEXTBOOK)


@each
@given(st.lists(st.floats(-30, 30), min_size=1))
def test_values(name, z):
    np.testing.assert_allclose(values(name, z), [TEXTBOOK[name](v) for v in z], rtol=1e-14, atol=1e-16)


@each
@given(st.floats(0.01, 8), st.sampled_from([-1, 1]))
def test_the_derivative_is_that_of_the_function(name, size, sign):
    z, h = sign * size, 1e-5
    slope = (TEXTBOOK[name](z + h) - TEXTBOOK[name](z - h)) / (2 * h)
    assert ACTIVATIONS[name].derivative(values(name, [z]))[0] == pytest.approx(slope, rel=1e-6, abs=1e-10)


@each
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_finite_input(name, z):
    a = values(name, [z])
    slope = ACTIVATIONS[name].derivative(a)
    assert np.isfinite(a).all()
    assert 0 <= slope[0] <= ACTIVATIONS[name].bound


@pytest.mark.parametrize(("name", "at"), [("tanh", 0.0), ("sigmoid", 0.0), ("relu", 1.0), ("linear", 7.0)])
def test_the_bound_is_reached(name, at):
    assert ACTIVATIONS[name].derivative(values(name, [at]))[0] == ACTIVATIONS[name].bound


def test_relu_has_no_slope_at_its_kink():
    assert ACTIVATIONS["relu"].derivative(values("relu", [0.0, -0.0, -1.0])).tolist() == [0, 0, 0]


@each
def test_derivatives_are_new_arrays_of_the_same_type(name):
    a = values(name, np.linspace(0.1, 0.9, 6, dtype=np.float32).reshape(2, 3))
    before = a.copy()
    slope = ACTIVATIONS[name].derivative(a)
    assert slope.dtype == a.dtype == np.float32
    assert slope.shape == (2, 3)
    slope[:] = 9
    np.testing.assert_array_equal(a, before)


@each
def test_the_output_may_be_the_input(name):
    expected = values(name, [-1.5, 0.5])
    z = np.array([-1.5, 0.5])
    ACTIVATIONS[name].function(z, z)
    np.testing.assert_array_equal(z, expected)


def test_one_that_there_is_not():
    with pytest.raises(RnnvizError) as caught:
        activation_named("Tanh")
    assert str(caught.value) == "activation must be one of tanh, sigmoid, relu, linear; got 'Tanh'."


@pytest.mark.parametrize("z", [0.0, 1e-9, 0.5, 3.0, 8.0, 19.5, 37.0, 300.0, 371.9, 372.1, 745.2, 1e4, 1e6])
@pytest.mark.parametrize("sign", [1, -1])
def test_slopes_and_gates_of_any_size_against_mpmath(z, sign):
    z *= sign
    with mpmath.workdps(30):
        # Of a number that is the result of a cancellation only e^-|z| tells the size.
        small = mpmath.exp(-abs(z))
        expected = {
            slope_of_tanh: mpmath.sech(z) ** 2,
            slope_of_sigmoid: small / (1 + small) ** 2,
            wide_sigmoid: 1 / (1 + small) if z >= 0 else small / (1 + small),
        }
        for function, true in expected.items():
            found = function(np.array([z]))
            got = mpmath.mpf(float(found.mantissa[0])) * mpmath.mpf(2) ** int(found.exponent[0])
            assert abs(got / true - 1) < 4e-16, function


@pytest.mark.parametrize(("of", "largest"), [("tanh", 370.0), ("sigmoid", 740.0)])
def test_plain_slopes_are_the_same_where_floats_hold_them(of, largest):
    z = np.linspace(-largest, largest, 1001)
    wide = {"tanh": slope_of_tanh, "sigmoid": slope_of_sigmoid}[of](z)
    normal = wide.to_float() > 1e-300
    np.testing.assert_allclose(plain_slope(z, of=of)[normal], wide.to_float()[normal], rtol=1e-13)
    digits = -wide.log10() / math.log10(2)
    assert (np.abs(depth(z, of=of) - digits) <= 2.001).all()


@pytest.mark.parametrize("of", ["tanh", "sigmoid"])
def test_the_slope_of_an_output_has_all_its_digits(of):
    z = np.concatenate([np.linspace(-30, 30, 601), [100.0, -100.0, 300.0]])
    a = values(of, z)
    expected = {"tanh": slope_of_tanh, "sigmoid": slope_of_sigmoid}[of](z).to_float()
    np.testing.assert_allclose(slope_of_output(a, z, of=of), expected, rtol=2e-15)


def test_an_output_of_another_z_is_taken_at_its_word():
    # A cache that somebody put together by hand need not fit together.
    a = np.array([0.9, -0.99])
    np.testing.assert_array_equal(slope_of_output(a, np.array([0.1, 0.2]), of="tanh"), 1 - a * a)


def test_infinite_pre_activations_have_no_slope():
    z = np.array([np.inf, -np.inf])
    assert (slope_of_tanh(z).log10() < -(10**11)).all()
    assert np.isnan(slope_of_tanh(np.array([np.nan])).to_float()).all()
