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

======================  =================  =====================================================
symbol                  shape              meaning
======================  =================  =====================================================
x⟨t⟩, ``xt``            (n_x, m)           input of step t, a batch of m sequences
a⟨t⟩, ``a_next``        (n_a, m)           hidden state (the literature's h)
c⟨t⟩, ``c_next``        (n_a, m)           cell state
f, i, o: ``ft it ot``   (n_a, m)           forget, input and output gate
c̃, ``cct``              (n_a, m)           candidate
``Wf Wi Wc Wo``         (n_a, n_a + n_x)   weights, acting on the hidden state first, then the input
``bf bi bc bo``         (n_a, 1)           biases
``Wy``, ``by``          (n_y, n_a), (n_y, 1)  hidden to output
======================  =================  =====================================================

The sequence functions do one matrix product a step: the gates are stacked, and the operand ``[a; x; 1]`` carries the
biases as a column of the weights. The stack's own order is o, i, f, c̃, followed by the cell state that the step starts
from, because then (i, f) ⊙ (c̃, c_prev) is one product of neighbours, and so is dc ⊙ (the factors of i, f, c̃, c_prev).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.cells.bptt import Flow, SumOverTime, longest_segment, own_gradient, plain, sweep, unscale
from rnnviz.cells.cell import Backward, Cell, Forward, GateWeights, LocalDerivatives, Signal, quietly
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import ShapeError
from rnnviz.parameters import Initialization
from rnnviz.rnn_utils import sigmoid, softmax
from rnnviz.scaled import Scaled
from rnnviz.shapes import as_array, check_parameters, common_type

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


def _checked(where: str, parameters: Parameters, sizes: dict[str, int]) -> dict[str, Array]:
    """The parameters as arrays; ``sizes`` then knows n_a, n_x and n_y."""
    p = check_parameters(where, parameters, PARAMETER_AXES, sizes)
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
    p = _checked(where, parameters, sizes)
    a_prev = as_array(where, "a_prev", a_prev, ("n_a", "m"), sizes)
    c_prev = as_array(where, "c_prev", c_prev, ("n_a", "m"), sizes)
    xt = as_array(where, "xt", xt, ("n_x", "m"), sizes)
    dtype = common_type(xt, a_prev, c_prev, *p.values())
    operand = np.concatenate([a_prev, xt], axis=0, dtype=dtype)  # (n_a + n_x, m)
    ft = sigmoid(p["Wf"] @ operand + p["bf"]).astype(dtype, copy=False)  # (n_a, m)
    it = sigmoid(p["Wi"] @ operand + p["bi"]).astype(dtype, copy=False)  # (n_a, m)
    cct = np.tanh(p["Wc"] @ operand + p["bc"]).astype(dtype, copy=False)  # (n_a, m)
    ot = sigmoid(p["Wo"] @ operand + p["bo"]).astype(dtype, copy=False)  # (n_a, m)
    c_next = ft * c_prev + it * cct  # (n_a, m)
    a_next = ot * np.tanh(c_next)  # (n_a, m)
    yt_pred = softmax((p["Wy"] @ a_next + p["by"]).astype(dtype, copy=False))  # (n_y, m)
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
    where = "lstm_forward"
    sizes: dict[str, int] = {}
    p = _checked(where, parameters, sizes)
    a0 = as_array(where, "a0", a0, ("n_a", "m"), sizes)
    x = as_array(where, "x", x, ("n_x", "m", "T_x"), sizes)
    c0 = np.zeros_like(a0) if c0 is None else as_array(where, "c0", c0, ("n_a", "m"), sizes)
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

    a = operand[1:, :n_a]  # (T_x, n_a, m)
    y = softmax((p["Wy"] @ a + p["by"]).astype(dtype, copy=False).swapaxes(0, 1))  # (n_y, T_x, m)
    a, c = a.transpose(1, 2, 0), stack[1:, C_PREV].transpose(1, 2, 0)
    a.flags.writeable = c.flags.writeable = False
    caches = LstmCaches(LstmTape(operand, stack, tanh_c, weights, dict(parameters), workspace), x)
    return LstmForward(a, c, y.swapaxes(1, 2), caches)


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
    da_next = as_array(where, "da_next", da_next, ("n_a", "m"), {"n_a": n_a, "m": m}).astype(a_next.dtype, copy=False)
    dc_next = as_array(where, "dc_next", dc_next, ("n_a", "m"), {"n_a": n_a, "m": m}).astype(a_next.dtype, copy=False)
    tanh_c = np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - tanh_c**2)  # (n_a, m)
    dz = {
        "f": dc * c_prev * ft * (1 - ft),
        "i": dc * cct * it * (1 - it),
        "c": dc * it * (1 - cct**2),
        "o": da_next * tanh_c * ot * (1 - ot),
    }
    operand = np.concatenate([a_prev, xt], axis=0, dtype=a_next.dtype)  # (n_a + n_x, m)
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
        dJ/dc⟨0⟩.
    """

    gradients: dict[str, Array]
    da: Scaled
    dc: Scaled
    dc0: Array


@quietly
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
        ``gradients, da, dc, dc0``.

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
    tape = _tape(caches)
    operand, stack, tanh_c, weights = tape.operand, tape.stack, tape.tanh_c, tape.weights
    n_a, m = stack.shape[2:]
    da = own_gradient("lstm_backward", da, (n_a, m, len(tape)), operand.dtype)
    T = da.shape[2]
    beyond = [np.zeros((n_a, m), dtype=da.dtype) for _ in ("a", "c")]
    if dc_next is not None:
        beyond[1] += as_array("lstm_backward", "dc_next", dc_next, ("n_a", "m"), {"n_a": n_a, "m": m})
    # Copied: a product with the view is up to three times slower.
    to_state = weights[:, :n_a].T.copy().dot
    Wx_T = weights[:, n_a:-1].T

    def through(start: int, stop: int, totals: Array, carry: tuple[Array, ...]) -> Flow:
        step, (da, dc) = stack[start:stop], totals
        _through_tanh(step[:, O], tanh_c[start:stop], out=dc)  # what da is multiplied by on its way into dc
        factors = scratch[: stop - start]  # (S, 5, n_a, m)
        _backward_factors(step, tanh_c[start:stop], out=factors)
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

    longest = longest_segment(n_a, m, T)
    workspace = tape.workspace or Workspace()
    scratch = workspace.empty("scratch", (longest, *stack.shape[1:]), da.dtype)
    totals = workspace.empty("totals", (2, T, n_a, m), da.dtype)
    exponent = np.zeros((T, m), dtype=np.int64)
    dx = workspace.empty("dx", (T, len(Wx_T), m), da.dtype)
    d_weights = SumOverTime((len(weights), operand.shape[1]), m, longest, da.dtype, workspace)
    for start, stop, scale, flow in sweep(da, tuple(beyond), totals, through):
        if scale is not None:
            exponent[start:stop] = scale
        carry, dz = flow.carry, unscale(flow.dz, scale, out=flow.dz)
        if dz is None:
            dx[start:stop] = 0
        else:
            np.matmul(Wx_T, dz, out=dx[start:stop])
            d_weights.add(dz, operand[start:stop])
    gradients = {"dx": dx.transpose(1, 2, 0), "da0": plain(carry[0], scale)}
    for gate in "fico":
        rows = d_weights.total[STACKED.index(gate) * n_a :][:n_a]
        gradients["dW" + gate], gradients["db" + gate] = rows[:, :-1], rows[:, -1:]
    by_step = [Scaled(total.transpose(1, 2, 0), exponent.T) for total in totals]
    return LstmBptt(gradients, by_step[0], by_step[1], plain(carry[1], scale).copy())


def _through_tanh(o: Array, tanh_ct: Array, out: Array) -> None:
    """∂a⟨t⟩/∂c⟨t⟩ = o (1 - tanh² c), (S, n_a, m)."""
    np.multiply(tanh_ct, tanh_ct, out)
    np.subtract(1, out, out)
    np.multiply(o, out, out)


def _backward_factors(step: Array, tanh_ct: Array, out: Array) -> None:
    """Of o, what da is multiplied by; of i, f, c̃ and c_prev, what dc is: (S, 5, n_a, m)."""
    gates = step[:, :CC]
    np.multiply(step[:, : CC + 1], step[:, : CC + 1], out[:, : CC + 1])  # squares, in place of temporary arrays
    np.subtract(gates, out[:, :CC], out[:, :CC])  # σ (1 - σ)
    np.subtract(1, out[:, CC], out[:, CC])  # 1 - c̃²
    out[:, O] *= tanh_ct
    out[:, I:CC] *= step[:, CC:]
    out[:, CC] *= step[:, I]
    out[:, C_PREV] = step[:, F]


def lstm_backward(da: ArrayLike, caches: LstmCaches) -> dict[str, Array]:
    """Gradients of a whole sequence by backpropagation through time.

    Parameters
    ----------
    da : array_like, (n_a, m, T)
        ``da[:, :, t]`` is the part of dJ/da⟨t⟩ that comes from step t's own output; what comes back from the step
        after is added here. If T is less than T_x only those first steps are used, and ``dx`` has that length.
    caches : LstmCaches
        From `lstm_forward`; a plain ``(list of cell caches, x)`` is taken as well.

    Returns
    -------
    dict
        ``dx`` (n_x, m, T), ``da0`` (n_a, m), ``dWf, dbf, dWi, dbi, dWc, dbc, dWo, dbo``, summed over batch and time.

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
    >>> gradients["dx"].shape, gradients["dWf"].shape, gradients["dbf"].shape
    ((3, 10, 4), (5, 8), (5, 1))
    """
    return lstm_bptt(da, caches).gradients


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


def _forward(
    x: Array, a0: Array, parameters: dict[str, Array], activation: str, workspace: Workspace | None = None
) -> Forward:
    a, c, y, caches = lstm_forward(x, a0, parameters, workspace=workspace)
    stack = _tape(caches).stack[:-1]
    gates = {name: stack[:, row].transpose(1, 2, 0) for name, row in {"f": F, "i": I, "cct": CC, "o": O}.items()}
    return Forward({"a": a, "c": c}, gates, y, caches)


def _backward(da: Array, caches: LstmCaches) -> Backward:
    bptt = lstm_bptt(da, caches)
    return Backward(bptt.gradients, {"a": bptt.da, "c": bptt.dc})


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
def _local_derivatives(states: Mapping[str, Array], gates: Mapping[str, Array], activation: str) -> LocalDerivatives:
    f, i, cct, o = (gates[name] for name in ("f", "i", "cct", "o"))
    c, tanh_c = states["c"], np.tanh(states["c"])
    c_prev = np.zeros_like(c)
    c_prev[:, :, 1:] = c[:, :, :-1]
    of_c = {"f": c_prev * f * (1 - f), "i": cct * i * (1 - i), "cct": i * (1 - cct**2)}
    return LocalDerivatives(
        by_gate={"c": of_c, "a": {"o": tanh_c * o * (1 - o)}},
        by_state={"c": {"c": f}},
        within={"a": {"c": o * (1 - tanh_c**2)}},
    )


def _signals(activation: str) -> tuple[Signal, ...]:
    return (
        Signal("f", "f", "forget gate", "sigmoid"),
        Signal("i", "i", "input gate", "sigmoid"),
        Signal("cct", "c̃", "candidate", "tanh"),
        Signal("o", "o", "output gate", "sigmoid"),
        Signal("c", "c", "cell state", None),
        Signal("a", "a", "hidden state", None),
    )


CELL = Cell("LSTM", "Wy", _draw, _forward, _backward, _part, _gate_weights, _local_derivatives, _signals)
