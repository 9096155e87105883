"""The trainer: it learns, it is the same run however it is cut, and it stops where numbers end."""

import math
import re
from dataclasses import fields, replace

import numpy as np
import pytest

from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS, next_character
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


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"T": 0}, "T must be between 1 and 300; got 0"),
        ({"batch": 0}, "batch must be between 1"),
        ({"updates": 0}, "updates must be between 1"),
        ({"truncate": 0}, "truncate must be between 1"),
        ({"truncate": math.inf}, "truncate must be a whole number; got inf"),
        ({"task": "latch"}, "task must be a Task; got 'latch'"),
        ({"network": "rnn"}, "network must be a Network; got 'rnn'"),
        ({"batch": 1.5}, "batch must be a whole number; got 1.5"),
        ({"learning_rate": 0.0}, "learning_rate must be between 1·10⁻¹²"),
        ({"learning_rate": math.nan}, "learning_rate must be between 1·10⁻¹²"),
        ({"learning_rate": None}, "learning_rate must be a number; got None"),
        ({"clip": 0.0}, "clip must be between 1·10⁻¹²"),
        ({"seed": -1}, "seed must be between 0"),
        ({"seed": None}, "seed must be a whole number; got None"),
        ({"optimizer": "lion"}, "optimizer must be adam or sgd"),
        ({"dtype": "float16"}, "dtype must be float64 or float32"),
    ],
)
def test_what_is_not_possible_is_said(changes: dict[str, object], message: str) -> None:
    with pytest.raises(RnnvizError, match=message):
        replace(SMALL, **changes)  # type: ignore[arg-type]


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


# ------------------------------------------------------------------------------------------- keys

BASE = Training(TASKS["latch"], 5, Network("rnn", n_a=4), batch=4, updates=6, clip=0.05, learning_rate=0.01)
LSTM = replace(BASE, network=replace(BASE.network, cell="lstm"))
GRU = replace(BASE, network=replace(BASE.network, cell="gru"))
TEXT = replace(BASE, task=next_character("abcabd"))
SGD = replace(BASE, optimizer="sgd", learning_rate=0.5)


def drawn(training: Training, **changes: object) -> Training:
    return replace(training, network=replace(training.network, **changes))  # type: ignore[arg-type]


#: By field, two trainings that differ in it alone, and whether it counts there.
PAIRS = [
    ("task", BASE, replace(BASE, task=TASKS["order"], T=10), True),
    ("task", TEXT, replace(TEXT, task=next_character("abdabc")), True),
    ("task", TEXT, replace(TEXT, task=next_character("abcabd")), False),
    ("T", BASE, replace(BASE, T=6), True),
    ("batch", BASE, replace(BASE, batch=5), True),
    ("updates", BASE, replace(BASE, updates=7), True),
    ("optimizer", BASE, replace(BASE, optimizer="sgd"), True),
    ("learning_rate", BASE, replace(BASE, learning_rate=0.011), True),
    ("learning_rate", SGD, replace(SGD, learning_rate=0.25), True),
    ("clip", BASE, replace(BASE, clip=0.06), True),
    ("clip", BASE, replace(BASE, clip=None), True),
    ("truncate", BASE, replace(BASE, truncate=2), True),
    ("truncate", BASE, replace(BASE, truncate=5), True),
    ("truncate", BASE, replace(BASE, truncate=6), False),  # the latch over 5 has six steps
    ("seed", BASE, replace(BASE, seed=1), True),
    ("dtype", BASE, replace(BASE, dtype="float32"), True),
    ("network.cell", BASE, LSTM, True),
    ("network.n_a", BASE, drawn(BASE, n_a=5), True),
    ("network.activation", BASE, drawn(BASE, activation="relu"), True),
    ("network.activation", LSTM, drawn(LSTM, activation="relu"), False),
    ("network.start", BASE, drawn(BASE, start="haiku", init="orthogonal"), True),
    ("network.start", BASE, drawn(BASE, start="keras", init="own"), False),
    ("network.start", LSTM, drawn(LSTM, start="keras", init="own"), True),
    ("network.init", BASE, drawn(BASE, init="glorot"), True),
    ("network.gain", BASE, drawn(BASE, gain=1.0000001), True),
    ("network.forget_bias", LSTM, drawn(LSTM, forget_bias=1.0000001), True),
    ("network.forget_bias", BASE, drawn(BASE, forget_bias=3.0), False),
    ("network.t_max", LSTM, drawn(LSTM, t_max=9), True),
    ("network.update_bias", GRU, drawn(GRU, update_bias=1e-9), True),
    ("network.update_bias", LSTM, drawn(LSTM, update_bias=1.0), False),
    ("network.t_max", BASE, drawn(BASE, t_max=9), False),
    ("network.forget_bias", drawn(LSTM, t_max=9), drawn(LSTM, t_max=9, forget_bias=3.0), False),
]


