r"""The ways that a gradient takes through a cell that keeps its state: along it alone, and through the gates.

For the LSTM, whose carrier is the cell state:

The whole derivative of a later cell state, :math:`D_t = \partial c^{\langle r\rangle} / \partial c^{\langle t\rangle}`,
follows backwards from the one of the step after it,

.. math::

    D_t = \underbrace{D_{t+1}\, \mathrm{diag}(f^{\langle t+1\rangle})}_{\text{along the cell}}
        + \sum_{k \in f, i, \tilde c, o}
          \underbrace{\frac{\partial c^{\langle r\rangle}}{\partial z_k^{\langle t+1\rangle}}
          \, U_k \, \mathrm{diag}\bigl(o (1 - \tanh^2 c)\bigr)^{\langle t\rangle}}_{\text{out, through gate } k}.

Followed to the end this sorts all paths from c⟨t⟩ to c⟨r⟩ by how they leave the cell for the first time: never, which
gives the product of the forget gates; or into the hidden state and from there through the forget gate, the input gate,
the candidate or the output gate. The five parts add up to the whole. "The LSTM's gradient is the product of the forget
gates" is the first part only. A GRU's carrier is the hidden state itself, multiplied by its update gate, and leaves by
the weights at once.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import gates_at
from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.gradient_flow.products import log10_norm
from rnnviz.numerics.wide import NOTHING, Wide

__all__ = ["Parts", "Paths", "cell_paths", "parts_by_lag"]

Array = NDArray[Any]


class Parts(NamedTuple):
    """∂s⟨r⟩/∂s⟨r − lag⟩ of the carrier s and its parts; all but the first to be multiplied by ``2.0 ** exponent``.

    Parameters
    ----------
    log_cell : numpy.ndarray, (n_a,)
        Natural logarithm of the diagonal of the part that never leaves the carrier: the product of direct links.
    whole : numpy.ndarray, (n_a, n_a)
        All paths.
    gates : dict of str to numpy.ndarray, each (n_a, n_a)
        The paths whose first way out of the carrier leads through that gate.
    exponent : int
        Binary exponent.
    """

    log_cell: Array
    whole: Array
    gates: dict[str, Array]
    exponent: int


class Paths(NamedTuple):
    """log₁₀ of the largest singular values of ∂c⟨r⟩/∂c⟨r − lag⟩ and of its parts, each (lags,), lag 0 first."""

    whole: Array
    cell: Array
    gates: dict[str, Array]


def parts_by_lag(steps: StepJacobians, sample: int = 0, last: int | None = None) -> Iterator[Parts]:
    """The derivative of the carrier by all earlier ones, sorted by paths.

    Parameters
    ----------
    steps : StepJacobians
        Of a cell with a direct link, from `rnnviz.gradient_flow.jacobians.linearize`. With its `cut` all other paths
        are 0.
    sample : int
        Which of the batch, counted from 0.
    last : int, optional
        The step r, counted from 1; the last one unless given.

    Yields
    ------
    Parts
        For the lags 0 to r - 1: the state at step 0 is given and is no result of a step.

    Raises
    ------
    RnnvizError
        If the cell has no direct link.
    """
    if steps.direct is None:
        raise RnnvizError(
            "parts_by_lag: only a cell that keeps its state by a gate has such paths. Pass those of an LSTM or a GRU."
        )
    n, _, T = steps.shape
    last = T if last is None else last
    one = steps.of(sample)
    whole, at_a = np.eye(n), np.zeros((n, n))  # rows: units of s⟨r⟩; gradients at s⟨t⟩ (whole) and at a⟨t⟩
    gates = {gate: np.zeros((n, n)) for gate in steps.recurrent}
    log_cell, exponent = np.zeros(n), 0
    yield Parts(log_cell, whole, dict(gates), exponent)
    if steps.wide:
        yield from _wide_parts(one, last)
        return
    for t in range(last - 1, 0, -1):  # from step t + 1 (index t) to step t
        with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
            direct = one.direct[:, 0, t]
            left = _through_gates(one, t, {"a": at_a.T, one.carrier: whole.T})
            at_a = np.add.reduce([part.T for part in left.values()])
            out = 1.0 if one.leaving is None else one.leaving[:, 0, t - 1]
            log_cell = log_cell + np.log(direct)
            gates = {gate: part * direct + left[gate].T * out for gate, part in gates.items()}
            whole = whole * direct + at_a * out
        largest = max(np.abs(whole).max(), np.abs(at_a).max())
        if largest > 0 and np.isfinite(largest):
            shift = int(np.frexp(largest)[1])
            whole, at_a = np.ldexp(whole, -shift), np.ldexp(at_a, -shift)
            gates = {gate: np.ldexp(part, -shift) for gate, part in gates.items()}
            exponent += shift
        yield Parts(log_cell, whole, gates, exponent)


def _through_gates(one: StepJacobians, t: int, gradients: Mapping[str, Any]) -> dict[str, Any]:
    """What arrives at a⟨t⟩ through each gate of the step after, index t, each (n_a, n) with n gradients as columns."""
    local = one.local.at((slice(None), 0, t, None))
    dz = gates_at(local, gradients, one.recurrent)
    found = {gate: U.T @ dz[gate] for gate, U in one.recurrent.items()}
    for gate, quantity in one.recurrent.acts_on.items():
        found[gate] = local.by_state[quantity]["a"] * found[gate]
    return found


def _wide_parts(one: StepJacobians, last: int) -> Iterator[Parts]:
    """The parts from lag 1 on where some derivatives are beyond floats; columns are units of s⟨r⟩ here."""
    n = one.shape[0]
    whole, at_a = Wide(np.eye(n)), Wide(np.zeros((n, n)))
    gates = dict.fromkeys(one.recurrent, Wide(np.zeros((n, n))))
    log_cell = np.zeros(n)
    for t in range(last - 1, 0, -1):
        direct = one.direct[:, 0, t, None]
        left = _through_gates(one, t, {"a": at_a, one.carrier: whole})
        at_a = reduce(Wide.__add__, left.values())
        log_cell = log_cell + one.direct[:, 0, t].log10() * math.log(10)
        out = Wide(np.ones((1, 1))) if one.leaving is None else one.leaving[:, 0, t - 1, None]
        gates = {gate: part * direct + left[gate] * out for gate, part in gates.items()}
        whole = whole * direct + at_a * out
        top = _top(whole, gates)
        near = Wide(np.ones(1), -top)
        plain = {gate: (part * near).to_float().T for gate, part in gates.items()}
        yield Parts(log_cell, (whole * near).to_float().T, plain, top)


def _top(whole: Wide, gates: Mapping[str, Wide]) -> int:
    """The exponent of the largest of all parts; 0 where there is nothing."""
    top = max(int(part.exponent.max()) for part in (whole, *gates.values()))
    return 0 if top == NOTHING else top


def cell_paths(
    steps: StepJacobians, sample: int = 0, last: int | None = None, lags: Sequence[int] | None = None
) -> Paths:
    """How large the derivative of the carrier by earlier ones is, and each of its parts.

    Parameters
    ----------
    steps, sample, last
        As of `parts_by_lag`.
    lags : sequence of int, optional
        Which lags, in rising order; all from 0 to r - 1 unless given.

    Returns
    -------
    Paths
        For these lags.

    Examples
    --------
    Forget bias 1, 60 steps back: the whole is thousands of times larger than the product of the forget gates.

    >>> from rnnviz import Scenario, run
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> lstm = run(Scenario(n_a=16)).cells["lstm"]
    >>> paths = cell_paths(linearize("lstm", lstm.states, lstm.gates, lstm.parameters), lags=[20, 60])
    >>> (paths.whole - paths.cell).round(1)
    array([1. , 3.8])
    """
    parts = parts_by_lag(steps, sample, last)
    if lags is not None:
        parts = (part for lag, part in enumerate(itertools.islice(parts, max(lags) + 1)) if lag in set(lags))
    whole, cell = list[float](), list[float]()
    gates: dict[str, list[float]] = {gate: [] for gate in steps.recurrent}
    for part in parts:
        whole.append(log10_norm(part.whole, part.exponent))
        cell.append(float(part.log_cell.max()) / math.log(10))
        for gate, of_gate in part.gates.items():
            gates[gate].append(log10_norm(of_gate, part.exponent))
    return Paths(np.array(whole), np.array(cell), {gate: np.array(values) for gate, values in gates.items()})
