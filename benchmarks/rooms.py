"""How soon is what a teacher does on all screens of a room? `python -m benchmarks.rooms [--quick]`.

The teacher and all others are websocket clients that speak Streamlit's protocol, as a browser does, and hear the room
by a socket of its own: each asks for the page when the room is further. A screen has something as soon as its message
is there.
"""

import argparse
import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.live import cpu_seconds, family
from benchmarks.report import at_most, machine, percentile, table
from benchmarks.server import ROOT, Server
from rnnviz.lessons.library import LESSONS

__all__ = ["rooms_report"]

#: What is asked for: seconds until the last of so many has it.
STUDENTS, SECONDS = 40, 2.0
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 4
COUNTS = (
    "a card is put before all: its question",
    "a card is put before all: its page",
    "it is revealed: guesses and answer",
    "it is revealed: on the card, too",
)
JOINED = '<p class="rnnviz-room">'
#: What the card itself says then.
REVEALED = "The LSTM keeps"
_CARD = LESSONS["gates"].cards[0]
#: What the room says of the card, before its page is there.
ASKS = _CARD.question.ask if _CARD.question is not None else ""


def _said(data: bytes) -> dict[str, Any]:
    """What a component is sent that has no arrays: see `rnnviz.pictures.message`."""
    found: dict[str, Any] = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])
    return found


@dataclass
class Person:
    """Somebody with the app open.

    Parameters
    ----------
    socket : ClientConnection
        To the server.
    query : str
        The address.
    page : str
        Streamlit's name of the page.
    """

    socket: ClientConnection
    query: str = ""
    page: str = ""
    code: str = ""
    buttons: dict[str, str] = field(default_factory=dict)  # Streamlit's names, by our keys
    radio: str = ""
    choice: str = ""
    wanted: tuple[str, ...] = ()
    seen: dict[str, float] = field(default_factory=dict)  # when what is wanted was there first
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    turn: tuple[int, bool] = (0, False)  # of the page
    hears: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Read all that comes, and do what a browser does by itself."""
        async for data in self.socket:
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta":
                self._note(message.delta.new_element)
            self.arrived.set()

    def _note(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "button":
            key = element.button.id.rpartition("-")[2]
            self.buttons.pop(key, None)
            if not element.button.disabled:
                self.buttons[key] = element.button.id
        elif kind == "radio":
            self.radio = element.radio.id
        elif kind == "html":
            code = re.search(r"Room <strong[^>]*>(\w{5})<", element.html.body)
            self.code = code[1] if code else self.code
            if "<style>" not in element.html.body:
                self._see(element.html.body)
        elif kind == "bidi_component" and element.bidi_component.component_name.endswith("rnnviz_room"):
            said = _said(element.bidi_component.bytes)
            self.turn = said["turn"], said["revealed"]
            if self.hears is None and (said["token"] or said["secret"]):
                self.hears = asyncio.create_task(self._hear(said))

    def _see(self, markup: str) -> None:
        self.seen = {text: perf_counter() for text in self.wanted if text in markup} | self.seen

    def stop(self) -> None:
        """Hear no more."""
        if self.hears is not None:
            self.hears.cancel()

    async def _hear(self, who: dict[str, Any]) -> None:
        """What the room says, and the page whenever it is further."""
        port = self.socket.remote_address[1]
        async with connect(f"ws://127.0.0.1:{port}/room/{who['code']}", proxy=None) as socket:
            await socket.send(json.dumps({"token": who["token"], "secret": who["secret"]}))
            async for data in socket:
                told = json.loads(data)
                self._see(told["words"] + told["asks"] + told["bars"])
                self.arrived.set()
                if (told["turn"], told["revealed"]) != self.turn:
                    self.turn = told["turn"], told["revealed"]
                    await self.run()

    async def run(self, *, press: str = "") -> None:
        """Ask for a run, as after a click or when the room is further."""
        request = BackMsg()
        asked = request.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self.page
        if self.choice:
            asked.widget_states.widgets.add(id=self.radio).string_value = self.choice
        if press:
            asked.widget_states.widgets.add(id=await self.until_there(press)).trigger_value = True
        await self.socket.send(request.SerializeToString())

    async def until(self, is_there: Callable[[], object]) -> None:
        """Wait for something."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_there():
                self.arrived.clear()
                await self.arrived.wait()

    async def until_there(self, key: str) -> str:
        """Wait for a button that can be pressed; Streamlit's name of it."""
        await self.until(lambda: key in self.buttons)
        return self.buttons[key]

    def want(self, *texts: str) -> None:
        """Look for something from now on."""
        self.wanted, self.seen = texts, {}

    async def saw(self, text: str) -> float:
        """When it was there."""
        await self.until(lambda: text in self.seen)
        return self.seen[text]


