"""The pictures of this server: computed in processes of their own, each kept for whoever asks for the same.

Where nothing was started (`serve`), as in a test that runs the script without a server, the script computes them
itself.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final, TypeVar

from rnnviz.errors import RnnvizError
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import key_of_run
from rnnviz.experiment.setting import Setting
from rnnviz.pictures.answers import PICTURES, answer, can_follow, ready
from rnnviz.pictures.picture import Look, Picture
from rnnviz.processes.answers import Answers, Busy
from rnnviz.processes.workers import WorkerEnded
from rnnviz.ui.session.results import result_of

__all__ = ["Kept", "ask", "computed", "computing", "is_serving", "picture_of", "serve"]

T = TypeVar("T")

#: Bytes of pictures that are kept.
_ROOM: Final = 64_000_000


class Kept:
    """What was made lately, as much as there is room for; what was asked for longest ago goes first.

    Parameters
    ----------
    room : int
        Bytes.

    Examples
    --------
    >>> kept = Kept(10)
    >>> for name in "ab":
    ...     kept.put(name, Picture({}, {"chart": bytes(6)}))
    >>> kept.get("a") is None, kept.get("b") is None
    (True, False)
    """

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._size = 0
        self._pictures: OrderedDict[Hashable, Picture] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Picture | None:
        """The picture of a key, if it is still there."""
        with self._lock:
            found = self._pictures.get(key)
            if found is not None:
                self._pictures.move_to_end(key)
            return found

    def put(self, key: Hashable, picture: Picture) -> None:
        """Keep a picture."""
        with self._lock:
            if key in self._pictures or _size(picture) > self._room:
                return
            self._pictures[key] = picture
            self._size += _size(picture)
            while self._size > self._room:
                self._size -= _size(self._pictures.popitem(last=False)[1])


def _size(picture: Picture) -> int:
    return sum(map(len, picture.parts.values())) + sum(map(len, picture.words.values()))


class _Server:
    """What there is once in a server: two queues, so that nobody's large setting is before anybody's small ones."""

    def __init__(self) -> None:
        from joblib import cpu_count  # noqa: PLC0415  # takes a third of a second, and only a server needs it

        self.quick = Answers(min(4, max(2, cpu_count())), ready, niceness=2)
        self.slow = Answers(1, ready, niceness=10)


_server: _Server | None = None
_kept: Final = Kept()


def serve() -> None:
    """Begin with the processes: what a server does when it starts."""
    global _server  # noqa: PLW0603  # one for each process
    if _server is None:
        _server = _Server()
        _server.quick.start()


def is_serving() -> bool:
    """Whether there are processes to ask."""
    return _server is not None


def ask(page: str, setting: Setting, edits: tuple[Edit, ...], look: Look) -> Future[Picture]:
    """A picture, as soon as it is there; parameters are those of `rnnviz.pictures.answers.answer`."""
    # What is told of equal results may differ: how they were asked for, and from whose file they are.
    key = (page, key_of_run(setting, edits), repr((setting, edits)), look.within(setting))
    found = _kept.get(key)
    if found is not None:
        done: Future[Picture] = Future()
        done.set_result(found)
        return done

    def keep(future: Future[Picture]) -> None:
        if not future.cancelled() and future.exception() is None:
            _kept.put(key, future.result())

    asked = _processes(setting, look).ask(answer, page, setting, edits, look)
    asked.add_done_callback(keep)
    return asked


def picture_of(page: str, setting: Setting, edits: tuple[Edit, ...], look: Look) -> Picture:
    """A picture, once it is there; parameters are those of `rnnviz.pictures.answers.answer`."""
    if is_serving():
        with suppress(WorkerEnded, Busy):
            return ask(page, setting, edits, look).result()
    return PICTURES[page](result_of(setting, edits), look.within(setting))


def computed(function: Callable[..., T], setting: Setting, *arguments: Any) -> T:
    """What a function gives, in another process where there is one."""
    if is_serving():
        with suppress(WorkerEnded, Busy):
            return _processes(setting).ask(function, setting, *arguments).result()
    return function(setting, *arguments)


def computing(function: Callable[..., T], setting: Setting) -> Future[T]:
    """What a function gives of a setting, in another process where there is one: as soon as it is there."""
    if is_serving():
        return _processes(setting).ask(function, setting)
    done: Future[T] = Future()
    done.set_result(function(setting))
    return done


def _processes(setting: Setting, look: Look = Look()) -> Answers:  # noqa: B008  # immutable
    if _server is None:
        raise RnnvizError("pictures: no process was started. Call serve first.")
    return _server.quick if can_follow(setting, look) else _server.slow
