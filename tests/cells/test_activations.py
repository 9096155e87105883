"""Activations of the RNN: each derivative, written in terms of the output, against the function itself."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells.activations import ACTIVATIONS, activation_named
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
