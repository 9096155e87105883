"""What comes of a training that a card asks about: seen on its page, and never computed again."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from rnnviz.numerics.numerals import power_of_ten

__all__ = ["OUTCOMES", "Outcome", "came_true", "tallied", "tally"]

_SEEDS: Final = (
    "Now press “Train 10 networks” under [How often does it learn?](lottery), not the buttons before it: what comes is "
    "compared with it."
)
_TALLY: Final = re.compile(r"([0-9])/([0-9])")


class Outcome(NamedTuple):
    """Something that a training shows.

    Parameters
    ----------
    about : str
        What it is.
    say : callable
        It in words.
    how : str
        How it is found out on the page, with links as on cards.
    """

    about: str
    say: Callable[[float], str]
    how: str


#: By name. Their values are plain numbers; of what is a size, its log₁₀.
OUTCOMES: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        "share": Outcome(
            "the share of the seeds that have solved the task", lambda value: f"{100 * value:.0f} %", _SEEDS
        ),
        "profile": Outcome(
            "by how much the gradient at step 1 has changed in the network that has solved the task",
            lambda value: f"{power_of_ten(value)} times what it was before",
            "Now train on the page below, until one of them has learned: what comes is compared with it.",
        ),
    }
)


def tally(right: int, guessed: int) -> str:
    """How many guesses about networks came true, as it is kept.

    Examples
    --------
    >>> tally(1, 2), tallied(tally(1, 2))
    ('1/2', (1, 2))
    """
    return f"{right}/{guessed}"


def tallied(kept: str) -> tuple[int, int] | None:
    """How many of how many came true; None of what no training has left.

    Examples
    --------
    >>> tallied("3/2"), tallied("0/0"), tallied("")
    (None, None, None)
    """
    found = _TALLY.fullmatch(kept)
    if found is None:
        return None
    right, guessed = map(int, found.groups())
    return (right, guessed) if 0 <= right <= guessed and guessed > 0 else None


def came_true(right: int, guessed: int) -> str:
    """What is said of guesses about networks.

    Examples
    --------
    >>> came_true(1, 2), came_true(1, 1), came_true(0, 1)
    ('1 of your 2 guesses came true.', 'Your guess came true.', 'Your guess did not come true.')
    """
    if guessed == 1:
        return "Your guess came true." if right else "Your guess did not come true."
    return f"{right} of your {guessed} guesses came true."
