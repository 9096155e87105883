"""Claims about gradients before any training."""

import pytest

from rnnviz.papers.initialization import CLAIMS, chi_of_theory


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_it_agrees(claim):
    assert [check for check in claim.measure() if not check.agrees] == []


def test_without_input_and_below_one_the_theory_is_linear():
    assert chi_of_theory(0.5, 0.0) == pytest.approx(0.25, rel=1e-6)
