"""A network in training as a result, to be looked into like any other: its states, gates and gradients."""

from typing import Final, NamedTuple

import numpy as np

from rnnviz.experiment.given import Given
from rnnviz.experiment.key import SHORT
from rnnviz.training.trainer import Checkpoint, Training

__all__ = ["SEQUENCES", "Recipe", "brought", "file_name"]

#: Sequences of the task to look at; the same ones at every checkpoint of a run. Fewer of large networks, 8 at least.
SEQUENCES: Final = 32
VALUES: Final = 100_000


class Recipe(NamedTuple):
    """How a network came to be.

    Parameters
    ----------
    training : Training
        What was done.
    update : int
        After how many updates it is looked into.
    weights : str
        What it is then, as text (`rnnviz.training.files.weights_text`), of one from a file: nobody knows whether a
        training would give it again. Else empty.
    """

    training: Training
    update: int
    weights: str = ""


def brought(training: Training, checkpoint: Checkpoint, sequences: int | None = None) -> Given:
    """The network of a checkpoint on fresh sequences of its task, with the loss at their last step.

    Parameters
    ----------
    training, checkpoint
        From `rnnviz.training.trainer`.
    sequences : int, optional
        How many sequences to look at, if not as many as are soon computed.

    Examples
    --------
    >>> from rnnviz import run
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> from rnnviz.training.trainer import start
    >>> training = Training(TASKS["latch"], 20, Network("rnn", n_a=8))
    >>> result = run(brought(training, start(training)))
    >>> result.cells["rnn"].states["a"].shape, result.scenario.name
    ((8, 32, 21), 'RNN, orthogonal × 1, after 0 updates of Latch, T = 20, seed 0')
    """
    task, network = training.task, training.network
    soon = min(SEQUENCES, max(8, VALUES // (network.n_a * task.steps(training.T))))
    batch = task.batch(training.fresh_rng(), sequences or soon, training.T)
    parameters = {name: value.astype(np.float64) for name, value in checkpoint.parameters.items()}
    return Given(
        f"{network.label}, after {checkpoint.update} updates of {task.label}, T = {training.T}, seed {training.seed}",
        batch.x,
        batch.targets,
        {network.cell: parameters},
        n_y=task.n_y,
        readout=task.kind,
        alphabet=task.symbols,
        activation=network.activation,
        file=file_name(training, checkpoint),
    )


def file_name(training: Training, checkpoint: Checkpoint) -> str:
    """What the file of a checkpoint is called: no other one is called so.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> from rnnviz.training.trainer import start
    >>> training = Training(TASKS["latch"], 20, Network("rnn", n_a=8))
    >>> name, other = (file_name(one, start(one)) for one in (training, Training(TASKS["latch"], 20, Network("rnn"))))
    >>> name.startswith("checkpoint-"), name.endswith(".npz"), name == other
    (True, True, False)
    """
    return f"checkpoint-{checkpoint.key_in(training)[:SHORT]}.npz"
