"""What every cell offers to the rest of the house, so that a new one is one new file and one line in the list."""

from collections.abc import Callable, Collection, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.graph import Graph
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.workspace import Workspace
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.wide import Wide, total_of

__all__ = [
    "Backward",
    "Before",
    "Cell",
    "Forward",
    "GateWeights",
    "LocalDerivatives",
    "Recurrent",
    "RunsBackward",
    "RunsForward",
    "Signal",
    "Values",
    "at_gates",
    "before_step",
    "gates_at",
    "quietly",
    "whole_at",
]

Array = NDArray[Any]
Arrays = Mapping[str, Array]
#: Plain numbers, or such as are beyond the range of floats.
Values = Array | Wide

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
    caches : Any
        For the backward pass.
    """

    states: dict[str, Array]
    gates: dict[str, Array]
    caches: Any


class Backward(NamedTuple):
    """A backward pass.

    Parameters
    ----------
    gradients : dict of str to numpy.ndarray
        Of the parameters, if they are wanted, ``dx``, and those of the states before the first step.
    by_step : dict of str to Scaled, each (n_a, m, T)
        Of every state at every step.
    dx : Scaled, (n_x, m, T)
        Of the input, however small.
    """

    gradients: dict[str, Array]
    by_step: dict[str, Scaled]
    dx: Scaled


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
    kind : str
        ``"gate"``; ``"candidate"``, which is no gate but stands among them; or ``"state"``, which is carried on.
    colour : str
        ``#rrggbb``: nothing else has it, in any cell. At least 3:1 against white and against a dark page.
    """

    key: str
    symbol: str
    name: str
    activation: str | None
    kind: Literal["gate", "candidate", "state"]
    colour: str


class GateWeights(NamedTuple):
    """What a gate's pre-activation is made of: z = recurrent · a⟨t−1⟩ + input · x⟨t⟩ + bias.

    Parameters
    ----------
    recurrent : numpy.ndarray, (n_a, n_a), or None
    input : numpy.ndarray, (n_a, n_x), or None
        None where a pre-activation has no such part.
    bias : numpy.ndarray, (n_a, 1)
    names : tuple of str
        The parameters that these are, or are columns of: for an LSTM the first two are the same.
    acts_on : str
        What the recurrent weights act on, if it is not the hidden state before the step: something that the step itself
        makes of it, unit by unit, which then stands in `LocalDerivatives` as a state does.
    """

    recurrent: Array | None
    input: Array | None
    bias: Array
    names: tuple[str, str, str]
    acts_on: str = "a"

    def pre_activation(self, acted_on: Array, x: Array | None) -> Array:
        """z, in float64, from what the recurrent weights act on, (n_a, m, K), and the input, (n_x, m, K)."""
        parts = [
            np.tensordot(weights.astype(np.float64, copy=False), by.astype(np.float64, copy=False), 1)
            for weights, by in ((self.recurrent, acted_on), (self.input, x))
            if weights is not None and by is not None
        ]
        return np.asarray(sum(parts[1:], parts[0]) + self.bias[:, :, None])


class Before(NamedTuple):
    """What a forward pass started from, so that its pre-activations can be found again.

    Parameters
    ----------
    weights : mapping of str to GateWeights
        Behind every gate.
    x : numpy.ndarray, (n_x, m, T), or None
        The input; without it a unit at its limits has the slope that its output still tells: 0, from ``|z|`` of 19 on.
    before : mapping of str to numpy.ndarray, each (n_a, m)
        The states before the first step.
    """

    weights: Mapping[str, GateWeights]
    x: Array | None
    before: Mapping[str, Values]

    def previous(self, a: Array, steps: NDArray[np.int64]) -> Array:
        """The hidden states before some steps, counted from 0, (n_a, m, K); ``a`` (n_a, m, T) are those after."""
        before = a[:, :, np.maximum(steps - 1, 0)]
        before[:, :, steps == 0] = np.asarray(self.before["a"])[:, :, None]
        return before

    def pre_activation(self, gate: str, a: Array, steps: NDArray[np.int64]) -> Array:
        """z of a gate at some steps, counted from 0, in float64.

        Parameters
        ----------
        gate : str
            Whose.
        a : numpy.ndarray, (n_a, m, T)
            The hidden states.
        steps : numpy.ndarray of int, (K,)
            Which steps.

        Returns
        -------
        numpy.ndarray, (n_a, m, K)
            z.
        """
        x = None if self.x is None else self.x[:, :, steps]
        return self.weights[gate].pre_activation(self.previous(a, steps), x)


