"""What a training is: what is possible, and that two have one key exactly if they go the same way."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS, next_character
from rnnviz.training.files import read_checkpoint, write_checkpoint
from rnnviz.training.network import Network
from rnnviz.training.trainer import train
from rnnviz.training.training import Training

BASE = Training(TASKS["latch"], 5, Network("rnn", n_a=4), batch=4, updates=6, clip=0.05, learning_rate=0.01)
LSTM = replace(BASE, network=replace(BASE.network, cell="lstm"))
GRU = replace(BASE, network=replace(BASE.network, cell="gru"))
TEXT = replace(BASE, task=next_character("abcabd"))
SGD = replace(BASE, optimizer="sgd", learning_rate=0.5)


def drawn(training: Training, **changes: object) -> Training:
    return replace(training, network=replace(training.network, **changes))  # type: ignore[arg-type]


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
        replace(BASE, **changes)  # type: ignore[arg-type]


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
