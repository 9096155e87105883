"""Challenges: each can be reached in two ways at least, by no near miss, and by nothing that the app begins with."""

from typing import Any, Final

import pytest

from rnnviz.experiment.run import run
from rnnviz.lessons.answers import scenario_of
from rnnviz.lessons.challenge import Challenge, reached, stands
from rnnviz.lessons.conditions import Trained
from rnnviz.lessons.library import CHALLENGES
from rnnviz.lessons.reading import PAGES
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.ui.training.plan import plan_of
from rnnviz.ui.training.values import from_address

RELU: Final = {"activation": "relu", "init": "identity"}

#: Two ways for each, which differ in more than a number.
WAYS: Final[dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    "half-life": ({"gain": "1.5"}, {"input_scale": "0.1"}),
    "explode": ({"gain": "3"}, {"gain": "2", "activation": "relu"}),
    "lstm-loses": ({"forget_bias": "0"}, {"input_scale": "0"}),
    "slopes": ({"input_scale": "5"}, {"gain": "1.3", "activation": "sigmoid"}),
    "not-enough": ({"gain": "1.3", "input_scale": "5"}, {"gain": "1.3", "activation": "sigmoid"}),
    "sentence": ({"n_a": "128"}, {"activation": "linear", "text": "What is read first is forgotten first"}),
    "one-step": ({"input_at": "51", "input_scale": "5"}, {"input_at": "51", "input_scale": "10", "n_a": "8"}),
    "same": ({"gain": "1.5", "forget_bias": "1.25"}, {"activation": "linear", "forget_bias": "3"}),
    "gru": ({"gain": "2.8"}, {"gain": "3", "init": "glorot"}),
    "five-hundred": (RELU, {"gain": "1.7"}),
    "around": ({"forget_bias": "-3", "gain": "2"}, {"forget_bias": "-2", "gain": "5"}),
}

#: What nearly reaches it, or would reach it by what the goal rules out.
MISSES: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "half-life": ({"gain": "1.4"}, {"gain": "1.5", "T_x": "99"}, {"gain": "3"}, {"gain": "1.5", "loss": "every"}),
    "explode": ({"gain": "1.65"}, {"gain": "3", "loss": "step", "loss_step": "60"}),
    "lstm-loses": ({"gain": "1.5"}, {"forget_bias": "0", "T_x": "30"}, {"forget_bias": "0", "cells": "lstm"}),
    "slopes": ({"gain": "0.5"}, {"input_scale": "1.5"}),
    "not-enough": ({"gain": "1.25", "input_scale": "5"}, {"gain": "1.3"}, {"gain": "1.3", "T_x": "1000"}),
    "sentence": (
        {"n_a": "128", "text": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
        {"n_a": "128", "text": "Too short."},
        {"gain": "1.3"},
        {"n_a": "128", "input": "noise"},
    ),
    "one-step": ({"input_at": "51", "input_scale": "2"}, {"input_at": "60", "input_scale": "5"}),
    "same": ({"gain": "1.5"}, {"gain": "1.6"}, {"gain": "1.5", "forget_bias": "1.25", "T_x": "50"}),
    "gru": ({"gain": "2.7"}, {"gain": "3"}, {"update_bias": "3"}, {"gain": "2.8", "loss": "step", "loss_step": "20"}),
    "five-hundred": (
        {"gain": "1.65"},
        {"gain": "1.75"},
        {"activation": "linear"},
        {"input_scale": "0"},
        {**RELU, "n_x": "1"},
        {**RELU, "T_x": "499"},
        {**RELU, "loss": "step", "loss_step": "2"},
    ),
    "around": ({"gain": "4"}, {"forget_bias": "-2"}, {"forget_bias": "-3", "gain": "2", "T_x": "99"}),
}

OF_RESULT: Final = [one for one in CHALLENGES.values() if not one.of_training]


def of(challenge: Challenge, changes: dict[str, str]) -> Any:
    return run(scenario_of({**challenge.setting, **changes}))


