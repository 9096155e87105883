"""What a class has guessed, as a table: nobody's name is in it, for a room knows none."""

from collections.abc import Iterable
from typing import Final

from rnnviz.lessons.sheets import table_of
from rnnviz.rooms.room import Held

__all__ = ["room_table"]

_COLUMNS: Final = ("lesson", "card", "question", "guess", "people", "right", "answer", "task done by")


def room_table(found: Iterable[Held]) -> str:
    """One row a guess of each card, as comma-separated values.

    Examples
    --------
    >>> room_table([]).strip()
    'lesson,card,question,guess,people,right,answer,task done by'
    """
    return table_of(_COLUMNS, (row for one in found for row in _rows(one)))


def _rows(one: Held) -> Iterable[list[str]]:
    shown, answer = one.shown, one.answer
    lesson = shown.lesson
    assert lesson is not None
    number = str([card.id for card in lesson.cards].index(shown.card) + 1)
    asks = "" if shown.question is None else shown.question.ask
    done = str(one.done) if shown.has_task else ""
    said = "" if answer is None else answer.words
    if not one.bars:
        return [[lesson.title, number, asks, "", "", "", said, done]]
    return [
        [lesson.title, number, asks, bar.label, str(bar.people), _right(bar.key, one), said, done] for bar in one.bars
    ]


def _right(key: str, one: Held) -> str:
    """Whether a choice is right, once it was revealed."""
    if one.answer is None or not key or not one.answer.right:
        return ""
    return "yes" if key == one.answer.right else "no"
