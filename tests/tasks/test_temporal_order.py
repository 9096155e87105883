"""Temporal order: two of many symbols matter."""

import numpy as np
import pytest

from rnnviz.tasks.temporal_order import TASK


@pytest.mark.parametrize("T", [10, 13, 50])
def test_x_and_y_stand_where_they_should_and_name_the_class(T: int) -> None:
    x, targets, counts = TASK.batch(np.random.default_rng(0), 400, T)
    symbols = x.argmax(axis=0)
    matters = symbols < 2
    assert (matters.sum(axis=1) == 2).all()
    places = np.argsort(~matters, axis=1, kind="stable")[:, :2]
    assert (places[:, 0] >= T // 10).all()
    assert (places[:, 0] < max(T // 10 + 1, 2 * T // 10)).all()
    assert (places[:, 1] >= 5 * T // 10).all()
    assert (places[:, 1] < 6 * T // 10).all()
    first, second = np.take_along_axis(symbols, places, axis=1).T
    np.testing.assert_array_equal(targets[:, -1], 2 * first + second)
    assert set(np.unique(targets)) == {0, 1, 2, 3}
    assert counts.sum() == 1