def test_there_are_twelve_on_all_pages_with_all_cells() -> None:
    assert len(CHALLENGES) == 12
    assert {one.page for one in CHALLENGES.values()} == set(PAGES)
    assert {one.setting.get("cells", "rnn,lstm") for one in OF_RESULT} >= {"rnn", "lstm", "gru"}
    assert set(WAYS) == set(MISSES) == {one.id for one in OF_RESULT}


@pytest.mark.parametrize("one", OF_RESULT, ids=lambda one: one.id)
def test_none_is_reached_before_it_begins(one: Challenge) -> None:
    for result in (run(scenario_of({})), of(one, {})):
        assert not reached(one, result)
        assert not all(stand.met for stand in stands(one.conditions, result))


@pytest.mark.parametrize("one", OF_RESULT, ids=lambda one: one.id)
def test_each_is_reached_in_two_ways(one: Challenge) -> None:
    for way in WAYS[one.id]:
        result = of(one, way)
        assert reached(one, result), (way, stands(one.conditions, result))
        assert all(stand.met for stand in stands(one.conditions, result))


@pytest.mark.parametrize("one", OF_RESULT, ids=lambda one: one.id)
def test_a_near_miss_is_none(one: Challenge) -> None:
    for miss in MISSES[one.id]:
        result = of(one, miss)
        assert not reached(one, result), miss
        assert not all(stand.met for stand in stands(one.conditions, result)), miss


def trained(**query: str) -> Trained:
    """What comes of a training that is asked for on the page, up to 400 updates."""
    values, problems = from_address({**CHALLENGES["latch"].setting, "updates_latch": "400", **query})
    assert not problems
    (training,) = plan_of(values).trainings
    history = History(training, keep=False)
    for _ in in_slices([history], Pace(every=10)):
        pass
    return Trained(training.task.key, training.network.cell, training.T, training.network.start, history.solved_at)


def test_the_latch_is_learned_by_a_plain_rnn_in_two_ways() -> None:
    one, shown = CHALLENGES["latch"], run(scenario_of({}))
    assert not reached(one, shown)
    for way in ({"init_1": "identity", "activation_1": "relu"}, {"gain_1": "1.4"}):
        assert reached(one, shown, [trained(**way)]), way
    solved = Trained("latch", "rnn", 80, "plain", 400)
    misses = [{"T": 79}, {"cell": "lstm"}, {"task": "adding"}, {"solved_at": 410}, {"solved_at": None}]
    assert not any(reached(one, shown, [solved._replace(**miss)]) for miss in misses)
    assert not reached(one, shown, [solved._replace(T=79), solved._replace(cell="lstm")])


def test_what_there_is_stands_beside_what_is_asked() -> None:
    found = stands(CHALLENGES["one-step"].conditions, run(scenario_of({"cells": "rnn"})))
    assert found[0].words.endswith("1.0·10⁻⁷, at least 2 times below that at step 51 (1.4·10⁻⁷)")
    asked, result = CHALLENGES["latch"].conditions, run(scenario_of({}))
    assert [one.words for one in stands(asked, result) if "rained" in one.words] == ["Nothing is trained yet."]
    short = Trained("latch", "rnn", 40, "plain", None)
    for runs, met, words in [
        ([short], False, "Trained: RNN, Latch, T = 40 (wanted: at least 80), not solved (wanted: at most 400)."),
        ([short, short._replace(T=80)], False, "Trained: RNN, Latch, T = 80, not solved (wanted: at most 400)."),
        ([short._replace(T=80, solved_at=300), short], True, "Trained: RNN, Latch, T = 80, solved after 300 updates."),
        (
            [short._replace(cell="lstm", T=80, solved_at=90)],
            False,
            "Trained: LSTM (wanted: RNN), Latch, T = 80, solved ",
        ),
    ]:
        stand = stands(asked, result, runs)[0]
        assert stand.met == met
        assert stand.words.startswith(words), stand.words
