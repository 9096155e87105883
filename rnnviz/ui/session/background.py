"""Long work of many sessions, done a slice at a time beside the app, so that nobody waits for anybody's.

One thread takes a slice of each job in turn. The work itself belongs into other processes, with little priority (see
`gentle_workers`): what computes in this process would make everybody's sliders stutter.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any, Final, Generic, TypeVar

import streamlit as st

from rnnviz.processes.workers import Workers
from rnnviz.ui.private_api import is_open

__all__ = ["AT_ONCE", "Background", "Job", "background", "gentle_workers"]

#: Jobs that get slices in turn; more wait in a queue.
AT_ONCE: Final = 4
#: Seconds without any work after which the processes end that did it.
REST_SECONDS: Final = 60.0

T = TypeVar("T")


class Job(Generic[T]):
    """Work that a session has asked for, and how far it has come.

    Parameters
    ----------
    slices : iterator
        Each ``next`` does a slice of the work and gives what came out.
    total : float
        The whole work, in a unit of its own.
    size : callable
        Of what came out of a slice, in that unit.
    session : str or None
        Whose it is: when that session ends, so does the work.

    Attributes
    ----------
    results : list
        What came out so far; only ever appended to.
    done : float
        How much of ``total`` that is.
    seconds : float
        Time that the slices took, and what has to pass between two of them.
    error : Exception or None
        Why it ended before its time.
    apart : float
        Seconds from the beginning of a slice to that of the next, at least.
    """

    def __init__(
        self, slices: Iterator[T], total: float, size: Callable[[T], float], session: str | None = None
    ) -> None:
        self.slices = slices
        self.total = total
        self.size = size
        self.session = session
        self.results: list[T] = []
        self.done = 0.0
        self.seconds = 0.0
        self.error: Exception | None = None
        self.apart = 0.0
        self.wanted = False
        self.busy = False
        self.finished = False
        self.due = 0.0
        self.slices_wanted = math.inf

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take if nobody else wants anything; None before there is anything to go by."""
        return self.seconds * (self.total / self.done - 1) if self.done else None

    @property
    def active(self) -> bool:
        """Whether something new may still come: it is wanted, or in the middle of the slice in which it was stopped."""
        return self.wanted or self.busy

    def slice(self, changes: threading.Condition) -> None:
        """Do one slice. What others write too, above all that they want no more, changes under the lock alone."""
        began = time.monotonic()
        with changes:
            self.busy, self.due = True, began + self.apart
            self.slices_wanted -= 1
        result: T | None = None
        ended, error = False, None
        try:
            result = next(self.slices)
        except StopIteration:
            ended = True
        except Exception as caught:  # whatever it is, the others' work goes on, and the page says it
            error = caught
        with changes:
            if ended or error is not None:
                self.finished, self.error, self.wanted = ended, error, False
            else:
                self.results.append(result)  # type: ignore[arg-type]  # it is there
                self.done += self.size(result)  # type: ignore[arg-type]
                self.wanted = self.wanted and self.slices_wanted > 0
            self.seconds += max(self.apart, time.monotonic() - began)
            self.busy = False


class Background:
    """The queue, and the thread that works it off: fair to persons, however many jobs each of them has.

    Parameters
    ----------
    at_rest : callable
        What to do once there was no work for some time.
    rest_seconds : float
        That time.

    Examples
    --------
    >>> work = Background()
    >>> job = Job(iter("ab"), total=2, size=len)
    >>> work.start(job)
    >>> work.wait(job)
    >>> job.results, job.finished
    (['a', 'b'], True)
    """

    def __init__(self, at_rest: Callable[[], None] = lambda: None, rest_seconds: float = REST_SECONDS) -> None:
        self._at_rest = at_rest
        self._rest_seconds = rest_seconds
        self._jobs: deque[Job[Any]] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self, job: Job[Any], slices: float = math.inf) -> None:
        """Begin with a job, or go on with one that was stopped, for some slices or all that there are."""
        with self._changed:
            if job.wanted or job.finished or job.error:
                return
            job.wanted, job.slices_wanted, job.due = True, slices, 0.0
            if job not in self._jobs:  # it may be in the middle of the slice in which it was stopped
                self._jobs.append(job)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="rnnviz background", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def stop(self, job: Job[Any]) -> None:
        """Stop after the slice that is being done; what came out is kept."""
        with self._changed:
            job.wanted = False
            self._changed.notify_all()

    def ahead(self, job: Job[Any]) -> int:
        """How many jobs have to end before this one begins."""
        with self._changed:
            return max(0, self._in_order().index(job) - AT_ONCE + 1) if job in self._jobs else 0

    def wait(self, job: Job[Any], seconds: float = 60) -> None:
        """Wait until a job is no longer worked on."""
        with self._changed:
            self._changed.wait_for(lambda: job not in self._jobs, seconds)

    def _work(self) -> None:
        turn = 0
        while True:
            with self._changed:
                self._drop_unwanted()
                if not self._changed.wait_for(lambda: self._jobs, self._rest_seconds):
                    self._at_rest()
                    self._changed.wait_for(lambda: self._jobs)
                served, now = self._in_order()[:AT_ONCE], time.monotonic()
                turn = (turn + 1) % len(served)
                job = min(served[turn:] + served[:turn], key=lambda one: max(one.due, now))
                if job.due > now:
                    self._changed.wait(job.due - now)
                    continue
            job.slice(self._changed)

    def _in_order(self) -> list[Job[Any]]:
        """First one job of each session, those first that came first, then a second one of each, and so on.

        Of a session's jobs the newest is the first: that is what somebody looks at.
        """
        of_session: dict[object, list[Job[Any]]] = {}
        for job in self._jobs:
            of_session.setdefault(job if job.session is None else job.session, []).insert(0, job)
        rounds = zip_longest(*of_session.values())
        return [job for turn in rounds for job in turn if job is not None]

    def _drop_unwanted(self) -> None:
        for job in list(self._jobs):
            job.wanted = job.wanted and (job.session is None or is_open(job.session))
            if not job.wanted:
                self._jobs.remove(job)
        self._changed.notify_all()


@st.cache_resource(show_spinner=False)
def gentle_workers() -> Workers:
    """The processes that compute for this server, and leave the machine to whoever else wants it."""
    return Workers(niceness=15)


@st.cache_resource(show_spinner=False)
def background() -> Background:
    """The one queue of this server."""
    return Background(at_rest=gentle_workers().close)
