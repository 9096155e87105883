r"""The simple recurrent network (Elman 1990), forwards and backwards.

.. math::

    z^{\langle t\rangle} &= W_{aa} a^{\langle t-1\rangle} + W_{ax} x^{\langle t\rangle} + b_a \\
    a^{\langle t\rangle} &= g(z^{\langle t\rangle}), \qquad g = \tanh \text{ unless another activation is named} \\
    \hat y^{\langle t\rangle} &= \mathrm{softmax}(W_{ya} a^{\langle t\rangle} + b_y)

and backwards, with :math:`\delta` the whole gradient that arrives at :math:`a^{\langle t\rangle}`,

.. math::

    dz = g'(z) \odot \delta, \quad
    dW_{ax} = dz\, x^\top, \quad dW_{aa} = dz\, a_{prev}^\top, \quad db_a = \textstyle\sum_{batch} dz, \quad
    dx = W_{ax}^\top dz, \quad da_{prev} = W_{aa}^\top dz .

=================  ============  ==========================================
symbol             shape         meaning
=================  ============  ==========================================
x⟨t⟩, ``xt``       (n_x, m)      input of step t, a batch of m sequences
a⟨t⟩, ``a_next``   (n_a, m)      hidden state (the literature's h)
ŷ⟨t⟩, ``yt_pred``  (n_y, m)      prediction
``Waa``            (n_a, n_a)    hidden to hidden
``Wax``            (n_a, n_x)    input to hidden
``Wya``            (n_y, n_a)    hidden to output
``ba``, ``by``     (n, 1)        biases
=================  ============  ==========================================

The sequence functions do one matrix product a step: the operand ``[a; x; 1]`` carries the bias as a column of the
weights. Everything that does not depend on the recurrence is done for many steps at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.cells.activations import DEEPEST, FLAT, activation_named, depth, plain_slope, slope_of_output
from rnnviz.cells.bptt import Collected, collect, gradients_of, own_gradient, pre_activations_at
from rnnviz.cells.cell import Backward, Before, Cell, Forward, GateWeights, LocalDerivatives, Signal, quietly
from rnnviz.cells.graph import activation, affine, graph
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.layouts import for_the_call, with_advice
from rnnviz.cells.segments import BeyondFloats, Flow
from rnnviz.cells.wide_steps import WideSteps
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import ShapeError
from rnnviz.network.output_layer import needed_axes, output_layer
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.shapes import as_array, check_parameters, common_type
from rnnviz.numerics.wide import Wide
from rnnviz.rnn_utils import softmax

__all__ = [
    "CELL",
    "PARAMETER_AXES",
    "RnnBptt",
    "RnnCaches",
    "RnnCellCache",
    "RnnCellForward",
    "RnnForward",
    "RnnTape",
    "rnn_backward",
    "rnn_bptt",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
]

Array = NDArray[Any]
Parameters = Mapping[str, ArrayLike]
Axes = Mapping[str, tuple[str, ...]]

#: Of its curves: vermilion of Okabe and Ito (2008).
COLOUR = "#D55E00"
#: Axes of every parameter.
PARAMETER_AXES = {
    "Wax": ("n_a", "n_x"),
    "Waa": ("n_a", "n_a"),
    "Wya": ("n_y", "n_a"),
    "ba": ("n_a", "1"),
    "by": ("n_y", "1"),
}


class _CellCacheFields(NamedTuple):
    a_next: Array
    a_prev: Array
    xt: Array
    parameters: Parameters


class RnnCellCache(_CellCacheFields):
    """What one step leaves for its backward pass: ``a_next, a_prev, xt, parameters``; it remembers its activation."""

    activation: str = "tanh"

    def _replace(self, **changes: Any) -> "RnnCellCache":
        changed = RnnCellCache._make(super()._replace(**changes))
        changed.activation = self.activation
        return changed


class RnnCellForward(NamedTuple):
    """One step: ``a_next`` (n_a, m), ``yt_pred`` (n_y, m), ``cache``."""

    a_next: Array
    yt_pred: Array
    cache: RnnCellCache


@quietly
def rnn_cell_forward(
    xt: ArrayLike, a_prev: ArrayLike, parameters: Parameters, activation: str = "tanh"
) -> RnnCellForward:
    """One step of the RNN.

    Parameters
    ----------
    xt : array_like, (n_x, m)
        Input.
    a_prev : array_like, (n_a, m)
        Hidden state before the step.
    parameters : mapping
        ``Wax, Waa, Wya, ba, by``.
    activation : str
        ``"tanh"``, ``"relu"``, ``"sigmoid"`` or ``"linear"``.

    Returns
    -------
    RnnCellForward
        ``a_next, yt_pred, cache``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> parameters = {"Wax": [[1.0]], "Waa": [[0.5]], "Wya": [[1.0], [0.0]], "ba": [[0.0]], "by": [[0.0], [0.0]]}
    >>> a_next, yt_pred, cache = rnn_cell_forward([[1.0]], [[2.0]], parameters)
    >>> a_next.round(4)  # tanh(0.5 · 2 + 1 · 1)
    array([[0.964]])
    """
    where = "rnn_cell_forward"
    g = activation_named(activation).function
    sizes: dict[str, int] = {}
    try:
        p = check_parameters(where, parameters, PARAMETER_AXES, sizes)
        xt = as_array(where, "xt", xt, ("n_x", "m"), sizes)
        a_prev = as_array(where, "a_prev", a_prev, ("n_a", "m"), sizes)
    except ShapeError as error:
        raise for_the_call(
            error, where, parameters, PARAMETER_AXES, xt=(xt, ("n_x", "m")), a_prev=(a_prev, ("n_a", "m"))
        ) from None
    dtype = common_type(xt, a_prev, *p.values())
    a_next = (p["Waa"] @ a_prev + p["Wax"] @ xt + p["ba"]).astype(dtype, copy=False)  # (n_a, m)
    g(a_next, a_next)
    yt_pred = softmax(output_layer(p).by_step(a_next))  # (n_y, m)
    cache = RnnCellCache(a_next, a_prev, xt, parameters)
    cache.activation = activation
    return RnnCellForward(a_next, yt_pred, cache)


class RnnTape(Sequence[RnnCellCache]):
    """The caches of all steps, stored as one operand; the cache of a step is made when it is asked for.

    Parameters
    ----------
    operand : numpy.ndarray, (T_x + 1, n_a + n_x + 1, m)
        Before step t, counted from 0: ``[a; x; 1]`` with a the hidden state that the step starts from.
    weights : numpy.ndarray, (n_a, n_a + n_x + 1)
        ``[Waa, Wax, ba]``.
    parameters : mapping
        As given.
    activation : str
        Name of the activation.
    workspace : Workspace, optional
        For the backward pass.
    """

    def __init__(
        self,
        operand: Array,
        weights: Array,
        parameters: Parameters,
        activation: str,
        workspace: Workspace | None = None,
    ) -> None:
        self.operand, self.weights = operand, weights
        self.parameters, self.activation = parameters, activation
        self.workspace = workspace

    def __len__(self) -> int:
        return len(self.operand) - 1

    @overload
    def __getitem__(self, t: int) -> RnnCellCache: ...
    @overload
    def __getitem__(self, t: slice) -> list[RnnCellCache]: ...
    def __getitem__(self, t: int | slice) -> RnnCellCache | list[RnnCellCache]:
        if isinstance(t, slice):
            return [self[step] for step in range(len(self))[t]]
        t = range(len(self))[t]
        n_a = len(self.weights)
        before = self.operand[t]
        cache = RnnCellCache(self.operand[t + 1, :n_a], before[:n_a], before[n_a:-1], self.parameters)
        cache.activation = self.activation
        return cache


class RnnCaches(NamedTuple):
    """``caches[0][t]`` is the cell cache of step t, ``caches[1]`` is ``x``."""

    cells: Sequence[RnnCellCache]
    x: Array


class RnnForward(NamedTuple):
    """A whole sequence: ``a`` (n_a, m, T_x), ``y_pred`` (n_y, m, T_x), ``caches``."""

    a: Array
    y_pred: Array
    caches: RnnCaches


@quietly
def rnn_forward(
    x: ArrayLike,
    a0: ArrayLike,
    parameters: Parameters,
    activation: str = "tanh",
    *,
    workspace: Workspace | None = None,
) -> RnnForward:
    """The RNN over a sequence.

    Parameters
    ----------
    x : array_like, (n_x, m, T_x)
        Input.
    a0 : array_like, (n_a, m)
        Hidden state before the first step.
    parameters : mapping
        ``Wax, Waa, Wya, ba, by``.
    activation : str
        ``"tanh"``, ``"relu"``, ``"sigmoid"`` or ``"linear"``.
    workspace : Workspace, optional
        Memory to use again, here and in the backward pass: what came of the last call with it is overwritten.

    Returns
    -------
    RnnForward
        ``a, y_pred, caches``. ``a`` is read-only: it is the memory that the backward pass will use.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> parameters = initialize_parameters(rng=rng)
    >>> a, y_pred, caches = rnn_forward(rng.normal(size=(3, 10, 4)), np.zeros((5, 10)), parameters)
    >>> a.shape, y_pred.shape, len(caches[0])
    ((5, 10, 4), (2, 10, 4), 4)
    """
    a, caches, p = _run(x, a0, parameters, PARAMETER_AXES, activation, workspace)
    return RnnForward(a, output_layer(p).predictions(a), caches)


def _run(
    x: ArrayLike,
    a0: ArrayLike,
    parameters: Parameters,
    axes: Axes,
    activation: str,
    workspace: Workspace | None,
) -> tuple[Array, RnnCaches, dict[str, Array]]:
    """The hidden states, (n_a, m, T_x), and caches of `rnn_forward`, and those parameters that have axes."""
    where = "rnn_forward"
    g = activation_named(activation).function
    sizes: dict[str, int] = {}
    try:
        p = check_parameters(where, parameters, axes, sizes)
        x = as_array(where, "x", x, ("n_x", "m", "T_x"), sizes)
        a0 = as_array(where, "a0", a0, ("n_a", "m"), sizes)
    except ShapeError as error:
        raise for_the_call(error, where, parameters, axes, x=(x, ("n_x", "m", "T_x")), a0=(a0, ("n_a", "m"))) from None
    n_a, (n_x, m, T_x) = sizes["n_a"], x.shape
    dtype = common_type(x, a0, *p.values())

    empty = (workspace or Workspace()).empty
    weights = _stack(p, dtype)
    operand = empty("operand", (T_x + 1, n_a + n_x + 1, m), dtype)  # [a; x; 1] before each step
    operand[0, :n_a] = a0
    operand[:T_x, n_a:-1] = x.transpose(2, 0, 1)
    operand[T_x, n_a:-1] = 0  # no step follows the last one
    operand[:, -1] = 1
    z = np.empty((n_a, m), dtype=dtype)
    pre_activation = weights.dot  # the method is called faster than np.dot
    for before, a_next in zip(operand, operand[1:, :n_a], strict=False):
        pre_activation(before, z)
        g(z, a_next)

    a = operand[1:, :n_a].transpose(1, 2, 0)
    a.flags.writeable = False
    return a, RnnCaches(RnnTape(operand, weights, dict(parameters), activation, workspace), x), p


@quietly
def rnn_cell_backward(da_next: ArrayLike, cache: RnnCellCache) -> dict[str, Array]:
    """Gradients of one step.

    Parameters
    ----------
    da_next : array_like, (n_a, m)
        The whole gradient at the hidden state after the step.
    cache : RnnCellCache
        From `rnn_cell_forward`; a plain tuple of the same four parts is taken as tanh.

    Returns
    -------
    dict
        ``dxt`` (n_x, m), ``da_prev`` (n_a, m), ``dWax``, ``dWaa``, ``dba`` (n_a, 1), summed over the batch.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> parameters = {"Wax": [[1.0]], "Waa": [[0.5]], "Wya": [[1.0], [0.0]], "ba": [[0.0]], "by": [[0.0], [0.0]]}
    >>> gradients = rnn_cell_backward([[1.0]], rnn_cell_forward([[0.0]], [[0.0]], parameters).cache)
    >>> gradients["da_prev"]  # Waa (1 - tanh² 0)
    array([[0.5]])
    """
    where = "rnn_cell_backward"
    a_next, a_prev, xt, parameters = cache
    activation = getattr(cache, "activation", "tanh")
    g = activation_named(activation)
    p = check_parameters(where, parameters, PARAMETER_AXES, {})
    n_a, m = a_next.shape
    sizes = {"n_a": n_a, "m": m}
    try:
        da_next = as_array(where, "da_next", da_next, ("n_a", "m"), sizes).astype(a_next.dtype, copy=False)
    except ShapeError as error:
        raise with_advice(error, where, {"da_next": (da_next, ("n_a", "m"))}, sizes) from None
    slope = g.derivative(a_next)
    if g.slope is not None:
        slope = slope_of_output(a_next, p["Waa"] @ a_prev + p["Wax"] @ xt + p["ba"], of=activation)
    dz = slope * da_next  # (n_a, m)
    return {
        "dxt": p["Wax"].T @ dz,
        "da_prev": p["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


def _stack(p: Mapping[str, Array], dtype: np.dtype[Any]) -> Array:
    return np.concatenate([p["Waa"], p["Wax"], p["ba"]], axis=1, dtype=dtype)  # (n_a, n_a + n_x + 1)


def _tape(caches: RnnCaches) -> RnnTape:
    """The tape of a forward pass, or one made from a plain list of cell caches."""
    cells = caches[0]
    if isinstance(cells, RnnTape):
        return cells
    first = cells[0]
    p = check_parameters("rnn_backward", first[3], PARAMETER_AXES, {})
    a = np.stack([first[1], *(cell[0] for cell in cells)])  # (T_x + 1, n_a, m)
    x = np.stack([*(cell[2] for cell in cells), np.zeros_like(first[2])])  # (T_x + 1, n_x, m)
    operand = np.concatenate([a, x, np.ones_like(a[:, :1])], axis=1, dtype=a.dtype)
    return RnnTape(operand, _stack(p, a.dtype), first[3], getattr(first, "activation", "tanh"))


class RnnBptt(NamedTuple):
    """What backpropagation through time finds on its way.

    Parameters
    ----------
    gradients : dict
        As from `rnn_backward`.
    da : Scaled, (n_a, m, T)
        The whole gradient dJ/da⟨t⟩ at every step.
    dx : Scaled, (n_x, m, T)
        dJ/dx⟨t⟩, however small.
    """

    gradients: dict[str, Array]
    da: Scaled
    dx: Scaled


def rnn_bptt(da: ArrayLike, caches: RnnCaches) -> RnnBptt:
    """Backpropagation through time, with the gradient at every step however small it is.

    Parameters
    ----------
    da : array_like, (n_a, m, T)
        ``da[:, :, t]`` is the part of dJ/da⟨t⟩ that comes from step t's own output; T may be less than T_x.
    caches : RnnCaches
        From `rnn_forward`.

    Returns
    -------
    RnnBptt
        ``gradients, da, dx``.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    A linear chain that halves at every step, 3000 steps long: the gradient at the start is 2 to the -2999.

    >>> half = {"Wax": [[1.0]], "Waa": [[0.5]], "Wya": [[1.0]], "ba": [[0.0]], "by": [[0.0]]}
    >>> caches = rnn_forward(np.zeros((1, 1, 3000)), [[0.0]], half, activation="linear").caches
    >>> da = np.zeros((1, 1, 3000))
    >>> da[:, :, -1] = 1
    >>> rnn_bptt(da, caches).da.log10_norm()[0].round(6)
    np.float64(-902.788957)
    """
    gradients, found = _swept(da, caches)
    return RnnBptt(gradients, found.by_step[0], found.dx)


@quietly
def _swept(
    da: ArrayLike, caches: RnnCaches, *, by_step: bool = True, summed: bool = True
) -> tuple[dict[str, Array], Collected]:
    """Gradients as from `rnn_backward`, and what else the sweep has found."""
    tape = _tape(caches)
    operand, weights = tape.operand, tape.weights
    n_a, m = len(weights), operand.shape[2]
    n_x = operand.shape[1] - n_a - 1
    da = own_gradient("rnn_backward", da, (n_a, m, len(tape)), operand.dtype)
    g = activation_named(tape.activation)
    flat = -np.inf if g.slope is None else FLAT[operand.itemsize]
    # Copied: a product with the view is up to three times slower.
    to_state = weights[:, :n_a].T.copy().dot

    def through(start: int, stop: int, totals: Array, carry: tuple[Array, ...]) -> Flow | BeyondFloats:
        dz = g.derivative(operand[start + 1 : stop + 1, :n_a])  # (S, n_a, m): g' until it is multiplied below
        if not np.minimum.reduce(dz, axis=None) >= flat:
            deep = _restore(dz, flat, tape, start)
            if deep is not None:
                return BeyondFloats(deep)
        arriving = carry[0].copy()
        for delta, dz_t in zip(totals[0, ::-1], dz[::-1], strict=True):
            np.add(delta, arriving, delta)
            np.multiply(dz_t, delta, dz_t)
            to_state(dz_t, arriving)
        return Flow(dz, (arriving,))

    def split() -> dict[str, GateWeights]:
        return {"a": GateWeights(weights[:, :n_a], weights[:, n_a:-1], weights[:, -1:], ("Waa", "Wax", "ba"))}

    def links(start: int, stop: int) -> LocalDerivatives:
        a = operand[start + 1 : stop + 1, :n_a].transpose(1, 2, 0)
        given = Before(split(), operand[start:stop, n_a:-1].transpose(1, 2, 0), {"a": operand[start, :n_a]})
        return _local_derivatives({"a": a}, {}, tape.activation, given)

    one_step = WideSteps(links, split, ("a",))
    beyond = np.zeros((n_a, m), dtype=da.dtype)
    workspace = tape.workspace or Workspace()
    found = collect(
        da, (beyond,), operand, weights, through, one_step, workspace, n_x=n_x, by_step=by_step, summed=summed
    )
    places = {
        "Wax": [(slice(None), slice(n_a, -1))],
        "Waa": [(slice(None), slice(n_a))],
        "ba": [(slice(None), slice(-1, None))],
    }
    return gradients_of(found, ("a",), places), found


def _restore(slopes: Array, flat: float, tape: RnnTape, start: int) -> int | None:
    """Put in the slopes, (S, n_a, m), that the outputs have lost; or name the last step where floats have none."""
    steps, units, samples = np.nonzero(slopes < flat)
    if not steps.size:  # NaN
        return None
    z = pre_activations_at(tape.weights[None], tape.operand, start + steps, units, samples)[0]
    deep = depth(z, of=tape.activation) > DEEPEST[slopes.itemsize]
    if deep.any():
        return start + int(steps[deep].max())
    slopes[steps, units, samples] = plain_slope(z, of=tape.activation)
    return None


def rnn_backward(da: ArrayLike, caches: RnnCaches) -> dict[str, Array]:
    """Gradients of a whole sequence by backpropagation through time.

    Parameters
    ----------
    da : array_like, (n_a, m, T)
        ``da[:, :, t]`` is the part of dJ/da⟨t⟩ that comes from step t's own output; what comes back from the step
        after is added here. If T is less than T_x only those first steps are used, and ``dx`` has that length.
    caches : RnnCaches
        From `rnn_forward`; a plain ``(list of cell caches, x)`` is taken as well.

    Returns
    -------
    dict
        ``dx`` (n_x, m, T), ``da0`` (n_a, m), ``dWax``, ``dWaa``, ``dba`` (n_a, 1), summed over batch and time.

    Raises
    ------
    ShapeError
        If shapes do not fit together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> rng = np.random.default_rng(0)
    >>> a, y_pred, caches = rnn_forward(rng.normal(size=(3, 10, 4)), np.zeros((5, 10)), initialize_parameters(rng=rng))
    >>> gradients = rnn_backward(np.ones((5, 10, 4)), caches)
    >>> {name: gradient.shape for name, gradient in gradients.items()}
    {'dx': (3, 10, 4), 'da0': (5, 10), 'dWax': (5, 3), 'dWaa': (5, 5), 'dba': (5, 1)}
    """
    return _swept(da, caches, by_step=False)[0]


def _draw(n_x: int, n_a: int, n_y: int, initialization: Initialization, rng: np.random.Generator) -> dict[str, Array]:
    start = initialization.of_start
    Wax = start.into(n_a, n_x, 1, rng)
    (Waa,) = initialization.recurrents(n_a, n_x, 1, rng)
    Wya, by = start.output(n_y, n_a, rng)
    return {"Wax": Wax, "Waa": Waa, "Wya": Wya, "ba": start.bias(n_a, rng), "by": by}


@quietly
def _forward(
    x: Array, a0: Array, parameters: dict[str, Array], activation: str, workspace: Workspace | None = None
) -> Forward:
    a, caches, _ = _run(x, a0, parameters, needed_axes(PARAMETER_AXES, parameters), activation, workspace)
    return Forward({"a": a}, {}, caches)


def _backward(da: Array, caches: RnnCaches, *, weights: bool = True) -> Backward:
    gradients, found = _swept(da, caches, summed=weights)
    return Backward(gradients, {"a": found.by_step[0]}, found.dx)


def _part(caches: RnnCaches, start: int, stop: int) -> RnnCaches:
    tape = _tape(caches)
    some = RnnTape(tape.operand[start : stop + 1], tape.weights, tape.parameters, tape.activation)
    return RnnCaches(some, caches.x[:, :, start:stop])


def _gate_weights(parameters: Mapping[str, Array]) -> dict[str, GateWeights]:
    names = ("Waa", "Wax", "ba")
    return {"a": GateWeights(parameters["Waa"], parameters["Wax"], parameters["ba"], names)}


@quietly
def _local_derivatives(
    states: Mapping[str, Array], gates: Mapping[str, Array], activation: str, given: Before | None = None
) -> LocalDerivatives:
    a, g = states["a"], activation_named(activation)
    slope = g.derivative(a)
    if given is None or given.x is None or g.slope is None:
        return LocalDerivatives({"a": {"a": slope}}, {}, {})
    steps = np.flatnonzero((slope < FLAT[a.itemsize]).any(axis=(0, 1)))
    z = given.pre_activation("a", a, steps)
    if (depth(z, of=activation) > DEEPEST[a.itemsize]).any():  # one sample may be NaN
        return LocalDerivatives({"a": {"a": Wide(slope).replaced(steps, g.slope(z))}}, {}, {})
    slope[:, :, steps] = plain_slope(z, of=activation)
    return LocalDerivatives({"a": {"a": slope}}, {}, {})


def _signals(activation: str) -> tuple[Signal, ...]:
    ends = activation if activation in ("tanh", "sigmoid") else None
    return (Signal("a", "a", "hidden state", ends, "state", COLOUR),)


GRAPH = graph(z_a=affine("a"), a=activation("z_a"))
STEP_CODE = """\
step = rnn_cell_forward(x, before(cell.states["a"]), cell.parameters, {activation!r})
gradients = rnn_cell_backward(da, step.cache)
print(step.a_next, step.yt_pred, sep="\\n")
print(gradients["da_prev"], gradients["dxt"], sep="\\n")"""

CELL = Cell(
    label="RNN",
    colour=COLOUR,
    carrier="a",
    keeps="",
    settings=("activation",),
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
