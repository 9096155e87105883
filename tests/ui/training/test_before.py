"""Before training: what to expect, from the very numbers that are drawn, and how that is known."""

from typing import Any

import numpy as np
import pytest

from rnnviz.figures.network_names import called
from rnnviz.figures.trainability_words import trials_table
from rnnviz.figures.training_words import prediction_in_words
from rnnviz.training.prediction import fade_before, predict, trials
from tests.ui.training.opened import TrainPage, open_train

PROFILE = "Gradient before training"
HIDDEN = "Told after your guess."


def brackets(page: TrainPage) -> set[str]:
    return {shape.get("name", "") for shape in page.charts[PROFILE]["layout"]["shapes"]} - {""}


def assert_hidden(page: TrainPage) -> None:
    """Nothing gives away what to expect."""
    assert set(page.said("Gradient")) == {HIDDEN}
    assert brackets(page) == set()
    assert [note["text"] for note in page.charts[PROFILE]["layout"]["annotations"]] == ["the first symbol"]
    assert "learn" not in page.charts[PROFILE]["description"]
    assert not [one for one in page.at.expander if "How is that known" in one.label]


def assert_told(page: TrainPage) -> None:
    trainings = page.at.session_state["session"].plan.trainings
    expected = [prediction_in_words(one, predict(one, fade_before(one))) for one in trainings]
    assert page.said("Gradient") == expected
    assert [trace["name"] for trace in page.charts[PROFILE]["data"]] == [called(one.network) for one in trainings]


def test_it_asks_before_it_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, folds=("train_limits",))
    question = "Which of the two will learn to remember the first symbol for 3 steps?"
    assert question in [m.value for m in page.at.markdown]
    assert_hidden(page)
    assert set(page.charts) == {PROFILE, "Right answers"}
    heights = page.charts[PROFILE]["layout"]["yaxis"]["range"], page.charts[PROFILE]["height"]
    page.click("Show me")
    assert_told(page)
    assert brackets(page) == {"enough rnn", "enough lstm"}
    assert heights == (page.charts[PROFILE]["layout"]["yaxis"]["range"], page.charts[PROFILE]["height"])
    assert all(one.disabled for one in page.guesses)  # who was told cannot guess any more
    assert set(page.said("Your guess")) == {"None."}
    page.set_plan(n_a=5)  # of another plan nobody has been told anything
    assert_hidden(page)


@pytest.mark.parametrize("changes", [{"seed": 1}, {"gain_1": 1.3, "cell_2": "rnn"}, {"T_latch": 4}], ids=str)
def test_of_another_training_nothing_is_told(monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]) -> None:
    page = open_train(monkeypatch).guess("learns", "learns")
    page.click("Train").wait()
    page.set_plan(**changes)
    assert_hidden(page)
    later = TrainPage(monkeypatch, page="train", folds=(), **page.address)  # as after a reload
    assert_hidden(later)


def test_who_has_guessed_of_every_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch).guess("fails")
    assert_hidden(page)
    page.guess("fails", "fails")
    assert_told(page)


def test_where_nothing_is_predicted_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, task="sine")
    assert page.guesses == []
    assert "Show me" not in page.labels
    assert_told(page)
    assert brackets(page) == set()


def test_how_the_limits_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, folds=("train_limits",)).click("Show me")
    assert {"RNN: the trials on the latch", "LSTM: the trials on the latch"} <= set(page.charts)
    tables = [m.value for m in page.at.markdown if m.value.startswith("| ")]
    assert tables == [trials_table(trials(), cell) for cell in ("rnn", "lstm")]


@pytest.mark.parametrize(
    "changes", [{"seed": 1}, {"dtype": "float32"}, {"gain_1": 0.70000001}, {"n_a": 5}, {"task": "text"}], ids=str
)
def test_two_people_see_a_profile_each(monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]) -> None:
    for plan in ({}, changes, {}):
        page = open_train(monkeypatch, **plan)
        drawn = page.charts[PROFILE]["data"]
        for training, trace in zip(page.at.session_state["session"].plan.trainings, drawn, strict=True):
            np.testing.assert_array_equal(np.asarray(trace["y"]), fade_before(training).relative)
