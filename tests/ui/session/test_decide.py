"""Every case there is: a visit, a move, another page, back and forward; with settings in the address and without."""

from urllib.parse import urlencode

import pytest

from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.session.decide import Decision, Known, Page, decide

HERE, THERE = Page("gates"), Page("why")
NOT_ADDRESSED = Page("train", addressed=False)
LAST = Scenario(n_a=7)
KNOWN = Known(LAST, "gates", frozenset({"gates"}))
FIRST = Known()
#: An address without settings may hold other things.
BARE: list[dict[str, str]] = [{}, {"result": "3"}, {"plan_n_a": "5"}]
FULL = {"n_a": "5", "other": "x"}
ASKED = Scenario(n_a=5)


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize("page", [HERE, NOT_ADDRESSED])
@pytest.mark.parametrize("address", [*BARE, FULL])
def test_at_a_visit_the_address_counts(address: dict[str, str], page: Page, *, history: bool) -> None:
    found = decide(address, history=history, known=FIRST, page=page)
    assert found == Decision(adopt=ASKED if address == FULL else Scenario())


CASES: dict[str, tuple[dict[str, str], bool, Known, Page, Decision]] = {
    # Somebody moves a slider twice: the second run comes with the address of before the first. The controls count.
    "a move, with an older address": (FULL, False, KNOWN, HERE, Decision(seen_bare=KNOWN.seen_bare)),
    "a move, with no address": ({}, False, KNOWN, HERE, Decision(seen_bare=KNOWN.seen_bare)),
    "a move on a page without the scenario": (
        {},
        False,
        KNOWN._replace(page="train"),
        NOT_ADDRESSED,
        Decision(seen_bare=KNOWN.seen_bare),
    ),
    "a page is clicked": (
        {},
        False,
        KNOWN,
        THERE,
        Decision(set_anew=True, seen_bare=frozenset({"gates", "why"})),
    ),
    "a link leads to a setting on another page": (
        FULL,
        False,
        KNOWN,
        THERE,
        Decision(adopt=ASKED, seen_bare=KNOWN.seen_bare),
    ),
    "a link leads to a page that does not write the scenario": (
        FULL,
        False,
        KNOWN,
        NOT_ADDRESSED,
        Decision(set_anew=True, seen_bare=KNOWN.seen_bare),
    ),
    "back to a setting": (FULL, True, KNOWN, HERE, Decision(adopt=ASKED, seen_bare=KNOWN.seen_bare)),
    "back to a setting on another page": (FULL, True, KNOWN, THERE, Decision(adopt=ASKED, seen_bare=KNOWN.seen_bare)),
    "back to the plain defaults": (
        {},
        True,
        Known(LAST, "gates"),
        HERE,
        Decision(adopt=Scenario()),
    ),
    "back to where a page was clicked": (
        {},
        True,
        KNOWN._replace(page="why"),
        HERE,
        Decision(set_anew=True, keeps_address=True, seen_bare=KNOWN.seen_bare),
    ),
    "back on one page to where it was clicked": (
        {},
        True,
        KNOWN,
        HERE,
        Decision(keeps_address=True, seen_bare=KNOWN.seen_bare),
    ),
    "back to a page that does not write the scenario": (
        {},
        True,
        KNOWN,
        NOT_ADDRESSED,
        Decision(set_anew=True, keeps_address=True, seen_bare=frozenset({"gates", "train"})),
    ),
    "what such a page was opened with says nothing": (
        FULL,
        True,
        KNOWN,
        NOT_ADDRESSED,
        Decision(set_anew=True, keeps_address=True, seen_bare=KNOWN.seen_bare),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case(name: str) -> None:
    address, history, known, page, expected = CASES[name]
    assert decide(address, history=history, known=known, page=page) == expected


def test_what_an_address_does_not_hold_is_found_by_it() -> None:
    address = {"input": "numbers", "table": "abc"}
    table = Scenario(input="numbers", numbers=((1.0, 2.0, 3.0),))
    known = KNOWN._replace(left_out={urlencode(address): table})
    assert decide(address, history=True, known=known, page=HERE).adopt == table
    assert decide(address | {"table": "abd"}, history=True, known=known, page=HERE).adopt != table


def test_what_cannot_be_used_is_said_and_the_rest_counts() -> None:
    found = decide({"n_a": "0", "gain": "2"}, history=True, known=KNOWN, page=HERE)
    assert found.adopt == Scenario(gain=2.0)
    assert [problem.field for problem in found.problems] == ["n_a"]
