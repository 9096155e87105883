"""Processes that compute for a server: started once, asked over pipes, and gone when the server is.

Each worker stands at the other end of two pipes. A thread of it does nothing but read: when the server's end of that
pipe is closed, which the system does however the server ends, the worker ends at once. Nothing of it lies anywhere: no
file, no shared memory, no semaphore that somebody would have to remove.
"""

import atexit
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any, Final, TypeVar

from rnnviz.errors import RnnvizError

__all__ = ["WorkerEnded", "Workers", "ask", "begin", "end", "serve"]

T = TypeVar("T")

#: What is run in a worker: modules are looked for where this process finds them.
_BOOTSTRAP: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from rnnviz.processes.workers import serve; serve(int(sys.argv[2]))"
)
_LENGTH: Final = 8  # bytes in front of a message that say how long it is


class WorkerEnded(RnnvizError):
    """A worker ended while it computed."""

    def __init__(self) -> None:
        super().__init__("a process that computes was ended from outside, perhaps for want of memory")


class Workers:
    """A `rnnviz.processes.parallel.Pool` of processes, which begin when they are first needed.

    Parameters
    ----------
    size : int, optional
        How many; one for each core unless given.
    niceness : int
        How much they leave the machine to whoever else wants it, 0 to 19; there is no such thing on Windows.

    Examples
    --------
    >>> workers = Workers(2)
    >>> workers.map(max, [(1, 2), (4, 3), (5, 5)])
    [2, 4, 5]
    >>> workers.close()
    """

    def __init__(self, size: int | None = None, niceness: int = 0) -> None:
        self._size = size
        self._niceness = niceness
        self._processes: list[subprocess.Popen[bytes]] = []
        self._one_at_a_time = threading.Lock()
        atexit.register(self.close)

    @property
    def size(self) -> int:
        """How many at once."""
        if self._size is None:
            from joblib import cpu_count  # noqa: PLC0415  # takes a third of a second

            self._size = max(1, cpu_count())
        return self._size

    @property
    def processes(self) -> list[int]:
        """Their numbers; none before they begin."""
        return [process.pid for process in self._processes]

    def map(self, function: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        """What the function gives for each of the arguments, in their order.

        Raises
        ------
        WorkerEnded
            If a worker ended meanwhile; the next call has new ones. What the function raises is raised here, too.
        """
        results: list[Any] = [None] * len(arguments)
        waiting, errors = deque(range(len(arguments))), list[BaseException]()

        def work(process: subprocess.Popen[bytes]) -> None:
            try:
                while True:
                    try:
                        place = waiting.popleft()
                    except IndexError:
                        return
                    results[place] = ask(process, function, arguments[place])
            except BaseException as error:  # of a thread, which would be lost
                errors.append(error)
                waiting.clear()

        with self._one_at_a_time:
            self._begin()
            threads = [threading.Thread(target=work, args=[one], daemon=True) for one in self._processes]
            for thread in threads[: len(arguments)]:
                thread.start()
            for thread in threads[: len(arguments)]:
                thread.join()
            if any(isinstance(error, WorkerEnded) for error in errors):
                self._end()
        if errors:
            raise errors[0]
        return results

    def close(self) -> None:
        """End all processes; the next call begins new ones."""
        with self._one_at_a_time:
            self._end()

    def _begin(self) -> None:
        if not self._processes:
            self._processes.extend(begin(self._niceness) for _ in range(self.size))

    def _end(self) -> None:
        for process in self._processes:
            end(process)
        self._processes.clear()


def begin(niceness: int = 0) -> "subprocess.Popen[bytes]":
    """Begin one worker, for those who ask it themselves.

    Parameters
    ----------
    niceness : int
        As of `Workers`.
    """
    command = [sys.executable, "-c", _BOOTSTRAP, json.dumps(sys.path), str(niceness)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a worker, whatever it does."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was still to be written has nobody to read it
            if pipe is not None:
                pipe.close()


def ask(process: "subprocess.Popen[bytes]", function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    """What a worker gives for the arguments, one question at a time.

    Raises
    ------
    WorkerEnded
        If it ended meanwhile. What the function raises is raised here, too.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    question = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
    try:
        _send(process.stdin, question)
        answer = _receive(process.stdout)
    except (OSError, MemoryError):  # what is left in the pipe would be taken for the next answer
        raise WorkerEnded from None
    if answer is None:
        raise WorkerEnded
    result: T
    result, error = pickle.loads(answer)
    if error is not None:
        raise error
    return result


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(_LENGTH, "little") + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """The next message; None if the other end is closed."""
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "little")
    message = pipe.read(length)
    return message if len(message) == length else None


# ------------------------------------------------------------------------------------------- in a worker


def serve(niceness: int = 0) -> None:
    """Answer until nobody is there to ask: what a worker does.

    Parameters
    ----------
    niceness : int
        As of `Workers`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is that of this process
    with suppress(AttributeError, OSError):  # there is no such thing on Windows
        os.nice(niceness)
    # The pipes are for messages alone: what is printed goes where errors go, what reads finds nothing.
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    questions: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=[asked, questions], daemon=True).start()
    while True:
        _send(answers, _answer_to(questions.get()))


def _listen(asked: IO[bytes], questions: "queue.SimpleQueue[bytes]") -> None:
    """Take questions while somebody is there, whatever is computed meanwhile; then end this process."""
    while (question := _receive(asked)) is not None:
        questions.put(question)
    os._exit(0)


def _answer_to(question: bytes) -> bytes:
    try:
        function, arguments = pickle.loads(question)
        return pickle.dumps((function(*arguments), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # whatever it is, whoever asked has to know
        try:
            answer = pickle.dumps((None, error))
            pickle.loads(answer)
        except Exception:  # an error that cannot travel
            answer = pickle.dumps((None, RnnvizError(f"{type(error).__name__}: {error}")))
        return answer
