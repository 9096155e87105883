"""Peak memory of a forward and a backward pass, counted in arrays of n_a · m · T."""

import tracemalloc

from benchmarks.problem import CELLS, PASSES, SHAPES, Problem, make_problem
from benchmarks.report import at_most, table
from rnnviz.cells.pool import POOL

__all__ = ["memory_table"]

SHAPE = "medium"
#: Arrays at most; the RNN and the GRU have no target.
TARGETS = {"lstm": 16}


def _pass(problem: Problem) -> None:
    # The results of both passes are alive when the backward pass ends, as they are for a caller who wants them all.
    cell, x, a0, parameters, da = problem
    forward, backward = PASSES[cell]
    states = forward(x, a0, parameters)
    backward(da, states.caches)


def peak_arrays(problem: Problem) -> float:
    """Peak of what is allocated on the way, inputs not counted, divided by the size of ``da``."""
    _pass(problem)
    POOL.clear()  # what lies idle counts as well
    tracemalloc.start()
    try:
        _pass(problem)
        return tracemalloc.get_traced_memory()[1] / problem.da.nbytes
    finally:
        tracemalloc.stop()


def memory_table() -> str:
    """Markdown: the peak for each cell."""
    rows = []
    for cell in CELLS:
        peak = peak_arrays(make_problem(cell, SHAPES[SHAPE]))
        rows.append([cell.upper(), at_most(peak, TARGETS[cell]) if cell in TARGETS else f"{peak:.2f}"])
    title = f"### Peak memory of forward plus backward at {SHAPE}, in arrays of n_a·m·T, inputs not counted"
    return f"{title}\n\n{table(['cell', 'arrays'], rows)}"
