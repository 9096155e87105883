r"""Long short-term memory with forget gate (Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000).

.. math::

    f, i, o &= \sigma(W_{f,i,o} [a^{\langle t-1\rangle}; x^{\langle t\rangle}] + b_{f,i,o}), \qquad
    \tilde c = \tanh(W_c [a^{\langle t-1\rangle}; x^{\langle t\rangle}] + b_c) \\
    c^{\langle t\rangle} &= f \odot c^{\langle t-1\rangle} + i \odot \tilde c, \qquad
    a^{\langle t\rangle} = o \odot \tanh c^{\langle t\rangle}, \qquad
    \hat y^{\langle t\rangle} = \mathrm{softmax}(W_y a^{\langle t\rangle} + b_y)

and backwards, with :math:`\delta` the whole gradient at :math:`a^{\langle t\rangle}` and :math:`\epsilon` what arrives
at :math:`c^{\langle t\rangle}` from step t+1,

.. math::

    dc &= \epsilon + \delta \odot o \odot (1 - \tanh^2 c), \qquad dc_{prev} = dc \odot f \\
    dz_o &= \delta \odot \tanh c \odot o (1 - o), \qquad
    dz_i = dc \odot \tilde c \odot i (1 - i) \\
    dz_f &= dc \odot c_{prev} \odot f (1 - f), \qquad
    dz_c = dc \odot i \odot (1 - \tilde c^2) \\
    dW_k &= dz_k [a_{prev}; x]^\top, \qquad [da_{prev}; dx] = \textstyle\sum_k W_k^\top dz_k

======================  ====================  =====================================================
symbol                  shape                 meaning
======================  ====================  =====================================================
x⟨t⟩, ``xt``            (n_x, m)              input of step t, a batch of m sequences
a⟨t⟩, ``a_next``        (n_a, m)              hidden state (the literature's h)
c⟨t⟩, ``c_next``        (n_a, m)              cell state
f, i, o: ``ft it ot``   (n_a, m)              forget, input and output gate
c̃, ``cct``               (n_a, m)             candidate
``Wf Wi Wc Wo``         (n_a, n_a + n_x)      weights, acting on the hidden state first, then the input
``bf bi bc bo``         (n_a, 1)              biases
``Wy``, ``by``          (n_y, n_a), (n_y, 1)  hidden to output
======================  ====================  =====================================================

The sequence functions do one matrix product a step: the gates are stacked, and the operand ``[a; x; 1]`` carries the
biases as a column of the weights. The stack's own order is o, i, f, c̃, followed by the cell state that the step starts
from, because then (i, f) ⊙ (c̃, c_prev) is one product of neighbours, and so is dc ⊙ (the factors of i, f, c̃, c_prev).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.cells.activations import (
    DEEPEST,
    FLAT,
    depth,
    plain_slope,
    slope_of_output,
    slope_of_sigmoid,
    slope_of_tanh,
    wide_sigmoid,
)
from rnnviz.cells.bptt import Collected, collect, gradients_of, own_gradient, pre_activations_at
from rnnviz.cells.cell import Backward, Before, Cell, Forward, GateWeights, LocalDerivatives, Signal, Values, quietly
from rnnviz.cells.graph import add, affine, graph, product, tanh
from rnnviz.cells.graph import sigmoid as as_sigmoid
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.layouts import for_the_call, with_advice
from rnnviz.cells.segments import BeyondFloats, Flow, longest_segment
from rnnviz.cells.wide_steps import WideSteps
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import ShapeError
from rnnviz.network.output_layer import needed_axes, output_layer
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.shapes import as_array, check_parameters, common_type
from rnnviz.numerics.wide import Wide
from rnnviz.rnn_utils import sigmoid, softmax

__all__ = [
    "CELL",
    "PARAMETER_AXES",
    "LstmBptt",
    "LstmCaches",
    "LstmCellCache",
    "LstmCellForward",
    "LstmForward",
    "LstmTape",
    "lstm_backward",
    "lstm_bptt",
    "lstm_cell_backward",
    "lstm_cell_forward",
    "lstm_forward",
]

Array = NDArray[Any]
Parameters = Mapping[str, ArrayLike]
Axes = Mapping[str, tuple[str, ...]]

#: Of its curves: blue of Okabe and Ito (2008), as is the green of the cell state.
COLOUR = "#0072B2"
#: Axes of every parameter.
PARAMETER_AXES = {
    "Wf": ("n_a", "n_a + n_x"),
    "bf": ("n_a", "1"),
    "Wi": ("n_a", "n_a + n_x"),
    "bi": ("n_a", "1"),
    "Wc": ("n_a", "n_a + n_x"),
    "bc": ("n_a", "1"),
    "Wo": ("n_a", "n_a + n_x"),
    "bo": ("n_a", "1"),
    "Wy": ("n_y", "n_a"),
    "by": ("n_y", "1"),
}
#: The gates in the order in which they are stacked here, and where everything stands in the stack.
STACKED = "oifc"
O, I, F, CC, C_PREV = range(5)  # noqa: E741 (the gates' own names)
#: The same by gate, in the order in which they are shown; and what each is the value of, tanh c too.
ROWS = {"f": F, "i": I, "cct": CC, "o": O}
OF = {"f": "sigmoid", "i": "sigmoid", "cct": "tanh", "o": "sigmoid", "c": "tanh"}
#: What is left of two parts of a cell state that is less than this of them has lost its digits, by item size.
LEFT = {4: 2.0**-10, 8: 2.0**-26}
#: Up to which tanh c is c to the last digit.
SMALL = 1e-9


class LstmCellCache(NamedTuple):
    """What one step leaves for its backward pass."""

    a_next: Array
    c_next: Array
    a_prev: Array
    c_prev: Array
    ft: Array
    it: Array
    cct: Array
    ot: Array
    xt: Array
    parameters: Parameters


class LstmCellForward(NamedTuple):
    """One step: ``a_next`` (n_a, m), ``c_next`` (n_a, m), ``yt_pred`` (n_y, m), ``cache``."""

    a_next: Array
    c_next: Array
    yt_pred: Array
    cache: LstmCellCache


def _checked(where: str, parameters: Parameters, axes: Axes, sizes: dict[str, int]) -> dict[str, Array]:
    """The parameters that have axes, as arrays; ``sizes`` then knows n_a and n_x."""
    p = check_parameters(where, parameters, axes, sizes)
    sizes["n_x"] = sizes["n_a + n_x"] - sizes["n_a"]
    if sizes["n_x"] < 1:
        raise ShapeError(
            f"{where}: Wf, Wi, Wc and Wo must have shape (n_a, n_a + n_x), hidden state first, then input; "
            f"got shape {p['Wf'].shape}, which leaves no column for the input. Add the columns of the input."
        )
    return p


@quietly
def lstm_cell_forward(xt: ArrayLike, a_prev: ArrayLike, c_prev: ArrayLike, parameters: Parameters) -> LstmCellForward:
    """One step of the LSTM.

    Parameters
    ----------
    xt : array_like, (n_x, m)
        Input.
    a_prev, c_prev : array_like, (n_a, m)
        Hidden state and cell state before the step.
    parameters : mapping
        ``Wf, bf, Wi, bi, Wc, bc, Wo, bo, Wy, by``.

    Returns
    -------
    LstmCellForward
        ``a_next, c_next, yt_pred, cache``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> parameters = initialize_parameters(cell="lstm", n_x=1, n_a=2, forget_bias=100.0)
    >>> step = lstm_cell_forward([[0.0]], [[0.0], [0.0]], [[3.0], [-1.0]], parameters)
    >>> step.c_next  # the forget gate is open, and there is no input: the cell state is kept
    array([[ 3.],
           [-1.]])
    """
    where = "lstm_cell_forward"
    sizes: dict[str, int] = {}
    try:
        p = _checked(where, parameters, PARAMETER_AXES, sizes)
        a_prev = as_array(where, "a_prev", a_prev, ("n_a", "m"), sizes)
        c_prev = as_array(where, "c_prev", c_prev, ("n_a", "m"), sizes)
        xt = as_array(where, "xt", xt, ("n_x", "m"), sizes)
    except ShapeError as error:
        states = {name: (value, ("n_a", "m")) for name, value in (("a_prev", a_prev), ("c_prev", c_prev))}
        raise for_the_call(error, where, parameters, PARAMETER_AXES, xt=(xt, ("n_x", "m")), **states) from None
    dtype = common_type(xt, a_prev, c_prev, *p.values())
    operand = np.concatenate([a_prev, xt], axis=0, dtype=dtype)  # (n_a + n_x, m)
    ft = sigmoid(p["Wf"] @ operand + p["bf"]).astype(dtype, copy=False)  # (n_a, m)
    it = sigmoid(p["Wi"] @ operand + p["bi"]).astype(dtype, copy=False)  # (n_a, m)
    cct = np.tanh(p["Wc"] @ operand + p["bc"]).astype(dtype, copy=False)  # (n_a, m)
    ot = sigmoid(p["Wo"] @ operand + p["bo"]).astype(dtype, copy=False)  # (n_a, m)
    c_next = ft * c_prev + it * cct  # (n_a, m)
    a_next = ot * np.tanh(c_next)  # (n_a, m)
    yt_pred = softmax(output_layer(p).by_step(a_next))  # (n_y, m)
    cache = LstmCellCache(a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    return LstmCellForward(a_next, c_next, yt_pred, cache)


class LstmTape(Sequence[LstmCellCache]):
    """The caches of all steps, stored as a few large arrays; the cache of a step is made when it is asked for.

    Parameters
    ----------
    operand : numpy.ndarray, (T_x + 1, n_a + n_x + 1, m)
        Before step t, counted from 0: ``[a; x; 1]``.
    stack : numpy.ndarray, (T_x + 1, 5, n_a, m)
        Of step t: o, i, f, c̃, and the cell state that it starts from; of the last entry only the cell state counts.
    tanh_c : numpy.ndarray, (T_x, n_a, m)
        tanh c⟨t⟩.
    weights : numpy.ndarray, (4 n_a, n_a + n_x + 1)
        ``[W, b]`` of o, i, f, c̃, one under the other.
    parameters : mapping
        As given.
    workspace : Workspace, optional
        For the backward pass.
    """

    def __init__(
        self,
        operand: Array,
        stack: Array,
        tanh_c: Array,
        weights: Array,
        parameters: Parameters,
        workspace: Workspace | None = None,
    ) -> None:
        self.operand, self.stack, self.tanh_c = operand, stack, tanh_c
        self.weights, self.parameters = weights, parameters
        self.workspace = workspace

    def __len__(self) -> int:
        return len(self.tanh_c)

    @overload
    def __getitem__(self, t: int) -> LstmCellCache: ...
    @overload
    def __getitem__(self, t: slice) -> list[LstmCellCache]: ...
    def __getitem__(self, t: int | slice) -> LstmCellCache | list[LstmCellCache]:
        if isinstance(t, slice):
            return [self[step] for step in range(len(self))[t]]
        t = range(len(self))[t]
        n_a = self.stack.shape[2]
        before, step = self.operand[t], self.stack[t]
        return LstmCellCache(
            a_next=self.operand[t + 1, :n_a],
            c_next=self.stack[t + 1, C_PREV],
            a_prev=before[:n_a],
            c_prev=step[C_PREV],
            ft=step[F],
            it=step[I],
            cct=step[CC],
            ot=step[O],
            xt=before[n_a:-1],
            parameters=self.parameters,
        )


class LstmCaches(NamedTuple):
    """``caches[0][t]`` is the cell cache of step t, ``caches[1]`` is ``x``."""

    cells: Sequence[LstmCellCache]
    x: Array


class LstmForward(NamedTuple):
    """A whole sequence: ``a`` and ``c`` (n_a, m, T_x), ``y`` (n_y, m, T_x), ``caches``, in this order."""

    a: Array
    c: Array
    y: Array
    caches: LstmCaches


def _stack_weights(p: Mapping[str, Array], dtype: np.dtype[Any]) -> Array:
    rows = [np.concatenate([p["W" + gate], p["b" + gate]], axis=1, dtype=dtype) for gate in STACKED]
    return np.concatenate(rows)  # (4 n_a, n_a + n_x + 1)


@quietly
def lstm_forward(
    x: ArrayLike,
    a0: ArrayLike,
    parameters: Parameters,
    c0: ArrayLike | None = None,
    *,
    workspace: Workspace | None = None,
) -> LstmForward:
    """The LSTM over a sequence.

    Parameters
    ----------
    x : array_like, (n_x, m, T_x)
        Input.
    a0 : array_like, (n_a, m)
        Hidden state before the first step.
    parameters : mapping
        ``Wf, bf, Wi, bi, Wc, bc, Wo, bo, Wy, by``.
    c0 : array_like, (n_a, m), optional
        Cell state before the first step; zeros unless given.
    workspace : Workspace, optional
        Memory to use again, here and in the backward pass: what came of the last call with it is overwritten.

    Returns
    -------
    LstmForward
        ``a, c, y, caches``. ``a`` and ``c`` are read-only: they are the memory that the backward pass will use.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> parameters = initialize_parameters(cell="lstm", rng=rng)
    >>> a, c, y, caches = lstm_forward(rng.normal(size=(3, 10, 4)), np.zeros((5, 10)), parameters)
    >>> a.shape, c.shape, y.shape, len(caches[0])
    ((5, 10, 4), (5, 10, 4), (2, 10, 4), 4)
    """
    a, c, caches, p = _run(x, a0, parameters, PARAMETER_AXES, c0, workspace)
    return LstmForward(a, c, output_layer(p).predictions(a), caches)


def _run(
    x: ArrayLike,
    a0: ArrayLike,
    parameters: Parameters,
    axes: Axes,
    c0: ArrayLike | None,
    workspace: Workspace | None,
) -> tuple[Array, Array, LstmCaches, dict[str, Array]]:
    """Both states, (n_a, m, T_x), and caches of `lstm_forward`, and those parameters that have axes."""
    where = "lstm_forward"
    sizes: dict[str, int] = {}
    try:
        p = _checked(where, parameters, axes, sizes)
        a0 = as_array(where, "a0", a0, ("n_a", "m"), sizes)
        x = as_array(where, "x", x, ("n_x", "m", "T_x"), sizes)
        c0 = np.zeros_like(a0) if c0 is None else as_array(where, "c0", c0, ("n_a", "m"), sizes)
    except ShapeError as error:
        states = {
            name: (value, ("n_a", "m")) for name, value in (("a0", a0), ("c0", c0)) if name == "a0" or c0 is not None
        }
        raise for_the_call(error, where, parameters, axes, x=(x, ("n_x", "m", "T_x")), **states) from None
    n_a, (n_x, m, T_x) = sizes["n_a"], x.shape
    dtype = common_type(x, a0, c0, *p.values())

    empty = (workspace or Workspace()).empty
    weights = _stack_weights(p, dtype)
    operand = empty("operand", (T_x + 1, n_a + n_x + 1, m), dtype)  # [a; x; 1] before each step
    operand[0, :n_a] = a0
    operand[:T_x, n_a:-1] = x.transpose(2, 0, 1)
    operand[T_x, n_a:-1] = 0  # no step follows the last one
    operand[:, -1] = 1
    stack = empty("stack", (T_x + 1, 5, n_a, m), dtype)  # o, i, f, c̃, c_prev
    stack[0, C_PREV] = c0
    tanh_c = empty("tanh_c", (T_x, n_a, m), dtype)

    # σ(z) = 1 / (1 + e^-z): the minus sign goes into the weights of the three gates, once.
    signed = weights.copy()
    signed[: CC * n_a] *= -1
    z = np.empty((4 * n_a, m), dtype=dtype)
    pre_activation = signed.dot  # the method is called faster than np.dot
    z_gates, z_candidate = z[: CC * n_a].reshape(CC, n_a, m), z[CC * n_a :]
    kept_and_new = np.empty((2, n_a, m), dtype=dtype)
    new, kept = kept_and_new
    one = np.ones((), dtype=dtype)
    # Views of each step are made by iterating: to index takes longer.
    steps = zip(
        *(operand, stack[:, :CC], stack[:, CC], stack[:, I:CC], stack[:, CC:], stack[:, O]),
        *(tanh_c, operand[1:, :n_a], stack[1:, C_PREV]),
        strict=False,
    )
    for before, gates, cct, i_and_f, cct_and_c_prev, ot, tanh_c_next, a_next, c_next in steps:
        pre_activation(before, z)
        np.exp(z_gates, gates)  # inf makes the gate 0, as it should
        np.add(gates, one, gates)
        np.divide(one, gates, gates)
        np.tanh(z_candidate, cct)
        np.multiply(i_and_f, cct_and_c_prev, kept_and_new)
        np.add(kept, new, c_next)
        np.tanh(c_next, tanh_c_next)
        np.multiply(ot, tanh_c_next, a_next)

    a, c = operand[1:, :n_a].transpose(1, 2, 0), stack[1:, C_PREV].transpose(1, 2, 0)
    a.flags.writeable = c.flags.writeable = False
    return a, c, LstmCaches(LstmTape(operand, stack, tanh_c, weights, dict(parameters), workspace), x), p


@quietly
def lstm_cell_backward(da_next: ArrayLike, dc_next: ArrayLike, cache: LstmCellCache) -> dict[str, Array]:
    """Gradients of one step.

    Parameters
    ----------
    da_next : array_like, (n_a, m)
        The whole gradient at the hidden state after the step.
    dc_next : array_like, (n_a, m)
        Only what arrives at the cell state after the step from the step that follows.
    cache : LstmCellCache
        From `lstm_cell_forward`; a plain tuple of the same ten parts will do.

    Returns
    -------
    dict
        ``dxt`` (n_x, m), ``da_prev``, ``dc_prev`` (n_a, m), and ``dWf, dbf, dWi, dbi, dWc, dbc, dWo, dbo``, summed
        over the batch.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> parameters = initialize_parameters(cell="lstm", n_x=1, n_a=1, forget_bias=0.0)
    >>> cache = lstm_cell_forward([[0.0]], [[0.0]], [[0.0]], parameters).cache
    >>> lstm_cell_backward([[0.0]], [[1.0]], cache)["dc_prev"]  # the forget gate is half open
    array([[0.5]])
    """
    where = "lstm_cell_backward"
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    p = check_parameters(where, parameters, PARAMETER_AXES, {})
    n_a, m = a_next.shape
    sizes = {"n_a": n_a, "m": m}
    try:
        da_next = as_array(where, "da_next", da_next, ("n_a", "m"), sizes).astype(a_next.dtype, copy=False)
        dc_next = as_array(where, "dc_next", dc_next, ("n_a", "m"), sizes).astype(a_next.dtype, copy=False)
    except ShapeError as error:
        arrived = {"da_next": (da_next, ("n_a", "m")), "dc_next": (dc_next, ("n_a", "m"))}
        raise with_advice(error, where, arrived, sizes) from None
    operand = np.concatenate([a_prev, xt], axis=0, dtype=a_next.dtype)  # (n_a + n_x, m)
    slope = {
        gate: slope_of_output(value, p["W" + gate] @ operand + p["b" + gate], of="tanh" if gate == "c" else "sigmoid")
        for gate, value in {"f": ft, "i": it, "c": cct, "o": ot}.items()
    }
    dc = dc_next + da_next * ot * plain_slope(c_next, of="tanh")  # (n_a, m)
    dz = {
        "f": dc * c_prev * slope["f"],
        "i": dc * cct * slope["i"],
        "c": dc * it * slope["c"],
        "o": da_next * np.tanh(c_next) * slope["o"],
    }
    d_operand = np.add.reduce([p["W" + gate].T @ dz_gate for gate, dz_gate in dz.items()])
    gradients = {"dxt": d_operand[n_a:], "da_prev": d_operand[:n_a], "dc_prev": dc * ft}
    for gate, dz_gate in dz.items():
        gradients["dW" + gate] = dz_gate @ operand.T
        gradients["db" + gate] = dz_gate.sum(axis=1, keepdims=True)
    return gradients


def _tape(caches: LstmCaches) -> LstmTape:
    """The tape of a forward pass, or one made from a plain list of cell caches."""
    cells = caches[0]
    if isinstance(cells, LstmTape):
        return cells
    first, last = cells[0], cells[-1]
    p = check_parameters("lstm_backward", first[9], PARAMETER_AXES, {})
    a = np.stack([first[2], *(cell[0] for cell in cells)])  # (T_x + 1, n_a, m)
    x = np.stack([*(cell[8] for cell in cells), np.zeros_like(first[8])])  # (T_x + 1, n_x, m)
    operand = np.concatenate([a, x, np.ones_like(a[:, :1])], axis=1, dtype=a.dtype)
    steps = [np.stack([cell[7], cell[5], cell[4], cell[6], cell[3]]) for cell in cells]
    stack = np.stack([*steps, np.stack([*steps[-1][:C_PREV], last[1]])])
    return LstmTape(operand, stack, np.tanh(stack[1:, C_PREV]), _stack_weights(p, a.dtype), first[9])


class LstmBptt(NamedTuple):
    """What backpropagation through time finds on its way.

    Parameters
    ----------
    gradients : dict
        As from `lstm_backward`.
    da, dc : Scaled, (n_a, m, T)
        The whole gradients dJ/da⟨t⟩ and dJ/dc⟨t⟩ at every step.
    dc0 : numpy.ndarray, (n_a, m)
        dJ/dc⟨0⟩, which is ``gradients["dc0"]``.
    dx : Scaled, (n_x, m, T)
        dJ/dx⟨t⟩, however small.
    """

    gradients: dict[str, Array]
    da: Scaled
    dc: Scaled
    dc0: Array
    dx: Scaled


def lstm_bptt(da: ArrayLike, caches: LstmCaches, dc_next: ArrayLike | None = None) -> LstmBptt:
    """Backpropagation through time, with the gradients at every step however small they are.

    Parameters
    ----------
    da : array_like, (n_a, m, T)
        ``da[:, :, t]`` is the part of dJ/da⟨t⟩ that comes from step t's own output; T may be less than T_x.
    caches : LstmCaches
        From `lstm_forward`.
    dc_next : array_like, (n_a, m), optional
        What arrives at the cell state of step T from beyond it; zeros unless given.

    Returns
    -------
    LstmBptt
        ``gradients, da, dc, dc0, dx``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> parameters = initialize_parameters(cell="lstm", rng=rng)
    >>> caches = lstm_forward(rng.normal(size=(3, 1, 9000)), np.zeros((5, 1)), parameters).caches
    >>> da = np.zeros((5, 1, 9000))
    >>> da[:, :, -1] = 1
    >>> bool(-1500 < lstm_bptt(da, caches).dc.log10_norm()[0] < -308)  # beyond the range of float64
    True
    """
    gradients, found = _swept(da, caches, dc_next)
    da_by_step, dc_by_step = found.by_step
    return LstmBptt(gradients, da_by_step, dc_by_step, gradients["dc0"], found.dx)


@quietly
def _swept(
    da: ArrayLike, caches: LstmCaches, dc_next: ArrayLike | None, *, by_step: bool = True, summed: bool = True
) -> tuple[dict[str, Array], Collected]:
    """Gradients as from `lstm_backward`, and what else the sweep has found."""
    tape = _tape(caches)
    operand, stack, tanh_c, weights = tape.operand, tape.stack, tape.tanh_c, tape.weights
    n_a, m = stack.shape[2:]
    da = own_gradient("lstm_backward", da, (n_a, m, len(tape)), operand.dtype)
    beyond = [np.zeros((n_a, m), dtype=da.dtype) for _ in ("a", "c")]
    if dc_next is not None:
        beyond[1] += as_array("lstm_backward", "dc_next", dc_next, ("n_a", "m"), {"n_a": n_a, "m": m})
    flat = FLAT[operand.itemsize]
    # Copied: a product with the view is up to three times slower.
    to_state = weights[:, :n_a].T.copy().dot

    def through(start: int, stop: int, totals: Array, carry: tuple[Array, ...]) -> Flow | BeyondFloats:
        step, (da, dc) = stack[start:stop], totals
        factors = scratch[: stop - start]  # (S, 5, n_a, m)
        _slopes(step, tanh_c[start:stop], factors, dc)
        if not (
            np.minimum.reduce(factors, axis=None) >= flat and np.minimum.reduce(dc, axis=None) >= flat
        ):  # all in one row is fastest; a flat f has a flat slope, too
            deep = _restore(factors[:, : CC + 1], dc, flat, tape, start)
            if deep is not None:
                return BeyondFloats(deep)
        np.multiply(step[:, O], dc, dc)  # what da is multiplied by on its way into dc
        _backward_factors(step, tanh_c[start:stop], factors)
        dz = factors[:, :C_PREV].reshape(stop - start, C_PREV * n_a, m)
        arriving = carry[0].copy()
        arriving_c = carry[1]
        # Views of each step are made by iterating: to index takes longer.
        by_da, by_dc, dc_prev = factors[:, O], factors[:, I:], factors[:, C_PREV]
        parts = (da, dc, by_da, by_dc, dc_prev, dz)
        for da_t, dc_t, by_da_t, by_dc_t, dc_prev_t, dz_t in zip(*(part[::-1] for part in parts), strict=True):
            np.add(da_t, arriving, da_t)
            np.multiply(dc_t, da_t, dc_t)
            np.add(dc_t, arriving_c, dc_t)
            np.multiply(by_da_t, da_t, by_da_t)
            np.multiply(by_dc_t, dc_t, by_dc_t)
            to_state(dz_t, arriving)
            arriving_c = dc_prev_t
        return Flow(dz, (arriving, arriving_c.copy()))

    workspace = tape.workspace or Workspace()
    scratch = workspace.empty("scratch", (longest_segment(n_a, m, da.shape[2]), *stack.shape[1:]), da.dtype)
    found_c: list[Wide] = []

    def links(start: int, stop: int) -> LocalDerivatives:
        if not found_c:
            found_c.append(_cell_states_of(tape))
        return _links(tape, found_c[0], start, stop)

    one_step = WideSteps(links, lambda: _split(weights), ("a", "c"))
    n_x = operand.shape[1] - n_a - 1
    found = collect(
        da, tuple(beyond), operand, weights, through, one_step, workspace, n_x=n_x, by_step=by_step, summed=summed
    )
    places: dict[str, list[tuple[slice, slice]]] = {}
    for gate in "fico":
        rows = slice(STACKED.index(gate) * n_a, (STACKED.index(gate) + 1) * n_a)
        places |= {"W" + gate: [(rows, slice(-1))], "b" + gate: [(rows, slice(-1, None))]}
    return gradients_of(found, ("a", "c"), places), found


def _slopes(step: Array, tanh_ct: Array, out: Array, of_c: Array) -> None:
    """σ (1 - σ) of o, i, f, 1 - c̃² of c̃, and f of c_prev, (S, 5, n_a, m); and 1 - tanh² c, (S, n_a, m)."""
    np.multiply(step[:, : CC + 1], step[:, : CC + 1], out[:, : CC + 1])  # squares, in place of temporary arrays
    np.subtract(step[:, :CC], out[:, :CC], out[:, :CC])
    np.subtract(1, out[:, CC], out[:, CC])
    out[:, C_PREV] = step[:, F]
    np.multiply(tanh_ct, tanh_ct, of_c)
    np.subtract(1, of_c, of_c)


def _backward_factors(step: Array, tanh_ct: Array, out: Array) -> None:
    """From the slopes: of o, what da is multiplied by; of i, f, c̃ and c_prev, what dc is: (S, 5, n_a, m)."""
    out[:, O] *= tanh_ct
    out[:, I:CC] *= step[:, CC:]
    out[:, CC] *= step[:, I]


def _restore(slopes: Array, of_c: Array, flat: float, tape: LstmTape, start: int) -> int | None:
    """Put in the slopes that the outputs have lost; or name the last step that floats do not suffice for.

    Parameters
    ----------
    slopes : numpy.ndarray, (S, 4, n_a, m)
        Of the gates and the candidate, as they are stacked.
    of_c : numpy.ndarray, (S, n_a, m)
        That of tanh c.
    """
    lost, lost_c = slopes < flat, of_c < flat
    steps, units, samples = np.nonzero(lost.any(axis=1) | lost_c)
    if not steps.size:  # NaN
        return None
    at = (start + steps, units, samples)
    n_a = of_c.shape[1]
    z = pre_activations_at(tape.weights.reshape(CC + 1, n_a, -1), tape.operand, *at)  # (4, E)
    c = tape.stack[start + steps + 1, C_PREV, units, samples].astype(np.float64, copy=False)
    digits = depth(z[:CC], of="sigmoid").sum(axis=0) + depth(z[CC], of="tanh") + depth(c, of="tanh")
    deep = digits > DEEPEST[slopes.itemsize]
    deep |= _cancels(tape.stack, *at) | _cancels(tape.stack, start + steps - 1, units, samples)
    if deep.any():
        return start + int(steps[deep].max())
    for row in range(CC + 1):
        some = lost[steps, row, units, samples]
        found = plain_slope(z[row, some], of="tanh" if row == CC else "sigmoid")
        slopes[steps[some], row, units[some], samples[some]] = found
    some = lost_c[steps, units, samples]
    of_c[steps[some], units[some], samples[some]] = plain_slope(c[some], of="tanh")
    return None


def _cancels(stack: Array, steps: Array, units: Array, samples: Array) -> Array:
    """Where f c_prev and i c̃ leave so little of one another that the cell state has lost its digits, (E,)."""
    at = np.maximum(steps, 0)  # nothing was added up before the first step
    f, i, cct, c_prev = (stack[at, row, units, samples] for row in (F, I, CC, C_PREV))
    c = stack[at + 1, C_PREV, units, samples]
    return np.asarray(_left_little(c, f * c_prev, i * cct) & (steps >= 0))


def _left_little(c: Array, kept: Array, new: Array) -> Array:
    return np.asarray(np.abs(c) < LEFT[c.itemsize] * np.maximum(np.abs(kept), np.abs(new)))


def _split(weights: Array) -> dict[str, GateWeights]:
    """The stacked weights by gate, in the order in which they are stacked."""
    n_a = len(weights) // (CC + 1)
    found = {}
    for gate in sorted(ROWS, key=ROWS.__getitem__):
        rows, name = weights[ROWS[gate] * n_a :][:n_a], gate[0]
        found[gate] = GateWeights(rows[:, :n_a], rows[:, n_a:-1], rows[:, -1:], (f"W{name}", f"W{name}", f"b{name}"))
    return found


def _given(tape: LstmTape, start: int, stop: int) -> tuple[Before, Array]:
    """What some steps started from, and their hidden states, (n_a, m, S)."""
    n_a, operand = tape.stack.shape[2], tape.operand[start : stop + 1]
    before = {"a": operand[0, :n_a], "c": tape.stack[start, C_PREV]}
    given = Before(_split(tape.weights), operand[:-1, n_a:-1].transpose(1, 2, 0), before)
    return given, operand[1:, :n_a].transpose(1, 2, 0)


def _cell_states_of(tape: LstmTape) -> Wide:
    given, a = _given(tape, 0, len(tape))
    return _cell_states(given, a)


def _links(tape: LstmTape, c: Wide, start: int, stop: int) -> LocalDerivatives:
    """The local derivatives of some steps, counted from 0, (n_a, m, S); c as `_cell_states` gives it for all steps."""
    given, a = _given(tape, start, stop)
    return _wide_derivatives(given, a, c[:, :, start : stop + 1])


def lstm_backward(da: ArrayLike, caches: LstmCaches, dc_next: ArrayLike | None = None) -> dict[str, Array]:
    """Gradients of a whole sequence by backpropagation through time.

    Parameters
    ----------
    da : array_like, (n_a, m, T)
        ``da[:, :, t]`` is the part of dJ/da⟨t⟩ that comes from step t's own output; what comes back from the step
        after is added here. If T is less than T_x only those first steps are used, and ``dx`` has that length.
    caches : LstmCaches
        From `lstm_forward`; a plain ``(list of cell caches, x)`` is taken as well.
    dc_next : array_like, (n_a, m), optional
        What arrives at the cell state of step T from beyond it; zeros unless given.

    Returns
    -------
    dict
        ``dx`` (n_x, m, T), ``da0`` and ``dc0`` (n_a, m), ``dWf, dbf, dWi, dbi, dWc, dbc, dWo, dbo``, summed over batch
        and time.

    Notes
    -----
    A sequence that is cut in two is joined at the cut by both states: what the second piece gives as ``da0`` is added
    to the last step of the first piece's ``da``, and its ``dc0`` is the first piece's ``dc_next``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> parameters = initialize_parameters(cell="lstm", rng=rng)
    >>> forward = lstm_forward(rng.normal(size=(3, 10, 4)), np.zeros((5, 10)), parameters)
    >>> gradients = lstm_backward(np.ones((5, 10, 4)), forward.caches)
    >>> gradients["dx"].shape, gradients["dc0"].shape, gradients["dWf"].shape, gradients["dbf"].shape
    ((3, 10, 4), (5, 10), (5, 8), (5, 1))
    """
    return _swept(da, caches, dc_next, by_step=False)[0]


def _draw(n_x: int, n_a: int, n_y: int, initialization: Initialization, rng: np.random.Generator) -> dict[str, Array]:
    parameters: dict[str, Array] = {}
    start = initialization.of_start
    for gate, recurrent in zip("fico", initialization.recurrents(n_a, n_x, 4, rng), strict=True):
        parameters["W" + gate] = np.concatenate([recurrent, start.into(n_a, n_x, 4, rng)], axis=1)
        parameters["b" + gate] = start.bias(n_a, rng)
    biases = initialization.biased({gate: parameters["b" + gate] for gate in "fico"}, rng)
    parameters |= {"b" + gate: bias for gate, bias in biases.items()}
    Wy, by = start.output(n_y, n_a, rng)
    return parameters | {"Wy": Wy, "by": by}


@quietly
def _forward(
    x: Array, a0: Array, parameters: dict[str, Array], activation: str, workspace: Workspace | None = None
) -> Forward:
    a, c, caches, _ = _run(x, a0, parameters, needed_axes(PARAMETER_AXES, parameters), None, workspace)
    stack = _tape(caches).stack[:-1]
    gates = {name: stack[:, row].transpose(1, 2, 0) for name, row in ROWS.items()}
    return Forward({"a": a, "c": c}, gates, caches)


def _backward(da: Array, caches: LstmCaches, *, weights: bool = True) -> Backward:
    gradients, found = _swept(da, caches, None, summed=weights)
    return Backward(gradients, dict(zip("ac", found.by_step, strict=True)), found.dx)


def _part(caches: LstmCaches, start: int, stop: int) -> LstmCaches:
    tape = _tape(caches)
    operand, stack = tape.operand[start : stop + 1], tape.stack[start : stop + 1]
    some = LstmTape(operand, stack, tape.tanh_c[start:stop], tape.weights, tape.parameters)
    return LstmCaches(some, caches.x[:, :, start:stop])


def _gate_weights(parameters: Mapping[str, Array]) -> dict[str, GateWeights]:
    n_a = len(parameters["bf"])
    found = {}
    for gate, letter in {"f": "f", "i": "i", "cct": "c", "o": "o"}.items():
        W, b = f"W{letter}", f"b{letter}"
        found[gate] = GateWeights(parameters[W][:, :n_a], parameters[W][:, n_a:], parameters[b], (W, W, b))
    return found


@quietly
def _local_derivatives(
    states: Mapping[str, Array], gates: Mapping[str, Array], activation: str, given: Before | None = None
) -> LocalDerivatives:
    c, tanh_c = states["c"], np.tanh(states["c"])
    before = np.zeros_like(c[:, :, 0]) if given is None else np.asarray(given.before["c"])
    c_prev = np.concatenate([before[:, :, None], c[:, :, :-1]], axis=2)
    slopes = {gate: 1 - value**2 if gate == "cct" else value * (1 - value) for gate, value in gates.items()}
    slopes["c"] = 1 - tanh_c**2
    if given is not None and given.x is not None:
        flat = np.any([(slope < FLAT[c.itemsize]).any(axis=(0, 1)) for slope in slopes.values()], axis=0)
        steps = np.flatnonzero(flat)
        z = {gate: given.pre_activation(gate, states["a"], steps) for gate in gates} | {"c": c[:, :, steps]}
        digits = np.add.reduce([depth(value, of=OF[gate]) for gate, value in z.items()])
        cancels = steps.size and _left_little(c, gates["f"] * c_prev, gates["i"] * gates["cct"]).any()
        if (digits > DEEPEST[c.itemsize]).any() or cancels:  # one sample may be NaN
            return _wide_derivatives(given, states["a"], _cell_states(given, states["a"]))
        for gate, value in z.items():
            slopes[gate][:, :, steps] = plain_slope(value, of=OF[gate])
    return _linked(gates, slopes, c_prev, tanh_c)


def _wide_derivatives(given: Before, a: Array, c: Wide) -> LocalDerivatives:
    """The same where floats do not reach, (n_a, m, S); c as `_cell_states` gives it, (n_a, m, S + 1)."""
    every = np.arange(a.shape[2])
    z = {gate: given.pre_activation(gate, a, every) for gate in given.weights} | {"c": c[:, :, 1:].to_float()}
    gates: dict[str, Values] = {gate: wide_sigmoid(z[gate]) for gate in ("f", "i", "o")}
    gates["cct"] = np.tanh(z["cct"])
    slopes = {gate: (slope_of_tanh if OF[gate] == "tanh" else slope_of_sigmoid)(value) for gate, value in z.items()}
    # tanh c is c where c is small, to the last digit.
    tanh_c = Wide(np.tanh(z["c"])).where(np.abs(z["c"]) > SMALL, c[:, :, 1:])
    return _linked(gates, slopes, c[:, :, :-1], tanh_c)


def _cell_states(given: Before, a: Array) -> Wide:
    r"""The cell states before the first step and after each, (n_a, m, S + 1), with the digits that floats lose.

    Gates at their limits make c a sum of ones, which may be 0 but for :math:`1 - f` and its like: these are kept apart,

    .. math::

        c = h + l, \qquad f c_{prev} = h_{prev} - (1 - f) h_{prev} + f l_{prev}, \qquad
        i \tilde c = \pm (1 - (1 - i)) (1 - (1 - |\tilde c|)) .
    """
    every = np.arange(a.shape[2])
    z = {gate: given.pre_activation(gate, a, every) for gate in ("f", "i", "cct")}
    f, not_f, i, not_i = wide_sigmoid(z["f"]), wide_sigmoid(-z["f"]), wide_sigmoid(z["i"]), wide_sigmoid(-z["i"])
    below_one = wide_sigmoid(-2 * np.abs(z["cct"])) * 2.0  # 1 - |c̃|
    ones = (z["i"] > 0) & (np.abs(z["cct"]) > 1)
    new_high = np.where(ones, np.sign(z["cct"]), 0.0)
    at_one = (not_i * below_one + not_i * -1.0 + below_one * -1.0) * np.sign(z["cct"])
    new_low = at_one.where(ones, i * np.tanh(z["cct"]))
    high = np.array(given.before["c"], dtype=np.float64)
    low, found = Wide(np.zeros_like(high)), [Wide(high)]
    for t in range(a.shape[2]):
        kept = np.where(z["f"][:, :, t] > 0, high, 0.0)
        from_kept = (not_f[:, :, t] * -kept) + f[:, :, t] * (high - kept) + f[:, :, t] * low
        high = kept + new_high[:, :, t]
        rounded_off = (kept - (high - new_high[:, :, t])) + (new_high[:, :, t] - (high - (high - new_high[:, :, t])))
        low = from_kept + new_low[:, :, t] + rounded_off
        found.append(low + high)
    return Wide.along_last(found)


def _linked(
    gates: Mapping[str, Values], slopes: Mapping[str, Values], c_prev: Values, tanh_c: Values
) -> LocalDerivatives:
    of_c = {"f": c_prev * slopes["f"], "i": gates["cct"] * slopes["i"], "cct": gates["i"] * slopes["cct"]}
    return LocalDerivatives(
        by_gate={"c": of_c, "a": {"o": tanh_c * slopes["o"]}},
        by_state={"c": {"c": gates["f"]}},
        within={"a": {"c": gates["o"] * slopes["c"]}},
    )


def _signals(activation: str) -> tuple[Signal, ...]:
    return (
        Signal("f", "f", "forget gate", "sigmoid", "gate", "#7e29ff"),
        Signal("i", "i", "input gate", "sigmoid", "gate", "#835a3f"),
        Signal("cct", "c̃", "candidate", "tanh", "candidate", "#b480c2"),
        Signal("o", "o", "output gate", "sigmoid", "gate", "#c2009b"),
        Signal("c", "c", "cell state", None, "state", "#009E73"),
        Signal("a", "a", "hidden state", None, "state", COLOUR),
    )


GRAPH = graph(
    **{f"z_{gate}": affine(gate) for gate in ROWS},
    f=as_sigmoid("z_f"),
    i=as_sigmoid("z_i"),
    cct=tanh("z_cct"),
    o=as_sigmoid("z_o"),
    kept=product("f", "c_prev"),
    new=product("i", "cct"),
    c=add("kept", "new"),
    tanh_c=tanh("c"),
    a=product("o", "tanh_c"),
)
STEP_CODE = """\
# Of dJ/dc, only what arrives from the step after:
dc = after(cell.by_step["c"].to_float() * cell.gates["f"])
step = lstm_cell_forward(x, before(cell.states["a"]), before(cell.states["c"]), cell.parameters)
gradients = lstm_cell_backward(da, dc, step.cache)
print(step.a_next, step.c_next, step.yt_pred, sep="\\n")
print(gradients["da_prev"], gradients["dc_prev"], gradients["dxt"], sep="\\n")"""

CELL = Cell(
    label="LSTM",
    colour=COLOUR,
    carrier="c",
    keeps="f",
    settings=("forget", "forget_bias", "t_max", "input_bias", "output_bias"),
    draw=_draw,
    forward=_forward,
    backward=_backward,
    part=_part,
    gate_weights=_gate_weights,
    local_derivatives=_local_derivatives,
    signals=_signals,
    step_code=STEP_CODE,
    graph=lambda gates: GRAPH,
)
