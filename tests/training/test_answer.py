"""Answers on examples: probabilities or values, at the steps that count, on sequences of nobody else."""

import math

import numpy as np
import pytest

from rnnviz.tasks import TASKS
from rnnviz.training.answer import answer, example, guesses
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training, measured_sequences, start


@pytest.mark.parametrize("key", TASKS)
def test_an_answer_has_what_is_right_and_what_is_said(key: str) -> None:
    task = TASKS[key]
    training = Training(task, task.lengths.low, Network("lstm", n_a=3))
    batch, found = example(training, 2), answer(training, start(training), 2)
    np.testing.assert_array_equal(found.steps, np.flatnonzero(batch.counts) + 1)
    assert found.given.shape == (len(found.steps), task.n_y)
    right = batch.targets[..., found.steps - 1]
    if task.kind == "classes":
        np.testing.assert_allclose(found.given.sum(axis=1), 1)
        np.testing.assert_array_equal(found.right, right[0])
    else:
        np.testing.assert_array_equal(found.right, right[:, 0].T)


def test_examples_are_fresh_and_differ() -> None:
    training = Training(TASKS["latch"], 20, Network("rnn", n_a=3))
    first, again, other = (example(training, number).x for number in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    trained = training.task.batch(training.rng(1, 0), 1, 20).x
    assert (first != trained).any()


@pytest.mark.parametrize(
    ("key", "accuracy", "guessed"),
    [
        # Of 200 answers of two classes: 113 are within 1.96 standard errors of 100, 116 are not.
        ("latch", 0.5, True),
        ("latch", 0.1, True),
        ("latch", 113 / 200, True),
        ("latch", 116 / 200, False),
        ("latch", 1.0, False),
        ("order", 0.25, True),
        ("order", 0.4, False),
        ("adding", math.nan, False),
    ],
)
def test_what_is_no_better_than_guessing(key: str, accuracy: float, guessed: bool) -> None:
    training = Training(TASKS[key], TASKS[key].lengths.first, Network("rnn", n_a=8))
    assert measured_sequences(training) == 200
    assert guesses(training, accuracy) == guessed
