"""What a room tells the screen of each of its people, as soon as it changes: where all are, and what was guessed."""

from typing import NamedTuple

from rnnviz.lessons.answers import choices_of
from rnnviz.rooms.room import View
from rnnviz.ui.rooms.histogram import histogram

__all__ = ["Told", "told_of"]


class Told(NamedTuple):
    """What a screen is told.

    Parameters
    ----------
    turn : int
        How often something was put before all.
    revealed : bool
        Whether the answer may be seen.
    words : str
        Where all are, how many are here and have guessed.
    asks : str
        The question of the card that is before all.
    bars : str
        Markup of what was guessed; empty for who may not see it yet.
    """

    turn: int
    revealed: bool
    words: str
    asks: str = ""
    bars: str = ""


def told_of(view: View, *, teaches: bool) -> Told:
    """What is told of a room as somebody sees it.

    Parameters
    ----------
    view : View
        The room.
    teaches : bool
        Whether it is told its teacher.

    Examples
    --------
    >>> told_of(View(None, 0, None, 12, 0), teaches=False).words
    'Nothing is before all yet. 12 here.'
    """
    question = None if view.shown is None else view.shown.question
    bars = histogram(view.bars, view.answer) if view.bars or view.answer else ""
    words = f"{_place(view)} {_counts(view, teaches=teaches)}"
    return Told(view.turn, view.revealed, words, "" if question is None else question.ask, bars)


def _place(view: View) -> str:
    """Where all are."""
    shown = view.shown
    if shown is None:
        return "Nothing is before all yet."
    if shown.lesson is None:
        return f"Before all: {shown.title}."
    number = [card.id for card in shown.lesson.cards].index(shown.card) + 1
    return f"Before all: card {number} of “{shown.lesson.title}”."


def _counts(view: View, *, teaches: bool) -> str:
    """How many are here and have guessed; of who does not teach, what they have guessed."""
    here = f"{view.people:,} here"
    question = view.shown.question if view.shown is not None else None
    done = f" {view.done:,} have done the task." if view.shown is not None and view.shown.has_task else ""
    if question is None:
        return f"{here}.{done}"
    said = f"{here}, {view.guessed:,} guessed.{done}"
    if teaches or view.revealed:
        return said
    if view.mine is None:
        return f"{said} Your guess is counted without a name."
    mine = choices_of(question).get(view.mine, "")
    return f"{said} Your guess is in{f': {mine}' if mine else ''}. It can be changed until all see the answer."
