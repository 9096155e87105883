"""Many people at one server: websocket clients that speak Streamlit's protocol and move a slider once a second."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import ClientConnection, connect

__all__ = ["many_sessions"]

PATIENCE_SECONDS = 60


@dataclass
class Session:
    """One person."""

    number: int
    socket: ClientConnection
    slider: Slider = field(default_factory=Slider)

    async def run_script(self, label: str = "", place: int | None = None) -> None:
        """Ask for a run of the script, the slider ``place`` steps above its minimum, and wait for its end."""
        request = BackMsg()
        request.rerun_script.query_string = ""
        if place is not None:
            steps = max(int((self.slider.max - self.slider.min) / self.slider.step), 1)
            widget = request.rerun_script.widget_states.widgets.add(id=self.slider.id)
            widget.double_array_value.data.append(self.slider.min + self.slider.step * (place % (steps + 1)))
        await self.socket.send(request.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self.socket.recv())
                kind = message.WhichOneof("type")
                if kind == "delta" and not self.slider.id:
                    self._remember(message, label)
                if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return

    def _remember(self, message: ForwardMsg, label: str) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "slider" and label in element.slider.label:
            self.slider = element.slider

    async def move_every_second(self, start: float, moves: int, sessions: int) -> list[float]:
        """Milliseconds from when each move was due to the end of its run, so that a queue is counted."""
        waits = []
        for move in range(moves):
            due = start + move + self.number / sessions
            await asyncio.sleep(max(0.0, due - perf_counter()))
            await self.run_script(place=7 * self.number + move)
            waits.append(1e3 * (perf_counter() - due))
        return waits


async def _serve(port: int, sessions: int, moves: int, label: str) -> list[float]:
    people = []
    for number in range(sessions):
        url = f"ws://127.0.0.1:{port}/_stcore/stream"
        socket = await connect(url, subprotocols=["streamlit"], compression=None, max_size=None, proxy=None)  # type: ignore[list-item]
        person = Session(number, socket)
        people.append(person)
        await person.run_script(label)
        if not person.slider.id:
            raise RuntimeError(f"the app has no slider whose label contains {label!r}")
    try:
        start = perf_counter() + 0.5
        waits = await asyncio.gather(*(person.move_every_second(start, moves, sessions) for person in people))
    finally:
        for person in people:
            await person.socket.close()
    return [wait for one in waits for wait in one]


def many_sessions(port: int, sessions: int, moves: int, label: str = "") -> list[float]:
    """Milliseconds of every move of every session until the script has run.

    Parameters
    ----------
    port : int
        Of the server on this machine.
    sessions, moves : int
        How many people, and how often each of them moves the slider, once a second.
    label : str
        Part of the slider's label, or "" for the first slider.
    """
    return asyncio.run(_serve(port, sessions, moves, label))
