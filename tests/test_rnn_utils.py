"""Sigmoid, softmax and Adam: right, at any finite input, without a warning."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.rnn_utils import initialize_adam, sigmoid, softmax, update_parameters_with_adam

EXTREMES = [0.0, -0.0, 5e-324, -5e-324, 1e-310, 709.8, -709.8, 745.2, -745.2, 1e4, -1e4, 1.7e308, -1.7e308]
FINITE = st.one_of(st.sampled_from(EXTREMES), st.floats(allow_nan=False, allow_infinity=False))
MATRICES = arrays(np.float64, array_shapes(min_dims=2, max_dims=3, max_side=5), elements=FINITE)


class TestSigmoid:
    @given(MATRICES)
    def test_any_finite_input_gives_a_value_between_0_and_1(self, z):
        found = sigmoid(z)
        assert found.shape == z.shape
        assert ((found >= 0) & (found <= 1)).all()

    @given(st.floats(-700, 700))
    def test_it_is_the_logistic_function(self, z):
        expected = 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))
        assert sigmoid(z) == pytest.approx(expected, rel=1e-15, abs=0)

    @given(FINITE)
    def test_it_is_symmetric(self, z):
        assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)

    @given(FINITE, FINITE)
    def test_it_is_monotonic(self, one, other):
        assert (sigmoid(min(one, other)) <= sigmoid(max(one, other)) * (1 + 1e-15)).all()

    def test_its_tail_is_not_cut_off(self):
        assert sigmoid(-700.0) == pytest.approx(math.exp(-700), rel=1e-14)
        assert sigmoid(-1.7e308) == 0
        assert sigmoid(1.7e308) == 1

    def test_infinities_and_nan(self):
        np.testing.assert_array_equal(sigmoid([-np.inf, np.inf, np.nan]), [0, 1, np.nan])


class TestSoftmax:
    @given(MATRICES)
    def test_any_finite_input_gives_columns_that_sum_to_1(self, z):
        found = softmax(z)
        assert found.shape == z.shape
        assert ((found >= 0) & (found <= 1)).all()
        np.testing.assert_allclose(found.sum(axis=0), 1, rtol=1e-14)

    @given(MATRICES)
    def test_each_column_is_by_itself(self, z):
        # One maximum for all would make NaN of columns that are far apart.
        found = softmax(z)
        for k in range(z.shape[1]):
            np.testing.assert_array_equal(softmax(z[:, k : k + 1]), found[:, k : k + 1])

    @given(arrays(np.float64, (4, 3), elements=st.integers(-500, 500)), st.integers(-(2**40), 2**40))
    def test_a_shift_changes_nothing(self, z, shift):
        np.testing.assert_array_equal(softmax(z + shift), softmax(z))

    @given(arrays(np.float64, (4, 3), elements=st.floats(-20, 20)))
    def test_it_is_the_share_of_the_exponentials(self, z):
        expected = [[math.exp(v) / sum(math.exp(u) for u in column) for v in column] for column in z.T]
        np.testing.assert_allclose(softmax(z), np.transpose(expected), rtol=1e-14)

    def test_columns_far_apart(self):
        found = softmax([[1000.0, -1000.0, 1e308], [1000.0, -1001.0, -1e308]])
        e = 1 / (1 + math.exp(-1))
        np.testing.assert_allclose(found, [[0.5, e, 1.0], [0.5, 1 - e, 0.0]], rtol=1e-14)

    def test_a_sequence_is_softmaxed_step_by_step(self):
        z = np.random.default_rng(0).normal(size=(3, 2, 4))
        for t in range(4):
            np.testing.assert_array_equal(softmax(z)[:, :, t], softmax(z[:, :, t]))


@pytest.mark.parametrize("function", [sigmoid, softmax])
class TestBoth:
    @pytest.mark.parametrize(
        ("given_type", "expected"), [("f4", "f4"), ("f8", "f8"), ("i8", "f8"), ("f2", "f8"), ("?", "f8")]
    )
    def test_types(self, function, given_type, expected):
        assert function(np.ones((2, 2), dtype=given_type)).dtype == np.dtype(expected)

    def test_nothing_passed_in_is_changed(self, function):
        z = np.random.default_rng(0).normal(size=(3, 2))
        before = z.copy()
        found = function(z)
        np.testing.assert_array_equal(z, before)
        assert not np.shares_memory(found, z)

    def test_float32_extremes(self, function):
        limit = np.finfo(np.float32).max
        found = function(np.array([[limit, -limit], [-limit, 100]], dtype=np.float32))
        assert np.isfinite(found).all()


def adam_by_the_paper(theta, gradients, alpha=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Kingma & Ba 2015, Algorithm 1, for one number, in exact rationals up to the square root."""
    theta, m, v = Fraction(theta), Fraction(0), Fraction(0)
    beta1, beta2, alpha, epsilon = Fraction(beta1), Fraction(beta2), Fraction(alpha), Fraction(epsilon)
    for t, g in enumerate(map(Fraction, gradients), start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        theta -= alpha * m_hat / (Fraction(math.sqrt(v_hat)) + epsilon)
    return float(theta), float(m), float(v)


class TestAdam:
    @pytest.mark.parametrize(
        "settings",
        [{}, {"learning_rate": 0.3, "beta1": 0.5, "beta2": 0.75, "epsilon": 1e-3}, {"beta1": 0.0}, {"epsilon": 0.5}],
    )
    def test_it_is_the_paper_s_algorithm(self, settings):
        rng = np.random.default_rng(0)
        gradients = rng.normal(size=(6, 2, 3)) * 10.0 ** rng.integers(-6, 3, size=(6, 2, 3))
        start = rng.normal(size=(2, 3))
        parameters = {"Waa": start}
        v, s = initialize_adam(parameters)
        for t, gradient in enumerate(gradients, start=1):
            parameters, v, s = update_parameters_with_adam(parameters, {"dWaa": gradient}, v, s, t, **settings)
        paper = {"alpha": settings.get("learning_rate", 0.01), **settings}
        paper.pop("learning_rate", None)
        for entry in np.ndindex(2, 3):
            expected = adam_by_the_paper(start[entry], gradients[(slice(None), *entry)], **paper)
            found = parameters["Waa"][entry], v["dWaa"][entry], s["dWaa"][entry]
            assert found == pytest.approx(expected, rel=1e-12)

    def test_the_first_step_is_the_learning_rate(self):
        # m̂ / √v̂ = ±1 at t = 1, whatever the gradient's size; epsilon outside the root.
        for g in (1e-3, 1.0, 1e6):
            v, s = initialize_adam({"b": np.zeros((1, 1))})
            found = update_parameters_with_adam({"b": np.zeros((1, 1))}, {"db": np.full((1, 1), g)}, v, s, 1)
            assert found.parameters["b"].item() == pytest.approx(-0.01 * g / (g + 1e-8), rel=1e-12)

    @pytest.mark.parametrize("names", [("W1", "b1"), ("Waa", "Wax", "ba"), ("Wf", "bf", "Wy"), ("θ",), ("", "d")])
    def test_any_names(self, names):
        parameters = {name: np.ones((2, 1)) for name in names}
        v, s = initialize_adam(parameters)
        assert list(v) == list(s) == ["d" + name for name in names]
        new = update_parameters_with_adam(parameters, {"d" + name: np.ones((2, 1)) for name in names}, v, s, 1)
        assert list(new.parameters) == list(names)
        assert all((value < 1).all() for value in new.parameters.values())

    def test_a_parameter_without_a_gradient_is_left_as_it_is(self):
        parameters = {"Waa": np.ones((2, 2)), "Wya": np.full((1, 2), 3.0)}
        v, s = initialize_adam(parameters)
        gradients = {"dWaa": np.ones((2, 2)), "dx": np.ones((7, 7, 7)), "da0": np.ones((2, 9))}
        new, v, s = update_parameters_with_adam(parameters, gradients, v, s, 1)
        np.testing.assert_array_equal(new["Wya"], parameters["Wya"])
        assert not v["dWya"].any()
        assert not s["dWya"].any()
        assert (new["Waa"] < 1).all()
        assert new.keys() == parameters.keys()

    def test_nothing_passed_in_is_changed(self):
        parameters = {"W": np.ones((2, 2))}
        gradients = {"dW": np.full((2, 2), 2.0)}
        v, s = initialize_adam(parameters)
        first = update_parameters_with_adam(parameters, gradients, v, s, 1)
        second = update_parameters_with_adam(first.parameters, gradients, first.v, first.s, 2)
        assert (parameters["W"] == 1).all()
        assert (gradients["dW"] == 2).all()
        assert not v["dW"].any()
        assert not s["dW"].any()
        assert not np.shares_memory(first.parameters["W"], second.parameters["W"])
        assert first.v["dW"] == pytest.approx(0.2)

    def test_float32_stays_float32(self):
        parameters = {"W": np.ones((2, 2), dtype=np.float32)}
        v, s = initialize_adam(parameters)
        new = update_parameters_with_adam(parameters, {"dW": np.ones((2, 2), dtype=np.float32)}, v, s, 1)
        assert {array.dtype for part in new for array in part.values()} == {np.dtype(np.float32)}

    @pytest.mark.parametrize("t", [0, -1])
    def test_updates_are_counted_from_1(self, t):
        with pytest.raises(RnnvizError) as caught:
            update_parameters_with_adam({}, {}, {}, {}, t)
        assert str(caught.value) == (
            f"update_parameters_with_adam: t counts updates from 1; got {t}. Start with t=1 and add 1 before each call."
        )

    def test_a_gradient_of_another_shape(self):
        parameters = {"ba": np.ones((5, 1))}
        v, s = initialize_adam(parameters)
        with pytest.raises(ShapeError) as caught:  # (5,) would broadcast to (5, 5)
            update_parameters_with_adam(parameters, {"dba": np.ones(5)}, v, s, 1)
        assert str(caught.value) == (
            "update_parameters_with_adam: dba must have the shape of ba, (5, 1); got (5,). "
            "Pass the gradients that the backward function returned for these parameters."
        )
