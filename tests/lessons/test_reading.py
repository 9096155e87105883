"""Files of lessons: what is wrong is one sentence, whatever the file holds."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.errors import RnnvizError
from rnnviz.lessons.lesson import Lesson
from rnnviz.lessons.reading import MAX_BYTES, conditions_in, lesson_in, read_lesson, tables_in

CARD: dict[str, Any] = {"id": "a", "text": "Look."}
LESSON: dict[str, Any] = {"id": "own", "title": "Why?", "minutes": 3, "able": "say why", "cards": [CARD]}
ASKS = {"ask": "How much?", "kind": "end", "measure": {"of": "left", "cell": "rnn"}}


def with_card(**card: Any) -> dict[str, Any]:
    return LESSON | {"cards": [CARD | card]}


def test_toml_and_json_are_the_same() -> None:
    toml = 'id = "own"\ntitle = "Why?"\nminutes = 3\nable = "say why"\n[[cards]]\nid = "a"\ntext = "Look."\n'
    assert (
        read_lesson(toml.encode(), "a.toml") == read_lesson(json.dumps(LESSON).encode(), "a.JSON") == lesson_in(LESSON)
    )


def test_numbers_of_settings_are_as_in_an_address() -> None:
    (card,) = lesson_in(with_card(setting={"gain": 1.5, "n_a": 8, "init": "glorot"}, then={"gain": 2})).cards
    assert dict(card.setting) == {"gain": "1.5", "n_a": "8", "init": "glorot"}
    assert dict(card.answered) == {"gain": "2", "n_a": "8", "init": "glorot"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, 'lesson: "cards" must be a list of 1 to 30 tables.'),
        (LESSON | {"cards": []}, '"cards" must be a list'),
        (LESSON | {"minutes": 0}, '"minutes" must be a whole number from 1 to 120'),
        (LESSON | {"minutes": True}, '"minutes" must be a whole number'),
        (LESSON | {"title": ""}, '"title" must be a text'),
        (LESSON | {"id": "../x"}, '"id" must be a text of up to 40'),
        (LESSON | {"author": "me"}, '"author" is not known here'),
        (LESSON | {"cards": [1]}, "Card 1: must be a table"),
        (LESSON | {"cards": [CARD, CARD]}, "Two cards have the same id"),
        (with_card(page="home"), "Card 1 (a): there is no page 'home'"),
        (with_card(text="x" * 700), "has 700 characters, more than 600"),
        (with_card(setting={"size": 3}), 'there is no setting "size"'),
        (with_card(setting={"n_a": 1000}), "n_a must be between 1 and 256"),
        (with_card(setting={"n_a": [1]}), 'the setting "n_a" must be a number or a text'),
        (with_card(question={}), '"kind" of a question must be one of'),
        (with_card(question=ASKS | {"kind": "guess"}), '"kind" of a question must be one of'),
        (with_card(question=ASKS | {"measure": "left"}), "a measure is a table"),
        (with_card(question=ASKS | {"measure": {"of": "size", "cell": "rnn"}}), 'no measure "size"'),
        (with_card(question=ASKS | {"measure": {"of": "factor", "cell": "rnn"}}), "the end of a curve"),
        (with_card(question=ASKS | {"kind": "choice"}), '"choices" must be a list'),
        (with_card(question=ASKS | {"kind": "choice", "choices": [{"text": "1", "value": 0}]}), "2 to 6 answers"),
        (with_card(question=ASKS | {"kind": "which", "cells": ["rnn"]}), '"cells" must be two or more'),
        (with_card(question=ASKS | {"kind": "change"}), 'it needs "then"'),
        (
            with_card(
                question=ASKS
                | {"kind": "choice", "choices": [{"text": "1", "value": -13.7}, {"text": "2", "value": -13.8}]}
            ),
            "nearly as much for one choice as for another",
        ),
        (with_card(notice="{size.rnn}"), "is no measure of a network"),
        (with_card(text="[this](nothing)"), "neither a setting, nor a term"),
        (with_card(task={"text": "Do it.", "done": []}), '"done" must be a list of 1 to 8 conditions'),
        (with_card(task={"text": "Do it.", "done": [{}]}), "a condition is about one of"),
        (with_card(task={"text": "Do it.", "done": [{"setting": "gain"}]}), "a condition needs"),
        (with_card(task={"text": "Do it.", "done": [{"setting": "gain", "at_least": "1"}]}), "must be a number"),
        (with_card(task={"text": "Do it.", "done": [{"train": "mood", "at_least": 1}]}), "of a training there are"),
    ],
)
def test_each_mistake_has_its_sentence(told: dict[str, Any], said: str) -> None:
    with pytest.raises(RnnvizError) as error:
        lesson_in(told)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"x" * (MAX_BYTES + 1), "a.toml", "more than 200,000"),
        (b"\xff\xfe", "a.toml", "The file is not TOML"),
        (b"{", "a.json", "The file is not JSON"),
        (b"[" * 100_000, "a.json", "The file is not JSON"),
        (b"[1]", "a.json", "The file holds list"),
    ],
)
def test_a_file_that_is_none(content: bytes, name: str, said: str) -> None:
    with pytest.raises(RnnvizError, match=r"\w") as error:
        tables_in(content, name)
    assert said in str(error.value)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["id", "page", "text", "setting", "then", "question", "notice", "task", "ask", "kind", "measure"]
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(NAMES, ANY | st.just(ASKS) | st.just("a"), max_size=6))
def test_whatever_a_card_holds_it_is_a_lesson_or_a_sentence(card: dict[str, Any]) -> None:
    try:
        assert isinstance(lesson_in(with_card(**card)), Lesson)
    except RnnvizError as error:
        assert 10 < len(str(error)) < 1000  # noqa: PT017


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_whatever_conditions_hold(told: Any) -> None:
    try:
        conditions_in(told)
    except RnnvizError as error:
        assert str(error)  # noqa: PT017
