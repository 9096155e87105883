r"""The step Jacobian: what a small change of a network's state becomes one step later, in closed form.

With s the states that a cell carries, one under the other (a for an RNN, [a; c] for an LSTM), step t changes them by

.. math::

    J^{\langle t\rangle} = \frac{\partial s^{\langle t\rangle}}{\partial s^{\langle t-1\rangle}}, \qquad
    \frac{\partial s^{\langle t\rangle}}{\partial a^{\langle t-1\rangle}}
        = \sum_k \mathrm{diag}\!\left(\frac{\partial s^{\langle t\rangle}}{\partial z_k^{\langle t\rangle}}\right) U_k,
    \qquad
    \frac{\partial s^{\langle t\rangle}}{\partial c^{\langle t-1\rangle}}
        = \mathrm{diag}\!\left(\frac{\partial s^{\langle t\rangle}}{\partial c^{\langle t-1\rangle}}\right)_{z\ held},

k over the gates, U the recurrent weights. For the RNN that is diag(g') Waa (Pascanu, Mikolov & Bengio 2013, equation
5), for the LSTM the four blocks that its equations give. a⟨t⟩ and c⟨t⟩ are here two states of their own: the Jacobian
says what becomes of a change of one of them while the other is held. BPTT's dJ/dc⟨t⟩ is the whole one instead, which
counts what c⟨t⟩ does through a⟨t⟩ too; `StepJacobians.whole` makes the one from the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.cells.cell import LocalDerivatives, quietly
from rnnviz.errors import RnnvizError

__all__ = ["StepJacobians", "linearize"]

Array = NDArray[Any]

#: Numbers that the Jacobians of a whole sequence may take as matrices: 256 MB of float64.
MOST_NUMBERS = 2**25


@dataclass(frozen=True)
class StepJacobians:
    """The Jacobians of all steps of all samples, kept as the few arrays that they are made of.

    Parameters
    ----------
    states : tuple of str
        The states that the cell carries, in the order of the blocks.
    local : LocalDerivatives
        Of every unit, sample and step.
    recurrent : mapping of str to numpy.ndarray, each (n_a, n_a)
        Recurrent weights U of every gate.
    """

    states: tuple[str, ...]
    local: LocalDerivatives
    recurrent: Mapping[str, Array]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(n_a, m, T)."""
        n_a, m, T = self._any.shape
        return n_a, m, T

    @property
    def size(self) -> int:
        """Rows of a Jacobian: n_a times the number of states."""
        return len(self.states) * self.shape[0]

    @quietly
    def matrix(self, step: int, sample: int = 0) -> Array:
        """The Jacobian of one step.

        Parameters
        ----------
        step : int
            t, counted from 1: ∂s⟨t⟩/∂s⟨t−1⟩.
        sample : int
            Which of the batch, counted from 0.

        Returns
        -------
        numpy.ndarray, (k n_a, k n_a)
            k the number of states.
        """
        return np.asarray(self._matrices(slice(step - 1, step), sample)[0])

    @quietly
    def matrices(self, sample: int = 0) -> Array:
        """The Jacobians of all steps, (T, k n_a, k n_a).

        Raises
        ------
        RnnvizError
            If they are more than 2^25 numbers; then take them one at a time.
        """
        _, _, T = self.shape
        if T * self.size**2 > MOST_NUMBERS:
            raise RnnvizError(
                f"StepJacobians.matrices: {T:,} matrices of {self.size} × {self.size} are more than the "
                f"{MOST_NUMBERS:,} numbers that are held at once. Take them one at a time with matrix(step)."
            )
        return self._matrices(slice(None), sample)

    @quietly
    def pull_back(self, step: int, gradients: Array) -> Array:
        """Carry gradients one step back: J⟨t⟩ᵀ times each of them.

        Parameters
        ----------
        step : int
            t, counted from 1.
        gradients : numpy.ndarray, (k, n_a, m, ...)
            At the states after the step.

        Returns
        -------
        numpy.ndarray, (k, n_a, m, ...)
            At the states before the step.
        """
        whole = self.whole(step, gradients)
        return self.before(step, whole, self.at_gates(step, whole))

    def before(self, step: int, whole: Array, at_gates: Mapping[str, Array]) -> Array:
        """The gradients at the states before a step, from the whole ones after it and those at its gates."""
        back = np.zeros_like(whole)
        rows = whole[0].reshape(len(whole[0]), -1).shape
        for gate, dz in at_gates.items():
            back[0] += (self.recurrent[gate].T @ dz.reshape(rows)).reshape(dz.shape)
        for state, before, local in _links(self.local.by_state):
            back[self.states.index(before)] += _at(local, step, back[0]) * whole[self.states.index(state)]
        return back

    @quietly
    def whole(self, step: int, gradients: Array) -> Array:
        """The whole gradients at the states after a step, which count what each does through the others.

        Parameters and result are those of `pull_back`, at the same step.
        """
        whole = gradients.copy()
        for state, other, local in _links(self.local.within):
            whole[self.states.index(other)] += _at(local, step, whole[0]) * whole[self.states.index(state)]
        return whole

    def at_gates(self, step: int, whole: Array) -> dict[str, Array]:
        """The gradients at the pre-activation of each gate, each (n_a, m, ...), from the whole ones at the states."""
        return {
            gate: _at(local, step, whole[0]) * whole[self.states.index(state)]
            for state, gate, local in _links(self.local.by_gate)
        }

    def cut(self) -> "StepJacobians":
        """The same without the paths through the gates: only what a state does to itself directly.

        For an LSTM this is the truncated gradient of Hochreiter & Schmidhuber 1997 (appendix A.1): what arrives at the
        gates and at the candidate is used there and not carried on to earlier steps. Its products are exactly those of
        the forget gates. An RNN has no such path: nothing is left of it.
        """
        return replace(self, recurrent={gate: np.zeros_like(U) for gate, U in self.recurrent.items()})

    def _matrices(self, steps: slice, sample: int) -> Array:
        n_a = self.shape[0]
        rows = {state: slice(k * n_a, (k + 1) * n_a) for k, state in enumerate(self.states)}
        first = self._any[:, sample, steps]
        found = np.zeros((first.shape[1], self.size, self.size), dtype=first.dtype)
        for state, gate, local in _links(self.local.by_gate):
            found[:, rows[state], rows["a"]] += local[:, sample, steps].T[:, :, None] * self.recurrent[gate]
        for state, before, local in _links(self.local.by_state):
            diagonal = np.einsum("tii->ti", found[:, rows[state], rows[before]])
            diagonal += local[:, sample, steps].T
        for state, other, local in _links(self.local.within):
            found[:, rows[state]] += local[:, sample, steps].T[:, :, None] * found[:, rows[other]]
        return found

    @property
    def _any(self) -> Array:
        return next(local for _, _, local in _links(self.local.by_gate))


