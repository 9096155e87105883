"""What a screen is told: to everyone the same, but for what only the teacher may see yet."""

import pytest

from rnnviz.lessons.library import LESSONS
from rnnviz.rooms.room import Room, Said, Shown, View
from rnnviz.ui.rooms.told import told_of

CARD = Shown("", lesson=LESSONS["gates"], card="keeps")


@pytest.fixture
def room() -> Room:
    room = Room()
    for token in "abc":
        room.join(token, 0)
    room.show(CARD)
    room.guess("a", CARD.key, "lstm")
    return room


def test_a_page_is_named_and_a_card_is_asked(room: Room) -> None:
    told = told_of(room.view("b", 0), teaches=False)
    assert told.words.startswith(f"Before all: card 1 of “{CARD.lesson.title}”. 3 here, 1 guessed.")  # type: ignore[union-attr]
    assert told.asks == CARD.question.ask  # type: ignore[union-attr]
    room.show(Shown("gates", {"n_a": "5"}, title="Gates"))
    assert told_of(room.view("b", 0), teaches=False)[:4] == (2, False, "Before all: Gates. 3 here.", "")


def test_who_has_guessed_reads_it_and_nobody_else_does(room: Room) -> None:
    assert "Your guess is in: LSTM" in told_of(room.view("a", 0), teaches=False).words
    assert "LSTM" not in "".join(map(str, told_of(room.view("b", 0), teaches=False)[2:3]))


def test_the_bars_are_the_teachers_until_they_are_revealed(room: Room) -> None:
    assert not told_of(room.view("a", 0), teaches=False).bars
    teachers = told_of(room.view(None, 0, sees_bars=True), teaches=True)
    assert "<td>1</td>" in teachers.bars
    assert "The answer" not in teachers.bars
    room.reveal(Said("lstm", "LSTM"))
    told = told_of(room.view("b", 0), teaches=False)
    assert told.revealed
    assert "The answer: LSTM." in told.bars


def test_of_a_task_it_is_told_how_many_have_done_it() -> None:
    view = View(Shown("", lesson=LESSONS["gates"], card="weaker"), 1, None, 12, 0, done=5)
    assert told_of(view, teaches=True).words.endswith("12 here. 5 have done the task.")
    assert (
        "task"
        not in told_of(View(Shown("", lesson=LESSONS["gates"], card="keeps"), 1, None, 12, 0), teaches=True).words
    )
