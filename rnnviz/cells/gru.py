r"""The gated recurrent unit (Cho et al. 2014), forwards and backwards.

.. math::

    r, z &= \sigma(W_{r,z} [a^{\langle t-1\rangle}; x^{\langle t\rangle}] + b_{r,z}) \\
    \tilde a &= \tanh(W_{hx} x^{\langle t\rangle} + b_h + r \odot u), \quad u = W_{ha} a^{\langle t-1\rangle} + b_{hr}
        \qquad \text{(reset after)} \\
    \tilde a &= \tanh(W_h [r \odot a^{\langle t-1\rangle}; x^{\langle t\rangle}] + b_h)
        \qquad \text{(reset before)} \\
    a^{\langle t\rangle} &= z \odot a^{\langle t-1\rangle} + (1 - z) \odot \tilde a, \qquad
    \hat y^{\langle t\rangle} = \mathrm{softmax}(W_y a^{\langle t\rangle} + b_y)

and backwards, with :math:`\delta` the whole gradient at :math:`a^{\langle t\rangle}`,

.. math::

    dz_{\tilde a} &= \delta \odot (1 - z) \odot (1 - \tilde a^2), \qquad
    dz_z = \delta \odot (a_{prev} - \tilde a) \odot z (1 - z) \\
    du &= dz_{\tilde a} \odot r, \qquad dz_r = dz_{\tilde a} \odot u \odot r (1 - r)
        \qquad \text{(reset after)} \\
    dq &= W_{ha}^\top dz_{\tilde a}, \qquad dz_r = dq \odot a_{prev} \odot r (1 - r)
        \qquad \text{(reset before)} \\
    da_{prev} &= z \odot \delta + W_{ra}^\top dz_r + W_{za}^\top dz_z
        + \bigl(W_{ha}^\top du \text{ after, or } r \odot dq \text{ before}\bigr)

Here z keeps the old state, as in PyTorch and Keras. In the paper's equation 7 it does so too; the first version of the
paper and many textbooks have z and 1 - z the other way round. The paper's reset gate stands before the product;
PyTorch, cuDNN and Keras (by default) have it after, which needs a recurrent bias of its own, ``bhr``.

====================  ====================  =====================================================
symbol                shape                 meaning
====================  ====================  =====================================================
x⟨t⟩, ``xt``          (n_x, m)              input of step t, a batch of m sequences
a⟨t⟩, ``a_next``      (n_a, m)              hidden state (the literature's h)
r, z: ``rt zt``       (n_a, m)              reset gate, update gate
ã, ``aat``            (n_a, m)              candidate
``Wr Wz Wh``          (n_a, n_a + n_x)      weights, acting on the hidden state first, then the input
``br bz bh bhr``      (n_a, 1)              biases; ``bhr`` with the reset gate after the product only
``Wy``, ``by``        (n_y, n_a), (n_y, 1)  hidden to output
====================  ====================  =====================================================

The sequence functions do one matrix product a step with the reset gate after the product, and two with it before. The
part of the candidate that comes from the input does not depend on the recurrence and is found for all steps at once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, overload

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
from rnnviz.cells.graph import add, affine, graph, product, rest, tanh
from rnnviz.cells.graph import sigmoid as as_sigmoid
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.layouts import for_the_call, with_advice
from rnnviz.cells.segments import BeyondFloats, Flow, longest_segment
from rnnviz.cells.wide_steps import WideSteps
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.network.output_layer import needed_axes, output_layer
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.shapes import as_array, check_parameters, common_type
from rnnviz.numerics.wide import Wide
from rnnviz.rnn_utils import sigmoid, softmax

__all__ = [
    "CELL",
    "PARAMETER_AXES",
    "GruBptt",
    "GruCaches",
    "GruCellCache",
    "GruCellForward",
    "GruForward",
    "GruTape",
    "gru_backward",
    "gru_bptt",
    "gru_cell_backward",
    "gru_cell_forward",
    "gru_forward",
]

Array = NDArray[Any]
Parameters = Mapping[str, ArrayLike]
Axes = Mapping[str, tuple[str, ...]]
Reset = Literal["after", "before"]

#: Of its curves.
COLOUR = "#a39300"
#: Axes of every parameter; with the reset gate before the product there is no ``bhr``.
PARAMETER_AXES = {
    "Wr": ("n_a", "n_a + n_x"),
    "br": ("n_a", "1"),
    "Wz": ("n_a", "n_a + n_x"),
    "bz": ("n_a", "1"),
    "Wh": ("n_a", "n_a + n_x"),
    "bh": ("n_a", "1"),
    "bhr": ("n_a", "1"),
    "Wy": ("n_y", "n_a"),
    "by": ("n_y", "1"),
}
#: Where everything stands in the stack: reset and update gate, what the reset gate multiplies, the candidate.
R, Z, U, A = range(4)
#: What is left of two numbers that is less than this of them has lost its digits, by item size.
LEFT = {4: 2.0**-10, 8: 2.0**-26}
#: And in the scratch memory of the backward pass, behind the factors of the pre-activations: what is handed back.
KEPT = 4


class GruCellCache(NamedTuple):
    """What one step leaves for its backward pass."""

    a_next: Array
    a_prev: Array
    rt: Array
    zt: Array
    aat: Array
    xt: Array
    parameters: Parameters
    reset: Reset = "after"


class GruCellForward(NamedTuple):
    """One step: ``a_next`` (n_a, m), ``yt_pred`` (n_y, m), ``cache``."""

    a_next: Array
    yt_pred: Array
    cache: GruCellCache


def _axes(where: str, reset: str) -> dict[str, tuple[str, str]]:
    if reset not in ("after", "before"):
        raise RnnvizError(f'{where}: reset must be "after" or "before" the product; got {reset!r}.')
    return {name: axes for name, axes in PARAMETER_AXES.items() if reset == "after" or name != "bhr"}


def _checked(where: str, parameters: Parameters, axes: Axes, sizes: dict[str, int]) -> dict[str, Array]:
    """The parameters that have axes, as arrays; ``sizes`` then knows n_a and n_x."""
    p = check_parameters(where, parameters, axes, sizes)
    sizes["n_x"] = sizes["n_a + n_x"] - sizes["n_a"]
    if sizes["n_x"] < 1:
        raise ShapeError(
            f"{where}: Wr, Wz and Wh must have shape (n_a, n_a + n_x), hidden state first, then input; "
            f"got shape {p['Wr'].shape}, which leaves no column for the input. Add the columns of the input."
        )
    return p


@quietly
def gru_cell_forward(
    xt: ArrayLike, a_prev: ArrayLike, parameters: Parameters, reset: Reset = "after"
) -> GruCellForward:
    """One step of the GRU.

    Parameters
    ----------
    xt : array_like, (n_x, m)
        Input.
    a_prev : array_like, (n_a, m)
        Hidden state before the step.
    parameters : mapping
        ``Wr, br, Wz, bz, Wh, bh, Wy, by``, and ``bhr`` for the reset gate after the product.
    reset : str
        ``"after"``: the reset gate multiplies the product of weights and state; ``"before"``: it multiplies the state.

    Returns
    -------
    GruCellForward
        ``a_next, yt_pred, cache``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.
    RnnvizError
        If there is no such way to reset.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> parameters = initialize_parameters(cell="gru", n_x=1, n_a=2, update_bias=100.0)
    >>> gru_cell_forward([[5.0]], [[3.0], [-1.0]], parameters).a_next  # the update gate keeps the old state
    array([[ 3.],
           [-1.]])
    """
    where = "gru_cell_forward"
    sizes: dict[str, int] = {}
    try:
        p = _checked(where, parameters, _axes(where, reset), sizes)
        a_prev = as_array(where, "a_prev", a_prev, ("n_a", "m"), sizes)
        xt = as_array(where, "xt", xt, ("n_x", "m"), sizes)
    except ShapeError as error:
        raise for_the_call(
            error, where, parameters, _axes(where, reset), xt=(xt, ("n_x", "m")), a_prev=(a_prev, ("n_a", "m"))
        ) from None
    dtype = common_type(xt, a_prev, *p.values())
    operand = np.concatenate([a_prev, xt], axis=0, dtype=dtype)  # (n_a + n_x, m)
    rt = sigmoid(p["Wr"] @ operand + p["br"]).astype(dtype, copy=False)  # (n_a, m)
    zt = sigmoid(p["Wz"] @ operand + p["bz"]).astype(dtype, copy=False)  # (n_a, m)
    aat = np.tanh(_before_tanh(p, a_prev, xt, rt)).astype(dtype, copy=False)  # (n_a, m)
    a_next = zt * a_prev + (1 - zt) * aat  # (n_a, m)
    yt_pred = softmax(output_layer(p).by_step(a_next))  # (n_y, m)
    return GruCellForward(a_next, yt_pred, GruCellCache(a_next, a_prev, rt, zt, aat, xt, parameters, reset))


def _before_tanh(p: Mapping[str, Array], a_prev: Array, xt: Array, rt: Array) -> Array:
    """The candidate's pre-activation, (n_a, m); without ``bhr`` the reset gate stands before the product."""
    n_a = len(a_prev)
    own = p["Wh"][:, n_a:] @ xt + p["bh"]
    if "bhr" in p:
        return np.asarray(own + rt * (p["Wh"][:, :n_a] @ a_prev + p["bhr"]))
    return np.asarray(own + p["Wh"][:, :n_a] @ (rt * a_prev))


