"""Guesses: free until the training begins, and fixed from then on."""

from typing import Any

import pytest

from rnnviz.ui.training.guesses import fix_guesses, guesses_of, is_told
from tests.ui.training.opened import TrainPage, open_train


def test_a_changed_mind_is_free_before_and_does_not_count_after(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, second=False).guess("learns")
    page.guess("fails")
    assert page.said("Your guess") == ["You guessed that it does not learn."]
    page.click("One update").wait()
    assert [(one.value, one.disabled) for one in page.guesses] == [("fails", True)]
    page.at.session_state[page.guesses[0].key] = "learns"  # whatever the browser sends
    page.run()
    assert page.said("Your guess") == ["You guessed that it does not learn."]


def test_after_a_reset_the_first_guess_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch).guess("learns", "fails")
    page.click("One update").wait()
    page.at.get_by_key("train_reset").click()
    page.run()
    page.run()
    assert all(one.disabled for one in page.guesses)
    assert page.said("Your guess") == ["You guessed that it learns.", "You guessed that it does not learn."]
    page.click("New draw")  # which nobody has seen
    page.run()
    assert [(one.value, one.disabled) for one in page.guesses] == [(None, False)] * 2


def test_a_guess_is_of_a_training_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, second=False).guess("learns")
    page.set_plan(updates_latch=100)
    assert page.guesses[0].value == "learns"
    page.click("One update").wait()
    page.set_plan(updates_latch=150)
    assert page.guesses[0].disabled


@pytest.mark.parametrize("changes", [{"rate_latch": 0.01}, {"clip": "off"}, {"gain_1": 0.70000001}, {"n_a": 5}])
def test_what_one_expects_is_of_one_training(monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]) -> None:
    page = open_train(monkeypatch, second=False)
    before = {name: page.at.session_state[f"plan_{name}"] for name in changes}
    page.guess("learns")
    assert page.guesses[0].value == "learns"
    page.set_plan(**changes)
    assert page.guesses[0].value is None
    page.set_plan(**before)
    assert page.guesses[0].value == "learns"


def test_the_ghost_of_a_guess_stays_in_the_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    def ghosts(page: TrainPage) -> int:
        return sum(line["name"] == "your guess" for line in page.charts["Right answers"]["data"])

    page = open_train(monkeypatch)
    assert ghosts(page) == 0
    page.guess("learns")
    assert ghosts(page) == 1
    page.click("One update").wait()
    assert ghosts(page) == 1


def test_outside_of_a_page_nothing_is_guessed() -> None:
    assert guesses_of([]) == {}
    assert is_told([])
    fix_guesses([])
