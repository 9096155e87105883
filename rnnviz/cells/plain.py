"""A cell from its graph alone: plain passes, step by step, for a cell that has none of its own written by hand.

They are right at any size, as the others are, and slow: each step back is taken with an exponent for each value.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.bptt import Places, collect, gradients_of, own_gradient
from rnnviz.cells.cell import Backward, Before, Cell, Forward, GateWeights, LocalDerivatives, Recurrent, Signal, quietly
from rnnviz.cells.graph import Graph
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.reference import evaluate, local_derivatives
from rnnviz.cells.segments import BeyondFloats
from rnnviz.cells.wide_steps import WideSteps
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError

__all__ = ["PlainCaches", "plain_cell"]

Array = NDArray[Any]
Weights = Mapping[str, GateWeights]


class PlainCaches(NamedTuple):
    """What a forward pass leaves for the backward one.

    Parameters
    ----------
    values : dict of str to numpy.ndarray, each (n_a, m, T)
        Every node at every step, and the states before it.
    x : numpy.ndarray, (n_x, m, T)
        The input.
    weights : mapping of str to GateWeights
        Behind every gate.
    activation : str
        That of the cell, if it is given one.
    """

    values: dict[str, Array]
    x: Array
    weights: Weights
    activation: str


class _Passes(NamedTuple):
    """The passes of a cell that carries these states."""

    graph: Callable[[Collection[str]], Graph]
    states: tuple[str, ...]
    gates: tuple[str, ...]
    gate_weights: Callable[[Mapping[str, Array]], dict[str, GateWeights]]

    @quietly
    def forward(
        self, x: Array, a0: Array, parameters: dict[str, Array], activation: str, workspace: Workspace | None = None
    ) -> Forward:
        weights = self.gate_weights(parameters)
        graph, states = self.graph(weights), dict.fromkeys(self.states, np.zeros_like(a0)) | {"a": a0}
        steps = []
        for t in range(x.shape[2]):
            steps.append(evaluate(graph, weights, x[:, :, t], states, activation))
            states = {state: steps[-1][state] for state in self.states}
        values = {name: np.stack([step[name] for step in steps], axis=2) for name in steps[0]}
        gates = {gate: values[gate] for gate in self.gates}
        caches = PlainCaches(values, x, weights, activation)
        return Forward({state: values[state] for state in self.states}, gates, caches)

    @quietly
    def backward(self, da: Array, caches: PlainCaches, *, weights: bool = True) -> Backward:
        behind, recurrent = caches.weights, Recurrent(caches.weights)
        n_a, m, T = caches.values["a"].shape
        da = own_gradient("backward", da, (n_a, m, T), np.dtype(np.float64))
        rows = ["a_prev", *recurrent.within]
        operand = np.concatenate([*(caches.values[row] for row in rows), caches.x, np.ones((1, m, T))])

        def links(start: int, stop: int) -> LocalDerivatives:
            values = {name: value[:, :, start:stop] for name, value in caches.values.items()}
            graph = self.graph(behind)
            return local_derivatives(graph, values, self.states, recurrent.within, caches.activation, wide=True)

        found = collect(
            da,
            tuple(np.zeros((n_a, m)) for _ in self.states),
            np.moveaxis(operand, 2, 0),
            np.concatenate(list(_rows(behind, rows, len(caches.x)))),
            lambda start, stop, totals, carry: BeyondFloats(stop - 1),
            WideSteps(links, lambda: behind, self.states),
            Workspace(),
            n_x=len(caches.x),
            summed=weights,
        )
        gradients = gradients_of(found, self.states, _places(behind, rows, n_a, len(operand)))
        return Backward(gradients, dict(zip(self.states, found.by_step, strict=True)), found.dx)

    def part(self, caches: PlainCaches, start: int, stop: int) -> PlainCaches:
        some = {name: value[:, :, start:stop] for name, value in caches.values.items()}
        return caches._replace(values=some, x=caches.x[:, :, start:stop])

    @quietly
    def local_derivatives(
        self, states: Mapping[str, Array], gates: Mapping[str, Array], activation: str, before: Before | None = None
    ) -> LocalDerivatives:
        if before is None:
            raise RnnvizError("The derivatives of a cell that is only a graph need its weights.")
        earlier = {
            name: np.concatenate([np.asarray(before.before[name])[:, :, None], values[:, :, :-1]], axis=2)
            for name, values in states.items()
        }
        graph, within = self.graph(before.weights), Recurrent(before.weights).within
        values = evaluate(graph, before.weights, before.x, earlier, activation, {**gates, **states})
        if before.x is None:
            return local_derivatives(graph, values, self.states, within, activation)
        return _narrowed(local_derivatives(graph, values, self.states, within, activation, wide=True))


def _narrowed(found: LocalDerivatives) -> LocalDerivatives:
    """As floats, if they hold all."""
    plain = [{of: {by: link.to_float() for by, link in links.items()} for of, links in kind.items()} for kind in found]
    for kind, floats in zip(found, plain, strict=True):
        for of, links in kind.items():
            for by, link in links.items():
                if ((link.mantissa != 0) & (np.abs(floats[of][by]) < np.finfo(np.float64).tiny)).any():
                    return found
    return LocalDerivatives(*plain)


def _rows(weights: Weights, rows: list[str], n_x: int) -> Iterator[Array]:
    """What the operand is multiplied by to give each pre-activation, (n_a, n)."""
    for one in weights.values():
        n_a = len(one.bias)
        of = "a_prev" if one.acts_on == "a" else one.acts_on
        blocks = [one.recurrent if row == of and one.recurrent is not None else np.zeros((n_a, n_a)) for row in rows]
        yield np.concatenate([*blocks, np.zeros((n_a, n_x)) if one.input is None else one.input, one.bias], axis=1)


def _places(weights: Weights, rows: list[str], n_a: int, n: int) -> Places:
    """Where the gradient of each parameter stands: of one matrix for state and input, the state's part first."""
    x, bias = slice(len(rows) * n_a, n - 1), slice(n - 1, n)
    found: dict[str, list[tuple[slice, slice]]] = {}
    of_input: dict[str, list[tuple[slice, slice]]] = {}
    for k, one in enumerate(weights.values()):
        own, (recurrent, into, b) = slice(k * n_a, (k + 1) * n_a), one.names
        at = rows.index("a_prev" if one.acts_on == "a" else one.acts_on)
        if one.recurrent is not None:
            found.setdefault(recurrent, []).append((own, slice(at * n_a, (at + 1) * n_a)))
        if one.input is not None:
            of_input.setdefault(into, []).append((own, x))
        found.setdefault(b, []).append((own, bias))
    for name, parts in of_input.items():
        found[name] = found.get(name, []) + parts
    return found


