"""The trainer: it learns, it is the same run however it is cut, and it stops where numbers end."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS
from rnnviz.training.files import read_checkpoint, write_checkpoint
from rnnviz.training.network import Network, forward
from rnnviz.training.trainer import (
    Checkpoint,
    Record,
    Training,
    _lost_weights,
    _test_batch,
    fade_of_run,
    record_of,
    start,
    train,
    update,
)

SMALL = Training(TASKS["latch"], 6, Network("rnn", n_a=8), batch=16, updates=30, learning_rate=0.01)


def run(training: Training, **how: object) -> list[tuple[Record, Checkpoint]]:
    return list(train(training, **how))  # type: ignore[arg-type]


def same(one: Checkpoint, other: Checkpoint) -> bool:
    groups = zip(one[1:], other[1:], strict=True)
    return one.update == other.update and all(
        set(a) == set(b) and all(a[k].tobytes() == b[k].tobytes() for k in a) for a, b in groups
    )


VARIANTS = [
    SMALL,
    replace(SMALL, network=Network("lstm", n_a=6), dtype="float32"),
    replace(SMALL, optimizer="sgd", clip=None, learning_rate=0.1),
    replace(SMALL, task=TASKS["copy"], truncate=7, seed=3),
    replace(SMALL, task=TASKS["sine"], T=8),
]


@pytest.mark.parametrize("training", VARIANTS, ids=range(len(VARIANTS)))
def test_a_run_that_is_resumed_is_the_run_that_was_never_stopped(training: Training) -> None:
    whole = run(training, every=10)
    (_, half) = next(pair for pair in train(training, every=10) if pair[0].update == 10)
    resumed = run(training, checkpoint=half, every=10)
    assert [record.update for record, _ in whole] == [0, 10, 20, 30]
    assert [record.update for record, _ in resumed] == [20, 30]
    for (record, checkpoint), (again, at) in zip(whole[2:], resumed, strict=True):
        assert same(checkpoint, at)
        assert (record.loss, record.norm, record.gates) == (again.loss, again.norm, again.gates)
        np.testing.assert_array_equal(record.fade.log10_norm, again.fade.log10_norm)


@pytest.mark.parametrize("training", VARIANTS, ids=range(len(VARIANTS)))
def test_memory_that_is_used_again_changes_nothing(training: Training) -> None:
    workspace, one, other = Workspace(), start(training), start(training)
    for _ in range(3):
        one, other = update(training, one, workspace).checkpoint, update(training, other).checkpoint
    assert same(one, other)


def test_how_often_it_tells_changes_nothing() -> None:
    assert same(run(SMALL, every=30)[-1][1], run(SMALL, every=7)[-1][1])


def test_the_same_seed_is_the_same_run_and_another_is_another() -> None:
    first, again, other = (run(replace(SMALL, seed=seed), every=30)[-1][1] for seed in (1, 1, 2))
    assert same(first, again)
    assert not same(first, other)


def test_one_update_of_sgd_by_hand() -> None:
    training = replace(SMALL, optimizer="sgd", clip=None, learning_rate=0.5, updates=1)
    (_, before), (record, after) = run(training, every=1)
    moved = {name: (before.parameters[name] - after.parameters[name]) / 0.5 for name in before.parameters}
    assert record.norm == pytest.approx(math.sqrt(sum(float((g**2).sum()) for g in moved.values())))


def test_the_first_update_of_adam_is_the_learning_rate_long_in_every_weight() -> None:
    (_, before), (_, after) = run(replace(SMALL, updates=1), every=1)
    step = before.parameters["Waa"] - after.parameters["Waa"]
    np.testing.assert_allclose(np.abs(step), 0.01, rtol=1e-3)  # Kingma & Ba 2015, section 2.1


def test_clipping_shortens_the_step_and_notes_the_norm_before() -> None:
    plain = replace(SMALL, optimizer="sgd", clip=None, learning_rate=1.0, updates=1)
    clipped = replace(plain, clip=1e-3)
    (_, before), (free, _) = run(plain, every=1)
    _, (record, after) = run(clipped, every=1)
    moved = math.sqrt(sum(float(((before.parameters[k] - after.parameters[k]) ** 2).sum()) for k in before.parameters))
    assert record.norm == free.norm > 1e-3
    assert moved == pytest.approx(1e-3)


@pytest.mark.slow
def test_it_learns_what_it_can() -> None:
    training = Training(TASKS["latch"], 10, Network("lstm", n_a=16), updates=200, learning_rate=0.01)
    first, *_, last = (record for record, _ in train(training, every=100))
    assert first.loss == pytest.approx(math.log(2), abs=0.3)
    assert training.task.solved.reached(last.loss, last.accuracy)


def test_a_record_looks_back_from_the_last_step_whatever_the_task() -> None:
    for key, T in (("copy", 5), ("latch", 24), ("sine", 12)):
        training = replace(SMALL, task=TASKS[key], T=T)
        record = record_of(training, start(training))
        assert record.fade.reference == training.task.steps(T)
        assert math.isnan(record.norm)
        assert math.isnan(record.accuracy) == (training.task.kind == "values")


def test_gates_tell_their_saturation() -> None:
    open_gates = replace(SMALL, network=Network("lstm", n_a=8, forget_bias=8.0))
    gates = record_of(open_gates, start(open_gates)).gates
    assert set(gates) == {"f", "i", "cct", "o"}
    assert gates["f"][:2] == (0.0, 1.0)
    assert gates["f"].mean > 0.99
    assert set(record_of(SMALL, start(SMALL)).gates) == {"a"}
    relu = replace(SMALL, network=Network("rnn", n_a=8, activation="relu"))
    assert record_of(relu, start(relu)).gates == {}


def test_an_explosion_stops_it_says_where_and_keeps_what_there_was() -> None:
    wild = replace(
        SMALL, network=Network("rnn", n_a=8, activation="linear", gain=5.0), T=300, clip=None, optimizer="sgd",
        learning_rate=1e30, updates=5, dtype="float32",
    )  # fmt: skip
    *before, (last, checkpoint) = run(wild, every=1)
    first = len(before)  # the update that failed: all before it are there
    assert f"At update {first} " in last.trouble
    assert all(not record.trouble for record, _ in before)
    assert all(np.isfinite(value).all() for value in checkpoint.parameters.values())
    assert checkpoint.update == last.update < 5


def test_a_state_that_is_no_number_is_named_by_step_and_unit() -> None:
    wild = replace(SMALL, network=Network("rnn", n_a=8, activation="linear", gain=5.0), T=300, dtype="float32")
    (record, _) = run(wild, every=1)[-1]
    assert "the hidden state is no number from step" in record.trouble
    assert "first in unit" in record.trouble


def test_records_are_at_least_one_update_apart() -> None:
    with pytest.raises(RnnvizError, match="every must be between 1 and 1,000,000; got 0"):
        run(SMALL, every=0)


def test_a_weight_that_leaves_the_range_of_numbers_is_named() -> None:
    wild = replace(SMALL, optimizer="sgd", clip=None, learning_rate=1e308, updates=50)
    *before, (last, kept) = run(wild, every=1)
    assert re.search(r"At update \d+ \w+ of (unit|output) \d+ left the range of numbers", last.trouble) or (
        "no number" in last.trouble
    )
    assert all(np.isfinite(value).all() for value in kept.parameters.values())
    assert all(not record.trouble for record, _ in before)
    infinite = start(SMALL)
    infinite.parameters["Waa"][3, 1] = np.inf
    found = _lost_weights(infinite)
    assert found.startswith("At update 0 Waa of unit 4 left the range of numbers")


def test_a_gradient_whose_square_is_no_number_ends_the_run_in_time() -> None:
    # Adam would divide by infinity from then on: nothing would move any more, and nobody would know why.
    wild = replace(SMALL, T=300, network=Network("rnn", n_a=32, activation="relu", gain=5.0), clip=None)
    record, now = list(train(wild, every=10))[-1]
    assert record.trouble == "At update 1 the gradient dWax is too large: its square is no number any more."
    assert all(np.isfinite(value).all() for group in now[1:] for value in group.values())
    read_checkpoint(write_checkpoint(wild, now))


def test_a_checkpoint_of_another_length_is_refused() -> None:
    now = start(SMALL)
    with pytest.raises(RnnvizError, match="The checkpoint's update must be between 0 and"):
        next(train(SMALL, now._replace(update=-5)))
    with pytest.raises(RnnvizError, match="The checkpoint's update must be between 0 and"):
        next(train(SMALL, now._replace(update=SMALL.updates + 1)))


def test_the_profile_before_and_that_of_the_first_record_are_the_same_numbers() -> None:
    record = record_of(SMALL, start(SMALL))
    np.testing.assert_array_equal(record.fade.log10_norm, fade_of_run(SMALL, start(SMALL)).log10_norm)


@pytest.mark.parametrize(("activation", "low", "high"), [("tanh", -0.8, 0.8), ("sigmoid", 0.1, 0.9)])
def test_how_often_a_simple_networks_units_are_at_their_limits(activation: str, low: float, high: float) -> None:
    training = replace(SMALL, network=Network("rnn", n_a=8, activation=activation, gain=3.0))
    now = start(training)
    a = forward(training.network, now.parameters, training.task, _test_batch(training)).forward.states["a"]
    use = record_of(training, now).gates["a"]
    assert (use.low, use.high) == (float((a < low).mean()), float((a > high).mean()))
    assert use.mean == pytest.approx(float((np.abs(a) if activation == "tanh" else a).mean()))
