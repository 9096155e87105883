"""What every cell offers to the rest of the house, so that a new one is one new file and one line in the list."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.workspace import Workspace
from rnnviz.parameters import Initialization
from rnnviz.scaled import Scaled

__all__ = [
    "Backward",
    "Cell",
    "Forward",
    "GateWeights",
    "LocalDerivatives",
    "RunsForward",
    "Signal",
    "at_gates",
    "quietly",
]

Array = NDArray[Any]
Arrays = Mapping[str, Array]

#: Inf and NaN that a network produces are results, as IEEE 754 defines them, and no reason for a warning.
quietly = np.errstate(over="ignore", invalid="ignore", under="ignore")


class Forward(NamedTuple):
    """A forward pass, time last.

    Parameters
    ----------
    states : dict of str to numpy.ndarray, each (n_a, m, T)
        ``"a"`` first; then what else the cell carries from step to step.
    gates : dict of str to numpy.ndarray, each (n_a, m, T)
        In the order in which they are shown.
    y : numpy.ndarray, (n_y, m, T)
        Predictions.
    caches : Any
        For the backward pass.
    """

    states: dict[str, Array]
    gates: dict[str, Array]
    y: Array
    caches: Any


class Backward(NamedTuple):
    """A backward pass: the gradients of the parameters, ``dx`` and ``da0``; and those of every state at every step."""

    gradients: dict[str, Array]
    by_step: dict[str, Scaled]


class Signal(NamedTuple):
    """A quantity that a cell has at every unit and step.

    Parameters
    ----------
    key : str
        In the gates or states.
    symbol : str
        In equations.
    name : str
        What people call it.
    activation : str or None
        ``"sigmoid"`` (from 0 to 1) or ``"tanh"`` (from -1 to 1) where it is the value of one; None for what has no
        ends, or none that it can reach.
    """

    key: str
    symbol: str
    name: str
    activation: str | None


class GateWeights(NamedTuple):
    """What a gate's pre-activation is made of: z = recurrent · a⟨t−1⟩ + input · x⟨t⟩ + bias.

    Parameters
    ----------
    recurrent : numpy.ndarray, (n_a, n_a)
    input : numpy.ndarray, (n_a, n_x)
    bias : numpy.ndarray, (n_a, 1)
    names : tuple of str
        The parameters that these are, or are columns of: for an LSTM the first two are the same.
    """

    recurrent: Array
    input: Array
    bias: Array
    names: tuple[str, str, str]


class LocalDerivatives(NamedTuple):
    """What one step does to small changes, unit by unit; with `GateWeights` this is the whole step Jacobian.

    Each is the direct link alone: what goes through another quantity of the list is counted there. Only the
    pre-activations z, through the recurrent weights, make units depend on one another. What is not there is 0.

    Parameters
    ----------
    by_gate : dict of str to dict of str to numpy.ndarray, each (n_a, m, T)
        ``by_gate[state][gate]``: ∂state⟨t⟩/∂z⟨t⟩, z the gate's pre-activation.
    by_state : dict of str to dict of str to numpy.ndarray, each (n_a, m, T)
        ``by_state[state][before]``: ∂state⟨t⟩/∂before⟨t−1⟩.
    within : dict of str to dict of str to numpy.ndarray, each (n_a, m, T)
        ``within[state][other]``: ∂state⟨t⟩/∂other⟨t⟩, in the same step; ``other`` does not depend on further states.
    """

    by_gate: dict[str, dict[str, Array]]
    by_state: dict[str, dict[str, Array]]
    within: dict[str, dict[str, Array]]


class RunsForward(Protocol):
    """How a cell is run over a sequence."""

    def __call__(
        self, x: Array, a0: Array, parameters: dict[str, Array], activation: str, workspace: Workspace | None = None
    ) -> Forward:
        """States and gates at every step."""


class Cell(NamedTuple):
    """A kind of recurrent cell.

    Parameters
    ----------
    label : str
        What people call it.
    output_weights : str
        Name of the parameter from hidden state to output, (n_y, n_a).
    draw : callable
        ``draw(n_x, n_a, n_y, initialization, rng)`` gives parameters.
    forward : callable
        ``forward(x, a0, parameters, activation)``; a cell whose activation is fixed ignores it. A workspace may follow:
        then the memory of the last call with it is used again, here and in the backward pass.
    backward : callable
        ``backward(da, caches)``.
    part : callable
        ``part(caches, start, stop)`` gives the caches of some steps, counted from 0, without those before and after.
    gate_weights : callable
        ``gate_weights(parameters)`` gives the weights behind the pre-activation z of every gate, keyed as ``gates``;
        for a cell without gates those behind the hidden state, ``"a"``.
    local_derivatives : callable
        ``local_derivatives(states, gates, activation)`` gives what a step does to small changes, its gates keyed as
        ``gate_weights``. Cell states begin at 0.
    signals : callable
        ``signals(activation)`` gives what the cell shows, gates first, the hidden state last.
    """

    label: str
    output_weights: str
    draw: Callable[[int, int, int, Initialization, np.random.Generator], dict[str, Array]]
    forward: RunsForward
    backward: Callable[[Array, Any], Backward]
    part: Callable[[Any, int, int], Any]
    gate_weights: Callable[[Arrays], dict[str, GateWeights]]
    local_derivatives: Callable[[Arrays, Arrays, str], LocalDerivatives]
    signals: Callable[[str], tuple[Signal, ...]]


@quietly
def at_gates(local: LocalDerivatives, by_step: Mapping[str, Scaled]) -> dict[str, Scaled]:
    """The gradient at every gate's pre-activation, from the whole gradients at the states.

    Parameters
    ----------
    local : LocalDerivatives
        Of these steps.
    by_step : mapping of str to Scaled, each (n_a, m, T)
        As in `Backward`; they share their exponents.

    Returns
    -------
    dict of str to Scaled
        Keyed by gate.
    """
    return {
        gate: Scaled(derivative * by_step[state].mantissa, by_step[state].exponent)
        for state, gates in local.by_gate.items()
        for gate, derivative in gates.items()
    }