def test_every_field_is_among_the_pairs() -> None:
    mine = {field.name for field in fields(Training)} - {"network"}
    theirs = {f"network.{field.name}" for field in fields(Network)}
    assert mine | theirs == {name for name, _, _, counts in PAIRS if counts}


@pytest.mark.parametrize(
    ("field", "one", "other", "counts"), PAIRS, ids=[f"{name} {counts}" for name, *_, counts in PAIRS]
)
def test_two_trainings_have_one_key_exactly_if_they_go_the_same_way(
    field: str, one: Training, other: Training, counts: bool
) -> None:
    (*_, (_, here)), (*_, (_, there)) = list(train(one, every=1)), list(train(other, every=1))
    groups = [(here[k], there[k]) for k in (1, 2, 3)]
    same = here.update == there.update and all(
        a.keys() == b.keys() and all(a[name].dtype == b[name].dtype and np.array_equal(a[name], b[name]) for name in a)
        for a, b in groups
    )
    assert same is not counts
    assert (one.key != other.key) is counts
    assert (here.key_in(one) != there.key_in(other)) is counts


def test_a_checkpoint_has_its_update_its_weights_and_its_means_in_its_key() -> None:
    first, second = (checkpoint for _, checkpoint in train(replace(BASE, updates=1)))
    keys = {second.key_in(BASE), first.key_in(BASE), second.key_in(replace(BASE, seed=1))}
    keys |= {second._replace(update=2).key_in(BASE), second._replace(v=first.v).key_in(BASE)}
    keys |= {second._replace(s=first.s).key_in(BASE), second._replace(parameters=first.parameters).key_in(BASE)}
    assert len(keys) == 7
    again = read_checkpoint(write_checkpoint(BASE, second))
    assert again[1].key_in(again[0]) == second.key_in(BASE)


def test_a_task_that_is_not_known_has_no_key() -> None:
    task = TASKS["latch"]._replace(draw=lambda rng, m, T: TASKS["latch"].draw(rng, m, T + 1))
    with pytest.raises(TypeError, match=r"^Latch has no content key, since it is no task of TASKS\. Put it there\.$"):
        replace(BASE, task=task).key  # noqa: B018


@pytest.mark.parametrize(("activation", "low", "high"), [("tanh", -0.8, 0.8), ("sigmoid", 0.1, 0.9)])
def test_how_often_a_simple_networks_units_are_at_their_limits(activation: str, low: float, high: float) -> None:
    training = replace(SMALL, network=Network("rnn", n_a=8, activation=activation, gain=3.0))
    now = start(training)
    a = forward(training.network, now.parameters, training.task, _test_batch(training)).forward.states["a"]
    use = record_of(training, now).gates["a"]
    assert (use.low, use.high) == (float((a < low).mean()), float((a > high).mean()))
    assert use.mean == pytest.approx(float((np.abs(a) if activation == "tanh" else a).mean()))
