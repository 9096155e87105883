"""The latch: only the first symbol matters."""

import numpy as np

from rnnviz.tasks.latch import TASK


def test_what_is_right_is_the_first_symbol_and_nothing_else_says_it() -> None:
    x, targets, counts = TASK.batch(np.random.default_rng(0), 500, 20)
    symbols = x.argmax(axis=0)
    assert (symbols[:, 0] == targets[:, -1]).all()
    assert set(np.unique(symbols[:, 0])) == {0, 1}
    assert set(np.unique(symbols[:, 1:])) == set(range(2, 10))
    assert counts.tolist() == [False] * 20 + [True]


def test_both_first_symbols_are_as_frequent() -> None:
    _, targets, _ = TASK.batch(np.random.default_rng(0), 4000, 1)
    assert abs(targets[:, -1].mean() - 0.5) < 0.03
