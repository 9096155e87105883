"""A cell that the house does not know: a unit that keeps its state by one gate, from its equations alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rnnviz.cells.cell import Cell, GateWeights, Signal
from rnnviz.cells.graph import add, affine, graph, product, rest, sigmoid, tanh
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.plain import plain_cell

GRAPH = graph(
    z_k=affine("k"),
    z_n=affine("n"),
    k=sigmoid("z_k"),
    n=tanh("z_n"),
    kept=product("k", "a_prev"),
    left=rest("k"),
    new=product("left", "n"),
    a=add("kept", "new"),
)


def draw(n_x: int, n_a: int, n_y: int, initialization: Initialization, rng: np.random.Generator) -> dict[str, Any]:
    start = initialization.of_start
    keep, new = initialization.recurrents(n_a, n_x, 2, rng)
    Wy, by = start.output(n_y, n_a, rng)
    Wk = np.concatenate([keep, start.into(n_a, n_x, 2, rng)], axis=1)
    drawn = {"Wk": Wk, "bk": start.bias(n_a, rng), "Un": new, "Vn": start.into(n_a, n_x, 2, rng)}
    return drawn | {"bn": start.bias(n_a, rng), "Wy": Wy, "by": by}


def gate_weights(p: Mapping[str, Any]) -> dict[str, GateWeights]:
    n_a = len(p["bk"])
    return {
        "k": GateWeights(p["Wk"][:, :n_a], p["Wk"][:, n_a:], p["bk"], ("Wk", "Wk", "bk")),
        "n": GateWeights(p["Un"], p["Vn"], p["bn"], ("Un", "Vn", "bn")),
    }


KEEPER: Cell = plain_cell(
    label="Keeper",
    colour="#336699",
    graph=lambda gates: GRAPH,
    gate_weights=gate_weights,
    draw=draw,
    signals=lambda activation: (
        Signal("k", "k", "keep gate", "sigmoid", "gate", "#993366"),
        Signal("n", "n", "candidate", "tanh", "candidate", "#b480c2"),
        Signal("a", "a", "hidden state", None, "state", "#336699"),
    ),
    keeps="k",
    step_code="print(x, da)",
)
