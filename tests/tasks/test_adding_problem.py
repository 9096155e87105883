"""The adding problem: two marks, one in each half, and their sum."""

import numpy as np
import pytest

from rnnviz.tasks.adding_problem import TASK


@pytest.mark.parametrize("T", [2, 3, 7, 50])
def test_one_mark_in_each_half_and_the_sum_of_both_numbers(T: int) -> None:
    x, targets, counts = TASK.batch(np.random.default_rng(0), 400, T)
    numbers, markers = x
    half = T // 2
    assert set(np.unique(markers)) <= {0.0, 1.0}
    assert (markers[:, :half].sum(axis=1) == 1).all()
    assert (markers[:, half:].sum(axis=1) == 1).all()
    np.testing.assert_allclose(targets[0, :, -1], np.where(markers == 1, numbers, 0).sum(axis=1))
    assert counts.sum() == 1
    assert numbers.min() >= 0
    assert numbers.max() < 1


def test_every_place_of_a_half_is_marked_sometimes() -> None:
    x, _, _ = TASK.batch(np.random.default_rng(0), 2000, 10)
    assert (x[1].sum(axis=0) > 300).all()
