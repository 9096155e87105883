"""What the browser tells, read with suspicion: a page in it may be anything, and what it sends anything that JSON has.

What does not have the form that our scripts send is None, and never an error.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import streamlit as st

from rnnviz.experiment.edits import Edit

__all__ = ["Point", "edit_of", "number", "one_of", "point", "told", "whole"]

T = TypeVar("T")

#: Largest number that is taken, and longest name; arrays have three axes at most.
_MOST: Final = 1e300
_LONGEST: Final = 20
_AXES: Final = 3


class Point(NamedTuple):
    """A point of a chart that was clicked.

    Parameters
    ----------
    chart : int
        Its place among those of the component.
    x, y : float
        On the axes.
    """

    chart: int
    x: float
    y: float


def number(value: object) -> float | None:
    """A finite number.

    Examples
    --------
    >>> number(1), number(float("nan")), number("1"), number(True), number(10**400)
    (1.0, None, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_MOST <= value <= _MOST else None


def whole(value: object, low: int, high: int) -> int | None:
    """A whole number within bounds.

    Examples
    --------
    >>> whole(3, 1, 9), whole(0, 1, 9), whole(3.0, 1, 9), whole(True, 1, 9)
    (3, None, None, None)
    """
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None


def one_of(value: object, choices: Sequence[T]) -> T:
    """One of some choices; the first where something else is told.

    Examples
    --------
    >>> one_of("b", ["a", "b"]), one_of(["b"], ["a", "b"])
    ('b', 'a')
    """
    return next((choice for choice in choices if choice == value), choices[0])


def told(key: str, event: str) -> Any:
    """What a component has told: any JSON, or None."""
    try:
        return st.session_state[key][event]
    except (KeyError, IndexError, TypeError, AttributeError):
        return None


def point(key: str) -> Point | None:
    """The point of a chart that was clicked last, of the charts with a key."""
    value = told(key, "point")
    if not isinstance(value, Mapping):
        return None
    chart, x, y = whole(value.get("chart"), 0, 1000), number(value.get("x")), number(value.get("y"))
    return None if chart is None or x is None or y is None else Point(chart, x, y)


def edit_of(value: object) -> Edit | None:
    """A value that was changed by hand, if it has the form of one; whether there is such a place is another question.

    Examples
    --------
    >>> edit_of({"cell": "rnn", "name": "Waa", "place": [0, 1], "value": 0.5})
    Edit(cell='rnn', name='Waa', place=(0, 1), value=0.5)
    >>> edit_of({"cell": "rnn", "name": "Waa", "place": [0, 1] * 1_000_000, "value": 0.5})
    """
    if not isinstance(value, Mapping):
        return None
    cell, name, place, new = (value.get(part) for part in ("cell", "name", "place", "value"))
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in (cell, name)):
        return None
    if not isinstance(place, list | tuple) or len(place) > _AXES:
        return None
    places = [whole(i, 0, 10**9) for i in place]
    size = number(new)
    if size is None or None in places:
        return None
    return Edit(str(cell), str(name), tuple(i for i in places if i is not None), size)
