"""The recurrent cells: each file opens with its equations and holds cell and sequence, forwards and backwards."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import gru, lstm, rnn
from rnnviz.cells.cell import Cell
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.starts import OWN, STARTS, start_named
from rnnviz.errors import RnnvizError

__all__ = ["CELLS", "gates_of", "initialize_parameters", "one_start", "reads"]

#: Every cell there is, in the order in which they are shown.
CELLS: dict[str, Cell] = {"rnn": rnn.CELL, "lstm": lstm.CELL, "gru": gru.CELL}


def reads(cells: Iterable[str], setting: str) -> bool:
    """Whether a setting decides about one of these cells; one that no cell names, such as a size, is every cell's.

    Examples
    --------
    >>> reads(["rnn"], "forget_bias"), reads(["rnn", "lstm"], "forget_bias"), reads(["rnn"], "n_a")
    (False, True, True)
    """
    of_some = any(setting in cell.settings for cell in CELLS.values())
    return not of_some or any(setting in CELLS[cell].settings for cell in cells)


def gates_of(cell: str) -> int:
    """How many gates, the candidate among them, a cell's weights are stacked for.

    Examples
    --------
    >>> gates_of("rnn"), gates_of("lstm"), gates_of("gru")
    (1, 4, 3)
    """
    return max(sum(signal.kind != "state" for signal in CELLS[cell].signals("tanh")), 1)


def one_start(cells: Iterable[str], start: str, init: str) -> dict[str, str]:
    """A start and the way of the recurrent weights, the same for all that draw the same.

    Keras draws all gates of a cell as one matrix: of a cell with one that is what the plain start does.

    Examples
    --------
    >>> one_start(["rnn"], "keras", "own"), one_start(["lstm"], "keras", "own")
    ({'start': 'plain', 'init': 'orthogonal'}, {'start': 'keras', 'init': 'own'})
    """
    if start == "keras" and all(gates_of(cell) == 1 for cell in cells):
        return {"start": "plain", "init": STARTS["plain"].init if init == OWN else init}
    return {"start": start, "init": init}


def initialize_parameters(
    n_x: int = 3,
    n_a: int = 5,
    n_y: int = 2,
    *,
    cell: str = "rnn",
    start: str = "plain",
    init: str | None = None,
    gain: float = 1.0,
    forget_bias: float | None = None,
    t_max: int | None = None,
    input_bias: float = 0.0,
    output_bias: float = 0.0,
    update_bias: float = 0.0,
    rng: np.random.Generator | None = None,
    dtype: type[np.floating[Any]] = np.float64,
) -> dict[str, NDArray[Any]]:
    """Parameters of a network.

    Parameters
    ----------
    n_x, n_a, n_y : int
        Sizes of input, hidden state and output.
    cell : str
        ``"rnn"``, ``"lstm"`` or ``"gru"``.
    start : str
        How everything is drawn: ``"plain"``, or as in ``"keras"``, ``"pytorch"``, ``"flax"`` or ``"haiku"``; see
        `rnnviz.cells.starts`.
    init : str, optional
        Of the recurrent weights: ``"glorot"``, ``"gaussian"``, ``"orthogonal"``, ``"identity"``, or ``"own"``, as the
        start has them. Unless given, Glorot for the plain start, and for the others as they have them.
    gain : float
        What the recurrent weights are multiplied by.
    forget_bias : float, optional
        What is added to the bias of the LSTM's forget gate, which is 0 unless the start draws it. Unless given, that
        of the start: 1 for the plain one.
    t_max : int, optional
        If given, chrono initialisation for memories of up to so many steps takes the place of ``forget_bias``.
    input_bias, output_bias : float
        What is added to the biases of the LSTM's input gate and output gate.
    update_bias : float
        What is added to the bias of the GRU's update gate, which keeps the old state.
    rng : numpy.random.Generator, optional
        Source of randomness; without one every call draws anew.
    dtype : type
        ``numpy.float64`` or ``numpy.float32``.

    Returns
    -------
    dict of str to numpy.ndarray
        RNN: ``Wax`` (n_a, n_x), ``Waa`` (n_a, n_a), ``Wya`` (n_y, n_a), ``ba`` (n_a, 1), ``by`` (n_y, 1).
        LSTM: ``Wf, Wi, Wc, Wo`` (n_a, n_a + n_x), ``bf, bi, bc, bo`` (n_a, 1), ``Wy`` (n_y, n_a), ``by`` (n_y, 1).
        GRU: ``Wr, Wz, Wh`` (n_a, n_a + n_x), ``br, bz, bh, bhr`` (n_a, 1), ``Wy`` (n_y, n_a), ``by`` (n_y, 1).

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

    All of PyTorch's parameters, the biases too, lie within one over the root of n_a; it adds two biases up:

    >>> pytorch = initialize_parameters(cell="lstm", n_a=4, start="pytorch", rng=np.random.default_rng(0))
    >>> bool(np.abs(pytorch["Wf"]).max() < 1 / 2), bool(0 < np.abs(pytorch["bf"]).max() < 1)
    (True, True)
    """
    if cell not in CELLS:
        raise RnnvizError(f"initialize_parameters: cell must be one of {', '.join(CELLS)}; got {cell!r}.")
    for name, size in (("n_x", n_x), ("n_a", n_a), ("n_y", n_y)):
        if size < 1:
            raise RnnvizError(f"initialize_parameters: {name} must be at least 1; got {size}.")
    rng = np.random.default_rng() if rng is None else rng
    of_start = start_named(start)
    init = init or ("glorot" if start == "plain" else of_start.init)
    forget_bias = of_start.forget_bias if forget_bias is None else forget_bias
    initialization = Initialization(init, gain, forget_bias, t_max, start, input_bias, output_bias, update_bias)
    parameters = CELLS[cell].draw(n_x, n_a, n_y, initialization, rng)
    return {name: value.astype(dtype, copy=False) for name, value in parameters.items()}
