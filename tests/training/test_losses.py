"""Losses: values by hand, gradients by numeric differences, no overflow."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.training.losses import cross_entropy, loss_of, mean_squared_error

SIZES = {"K": st.integers(1, 4), "n_y": st.integers(2, 5), "m": st.integers(1, 4), "seed": st.integers(0, 999)}


def drawn(K: int, n_y: int, m: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(K, n_y, m)), rng.integers(n_y, size=(K, m)), rng.normal(size=(K, n_y, m))


@given(**SIZES)
def test_gradients_are_those_of_numeric_differences(K: int, n_y: int, m: int, seed: int) -> None:
    outputs, classes, values = drawn(K, n_y, m, seed)
    for loss, targets in ((cross_entropy, classes), (mean_squared_error, values)):
        found = loss(outputs, targets).gradient
        for place in [(0, 0, 0), (K - 1, n_y - 1, m - 1)]:
            h = np.zeros_like(outputs)
            h[place] = 1e-5
            numeric = (loss(outputs + h, targets).value - loss(outputs - h, targets).value) / 2e-5
            assert found[place] == pytest.approx(numeric, abs=1e-8)


@given(**SIZES)
def test_cross_entropy_is_minus_the_mean_log_of_the_softmax(K: int, n_y: int, m: int, seed: int) -> None:
    scores, classes, _ = drawn(K, n_y, m, seed)
    y = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    by_hand = -np.mean([math.log(y[k, classes[k, s], s]) for k in range(K) for s in range(m)])
    loss = cross_entropy(scores, classes)
    assert loss.value == pytest.approx(by_hand)
    assert loss.accuracy == pytest.approx(np.mean(y.argmax(axis=1) == classes))


def test_equal_scores_cost_the_logarithm_of_their_number() -> None:
    assert cross_entropy(np.zeros((3, 4, 2)), np.zeros((3, 2), dtype=int)).value == pytest.approx(math.log(4))


def test_scores_far_apart_neither_overflow_nor_vanish() -> None:
    scores = np.array([[[1e300], [-1e300]]])
    assert cross_entropy(scores, np.array([[0]])).value == 0
    assert cross_entropy(scores, np.array([[1]])).value == pytest.approx(2e300)
    assert np.isfinite(cross_entropy(scores, np.array([[1]])).gradient).all()


def test_half_the_precision_stays_so() -> None:
    outputs, classes, values = (array.astype(np.float32) for array in drawn(2, 3, 4, 0))
    assert cross_entropy(outputs, classes.astype(int)).gradient.dtype == np.float32
    assert mean_squared_error(outputs, values.astype(np.float64)).gradient.dtype == np.float32


@pytest.mark.parametrize("score", [np.nan, np.inf])
def test_what_is_no_number_is_no_right_answer(score: float) -> None:
    scores = np.array([[[score, 1.0], [0.0, 0.0]]])
    loss = cross_entropy(scores, np.array([[0, 0]]))
    assert loss.accuracy == 0.5
    assert math.isnan(loss.value)


def test_the_loss_of_a_kind() -> None:
    outputs, classes, values = drawn(2, 3, 4, 0)
    assert loss_of("classes", outputs, classes).value == cross_entropy(outputs, classes).value
    assert loss_of("values", outputs, values).value == mean_squared_error(outputs, values).value
    assert math.isnan(loss_of("values", outputs, values).accuracy)


def test_shapes_that_do_not_fit_are_said() -> None:
    with pytest.raises(ShapeError, match=r"axes \(K, m\); got shapes \(3, 4, 2\) and \(2, 4\)"):
        cross_entropy(np.ones((3, 4, 2)), np.ones((2, 4), dtype=int))
    for targets in (np.full((3, 2), -1), np.full((3, 2), 4), np.full((3, 2), 5), np.ones((3, 2))):
        with pytest.raises(ShapeError, match="targets must be whole numbers from 0 to 3"):
            cross_entropy(np.ones((3, 4, 2)), targets)
    with pytest.raises(ShapeError, match="at least one; got 0"):
        cross_entropy(np.ones((0, 4, 2)), np.ones((0, 2), dtype=int))
    with pytest.raises(ShapeError, match=r"one shape.*got \(3, 4, 2\) and \(3, 4, 1\)"):
        mean_squared_error(np.ones((3, 4, 2)), np.ones((3, 4, 1)))
    with pytest.raises(ShapeError, match="with at least one value"):
        mean_squared_error(np.ones((0, 4, 2)), np.ones((0, 4, 2)))
    with pytest.raises(ShapeError, match="outputs must be a NumPy array of floats; got int64"):
        mean_squared_error(np.ones((1, 1, 1), dtype=int), np.ones((1, 1, 1)))
    with pytest.raises(ShapeError, match="scores must be a NumPy array of floats; got list"):
        cross_entropy([[[1.0]]], np.zeros((1, 1), dtype=int))  # type: ignore[arg-type]
    with pytest.raises(RnnvizError, match="kind must be classes or values; got 'ranks'"):
        loss_of("ranks", np.ones((1, 1, 1)), np.ones((1, 1, 1)))  # type: ignore[arg-type]
