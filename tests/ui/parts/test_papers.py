"""A claim on the screen: its numbers, and whether they agree."""

import pytest

from rnnviz.experiment.scenario import Scenario
from rnnviz.papers import CLAIMS, Check
from rnnviz.papers.claim import Source, exactly, within
from rnnviz.papers.study import Place
from rnnviz.ui.parts.papers import _table, address_of, verdict_of


def some(source: Source, agreeing: int, number: int) -> list[Check]:
    return [exactly("x", 1.0, 1.0 if k < agreeing else 2.0, source) for k in range(number)]


@pytest.mark.parametrize(
    ("checks", "says"),
    [
        (some("published", 2, 2), "2 of 2 numbers printed in the paper agree"),
        (
            some("derived", 5, 5) + some("published", 1, 2),
            "1 of 2 numbers printed in the paper and 5 of 5 that follow from it or from theory agree",
        ),
        (
            some("own", 3, 4),
            "The paper prints no number for this. 3 of 4 numbers measured for this project before agree",
        ),
    ],
)
def test_the_verdict_counts_the_numbers_of_the_paper_apart(checks: list[Check], says: str) -> None:
    assert verdict_of(checks) == f"{says} with what is measured now."


def test_the_table_shows_both_numbers_their_source_and_whether_they_agree() -> None:
    checks = [within("half <life>", 2.21, 2.2127, 0.01), within("other", 1e-9, 5e-9, 0.01, "published")]
    table = _table(checks)
    assert "half &lt;life&gt;" in table
    printed, derived = table.index("Printed in the paper"), table.index("follows from what the paper says")
    assert printed < table.index("1·10⁻⁹") < derived < table.index("2.21")
    assert table.count("✓ yes") == 1
    assert table.count("✗ no") == 1


def test_published_numbers_are_told_from_derived_ones() -> None:
    checks: list[Check] = [check for claim in CLAIMS if claim.number in (6, 11) for check in claim.measure()]
    assert {check.source for check in checks} == {"published", "derived", "own"}


def test_a_place_has_the_setting_or_one_of_its_own() -> None:
    query = {"view": "maps", "n_a": "3"}
    assert address_of(Place("why", "Why", query), Scenario(n_a=8, gain=2.0)) == {"gain": "2", **query}
    assert address_of(Place("why", "Why", query, alone=True), Scenario(n_a=8, gain=2.0)) == query
