"""What a cell's graph says, by the plainest means: one step forwards, and its local derivatives by the chain rule."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.activations import activation_named
from rnnviz.cells.cell import GateWeights, LocalDerivatives
from rnnviz.cells.graph import Graph, Node

__all__ = ["evaluate", "local_derivatives"]

Array = NDArray[Any]


def evaluate(
    of: Graph, weights: Mapping[str, GateWeights], x: Array, before: Mapping[str, Array], given: str = "tanh"
) -> dict[str, Array]:
    """One step forwards, in float64.

    Parameters
    ----------
    of : Graph
        The cell's.
    weights : mapping of str to GateWeights
        Behind every gate.
    x : numpy.ndarray, (n_x, m)
        Input.
    before : mapping of str to numpy.ndarray, each (n_a, m)
        The states before the step.
    given : str
        The activation of a cell that is given one.

    Returns
    -------
    dict of str to numpy.ndarray, each (n_a, m)
        Of every node, and of the states before as ``a_prev`` ….

    Examples
    --------
    >>> from rnnviz.cells.graph import activation, affine, graph
    >>> rnn = graph(z_a=affine("a"), a=activation("z_a"))
    >>> weights = {"a": GateWeights(np.array([[0.5]]), np.array([[1.0]]), np.zeros((1, 1)), ("Waa", "Wax", "ba"))}
    >>> evaluate(rnn, weights, np.ones((1, 1)), {"a": np.full((1, 1), 2.0)})["a"].round(4)
    array([[0.964]])
    """
    values = {f"{state}_prev": np.asarray(value, dtype=np.float64) for state, value in before.items()}
    for name, node in of.items():
        if node.kind == "affine":
            one = weights[node.of[0]]
            acted_on = values["a_prev"] if one.acts_on == "a" else values[one.acts_on]
            values[name] = one.pre_activation(acted_on[:, :, None], x[:, :, None])[:, :, 0]
        else:
            values[name] = _computed(node, [values[part] for part in node.of], given)
    return values


def _computed(node: Node, parts: list[Array], given: str) -> Array:
    match node.kind:
        case "product":
            return np.asarray(np.prod(parts, axis=0))
        case "sum":
            return np.asarray(np.sum(parts, axis=0))
        case "rest":
            return 1 - parts[0]
    out = np.empty_like(parts[0])
    activation_named(given if node.kind == "activation" else node.kind).function(parts[0].copy(), out)
    return out


def local_derivatives(
    of: Graph, values: Mapping[str, Array], states: tuple[str, ...], within: tuple[str, ...] = (), given: str = "tanh"
) -> LocalDerivatives:
    """What a step does to small changes, unit by unit, by the chain rule backwards from each state.

    Parameters
    ----------
    of : Graph
        The cell's.
    values : mapping of str to numpy.ndarray
        From `evaluate`, or arrays of many steps.
    states : tuple of str
        What the cell carries.
    within : tuple of str
        What else recurrent weights act on: nodes that stand in the result as states do.
    given : str
        The activation of a cell that is given one.

    Returns
    -------
    LocalDerivatives
        From the outputs: what these have lost is lost.

    Examples
    --------
    >>> from rnnviz.cells.graph import affine, graph, tanh
    >>> unit = graph(z_a=affine("a"), a=tanh("z_a"))
    >>> local_derivatives(unit, {"z_a": np.zeros((1, 1)), "a": np.zeros((1, 1))}, ("a",)).by_gate
    {'a': {'a': array([[1.]])}}
    """
    kinds: tuple[dict[str, dict[str, Array]], ...] = ({}, {}, {})
    for target in (*states, *within):
        found: dict[str, Array] = {target: np.ones_like(values[target])}
        for name in reversed(list(of)):
            if name not in found or (name != target and name in (*states, *within)):
                continue
            for part, slope in _slopes(of[name], values, values[name], given):
                found[part] = found.get(part, 0) + slope * found[name]
        for name, link in found.items():
            state = name.removesuffix("_prev")
            if name in of and of[name].kind == "affine":
                kinds[0].setdefault(target, {})[of[name].of[0]] = link
            elif name not in of:
                kinds[1].setdefault(target, {})[state] = link
            elif name != target and name in states:
                kinds[2].setdefault(target, {})[name] = link
    return LocalDerivatives(*kinds)


def _slopes(node: Node, values: Mapping[str, Array], value: Array, given: str) -> list[tuple[str, Any]]:
    """By what each part of a node changes it."""
    match node.kind:
        case "affine":
            return []
        case "sum":
            return [(part, 1.0) for part in node.of]
        case "rest":
            return [(node.of[0], -1.0)]
        case "product":
            others = [[values[o] for k, o in enumerate(node.of) if k != place] for place in range(len(node.of))]
            return [(part, np.prod(rest_of_it, axis=0)) for part, rest_of_it in zip(node.of, others, strict=True)]
    return [(node.of[0], activation_named(given if node.kind == "activation" else node.kind).derivative(value))]
