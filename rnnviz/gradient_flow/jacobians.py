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
from rnnviz.cells.cell import Before, LocalDerivatives, Recurrent, Values, before_step, gates_at, quietly, whole_at
from rnnviz.errors import RnnvizError
from rnnviz.numerics.wide import Wide, stacked

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
        Of every unit, sample and step. Where some are below the range of floats, so are the results: `Wide`.
    recurrent : Recurrent
        Recurrent weights U of every gate.
    carrier : str
        The state by which the cell's gradient is judged.
    direct_name : str
        What it is multiplied by from step to step, such as ``"forget gates"``; empty if there is no such link.
    """

    states: tuple[str, ...]
    local: LocalDerivatives
    recurrent: Recurrent
    carrier: str
    direct_name: str

    @property
    def direct(self) -> Any:
        """∂s⟨t⟩/∂s⟨t−1⟩ of the carrier s alone, (n_a, m, T); None where it comes through weights only."""
        return self.local.by_state.get(self.carrier, {}).get(self.carrier)

    @property
    def leaving(self) -> Any:
        """∂a⟨t⟩/∂s⟨t⟩, by which the carrier s leaves for the weights, (n_a, m, T); None if it is the hidden state."""
        return None if self.carrier == "a" else self.local.within["a"][self.carrier]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(n_a, m, T)."""
        n_a, m, T = self._any.shape
        return n_a, m, T

    @property
    def gates(self) -> tuple[str, ...]:
        """Every pre-activation."""
        return tuple(gate for _, gate, _ in _links(self.local.by_gate))

    @property
    def wide(self) -> bool:
        """Whether some derivatives are beyond the range of floats."""
        return isinstance(self._any, Wide)

    def of(self, sample: int) -> "StepJacobians":
        """Those of one sample of the batch, counted from 0."""
        return replace(self, local=self.local.at((slice(None), slice(sample, sample + 1))))

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
            k the number of states. What is below the range of floats is 0 here; `pull_back` has it.
        """
        return np.asarray(self._matrices(slice(step - 1, step), sample)[0])

    @quietly
    def graded_matrix(self, step: int, sample: int = 0) -> tuple[Array, Array]:
        """The Jacobian of one step, however small its rows are: ``exp(log_scales)[:, None] * rows``.

        Parameters and errors are those of `matrix`.

        Returns
        -------
        numpy.ndarray, (k n_a,); numpy.ndarray, (k n_a, k n_a)
            Natural logarithms of the scales, and rows near 1.
        """
        if not self.wide:
            matrix = self.matrix(step, sample)
            return np.zeros(len(matrix)), matrix
        one = replace(self.of(sample), local=self.of(sample).local.at((..., slice(step - 1, step))))
        identity = np.eye(self.size).reshape(len(self.states), self.shape[0], 1, self.size)
        columns: Wide = one.pull_back(1, identity).reshape(self.size, self.size)  # of Jᵀ: row by row of J
        rows, exponent = columns.T.near_one(1)
        return exponent[:, 0] * np.log(2), rows

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
    def pull_back(self, step: int, gradients: Values) -> Any:
        """Carry gradients one step back: J⟨t⟩ᵀ times each of them.

        Parameters
        ----------
        step : int
            t, counted from 1.
        gradients : numpy.ndarray or Wide, (k, n_a, m, ...)
            At the states after the step.

        Returns
        -------
        numpy.ndarray or Wide, (k, n_a, m, ...)
            At the states before the step.
        """
        whole = self.whole(step, gradients)
        return self.before(step, whole, self.at_gates(step, whole))

    def before(self, step: int, whole: Values, at_gates: Mapping[str, Values]) -> Any:
        """The gradients at the states before a step, from the whole ones after it and those at its gates."""
        by_state = self._by_state(whole)
        return stacked(list(before_step(self._at(step, whole), self.recurrent, by_state, at_gates).values()))

    @quietly
    def whole(self, step: int, gradients: Values) -> Any:
        """The whole gradients at the states after a step, which count what each does through the others.

        Parameters and result are those of `pull_back`, at the same step.
        """
        return stacked(list(whole_at(self._at(step, gradients), self._by_state(gradients)).values()))

    def at_gates(self, step: int, whole: Values) -> dict[str, Any]:
        """The gradients at the pre-activation of each gate, each (n_a, m, ...), from the whole ones at the states."""
        return gates_at(self._at(step, whole), self._by_state(whole), self.recurrent)

    def _by_state(self, values: Values) -> dict[str, Values]:
        return {state: values[row] for row, state in enumerate(self.states)}

    def _at(self, step: int, like: Values) -> LocalDerivatives:
        """The local derivatives of one step, with as many axes as each of ``like``, (k, n_a, m, ...)."""
        return self.local.at((slice(None), slice(None), step - 1, *(None,) * (like.ndim - 3)))

    def cut(self) -> "StepJacobians":
        """The same without the paths through the gates: only what a state does to itself directly.

        For an LSTM this is the truncated gradient of Hochreiter & Schmidhuber 1997 (appendix A.1): what arrives at the
        gates and at the candidate is used there and not carried on to earlier steps. Its products are exactly those of
        the forget gates. An RNN has no such path: nothing is left of it.
        """
        return replace(self, recurrent=self.recurrent.scaled(0.0))

    def _matrices(self, steps: slice, sample: int) -> Array:
        n_a = self.shape[0]
        rows = {state: slice(k * n_a, (k + 1) * n_a) for k, state in enumerate(self.states)}
        first = _plain(self._any[:, sample, steps])
        found = np.zeros((first.shape[1], self.size, self.size), dtype=first.dtype)
        within = self._of_what_is_within(steps, sample)
        for state, gate, local in _links(self.local.by_gate):
            if state in rows and gate in self.recurrent:
                U, of = self.recurrent[gate], self.recurrent.acts_on.get(gate)
                by = U if of is None else U @ within[of]
                found[:, rows[state], rows["a"]] += _plain(local[:, sample, steps]).T[:, :, None] * by
        for state, before, local in _links(self.local.by_state):
            if state in rows:
                diagonal = np.einsum("tii->ti", found[:, rows[state], rows[before]])
                diagonal += _plain(local[:, sample, steps]).T
        for state, other, local in _links(self.local.within):
            found[:, rows[state]] += _plain(local[:, sample, steps]).T[:, :, None] * found[:, rows[other]]
        return found

    def _of_what_is_within(self, steps: slice, sample: int) -> dict[str, Array]:
        """The derivatives by a⟨t − 1⟩ of what else recurrent weights act on, each (T, n_a, n_a)."""
        found = {}
        for quantity in self.recurrent.within:
            links = [(local, self.recurrent[gate]) for gate, local in self.local.by_gate[quantity].items()] + [
                (local, np.eye(self.shape[0])) for local in self.local.by_state[quantity].values()
            ]
            found[quantity] = sum(_plain(local[:, sample, steps]).T[:, :, None] * by for local, by in links)
        return found

    @property
    def _any(self) -> Any:
        return next(local for _, _, local in _links(self.local.by_gate))


def _links(local: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Every local derivative with the names of what is changed and of what it is changed by."""
    return ((of, by, derivative) for of, found in local.items() for by, derivative in found.items())