class GruTape(Sequence[GruCellCache]):
    """The caches of all steps, stored as a few large arrays; the cache of a step is made when it is asked for.

    Parameters
    ----------
    operand : numpy.ndarray, (T_x + 1, n, m)
        Before step t, counted from 0: ``[a; x; 1]``; with the reset gate before the product ``[a; r a; x; 1]``.
    stack : numpy.ndarray, (T_x, 4, n_a, m)
        Of step t: r, z, u, ã.
    weights : numpy.ndarray, (k n_a, n)
        What the operand is multiplied by to give the pre-activations of r, z, with the reset gate after the product u,
        and ã: ``[W, b]`` of each, one under the other, with 0 for what they have no weights for.
    n_x : int
        Inputs.
    parameters : mapping
        As given.
    reset : str
        As given.
    workspace : Workspace, optional
        For the backward pass.
    """

    def __init__(
        self,
        operand: Array,
        stack: Array,
        weights: Array,
        n_x: int,
        parameters: Parameters,
        reset: Reset,
        workspace: Workspace | None = None,
    ) -> None:
        self.operand, self.stack, self.weights, self.n_x = operand, stack, weights, n_x
        self.parameters, self.reset = parameters, reset
        self.workspace = workspace

    def __len__(self) -> int:
        return len(self.stack)

    @overload
    def __getitem__(self, t: int) -> GruCellCache: ...
    @overload
    def __getitem__(self, t: slice) -> list[GruCellCache]: ...
    def __getitem__(self, t: int | slice) -> GruCellCache | list[GruCellCache]:
        if isinstance(t, slice):
            return [self[step] for step in range(len(self))[t]]
        t = range(len(self))[t]
        n_a = self.stack.shape[2]
        before, step = self.operand[t], self.stack[t]
        return GruCellCache(
            a_next=self.operand[t + 1, :n_a],
            a_prev=before[:n_a],
            rt=step[R],
            zt=step[Z],
            aat=step[A],
            xt=before[-1 - self.n_x : -1],
            parameters=self.parameters,
            reset=self.reset,
        )


class GruCaches(NamedTuple):
    """``caches[0][t]`` is the cell cache of step t, ``caches[1]`` is ``x``."""

    cells: Sequence[GruCellCache]
    x: Array


class GruForward(NamedTuple):
    """A whole sequence: ``a`` (n_a, m, T_x), ``y`` (n_y, m, T_x), ``caches``."""

    a: Array
    y: Array
    caches: GruCaches


