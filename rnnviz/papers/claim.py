"""What a paper says, as numbers that can be measured again."""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from rnnviz.papers.study import Study

__all__ = ["Check", "Claim", "exactly", "ordered", "within"]

Source = Literal["published", "derived", "own"]


class Check(NamedTuple):
    """One number of a claim beside the one that was measured now.

    Parameters
    ----------
    what : str
        What the number is.
    expected, measured : float
        The two numbers.
    source : str
        ``"published"`` if the paper prints the number, ``"derived"`` if it follows from theory, ``"own"`` if it was
        measured for this project before.
    tolerance : str
        How near they have to be, in words.
    agrees : bool
        Whether they are.
    """

    what: str
    expected: float
    measured: float
    source: Source
    tolerance: str
    agrees: bool


class Claim(NamedTuple):
    """A result of a paper.

    Parameters
    ----------
    number : int
        By which it is known here.
    title : str
        In a few words.
    says : str
        What the paper found, in one sentence.
    citation : str
        Where it stands.
    url : str
        The paper's own page, or that of the first that is cited.
    measure : callable
        ``measure()`` computes everything anew.
    study : Study
        How it can be tried with other numbers than the paper's.
    apart : str
        What is done otherwise than in the paper, and why; empty if nothing is.
    """

    number: int
    title: str
    says: str
    citation: str
    url: str
    measure: Callable[[], list[Check]]
    study: Study
    apart: str = ""


def within(what: str, expected: float, measured: float, relative: float, source: Source = "derived") -> Check:
    """Two numbers that must agree up to a part of the expected one.

    Examples
    --------
    >>> within("half", 0.5, 0.51, 0.03).agrees, within("half", 0.5, 0.6, 0.03).agrees
    (True, False)
    """
    agrees = abs(measured - expected) <= relative * abs(expected)
    return Check(what, expected, measured, source, f"within {100 * relative:g}\N{NO-BREAK SPACE}%", agrees)


def exactly(what: str, expected: float, measured: float, source: Source = "derived") -> Check:
    """Two numbers that must agree up to rounding, 1e-9 of their size.

    Examples
    --------
    >>> exactly("one", 1.0, 1.0 + 1e-12).agrees
    True
    """
    agrees = math.isclose(measured, expected, rel_tol=1e-9, abs_tol=1e-12)
    return Check(what, expected, measured, source, "exact", agrees)


def ordered(what: str, expected: float, measured: float, source: Source = "derived") -> Check:
    """Two numbers of one order of magnitude: less than a factor of ten apart.

    Examples
    --------
    >>> ordered("tiny", 1e-16, 4e-17).agrees, ordered("tiny", 1e-16, 4e-18).agrees
    (True, False)
    """
    agrees = measured > 0 and abs(math.log10(measured / expected)) < 1
    return Check(what, expected, measured, source, "same order of magnitude", agrees)
