"""What many have guessed, counted; nobody's guess can be told from another's."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from rnnviz.lessons.answers import choices_of
from rnnviz.lessons.lesson import Question
from rnnviz.numerics.numerals import times_power

__all__ = ["LONGEST", "MOST_BARS", "Bar", "counted_guesses", "is_guessed_in_rooms", "taken"]

#: Characters of a guess.
LONGEST: Final = 24
#: Bars of a histogram of numbers.
MOST_BARS: Final = 8
#: Powers of ten of a bar, the least that keeps them few enough.
_WIDTHS: Final = (1, 2, 5, 10, 20, 50, 100)
#: Sizes are guessed as log₁₀ within these.
_LARGEST: Final = 300.0


class Bar(NamedTuple):
    """One bar of a histogram.

    Parameters
    ----------
    label : str
        What was guessed.
    people : int
        By how many.
    key : str
        Of the choice; empty of a number.
    """

    label: str
    people: int
    key: str = ""


def is_guessed_in_rooms(question: Question | None) -> bool:
    """Whether a room counts the guesses of a question; those about a training are made beside its networks."""
    return question is not None and question.kind != "train"


def taken(question: Question, value: object) -> str | None:
    """A guess as it is kept; None if it is none.

    Parameters
    ----------
    question : Question
        That was asked.
    value : object
        What somebody's browser says.

    Examples
    --------
    >>> question = Question("Which?", "which", cells=("rnn", "lstm"))
    >>> taken(question, "lstm"), taken(question, "gru"), taken(question, ["lstm"])
    ('lstm', None, None)
    >>> taken(Question("How much?", "end"), "-13.70"), taken(Question("How much?", "end"), "nan")
    ('-13.7', None)
    """
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not is_guessed_in_rooms(question):
        return None
    choices = choices_of(question)
    if choices:
        return value if value in choices else None
    try:
        number = float(value)
    except ValueError:
        return None
    if not math.isfinite(number) or (question.kind == "end" and abs(number) > _LARGEST):
        return None
    return f"{number:.6g}"


def counted_guesses(question: Question, guesses: Iterable[str]) -> list[Bar]:
    """How often each was guessed: choices as they are offered, sizes from small to large, numbers by how many say them.

    Parameters
    ----------
    question : Question
        That was asked.
    guesses : iterable of str
        From `taken`.

    Examples
    --------
    >>> question = Question("Which?", "which", cells=("rnn", "lstm"))
    >>> [(bar.label, bar.people) for bar in counted_guesses(question, ["lstm", "lstm"])]
    [('RNN', 0), ('LSTM', 2)]
    """
    counts, choices = Counter(guesses), choices_of(question)
    if choices:
        return [Bar(text, counts[key], key) for key, text in choices.items()]
    if question.kind == "end":
        return _sizes(counts)
    most = counts.most_common(MOST_BARS if len(counts) <= MOST_BARS else MOST_BARS - 1)
    bars = [Bar(text.replace("-", "−"), count) for text, count in sorted(most, key=lambda one: float(one[0]))]
    rest = counts.total() - sum(bar.people for bar in bars)
    return [*bars, Bar("others", rest)] if rest else bars


def _sizes(counts: Counter[str]) -> list[Bar]:
    """Sizes, log₁₀, in bars that are whole powers of ten wide."""
    if not counts:
        return []
    values = {float(text): count for text, count in counts.items()}
    least, most = min(values), max(values)
    width = next(width for width in _WIDTHS if math.floor(most / width) - math.floor(least / width) < MOST_BARS)
    low, high = math.floor(least / width), math.floor(most / width)
    bars = []
    for place in range(low, high + 1):
        count = sum(n for value, n in values.items() if math.floor(value / width) == place)
        bars.append(Bar(f"{_power(place * width)} to {_power((place + 1) * width)}", count))
    return bars


def _power(exponent: int) -> str:
    return times_power("1", exponent).removeprefix("1·") if exponent else "1"