def _stack_weights(p: Mapping[str, Array], reset: str, dtype: np.dtype[Any]) -> Array:
    """As `GruTape` has them."""
    n_a = len(p["Wr"])
    no_state, no_input = np.zeros((n_a, n_a)), np.zeros((n_a, p["Wr"].shape[1] - n_a))
    Wa, Wx = ({gate: p["W" + gate][:, part] for gate in "rzh"} for part in (slice(n_a), slice(n_a, None)))
    if reset == "after":
        rows = [[Wa[gate], Wx[gate], p["b" + gate]] for gate in "rz"]
        rows += [[Wa["h"], no_input, p["bhr"]], [no_state, Wx["h"], p["bh"]]]
    else:
        rows = [[Wa[gate], no_state, Wx[gate], p["b" + gate]] for gate in "rz"]
        rows += [[no_state, Wa["h"], Wx["h"], p["bh"]]]
    return np.concatenate([np.concatenate(row, axis=1, dtype=dtype) for row in rows])


@quietly
def gru_forward(
    x: ArrayLike,
    a0: ArrayLike,
    parameters: Parameters,
    reset: Reset = "after",
    *,
    workspace: Workspace | None = None,
) -> GruForward:
    """The GRU over a sequence.

    Parameters
    ----------
    x : array_like, (n_x, m, T_x)
        Input.
    a0 : array_like, (n_a, m)
        Hidden state before the first step.
    parameters : mapping
        ``Wr, br, Wz, bz, Wh, bh, Wy, by``, and ``bhr`` for the reset gate after the product.
    reset : str
        ``"after"``: the reset gate multiplies the product of weights and state; ``"before"``: it multiplies the state.
    workspace : Workspace, optional
        Memory to use again, here and in the backward pass: what came of the last call with it is overwritten.

    Returns
    -------
    GruForward
        ``a, y, caches``. ``a`` is read-only: it is the memory that the backward pass will use.

    Raises
    ------
    ShapeError
        If shapes do not fit together.
    RnnvizError
        If there is no such way to reset.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> parameters = initialize_parameters(cell="gru", rng=rng)
    >>> a, y, caches = gru_forward(rng.normal(size=(3, 10, 4)), np.zeros((5, 10)), parameters)
    >>> a.shape, y.shape, len(caches[0])
    ((5, 10, 4), (2, 10, 4), 4)
    """
    a, caches, p = _run(x, a0, parameters, _axes("gru_forward", reset), reset, workspace)
    return GruForward(a, output_layer(p).predictions(a), caches)


def _run(
    x: ArrayLike,
    a0: ArrayLike,
    parameters: Parameters,
    axes: Axes,
    reset: Reset,
    workspace: Workspace | None,
) -> tuple[Array, GruCaches, dict[str, Array]]:
    """The hidden states, (n_a, m, T_x), and caches of `gru_forward`, and those parameters that have axes."""
    where = "gru_forward"
    sizes: dict[str, int] = {}
    try:
        p = _checked(where, parameters, axes, sizes)
        a0 = as_array(where, "a0", a0, ("n_a", "m"), sizes)
        x = as_array(where, "x", x, ("n_x", "m", "T_x"), sizes)
    except ShapeError as error:
        raise for_the_call(error, where, parameters, axes, x=(x, ("n_x", "m", "T_x")), a0=(a0, ("n_a", "m"))) from None
    n_a, (n_x, m, T_x) = sizes["n_a"], x.shape
    dtype = common_type(x, a0, *p.values())

    empty = (workspace or Workspace()).empty
    weights = _stack_weights(p, reset, dtype)
    operand = empty("operand", (T_x + 1, weights.shape[1], m), dtype)  # before each step
    operand[0, :n_a] = a0
    operand[:T_x, -1 - n_x : -1] = x.transpose(2, 0, 1)
    operand[T_x, n_a:-1] = 0  # no step follows the last one
    operand[:, -1] = 1
    stack = empty("stack", (T_x, 4, n_a, m), dtype)  # r, z, u, ã
    of_input = np.matmul(weights[-n_a:, -1 - n_x :], operand[:T_x, -1 - n_x :])  # (T_x, n_a, m)
    (_run_after if reset == "after" else _run_before)(operand, stack, of_input, weights)

    a = operand[1:, :n_a].transpose(1, 2, 0)
    a.flags.writeable = False
    return a, GruCaches(GruTape(operand, stack, weights, n_x, dict(parameters), reset, workspace), x), p


def _run_after(operand: Array, stack: Array, of_input: Array, weights: Array) -> None:
    """Fill the hidden states of the operand, and the stack; ``of_input`` is overwritten."""
    n_a, m = stack.shape[2:]
    # σ(z) = 1 / (1 + e^-z): the minus sign goes into the weights of the two gates, once.
    signed = np.concatenate([-weights[: 2 * n_a], weights[2 * n_a : 3 * n_a]])
    product = signed.dot  # the method is called faster than np.dot
    z = np.empty((3 * n_a, m), dtype=operand.dtype)
    z_gates, z_reset = z[: 2 * n_a].reshape(2, n_a, m), z[2 * n_a :]
    kept, new = np.empty((2, n_a, m), dtype=operand.dtype)
    one = np.ones((), dtype=operand.dtype)
    # Views of each step are made by iterating: to index takes longer.
    steps = zip(
        *(operand, operand[:, :n_a], operand[1:, :n_a], of_input),
        *(stack[:, :U], stack[:, R], stack[:, Z], stack[:, U], stack[:, A]),
        strict=False,
    )
    for before, a_prev, a_next, own, gates, rt, zt, ut, aat in steps:
        product(before, z)
        np.exp(z_gates, gates)  # inf makes the gate 0, as it should
        np.add(gates, one, gates)
        np.divide(one, gates, gates)
        np.copyto(ut, z_reset)
        np.multiply(rt, ut, new)
        np.add(own, new, new)
        np.tanh(new, aat)
        np.multiply(zt, a_prev, kept)
        np.subtract(one, zt, new)
        np.multiply(new, aat, new)
        np.add(kept, new, a_next)


