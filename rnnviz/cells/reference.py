"""What a cell's graph says, by the plainest means: one step forwards, and its local derivatives by the chain rule."""

from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.activations import activation_named, wide_sigmoid
from rnnviz.cells.cell import GateWeights, LocalDerivatives, Values
from rnnviz.cells.graph import Graph, Node
from rnnviz.numerics.wide import Wide

__all__ = ["evaluate", "local_derivatives"]

Array = NDArray[Any]


def evaluate(
    of: Graph,
    weights: Mapping[str, GateWeights],
    x: Array | None,
    before: Mapping[str, Array],
    given: str = "tanh",
    known: Mapping[str, Array] = MappingProxyType({}),
) -> dict[str, Array]:
    """One step forwards, in float64.

    Parameters
    ----------
    of : Graph
        The cell's.
    weights : mapping of str to GateWeights
        Behind every gate.
    x : numpy.ndarray, (n_x, m)
        Input. All arrays may have a third axis, for steps that are looked at together.
    before : mapping of str to numpy.ndarray, each (n_a, m)
        The states before the step.
    given : str
        The activation of a cell that is given one.
    known : mapping of str to numpy.ndarray, each (n_a, m)
        Nodes that are not computed again.

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
        if name in known:
            values[name] = known[name]
        elif node.kind == "affine":
            one = weights[node.of[0]]
            acted_on = values["a_prev"] if one.acts_on == "a" else values[one.acts_on]
            steps = (*acted_on.shape[:2], -1)
            z = one.pre_activation(acted_on.reshape(steps), None if x is None else x.reshape(*x.shape[:2], -1))
            values[name] = z.reshape(acted_on.shape)
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
    of: Graph,
    values: Mapping[str, Array],
    states: tuple[str, ...],
    within: tuple[str, ...] = (),
    given: str = "tanh",
    *,
    wide: bool = False,
) -> LocalDerivatives:
    """What a step does to small changes, unit by unit, by the chain rule backwards from each state.

    Parameters
    ----------
    of : Graph
        The cell's.
    values : mapping of str to numpy.ndarray
        From `evaluate`.
    states : tuple of str
        What the cell carries.
    within : tuple of str
        What else recurrent weights act on: nodes that stand in the result as states do.
    given : str
        The activation of a cell that is given one.
    wide : bool
        Whether to take slopes, and what is left of 1, from what a function is taken of, however small they are; or from
        the outputs: what these have lost is lost.

    Returns
    -------
    LocalDerivatives
        `Wide` if asked so.

    Examples
    --------
    >>> from rnnviz.cells.graph import affine, graph, tanh
    >>> unit = graph(z_a=affine("a"), a=tanh("z_a"))
    >>> local_derivatives(unit, {"z_a": np.zeros((1, 1)), "a": np.zeros((1, 1))}, ("a",)).by_gate
    {'a': {'a': array([[1.]])}}
    """
    numbers: dict[str, Values] = _wide_values(of, values) if wide else dict(values)
    kinds: tuple[dict[str, dict[str, Any]], ...] = ({}, {}, {})
    for target in (*states, *within):
        ones = np.ones_like(values[target])
        found: dict[str, Any] = {target: Wide(ones) if wide else ones}
        for name in reversed(list(of)):
            if name not in found or (name != target and name in (*states, *within)):
                continue
            for part, slope in _slopes(of, name, numbers, given):
                through = found[name] * slope
                found[part] = found[part] + through if part in found else through
        for name, link in found.items():
            if name in of and of[name].kind == "affine":
                kinds[0].setdefault(target, {})[of[name].of[0]] = link
            elif name not in of:
                kinds[1].setdefault(target, {})[name.removesuffix("_prev")] = link
            elif name != target and name in states:
                kinds[2].setdefault(target, {})[name] = link
    return LocalDerivatives(*kinds)


def _wide_values(of: Graph, values: Mapping[str, Array]) -> dict[str, Values]:
    """The nodes that can be small, or near 1, as numbers with an exponent, from what they are taken of."""
    found: dict[str, Values] = dict(values)
    for name, node in of.items():
        if node.kind == "sigmoid":
            found[name] = wide_sigmoid(values[node.of[0]])
        elif node.kind == "rest" and of[node.of[0]].kind == "sigmoid":
            found[name] = wide_sigmoid(-values[of[node.of[0]].of[0]])
    return found


def _slopes(of: Graph, name: str, values: Mapping[str, Values], given: str) -> list[tuple[str, Any]]:
    """By what each part of a node changes it."""
    node = of[name]
    match node.kind:
        case "affine":
            return []
        case "sum":
            return [(part, 1.0) for part in node.of]
        case "rest":
            return [(node.of[0], -1.0)]
        case "product":
            others = [[values[o] for k, o in enumerate(node.of) if k != place] for place in range(len(node.of))]
            return [(part, reduce(_times, left)) for part, left in zip(node.of, others, strict=True)]
    kind = given if node.kind == "activation" else node.kind
    function, argument = activation_named(kind), values[node.of[0]]
    wide = any(isinstance(one, Wide) for one in values.values())
    if wide and function.slope is not None:
        return [(node.of[0], function.slope(argument if isinstance(argument, np.ndarray) else argument.to_float()))]
    output = values[name]
    return [(node.of[0], function.derivative(output if isinstance(output, np.ndarray) else output.to_float()))]


def _times(one: Values, other: Values) -> Values:
    return other * one if isinstance(other, Wide) else one * other
