"""What all tasks have in common, as properties of each of them."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS, Task, next_character
from rnnviz.tasks.task import Solved, one_hot_batch, which_steps

ALL = {**TASKS, "text": next_character()}
EACH = pytest.mark.parametrize("task", ALL.values(), ids=ALL)


@EACH
@given(data=st.data(), m=st.integers(1, 8), seed=st.integers(0, 2**32 - 1))
def test_a_batch_has_the_shapes_that_the_task_names(task: Task, data: st.DataObject, m: int, seed: int) -> None:
    T = data.draw(st.integers(task.lengths.low, min(task.lengths.high, 60)))
    x, targets, counts = task.batch(np.random.default_rng(seed), m, T)
    steps = task.steps(T)
    assert x.shape == (task.n_x, m, steps)
    assert counts.shape == (steps,)
    assert counts[-1]
    assert np.isfinite(x).all()
    if task.kind == "classes":
        assert targets.shape == (m, steps)
        assert targets.min() >= 0
        assert targets.max() < task.n_y
    else:
        assert targets.shape == (task.n_y, m, steps)
        assert np.isfinite(targets).all()


@EACH
def test_the_same_generator_gives_the_same_batch_and_another_another(task: Task) -> None:
    one, same, other = (task.batch(np.random.default_rng(seed), 8, 12) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one.x, other.x)


@EACH
def test_the_trivial_answer_costs_the_baseline(task: Task) -> None:
    T = task.lengths.first
    _, targets, counts = task.batch(np.random.default_rng(0), 4000, T)
    if task.kind == "classes":
        # For every step, to know how frequent each class is there; for a text, how frequent it is anywhere.
        right = targets[:, counts]
        if task.key == "text":
            right = right.reshape(-1, 1)
        frequent = np.stack([(right == k).mean(axis=0) for k in range(task.n_y)])
        cost = -(frequent * np.log(np.where(frequent > 0, frequent, 1))).sum(axis=0).mean()
        assert task.trivial_accuracy is not None
        np.testing.assert_allclose(frequent.max(axis=0).mean(), task.trivial_accuracy(T), rtol=0.06)
    else:
        assert task.trivial_accuracy is None
        right = targets[:, :, counts]
        cost = ((right - float(task.trivial.removeprefix("always answering "))) ** 2).mean()
    np.testing.assert_allclose(cost, task.baseline(T), rtol=0.03)


@EACH
def test_it_says_what_it_is(task: Task) -> None:
    assert ALL[task.key] is task
    assert task.about.endswith(".")
    assert "hard" in task.about
    assert len(task.about) <= 250
    assert all(len(sentence.split()) <= 30 for sentence in task.about.split(". "))
    assert task.source
    assert task.trivial
    assert task.lengths.low <= task.lengths.first <= task.lengths.high


@EACH
def test_a_length_that_is_not_possible_is_said(task: Task) -> None:
    rng = np.random.default_rng(0)
    for T in (task.lengths.low - 1, task.lengths.high + 1):
        with pytest.raises(RnnvizError, match=rf"T must be between {task.lengths.low} and .*; got {T}"):
            task.batch(rng, 2, T)
    with pytest.raises(RnnvizError, match="m must be between 1 and 100,000; got 0"):
        task.batch(rng, 0, task.lengths.low)
    with pytest.raises(RnnvizError, match=r"rng must be a numpy.random.Generator; got int"):
        task.batch(0, 2, task.lengths.low)


def test_solved() -> None:
    assert Solved("accuracy", 0.9).reached(5.0, 0.9)
    assert not Solved("accuracy", 0.9).reached(math.nan, 0.9)
    assert not Solved("accuracy", 0.9).reached(0.0, math.nan)
    assert Solved("loss", 0.1).reached(0.09, math.nan)
    assert not Solved("loss", 0.1).reached(0.1, 1.0)
    assert not Solved("loss", 0.1).reached(math.nan, 1.0)


def test_one_hot_batches_and_masks() -> None:
    x = one_hot_batch(np.array([[1, 0, 2]]), 3)
    assert x[:, 0].argmax(axis=0).tolist() == [1, 0, 2]
    assert (x.sum(axis=0) == 1).all()
    assert which_steps(5, 0, -1).tolist() == [True, False, False, False, True]


@EACH
def test_a_task_travels_to_another_process(task: Task) -> None:
    there = pickle.loads(pickle.dumps(task))
    assert (there.key, there.text) == (task.key, task.text)
    one, same = (each.batch(np.random.default_rng(0), 4, 12) for each in (task, there))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))


def test_a_task_of_ones_own_travels_as_far_as_its_functions_do() -> None:
    mine = TASKS["latch"]._replace(label="Mine", steps=abs, reach=abs, draw=max, baseline=abs, trivial_accuracy=None)
    assert pickle.loads(pickle.dumps(mine)) == mine