class LocalDerivatives(NamedTuple):
    """What one step does to small changes, unit by unit; with `GateWeights` this is the whole step Jacobian.

    Each is the direct link alone: what goes through another quantity of the list is counted there. Only the
    pre-activations z, through the recurrent weights, make units depend on one another. What is not there is 0. Where
    some are below the range of floats, all are `Wide`.

    Parameters
    ----------
    by_gate : dict of str to dict of str to numpy.ndarray or Wide, each (n_a, m, T)
        ``by_gate[state][gate]``: ∂state⟨t⟩/∂z⟨t⟩, z the gate's pre-activation.
    by_state : dict of str to dict of str to numpy.ndarray or Wide, each (n_a, m, T)
        ``by_state[state][before]``: ∂state⟨t⟩/∂before⟨t−1⟩.
    within : dict of str to dict of str to numpy.ndarray or Wide, each (n_a, m, T)
        ``within[state][other]``: ∂state⟨t⟩/∂other⟨t⟩, in the same step; ``other`` does not depend on further states.
    """

    by_gate: dict[str, dict[str, Any]]
    by_state: dict[str, dict[str, Any]]
    within: dict[str, dict[str, Any]]

    def at(self, place: Any) -> "LocalDerivatives":
        """Those of some units, samples or steps, by what an array is indexed with."""
        return LocalDerivatives(
            *({of: {by: link[place] for by, link in links.items()} for of, links in kind.items()} for kind in self)
        )


class RunsForward(Protocol):
    """How a cell is run over a sequence."""

    def __call__(
        self, x: Array, a0: Array, parameters: dict[str, Array], activation: str, workspace: Workspace | None = None
    ) -> Forward:
        """States and gates at every step."""


class RunsBackward(Protocol):
    """How a cell's gradients are found."""

    def __call__(self, da: Array, caches: Any, *, weights: bool = True) -> Backward:
        """Gradients; without those of the parameters, if nobody wants ``weights``."""


class Cell(NamedTuple):
    """A kind of recurrent cell.

    Parameters
    ----------
    label : str
        What people call it.
    colour : str
        Of its curves, ``#rrggbb``.
    carrier : str
        The state along which its gradient is carried, and by which it is judged.
    keeps : str
        The gate by which the carrier is multiplied from step to step; empty if it comes through weights alone.
    settings : tuple of str
        Those that not every cell reads: fields of a scenario or network, such as ``"forget_bias"``.
    draw : callable
        ``draw(n_x, n_a, n_y, initialization, rng)`` gives parameters: those of an output layer too, because from one
        seed frameworks draw them in an order of their own.
    forward : callable
        ``forward(x, a0, parameters, activation)``; a cell whose activation is fixed ignores it. No output layer is
        needed. A workspace may follow: then the memory of the last call with it is used again, here and in the
        backward pass.
    backward : callable
        ``backward(da, caches)``; with ``weights=False`` it need not find the parameters' gradients.
    part : callable
        ``part(caches, start, stop)`` gives the caches of some steps, counted from 0, without those before and after.
    gate_weights : callable
        ``gate_weights(parameters)`` gives the weights behind the pre-activation z of every gate, keyed as ``gates``;
        for a cell without gates those behind the hidden state, ``"a"``.
    local_derivatives : callable
        ``local_derivatives(states, gates, activation, given)`` gives what a step does to small changes, its gates keyed
        as ``gate_weights``, from a `Before`. Without one the states begin at 0, and what outputs have lost is lost.
    signals : callable
        ``signals(activation)`` gives what the cell shows, gates first, the hidden state last.
    step_code : str
        Code that computes a step again, forwards and backwards, from ``x``, ``da``, ``cell`` (a
        `rnnviz.experiment.run.CellResult`), and ``before(states)`` and ``after(gradients)``, which give those of the
        neighbouring steps; ``{activation!r}`` stands for the activation.
    graph : callable
        ``graph(gates)`` gives the unit-wise equations, for weights of these gates.
    part_of : mapping of str to str
        Of pre-activations that are none of a gate's own: the gate, or candidate, that they are a part of.
    added_up : callable, optional
        ``added_up(given, a, steps)`` gives z of every gate, where some are not one sum of products.
    """

    label: str
    colour: str
    carrier: str
    keeps: str
    settings: tuple[str, ...]
    draw: Callable[[int, int, int, Initialization, np.random.Generator], dict[str, Array]]
    forward: RunsForward
    backward: RunsBackward
    part: Callable[[Any, int, int], Any]
    gate_weights: Callable[[Arrays], dict[str, GateWeights]]
    local_derivatives: Callable[[Arrays, Arrays, str, Before | None], LocalDerivatives]
    signals: Callable[[str], tuple[Signal, ...]]
    step_code: str
    graph: Callable[[Collection[str]], Graph]
    part_of: Mapping[str, str] = MappingProxyType({})
    added_up: Callable[["Before", Array, NDArray[np.int64]], dict[str, Array]] | None = None

    def pre_activations(self, given: "Before", a: Array, steps: NDArray[np.int64]) -> dict[str, Array]:
        """z of every gate, or of the hidden state of a cell without, at some steps, in float64, (n_a, m, K).

        Parameters are those of `Before.pre_activation`.
        """
        if self.added_up is not None:
            return self.added_up(given, a, steps)
        return {gate: given.pre_activation(gate, a, steps) for gate in given.weights}

    @property
    def keeping_bias(self) -> str:
        """The setting that is added to the bias of the gate by which the state is kept; empty if there is none."""
        name = f"{self.signal(self.keeps).name.removesuffix(' gate')}_bias" if self.keeps else ""
        return name if name in self.settings else ""

    def signal(self, key: str) -> Signal:
        """A gate or state; of a pre-activation that is a part of another one, that whose part it is."""
        key = self.part_of.get(key, key)
        return next(signal for signal in self.signals("tanh") if signal.key == key)


