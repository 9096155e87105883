r"""A cell's unit-wise equations, declared once as a small graph.

Its nodes are pre-activations (`affine`, whose weights `rnnviz.cells.cell.Cell.gate_weights` gives), their activations,
and products, sums and differences from 1 of other nodes. A state of the step before is its name with ``_prev``.
An LSTM's cell state :math:`c = f \odot c_{prev} + i \odot \tilde c` is

>>> lstm_cell_state = graph(
...     z_f=affine("f"), z_i=affine("i"), z_cct=affine("cct"),
...     f=sigmoid("z_f"), i=sigmoid("z_i"), cct=tanh("z_cct"),
...     kept=product("f", "c_prev"), new=product("i", "cct"), c=add("kept", "new"),
... )  # fmt: skip
>>> list(lstm_cell_state.inputs), lstm_cell_state.consumers("f")
(['c_prev'], ['kept'])

From a graph follow what depends on what, the values of a step and its local derivatives (`rnnviz.cells.reference`), and
the explanations that a browser shows. The fast passes of the cells are written by hand, and checked against it.
"""

from typing import Literal, NamedTuple

__all__ = [
    "Graph",
    "Kind",
    "Node",
    "activation",
    "add",
    "affine",
    "graph",
    "product",
    "rest",
    "sigmoid",
    "tanh",
]

Kind = Literal["affine", "sigmoid", "tanh", "activation", "product", "sum", "rest"]


class Node(NamedTuple):
    """A quantity that a step computes at every unit.

    Parameters
    ----------
    kind : str
        ``"affine"``, ``"sigmoid"``, ``"tanh"``, ``"activation"`` (the one that a cell is given), ``"product"``,
        ``"sum"``, or ``"rest"``: 1 − x.
    of : tuple of str
        The nodes that it is made of; of an affine one the gate whose weights it has.
    """

    kind: Kind
    of: tuple[str, ...]


def affine(gate: str) -> Node:
    """The pre-activation of a gate, W a⟨t−1⟩ + W x⟨t⟩ + b, as its weights have it."""
    return Node("affine", (gate,))


def sigmoid(of: str) -> Node:
    """σ of a node."""
    return Node("sigmoid", (of,))


def tanh(of: str) -> Node:
    """The hyperbolic tangent of a node."""
    return Node("tanh", (of,))


def activation(of: str) -> Node:
    """The activation that a cell is given, of a node."""
    return Node("activation", (of,))


def product(*of: str) -> Node:
    """The product of nodes, unit by unit."""
    return Node("product", of)


def add(*of: str) -> Node:
    """The sum of nodes."""
    return Node("sum", of)


def rest(of: str) -> Node:
    """1 − a node."""
    return Node("rest", (of,))


class Graph(dict[str, Node]):
    """The nodes of a cell by name, in the order in which a step computes them."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The states of the step before that stand in it, ``a_prev`` and the like."""
        of = (name for node in self.values() if node.kind != "affine" for name in node.of)
        return tuple(dict.fromkeys(name for name in of if name not in self))

    def consumers(self, name: str) -> list[str]:
        """The nodes that are made of one."""
        return [other for other, node in self.items() if node.kind != "affine" and name in node.of]


def graph(**nodes: Node) -> Graph:
    """A graph of nodes, each after those that it is made of.

    Raises
    ------
    ValueError
        If a node stands before one that it is made of: that is a mistake of the cell's author.

    Examples
    --------
    >>> graph(a=tanh("z"), z=affine("a"))
    Traceback (most recent call last):
    ...
    ValueError: a is made of z, which is no node before it and no state of the step before.
    """
    known: set[str] = set()
    for name, node in nodes.items():
        for of in node.of if node.kind != "affine" else ():
            if of not in known and not of.endswith("_prev"):
                raise ValueError(f"{name} is made of {of}, which is no node before it and no state of the step before.")
        known.add(name)
    return Graph(nodes)
