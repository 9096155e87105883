"""What a network answers on a fresh example of its task."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import quietly
from rnnviz.tasks import Batch
from rnnviz.training.network import forward
from rnnviz.training.trainer import Checkpoint, Training

__all__ = ["Answer", "answer", "example"]

Array = NDArray[Any]


class Answer(NamedTuple):
    """An answer, at the K steps that count.

    Parameters
    ----------
    steps : numpy.ndarray of int, (K,)
        These steps, counted from 1.
    right : numpy.ndarray, (K,) of int or (K, n_y)
        What is right: classes, or values.
    given : numpy.ndarray, (K, n_y)
        What the network says: probabilities of the classes, or values; NaN or Inf where its numbers have ended.
    """

    steps: Array
    right: Array
    given: Array


def example(training: Training, number: int = 0) -> Batch:
    """A sequence drawn apart from those of the updates and from those that are measured on."""
    return training.task.batch(training.fresh_rng(number), 1, training.T)


@quietly
def answer(training: Training, checkpoint: Checkpoint, number: int = 0) -> Answer:
    """What the network of a checkpoint answers on an example.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> from rnnviz.training.trainer import start
    >>> training = Training(TASKS["copy"], 5, Network("rnn", n_a=4))
    >>> answer(training, start(training)).given.shape
    (25, 9)
    """
    batch = example(training, number)
    outputs = forward(training.network, checkpoint.parameters, training.task, batch).outputs[:, :, 0]
    right = np.moveaxis(batch.targets, -1, 0)[batch.counts][..., 0]
    if training.task.kind == "classes":
        outputs = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        outputs /= outputs.sum(axis=1, keepdims=True)
    return Answer(np.flatnonzero(batch.counts) + 1, right, outputs)
