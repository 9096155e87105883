"""Processes that answer one question after another for many who ask at once, each answer by itself.

`rnnviz.processes.workers.Workers` divides one large piece of work; here there are many small ones, and whoever asks
waits for one. Threads of this process would compute them, too, but at several times the cost: NumPy lets go of the
interpreter's lock at every product and takes it again, and threads that compute queue up at it (a convoy).
"""

import subprocess
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final, TypeVar

from rnnviz.errors import RnnvizError
from rnnviz.processes.workers import WorkerEnded, ask, begin, end

__all__ = ["Answers", "Busy"]

T = TypeVar("T")

#: Questions that may wait: more than people, each of whom asks one at a time.
_MOST: Final = 500


class Busy(RnnvizError):
    """There are too many questions already."""

    def __init__(self) -> None:
        super().__init__("too many people ask at once; try again in a moment")


class Answers:
    """Some processes, and the questions that wait for them, first come, first served.

    Parameters
    ----------
    size : int
        How many processes; they begin with the first question, or with `start`.
    first : callable
        What each of them does before it answers, to have loaded what it needs.
    niceness : int
        As of `rnnviz.processes.workers.Workers`.
    most : int
        Questions that may wait.

    Examples
    --------
    >>> answers = Answers(1)
    >>> answers.ask(max, 3, 5).result()
    5
    >>> answers.close()
    """

    def __init__(
        self, size: int, first: Callable[[], object] | None = None, niceness: int = 0, most: int = _MOST
    ) -> None:
        self._size = size
        self._first = first
        self._niceness = niceness
        self._most = most
        self._waiting: deque[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = deque()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def start(self) -> None:
        """Begin with the processes, so that nobody waits for that."""
        with self._changed:
            while len(self._threads) < self._size and not self._closed:
                thread = threading.Thread(target=self._work, name="rnnviz answers", daemon=True)
                self._threads.append(thread)
                thread.start()

    def ask(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Ask a question; the answer, or what was raised instead, comes by the future.

        Parameters
        ----------
        function : callable
            Of a module, so that another process finds it.
        *arguments : Any
            What can be pickled.
        """
        future: Future[T] = Future()
        self.start()
        with self._changed:
            if self._closed or len(self._waiting) >= self._most:
                future.set_exception(Busy())
                return future
            self._waiting.append((future, function, arguments))
            self._changed.notify()
        return future

    def close(self) -> None:
        """End all processes; who waits is told."""
        with self._changed:
            self._closed = True
            waiting, self._waiting = self._waiting, deque()
            self._changed.notify_all()
        for future, _, _ in waiting:
            if future.set_running_or_notify_cancel():  # else whoever asked has left
                future.set_exception(Busy())
        for thread in self._threads:
            thread.join(timeout=10)

    def _work(self) -> None:
        process = self._begin()
        while (question := self._next()) is not None:
            future, function, arguments = question
            if not future.set_running_or_notify_cancel():
                continue
            process = process or self._begin()
            if process is None:
                future.set_exception(WorkerEnded())
                continue
            try:
                future.set_result(ask(process, function, arguments))
            except WorkerEnded as error:
                future.set_exception(error)
                end(process)
                process = self._begin()
            except BaseException as error:  # of a thread, which would be lost
                future.set_exception(error)
        if process is not None:
            end(process)

    def _begin(self) -> "subprocess.Popen[bytes] | None":
        try:
            process = begin(self._niceness)
        except OSError:  # no room for one now; whoever asks next tries again
            return None
        if self._first is not None:
            with suppress(Exception):  # what is wrong, the first question will tell
                ask(process, self._first, ())
        return process

    def _next(self) -> Any:
        """The question that has waited longest, with its future; None once there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return None if self._closed else self._waiting.popleft()
