"""How fast is an update of training? `python -m benchmarks.training [--quick]`.

Draw a batch, forward, loss, backward, clip by the global norm, Adam: of an LSTM on the adding problem, through the
trainer's own `update`, against the same update in PyTorch with one and with two threads, of which the better counts.
"""

import argparse
from typing import Literal

import numpy as np

from benchmarks.cells import QUICK, TORCH, assert_same
from benchmarks.problem import Array
from benchmarks.report import at_least, machine, table
from benchmarks.timing import Contestant, Turns, interleaved
from benchmarks.torch_training import TorchTraining
from rnnviz.cells.workspace import Workspace
from rnnviz.tasks import TASKS, Batch
from rnnviz.training.network import Network, backward, forward
from rnnviz.training.trainer import Training, start, update

__all__ = ["training_report"]

Type = Literal["float64", "float32"]

#: Times faster than torch: at least.
TARGETS: dict[Type, float] = {"float64": 1.4, "float32": 0.6}
#: How far gradients may differ, relative to the largest entry.
ROUNDING: dict[Type, float] = {"float64": 1e-10, "float32": 1e-4}
#: Weights may differ more: torch adds 1e-6 to the norm that it clips by, and Adam divides small by small.
ROUNDING_OF_WEIGHTS: dict[Type, float] = {"float64": 1e-5, "float32": 1e-3}
UPDATES_COMPARED = 5
BATCHES = 1  # the trainer's stream of random numbers for batches; another one would not lead to the same weights
BUDGET = 15.0


class Run:
    """A run of the trainer that does one update whenever it is asked.

    Parameters
    ----------
    training : Training
        What to do.
    """

    def __init__(self, training: Training) -> None:
        self.training, self.now, self.workspace = training, start(training), Workspace()

    def draw(self, number: int) -> Batch:
        """The batch of an update, counted from 0."""
        training = self.training
        return training.task.batch(training.rng(BATCHES, number), training.batch, training.T)

    def update(self) -> float:
        """Do the next update; the gradient's norm before clipping."""
        self.now, norm, trouble = update(self.training, self.now, self.workspace)
        if trouble:
            raise AssertionError(trouble)
        return norm

    def gradients(self) -> dict[str, Array]:
        """Of the next update, before clipping."""
        network, batch = self.training.network, self.draw(self.now.update)
        done = forward(network, self.now.parameters, self.training.task, batch)
        return backward(network, self.now.parameters, batch, done)[0]


def assert_same_training(ours: Run, theirs: TorchTraining) -> None:
    """Fail if gradients differ, or their norms at some updates, or the weights after these."""
    dtype = ours.training.dtype
    assert_same(ours.gradients(), theirs.gradients(), f"torch in {dtype}", ROUNDING[dtype])
    for _ in range(UPDATES_COMPARED):
        norm = {"norm": np.array(ours.update())}
        assert_same(norm, {"norm": theirs.update().numpy()}, f"torch in {dtype}", ROUNDING_OF_WEIGHTS[dtype])
    assert_same(ours.now.parameters, theirs.parameters(), f"torch after updates in {dtype}", ROUNDING_OF_WEIGHTS[dtype])


def measure(dtype: Type, budget: float, least: int) -> Turns:
    """Check once that both learn the same, then time them."""
    training = Training(TASKS["adding"], T=100, network=Network("lstm", n_a=32), batch=50, clip=1.0, dtype=dtype)
    ours = Run(training)
    theirs = TorchTraining(ours.now.parameters, ours.draw, 1.0, training.learning_rate)
    assert_same_training(ours, theirs)
    contestants = {"rnnviz": Contestant(ours.update)}
    for threads, name in TORCH.items():
        contestants[name] = Contestant(theirs.update, theirs.on_threads(threads))
    return interleaved(contestants, budget, least)


def row(dtype: Type, turns: Turns) -> list[str]:
    """One line of the table."""
    threads = min(TORCH, key=lambda count: turns.milliseconds(TORCH[count]))
    torch = TORCH[threads]
    return [
        dtype,
        at_least(turns.ratio(torch, "rnnviz"), TARGETS[dtype]),
        f"{turns.milliseconds('rnnviz'):.3g}",
        f"{turns.milliseconds(torch):.3g} ({threads})",
        f"{turns.rounds} × {turns.calls['rnnviz']}",
    ]


def training_report(*, quick: bool = False) -> str:
    """Measure an update in both types, and give it as Markdown."""
    budget, least = (QUICK * BUDGET, 2) if quick else (BUDGET, 3)
    header = ["type", "× faster than torch", "rnnviz ms", "torch ms (threads)", "rounds × calls"]
    text = (
        "Draw a batch, forward, loss, backward, clip by the global norm, Adam: LSTM, n_a = 32, batch 50, the adding "
        "problem with T = 100. Contestants take turns as above. Before, gradients are compared, and weights after "
        f"{UPDATES_COMPARED} updates. In brackets: the target, and whether it is met."
    )
    rows = [row(dtype, measure(dtype, budget, least)) for dtype in TARGETS]
    return "\n\n".join(["## An update of training", machine("torch"), text, table(header, rows)])


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the time, noisier")
    print(training_report(quick=parser.parse_args().quick))


if __name__ == "__main__":
    main()
