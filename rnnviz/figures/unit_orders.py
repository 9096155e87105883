"""The orders in which units can be shown: by number, by what they do alike, by how long they remember."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.units import memory_order, retention, similarity_order
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result

__all__ = ["ORDERS", "unit_order"]

#: Orders of the units, and what they are called.
ORDERS: Final[Mapping[str, str]] = {"number": "Number", "similarity": "Similarity", "memory": "Memory"}


def unit_order(result: Result, cell: str, order: str) -> NDArray[np.int64]:
    """The units of a cell in an order of `ORDERS`, counted from 0.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> unit_order(run(Scenario(n_a=3)), "lstm", "number")
    array([0, 1, 2])
    """
    one = result.cells[cell]
    match order:
        case "similarity":
            return similarity_order(one.states["a"])
        case "memory":
            return memory_order(retention(one.states, one.gates, CELLS[one.cell].keeps))
        case _:
            return np.arange(result.scenario.n_a)
