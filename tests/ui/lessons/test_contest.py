"""A challenge on its page: entered, tried, reached, kept, shown again, given up."""

import pytest

from rnnviz.lessons.library import CHALLENGES
from rnnviz.ui.lessons import contest
from rnnviz.ui.lessons.contest import KEPT, Contest
from rnnviz.ui.session.session import Session
from tests.opened_page import OpenedPage


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Session:
    found = Session()
    monkeypatch.setattr(contest, "session", lambda: found)
    return found


def contest_of(page: OpenedPage) -> Contest:
    found: Contest = page.at.session_state["session"].contest
    return found


def open_(monkeypatch: pytest.MonkeyPatch, **query: str) -> OpenedPage:
    return OpenedPage(monkeypatch, folds=(), **query)


def test_tries_are_counted_and_a_way_is_noticed_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_(monkeypatch, challenge="half-life")
    assert page.address == {"challenge": "half-life", "cells": "rnn"}
    assert "half-life: 2.2 steps, at least 10 steps" in page.words
    assert contest_of(page).tries == {}
    page.set("gain", 1.4)
    page.run()
    assert contest_of(page).tries == {"half-life": 1}
    assert "✓ Reached" not in page.words
    page.set("gain", 1.5)
    page.run()
    assert contest_of(page).tries == {"half-life": 2}
    assert "✓ Reached. A half-life is a factor a step" in page.words
    assert contest_of(page).reached == {"half-life": "cells=rnn&gain=1.5"}
    page.set("gain", 1.4)
    page.run()
    assert "✓ Reached before, not with what is shown now." in page.words
    assert contest_of(page).tries == {"half-life": 2}  # it was tried
    assert "Next challenge" in [button.label for button in page.at.button]
    page.click("Close the challenge")
    assert page.address == {"cells": "rnn", "gain": "1.4"}  # whoever came by a link has no other setting to go back to


def test_who_gives_up_gets_their_own_setting_back(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_(monkeypatch, n_a="16")
    page.go_to(n_a="16", challenge="explode")
    page.go_to(challenge="explode")
    page.set("gain", 1.4)
    page.click("Give up")
    assert page.address == {"n_a": "16"}


def test_a_link_that_reached_it_shows_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_(monkeypatch, challenge="half-life", cells="rnn", gain="1.5")
    assert page.address == {"challenge": "half-life", "cells": "rnn", "gain": "1.5"}
    page.run()
    assert "✓ Reached." in page.words


def test_a_hint_is_shown_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_(monkeypatch, challenge="half-life")
    assert "Hint:" not in page.words
    page.click("Hint")
    assert "Hint:" in page.words
    page.click("Give up")
    assert "rnnviz-stands" not in page.words.split("</style>")[-1]


def test_an_address_that_names_no_challenge_opens_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "challenge" not in open_(monkeypatch, challenge="<no such>").address


def test_a_lesson_takes_the_place_of_a_challenge(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_(monkeypatch, challenge="half-life")
    page.at.query_params.clear()
    page.go_to(lesson="forgetting", card="factor")
    assert page.address["lesson"] == "forgetting"
    assert "challenge" not in page.address


def test_what_a_browser_has_kept_is_taken_up_as_far_as_it_can_be(visit: Session) -> None:
    kept = {name: [3, "gain=1.5"] for name in ("half-life", "no such")}
    contest.restore(
        {KEPT: {**kept, "explode": [True, 7], "gru": "x", "same": [-1, None], "latch": [10**9, "x" * 9999]}}
    )
    assert contest.contest().tries == {"half-life": 3}
    assert contest.contest().reached == {"half-life": "gain=1.5"}
    for nothing in (None, [], {KEPT: 3}, {KEPT: {"half-life": [1]}}, {"other": {}}):
        contest.restore(nothing)
    assert contest.progress() == {KEPT: {"half-life": [3, "gain=1.5"]}}
    contest.forget()
    assert contest.progress() == {}


@pytest.mark.parametrize("query", ["gain=1.5", "", "text=a%26b%23", "<script>", "challenge=gru&gain=2"])
def test_a_link_names_the_challenge_and_nothing_else_can_be_in_it(visit: Session, query: str) -> None:
    contest.restore({KEPT: {name: [1, query] for name in CHALLENGES}})
    for name in CHALLENGES:
        link = contest.link(name)
        assert link.startswith("/")
        assert not link.startswith("//")
        assert link.endswith(f"challenge={name}") or f"challenge={name}&" in link
        assert "<" not in link
