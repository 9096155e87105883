"""Copy memory: what comes first comes last."""

import math

import numpy as np
import pytest

from rnnviz.tasks.copy_memory import BLANK, COPIED, DELIMITER, TASK


@pytest.mark.parametrize("T", [1, 2, 30])
def test_what_is_right_is_blank_and_then_the_first_ten(T: int) -> None:
    x, targets, counts = TASK.batch(np.random.default_rng(0), 50, T)
    symbols = x.argmax(axis=0)
    assert symbols.shape[1] == T + 20
    np.testing.assert_array_equal(targets[:, -COPIED:], symbols[:, :COPIED])
    assert (targets[:, :-COPIED] == BLANK).all()
    assert ((symbols == DELIMITER).sum(axis=1) == 1).all()
    assert (symbols[:, -COPIED - 1] == DELIMITER).all()  # the step after, the answer begins
    assert (symbols[:, COPIED : COPIED + T - 1] == BLANK).all()
    assert (symbols[:, -COPIED:] == BLANK).all()
    assert counts.all()


def test_the_baseline_is_the_published_one() -> None:
    assert TASK.baseline(20) == pytest.approx(10 * math.log(8) / 40)
