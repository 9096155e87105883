"""Answers are computed, and guesses judged by them."""

import math

import pytest

from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.answers import answer_of, choices_of, judge, scenario_of
from rnnviz.lessons.by_hand import by_hand, mistakes
from rnnviz.lessons.lesson import Card, Choice, Question
from rnnviz.lessons.measures import measured

LEFT = measured("left", "rnn")


def card(question: Question, **more: object) -> Card:
    return Card("one", "", "Text.", question=question, **more)  # type: ignore[arg-type]


def test_of_values_the_nearest_is_right_on_the_scale_of_the_measure() -> None:
    question = Question("How much?", "choice", LEFT, (Choice("1/100", -2.0), Choice("10⁻¹⁴", -14.0)))
    answer = answer_of(card(question))
    assert (answer.right, answer.value) == ("1", run(Scenario()).cells["rnn"].fades["a"].left)
    assert answer.clear > 1e6
    steps = Question(
        "When?", "choice", measured("thousandth", "rnn"), (Choice("7", 7), Choice("20", 20), Choice("60", 60))
    )
    assert answer_of(card(steps)).right == "1"


def test_which_of_the_networks() -> None:
    question = Question("Which?", "which", LEFT, cells=("rnn", "lstm"))
    assert answer_of(card(question)).right == "lstm"
    assert answer_of(card(question, setting={"forget_bias": "0"})).right == "rnn"


@pytest.mark.parametrize(
    ("then", "right"), [({"gain": "1.65"}, "more"), ({"gain": "0.5"}, "less"), ({"n_y": "5"}, "same")]
)
def test_what_a_change_does(then: dict[str, str], right: str) -> None:
    question = Question("And then?", "change", LEFT)
    found = answer_of(card(question, then=then))
    assert found.right == right
    assert set(choices_of(question)) == {"more", "same", "less"}


def test_a_size_is_close_within_a_factor_of_ten() -> None:
    one = card(Question("How much?", "end", LEFT))
    result = run(Scenario())
    answer = answer_of(one, result)
    assert judge(one, str(answer.value + 0.9), answer, result).right
    far = judge(one, str(answer.value + 5), answer, result)
    assert not far.right
    assert "Off by 5 powers of ten" in far.words


def test_a_wrong_number_is_met_with_what_is_missing() -> None:
    setting = {"n_a": "2", "T_x": "3", "m": "1", "cells": "rnn"}
    question = Question("dz?", "number", measured("by_hand", "rnn", name="dz", unit=1, at=3))
    one, result = card(question, setting=setting), run(scenario_of(setting))
    answer = answer_of(one, result)
    assert judge(one, str(by_hand(result, name="dz", at=3)), answer, result).right
    for what, value in mistakes(result, name="dz", at=3).items():
        found = judge(one, str(value), answer, result)
        assert not found.right
        assert what in found.words
    assert "the sign is not" in judge(one, str(-answer.value), answer, result).words
    assert judge(one, "12345", answer, result).words.startswith("Not yet: it is not")


def test_a_guess_among_choices_is_named() -> None:
    one = card(Question("Which?", "which", LEFT, cells=("rnn", "lstm")))
    result = run(Scenario())
    answer = answer_of(one, result)
    assert judge(one, "lstm", answer, result).words.startswith("Right: LSTM (LSTM 9.8·10⁻⁷, RNN 1.8·10⁻¹⁴)")
    assert "You chose “RNN”" in judge(one, "rnn", answer, result).words


def test_what_cannot_be_computed_is_said() -> None:
    with pytest.raises(RnnvizError, match="nothing is computed"):
        answer_of(Card("one", "", "Text."))
    with pytest.raises(RnnvizError, match="has no value there"):
        answer_of(card(Question("?", "number", measured("thousandth", "rnn")), setting={"gain": "1.65"}))
    with pytest.raises(RnnvizError, match="n_a"):
        scenario_of({"n_a": "many"})


def test_clear_is_infinite_where_there_is_nothing_to_mistake_it_for() -> None:
    assert answer_of(card(Question("How much?", "end", LEFT))).clear == math.inf