def _run_before(operand: Array, stack: Array, of_input: Array, weights: Array) -> None:
    """The same with the reset gate before the product."""
    n_a, m = stack.shape[2:]
    not_within = np.r_[0:n_a, 2 * n_a : weights.shape[1]]
    gate_product = np.ascontiguousarray(-weights[: 2 * n_a, not_within]).dot
    candidate_product = np.ascontiguousarray(weights[2 * n_a :, n_a : 2 * n_a]).dot
    z, new = np.empty((2 * n_a, m), dtype=operand.dtype), np.empty((n_a, m), dtype=operand.dtype)
    stack[:, U] = 0  # there is none
    for t, step in enumerate(stack):
        before, a_prev, within = operand[t], operand[t, :n_a], operand[t, n_a : 2 * n_a]
        gates, aat, a_next = step[:U], step[A], operand[t + 1, :n_a]
        gate_product(before[not_within], z)
        np.exp(z.reshape(2, n_a, m), gates)
        np.divide(1, gates + 1, gates)
        np.multiply(gates[R], a_prev, within)
        candidate_product(np.ascontiguousarray(within), new)
        np.add(of_input[t], new, new)
        np.tanh(new, aat)
        np.add(gates[Z] * a_prev, (1 - gates[Z]) * aat, a_next)


@quietly
def gru_cell_backward(da_next: ArrayLike, cache: GruCellCache) -> dict[str, Array]:
    """Gradients of one step.

    Parameters
    ----------
    da_next : array_like, (n_a, m)
        The whole gradient at the hidden state after the step.
    cache : GruCellCache
        From `gru_cell_forward`; a plain tuple of the same parts will do, without the last one for reset "after".

    Returns
    -------
    dict
        ``dxt`` (n_x, m), ``da_prev`` (n_a, m), and ``dWr, dbr, dWz, dbz, dWh, dbh``, summed over the batch; with the
        reset gate after the product ``dbhr``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> parameters = initialize_parameters(cell="gru", n_x=1, n_a=1, update_bias=100.0)
    >>> cache = gru_cell_forward([[0.0]], [[0.0]], parameters).cache
    >>> gru_cell_backward([[1.0]], cache)["da_prev"]  # the update gate hands all of it back
    array([[1.]])
    """
    where = "gru_cell_backward"
    a_next, a_prev, rt, zt, aat, xt, parameters, reset = GruCellCache(*cache)
    p = check_parameters(where, parameters, _axes(where, reset), {})
    if reset == "before":
        p.pop("bhr", None)
    n_a, m = a_next.shape
    sizes = {"n_a": n_a, "m": m}
    try:
        da_next = as_array(where, "da_next", da_next, ("n_a", "m"), sizes).astype(a_next.dtype, copy=False)
    except ShapeError as error:
        raise with_advice(error, where, {"da_next": (da_next, ("n_a", "m"))}, sizes) from None
    operand = np.concatenate([a_prev, xt], axis=0, dtype=a_next.dtype)  # (n_a + n_x, m)
    z_r, z_z = (p["W" + gate] @ operand + p["b" + gate] for gate in "rz")
    slope_r, slope_z = slope_of_output(rt, z_r, of="sigmoid"), slope_of_output(zt, z_z, of="sigmoid")
    rest = np.where(zt > 0.5, sigmoid(-z_z), 1 - zt) if np.allclose(sigmoid(z_z), zt, atol=1e-3) else 1 - zt
    dh = da_next * rest * slope_of_output(aat, _before_tanh(p, a_prev, xt, rt), of="tanh")  # (n_a, m)
    Wha, Whx = p["Wh"][:, :n_a], p["Wh"][:, n_a:]
    if reset == "after":
        handed_on = dh * rt  # du
        d_r, through_h = dh * (Wha @ a_prev + p["bhr"]), Wha.T @ handed_on
        dWha, dbhr = handed_on @ a_prev.T, {"dbhr": handed_on.sum(axis=1, keepdims=True)}
    else:
        dq = Wha.T @ dh
        d_r, through_h = dq * a_prev, dq * rt
        dWha, dbhr = dh @ (rt * a_prev).T, {}
    dz = {"r": d_r * slope_r, "z": da_next * (a_prev - aat) * slope_z}
    d_operand = p["Wr"].T @ dz["r"] + p["Wz"].T @ dz["z"]
    gradients = {"dxt": d_operand[n_a:] + Whx.T @ dh, "da_prev": da_next * zt + d_operand[:n_a] + through_h}
    for gate, dz_gate in dz.items():
        gradients["dW" + gate] = dz_gate @ operand.T
        gradients["db" + gate] = dz_gate.sum(axis=1, keepdims=True)
    gradients["dWh"] = np.concatenate([dWha, dh @ xt.T], axis=1)
    return gradients | {"dbh": dh.sum(axis=1, keepdims=True)} | dbhr


def _tape(caches: GruCaches) -> GruTape:
    """The tape of a forward pass, or one made from a plain list of cell caches."""
    if isinstance(caches[0], GruTape):
        return caches[0]
    cells = [GruCellCache(*cell) for cell in caches[0]]
    first = cells[0]
    p = check_parameters("gru_backward", first.parameters, _axes("gru_backward", first.reset), {})
    a = np.stack([first.a_prev, *(cell.a_next for cell in cells)])  # (T_x + 1, n_a, m)
    x = np.stack([*(cell.xt for cell in cells), np.zeros_like(first.xt)])  # (T_x + 1, n_x, m)
    after = first.reset == "after"
    within = [] if after else [np.stack([*(cell.rt * cell.a_prev for cell in cells), np.zeros_like(first.a_prev)])]
    operand = np.concatenate([a, *within, x, np.ones_like(a[:, :1])], axis=1, dtype=a.dtype)
    weights, n_a = _stack_weights(p, first.reset, a.dtype), a.shape[1]
    u = np.matmul(weights[2 * n_a : 3 * n_a], operand[:-1]) if after else np.zeros_like(a[1:])
    stack = np.stack([np.stack([cell.rt, cell.zt, u_t, cell.aat]) for cell, u_t in zip(cells, u, strict=True)])
    return GruTape(operand, stack, weights, x.shape[1], first.parameters, first.reset)


class GruBptt(NamedTuple):
    """What backpropagation through time finds on its way.

    Parameters
    ----------
    gradients : dict
        As from `gru_backward`.
    da : Scaled, (n_a, m, T)
        The whole gradient dJ/da⟨t⟩ at every step.
    dx : Scaled, (n_x, m, T)
        dJ/dx⟨t⟩, however small.
    """

    gradients: dict[str, Array]
    da: Scaled
    dx: Scaled


