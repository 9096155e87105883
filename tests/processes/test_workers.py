"""Processes that compute for a server: as good as here, replaced when they die, gone when the server is."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from rnnviz.processes.parallel import Here
from rnnviz.processes.workers import WorkerEnded, Workers, ask, begin, end
from rnnviz.tasks import TASKS, next_character
from rnnviz.training.network import Network
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.training.trainer import Training
from tests.architecture.project import ROOT
from tests.processes.asked_there import end_by_a_signal, end_by_itself, hold, leave, never_made_again, never_sent

PATIENCE = 60


@pytest.fixture
def workers() -> Iterator[Workers]:
    found = Workers(2, niceness=5)
    yield found
    found.close()


def test_they_begin_when_they_are_needed_and_end_when_they_are_closed(workers: Workers) -> None:
    assert workers.processes == []
    ids = set(workers.map(os.getpid, [()] * 8))
    assert ids <= set(workers.processes)
    assert len(workers.processes) == 2
    assert os.getpid() not in ids
    assert workers.map(abs, []) == []
    assert set(workers.map(os.getpid, [()] * 8)) <= set(workers.processes)  # the same ones again
    workers.close()
    assert workers.processes == []
    for process in ids:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert workers.map(abs, [(-1,)]) == [1]  # and on


def test_answers_come_in_the_order_of_the_questions(workers: Workers) -> None:
    assert workers.map(pow, [(k, 2) for k in range(50)]) == [k * k for k in range(50)]
    large = np.arange(300_000.0)
    (back,) = workers.map(np.negative, [(large,)])
    np.testing.assert_array_equal(back, -large)


def test_there_is_one_for_each_core() -> None:
    import joblib  # noqa: PLC0415

    assert Workers().size == joblib.cpu_count()


@pytest.mark.skipif(not hasattr(os, "nice"), reason="there is no such thing on Windows")
def test_they_leave_the_machine_to_others(workers: Workers) -> None:
    here = os.getpriority(os.PRIO_PROCESS, 0)
    assert workers.map(os.getpriority, [(os.PRIO_PROCESS, 0)] * 2) == [min(19, here + 5)] * 2
    assert os.getpriority(os.PRIO_PROCESS, 0) == here


def test_what_is_printed_there_is_no_answer(workers: Workers, capfd: pytest.CaptureFixture[str]) -> None:
    assert workers.map(print, [("said",)]) == [None]
    assert workers.map(os.read, [(0, 10)]) == [b""]
    workers.close()
    assert capfd.readouterr().out == ""


class CannotTravelError(Exception):
    """Needs more than its text to be made again."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def fail_to_travel() -> None:
    raise CannotTravelError(1, 2)


def test_an_error_there_is_an_error_here_and_the_others_live(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError):
        workers.map(divmod, [(1, 0), (3, 2)])
    with pytest.raises(ValueError, match="CannotTravelError: 1 and 2"):
        workers.map(fail_to_travel, [()])
    before = workers.processes
    assert workers.map(divmod, [(3, 2)]) == [(1, 1)]
    assert workers.processes == before


def end_this_process() -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def test_one_that_is_killed_is_said_and_replaced(workers: Workers) -> None:
    with pytest.raises(WorkerEnded, match="a process that computes was ended from outside, perhaps for want of memory"):
        workers.map(end_this_process, [()] * 3)
    assert workers.map(abs, [(-1,), (-2,)]) == [1, 2]
    os.kill(workers.processes[0], getattr(signal, "SIGKILL", signal.SIGTERM))
    workers._processes[0].wait(PATIENCE)
    with pytest.raises(WorkerEnded):
        workers.map(abs, [(-1,)] * 4)
    assert workers.map(abs, [(-1,)]) == [1]


@pytest.fixture
def worker() -> "Iterator[subprocess.Popen[bytes]]":
    """One that is asked without a pool."""
    process = begin()
    yield process
    end(process)


def test_one_alone_answers_one_question_after_another(worker: "subprocess.Popen[bytes]") -> None:
    assert ask(worker, os.getpid, ()) == worker.pid != os.getpid()
    assert [ask(worker, pow, (k, 2)) for k in range(9)] == [k * k for k in range(9)]
    assert ask(worker, bytes, (3_000_000,)) == bytes(3_000_000)  # more than a pipe holds
    assert ask(worker, len, (bytes(3_000_000),)) == 3_000_000