class Recurrent(dict[str, Array]):
    """The recurrent weights by gate, each (n_a, n_a), without the gates that have none.

    ``acts_on[gate]`` names what a gate's act on, where it is not the hidden state before the step.
    """

    def __init__(self, weights: Mapping[str, GateWeights]) -> None:
        super().__init__((gate, one.recurrent) for gate, one in weights.items() if one.recurrent is not None)
        self.acts_on = {gate: one.acts_on for gate, one in weights.items() if one.acts_on != "a"}

    def scaled(self, factor: float) -> "Recurrent":
        """The same, multiplied."""
        found = Recurrent({})
        found.update({gate: U * factor for gate, U in self.items()})
        found.acts_on = self.acts_on
        return found

    @property
    def within(self) -> tuple[str, ...]:
        """What else than the hidden state they act on, in the order of the backward pass."""
        return tuple(dict.fromkeys(self.acts_on.values()))

    def on(self, quantity: str) -> dict[str, Array]:
        """Those that act on one quantity."""
        return {gate: U for gate, U in self.items() if self.acts_on.get(gate, "a") == quantity}


def whole_at(local: LocalDerivatives, arriving: Mapping[str, Values]) -> dict[str, Values]:
    """The whole gradients at the states after a step, which count what each does through the others.

    Parameters
    ----------
    local : LocalDerivatives
        Of this step, of the shape of ``arriving``.
    arriving : mapping of str to numpy.ndarray or Wide, each (n_a, ...)
        What arrives at each state from outside of the step.

    Returns
    -------
    dict of str to numpy.ndarray or Wide
        By state.
    """
    whole = dict(arriving)
    for state, others in local.within.items():
        for other, link in others.items():
            whole[other] = whole[other] + link * whole[state]
    return whole


@quietly
def at_gates(local: LocalDerivatives, by_step: Mapping[str, Scaled], recurrent: Recurrent) -> dict[str, Scaled]:
    """The gradient at every gate's pre-activation, from the whole gradients at the states.

    Parameters
    ----------
    local : LocalDerivatives
        Of these steps.
    by_step : mapping of str to Scaled, each (n_a, m, T)
        As in `Backward`.
    recurrent : Recurrent
        Through which a gate may depend on another one in the same step.

    Returns
    -------
    dict of str to Scaled
        Keyed by gate.
    """
    dz = {
        gate: by_step[state].times(link)
        for state, gates in local.by_gate.items()
        if state in by_step
        for gate, link in gates.items()
    }
    for quantity in recurrent.within:
        whole = reduce(Scaled.plus, (dz[gate].through(U.T) for gate, U in recurrent.on(quantity).items()))
        dz |= {gate: whole.times(link) for gate, link in local.by_gate[quantity].items()}
    return dz


def gates_at(local: LocalDerivatives, whole: Mapping[str, Values], recurrent: Recurrent) -> dict[str, Values]:
    """The same of one step, from what `whole_at` gives."""
    dz = {
        gate: link * whole[state]
        for state, gates in local.by_gate.items()
        if state in whole
        for gate, link in gates.items()
    }
    for quantity in recurrent.within:
        of_quantity = _handed_back(recurrent, quantity, dz)
        dz |= {gate: link * of_quantity for gate, link in local.by_gate[quantity].items()}
    return dz


def before_step(
    local: LocalDerivatives, recurrent: Recurrent, whole: Mapping[str, Values], dz: Mapping[str, Values]
) -> dict[str, Values]:
    """The gradients at the states before a step, from the whole ones after it and those at its gates.

    Parameters
    ----------
    local : LocalDerivatives
        Of this step.
    recurrent : Recurrent
        Weights by gate.
    whole, dz : mapping of str to numpy.ndarray or Wide, each (n_a, ...)
        By state, and by gate.

    Returns
    -------
    dict of str to numpy.ndarray or Wide
        By state.
    """
    any_state = next(iter(whole.values()))
    nothing = 0 * any_state if isinstance(any_state, Wide) else np.zeros_like(any_state)
    back: dict[str, Values] = dict.fromkeys(whole, nothing)
    back["a"] = _handed_back(recurrent, "a", dz)
    every = {**whole, **{quantity: _handed_back(recurrent, quantity, dz) for quantity in recurrent.within}}
    for state, befores in local.by_state.items():
        for before, link in befores.items():
            back[before] = back[before] + link * every[state]
    return back


def _handed_back(recurrent: Recurrent, quantity: str, dz: Mapping[str, Values]) -> Any:
    """The gradient that comes to something through the recurrent weights that act on it."""
    through = [U.T @ dz[gate].reshape(len(U), -1) for gate, U in recurrent.on(quantity).items()]
    return total_of(through).reshape(*next(iter(dz.values())).shape)