def _plain(values: Values) -> Array:
    return values.to_float() if isinstance(values, Wide) else values


def linearize(
    cell: str,
    states: Mapping[str, Array],
    gates: Mapping[str, Array],
    parameters: Mapping[str, Array],
    activation: str = "tanh",
    x: Array | None = None,
) -> StepJacobians:
    """The step Jacobians of a forward pass.

    Parameters
    ----------
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    states, gates : mapping of str to numpy.ndarray, each (n_a, m, T)
        As in `rnnviz.CellResult`. Cell states begin at 0.
    parameters : mapping of str to numpy.ndarray
        Of the cell.
    activation : str
        Of the RNN.
    x : numpy.ndarray, (n_x, m, T), optional
        The input. Without it, a unit at its limits has the slope that its output still tells: 0, from ``|z|`` of 19 on.

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
    >>> result = run(Scenario())
    >>> lstm = result.cells["lstm"]
    >>> steps = linearize("lstm", lstm.states, lstm.gates, lstm.parameters, x=result.x)
    >>> steps.states, steps.matrix(step=100, sample=7).shape
    (('a', 'c'), (64, 64))
    """
    if cell not in CELLS:
        raise RnnvizError(f"linearize: cell must be one of {', '.join(CELLS)}; got {cell!r}.")
    kind = CELLS[cell]
    weights = kind.gate_weights(parameters)
    given = Before(weights, x, {state: np.zeros_like(s[:, :, 0]) for state, s in states.items()})
    local = kind.local_derivatives(states, gates, activation, given)
    direct = f"{kind.signal(kind.keeps).name}s" if kind.keeps else ""
    return StepJacobians(tuple(states), local, Recurrent(weights), kind.carrier, direct)