class Lesson:
    """A teacher and students of one room.

    Parameters
    ----------
    server : Server
        With the app.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.listening: list[asyncio.Task[None]] = []
        self.students: list[Person] = []

    async def enter(self, query: str = "", page: str = "", wants: str = "") -> Person:
        """Somebody opens the app."""
        url = f"ws://127.0.0.1:{self.server.port}/_stcore/stream"
        protocols: Any = ["streamlit"]
        socket = await connect(url, subprotocols=protocols, compression=None, max_size=None, proxy=None)
        person = Person(socket, query, page)
        person.want(wants)
        self.listening.append(asyncio.create_task(person.listen()))
        await person.run()
        return person

    async def open(self) -> None:
        """The teacher opens a room and a card."""
        self.teacher = await self.enter(page=calc_hash("learn"))
        await self.teacher.run(press="room_open")
        await self.teacher.until(lambda: self.teacher.code)
        await self.teacher.run(press="begin_gates")
        self.teacher.want("rnnviz-asks")
        await self.teacher.saw("rnnviz-asks")

    async def on_all(self, act: Callable[[], Awaitable[object]], *texts: str) -> list[list[float]]:
        """Of each text, seconds from what somebody does until it is on each student's screen."""
        await asyncio.sleep(PAUSE_SECONDS)  # whatever was before is done
        for student in self.students:
            student.want(*texts)
        begun = perf_counter()
        await act()
        seen = [await asyncio.gather(*(student.saw(text) for student in self.students)) for text in texts]
        return [[when - begun for when in of_text] for of_text in seen]

    async def join(self, students: int) -> None:
        """All come at once."""
        async with asyncio.TaskGroup() as group:
            for _ in range(students):
                group.create_task(self._come())

    async def _come(self) -> None:
        self.students.append(await self.enter(f"room={self.teacher.code}", wants=JOINED))

    async def choose(self) -> None:
        """All choose one of two."""
        for number, student in enumerate(self.students):
            student.choice = ("RNN", "LSTM")[number % 2]
            await student.run()
        await asyncio.gather(*(student.until_there("lesson_commit") for student in self.students))

    async def guess(self) -> None:
        """All say at once that this is their guess."""
        await asyncio.gather(*(student.run(press="lesson_commit") for student in self.students))

    async def leave(self) -> None:
        """All go."""
        for person in (self.teacher, *self.students):
            person.stop()
            await person.socket.close()
        await asyncio.gather(*self.listening, return_exceptions=True)


async def _lesson(server: Server, students: int, idle: float) -> tuple[dict[str, list[float]], float]:
    """Seconds until each has what was done, and the share of a core that looking again and again takes."""
    room = Lesson(server)
    await room.open()
    found = {}
    found["all join"] = (await room.on_all(lambda: room.join(students), JOINED))[0]
    await asyncio.sleep(PAUSE_SECONDS)
    before = sum(map(cpu_seconds, family(server.process.pid)))
    await asyncio.sleep(idle)
    share = (sum(map(cpu_seconds, family(server.process.pid))) - before) / idle
    both = await room.on_all(lambda: room.teacher.run(press="room_show"), ASKS, "rnnviz-asks")
    found["a card is put before all: its question"], found["a card is put before all: its page"] = both
    await room.choose()
    (found["all guess"],) = await room.on_all(room.guess, "Your guess is in")
    both = await room.on_all(lambda: room.teacher.run(press="room_reveal"), "The answer: ", REVEALED)
    found["it is revealed: guesses and answer"], found["it is revealed: on the card, too"] = both
    await room.leave()
    return found, share


def rooms_report(*, quick: bool = False) -> str:
    """Measure a lesson of a room, and give it as Markdown."""
    with Server(ROOT / "app.py") as server:
        found, share = asyncio.run(_lesson(server, STUDENTS, 4 if quick else 15))
    rows = [
        [what, f"{percentile(seconds, 0.5):.2f}", at_most(max(seconds), SECONDS) if counts else f"{max(seconds):.2f}"]
        for what, seconds in found.items()
        for counts in [what in COUNTS]
    ]
    return "\n\n".join(
        [
            f"## A room with {STUDENTS} students",
            machine("streamlit"),
            "Seconds from a click until it is on the screens: on half of them, and on the last.",
            table(["", "half", "last"], rows),
            f"While nothing happens, {STUDENTS} screens that hear the room take {share:.2f} of a core.",
        ]
    )


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="less time, noisier")
    print(rooms_report(quick=parser.parse_args().quick))


if __name__ == "__main__":
    main()
