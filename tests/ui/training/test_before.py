"""Before training: what to expect, from the very numbers that are drawn, and how that is known."""

from typing import Any

import numpy as np
import pytest

from rnnviz.figures.trainability_words import trials_table
from rnnviz.figures.training_words import prediction_in_words
from rnnviz.training.prediction import fade_before, predict, trials
from tests.ui.training.opened import open_train


def test_before_training_it_says_what_to_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    plan = page.at.session_state["session"].plan
    for training in plan.trainings:
        assert prediction_in_words(training, predict(training, fade_before(training))) in page.said[0]
    drawn = page.charts["Gradient at every time step, before training"]["data"]
    assert [trace["name"] for trace in drawn] == [one.network.label for one in plan.trainings]


def test_how_the_limits_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, folds=("train_limits",))
    assert {"RNN: the trials on the latch", "LSTM: the trials on the latch"} <= set(page.charts)
    tables = [m.value for m in page.at.markdown if m.value.startswith("| ")]
    assert tables == [trials_table(trials(), cell) for cell in ("rnn", "lstm")]


def test_what_one_expects_is_asked_before_and_kept_with_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, second=False)
    (asked,) = (group for group in page.at.button_group if "what do you expect" in group.label)
    assert not asked.disabled
    asked.set_value("learns")
    page.run()
    page.set_plan(T_latch=4)
    (other,) = (group for group in page.at.button_group if "what do you expect" in group.label)
    assert other.value is None
    page.set_plan(T_latch=3)
    page.click("One update").wait()
    (asked,) = (group for group in page.at.button_group if "what do you expect" in group.label)
    assert asked.value == "learns"
    assert asked.disabled  # afterwards everybody knows


@pytest.mark.parametrize(
    "changes", [{"seed": 1}, {"dtype": "float32"}, {"gain_1": 0.70000001}, {"n_a": 5}, {"task": "text"}], ids=str
)
def test_two_people_see_a_profile_each(monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]) -> None:
    for plan in ({}, changes, {}):
        page = open_train(monkeypatch, **plan)
        drawn = page.charts["Gradient at every time step, before training"]["data"]
        for training, trace in zip(page.at.session_state["session"].plan.trainings, drawn, strict=True):
            np.testing.assert_array_equal(np.asarray(trace["y"]), fade_before(training).relative)


@pytest.mark.parametrize("changes", [{"rate_latch": 0.01}, {"clip": "off"}, {"gain_1": 0.70000001}, {"n_a": 5}])
def test_what_one_expects_is_of_one_training(monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]) -> None:
    def asked() -> Any:
        (found,) = (group for group in page.at.button_group if "what do you expect" in group.label)
        return found

    page = open_train(monkeypatch, second=False)
    before = {name: page.at.session_state[f"plan_{name}"] for name in changes}
    asked().set_value("learns")
    page.run()
    assert asked().value == "learns"
    page.set_plan(**changes)
    assert asked().value is None
    page.set_plan(**before)
    assert asked().value == "learns"
