r"""The itemised gradient: how much the loss at each single step gives to the state at every step before it.

BPTT adds up the losses of all steps on its way, so that dJ/da⟨t⟩ does not say where it comes from. Here
:math:`J = \sum_s J_s` is kept apart (the question that RNNbow asks: Cashman, Patterson, Mosca, Watts, Robinson & Chang
2018),

.. math::

    G_{st} = \Bigl\lVert \frac{\partial J_s}{\partial a^{\langle t\rangle}} \Bigr\rVert, \quad t \le s, \qquad
    \frac{dJ}{da^{\langle t\rangle}} = \sum_s \frac{\partial J_s}{\partial a^{\langle t\rangle}}, \qquad
    \frac{dJ}{dW} = \sum_s \frac{dJ_s}{dW} .

All losses are carried back in one pass: those of later steps wait in the columns of one array, and each joins when the
pass comes to its step. Every column has its own power of two, so that none underflows.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import GateWeights, quietly
from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.numerics.scaled import LOG10_2
from rnnviz.numerics.wide import Wide, norm_of

__all__ = ["Itemized", "itemized_cost", "itemized_gradient", "operands_of"]

Array = NDArray[Any]

#: Losses carried at once, at least, and numbers of their weight gradients at most: bounds the memory.
AT_ONCE, MOST_NUMBERS = 32, 2_000_000
#: Steps times samples whose weight gradients are summed in one product.
STEPS_AT_ONCE = 64


class Itemized(NamedTuple):
    """What single losses give; sizes are log₁₀ of norms over units and samples, -inf for exactly 0.

    Parameters
    ----------
    losses : numpy.ndarray of int, (S,)
        The steps s whose losses are kept apart, counted from 1, in rising order.
    states : dict of str to numpy.ndarray, each (S, T)
        ∂J_s/∂a⟨t⟩, and for an LSTM ∂J_s/∂c⟨t⟩.
    weights : numpy.ndarray, (S,)
        dJ_s/dW, W all the parameters of the recurrence together: what the weights really receive from this loss.
    """

    losses: NDArray[np.int64]
    states: dict[str, Array]
    weights: Array


def operands_of(steps: StepJacobians, weights: Mapping[str, GateWeights], a_prev: Array, x: Array) -> dict[str, Array]:
    """What each gate's weights and bias are multiplied by at every step, one under the other, (k, m, T).

    Parameters
    ----------
    steps : StepJacobians
        Of one sample or more.
    weights : mapping of str to GateWeights
        Behind every gate.
    a_prev : numpy.ndarray, (n_a, m, T)
        The hidden states before each step.
    x : numpy.ndarray, (n_x, m, T)
        The input.

    Returns
    -------
    dict of str to numpy.ndarray
        The same array for gates that have the same: 0 stands where a gate has no weights.
    """
    found: dict[tuple[str, bool], Array] = {}

    def operand(one: GateWeights) -> Array:
        acts_on = "" if one.recurrent is None else one.acts_on
        key = acts_on, one.input is None
        if key not in found:
            # What else weights act on is the hidden state times what it lets through.
            factor = {"": 0.0, "a": 1.0}.get(acts_on) if acts_on in ("", "a") else steps.local.by_state[acts_on]["a"]
            acted_on = a_prev * (factor.to_float() if isinstance(factor, Wide) else factor)
            found[key] = np.concatenate([acted_on, x * (one.input is not None), np.ones((1, *a_prev.shape[1:]))])
        return found[key]

    return {gate: operand(one) for gate, one in weights.items()}


def itemized_cost(steps: StepJacobians, losses: int) -> float:
    """Multiplications that `itemized_gradient` takes for so many losses, evenly spread over time."""
    n_a, m, T = steps.shape
    return 2.0 * len(steps.gates) * n_a**2 * m * T * losses / 2


@quietly
def itemized_gradient(
    steps: StepJacobians,
    own: Array,
    operand: Array | Mapping[str, Array],
    losses: Sequence[int] | None = None,
    progress: Callable[[float], Any] = lambda done: None,
) -> Itemized:
    """How much the loss at each step gives to the state at every step before.

    Parameters
    ----------
    steps : StepJacobians
        From `rnnviz.gradient_flow.jacobians.linearize`.
    own : numpy.ndarray, (n_a, m, T)
        dJ_t/da⟨t⟩ by step t's own output, of every step.
    operand : numpy.ndarray, (k, m, T)
        What the weights are multiplied by at each step: a⟨t−1⟩, x⟨t⟩ and 1, one under the other. Or by gate, if
        they differ: with 0 in the place of what a gate has no weights for.
    losses : sequence of int, optional
        The steps whose losses are kept apart, counted from 1; all unless given.
    progress : callable
        Is told the share that is done, from time to time. It may raise to stop.

    Returns
    -------
    Itemized
        Sizes by loss and step.

    Raises
    ------
    RnnvizError
        If a step is not there.

    Examples
    --------
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> half = {"Waa": np.array([[0.5]]), "Wax": np.ones((1, 1)), "ba": np.zeros((1, 1))}
    >>> steps = linearize("rnn", {"a": np.zeros((1, 1, 3))}, {}, half, activation="linear")
    >>> 10 ** itemized_gradient(steps, np.ones((1, 1, 3)), np.ones((3, 1, 3))).states["a"]
    array([[1.  , 0.  , 0.  ],
           [0.5 , 1.  , 0.  ],
           [0.25, 0.5 , 1.  ]])
    """
    T = steps.shape[2]
    chosen = np.arange(1, T + 1) if losses is None else np.unique(np.asarray(losses, dtype=np.int64))
    if not chosen.size or chosen[0] < 1 or chosen[-1] > T:
        raise RnnvizError(f"itemized_gradient: losses must be steps between 1 and {T}; got {list(chosen)}.")
    sizes = {state: np.full((len(chosen), T), -np.inf) for state in steps.states}
    weights = np.empty(len(chosen))
    total, done = float(chosen.sum()), 0.0
    n_a = steps.shape[0]
    operands = operand if isinstance(operand, Mapping) else dict.fromkeys(steps.gates, operand)
    inputs = len(next(iter(operands.values())))
    at_once = max(AT_ONCE, MOST_NUMBERS // (len(operands) * n_a * inputs))
    for stop in range(len(chosen), 0, -at_once):
        rows = np.arange(max(stop - at_once, 0), stop)
        weights[rows] = _carry_back(
            steps, own, operands, chosen[rows], {state: sizes[state][rows[0] : stop] for state in sizes}
        )
        done += float(chosen[rows].sum())
        progress(done / total)
    return Itemized(chosen, sizes, weights)


def _carry_back(
    steps: StepJacobians,
    own: Array,
    operands: Mapping[str, Array],
    losses: NDArray[np.int64],
    sizes: dict[str, Array],
) -> Array:
    """Carry some losses back; fills ``sizes``, (S, T), and gives the sizes of their weight gradients, (S,)."""
    n_a, m, _ = steps.shape
    latest_first = losses[::-1]
    if steps.wide:
        return _carry_back_wide(steps, own, operands, latest_first, sizes)
    carried = np.zeros((len(steps.states), n_a, m, len(losses)), dtype=own.dtype)
    exponent = np.zeros(len(losses), dtype=np.int64)
    together = max(STEPS_AT_ONCE // m, 1)
    alike = _alike(operands)
    dz = [np.zeros((len(losses), len(gates), n_a, together, m)) for gates, _ in alike]
    d_weights = [np.zeros((len(losses) * len(gates) * n_a, len(operand))) for gates, operand in alike]
    active = 0
    for t in range(int(losses[-1]), 0, -1):
        if active < len(losses) and latest_first[active] == t:
            carried[0, :, :, active] = own[:, :, t - 1]
            active += 1
        whole = steps.whole(t, carried[..., :active])
        for row, state in enumerate(steps.states):
            norm = np.sqrt(np.einsum("ims,ims->s", whole[row], whole[row]))
            with np.errstate(divide="ignore"):
                sizes[state][len(losses) - active :, t - 1] = (np.log10(norm) + LOG10_2 * exponent[:active])[::-1]
        at_gates = steps.at_gates(t, whole)
        for (gates, operand), at, total in zip(alike, dz, d_weights, strict=True):
            for row, gate in enumerate(gates):
                at[:active, row, :, (t - 1) % together] = np.ldexp(at_gates[gate], exponent[:active]).transpose(2, 0, 1)
            if (t - 1) % together == 0:  # the weight gradients of several steps in one product
                h = operand[:, :, t - 1 : t - 1 + together].transpose(2, 1, 0)  # (steps, m, k)
                total[:] += at[..., : len(h), :].reshape(len(total), -1) @ h.reshape(-1, len(operand))
                at[:] = 0
        back = steps.before(t, whole, at_gates)
        largest = np.abs(back).max(axis=(0, 1, 2))
        shift = np.where((largest > 0) & np.isfinite(largest), np.frexp(largest)[1], 0)
        carried[..., :active] = np.ldexp(back, -shift)
        exponent[:active] += shift
    squares = sum(np.einsum("si,si->s", d, d) for d in (d.reshape(len(losses), -1) for d in d_weights))
    with np.errstate(divide="ignore"):
        return np.asarray(np.log10(np.sqrt(squares))[::-1])


def _alike(operands: Mapping[str, Array]) -> list[tuple[list[str], Array]]:
    """The gates with each operand, so that those with the same one share a product."""
    found: dict[int, tuple[list[str], Array]] = {}
    for gate, operand in operands.items():
        found.setdefault(id(operand), ([], operand))[0].append(gate)
    return list(found.values())


def _carry_back_wide(
    steps: StepJacobians,
    own: Array,
    operands: Mapping[str, Array],
    latest_first: NDArray[np.int64],
    sizes: dict[str, Array],
) -> Array:
    """The same where some derivatives are beyond floats; one loss after the other is put beside those on their way."""
    n_a, m, _ = steps.shape
    count, nothing = len(latest_first), np.zeros((len(steps.states), n_a, m, len(latest_first)))
    carried = Wide(nothing)
    d_weights = {gate: Wide(np.zeros((n_a, len(operand), count))) for gate, operand in operands.items()}
    active = 0
    for t in range(int(latest_first[0]), 0, -1):
        if active < count and latest_first[active] == t:
            joins = nothing.copy()
            joins[0, :, :, active] = own[:, :, t - 1]
            carried, active = carried + joins, active + 1
        whole = steps.whole(t, carried)
        for row, state in enumerate(steps.states):
            sizes[state][count - active :, t - 1] = norm_of(whole[row], (0, 1))[:active][::-1]
        at_gates = steps.at_gates(t, whole)
        for gate, dz in at_gates.items():  # (n_a, m, S)
            products = dz[:, None] * operands[gate][None, :, :, t - 1, None]  # (n_a, k, m, S)
            d_weights[gate] = d_weights[gate] + products.sum(2)
        carried = steps.before(t, whole, at_gates)
    squares = reduce(Wide.__add__, [(dw * dw).sum((0, 1)) for dw in d_weights.values()])
    return np.asarray(squares.log10() / 2)[::-1]
