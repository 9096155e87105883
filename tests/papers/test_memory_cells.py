"""Claims about cells that are made to remember."""

import numpy as np
import pytest

from rnnviz.papers.memory_cells import CLAIMS, carousel, constant_forget_gates


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_it_agrees(claim):
    assert [check for check in claim.measure() if not check.agrees] == []


def test_over_no_step_nothing_is_lost():
    assert constant_forget_gates(0.0, 0) == 1


def test_the_state_of_1997_grows_steadily():
    _, size = carousel(200)
    assert (np.diff(size[::20]) > 0).all()
