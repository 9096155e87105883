"""The socket of pictures: what is asked is a stranger's."""

import asyncio
import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.answers import PICTURES, answer
from rnnviz.pictures.picture import Look
from rnnviz.processes.answers import Busy
from rnnviz.processes.workers import WorkerEnded
from rnnviz.ui.live import pictures, routes
from rnnviz.ui.live.routes import LATER, NO, frame
from tests.pictures.decoding import decode
from tests.ui.live.serving import PATIENCE, serving

SMALL = {"T_x": "5", "n_a": "3", "m": "2"}


class Asked:
    """Answers in this process, or fails as told."""

    def __init__(self) -> None:
        self.questions: list[Any] = []
        self.error: Exception | None = None

    def __call__(self, page: str, *question: Any) -> Future[Any]:
        self.questions.append((page, *question))
        done: Future[Any] = Future()
        if self.error is None:
            done.set_result(answer(page, *question))
        else:
            done.set_exception(self.error)
        return done


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked()
    monkeypatch.setattr(pictures, "ask", found)
    monkeypatch.setattr(pictures, "serve", lambda: None)
    monkeypatch.setattr(routes, "_open", 0)
    return found


@pytest.fixture
def port(asked: Asked) -> Iterator[int]:
    with serving(routes.routes()) as found:
        yield found


def opened(port: int, page: str, origin: str | None = None) -> ClientConnection:
    """A socket, as a page of this server or of another opens it."""
    origin = f"http://localhost:{port}" if origin is None else origin
    address = f"ws://localhost:{port}/live/{page}"
    return connect(address, additional_headers={"Origin": origin}, open_timeout=PATIENCE, proxy=None)


def answered(socket: ClientConnection, message: str | bytes) -> Any:
    socket.send(message)
    return socket.recv(timeout=PATIENCE)


def question(**query: str) -> str:
    return json.dumps({"query": query, "look": {"sequence": 2}})


@pytest.mark.parametrize("page", PICTURES)
def test_a_question_is_answered_with_the_page_s_picture(port: int, asked: Asked, page: str) -> None:
    with opened(port, page) as socket:
        for gain in ("1.5", "2"):
            found = decode(answered(socket, question(gain=gain, **SMALL)))
            scenario = Scenario(T_x=5, n_a=3, m=2, gain=float(gain))
            expected = answer(page, scenario, (), Look(sequence=2, moving=True))
            assert found["words"] == dict(expected.words)
            assert {name: bytes(part) for name, part in found["parts"].items()} == dict(expected.parts)
    assert [one[1].gain for one in asked.questions] == [1.5, 2.0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 100_000,
        json.dumps({"query": {"gain": 2}}),
        json.dumps({"query": {"gain": "2"}, "look": []}),
        json.dumps({"query": {"n_a": "9999"}}),
        json.dumps({"query": {"n_a": "1e999"}}),
        json.dumps({"query": {"cells": "mlp"}}),
        json.dumps({"query": {"text": "x" * 20_000, "input": "text"}}),
        '{"query": {"gain": NaN}}',
        '{"query": {"gain": "\\ud800"}}',
    ],
    ids=lambda text: text[:24],
)
def test_what_is_no_question_is_answered_with_no_and_computes_nothing(port: int, asked: Asked, text: str) -> None:
    with opened(port, "gradient") as socket:
        assert answered(socket, text) == NO
        assert asked.questions == []
        assert isinstance(answered(socket, question(**SMALL)), bytes)  # and the line still works


def test_any_text_at_all_is_answered(port: int, asked: Asked) -> None:
    chance = random.Random(15)
    whole = question(gain="1.5", cells="rnn,lstm", input="text", text="to be", **SMALL)
    with opened(port, "step") as socket:
        for _ in range(300):
            letters = list(whole)
            for _ in range(chance.randint(1, 6)):
                letters[chance.randrange(len(letters))] = chance.choice('{}[]":,\\0129.-eEn\u0000\u2028é😀x')
            found = answered(socket, "".join(letters))
            assert isinstance(found, bytes) or found in (NO, LATER)