def plain_cell(
    *,
    label: str,
    colour: str,
    graph: Callable[[Collection[str]], Graph],
    gate_weights: Callable[[Mapping[str, Array]], dict[str, GateWeights]],
    draw: Callable[[int, int, int, Initialization, np.random.Generator], dict[str, Array]],
    signals: Callable[[str], tuple[Signal, ...]],
    carrier: str = "a",
    keeps: str = "",
    settings: tuple[str, ...] = (),
    step_code: str = "",
    part_of: Mapping[str, str] | None = None,
) -> Cell:
    """A cell that needs its equations, how its parameters are drawn, and its face.

    Parameters
    ----------
    label, colour, graph, gate_weights, draw, signals, carrier, keeps, settings, step_code, part_of
        As of `rnnviz.cells.cell.Cell`. The states are those signals that are of this kind, ``"a"`` first.

    Returns
    -------
    Cell
        In float64.

    Examples
    --------
    A unit that keeps half of its state:

    >>> from rnnviz.cells.graph import affine, tanh, graph
    >>> cell = plain_cell(
    ...     label="plain", colour="#000000", graph=lambda gates: graph(z_a=affine("a"), a=tanh("z_a")),
    ...     gate_weights=lambda p: {"a": GateWeights(p["U"], p["W"], p["b"], ("U", "W", "b"))},
    ...     draw=lambda n_x, n_a, n_y, initialization, rng: {},
    ...     signals=lambda activation: (Signal("a", "a", "hidden state", "tanh", "state", "#000000"),),
    ... )  # fmt: skip
    >>> p = {"U": np.full((1, 1), 0.5), "W": np.ones((1, 1)), "b": np.zeros((1, 1))}
    >>> forward = cell.forward(np.ones((1, 1, 2)), np.zeros((1, 1)), p, "tanh")
    >>> forward.states["a"].round(3)
    array([[[0.762, 0.881]]])
    """
    named = signals("tanh")
    states = ("a", *(signal.key for signal in named if signal.kind == "state" and signal.key != "a"))
    gates = tuple(signal.key for signal in named if signal.kind != "state")
    passes = _Passes(graph, states, gates, gate_weights)
    return Cell(
        label=label,
        colour=colour,
        carrier=carrier,
        keeps=keeps,
        settings=settings,
        draw=draw,
        forward=passes.forward,
        backward=passes.backward,
        part=passes.part,
        gate_weights=gate_weights,
        local_derivatives=passes.local_derivatives,
        signals=signals,
        step_code=step_code,
        graph=graph,
        part_of=part_of or {},
    )
