r"""The ways that a gradient takes through an LSTM: along the cell state alone, and through the gates.

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
gates" is the first part only.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.gradient_flow.products import log10_norm
from rnnviz.numerics.wide import NOTHING, Wide

__all__ = ["Parts", "Paths", "cell_paths", "parts_by_lag"]

Array = NDArray[Any]


class Parts(NamedTuple):
    """∂c⟨r⟩/∂c⟨r − lag⟩ and its parts; all but the first to be multiplied by ``2.0 ** exponent``.

    Parameters
    ----------
    log_cell : numpy.ndarray, (n_a,)
        Natural logarithm of the diagonal of the part that never leaves the cell: the product of forget gates.
    whole : numpy.ndarray, (n_a, n_a)
        All paths.
    gates : dict of str to numpy.ndarray, each (n_a, n_a)
        The paths whose first way out of the cell leads through that gate.
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
    """The derivative of a cell state by all earlier ones, sorted by paths.

    Parameters
    ----------
    steps : StepJacobians
        Of an LSTM, from `rnnviz.gradient_flow.jacobians.linearize`. With its `cut` all paths but the cell's are 0.
    sample : int
        Which of the batch, counted from 0.
    last : int, optional
        The step r, counted from 1; the last one unless given.

    Yields
    ------
    Parts
        For the lags 0 to r - 1: c⟨0⟩ is given and is no result of a step.

    Raises
    ------
    RnnvizError
        If the cell has no cell state.
    """
    if steps.states != ("a", "c"):
        raise RnnvizError("parts_by_lag: only a cell with a cell state has such paths. Pass those of an LSTM.")
    n, _, T = steps.shape
    last = T if last is None else last
    of_gate = {gate: value[:, sample] for gates in steps.local.by_gate.values() for gate, value in gates.items()}
    forget, leaving = steps.local.by_state["c"]["c"][:, sample], steps.local.within["a"]["c"][:, sample]
    whole, at_a = np.eye(n), np.zeros((n, n))  # rows: units of c⟨r⟩; gradients at c⟨t⟩ (whole) and at a⟨t⟩
    gates = {gate: np.zeros((n, n)) for gate in steps.recurrent}
    log_cell, exponent = np.zeros(n), 0
    yield Parts(log_cell, whole, dict(gates), exponent)
    if steps.wide:
        yield from _wide_parts(steps, of_gate, forget, leaving, last)
        return
    for t in range(last - 1, 0, -1):  # from step t + 1 (index t) to step t
        with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
            hidden = {
                gate: (of_gate[gate][:, t] * (at_a if gate in steps.local.by_gate["a"] else whole)) @ U
                for gate, U in steps.recurrent.items()
            }
            at_a = np.add.reduce(list(hidden.values()))
            log_cell = log_cell + np.log(forget[:, t])
            gates = {gate: part * forget[:, t] + hidden[gate] * leaving[:, t - 1] for gate, part in gates.items()}
            whole = whole * forget[:, t] + at_a * leaving[:, t - 1]
        largest = max(np.abs(whole).max(), np.abs(at_a).max())
        if largest > 0 and np.isfinite(largest):
            shift = int(np.frexp(largest)[1])
            whole, at_a = np.ldexp(whole, -shift), np.ldexp(at_a, -shift)
            gates = {gate: np.ldexp(part, -shift) for gate, part in gates.items()}
            exponent += shift
        yield Parts(log_cell, whole, gates, exponent)


def _wide_parts(
    steps: StepJacobians, of_gate: Mapping[str, Wide], forget: Wide, leaving: Wide, last: int
) -> Iterator[Parts]:
    """The parts from lag 1 on where some derivatives are beyond floats; columns are units of c⟨r⟩ here."""
    n = len(forget)
    whole, at_a = Wide(np.eye(n)), Wide(np.zeros((n, n)))
    gates = dict.fromkeys(steps.recurrent, Wide(np.zeros((n, n))))
    log_cell = np.zeros(n)
    for t in range(last - 1, 0, -1):
        hidden = {
            gate: U.T @ (of_gate[gate][:, t, None] * (at_a if gate in steps.local.by_gate["a"] else whole))
            for gate, U in steps.recurrent.items()
        }
        at_a = reduce(Wide.__add__, hidden.values())
        log_cell = log_cell + forget[:, t].log10() * math.log(10)
        f, out = forget[:, t, None], leaving[:, t - 1, None]
        gates = {gate: part * f + hidden[gate] * out for gate, part in gates.items()}
        whole = whole * f + at_a * out
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
    """How large the derivative of a cell state by earlier ones is, and each of its parts.

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
