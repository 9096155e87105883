"""The recurrent cells: each file opens with its equations and holds cell and sequence, forwards and backwards."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import lstm, rnn
from rnnviz.cells.cell import Cell
from rnnviz.errors import RnnvizError
from rnnviz.parameters import Initialization

__all__ = ["CELLS", "initialize_parameters"]

#: Every cell there is, in the order in which they are shown.
CELLS: dict[str, Cell] = {"rnn": rnn.CELL, "lstm": lstm.CELL}


def initialize_parameters(
    n_x: int = 3,
    n_a: int = 5,
    n_y: int = 2,
    *,
    cell: str = "rnn",
    init: str = "glorot",
    gain: float = 1.0,
    forget_bias: float = 1.0,
    t_max: int | None = None,
    rng: np.random.Generator | None = None,
    dtype: type[np.floating[Any]] = np.float64,
) -> dict[str, NDArray[Any]]:
    """Parameters of a network.

    Parameters
    ----------
    n_x, n_a, n_y : int
        Sizes of input, hidden state and output.
    cell : str
        ``"rnn"`` or ``"lstm"``.
    init : str
        Of the recurrent weights: ``"glorot"``, ``"gaussian"``, ``"orthogonal"`` or ``"identity"``.
    gain : float
        What the recurrent weights are multiplied by.
    forget_bias : float
        Bias of the LSTM's forget gate.
    t_max : int, optional
        If given, chrono initialisation for memories of up to so many steps takes the place of ``forget_bias``.
    rng : numpy.random.Generator, optional
        Source of randomness; without one every call draws anew.
    dtype : type
        ``numpy.float64`` or ``numpy.float32``.

    Returns
    -------
    dict of str to numpy.ndarray
        RNN: ``Wax`` (n_a, n_x), ``Waa`` (n_a, n_a), ``Wya`` (n_y, n_a), ``ba`` (n_a, 1), ``by`` (n_y, 1).
        LSTM: ``Wf, Wi, Wc, Wo`` (n_a, n_a + n_x), ``bf, bi, bc, bo`` (n_a, 1), ``Wy`` (n_y, n_a), ``by`` (n_y, 1).

    Raises
    ------
    RnnvizError
        If a name is not known, a size is less than 1, or ``t_max`` is less than 3.

    Examples
    --------
    >>> {name: value.shape for name, value in initialize_parameters().items()}
    {'Wax': (5, 3), 'Waa': (5, 5), 'Wya': (2, 5), 'ba': (5, 1), 'by': (2, 1)}
    >>> initialize_parameters(cell="lstm", n_a=2, forget_bias=3.0)["bf"]
    array([[3.],
           [3.]])
    """
    if cell not in CELLS:
        raise RnnvizError(f"initialize_parameters: cell must be one of {', '.join(CELLS)}; got {cell!r}.")
    for name, size in (("n_x", n_x), ("n_a", n_a), ("n_y", n_y)):
        if size < 1:
            raise RnnvizError(f"initialize_parameters: {name} must be at least 1; got {size}.")
    rng = np.random.default_rng() if rng is None else rng
    parameters = CELLS[cell].draw(n_x, n_a, n_y, Initialization(init, gain, forget_bias, t_max), rng)
    return {name: value.astype(dtype, copy=False) for name, value in parameters.items()}
