"""Single values of a network or its input, changed by hand."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from numpy.typing import NDArray

from rnnviz.errors import InputError
from rnnviz.numerics.ranges import in_full

__all__ = ["MAX_EDITS", "MAX_VALUE", "Edit", "check_edits", "edited"]

Array = NDArray[Any]

#: Largest absolute value that can be entered.
MAX_VALUE = 1e6
#: Most values that can be changed of one network.
MAX_EDITS = 200


class Edit(NamedTuple):
    """One value that was changed.

    Parameters
    ----------
    cell : str
        Whose parameter: a name of `rnnviz.cells.CELLS`; ``""`` for the input, which all cells share.
    name : str
        Of the parameter, ``"Waa"``; ``"x"`` for the input.
    place : tuple of int
        Place in the array, counted from 0.
    value : float
        The new value.
    """

    cell: str
    name: str
    place: tuple[int, ...]
    value: float


def check_edits(edits: Sequence[Edit], cells: Sequence[str]) -> None:
    """Find out whether edits can be those of some cells.

    Raises
    ------
    InputError
        If there are too many, or one is of another cell.

    Examples
    --------
    >>> check_edits([Edit("gru", "Wz", (0, 0), 1.0)], ["rnn", "lstm"])
    Traceback (most recent call last):
    rnnviz.errors.InputError: A value of 'gru' was changed; here are only rnn, lstm and the input. Change one of theirs.
    """
    if len(edits) > MAX_EDITS:
        raise InputError(f"At most {MAX_EDITS} values can be changed by hand. Undo some, or reset the edits.")
    other = next((edit.cell for edit in edits if edit.cell not in ("", *cells)), None)
    if other is not None:
        raise InputError(
            f"A value of {other!r} was changed; here are only {', '.join(cells)} and the input. Change one of theirs."
        )


def edited(cell: str, arrays: Mapping[str, Array], edits: Iterable[Edit]) -> dict[str, Array]:
    """Arrays with the edits that concern them; those without any are the same objects.

    Parameters
    ----------
    cell : str
        Whose arrays they are; ``""`` for the input.
    arrays : mapping of str to numpy.ndarray
        The arrays by name. Not changed.
    edits : iterable of Edit
        In the order in which they were made: of two at one place the later one counts.

    Returns
    -------
    dict of str to numpy.ndarray
        The arrays.

    Raises
    ------
    InputError
        If an edit names no array or no place in it, or its value is no number of at most 1,000,000 in size.

    Examples
    --------
    >>> import numpy as np
    >>> edited("rnn", {"ba": np.zeros((2, 1))}, [Edit("rnn", "ba", (1, 0), 0.5)])["ba"]
    array([[0. ],
           [0.5]])
    """
    result = dict(arrays)
    for edit in edits:
        if edit.cell != cell:
            continue
        if edit.name not in arrays:
            raise InputError(f"There is no {edit.name} here. Choose one of {', '.join(arrays)}.")
        shape = arrays[edit.name].shape
        if len(edit.place) != len(shape) or not all(0 <= i < n for i, n in zip(edit.place, shape, strict=False)):
            raise InputError(f"{edit.name} has shape {shape}, and no place {edit.place}. Choose a place within it.")
        if not math.isfinite(edit.value) or abs(edit.value) > MAX_VALUE:
            raise InputError(f"{in_full(edit.value)} cannot be used. Enter a number from −1,000,000 to 1,000,000.")
        if result[edit.name] is arrays[edit.name]:
            result[edit.name] = arrays[edit.name].copy()
        result[edit.name][edit.place] = edit.value
    return result
