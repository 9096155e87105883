"""The cross-entropy against 60 digits: finite, to the last digits, with the gradient that a rounded softmax loses."""

from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.network.losses import cross_entropies

DTYPES = ("float64", "float32")


def exact(scores: np.ndarray, right: int) -> tuple[Any, list[Any]]:
    """Give J and dJ/do of one place, with 60 digits and any exponent."""
    with mpmath.workdps(60):
        powers = [mpmath.exp(mpmath.mpf(float(score)) - float(scores.max())) for score in scores]
        others = mpmath.fsum(power for k, power in enumerate(powers) if k != right)
        total = others + powers[right]
        gradient = [-others / total if k == right else power / total for k, power in enumerate(powers)]
        return mpmath.log1p(others / powers[right]), gradient


@pytest.mark.parametrize("dtype", DTYPES)
@given(n_y=st.integers(2, 6), scale=st.floats(-3, 4), seed=st.integers(0, 9999))
def test_it_is_that_of_60_digits(dtype: str, n_y: int, scale: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = (10**scale * rng.uniform(-1, 1, size=(n_y, 3, 4))).astype(dtype)
    classes = rng.integers(n_y, size=(3, 4))
    values, gradient = cross_entropies(scores, classes)
    assert (values.dtype, gradient.dtype) == (np.dtype(dtype), np.dtype(dtype))
    # An exponential multiplies the rounding of its argument by the argument; nothing else may be lost.
    eps, tiny = float(np.finfo(dtype).eps), float(np.finfo(dtype).tiny)
    for s, t in np.ndindex(3, 4):
        value, slopes = exact(scores[:, s, t], int(classes[s, t]))
        of_power = eps * (8 + float(np.ptp(scores[:, s, t])))
        assert np.isfinite(values[s, t])
        assert abs(float(values[s, t]) - value) <= (of_power if value < 1 else 8 * eps) * value + tiny
        for found, slope in zip(gradient[:, s, t], slopes, strict=True):
            assert abs(float(found) - slope) <= of_power * abs(slope) + tiny


@pytest.mark.parametrize(("right", "expected"), [(0, 858.0), (1, 148.0), (2, 5.3110922496790953e-65)])
def test_scores_far_apart_cost_what_they_cost(right: int, expected: float) -> None:
    values, gradient = cross_entropies(np.array([-431.0, 279.0, 427.0]), np.array(right))
    assert values == pytest.approx(expected, rel=1e-14)  # e^-148 is what the third one costs
    assert gradient.sum() == pytest.approx(0, abs=1e-15)
    assert gradient[right] == pytest.approx(-1 if right < 2 else -expected, rel=1e-14)


def test_a_right_answer_still_has_a_gradient() -> None:
    # One minus the rounded softmax is exactly 0 from 37 on.
    gradient = cross_entropies(np.array([100.0, 0.0, 0.0]), np.array(0)).gradient
    assert gradient[1] == pytest.approx(np.exp(-100), rel=1e-14)
    assert gradient[0] == pytest.approx(-2 * np.exp(-100), rel=1e-14)


@pytest.mark.parametrize("score", [-1e4, 0.0, 3.5])
def test_the_only_class_costs_nothing(score: float) -> None:
    values, gradient = cross_entropies(np.array([[score]]), np.array([0]))
    assert values.tolist() == [0]
    assert gradient.tolist() == [[0]]


def test_the_axis_of_the_classes_may_be_any() -> None:
    rng = np.random.default_rng(0)
    scores, classes = rng.normal(size=(4, 2, 3)), rng.integers(4, size=(2, 3))
    first = cross_entropies(scores, classes)
    middle = cross_entropies(scores.transpose(1, 0, 2), classes, axis=1)
    np.testing.assert_array_equal(middle.values, first.values)
    np.testing.assert_array_equal(middle.gradient.transpose(1, 0, 2), first.gradient)


@pytest.mark.parametrize("score", [np.nan, np.inf])
def test_what_is_no_number_costs_no_number(score: float) -> None:
    values, gradient = cross_entropies(np.array([[score, 1.0], [0.0, 1.0]]), np.array([0, 0]))
    assert np.isnan(values).tolist() == [True, False]
    assert np.isnan(gradient).any(axis=0).tolist() == [True, False]


def test_nothing_passed_in_is_changed() -> None:
    scores, classes = np.array([3.0, 1.0]), np.array(1)
    cross_entropies(scores, classes)
    assert scores.tolist() == [3, 1]