def gru_bptt(da: ArrayLike, caches: GruCaches) -> GruBptt:
    """Backpropagation through time, with the gradient at every step however small it is.

    Parameters
    ----------
    da : array_like, (n_a, m, T)
        ``da[:, :, t]`` is the part of dJ/da⟨t⟩ that comes from step t's own output; T may be less than T_x.
    caches : GruCaches
        From `gru_forward`.

    Returns
    -------
    GruBptt
        ``gradients, da, dx``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> parameters = initialize_parameters(cell="gru", rng=rng)
    >>> caches = gru_forward(rng.normal(size=(3, 1, 9000)), np.zeros((5, 1)), parameters).caches
    >>> da = np.zeros((5, 1, 9000))
    >>> da[:, :, -1] = 1
    >>> bool(gru_bptt(da, caches).da.log10_norm()[0] < -308)  # beyond the range of float64
    True
    """
    gradients, found = _swept(da, caches)
    return GruBptt(gradients, found.by_step[0], found.dx)


@quietly
def _swept(
    da: ArrayLike, caches: GruCaches, *, by_step: bool = True, summed: bool = True
) -> tuple[dict[str, Array], Collected]:
    """Gradients as from `gru_backward`, and what else the sweep has found."""
    tape = _tape(caches)
    operand, stack, weights = tape.operand, tape.stack, tape.weights
    n_a, m = stack.shape[2:]
    da = own_gradient("gru_backward", da, (n_a, m, len(tape)), operand.dtype)
    workspace = tape.workspace or Workspace()
    longest = longest_segment(n_a, m, da.shape[2])
    scratch = workspace.empty("scratch", (longest, 5, n_a, m), da.dtype)
    back = (_back_after if tape.reset == "after" else _back_before)(tape)

    found_plain: list[Array] = []

    def plain_changes(start: int, stop: int) -> Array:
        if not found_plain:
            found_plain.append(_plain_changes(operand[0, :n_a], stack[:, Z], stack[:, A]))
        return found_plain[0][start:stop]

    def through(start: int, stop: int, totals: Array, carry: tuple[Array, ...]) -> Flow | BeyondFloats:
        deep = _factors(tape, start, stop, scratch[: stop - start], plain_changes)
        return back(totals[0], scratch[: stop - start], carry[0]) if deep is None else BeyondFloats(deep)

    found_changes: list[Wide] = []

    def links(start: int, stop: int) -> LocalDerivatives:
        if not found_changes:
            found_changes.append(_changes(*_given(tape, 0, len(tape))))
        return _wide_derivatives(*_given(tape, start, stop), found_changes[0][:, :, start:stop])

    one_step = WideSteps(links, lambda: _split(tape), ("a",))
    beyond = np.zeros((n_a, m), dtype=da.dtype)
    found = collect(
        da, (beyond,), operand, weights, through, one_step, workspace, n_x=tape.n_x, by_step=by_step, summed=summed
    )
    return gradients_of(found, ("a",), _places(tape)), found


def _factors(tape: GruTape, start: int, stop: int, out: Array, changes: Callable[[int, int], Array]) -> int | None:
    """What a step's gradient is multiplied by, unit by unit; or the last step that floats do not suffice for.

    Parameters
    ----------
    out : numpy.ndarray, (S, 5, n_a, m)
        Becomes, by row, dz of r, z, u and ã as parts of δ, and z. With the reset gate before the product that of r is
        a part of the gradient at r ⊙ a_prev, and that of u is r, through which this comes to a_prev.
    changes : callable
        ``changes(start, stop)`` gives a_prev - ã, (S, n_a, m), with the digits that a difference loses.
    """
    step, n_a = tape.stack[start:stop], tape.stack.shape[2]
    a_prev = tape.operand[start:stop, :n_a]
    slopes, rest = out[:, [R, Z, A]], 1 - step[:, Z]
    np.multiply(step[:, :U], 1 - step[:, :U], slopes[:, :U])
    np.subtract(1, step[:, A] ** 2, slopes[:, 2])
    flat = FLAT[out.itemsize]
    if not np.minimum.reduce(slopes, axis=None) >= flat:
        deep = _restore(slopes, rest, flat, tape, start)
        if deep is not None:
            return deep
    np.multiply(rest, slopes[:, 2], out[:, A])
    change = a_prev - step[:, A]
    if not np.abs(change).min() >= LEFT[out.itemsize]:  # states are at most about 1, but for the first
        little = _left_little(a_prev, step[:, A])
        if little.any():
            change[little] = changes(start, stop)[little]
    np.multiply(change, slopes[:, 1], out[:, Z])
    if tape.reset == "after":
        np.multiply(step[:, U] * slopes[:, 0], out[:, A], out[:, R])
        np.multiply(step[:, R], out[:, A], out[:, U])
    else:
        np.multiply(a_prev, slopes[:, 0], out[:, R])
        out[:, U] = step[:, R]
    out[:, KEPT] = step[:, Z]
    return None


def _back_after(tape: GruTape) -> Callable[[Array, Array, Array], Flow]:
    """Takes the gradient back through a segment, from `_factors`, which become dz."""
    n_a, m = tape.stack.shape[2:]
    # Copied: a product with the view is up to three times slower.
    to_state = tape.weights[: A * n_a, :n_a].T.copy().dot

    def back(totals: Array, factors: Array, carry: Array) -> Flow:
        arriving = carry.copy()
        by_weights, kept = factors[:, :A].reshape(-1, A * n_a, m), factors[:, KEPT]
        for delta, of_step, dz, left in zip(*(part[::-1] for part in (totals, factors, by_weights, kept)), strict=True):
            np.add(delta, arriving, delta)
            np.multiply(of_step, delta, of_step)
            to_state(dz, arriving)
            np.add(arriving, left, arriving)
        return Flow(factors[:, :KEPT].reshape(-1, KEPT * n_a, m), (arriving,))

    return back


