"""Does a gradient that vanishes slow the backward pass down? (Arithmetic on subnormal numbers does.)

Weights so small that a step keeps about a tenth of the gradient, and a loss on the last step only, against one on every
step: the same work, but for what the gradient's size does to it.
"""

from functools import partial

import numpy as np

from benchmarks.problem import CELLS, PASSES, SHAPES, make_problem
from benchmarks.report import at_most, table
from benchmarks.timing import Contestant, Turns, interleaved

__all__ = ["vanishing_table"]

GAIN, FORGET_BIAS = 0.1, -1.0
TARGETS = {"float64": 1.2, "float32": 1.5}
COMPARED = ("interactive", "long", "medium")
TYPES = {"float64": np.float64, "float32": np.float32}


def measure(cell: str, shape: str, dtype: type, budget: float) -> Turns:
    """Time the backward pass from a loss on the last step only, and from one on every step."""
    _, x, a0, parameters, da = make_problem(cell, SHAPES[shape], dtype, GAIN, FORGET_BIAS)
    last_only = np.zeros_like(da)
    last_only[:, :, -1] = da[:, :, -1]
    forward, backward = PASSES[cell]
    caches = forward(x, a0, parameters).caches
    contestants = {
        "last": Contestant(partial(backward, last_only, caches)),
        "dense": Contestant(partial(backward, da, caches)),
    }
    return interleaved(contestants, budget)


def vanishing_table(budget: float) -> str:
    """Markdown: the ratio of the two for each cell, shape and type, ``budget`` seconds spent on each."""
    rows = []
    for cell in CELLS:
        for name, dtype in TYPES.items():
            turns = [measure(cell, shape, dtype, budget) for shape in COMPARED]
            rows.append([cell.upper(), name, *(at_most(t.ratio("last", "dense"), TARGETS[name]) for t in turns)])
    title = "### Backward from a loss on the last step only, compared with a loss on every step"
    setting = (
        f"Weights of gain {GAIN:g}, forget bias {FORGET_BIAS:g}: on its way the gradient leaves the range of floats."
    )
    return f"{title}\n\n{setting}\n\n{table(['cell', 'type', *COMPARED], rows)}"
