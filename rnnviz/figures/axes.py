"""Axes that several figures share."""

import itertools
from typing import Any

__all__ = ["log10_axis", "time_axis", "whole_decades", "whole_steps"]


def whole_steps(steps: int) -> dict[str, Any]:
    """What keeps a short time axis from ticks between its steps; Plotly's own choice is right for longer ones.

    Examples
    --------
    >>> whole_steps(3), whole_steps(100)
    ({'tick0': 0, 'dtick': 1}, {})
    """
    return {"tick0": 0, "dtick": 1} if steps < 8 else {}


def time_axis(steps: int, title: str = "time step t") -> dict[str, Any]:
    """An axis of the steps 1 to ``steps``; there is no step 0, and no tick for one.

    Examples
    --------
    >>> time_axis(100)["range"]
    [0.5, 100.5]
    """
    return {"title": {"text": title}, "range": [0.5, steps + 0.5], **whole_steps(steps), "automargin": False}


def log10_axis(low: float, high: float, title: str) -> dict[str, Any]:
    """An axis of log₁₀ values that is labelled with powers of ten, with some room at both ends.

    Examples
    --------
    >>> log10_axis(-20, 0, "size")["dtick"]
    5
    """
    room = 0.06 * (high - low)
    return {
        "title": {"text": title},
        "range": [low - room, high + room],
        "automargin": False,
        "tickprefix": "10<sup>",
        "ticksuffix": "</sup>",
        "exponentformat": "none",  # the numbers are exponents themselves
        "dtick": whole_decades(high - low),
    }


def whole_decades(span: float) -> int:
    """Decades between ticks, whole, for about eight of them.

    Examples
    --------
    >>> whole_decades(7), whole_decades(300)
    (1, 50)
    """
    return next(int(d * 10**power) for power in itertools.count() for d in (1, 2, 5) if span / (d * 10**power) <= 9)
