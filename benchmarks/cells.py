"""How fast are the cells? `python -m benchmarks.cells [--quick]`.

Forward plus backward from a dense gradient through the public functions, float64, results freshly owned, against

- PyTorch with one and with two threads, of which the better one counts,
- a plain loop over the steps in NumPy (`benchmarks.plain_loop`),
- the bare matrix products (`benchmarks.gemms`).
"""

import argparse
from collections.abc import Iterator
from functools import partial

import numpy as np

from benchmarks.gemms import bare_gemms
from benchmarks.memory import memory_table
from benchmarks.plain_loop import plain_loop
from benchmarks.problem import CELLS, PASSES, SHAPES, Array, Problem, make_problem
from benchmarks.report import at_least, machine, table
from benchmarks.timing import Contestant, Turns, interleaved
from benchmarks.torch_cells import TorchCell
from benchmarks.vanishing import vanishing_table

__all__ = ["QUICK", "TORCH", "assert_same", "cells_report"]

#: Times faster than torch, times faster than the plain loop: at least. At tiny what NumPy's calls cost decides.
TARGETS = {
    ("rnn", "interactive"): (5, 3),
    ("rnn", "long"): (11, 5),
    ("rnn", "medium"): (1, 1.3),
    ("rnn", "large"): (1, 1.3),
    ("lstm", "interactive"): (4, 3.3),
    ("lstm", "long"): (10, 7),
    ("lstm", "medium"): (1, 1.3),
    ("lstm", "large"): (1, 1.3),
    ("gru", "interactive"): (1, 1),
    ("gru", "long"): (1, 1),
    ("gru", "medium"): (1, 1),
    ("gru", "large"): (0.8, 1),
}
#: Seconds to spend on each shape.
BUDGET = {"tiny": 3.0, "interactive": 5.0, "long": 9.0, "medium": 10.0, "large": 20.0}
QUICK = 0.2
TORCH = {threads: f"torch, {threads} thread{'s' * (threads > 1)}" for threads in (1, 2)}


def rnnviz_pass(problem: Problem) -> dict[str, Array]:
    """Forward and backward through the public functions: ``a``, ``y`` and every gradient."""
    cell, x, a0, parameters, da = problem
    forward, backward = PASSES[cell]
    a, *_, y, caches = forward(x, a0, parameters)
    return {"a": a, "y": y} | backward(da, caches)


def assert_same(ours: dict[str, Array], theirs: dict[str, Array], whose: str, rounding: float = 1e-10) -> None:
    """Fail if two contestants differ by more than rounding, relative to the largest entry."""
    if ours.keys() != theirs.keys():
        raise AssertionError(f"{whose} gives {sorted(theirs)}, rnnviz {sorted(ours)}")
    for name, value in ours.items():
        error = np.abs(value - theirs[name]).max() / np.abs(value).max()
        if value.shape != theirs[name].shape or not error < rounding:
            raise AssertionError(f"{whose}: {name} differs by {error:.1e} of its largest entry")


def measure(cell: str, shape: str, budget: float, least: int) -> Turns:
    """Check once that all contestants agree, then time them."""
    problem = make_problem(cell, SHAPES[shape])
    torch_cell = TorchCell(problem)
    ours = rnnviz_pass(problem)
    assert_same(ours, plain_loop(problem), f"the plain loop at {shape}")
    assert_same(ours, torch_cell.results(), f"torch at {shape}")
    contestants = {"rnnviz": Contestant(partial(rnnviz_pass, problem))}
    for threads, name in TORCH.items():
        contestants[name] = Contestant(torch_cell.run, torch_cell.on_threads(threads))
    contestants["plain loop"] = Contestant(partial(plain_loop, problem))
    contestants["GEMMs"] = Contestant(bare_gemms(problem))
    return interleaved(contestants, budget, least)


def row(cell: str, shape: str, turns: Turns) -> list[str]:
    """One line of the table."""
    threads = min(TORCH, key=lambda count: turns.milliseconds(TORCH[count]))
    torch = TORCH[threads]
    faster = [turns.ratio(torch, "rnnviz"), turns.ratio("plain loop", "rnnviz")]
    targets = TARGETS.get((cell, shape))
    times = [f"{turns.milliseconds(name):.3g}" for name in ("rnnviz", torch, "plain loop", "GEMMs")]
    times[1] += f" ({threads})"
    return [
        shape,
        *(map(at_least, faster, targets) if targets else (f"{ratio:.2f}" for ratio in faster)),
        f"{turns.ratio('rnnviz', 'GEMMs'):.2f}",
        *times,
        f"{turns.rounds} × {turns.calls['rnnviz']}",
    ]


def cells_report(*, quick: bool = False) -> Iterator[str]:
    """Measure everything about the cells, and give it as Markdown, part by part."""
    share = QUICK if quick else 1.0
    header = ["shape", "× faster than torch", "× faster than the loop", "× the bare GEMMs"]
    header += ["rnnviz ms", "torch ms (threads)", "loop ms", "GEMMs ms", "rounds × calls"]
    yield f"## The cells\n\n{machine('torch')}"
    yield (
        "Forward plus backward from a dense gradient, float64. Contestants take turns in every round; a time is the "
        "median over the rounds, a ratio the median of the ratios of the rounds. Of torch's one and two threads the "
        "faster counts. In brackets: the target, and whether it is met."
    )
    for cell in CELLS:
        rows = [row(cell, name, measure(cell, name, share * BUDGET[name], 2 if quick else 3)) for name in SHAPES]
        yield f"### {cell.upper()}\n\n{table(header, rows)}"
    yield memory_table()
    yield vanishing_table(budget=share * 2.0)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the time, noisier")
    for part in cells_report(quick=parser.parse_args().quick):
        print(part, end="\n\n", flush=True)


if __name__ == "__main__":
    main()
