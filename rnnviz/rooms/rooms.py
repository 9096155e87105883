"""All rooms of a server: opened, found by their code, steered by who holds their secret, and gone in time."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Final, NamedTuple

from rnnviz.errors import RnnvizError
from rnnviz.rooms.room import PEOPLE, Held, Key, Room, Said, Shown, View

__all__ = ["CODE_LENGTH", "HOURS", "IDLE_HOURS", "MAX_QUERY", "ROOMS", "Opened", "Rooms", "code_in"]

#: Rooms at the same time.
ROOMS: Final = 40
#: A room is gone so many hours after it was opened,
HOURS: Final = 10
#: or after nobody was there for so many.
IDLE_HOURS: Final = 2
#: When all are taken, one gives way in which nobody was for so many seconds.
_EMPTY_SECONDS: Final = 900.0
#: Characters of a setting that is put before all.
MAX_QUERY: Final = 12_500
CODE_LENGTH: Final = 5
#: No vowels, so no words; nothing that reads like something else.
_LETTERS: Final = "BCDFGHJKLMNPRSTVWXZ"


class Opened(NamedTuple):
    """A room that was opened.

    Parameters
    ----------
    code : str
        By which people join.
    secret : str
        Who holds it steers.
    """

    code: str
    secret: str


@dataclass
class _Kept:
    digest: bytes
    opened: float
    visited: float
    room: Room = field(default_factory=Room)


def code_in(text: object) -> str:
    """The code that somebody typed; empty if it is none.

    Examples
    --------
    >>> code_in(" kl-mnp "), code_in("KLMNPQ"), code_in(None)
    ('KLMNP', '', '')
    """
    if not isinstance(text, str) or len(text) > 4 * CODE_LENGTH:
        return ""
    code = "".join(letter for letter in text.upper() if letter.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(_LETTERS) else ""


def _digest(secret: str) -> bytes:
    return sha256(secret.encode(errors="replace")).digest()


class Rooms:
    """The rooms of a server; each call is safe from any thread.

    Parameters
    ----------
    clock : callable
        Seconds, which never go back.
    choose : callable
        One of some letters, by chance.

    Examples
    --------
    >>> rooms = Rooms(clock=lambda: 0.0)
    >>> code, secret = rooms.open()
    >>> token = rooms.join(code)
    >>> rooms.show(code, secret, Shown("gates"))
    True
    >>> rooms.view(code, token).shown.page
    'gates'
    >>> rooms.show(code, "a guess", Shown("why")), rooms.view(code, token).shown.page
    (False, 'gates')
    """

    def __init__(self, clock: Callable[[], float], choose: Callable[[str], str] = secrets.choice) -> None:
        self._clock, self._choose = clock, choose
        self._lock = Lock()
        self._rooms: dict[str, _Kept] = {}

    def __len__(self) -> int:
        """How many there are."""
        with self._lock:
            return len(self._living(self._clock()))

    def open(self) -> Opened:
        """Open a room.

        Raises
        ------
        RnnvizError
            If there are too many.
        """
        secret = secrets.token_urlsafe(24)
        with self._lock:
            now = self._clock()
            rooms = self._living(now)
            if len(rooms) >= ROOMS:
                self._give_way(now)
            code = self._choose_code()
            rooms[code] = _Kept(_digest(secret), now, now)
        return Opened(code, secret)

    def _choose_code(self) -> str:
        while True:
            code = "".join(self._choose(_LETTERS) for _ in range(CODE_LENGTH))
            if code not in self._rooms:
                return code

    def _give_way(self, now: float) -> None:
        longest = min(self._rooms, key=lambda code: self._rooms[code].visited)
        if now - self._rooms[longest].visited < _EMPTY_SECONDS:
            raise RnnvizError(f"There are {ROOMS} rooms in use, and no more fit. Try again when one is over.")
        del self._rooms[longest]

    def join(self, code: str, token: str = "") -> str | None:
        """Let somebody in; who was here before comes back with their token. Their token; None if there is no such room.

        Raises
        ------
        RnnvizError
            If it is full.
        """
        with self._lock:
            kept = self._found(code)
            if kept is None:
                return None
            if token not in kept.room.seen:
                token = secrets.token_urlsafe(12)  # nobody chooses their own
            if not kept.room.join(token, kept.visited):
                raise RnnvizError(f"The room is full: {PEOPLE} people are in it. Look on with somebody.")
            return token

    def come_back(self, code: str, now_as: str, before_as: str) -> str:
        """Let somebody who came in as a new one be who they were before. The token that holds from now on."""
        with self._lock:
            kept = self._found(code)
            if kept is None or before_as not in kept.room.seen or before_as == now_as:
                return now_as
            kept.room.leave(now_as)
            kept.room.join(before_as, kept.visited)
            return before_as

    def leave(self, code: str, token: str) -> None:
        """Forget somebody."""
        with self._lock:
            kept = self._found(code)
            if kept is not None:
                kept.room.leave(token)

    def guess(self, code: str, token: str, key: Key, value: object) -> bool:
        """Take a guess of the card that is shown. Whether it was taken."""
        with self._lock:
            kept = self._found(code, token)
            return kept is not None and kept.room.guess(token, key, value)

    def finish(self, code: str, token: str, key: Key) -> bool:
        """Note that somebody has done the task of the card that is shown. Whether it was noted."""
        with self._lock:
            kept = self._found(code, token)
            return kept is not None and kept.room.finish(token, key)

    def view(self, code: str, token: str) -> View | None:
        """The room as one of its people sees it; None if there is none, or they are not in it."""
        with self._lock:
            kept = self._found(code, token)
            return None if kept is None else kept.room.view(token, kept.visited)

    # ---------------------------------------------------------------------------------------- what needs the secret

    def is_teacher(self, code: str, secret: str) -> bool:
        """Whether it is the secret of the room."""
        with self._lock:
            return self._steered(code, secret) is not None

    def show(self, code: str, secret: str, shown: Shown) -> bool:
        """Put something before all. Whether it was done.

        Raises
        ------
        RnnvizError
            If its setting is too long.
        """
        if sum(len(name) + len(text) for name, text in shown.query.items()) > MAX_QUERY:
            raise RnnvizError(
                "This setting is too long to be put before all: its table is too large. Take a part of it."
            )
        with self._lock:
            kept = self._steered(code, secret)
            if kept is not None:
                kept.room.show(shown)
            return kept is not None

    def reveal(self, code: str, secret: str, answer: Said) -> bool:
        """Let all see what was guessed, and the answer. Whether it was done."""
        with self._lock:
            kept = self._steered(code, secret)
            if kept is not None:
                kept.room.reveal(answer)
            return kept is not None

    def close(self, code: str, secret: str) -> bool:
        """End a room. Whether it was done."""
        with self._lock:
            kept = self._steered(code, secret)
            if kept is not None:
                del self._rooms[code]
            return kept is not None

    def teachers_view(self, code: str, secret: str) -> View | None:
        """The room with the guesses as they come in; None if there is none, or it is not the secret."""
        with self._lock:
            kept = self._steered(code, secret)
            return None if kept is None else kept.room.view(None, kept.visited, sees_bars=True)

    def held(self, code: str, secret: str) -> list[Held]:
        """What came of the last cards; nothing if there is no such room, or it is not the secret."""
        with self._lock:
            kept = self._steered(code, secret)
            return [] if kept is None else kept.room.held()

    # ------------------------------------------------------------------------------------------------------- inside

    def _living(self, now: float) -> dict[str, _Kept]:
        """The rooms, without those whose time is over."""
        for code, kept in list(self._rooms.items()):
            if now - kept.opened >= 3600 * HOURS or now - kept.visited >= 3600 * IDLE_HOURS:
                del self._rooms[code]
        return self._rooms

    def _found(self, code: str, token: str | None = None) -> _Kept | None:
        """A room that somebody is in now: only who is one of its people keeps it from giving way."""
        now = self._clock()
        kept = self._living(now).get(code)
        if kept is None or (token is not None and token not in kept.room.seen):
            return None
        kept.visited = now
        return kept

    def _steered(self, code: str, secret: str) -> _Kept | None:
        """A room, for who holds its secret; how long that takes says nothing about the secret."""
        now = self._clock()
        kept = self._living(now).get(code)
        if kept is None or not hmac.compare_digest(kept.digest, _digest(secret)):
            return None
        kept.visited = now
        return kept
