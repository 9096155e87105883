"""The socket of a room: who is told what, how many there may be, and whatever is said to it."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette

from rnnviz.lessons.library import LESSONS
from rnnviz.rooms.room import Said, Shown
from rnnviz.rooms.rooms import Opened
from rnnviz.ui.rooms import routes
from rnnviz.ui.rooms.joined import ALL_ROOMS
from tests.ui.live.test_routes_sockets import in_a_loop

CARD = Shown("", lesson=LESSONS["gates"], card="keeps")


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Looks that are soon, and no socket that is left over."""
    monkeypatch.setattr(routes, "_PACE", 0.001)
    monkeypatch.setattr(routes, "_PATIENCE", 5.0)
    yield
    assert (routes._open, routes._of_one.total()) == (0, 0), "whoever came has left"


@pytest.fixture
def room() -> Iterator[Opened]:
    opened = ALL_ROOMS.open()
    yield opened
    ALL_ROOMS.close(*opened)


class Screen:
    """One socket, as the server that accepts it sees it."""

    def __init__(self, code: str, said: object = None, **headers: str) -> None:
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.told.put_nowait({"type": "websocket.connect"})
        if said is not None:
            text = said if isinstance(said, str) else json.dumps(said)
            self.told.put_nowait({"type": "websocket.receive", "text": text})
        given = {"host": "app.example"} | headers
        path = f"/room/{code}"
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "subprotocols": [],
            "extensions": {},
        }
        self.running = asyncio.ensure_future(Starlette(routes=routes.routes())(scope, self.told.get, self._send))

    async def _send(self, message: Any) -> None:
        self.heard.put_nowait(dict(message))

    async def accepted(self) -> bool:
        return str((await self.heard.get())["type"]) == "websocket.accept"

    async def hears(self) -> dict[str, Any]:
        """What is said next; empty if one is in no such room."""
        message = await self.heard.get()
        assert message["type"] == "websocket.send", message
        found: dict[str, Any] = json.loads(message["text"])
        return found

    async def leaves(self) -> None:
        self.told.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await self.running


def person(code: str) -> dict[str, str]:
    return {"token": ALL_ROOMS.join(code) or "", "secret": ""}


def test_all_are_told_what_is_put_before_them_and_what_is_revealed(room: Opened) -> None:
    async def main() -> None:
        screens = [Screen(room.code, person(room.code)) for _ in range(3)]
        teacher = Screen(room.code, {"token": "", "secret": room.secret})
        for screen in (*screens, teacher):
            assert await screen.accepted()
            assert (await screen.hears())["turn"] == 0
        ALL_ROOMS.show(*room, CARD)
        for screen in (*screens, teacher):
            told = await screen.hears()
            assert (told["turn"], told["revealed"]) == (1, False)
            assert told["asks"]
            assert bool(told["bars"]) == (screen is teacher)
        ALL_ROOMS.reveal(*room, Said("lstm", "LSTM"))
        for screen in (*screens, teacher):
            assert "The answer: LSTM" in (await screen.hears())["bars"]
            await screen.leaves()

    in_a_loop(main)


def test_nothing_is_said_while_nothing_changes(room: Opened) -> None:
    async def main() -> None:
        screen = Screen(room.code, person(room.code))
        assert await screen.accepted()
        await screen.hears()
        await asyncio.sleep(0.05)
        assert screen.heard.empty()
        await screen.leaves()

    in_a_loop(main)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{",
        "[" * 290,
        "3",
        "null",
        "[]",
        "{}",
        "x" * 100_000,
        {"token": 5, "secret": []},
        {"token": "", "secret": "a guess"},
        {"token": "a guess", "secret": ""},
        {"secret": "\ud800"},
    ],
)
def test_whatever_is_said_nobody_hears_a_room_that_they_are_not_in(room: Opened, said: object) -> None:
    async def main() -> None:
        screen = Screen(room.code, said)
        assert await screen.accepted()
        assert await screen.hears() == {}
        assert (await screen.heard.get())["type"] == "websocket.close"
        await screen.running

    in_a_loop(main)


def test_who_says_nothing_or_is_of_another_page_is_let_go(room: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        monkeypatch.setattr(routes, "_PATIENCE", 0.01)
        silent = Screen(room.code)
        assert await silent.accepted()
        await silent.running
        assert not await Screen(room.code, person(room.code), origin="https://elsewhere.example").accepted()

    in_a_loop(main)


def test_the_end_of_a_room_is_told(room: Opened) -> None:
    async def main() -> None:
        screen = Screen(room.code, person(room.code))
        assert await screen.accepted()
        await screen.hears()
        ALL_ROOMS.close(*room)
        assert await screen.hears() == {}
        await screen.running

    in_a_loop(main)


def test_there_are_no_more_sockets_than_there_may_be(room: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        monkeypatch.setattr(routes, "MOST_OF_ONE", 2)
        one = person(room.code)
        screens = [Screen(room.code, one) for _ in range(5)]
        kinds = []
        for screen in screens:
            assert await screen.accepted()
            kinds.append((await screen.heard.get())["type"])
        assert kinds.count("websocket.send") == 2
        monkeypatch.setattr(routes, "MOST_SOCKETS", 2)
        assert not await Screen(room.code, person(room.code)).accepted()
        for screen, kind in zip(screens, kinds, strict=True):
            await (screen.leaves() if kind == "websocket.send" else screen.running)

    in_a_loop(main)


def test_what_is_said_later_ends_it(room: Opened) -> None:
    async def main() -> None:
        screen = Screen(room.code, person(room.code))
        assert await screen.accepted()
        await screen.hears()
        screen.told.put_nowait({"type": "websocket.receive", "text": "more"})
        await screen.running

    in_a_loop(main)
