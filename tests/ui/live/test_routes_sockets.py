"""How many sockets there are, whatever their ends are; how long a question may be, and who may ask."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from starlette.applications import Starlette
from streamlit import net_util

from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.answers import answer
from rnnviz.pictures.picture import Look
from rnnviz.ui.live import pictures, routes
from rnnviz.ui.live.routes import NO, frame
from tests.ui.live.asked import Inline, served_inline
from tests.ui.live.serving import PATIENCE

QUESTION = '{"query": {"T_x": "3", "m": "1", "n_a": "2"}}'
ANSWER = frame(answer("gates", Scenario(T_x=3, m=1, n_a=2), (), Look(moving=True)))


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inline]:
    """A server that computes at once, of which no socket is left over."""
    monkeypatch.setattr(pictures, "serve", lambda: None)
    monkeypatch.setattr(routes, "_PACE", 0)
    monkeypatch.setattr(routes, "_open", 0)
    monkeypatch.setattr(net_util, "get_external_ip", lambda: None)  # asks a stranger on the network
    yield served_inline(monkeypatch)
    assert routes._open == 0, "whoever came has left"


def in_a_loop(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run in a thread of its own, since there may be a loop in this one."""
    errors = list[BaseException]()

    def work() -> None:
        try:
            asyncio.run(asyncio.wait_for(main(), PATIENCE))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]


class Visit:
    """One socket, as the server that accepts it sees it."""

    def __init__(self, page: str = "gates", path: str = "/live/", **headers: str) -> None:
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.told.put_nowait({"type": "websocket.connect"})
        self.breaks = False
        given = {"host": "app.example:8501"} | headers
        self._scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": f"{path}{page}",
            "raw_path": f"{path}{page}".encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "subprotocols": [],
            "extensions": {},
        }
        self.running = asyncio.ensure_future(Starlette(routes=routes.routes())(self._scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        return await self.told.get()

    async def _send(self, message: Any) -> None:
        await asyncio.sleep(0)  # as over a network, others have their turn meanwhile
        if self.breaks:
            raise OSError("gone")
        self.heard.put_nowait(dict(message))

    async def accepted(self) -> bool:
        return str((await self.heard.get())["type"]) == "websocket.accept"

    async def asks(self, text: str) -> str | bytes:
        self.told.put_nowait({"type": "websocket.receive", "text": text})
        message = await self.heard.get()
        found = message.get("text")
        answered: str | bytes = message["bytes"] if found is None else found
        return answered

    async def leaves(self) -> None:
        self.told.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await self.running


def test_many_that_come_in_one_moment_are_no_more_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST_SOCKETS", 3)

    async def main() -> None:
        visits = [Visit() for _ in range(9)]
        let_in = [visit for visit in visits if await visit.accepted()]
        assert len(let_in) == routes._open == 3
        for visit in let_in:
            assert await visit.asks(QUESTION) == ANSWER
            await visit.leaves()
        again = Visit()
        assert await again.accepted()
        await again.leaves()

    in_a_loop(main)


def test_there_is_room_again_however_one_has_left(inline: Inline) -> None:
    async def main() -> None:
        for leave in (
            "before it is accepted",
            "at once",
            "while it is answered",
            "in the middle of an answer",
            "ended",
        ):
            visit = Visit()
            if leave == "before it is accepted":
                visit.breaks = True
                await visit.running
                continue
            assert await visit.accepted()
            if leave == "in the middle of an answer":
                visit.breaks = True
                visit.told.put_nowait({"type": "websocket.receive", "text": QUESTION})
                await visit.running
            elif leave == "while it is answered":
                inline.waits = True
                visit.told.put_nowait({"type": "websocket.receive", "text": QUESTION.replace("3", "4")})
                while not inline.asked:
                    await asyncio.sleep(0)
                visit.running.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await visit.running
                inline.waits = False
            elif leave == "ended":
                inline.instead = ZeroDivisionError()
                visit.told.put_nowait({"type": "websocket.receive", "text": QUESTION.replace("3", "5")})
                with pytest.raises(ZeroDivisionError):
                    await visit.running
            else:
                await visit.leaves()
            assert routes._open == 0, leave

    in_a_loop(main)


def test_what_nobody_waits_for_any_more_is_given_up(inline: Inline, monkeypatch: pytest.MonkeyPatch) -> None:
    inline.waits, futures, ask = True, list[Future[Any]](), pictures.ask

    def watched(*question: Any) -> Future[Any]:
        futures.append(ask(*question))
        return futures[-1]

    monkeypatch.setattr(pictures, "ask", watched)

    async def main() -> None:
        visit = Visit()
        assert await visit.accepted()
        visit.told.put_nowait({"type": "websocket.receive", "text": QUESTION})
        while not futures:
            await asyncio.sleep(0)
        visit.running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await visit.running
        assert futures[0].cancelled()

    in_a_loop(main)


def test_a_question_is_as_long_as_two_addresses_and_no_longer(inline: Inline) -> None:
    async def main() -> None:
        visit = Visit()
        assert await visit.accepted()
        for length in (32_001, 100_000, 15_000_000):
            assert await visit.asks(QUESTION.ljust(length)) == NO
        assert inline.asked == []
        assert await visit.asks(QUESTION.ljust(32_000)) == ANSWER
        await visit.leaves()

    in_a_loop(main)


def test_questions_are_answered_one_by_one_in_their_order() -> None:
    async def main() -> None:
        visit = Visit("gradient")
        assert await visit.accepted()
        asked = [Scenario(T_x=3, m=1, n_a=n_a) for n_a in (4, 2, 3)]
        for one in asked:
            text = f'{{"query": {{"T_x": "3", "m": "1", "n_a": "{one.n_a}"}}}}'
            visit.told.put_nowait({"type": "websocket.receive", "text": text})
        for one in asked:
            message = await visit.heard.get()
            assert message["bytes"] == frame(answer("gradient", one, (), Look(moving=True)))
        await visit.leaves()

    in_a_loop(main)


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://app.example:8501", True),
        ("https://app.example:8501", True),
        (None, True),  # no browser, which always says it
        ("http://app.example:8502", False),
        ("http://app.example", False),
        ("http://app.example:8501.elsewhere.example", False),
        ("http://app.example:8501@elsewhere.example", False),
        ("http://elsewhere.example/app.example:8501", False),
        ("app.example:8501", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_pages_of_this_server_are_let_in(origin: str | None, let_in: bool) -> None:
    async def main() -> None:
        visit = Visit(**({} if origin is None else {"origin": origin}))
        assert await visit.accepted() == let_in
        await (visit.leaves() if let_in else visit.running)

    in_a_loop(main)


def test_below_the_path_of_the_app_it_is_there_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "base_path", lambda: "/below/it")

    async def main() -> None:
        for path, found in (("/below/it/live/", True), ("/live/", False), ("/below/it/below/it/live/", False)):
            visit = Visit(path=path)
            assert await visit.accepted() == found
            await (visit.leaves() if found else visit.running)

    in_a_loop(main)