def _links(local: Mapping[str, Mapping[str, Array]]) -> Iterator[tuple[str, str, Array]]:
    """Every local derivative with the names of what is changed and of what it is changed by."""
    return ((of, by, derivative) for of, found in local.items() for by, derivative in found.items())


def _at(local: Array, step: int, like: Array) -> Array:
    """Local derivatives of one step, with as many axes as ``like``, (n_a, m, ...)."""
    of_step = local[:, :, step - 1]
    return of_step.reshape(of_step.shape + (1,) * (like.ndim - 2))


def linearize(
    cell: str,
    states: Mapping[str, Array],
    gates: Mapping[str, Array],
    parameters: Mapping[str, Array],
    activation: str = "tanh",
) -> StepJacobians:
    """The step Jacobians of a forward pass.

    Parameters
    ----------
    cell : str
        ``"rnn"`` or ``"lstm"``.
    states, gates : mapping of str to numpy.ndarray, each (n_a, m, T)
        As in `rnnviz.CellResult`. Cell states begin at 0.
    parameters : mapping of str to numpy.ndarray
        Of the cell.
    activation : str
        Of the RNN.

    Returns
    -------
    StepJacobians
        Of every step and sample.

    Raises
    ------
    RnnvizError
        If there is no such cell.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> lstm = run(Scenario()).cells["lstm"]
    >>> steps = linearize("lstm", lstm.states, lstm.gates, lstm.parameters)
    >>> steps.states, steps.matrix(step=100, sample=7).shape
    (('a', 'c'), (64, 64))
    """
    if cell not in CELLS:
        raise RnnvizError(f"linearize: cell must be one of {', '.join(CELLS)}; got {cell!r}.")
    kind = CELLS[cell]
    recurrent = {gate: weights.recurrent for gate, weights in kind.gate_weights(parameters).items()}
    return StepJacobians(tuple(states), kind.local_derivatives(states, gates, activation), recurrent)
