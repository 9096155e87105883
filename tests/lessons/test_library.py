"""The lessons that come with it: every card has one clear answer, nothing is told before it, every task can be done."""

import re

import pytest

from rnnviz.experiment.run import run
from rnnviz.lessons.answers import CLEAR, answer_of, choices_of, judge, scenario_of
from rnnviz.lessons.conditions import missing, needs_training
from rnnviz.lessons.lesson import Card
from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.wording import as_html, with_numbers
from rnnviz.training.prediction import LIMITS, learned_about


def cards(*, of: str = "") -> list[object]:
    return [
        pytest.param(card, id=f"{lesson.id}-{card.id}")
        for lesson in LESSONS.values()
        for card in lesson.cards
        if not of or getattr(card, of) is not None
    ]


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_lesson_is_short_and_ends_with_something_to_do(lesson) -> None:
    assert 5 <= len(lesson.cards) <= 7
    assert lesson.title.endswith("?") or lesson.title
    assert 5 <= lesson.minutes <= 20
    assert lesson.cards[-1].task is not None
    assert len(lesson.teacher) > 80


@pytest.mark.parametrize("card", cards(of="question"))
def test_the_answer_is_among_the_choices_and_clear(card: Card) -> None:
    question = card.question
    assert question is not None
    if question.measured is None:
        return  # a training tells
    answer = answer_of(card)
    result = run(scenario_of(card.answered))
    choices = choices_of(question)
    if choices:
        assert answer.right in choices
        assert answer.clear >= CLEAR ** (0.5 if question.kind == "change" else 1)
        assert len(set(choices.values())) == len(choices)
        assert judge(card, answer.right, answer, result).right
        assert not any(judge(card, other, answer, result).right for other in choices if other != answer.right)
    else:
        assert judge(card, repr(answer.value), answer, result).right


@pytest.mark.parametrize("card", cards())
def test_words_are_short_and_their_numbers_are_there(card: Card) -> None:
    for text, setting in ((card.text, card.setting), (card.notice, card.answered)):
        if card.page == "train":
            said = text
        else:
            said = with_numbers(text, run(scenario_of(setting)), "so much", run(scenario_of(card.setting)))
        assert "–" not in re.sub(r"\d–\d", "", said)
        assert "{" not in said
        assert len(said.split()) <= 75
        assert as_html(said)


@pytest.mark.parametrize("card", cards(of="task"))
def test_a_task_is_not_done_before_it_begins(card: Card) -> None:
    assert card.task is not None
    scenario = scenario_of(card.setting if card.page != "train" else {})
    assert missing(card.task.conditions, run(scenario))


#: A way to do each task that is no training.
SOLUTIONS = {
    ("forgetting", "right"): {"cells": "rnn", "gain": "1.65"},
    ("gates", "weaker"): {"gain": "1.65"},
    ("by-hand", "grow"): {"n_a": "2", "n_x": "2", "T_x": "3", "m": "1", "cells": "rnn", "gain": "3"},
    ("repair", "choose"): {"cells": "rnn", "gain": "1.65"},
    ("practice", "mend"): {"cells": "lstm", "start": "pytorch", "input_scale": "1", "forget_bias": "3"},
}


@pytest.mark.parametrize("card", cards(of="task"))
def test_a_task_can_be_done(card: Card) -> None:
    (lesson,) = (one for one in LESSONS.values() if card in one.cards)
    assert card.task is not None
    if any(map(needs_training, card.task.conditions)):
        return
    result = run(scenario_of(SOLUTIONS[lesson.id, card.id]))
    assert missing(card.task.conditions, result) == []


def test_what_a_lesson_says_is_enough_is_what_was_counted() -> None:
    (card,) = (card for card in LESSONS["learning"].cards if card.id == "task")
    assert "RNNs learned it where at least 1/10 arrived, LSTMs from 1/1000 on" in card.text
    assert (LIMITS["rnn"].enough[0], LIMITS["lstm"].enough[0]) == (-1.0, -3.0)
    for cell in ("rnn", "lstm"):
        learned, tried, _ = learned_about("latch", cell, "enough", 65)
        assert learned > tried / 2


def test_an_rnn_that_explodes_does_not_keep_more() -> None:
    (card,) = (card for card in LESSONS["gates"].cards if card.id == "weaker")
    assert card.task is not None
    exploding = run(scenario_of({"gain": "2"}))
    assert exploding.cells["rnn"].fades["a"].left > exploding.cells["lstm"].fades["a"].left + 1
    assert missing(card.task.conditions, exploding)
    assert not missing(card.task.conditions, run(scenario_of({"gain": "1.65"})))
