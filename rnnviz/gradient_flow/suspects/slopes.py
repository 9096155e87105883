"""Derivatives of a gate's activation, from its value, as wrong copies have them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.rnn_utils import sigmoid

__all__ = ["wrong_slopes"]

Array = NDArray[Any]


def wrong_slopes(value: str, of: str) -> Iterator[tuple[str, str, Callable[[Array], Array]]]:
    """A name, what is said of it, and the derivative as a function of the value.

    Parameters
    ----------
    value : str
        What the value is called, such as ``"ft"``.
    of : str
        ``"sigmoid"`` or ``"tanh"``.

    Examples
    --------
    >>> [name for name, _, _ in wrong_slopes("cct", "tanh")]
    ['cct * 2 for cct ** 2', 'tanh twice', "sigmoid's derivative", '1 - cct']
    """
    v = value
    if of == "tanh":
        yield f"{v} * 2 for {v} ** 2", f"has {v} * 2 where {v} ** 2 belongs.", lambda a: 1 - a * 2
        yield "tanh twice", f"applies tanh to {v}, which is a tanh already.", lambda a: 1 - np.tanh(a) ** 2
        yield (
            "sigmoid's derivative",
            f"has a sigmoid's derivative, {v} * (1 - {v}); it is a tanh.",
            lambda a: a * (1 - a),
        )
        yield f"1 - {v}", f"has {v} where its square belongs.", lambda a: 1 - a
        return
    yield "sigmoid for its derivative", f"has sigmoid({v}) in place of the derivative.", sigmoid
    yield (
        "sigmoid twice",
        f"applies the sigmoid to {v}, which is one already, before its derivative is taken.",
        lambda a: sigmoid(a) * (1 - sigmoid(a)),
    )
    yield f"{v} for its derivative", f"has {v} alone where {v} * (1 - {v}) belongs.", lambda a: a
    yield f"1 - {v} for its derivative", f"has 1 - {v} alone where {v} * (1 - {v}) belongs.", lambda a: 1 - a
    yield "tanh's derivative", f"has tanh's derivative, 1 - {v}**2; the gate is a sigmoid.", lambda a: 1 - a**2
