"""Long work: fair turns, a queue, and an end."""

import os
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any
from unittest import mock

import pytest
from streamlit import runtime

from rnnviz.ui.session.background import AT_ONCE, Background, Job, background, gentle_workers

PATIENCE = 60


def counting(turns: list[str], name: str, slices: int) -> Iterator[int]:
    for _ in range(slices):
        turns.append(name)
        yield 1


def job_of(slices: Iterator[int], total: float = 3) -> Job[int]:
    return Job(slices, total, float)


def test_jobs_take_turns() -> None:
    work, turns, gate = Background(), list[str](), threading.Event()

    def waiting() -> Iterator[int]:
        gate.wait(PATIENCE)
        yield 1

    first = job_of(waiting())
    work.start(first)
    a, b = (job_of(counting(turns, name, 3)) for name in "ab")
    work.start(a)
    work.start(b)
    gate.set()
    for job in (first, a, b):
        work.wait(job, PATIENCE)
        assert job.finished
    assert sorted(turns) == ["a"] * 3 + ["b"] * 3
    assert turns[:4].count("a") == 2
    assert (a.done, a.results, a.seconds_left) == (3, [1, 1, 1], 0)


def test_more_than_some_wait_in_a_queue() -> None:
    work, gate = Background(), threading.Event()

    def waiting() -> Iterator[int]:
        gate.wait(PATIENCE)
        yield 1

    jobs = [job_of(waiting()) for _ in range(AT_ONCE + 2)]
    for job in jobs:
        work.start(job)
    assert [work.ahead(job) for job in jobs] == [0] * AT_ONCE + [1, 2]
    gate.set()
    for job in jobs:
        work.wait(job, PATIENCE)
        assert job.finished
        assert work.ahead(job) == 0


def test_turns_are_shared_by_persons_and_not_by_jobs() -> None:
    work, gate = Background(), threading.Event()

    def waiting() -> Iterator[int]:
        gate.wait(PATIENCE)
        yield 1

    greedy = [Job(waiting(), 1, float, "greedy") for _ in range(AT_ONCE + 1)]
    modest = Job(waiting(), 1, float, "modest")
    for job in (*greedy, modest):
        work.start(job)
    assert work.ahead(modest) == 0
    assert work.ahead(greedy[-1]) == 0  # the newest is what somebody looks at
    assert [work.ahead(job) for job in greedy] == [2, 1, 0, 0, 0]
    gate.set()
    for job in (*greedy, modest):
        work.wait(job, PATIENCE)
        assert job.finished


def test_a_thread_that_died_is_replaced() -> None:
    work = Background()
    work._thread = threading.Thread(target=lambda: None)  # as if something beyond an Exception had ended it
    work._thread.start()
    work._thread.join()
    job = job_of(iter([1, 1, 1]))
    work.start(job)
    work.wait(job, PATIENCE)
    assert job.finished


def test_what_passes_between_slices_counts_in_the_time_left() -> None:
    work, job = Background(), job_of(iter([1, 1]), total=4)
    job.apart = 0.2
    work.start(job)
    work.wait(job, PATIENCE)
    assert job.seconds_left is not None
    assert job.seconds_left >= 0.4  # two more, each of them 0.2 s after the one before


def test_what_came_out_before_a_stop_is_kept_and_it_can_go_on() -> None:
    work, seen = Background(), threading.Semaphore(0)

    def endless() -> Iterator[int]:
        for number in count():
            seen.release()
            yield number

    job = Job(endless(), 1000.0, lambda _: 1.0)
    work.start(job)
    for _ in range(3):
        assert seen.acquire(timeout=PATIENCE)
    work.stop(job)
    work.wait(job, PATIENCE)
    before = list(job.results)
    assert before == list(range(len(before)))
    assert not job.finished
    assert job.seconds_left is not None
    work.start(job)
    assert seen.acquire(timeout=PATIENCE)
    work.stop(job)
    work.wait(job, PATIENCE)
    assert job.results == list(range(len(job.results)))
    assert len(job.results) >= len(before)


def test_an_error_ends_its_own_job_only() -> None:
    work = Background()

    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    bad, good = job_of(failing()), job_of(iter([1, 1, 1]))
    for job in (bad, good):
        work.start(job)
        work.wait(job, PATIENCE)
    assert str(bad.error) == "no more"
    assert bad.results == [1]
    assert good.finished
    work.start(bad)  # it is over
    assert not bad.wanted


def test_who_has_left_gets_no_more_turns() -> None:
    work = Background()
    server = mock.Mock(is_active_session=lambda session: session == "here")
    with (
        mock.patch.object(runtime, "exists", return_value=True),
        mock.patch.object(runtime, "get_instance", return_value=server),
    ):
        gone, here = (Job(iter([1, 2]), 2, lambda _: 1.0, session) for session in ("gone", "here"))
        for job in (gone, here):
            work.start(job)
            work.wait(job, PATIENCE)
    assert (gone.results, gone.wanted, gone.finished) == ([], False, False)
    assert here.finished


def test_the_processes_end_when_there_was_nothing_to_do_for_some_time() -> None:
    rested = threading.Semaphore(0)
    work = Background(at_rest=rested.release, rest_seconds=0.0)
    for _ in range(2):
        job = job_of(iter([1, 1, 1]))
        work.start(job)
        work.wait(job, PATIENCE)
        assert job.finished
        assert rested.acquire(timeout=PATIENCE)
    assert not rested.acquire(blocking=False)  # once, and not again and again
    patient = Background(at_rest=rested.release, rest_seconds=PATIENCE)
    job = job_of(iter([1, 1, 1]))
    patient.start(job)
    patient.wait(job, PATIENCE)
    assert not rested.acquire(blocking=False)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="there is no such thing on Windows")
def test_gentle_work_is_done_elsewhere_with_less_priority() -> None:
    before, workers = os.getpriority(os.PRIO_PROCESS, 0), gentle_workers()
    try:
        assert min(workers.map(os.getpriority, [(os.PRIO_PROCESS, 0)] * 2)) > before
        assert os.getpid() not in workers.processes
    finally:
        workers.close()
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_the_servers_own_queue_ends_the_servers_own_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert background()._at_rest == gentle_workers().close
    assert gentle_workers() is gentle_workers()


def test_there_is_one_for_the_server() -> None:
    assert background() is background()


class Counted(float):
    """A number of slices that somebody stops the work at, in the middle of being looked at."""

    def __new__(cls, value: float, stop: Any) -> "Counted":
        made = super().__new__(cls, value)
        made.stop = stop
        return made

    def __sub__(self, other: float) -> "Counted":
        return Counted(float(self) - other, self.stop)

    def __gt__(self, other: float) -> bool:
        self.stop()
        return float(self) > other


def test_a_stop_is_not_lost_while_a_slice_ends() -> None:
    # Between reading that the work is wanted and writing it somebody stops it, from another thread, as a click does.
    work, stopping = Background(), []

    def stop() -> None:
        if not stopping:
            stopping.append(threading.Thread(target=work.stop, args=[job]))
            stopping[0].start()
            stopping[0].join(0.2)  # with the lock held elsewhere it waits, and stops afterwards

    def slices() -> Iterator[int]:
        yield 0
        stopping[0].join()  # from here on it has been stopped
        yield from range(1, 100)

    job = Job(slices(), total=100, size=lambda _: 1.0)
    work.start(job, Counted(50, stop))
    work.wait(job)
    assert not job.wanted
    assert len(job.results) <= 2