def _back_before(tape: GruTape) -> Callable[[Array, Array, Array], Flow]:
    """The same with the reset gate before the product."""
    n_a, m = tape.stack.shape[2:]
    to_state = tape.weights[: 2 * n_a, :n_a].T.copy()
    to_within = tape.weights[2 * n_a :, n_a : 2 * n_a].T.copy()

    def back(totals: Array, factors: Array, carry: Array) -> Flow:
        arriving, dz = carry, np.empty((len(totals), 3, n_a, m), dtype=totals.dtype)
        for delta, of_step, dz_t in zip(totals[::-1], factors[::-1], dz[::-1], strict=True):
            np.add(delta, arriving, delta)
            np.multiply(of_step[A], delta, dz_t[2])
            within = to_within @ dz_t[2]
            np.multiply(of_step[R], within, dz_t[0])
            np.multiply(of_step[Z], delta, dz_t[1])
            arriving = to_state @ dz_t[:2].reshape(2 * n_a, m) + of_step[KEPT] * delta + of_step[U] * within
        return Flow(dz.reshape(-1, 3 * n_a, m), (arriving,))

    return back


def _restore(slopes: Array, rest: Array, flat: float, tape: GruTape, start: int) -> int | None:
    """Put in the slopes of r, z and ã, (S, 3, n_a, m), and the 1 - z, (S, n_a, m), that the outputs have lost.

    Or name the last step that floats do not suffice for.
    """
    lost = slopes < flat
    steps, units, samples = np.nonzero(lost.any(axis=1))
    if not steps.size:  # NaN
        return None
    n_a = rest.shape[1]
    z = pre_activations_at(
        tape.weights.reshape(-1, n_a, tape.weights.shape[1]), tape.operand, start + steps, units, samples
    )  # (3 or 4, E)
    z_tanh = z[-1] + (wide_sigmoid(z[R]).to_float() * z[U] if tape.reset == "after" else 0)
    digits = depth(z[R], of="sigmoid") + depth(z[Z], of="sigmoid") + depth(z_tanh, of="tanh")
    deep = digits > DEEPEST[slopes.itemsize]
    a_prev = tape.operand[start + steps, units, samples]
    deep |= _left_little(a_prev, tape.stack[start + steps, A, units, samples])
    if deep.any():
        return start + int(steps[deep].max())
    for row, of, by in ((0, "sigmoid", z[R]), (1, "sigmoid", z[Z]), (2, "tanh", z_tanh)):
        some = lost[steps, row, units, samples]
        slopes[steps[some], row, units[some], samples[some]] = plain_slope(by[some], of=of)
    some = lost[steps, 1, units, samples]
    rest[steps[some], units[some], samples[some]] = sigmoid(-z[Z, some])
    return None


def _left_little(a_prev: Array, candidate: Array) -> Array:
    """Where the state before and the candidate are so near one another that their difference has lost its digits."""
    near = LEFT[a_prev.itemsize] * np.maximum(np.abs(a_prev), np.abs(candidate))
    return np.asarray(np.abs(a_prev - candidate) < near)


def _split(tape: GruTape) -> dict[str, GateWeights]:
    """The stacked weights by gate, in the order in which they are stacked."""
    n_a, bias = tape.stack.shape[2], tape.weights[:, -1:]
    state, x = tape.weights[:, :n_a], tape.weights[:, -1 - tape.n_x : -1]
    r, z, last = slice(n_a), slice(n_a, 2 * n_a), slice(-n_a, None)
    gates = {
        "r": GateWeights(state[r], x[r], bias[r], ("Wr", "Wr", "br")),
        "z": GateWeights(state[z], x[z], bias[z], ("Wz", "Wz", "bz")),
    }
    if tape.reset == "before":
        within = tape.weights[last, n_a : 2 * n_a]
        return gates | {"aat": GateWeights(within, x[last], bias[last], ("Wh", "Wh", "bh"), "ra")}
    u = slice(2 * n_a, 3 * n_a)
    gates["u"] = GateWeights(state[u], None, bias[u], ("Wh", "", "bhr"))
    return gates | {"aat": GateWeights(None, x[last], bias[last], ("", "Wh", "bh"))}


