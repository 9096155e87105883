"""A claim on the screen: its numbers, and whether they agree."""

import pytest

from rnnviz.papers import CLAIMS, Check
from rnnviz.papers.claim import exactly, within
from rnnviz.ui.parts.papers import _table, verdict_of


@pytest.mark.parametrize(
    ("agreeing", "number", "says"),
    [(2, 2, "Both numbers agree"), (5, 5, "All 5 numbers agree"), (1, 3, "Only 1 of 3 numbers agree")],
)
def test_the_verdict_counts(agreeing: int, number: int, says: str) -> None:
    checks = [exactly("x", 1.0, 1.0 if k < agreeing else 2.0) for k in range(number)]
    assert verdict_of(checks).startswith(says)


def test_the_table_shows_both_numbers_their_source_and_whether_they_agree() -> None:
    checks = [within("half <life>", 2.21, 2.2127, 0.01), within("other", 1e-9, 5e-9, 0.01, "published")]
    table = _table(checks)
    assert "half &lt;life&gt;" in table
    assert "2.21<small>derived</small>" in table
    assert "1·10⁻⁹<small>published</small>" in table
    assert table.count("✓ yes") == 1
    assert table.count("✗ no") == 1


def test_published_numbers_are_told_from_derived_ones() -> None:
    checks: list[Check] = [check for claim in CLAIMS if claim.number in (6, 10) for check in claim.measure()]
    assert {check.source for check in checks} == {"published", "derived"}
