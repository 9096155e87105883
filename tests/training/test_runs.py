"""Several runs in slices: the same as whole ones, ended when they should, with checkpoints evenly spread."""

from collections.abc import Sequence
from dataclasses import replace

import joblib
import numpy as np
import pytest

from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS
from rnnviz.training import runs as runs_module
from rnnviz.training.network import Network
from rnnviz.training.runs import History, Pace, advance, in_slices
from rnnviz.training.trainer import Training, train

SMALL = Training(TASKS["latch"], 6, Network("rnn", n_a=8), batch=16, updates=40, learning_rate=0.003)


def finished(histories: Sequence[History], pace: Pace) -> list[int]:
    with joblib.parallel_config(backend="sequential"):
        return list(in_slices(histories, pace))


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_how_it_is_sliced_changes_nothing(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(runs_module, "SLICE_SECONDS", seconds)
    run = History(SMALL, until_solved=False)
    done = finished([run], Pace(10))
    assert sum(done) == 40
    assert len(done) == (40 if seconds == 0 else 1)
    whole = list(train(SMALL, every=10))
    assert [record.update for record in run.records] == [0, 10, 20, 30, 40]
    for record, (expected, _) in zip(run.records, whole, strict=True):
        assert (record.loss, record.accuracy, record.gates) == (expected.loss, expected.accuracy, expected.gates)
    assert run.last is not None
    for name, value in whole[-1][1].parameters.items():
        np.testing.assert_array_equal(run.last.parameters[name], value)
    assert run.ended


def test_in_other_processes_too() -> None:
    here, there = History(SMALL, until_solved=False), History(SMALL, until_solved=False)
    finished([here], Pace(20))
    with joblib.parallel_config(backend="loky", n_jobs=2):
        assert sum(in_slices([there], Pace(20))) == 40
    assert here.last is not None
    assert there.last is not None
    for name, value in here.last.parameters.items():
        np.testing.assert_array_equal(there.last.parameters[name], value)


def test_a_run_stops_when_it_has_solved_its_task_unless_told_otherwise() -> None:
    easy = replace(SMALL, T=1, learning_rate=0.03, updates=100)
    first, on = History(easy), History(easy, until_solved=False)
    finished([first, on], Pace(5))
    assert first.solved_at == on.solved_at
    assert first.solved_at is not None
    assert first.update == first.solved_at < 100
    assert on.update == 100
    assert first.ended


def test_a_single_update_at_a_time() -> None:
    run = History(SMALL)
    assert finished([run], Pace(10, single=True))[:3] == [1, 1, 1]
    assert [record.update for record in run.records][:4] == [0, 1, 2, 3]


def test_trouble_ends_a_run_and_keeps_what_was_before() -> None:
    wild = replace(SMALL, network=Network("rnn", n_a=8, activation="relu", gain=3.0), clip=None, optimizer="sgd")
    wild = replace(wild, learning_rate=1e6, T=40)
    run, other = History(wild), History(SMALL, until_solved=False)
    finished([run, other], Pace(10))
    assert run.trouble.startswith("At update ")
    assert run.ended
    assert run.last is not None
    assert all(np.isfinite(value).all() for value in run.last.parameters.values())
    assert (other.update, other.trouble) == (40, "")


def test_checkpoints_are_thinned_evenly_and_the_ends_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "KEPT_BYTES", 0)
    run = History(replace(SMALL, updates=200), until_solved=False)
    finished([run], Pace(1))
    kept = sorted(run.kept)
    assert len(kept) <= runs_module.LEAST_KEPT
    assert (kept[0], kept[-1]) == (0, 200)
    assert len(set(np.diff(kept[:-1]))) == 1
    assert len(kept) >= runs_module.LEAST_KEPT / 2
    assert all(run.kept[update].update == update for update in kept)


def test_without_checkpoints_there_is_only_the_last_one() -> None:
    run = History(SMALL, keep=False)
    finished([run], Pace(10))
    assert run.kept == {}
    assert run.last is not None


def test_a_stopped_run_has_ended_and_gets_no_more_slices() -> None:
    stopped, other = History(SMALL), History(SMALL, until_solved=False)
    stopped.add(*advance(SMALL, None, 10, until_solved=False, single=True))
    stopped.stop()
    assert (stopped.ended, stopped.stopped, stopped.update) == (True, True, 1)
    assert sum(finished([stopped, other], Pace(10))) == 40
    assert stopped.update == 1
    other.stop()
    assert not other.stopped  # it had ended before


def test_a_run_from_a_checkpoint_is_the_rest_of_the_whole_one() -> None:
    whole = History(SMALL, until_solved=False)
    finished([whole], Pace(10))
    rest = History(SMALL, until_solved=False, checkpoint=whole.kept[20])
    assert [record.update for record in rest.records] == [20]
    assert sum(finished([rest], Pace(10))) == 20
    assert [record.loss for record in rest.records] == [record.loss for record in whole.records[2:]]
    assert sorted(rest.kept) == [20, 30, 40]
    assert rest.last is not None
    assert whole.last is not None
    for name, value in whole.last.parameters.items():
        np.testing.assert_array_equal(rest.last.parameters[name], value)


def test_a_longer_run_is_the_one_that_was_longer_from_the_beginning() -> None:
    first, whole = History(SMALL, until_solved=False), History(replace(SMALL, updates=60), until_solved=False)
    finished([first, whole], Pace(10))
    longer = first.longer(whole.training, until_solved=False)
    assert not longer.ended
    assert sum(finished([longer], Pace(10))) == 20
    assert [record.loss for record in longer.records] == [record.loss for record in whole.records]
    assert sorted(longer.kept) == sorted(whole.kept)
    assert (first.update, len(first.records)) == (40, 5)  # and that one is as it was


def test_nothing_has_happened_before_the_first_slice() -> None:
    run = History(SMALL)
    assert (run.update, run.records, run.trouble, run.ended, run.solved_at) == (0, [], "", False, None)
    looks, last = advance(SMALL, None, 10, until_solved=True, single=True)
    assert [look.record.update for look in looks] == [0, 1]
    assert last.update == 1


def test_looks_are_an_update_apart_at_least() -> None:
    with pytest.raises(RnnvizError, match="every must be between 1 and 1,000,000; got 0"):
        Pace(0)
