"""Before training: what to expect, from the very numbers that are drawn, and how that is known."""

from typing import Any

import numpy as np
import pytest

from rnnviz.figures.network_names import called
from rnnviz.figures.trainability_words import trials_table
from rnnviz.figures.training_words import prediction_in_words
from rnnviz.training.prediction import fade_before, predict, trials
from tests.ui.training.opened import TrainPage, open_train

PROFILE = "Gradient at every time step, before training"


def bars(page: TrainPage) -> int:
    return sum(shape["type"] == "rect" for shape in page.charts[PROFILE]["layout"]["shapes"])


def test_it_asks_before_it_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, folds=("train_limits",))
    question = "Which of the two will learn to use the first symbol, 3 steps before the loss?"
    assert question in [m.value for m in page.at.markdown]
    assert page.said == []
    assert bars(page) == 0
    assert set(page.charts) == {PROFILE}
    assert "learn" not in page.charts[PROFILE]["description"]
    heights = page.charts[PROFILE]["layout"]["yaxis"]["range"], page.charts[PROFILE]["height"]
    page.click("Show me")
    told_by(page)
    assert bars(page) == 2
    assert heights == (page.charts[PROFILE]["layout"]["yaxis"]["range"], page.charts[PROFILE]["height"])
    assert "Show me" not in page.labels
    page.set_plan(n_a=5)  # of another plan nobody has been told anything
    assert page.said == []


def told_by(page: TrainPage) -> None:
    plan = page.at.session_state["session"].plan
    for training in plan.trainings:
        assert prediction_in_words(training, predict(training, fade_before(training))) in page.said[0]
    assert [trace["name"] for trace in page.charts[PROFILE]["data"]] == [called(one.network) for one in plan.trainings]


def test_who_has_guessed_of_every_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    for told in (False, True):
        guess = next(g for g in page.at.button_group if "your guess" in g.label and g.value is None)
        guess.set_value("fails")
        page.run()
        assert bool(page.said) == told
    told_by(page)


def test_where_nothing_is_predicted_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, task="sine")
    assert not [group for group in page.at.button_group if "your guess" in group.label]
    told_by(page)


def test_how_the_limits_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, folds=("train_limits",)).click("Show me")
    assert {"RNN: the trials on the latch", "LSTM: the trials on the latch"} <= set(page.charts)
    tables = [m.value for m in page.at.markdown if m.value.startswith("| ")]
    assert tables == [trials_table(trials(), cell) for cell in ("rnn", "lstm")]


def test_what_one_expects_is_asked_before_and_kept_with_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, second=False)
    (asked,) = (group for group in page.at.button_group if "your guess" in group.label)
    assert not asked.disabled
    asked.set_value("learns")
    page.run()
    page.set_plan(T_latch=4)
    (other,) = (group for group in page.at.button_group if "your guess" in group.label)
    assert other.value is None
    page.set_plan(T_latch=3)
    page.click("One update").wait()
    (asked,) = (group for group in page.at.button_group if "your guess" in group.label)
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
        (found,) = (group for group in page.at.button_group if "your guess" in group.label)
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
