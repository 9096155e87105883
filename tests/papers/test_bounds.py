"""The claim about the bound, and that the check would see a violation."""

import pytest

from rnnviz.papers import bounds
from rnnviz.papers.bounds import CLAIMS, random_bound


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_it_agrees(claim):
    assert [check for check in claim.measure() if not check.agrees] == []


def test_a_violation_would_be_counted(monkeypatch):
    monkeypatch.setattr(
        bounds, "random_bound", lambda *how: random_bound(*how)._replace(bound=random_bound(*how).norm - 1)
    )
    (violated,) = (check for check in CLAIMS[0].measure() if "exceeded" in check.what)
    assert not violated.agrees
