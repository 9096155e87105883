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

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import quietly
from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.scaled import LOG10_2

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


@quietly
def parts_by_lag(steps: StepJacobians, sample: int = 0, last: int | None = None) -> list[Parts]:
    """The derivative of a cell state by all earlier ones, sorted by paths.

    Parameters
    ----------
    steps : StepJacobians
        Of an LSTM, from `rnnviz.gradient_flow.jacobians.linearize`. With its `cut` all paths but the cell's are 0.
    sample : int
        Which of the batch, counted from 0.
    last : int, optional
        The step r, counted from 1; the last one unless given.

    Returns
    -------
    list of Parts
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
    found = [Parts(log_cell, whole, dict(gates), exponent)]
    for t in range(last - 1, 0, -1):  # from step t + 1 (index t) to step t
        f = forget[:, t]
        hidden = {
            gate: (of_gate[gate][:, t] * (at_a if gate in steps.local.by_gate["a"] else whole)) @ U
            for gate, U in steps.recurrent.items()
        }
        at_a = np.add.reduce(list(hidden.values()))
        with np.errstate(divide="ignore"):
            log_cell = log_cell + np.log(f)
        gates = {gate: part * f + hidden[gate] * leaving[:, t - 1] for gate, part in gates.items()}
        whole = whole * f + at_a * leaving[:, t - 1]
        largest = max(np.abs(whole).max(), np.abs(at_a).max())
        if largest > 0 and np.isfinite(largest):
            shift = int(np.frexp(largest)[1])
            whole, at_a = np.ldexp(whole, -shift), np.ldexp(at_a, -shift)
            gates = {gate: np.ldexp(part, -shift) for gate, part in gates.items()}
            exponent += shift
        found.append(Parts(log_cell, whole, gates, exponent))
    return found


def cell_paths(steps: StepJacobians, sample: int = 0, last: int | None = None) -> Paths:
    """How large the derivative of a cell state by earlier ones is, and each of its parts; see `parts_by_lag`.

    Examples
    --------
    Forget bias 1, 60 steps back: the whole is thousands of times larger than the product of the forget gates.

    >>> from rnnviz import Scenario, run
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> lstm = run(Scenario(n_a=16)).cells["lstm"]
    >>> paths = cell_paths(linearize("lstm", lstm.states, lstm.gates, lstm.parameters))
    >>> bool(paths.whole[60] - paths.cell[60] > 3)
    True
    """
    parts = parts_by_lag(steps, sample, last)
    return Paths(
        whole=np.array([_log10_norm(part.whole, part.exponent) for part in parts]),
        cell=np.array([part.log_cell.max() / np.log(10) for part in parts]),
        gates={
            gate: np.array([_log10_norm(part.gates[gate], part.exponent) for part in parts]) for gate in steps.recurrent
        },
    )


def _log10_norm(mantissa: Array, exponent: int) -> float:
    if not np.isfinite(mantissa).all():
        return float("nan")
    with np.errstate(divide="ignore"):
        return float(np.log10(np.linalg.norm(mantissa, 2))) + LOG10_2 * exponent