def test_an_error_of_one_alone_is_raised_and_it_answers_on(worker: "subprocess.Popen[bytes]") -> None:
    with pytest.raises(ZeroDivisionError):
        ask(worker, divmod, (1, 0))
    with pytest.raises(Exception, match=r"pickle|local object"):
        ask(worker, never_sent, ())
    with pytest.raises(Exception, match=r"pickle|local object"):
        ask(worker, lambda: 1, ())
    with pytest.raises(ValueError, match="invalid literal"):
        ask(worker, never_made_again, ())
    assert ask(worker, os.getpid, ()) == worker.pid


@pytest.mark.parametrize("death", [end_by_itself, end_by_a_signal, leave])
def test_one_alone_that_ends_is_said_to_have_ended_then_and_ever_after(
    worker: "subprocess.Popen[bytes]", death: Callable[[], None]
) -> None:
    for question in (death, os.getpid, os.getpid):
        with pytest.raises(WorkerEnded):
            ask(worker, question, ())
    assert worker.wait(PATIENCE) != 0


def test_one_alone_is_ended_whatever_it_does_and_as_often_as_one_likes(
    worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    errors = list[BaseException]()

    def wait_for_an_answer() -> None:
        try:
            ask(worker, hold, (str(tmp_path / "begun"), str(tmp_path / "never")))
        except WorkerEnded as error:
            errors.append(error)

    waiting, tick = threading.Thread(target=wait_for_an_answer), threading.Event()
    waiting.start()
    while not (tmp_path / "begun").exists():
        tick.wait(0.002)
    worker.kill()
    waiting.join(PATIENCE)
    assert len(errors) == 1
    for _ in range(2):
        end(worker)
        assert worker.returncode is not None
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stdin.closed
        assert worker.stdout.closed


def test_one_alone_ends_when_nobody_can_ask_it_any_more(worker: "subprocess.Popen[bytes]") -> None:
    assert ask(worker, abs, (-1,)) == 1
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(PATIENCE) == 0


@pytest.mark.skipif(not hasattr(os, "nice"), reason="there is no such thing on Windows")
def test_one_alone_leaves_the_machine_to_others_as_far_as_it_is_told() -> None:
    here = os.getpriority(os.PRIO_PROCESS, 0)
    process = begin(7)
    try:
        assert ask(process, os.getpriority, (os.PRIO_PROCESS, 0)) == min(19, here + 7)
    finally:
        end(process)


@pytest.mark.parametrize("task", [TASKS["latch"], next_character("the tide comes in")], ids=["latch", "text"])
def test_a_training_there_is_the_training_here(workers: Workers, task) -> None:  # type: ignore[no-untyped-def]
    training = Training(task, 5, Network("rnn", n_a=4), batch=4, updates=20)
    here, there = History(training, until_solved=False), History(training, until_solved=False)
    assert sum(in_slices([here], Pace(10), pool=Here())) == sum(in_slices([there], Pace(10), pool=workers)) == 20
    assert [record.loss for record in here.records] == [record.loss for record in there.records]


#: A server that computes without end; it tells when its workers do.
SERVER = """
import sys, threading
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.sweep import Sweep, sweep
from rnnviz.ui.session.background import Background, Job
from rnnviz.processes.workers import Workers

workers = Workers(2)
plan = Sweep.over(Scenario(n_a=64, T_x=200), "gain", (0.5, 2), "forget_bias", (0, 3), points=32, seeds=10)

def slices():
    for part in sweep(plan, pool=workers):
        print(*workers.processes, flush=True)
        yield part

job = Job(slices(), 1.0, len)
Background().start(job)
threading.Event().wait()
"""


def left_behind(process: int) -> list[str]:
    """What lies in shared memory with the number of a process in its name: as a number, not within a longer one."""
    shared, number = Path("/dev/shm"), re.compile(rf"(?<![0-9a-z]){process}(?![0-9a-z])")
    return [file.name for file in shared.iterdir() if number.search(file.name)] if shared.is_dir() else []


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such thing on Windows")
def test_nothing_is_left_of_a_server_that_was_killed(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path), "JOBLIB_TEMP_FOLDER": str(tmp_path), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    lines = [server.stdout.readline() for _ in range(5)]  # five slices
    ids = {int(number) for line in lines for number in line.split()}
    assert len(ids) == 2  # the same processes for all of them
    assert [left_behind(process) for process in (server.pid, *ids)] == [[], [], []]
    server.kill()
    # The workers have the same standard error: it ends when the last of them has ended, and not before.
    _, said = server.communicate(timeout=PATIENCE)
    assert said == ""
    assert [left_behind(process) for process in (server.pid, *ids)] == [[], [], []]
    assert os.listdir(tmp_path) == []
