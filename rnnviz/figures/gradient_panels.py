"""Size of the gradient over units and time as the first page shows it: one panel a cell, drawn by the browser."""

from typing import Any, Final

import numpy as np

from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.gradient_map import unit_sizes
from rnnviz.figures.unit_panels import map_height
from rnnviz.figures.unit_scales import FAR
from rnnviz.figures.words import describe_map

__all__ = ["gradient_panels"]

#: Pixels, at least.
HEIGHT: Final = 240


def gradient_panels(result: Result) -> list[dict[str, Any]]:
    """What the page draws: for every cell one map, as `rnnviz.figures.unit_panels.map_sections` gives many.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> [section["groups"][0][0]["values"].shape for section in gradient_panels(run(Scenario(n_a=16)))]
    [(16, 100), (16, 100)]
    """
    return [_section(result, cell) for cell in result.cells]


def _section(result: Result, cell: str) -> dict[str, Any]:
    units, kind = np.arange(result.scenario.n_a), CELLS[cell]
    log10 = unit_sizes(result, cell)
    finite = log10[np.isfinite(log10)]
    panel = {
        "kind": "power",
        "key": "da",
        "name": "size of dJ/da of each unit",
        "colour": kind.colour,
        "height": map_height(result.scenario.n_a, HEIGHT),
        "description": describe_map(result, cell),
        "values": log10.astype(np.float32) if np.abs(finite).max(initial=0) < FAR else log10,
        "last": result.cells[cell].fades["a"].reference,
    }
    return {
        "cell": cell,
        "label": kind.label,
        "order": units,
        "memory": units,
        "groups": [[panel]],
        "saturation": [],
    }