def _places(tape: GruTape) -> dict[str, list[tuple[slice, slice]]]:
    """Where the gradient of each parameter stands: rows and columns of its parts, side by side."""
    n_a, n = tape.stack.shape[2], tape.operand.shape[1]
    state, x, bias = slice(n_a), slice(n - 1 - tape.n_x, n - 1), slice(n - 1, n)
    r, z, u, last = (slice(row * n_a, (row + 1) * n_a) for row in (0, 1, 2, len(tape.weights) // n_a - 1))
    places = {"Wr": [(r, state), (r, x)], "br": [(r, bias)], "Wz": [(z, state), (z, x)], "bz": [(z, bias)]}
    if tape.reset == "after":
        return places | {"Wh": [(u, state), (last, x)], "bh": [(last, bias)], "bhr": [(u, bias)]}
    return places | {"Wh": [(last, slice(n_a, 2 * n_a)), (last, x)], "bh": [(last, bias)]}


def _given(tape: GruTape, start: int, stop: int) -> tuple[Before, Array]:
    """What some steps, counted from 0, started from, and their hidden states, (n_a, m, S)."""
    n_a, operand = tape.stack.shape[2], tape.operand[start : stop + 1]
    given = Before(_split(tape), operand[:-1, -1 - tape.n_x : -1].transpose(1, 2, 0), {"a": operand[0, :n_a]})
    return given, operand[1:, :n_a].transpose(1, 2, 0)


def gru_backward(da: ArrayLike, caches: GruCaches) -> dict[str, Array]:
    """Gradients of a whole sequence by backpropagation through time.

    Parameters
    ----------
    da : array_like, (n_a, m, T)
        ``da[:, :, t]`` is the part of dJ/da⟨t⟩ that comes from step t's own output; what comes back from the step
        after is added here. If T is less than T_x only those first steps are used, and ``dx`` has that length.
    caches : GruCaches
        From `gru_forward`; a plain ``(list of cell caches, x)`` is taken as well.

    Returns
    -------
    dict
        ``dx`` (n_x, m, T), ``da0`` (n_a, m), ``dWr, dbr, dWz, dbz, dWh, dbh``, and with the reset gate after the
        product ``dbhr``, summed over batch and time.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> parameters = initialize_parameters(cell="gru", rng=rng)
    >>> forward = gru_forward(rng.normal(size=(3, 10, 4)), np.zeros((5, 10)), parameters)
    >>> gradients = gru_backward(np.ones((5, 10, 4)), forward.caches)
    >>> gradients["dx"].shape, gradients["da0"].shape, gradients["dWh"].shape, gradients["dbhr"].shape
    ((3, 10, 4), (5, 10), (5, 8), (5, 1))
    """
    return _swept(da, caches, by_step=False)[0]


def _draw(n_x: int, n_a: int, n_y: int, initialization: Initialization, rng: np.random.Generator) -> dict[str, Array]:
    parameters: dict[str, Array] = {}
    start = initialization.of_start
    for gate, recurrent in zip("rzh", initialization.recurrents(n_a, n_x, 3, rng), strict=True):
        parameters["W" + gate] = np.concatenate([recurrent, start.into(n_a, n_x, 3, rng)], axis=1)
        if gate == "h":
            parameters["bh"], parameters["bhr"] = start.biases(n_a, rng)
        else:
            parameters["b" + gate] = start.bias(n_a, rng)
    parameters["bz"] = parameters["bz"] + initialization.update_bias
    Wy, by = start.output(n_y, n_a, rng)
    return parameters | {"Wy": Wy, "by": by}


@quietly
def _forward(
    x: Array, a0: Array, parameters: dict[str, Array], activation: str, workspace: Workspace | None = None
) -> Forward:
    reset: Reset = "after" if "bhr" in parameters else "before"
    axes = needed_axes(_axes("gru_forward", reset), parameters)
    a, caches, _ = _run(x, a0, parameters, axes, reset, workspace)
    stack = _tape(caches).stack
    gates = {gate: stack[:, row].transpose(1, 2, 0) for gate, row in (("r", R), ("z", Z), ("aat", A))}
    return Forward({"a": a}, gates, caches)


def _backward(da: Array, caches: GruCaches, *, weights: bool = True) -> Backward:
    gradients, found = _swept(da, caches, summed=weights)
    return Backward(gradients, {"a": found.by_step[0]}, found.dx)


def _part(caches: GruCaches, start: int, stop: int) -> GruCaches:
    tape = _tape(caches)
    operand, stack = tape.operand[start : stop + 1], tape.stack[start:stop]
    some = GruTape(operand, stack, tape.weights, tape.n_x, tape.parameters, tape.reset)
    return GruCaches(some, caches.x[:, :, start:stop])


def _gate_weights(parameters: Mapping[str, Array]) -> dict[str, GateWeights]:
    p, n_a = parameters, len(parameters["br"])
    found = {
        gate: GateWeights(p[W][:, :n_a], p[W][:, n_a:], p[b], (W, W, b))
        for gate, W, b in (("r", "Wr", "br"), ("z", "Wz", "bz"))
    }
    Wha, Whx = p["Wh"][:, :n_a], p["Wh"][:, n_a:]
    if "bhr" not in p:
        return found | {"aat": GateWeights(Wha, Whx, p["bh"], ("Wh", "Wh", "bh"), "ra")}
    own, recurrent = (
        GateWeights(None, Whx, p["bh"], ("", "Wh", "bh")),
        GateWeights(Wha, None, p["bhr"], ("Wh", "", "bhr")),
    )
    return found | {"aat": own, "u": recurrent}


@quietly
def _local_derivatives(
    states: Mapping[str, Array], gates: Mapping[str, Array], activation: str, given: Before | None = None
) -> LocalDerivatives:
    if given is None:
        raise RnnvizError(
            "The derivatives of a GRU need its weights, because the reset gate multiplies a product of them."
        )
    a = states["a"]
    a_prev = given.previous(a, np.arange(a.shape[2]))
    slopes = {gate: 1 - value**2 if gate == "aat" else value * (1 - value) for gate, value in gates.items()}
    rest = 1 - gates["z"]
    if given.x is not None:
        flat = np.any([(slope < FLAT[a.itemsize]).any(axis=(0, 1)) for slope in slopes.values()], axis=0)
        steps = np.flatnonzero(flat)
        z = _pre_activations(given, a, steps)
        digits = np.add.reduce([depth(z[gate], of=OF[gate]) for gate in slopes])
        cancels = _left_little(a_prev[:, :, steps], gates["aat"][:, :, steps]).any()
        if (digits > DEEPEST[a.itemsize]).any() or cancels:  # one sample may be NaN
            return _wide_derivatives(given, a, _changes(given, a))
        for gate, slope in slopes.items():
            slope[:, :, steps] = plain_slope(z[gate], of=OF[gate])
        rest[:, :, steps] = sigmoid(-z["z"])
    u = given.weights["u"].pre_activation(a_prev, None).astype(a.dtype, copy=False) if "u" in given.weights else None
    change, little = a_prev - gates["aat"], _left_little(a_prev, gates["aat"])
    if little.any():
        update, candidate = (gates[gate].transpose(2, 0, 1) for gate in ("z", "aat"))
        found = _plain_changes(np.asarray(given.before["a"]), update, candidate)
        change[little] = found.transpose(1, 2, 0)[little]
    return _linked(gates["r"], gates["z"], rest, u, a_prev, change, slopes)


#: What each gate, and the candidate, is the value of.
OF = {"r": "sigmoid", "z": "sigmoid", "aat": "tanh"}


def _pre_activations(given: Before, a: Array, steps: NDArray[np.int64]) -> dict[str, Array]:
    """z of r, z and ã, and u, of some steps, in float64, (n_a, m, K)."""
    a_prev = given.previous(a, steps).astype(np.float64)
    z = {gate: given.pre_activation(gate, a, steps) for gate in ("r", "z")}
    r, x = sigmoid(z["r"]), given.x if given.x is None else given.x[:, :, steps]
    if "u" not in given.weights:
        return z | {"aat": given.weights["aat"].pre_activation(r * a_prev, x)}
    u = given.weights["u"].pre_activation(a_prev, None)
    return z | {"aat": given.weights["aat"].pre_activation(a_prev, x) + r * u, "u": u}


def _wide_derivatives(given: Before, a: Array, changes: Wide) -> LocalDerivatives:
    """The same where floats do not reach, (n_a, m, S); with what `_changes` gives for these steps."""
    every = np.arange(a.shape[2])
    z, a_prev = _pre_activations(given, a, every), given.previous(a, every).astype(np.float64)
    slopes = {gate: (slope_of_tanh if OF[gate] == "tanh" else slope_of_sigmoid)(z[gate]) for gate in OF}
    update, rest = wide_sigmoid(z["z"]), wide_sigmoid(-z["z"])
    return _linked(wide_sigmoid(z["r"]), update, rest, z.get("u"), a_prev, changes, slopes)


def _plain_changes(a0: Array, z: Array, aat: Array) -> Array:
    r"""How far the state before each step is from the candidate, (T, n_a, m), in float64, from z and ã, (T, n_a, m).

    A state that comes near a candidate that hardly moves is equal to it in floats, though it never is. So it is kept as
    an earlier state or candidate, its anchor, and what is left, of which a step takes a known share,

    .. math::

        a = a_{prev} - (1 - z) (a_{prev} - \tilde a) = \tilde a + z (a_{prev} - \tilde a),

    whichever is rounded less.
    """
    anchor = np.asarray(a0, dtype=np.float64)
    left, found = np.zeros_like(anchor), np.empty(z.shape)
    for change, z_t, aat_t in zip(found, z.astype(np.float64), aat.astype(np.float64), strict=True):
        np.add(anchor - aat_t, left, change)
        moved, taken = (1 - z_t) * change, z_t * change
        keeps = np.maximum(np.abs(left), np.abs(moved)) <= np.abs(taken)
        anchor, left = np.where(keeps, anchor, aat_t), np.where(keeps, left - moved, taken)
    return found


def _changes(given: Before, a: Array) -> Wide:
    r"""The same where floats do not reach, (n_a, m, S).

    State and candidate may both be ±1 but for e^-z, so the anchor has two parts, :math:`\pm 1` and what it is less.
    """
    z = _pre_activations(given, a, np.arange(a.shape[2]))
    update, rest = wide_sigmoid(z["z"]), wide_sigmoid(-z["z"])
    at_one, sign = np.abs(z["aat"]) > 1, np.sign(z["aat"])
    high_of = np.where(at_one, sign, np.tanh(z["aat"]))
    below_one = wide_sigmoid(-2 * np.abs(z["aat"])) * 2.0  # 1 - |ã|
    low_of = (below_one * -sign).where(at_one, Wide(np.zeros_like(sign)))
    high = np.array(given.before["a"], dtype=np.float64)
    low = left = Wide(np.zeros_like(high))
    found = []
    for t in range(a.shape[2]):
        new_high, new_low = high_of[:, :, t], low_of[:, :, t]
        change = (low + new_low * -1.0) + (high - new_high) + left
        found.append(change)
        moved, taken = rest[:, :, t] * change * -1.0, update[:, :, t] * change
        keeps = left.no_larger_than(taken) & moved.no_larger_than(taken)
        high, low = np.where(keeps, high, new_high), low.where(keeps, new_low)
        left = (left + moved).where(keeps, taken)
    return Wide.along_last(found)


def _linked(
    r: Values, z: Values, rest: Values, u: Array | None, a_prev: Array, change: Values, slopes: Mapping[str, Values]
) -> LocalDerivatives:
    """From the gates, 1 - z, u if there is one, the state before, and how far it is from the candidate."""
    new = rest * slopes["aat"]
    of_a = {"z": slopes["z"] * change, "aat": new}
    if u is not None:
        return LocalDerivatives({"a": {"r": new * slopes["r"] * u} | of_a | {"u": new * r}}, {"a": {"a": z}}, {})
    return LocalDerivatives({"a": of_a, "ra": {"r": slopes["r"] * a_prev}}, {"a": {"a": z}, "ra": {"a": r}}, {})


def _signals(activation: str) -> tuple[Signal, ...]:
    return (
        Signal("r", "r", "reset gate", "sigmoid", "gate", "#4a8a8f"),
        Signal("z", "z", "update gate", "sigmoid", "gate", "#d43b3b"),
        Signal("aat", "ã", "candidate", "tanh", "candidate", "#b480c2"),
        Signal("a", "a", "hidden state", None, "state", COLOUR),
    )


_GATES = {"z_r": affine("r"), "z_z": affine("z"), "r": as_sigmoid("z_r"), "z": as_sigmoid("z_z")}
_STATE = {"kept": product("z", "a_prev"), "left": rest("z"), "new": product("left", "aat"), "a": add("kept", "new")}
#: With the reset gate before the product, and after it.
GRAPHS = (
    graph(**_GATES, ra=product("r", "a_prev"), z_aat=affine("aat"), aat=tanh("z_aat"), **_STATE),
    graph(
        **_GATES,
        own=affine("aat"),
        u=affine("u"),
        reset=product("r", "u"),
        z_aat=add("own", "reset"),
        aat=tanh("z_aat"),
        **_STATE,
    ),
)
STEP_CODE = """\
step = gru_cell_forward(x, before(cell.states["a"]), cell.parameters)
gradients = gru_cell_backward(da, step.cache)
print(step.a_next, step.yt_pred, sep="\\n")
print(gradients["da_prev"], gradients["dxt"], sep="\\n")"""

CELL = Cell(
    label="GRU",
    colour=COLOUR,
    carrier="a",
    keeps="z",
    settings=("update_bias",),
    draw=_draw,
    forward=_forward,
    backward=_backward,
    part=_part,
    gate_weights=_gate_weights,
    local_derivatives=_local_derivatives,
    signals=_signals,
    step_code=STEP_CODE,
    graph=lambda gates: GRAPHS["u" in gates],
    part_of={"u": "aat"},
    added_up=lambda given, a, steps: {gate: _pre_activations(given, a, steps)[gate] for gate in OF},
)