def test_a_large_one_is_for_later_and_computes_nothing(port: int, asked: Asked) -> None:
    with opened(port, "gates") as socket:
        assert answered(socket, question(n_a="256", T_x="1000", m="1")) == LATER
    assert asked.questions == []


def test_a_large_one_is_answered_once_it_stands_still(port: int, asked: Asked) -> None:
    query = {"n_a": "97", "T_x": "3", "m": "1"}
    with opened(port, "gradient") as socket:
        assert answered(socket, json.dumps({"query": query, "still": "true"})) == LATER
        assert isinstance(answered(socket, json.dumps({"query": query, "still": True})), bytes)
        # What is beyond the budget is no setting at all.
        assert answered(socket, question(n_a="256", T_x="1000", m="64")) == NO
    assert len(asked.questions) == 1


@pytest.mark.parametrize("error", [Busy(), WorkerEnded()], ids=["busy", "killed"])
def test_where_nobody_answers_it_is_for_later(port: int, asked: Asked, error: Exception) -> None:
    with opened(port, "gates") as socket:
        asked.error = error
        assert answered(socket, question(**SMALL)) == LATER
        asked.error = None
        assert isinstance(answered(socket, question(**SMALL)), bytes)


def refused(port: int, page: str, origin: str | None = None) -> int:
    """The status with which a socket is refused before it is one."""
    with pytest.raises(InvalidStatus) as error:
        opened(port, page, origin)
    return int(error.value.response.status_code)


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "nonsense", "http://localhost.elsewhere.example", "file://"]
)
def test_pages_of_others_are_not_let_in(port: int, origin: str) -> None:
    assert refused(port, "gradient", origin) == 403


def test_streamlit_s_settings_say_who_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    settings: dict[str, Any] = {"server.enableCORS": True, "server.corsAllowedOrigins": ["https://a.example"]}
    monkeypatch.setattr(routes.st, "get_option", settings.__getitem__)
    asked_by = [{"origin": f"https://{name}.example", "host": "here.example"} for name in ("a", "b")]
    assert [routes.is_let_in(headers) for headers in asked_by] == [True, False]
    settings["server.enableCORS"] = False
    assert [routes.is_let_in(headers) for headers in asked_by] == [True, True]


@pytest.mark.parametrize("page", ["train", "papers", "Gradient", "gradient%00", "..", "x" * 5000])
def test_other_pages_have_no_socket(port: int, page: str) -> None:
    assert refused(port, page) in (403, 404)


def test_bytes_are_no_question(port: int, asked: Asked) -> None:
    with opened(port, "gradient") as socket, pytest.raises(ConnectionClosed) as error:
        answered(socket, b"\x00" * 100)
    assert error.value.rcvd
    assert error.value.rcvd.code == 1003


def test_there_is_an_end_to_sockets_and_who_leaves_makes_room(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST_SOCKETS", 2)
    with opened(port, "gates"), opened(port, "step"):
        assert routes._open == 2
        assert refused(port, "gates") == 403
    tick = threading.Event()
    while routes._open:  # the server notices in its own time
        tick.wait(0.005)
    with opened(port, "gates") as socket:
        assert isinstance(answered(socket, question(**SMALL)), bytes)


def test_it_stands_below_the_path_of_the_app(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "base_path", lambda: "/below")
    assert getattr(routes.routes()[0], "path", None) == "/below/live/{page}"


def test_a_picture_is_one_message(asked: Asked) -> None:
    picture = answer("gradient", Scenario(T_x=5), (), Look())
    found = decode(frame(picture))
    assert found["words"] == dict(picture.words)
    assert decode(bytes(found["parts"]["maps"]))["steps"] == 5


def test_a_reply_does_not_hold_others_up(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: Future[Any] = Future()
    monkeypatch.setattr(pictures, "ask", lambda *_: waiting)

    async def two() -> list[str]:
        slow = asyncio.create_task(routes.reply("gradient", question(**SMALL)))
        quick = await routes.reply("gradient", "nonsense")
        done = slow.done()
        waiting.set_exception(Busy())
        return [str(quick), str(done), str(await slow)]

    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend(asyncio.run(two())))  # a loop runs here, of Playwright's
    thread.start()
    thread.join(60)
    assert found == [NO, "False", LATER]
