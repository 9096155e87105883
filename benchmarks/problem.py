"""The networks that are measured: five shapes, three cells, random parameters, a random gradient at every state."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz import gru_backward, gru_forward, lstm_backward, lstm_forward, rnn_backward, rnn_forward

__all__ = ["CELLS", "N_Y", "PASSES", "SHAPES", "Array", "Problem", "Shape", "make_problem"]

Array = NDArray[Any]


class Shape(NamedTuple):
    """Sizes: inputs, hidden units, batch, steps."""

    n_x: int
    n_a: int
    m: int
    T: int


SHAPES = {
    "tiny": Shape(3, 5, 10, 10),
    "interactive": Shape(8, 32, 8, 100),
    "long": Shape(8, 32, 1, 2000),
    "medium": Shape(64, 128, 32, 100),
    "large": Shape(256, 512, 64, 100),
}
#: The public functions of each cell.
PASSES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "rnn": (rnn_forward, rnn_backward),
    "lstm": (lstm_forward, lstm_backward),
    "gru": (gru_forward, gru_backward),
}
CELLS = tuple(PASSES)
N_Y = 2


class Problem(NamedTuple):
    """What a forward and a backward pass need.

    Parameters
    ----------
    cell : str
        ``"rnn"``, ``"lstm"`` or ``"gru"``, the last one with its reset gate after the product.
    x : numpy.ndarray, (n_x, m, T)
        Input.
    a0 : numpy.ndarray, (n_a, m)
        Hidden state before the first step.
    parameters : dict
        By their textbook names.
    da : numpy.ndarray, (n_a, m, T)
        What each hidden state gets from its own step: dense, no entry is 0.
    """

    cell: str
    x: Array
    a0: Array
    parameters: dict[str, Array]
    da: Array


def make_problem(
    cell: str, shape: Shape, dtype: type = np.float64, gain: float = 1.0, forget_bias: float = 1.0
) -> Problem:
    """Draw a problem; weights have variance gain² / fan-in, biases are small but not 0, so that a lost one shows.

    The forget bias is added to the bias of the gate that keeps the old state: of a GRU the update gate.
    """
    n_x, n_a, m, T = shape
    rng = np.random.default_rng(0)

    def normal(*size: int, scale: float = 1.0) -> Array:
        return (scale * rng.normal(size=size)).astype(dtype)

    if cell == "rnn":
        parameters = {
            "Wax": normal(n_a, n_x, scale=gain / np.sqrt(n_x)),
            "Waa": normal(n_a, n_a, scale=gain / np.sqrt(n_a)),
            "Wya": normal(N_Y, n_a, scale=1 / np.sqrt(n_a)),
            "ba": normal(n_a, 1, scale=0.1),
        }
    else:
        parameters = {"Wy": normal(N_Y, n_a, scale=1 / np.sqrt(n_a))}
        for gate in "fico" if cell == "lstm" else "rzh":
            parameters["W" + gate] = normal(n_a, n_a + n_x, scale=gain / np.sqrt(n_a + n_x))
            parameters["b" + gate] = normal(n_a, 1, scale=0.1)
        if cell == "gru":
            parameters["bhr"] = normal(n_a, 1, scale=0.1)
        parameters["bf" if cell == "lstm" else "bz"] += dtype(forget_bias)
    parameters["by"] = normal(N_Y, 1, scale=0.1)
    return Problem(cell, normal(n_x, m, T), normal(n_a, m, scale=0.5), parameters, normal(n_a, m, T))
