"""What a class has guessed: a row a guess, with the answer once it was revealed, and no formula."""

import csv
import io

from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.reading import lesson_in
from rnnviz.rooms.room import Room, Said, Shown
from rnnviz.ui.rooms.table import room_table


def read(room: Room) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(room_table(room.held()))))


def test_each_guess_of_each_card_is_a_row() -> None:
    room = Room()
    for token in "abc":
        room.join(token, 0)
    keeps = Shown("", lesson=LESSONS["gates"], card="keeps")
    room.show(keeps)
    for token, value in zip("abc", ("rnn", "lstm", "lstm"), strict=True):
        room.guess(token, keeps.key, value)
    before = read(room)
    assert [(row["guess"], row["people"], row["right"], row["answer"]) for row in before] == [
        ("RNN", "1", "", ""),
        ("LSTM", "2", "", ""),
    ]
    room.reveal(Said("lstm", "LSTM 9.8·10⁻⁷"))
    room.show(Shown("", lesson=LESSONS["gates"], card="weaker"))
    room.finish("a", ("gates", "weaker"))
    found = read(room)
    assert [row["right"] for row in found] == ["no", "yes", ""]
    assert {row["answer"] for row in found[:2]} == {"LSTM 9.8·10⁻⁷"}
    assert (found[2]["card"], found[2]["question"], found[2]["task done by"]) == ("7", "", "1")


def test_a_teachers_own_words_are_no_formula() -> None:
    card = {"id": "a", "text": "Look.", "question": {"ask": "=1+1", "kind": "which", "cells": ["rnn", "lstm"]}}
    card["question"] |= {"measure": {"of": "left", "cell": "rnn"}}
    lesson = lesson_in({"id": "own", "title": "=2+2", "minutes": 3, "able": "say why", "cards": [card]})
    room = Room()
    room.show(Shown("", lesson=lesson, card="a"))
    row, _ = read(room)
    assert (row["lesson"], row["question"]) == ("'=2+2", "'=1+1")
