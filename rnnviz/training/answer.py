"""What a network answers on a fresh example of its task."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import quietly
from rnnviz.tasks import Batch
from rnnviz.training.network import forward
from rnnviz.training.statistics import success_rate
from rnnviz.training.trainer import Checkpoint, Training, measured_sequences

__all__ = ["Answer", "answer", "example", "guesses"]

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


def guesses(training: Training, accuracy: float) -> bool:
    """Whether so many right answers are no more than guessing gets.

    They are if the trivial answer's share lies within the interval of 95 % of what was measured, or above it: then what
    is right is so by chance.

    Parameters
    ----------
    training : Training
        What is done.
    accuracy : float
        Share of right answers, of a `rnnviz.training.trainer.Record`; NaN where there are no classes.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> training = Training(TASKS["latch"], 40, Network("rnn"))
    >>> [guesses(training, accuracy) for accuracy in (0.48, 0.55, 0.6, float("nan"))]
    [True, True, False, False]
    """
    trivial = training.task.trivial_accuracy
    if trivial is None or np.isnan(accuracy):
        return False
    answers = measured_sequences(training) * int(example(training).counts.sum())
    return success_rate(round(accuracy * answers), answers).low <= trivial(training.T)
