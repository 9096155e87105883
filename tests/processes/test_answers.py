"""Processes that answer many: first come, first served, a bounded line, and one that dies costs one question."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.processes import answers as module
from rnnviz.processes import workers
from rnnviz.processes.answers import Answers, Busy
from rnnviz.processes.workers import WorkerEnded
from tests.architecture.project import ROOT
from tests.processes.asked_there import (
    end_by_a_signal,
    end_by_itself,
    hold,
    leave,
    never_made_again,
    never_sent,
    note,
)

PATIENCE = 60
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)

Made = Callable[..., Answers]


@pytest.fixture
def made() -> Iterator[Made]:
    """Make some that are closed at the end."""
    all_of_them = []

    def make(size: int = 1, **how: Any) -> Answers:
        all_of_them.append(Answers(size, **how))
        return all_of_them[-1]

    yield make
    for one in all_of_them:
        one.close()


class Held:
    """One question that keeps a process busy until it is let go."""

    def __init__(self, answers: Answers, folder: Path, name: str = "held") -> None:
        self._begun, self._until = folder / f"{name} begun", folder / f"{name} until"
        self.answer: Future[int] = answers.ask(hold, str(self._begun), str(self._until))

    def wait_until_begun(self) -> "Held":
        tick = threading.Event()
        while not self._begun.exists():
            assert not self.answer.done()
            tick.wait(0.002)
        return self

    def let_go(self) -> int:
        self._until.touch()
        return self.answer.result(PATIENCE)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_answer_is_what_the_function_gives_in_another_process(made: Made) -> None:
    answers = made()
    assert answers.ask(os.getpid).result(PATIENCE) != os.getpid()
    large = np.arange(300_000.0)
    np.testing.assert_array_equal(answers.ask(np.negative, large).result(PATIENCE), -large)
    found = [answers.ask(pow, k, 2) for k in range(50)]
    assert [one.result(PATIENCE) for one in found] == [k * k for k in range(50)]


def test_who_came_first_is_answered_first(made: Made, tmp_path: Path) -> None:
    answers = made()
    held = Held(answers, tmp_path).wait_until_begun()
    names = [f"{k}" for k in range(9)]
    waiting = [answers.ask(note, str(tmp_path / "lines"), name) for name in names]
    assert not any(one.done() for one in waiting)
    held.let_go()
    for one in waiting:
        one.result(PATIENCE)
    assert (tmp_path / "lines").read_text(encoding="utf-8").split() == names


def test_as_many_compute_at_once_as_there_are_processes(made: Made, tmp_path: Path) -> None:
    answers = made(2)
    first, second = (Held(answers, tmp_path, name).wait_until_begun() for name in ("first", "second"))
    third = answers.ask(os.getpid)
    assert not third.done()
    ids = {second.let_go(), first.let_go()}
    assert len(ids) == 2
    assert third.result(PATIENCE) in ids


def test_no_more_wait_than_may(made: Made, tmp_path: Path) -> None:
    answers = made(most=2)
    held = Held(answers, tmp_path).wait_until_begun()
    waiting = [answers.ask(abs, -k) for k in (1, 2)]
    refused = answers.ask(abs, -3)
    with pytest.raises(Busy, match="too many people ask at once; try again in a moment"):
        refused.result(0)
    held.let_go()
    assert [one.result(PATIENCE) for one in waiting] == [1, 2]
    assert answers.ask(abs, -3).result(PATIENCE) == 3


@pytest.mark.parametrize("death", [end_by_itself, end_by_a_signal, leave])
def test_a_process_that_dies_costs_the_question_it_had_and_no_other(
    made: Made, tmp_path: Path, death: Callable[[], None]
) -> None:
    answers = made()
    before = answers.ask(os.getpid).result(PATIENCE)
    held = Held(answers, tmp_path).wait_until_begun()
    dies, *others = answers.ask(death), answers.ask(abs, -1), answers.ask(os.getpid)
    held.let_go()
    with pytest.raises(WorkerEnded):
        dies.result(PATIENCE)
    assert others[0].result(PATIENCE) == 1
    assert others[1].result(PATIENCE) != before


def test_one_that_is_killed_while_it_computes_is_replaced(made: Made, tmp_path: Path) -> None:
    answers = made()
    process = answers.ask(os.getpid).result(PATIENCE)
    held = Held(answers, tmp_path).wait_until_begun()
    os.kill(process, KILL)
    with pytest.raises(WorkerEnded):
        held.answer.result(PATIENCE)
    assert answers.ask(os.getpid).result(PATIENCE) != process


def test_one_that_is_killed_while_nobody_asks_costs_one_question_at_most(made: Made) -> None:
    answers = made()
    process = answers.ask(os.getpid).result(PATIENCE)
    os.kill(process, KILL)
    with suppress(WorkerEnded):
        answers.ask(abs, -1).result(PATIENCE)
    assert answers.ask(os.getpid).result(PATIENCE) != process


def test_one_whose_answer_could_not_be_read_is_replaced_for_the_rest_of_it_would_be_the_next_answer(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = made()
    process = answers.ask(os.getpid).result(PATIENCE)

    def too_large(pipe: object) -> bytes:
        monkeypatch.undo()
        raise MemoryError

    monkeypatch.setattr(workers, "_receive", too_large)
    with pytest.raises(WorkerEnded):
        answers.ask(abs, -3).result(PATIENCE)
    assert answers.ask(abs, -4).result(PATIENCE) == 4
    assert answers.ask(os.getpid).result(PATIENCE) != process


def test_what_is_raised_there_is_raised_here_and_the_process_lives(made: Made) -> None:
    answers = made()
    process = answers.ask(os.getpid).result(PATIENCE)
    with pytest.raises(ZeroDivisionError):
        answers.ask(divmod, 1, 0).result(PATIENCE)
    for function, told in ((never_sent, r"pickle|local object"), (never_made_again, "invalid literal")):
        with pytest.raises(Exception, match=told):
            answers.ask(function).result(PATIENCE)
    with pytest.raises(Exception, match=r"pickle|local object"):
        answers.ask(lambda: 1).result(PATIENCE)  # a question that cannot be sent
    with pytest.raises(TypeError):
        answers.ask(abs).result(PATIENCE)
    assert answers.ask(os.getpid).result(PATIENCE) == process


def test_a_question_that_nobody_waits_for_any_more_is_not_computed(made: Made, tmp_path: Path) -> None:
    answers = made()
    held = Held(answers, tmp_path).wait_until_begun()
    lines = str(tmp_path / "lines")
    left, stays = answers.ask(note, lines, "left"), answers.ask(note, lines, "stays")
    assert left.cancel()
    held.let_go()
    stays.result(PATIENCE)
    assert Path(lines).read_text(encoding="utf-8") == "stays\n"


def test_every_process_is_made_ready_before_its_first_answer(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def watched(process: Any, function: Any, arguments: Any) -> Any:
        asked.append(function)
        return workers.ask(process, function, arguments)

    monkeypatch.setattr(module, "ask", watched)
    answers = made(first=os.getcwd)
    with pytest.raises(WorkerEnded):
        answers.ask(end_by_itself).result(PATIENCE)
    assert answers.ask(abs, -1).result(PATIENCE) == 1
    assert asked == [os.getcwd, end_by_itself, os.getcwd, abs]


def test_one_that_cannot_be_made_ready_answers_all_the_same(made: Made) -> None:
    assert made(first=never_sent).ask(abs, -1).result(PATIENCE) == 1


def test_they_begin_when_they_are_started_and_are_no_more_than_asked_for(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Semaphore(0)
    levels = []

    def watched(niceness: int) -> "subprocess.Popen[bytes]":
        levels.append(niceness)
        begun.release()
        return workers.begin(niceness)

    monkeypatch.setattr(module, "begin", watched)
    answers = made(2, niceness=3)
    assert levels == []
    answers.start()
    answers.start()
    assert begun.acquire(timeout=PATIENCE)
    assert begun.acquire(timeout=PATIENCE)
    answers.ask(abs, -1).result(PATIENCE)
    answers.close()
    assert levels == [3, 3]


@pytest.mark.skipif(not hasattr(os, "nice"), reason="there is no such thing on Windows")
def test_they_leave_the_machine_to_others(made: Made) -> None:
    here = os.getpriority(os.PRIO_PROCESS, 0)
    assert made(niceness=5).ask(os.getpriority, os.PRIO_PROCESS, 0).result(PATIENCE) == min(19, here + 5)


def test_a_process_that_cannot_begin_costs_one_question_and_the_next_one_tries_again(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OSError("no more processes")] * 2

    def begin(niceness: int) -> "subprocess.Popen[bytes]":
        if failures:
            raise failures.pop()
        return workers.begin(niceness)

    monkeypatch.setattr(module, "begin", begin)
    answers = made()
    with pytest.raises(WorkerEnded):
        answers.ask(abs, -1).result(PATIENCE)
    assert answers.ask(abs, -1).result(PATIENCE) == 1


# ------------------------------------------------------------------------------------------- closing


def test_when_they_are_closed_who_waits_is_told_and_who_is_being_answered_is_answered(
    made: Made, tmp_path: Path
) -> None:
    answers = made()
    held = Held(answers, tmp_path).wait_until_begun()
    waiting = [answers.ask(abs, -1) for _ in range(3)]
    told = threading.Event()
    waiting[-1].add_done_callback(lambda _: told.set())
    closing = threading.Thread(target=answers.close)
    closing.start()
    assert told.wait(PATIENCE)
    process = held.let_go()
    closing.join(PATIENCE)
    assert not is_there(process)
    for one in waiting:
        with pytest.raises(Busy):
            one.result(0)
    with pytest.raises(Busy):
        answers.ask(abs, -1).result(0)
    answers.close()  # again


def test_who_has_left_the_line_is_no_trouble_when_they_are_closed(made: Made, tmp_path: Path) -> None:
    answers = made()
    held = Held(answers, tmp_path).wait_until_begun()
    left, stays = answers.ask(abs, -1), answers.ask(abs, -2)
    assert left.cancel()
    told = threading.Event()
    stays.add_done_callback(lambda _: told.set())
    raised = []

    def close() -> None:
        try:
            answers.close()
        except Exception as error:
            raised.append(error)

    closing = threading.Thread(target=close)
    closing.start()
    try:
        closed_for_all = told.wait(5)
    finally:
        held.let_go()
        closing.join(PATIENCE)
    assert raised == []
    assert closed_for_all
    with pytest.raises(CancelledError):
        left.result(0)


def test_those_that_never_began_are_closed_too_and_begin_no_more(made: Made) -> None:
    answers = made()
    answers.close()
    answers.start()
    assert not [thread for thread in threading.enumerate() if thread.name == "rnnviz answers"]


def test_when_a_server_ends_its_processes_end() -> None:
    script = (
        "import os\nfrom rnnviz.processes.answers import Answers\n"
        "answers = Answers(2)\nprint(answers.ask(os.getpid).result(), flush=True)\nos._exit(0)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # The processes have the same standard error: it ends when the last of them has ended, and not before.
    said, errors = server.communicate(timeout=PATIENCE)
    assert errors == ""
    assert said.strip().isdecimal()
