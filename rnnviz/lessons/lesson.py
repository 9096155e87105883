"""What a lesson is: cards, each with a setting, a question, what to notice, and something to try."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from rnnviz.lessons.conditions import Condition
from rnnviz.lessons.measures import Measured

__all__ = ["Card", "Choice", "Kind", "Lesson", "Question", "Task"]

Kind = Literal["choice", "which", "change", "end", "number", "train"]
Query = Mapping[str, str]


class Choice(NamedTuple):
    """One of the answers to choose from.

    Parameters
    ----------
    text : str
        What is read.
    value : float
        The measure's value that it stands for; of a size its log₁₀.
    """

    text: str
    value: float


class Question(NamedTuple):
    """What is asked before anything is shown.

    Parameters
    ----------
    ask : str
        The question.
    kind : str
        ``"choice"``: of values, the nearest to the computed one is right. ``"which"``: of the networks, the one of
        which the measure is largest. ``"change"``: larger, about the same or smaller than at the card's setting before.
        ``"end"``: a size, as the end of a curve on a log axis. ``"number"``: a number that is typed. ``"train"``:
        what comes of a training, which the page says: without choices, which of its networks learn.
    measured : Measured or None
        What is computed; None of a training.
    choices : tuple of Choice
        Of a ``"choice"``, or of a training.
    cells : tuple of str
        Of a ``"which"``.
    reason : str
        What to say in a line of one's own, before the answer; empty if nothing.
    outcome : str
        Of a training with choices what they are about, of `rnnviz.lessons.outcomes.OUTCOMES`.
    """

    ask: str
    kind: Kind
    measured: Measured | None = None
    choices: tuple[Choice, ...] = ()
    cells: tuple[str, ...] = ()
    reason: str = ""
    outcome: str = ""


class Task(NamedTuple):
    """Something to do freely; that it is done is noticed.

    Parameters
    ----------
    text : str
        What to do.
    conditions : tuple of Condition
        When it is done: all of them.
    """

    text: str
    conditions: tuple[Condition, ...]


class Card(NamedTuple):
    """One card.

    Parameters
    ----------
    id : str
        Within its lesson; it stands in addresses.
    page : str
        The page that it is about, as in its address; ``""`` for the first one.
    text : str
        One or two sentences. ``[words](gain)`` lead to the control of a setting, ``**words**`` are strong.
    setting : mapping of str to str
        What the page is set to, as in an address.
    then : mapping of str to str or None
        What the answer changes it to: the question is what will become of it. None if the answer is about ``setting``,
        which is hidden until then.
    question : Question or None
        None on a card that only says something, or has a task.
    notice : str
        What to see once it is answered; ``{left.rnn}`` stands for a measure of a network, ``{answer}`` for the answer.
    task : Task or None
        Something to do.
    """

    id: str
    page: str
    text: str
    setting: Query = MappingProxyType({})
    then: Query | None = None
    question: Question | None = None
    notice: str = ""
    task: Task | None = None

    @property
    def answered(self) -> Query:
        """The setting that the answer is about."""
        return self.setting if self.then is None else {**self.setting, **self.then}


class Lesson(NamedTuple):
    """A lesson.

    Parameters
    ----------
    id : str
        It stands in addresses.
    title : str
        A question.
    minutes : int
        What it takes.
    able : str
        What one can do afterwards.
    cards : tuple of Card
        In order.
    teacher : str
        A note for the teacher.
    """

    id: str
    title: str
    minutes: int
    able: str
    cards: tuple[Card, ...]
    teacher: str = ""

    def card(self, name: str) -> Card | None:
        """The card of an id."""
        return next((card for card in self.cards if card.id == name), None)
