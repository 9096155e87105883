"""Ten people train while an eleventh moves a slider of the first screen: how long does the eleventh wait?

`python -m benchmarks.training_sessions [--quick]`. The ten are websocket clients that do what a browser does: open the
page on training, click its button, and ask for the running part of the page as often as the server tells them to.
"""

import argparse
import asyncio
from dataclasses import dataclass, field
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.report import at_most, machine, percentile, table
from benchmarks.server import ROOT, Server
from benchmarks.sessions import PATIENCE_SECONDS, Session

__all__ = ["training_sessions_report"]

PEOPLE = 10
MOVES, QUICK_MOVES = 60, 15
WARM_UPS = 5
TARGET_P95_MS = 200
SLIDER = "Gain"
#: The settings of those who train: nobody is done before the last move, on any machine.
LONG = "plan_updates_latch=2000&plan_until_solved=no"


@dataclass
class Trainee:
    """One person who trains.

    Attributes
    ----------
    buttons : dict of str to str
        Ids of the buttons on the page, by label.
    polls : dict of str to float
        The parts of the page that are to be asked for again and again, with seconds in between.
    runs : int
        How often a part was drawn anew.
    """

    socket: ClientConnection
    buttons: dict[str, str] = field(default_factory=dict)
    polls: dict[str, float] = field(default_factory=dict)
    runs: int = 0

    async def ask(self, *, click: str = "", fragment: str = "") -> None:
        """Ask for a run of the page, and wait for its end."""
        request = BackMsg()
        request.rerun_script.query_string = LONG
        request.rerun_script.page_name = "train"
        if click:
            widget = request.rerun_script.widget_states.widgets.add(id=self.buttons[click])
            widget.trigger_value = True
        if fragment:
            request.rerun_script.fragment_id, request.rerun_script.is_auto_rerun = fragment, True
        await self.socket.send(request.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self.socket.recv())
                kind = message.WhichOneof("type")
                if kind == "delta" and message.delta.new_element.WhichOneof("type") == "button":
                    button = message.delta.new_element.button
                    self.buttons[button.label] = button.id
                elif kind == "auto_rerun":
                    self.polls[message.auto_rerun.fragment_id] = message.auto_rerun.interval
                elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return

    async def train(self) -> None:
        """Open the page, begin, and look until nobody wants to know any more."""
        await self.ask()
        await self.ask(click="Train")
        while not self.polls:
            await self.ask()
        fragment, interval = next(iter(self.polls.items()))
        while True:
            await asyncio.sleep(interval)
            await self.ask(fragment=fragment)
            self.runs += 1


async def _measure(port: int, people: int, moves: int) -> tuple[list[float], int]:
    url = f"ws://127.0.0.1:{port}/_stcore/stream"
    how = {"subprotocols": ["streamlit"], "compression": None, "max_size": None, "proxy": None}
    sockets = [await connect(url, **how) for _ in range(people + 1)]  # type: ignore[arg-type]
    trainees = [Trainee(socket) for socket in sockets[1:]]
    tasks = [asyncio.create_task(trainee.train()) for trainee in trainees]
    person = Session(0, sockets[0])
    try:
        await person.run_script(SLIDER)
        if trainees:
            await asyncio.sleep(3)  # processes have started
        waits = await person.move_every_second(perf_counter() + 0.5, moves + WARM_UPS, 1)
        failed = [task for task in tasks if task.done()]
        if failed:
            raise RuntimeError(f"{len(failed)} trainees stopped early") from failed[0].exception()
        return waits[WARM_UPS:], sum(trainee.runs for trainee in trainees)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for socket in sockets:
            await socket.close()


def training_sessions_report(*, quick: bool = False) -> str:
    """Measure, and give it as Markdown."""
    moves = QUICK_MOVES if quick else MOVES
    rows = []
    for people in (0, PEOPLE):
        with Server(ROOT / "app.py") as server:
            waits, runs = asyncio.run(_measure(server.port, people, moves))
        p95 = percentile(waits, 0.95)
        shown = at_most(p95, TARGET_P95_MS) if people else f"{p95:.0f}"
        rows.append([f"{people} people train", f"{percentile(waits, 0.5):.0f}", shown, str(runs), str(len(waits))])
    header = [
        "a slider of the first screen, due to script finished",
        "p50 ms",
        "p95 ms",
        "looks of the others",
        "moves",
    ]
    return "\n\n".join(["## Training beside the app", machine("streamlit"), table(header, rows)])


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer moves, noisier")
    print(training_sessions_report(quick=parser.parse_args().quick))


if __name__ == "__main__":
    main()
