"""The trainings behind the limits of the prediction: ``python -m benchmarks.trials > rnnviz/training/trials.csv``.

``python -m benchmarks.trials gru`` does those of one cell, without the heading. Some 750 networks of 32 units, each
with its gradient before training and the update at which it had learned, if any; more than an hour on two cores.
"""

import csv
import sys
from collections.abc import Iterator, Sequence

from joblib import Parallel, delayed

from rnnviz.tasks import TASKS
from rnnviz.training.network import Network
from rnnviz.training.prediction import predict
from rnnviz.training.trainer import Training, train

__all__ = ["TASKS_TRIED", "networks", "trial"]

#: Of the recurrent weights: of the RNN, and of a cell with gates.
GATED_GAINS = (1.0, 2.0, 4.0, 6.0, 10.0)
GAINS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.6)
#: Task, length, and seeds. Learning rate and updates are those that the task advises.
TASKS_TRIED = [
    *(("latch", T, 3) for T in (10, 20, 40, 80)),
    ("order", 50, 2),
    ("adding", 50, 2),
    ("adding", 100, 1),
    ("copy", 20, 2),
]
#: A network counts as having learned at the first of these that finds it so.
EVERY = 20


def networks(steps: int) -> list[Network]:
    """The networks that are tried on sequences of a length; chrono's memories are as long as they."""
    return [
        *(Network("rnn", init="orthogonal", gain=gain) for gain in GAINS),
        Network("rnn", init="glorot"),
        Network("rnn", init="identity", activation="relu"),
        Network("rnn", init="gaussian", gain=1.5),
        *(Network("lstm", init="glorot", forget_bias=bias) for bias in (-1.0, 0.0, 1.0, 2.0, 3.0, 5.0)),
        Network("lstm", init="glorot", t_max=max(3, steps)),
        *(Network("lstm", gain=gain) for gain in GATED_GAINS),
        *(Network("gru", init="glorot", update_bias=bias) for bias in (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)),
        *(Network("gru", gain=gain) for gain in GATED_GAINS),
    ]


def trial(training: Training) -> list[object]:
    """Train until the task is solved; give the row of the table."""
    arriving, solved = "", None
    for record, _ in train(training, every=EVERY):
        if record.update == 0:
            arriving = f"{predict(training, record.fade).log10_arriving:.2f}"
        if training.task.solved.reached(record.loss, record.accuracy):
            solved = record.update
            break
    about = [training.task.key, training.T, training.updates, training.network.cell, training.network.label]
    return [*about, training.seed, arriving, "" if solved is None else solved]


def trainings(cells: Sequence[str] = ()) -> Iterator[Training]:
    """All of them, or those of some cells."""
    for key, T, seeds in TASKS_TRIED:
        task = TASKS[key]
        for seed in range(seeds):
            for network in networks(task.steps(T)):
                if cells and network.cell not in cells:
                    continue
                yield Training(task, T, network, seed=seed, updates=task.advice.updates, learning_rate=task.advice.rate)


def main() -> None:
    """Write the table as it grows."""
    table = csv.writer(sys.stdout, lineterminator="\n")
    cells = sys.argv[1:]
    if not cells:
        table.writerow(["task", "T", "updates", "cell", "network", "seed", "log10_arriving", "solved"])
    for row in Parallel(n_jobs=-1, return_as="generator")(delayed(trial)(one) for one in trainings(cells)):
        table.writerow(row)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
