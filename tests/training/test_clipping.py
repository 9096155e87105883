"""Clipping keeps the direction, and survives what a plain norm does not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import RnnvizError
from rnnviz.training.clipping import clip_by_global_norm


def drawn(seed: int, scale: float = 1.0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {"dW": scale * rng.normal(size=(3, 4)), "db": scale * rng.normal(size=(3, 1))}


def flat(gradients: dict[str, np.ndarray]) -> np.ndarray:
    return np.concatenate([g.ravel() for g in gradients.values()])


@given(seed=st.integers(0, 999), decades=st.integers(-300, 300), threshold=st.floats(1e-3, 1e3))
def test_the_direction_stays_and_the_norm_is_at_most_the_threshold(seed: int, decades: int, threshold: float) -> None:
    unit = flat(drawn(seed)) / np.linalg.norm(flat(drawn(seed)))
    clipped = clip_by_global_norm(drawn(seed, 10.0**decades), threshold)
    assert clipped.norm == pytest.approx(np.linalg.norm(flat(drawn(seed))) * 10.0**decades)
    if clipped.norm > threshold:
        np.testing.assert_allclose(flat(clipped.gradients), threshold * unit, rtol=1e-9)
    else:
        np.testing.assert_array_equal(flat(clipped.gradients), flat(drawn(seed, 10.0**decades)))


def test_a_norm_beyond_the_largest_float_is_infinite_and_clipped_all_the_same() -> None:
    clipped = clip_by_global_norm({"dW": np.full(4, 1.7e308)}, 1.0)
    assert clipped.norm == math.inf
    np.testing.assert_allclose(clipped.gradients["dW"], 0.5)


@pytest.mark.parametrize("size", [1e-30, 1e-21, 1e-12, 1.0, 1e12, 1e25])
def test_half_the_precision_loses_no_square(size: float) -> None:
    gradients = {"dW": np.array([3 * size, 4 * size], dtype=np.float32)}
    clipped = clip_by_global_norm(gradients, 1e-32)
    assert clipped.norm == pytest.approx(5 * size, rel=1e-6)
    np.testing.assert_allclose(clipped.gradients["dW"] * 1e32, [0.6, 0.8], rtol=1e-4)


def test_infinite_entries_alone_give_the_direction() -> None:
    clipped = clip_by_global_norm({"dW": np.array([np.inf, 5.0]), "db": np.array([-np.inf])}, 1.0)
    assert clipped.norm == math.inf
    np.testing.assert_allclose(clipped.gradients["dW"], [math.sqrt(0.5), 0])
    np.testing.assert_allclose(clipped.gradients["db"], [-math.sqrt(0.5)])


def test_where_there_is_no_direction_nothing_is_made_up() -> None:
    gradients = {"dW": np.array([np.nan, 1.0]), "db": np.array([np.inf])}
    clipped = clip_by_global_norm(gradients, 1.0)
    assert math.isnan(clipped.norm)
    np.testing.assert_array_equal(clipped.gradients["dW"], gradients["dW"])


@pytest.mark.parametrize("threshold", [None, 1.0])
def test_nothing_to_clip(threshold: float | None) -> None:
    assert clip_by_global_norm({"dW": np.zeros(3)}, threshold).norm == 0
    assert clip_by_global_norm({}, threshold) == ({}, 0.0)
    big = {"dW": np.array([3.0, 4.0])}
    assert clip_by_global_norm(big, None).norm == 5
    assert clip_by_global_norm(big, None).gradients["dW"] is big["dW"]


def test_what_comes_in_is_not_changed_and_half_the_precision_stays() -> None:
    gradients = {"dW": np.array([3.0, 4.0], dtype=np.float32)}
    clipped = clip_by_global_norm(gradients, 1.0).gradients["dW"]
    assert gradients["dW"].tolist() == [3, 4]
    assert clipped.dtype == np.float32


@pytest.mark.parametrize("threshold", [0.0, -1.0, float("nan")])
def test_a_norm_that_is_not_possible_is_said(threshold: float) -> None:
    with pytest.raises(RnnvizError, match="must be more than 0; got"):
        clip_by_global_norm({"dW": np.ones(3)}, threshold)
