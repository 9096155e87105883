"""How well does the picture follow the hand? `python -m benchmarks.live [--quick]`.

One person drags a slider in headless Chromium; many more ask over the same route from this process, so that server,
browser and they share the machine's cores.
"""

import argparse
import asyncio
import json
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from websockets.asyncio.client import connect

from benchmarks.browser import AppPage, chromium
from benchmarks.report import at_least, at_most, machine, percentile, table
from benchmarks.server import ROOT, Server

__all__ = ["live_report"]

#: Of each page: its address, what is painted there, and its name on the route.
PAGES = {
    "first page": ("", "charts", "gradient"),
    "gates": ("gates", "maps", "gates"),
    "one step": ("step", "step", "step"),
    "why": ("why", "causes", "why"),
}
#: Targets: pictures a second for one who is alone and for each of ten, lag, CPU of the server, growth.
ALONE, EACH_OF_TEN, LAG_MS, SERVER_MS, GROWTH_MB = 25, 10, 100, 12, 10
MOUSE_SECONDS = 1 / 25


class Effort(NamedTuple):
    """How long everything is done: seconds of a drag, seconds of a crowd, moves before and in which memory grows."""

    drag: float
    crowd: float
    warm_up: int
    moves: int


FULL, QUICK = Effort(10, 8, 200, 1000), Effort(3, 2, 20, 40)


# ------------------------------------------------------------------------------------------------ processes


def cpu_seconds(process: int) -> float:
    """What a process has computed so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(process: int) -> list[int]:
    """A process and those that it began (Linux)."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    for task in Path(f"/proc/{process}/task").iterdir():
        children += (task / "children").read_text(encoding="ascii").split()
    return [process, *map(int, set(children))]


def resident_mb(process: int) -> float:
    """Memory of a process and of those that it began (Linux)."""
    pages = sum(int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) for one in family(process))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# ------------------------------------------------------------------------------------------------ many people


@dataclass
class Crowd:
    """What many people saw: milliseconds of every answer, and how many pictures a second each of them got."""

    lags: list[float] = field(default_factory=list)
    each: list[float] = field(default_factory=list)


async def _person(url: str, number: int, seconds: float, pause: float, crowd: Crowd) -> None:
    """Move a slider every `pause` seconds; what moves while an answer is awaited is not asked for."""
    async with connect(url, max_size=None, compression=None, proxy=None) as socket:
        begun = perf_counter() + 0.3
        due, pictures, move = begun + pause * (number * 0.618 % 1), 0, 0
        while due < begun + seconds:
            await asyncio.sleep(max(0.0, due - perf_counter()))
            gain = f"{0.5 + 0.01 * ((37 * number + move) % 150):.2f}"
            await socket.send(json.dumps({"query": {"gain": gain, "seed": str(number)}, "look": {}}))
            pictures += isinstance(await socket.recv(), bytes)
            now = perf_counter()
            crowd.lags.append(1e3 * (now - due))
            passed = max(1, int((now - due) / pause))  # moves meanwhile; the newest is asked for
            move, due = move + passed, due + passed * pause
        crowd.each.append(pictures / (perf_counter() - begun))


def crowd_of(url: str, people: int, seconds: float, pause: float) -> Crowd:
    """Many people who move a slider, each every `pause` seconds."""
    crowd = Crowd()

    async def all_of_them() -> None:
        await asyncio.gather(*(_person(url, number, seconds, pause, crowd) for number in range(people)))

    asyncio.run(all_of_them())
    return crowd


# ------------------------------------------------------------------------------------------------ rows


def drag_row(page: AppPage, server: Server, name: str, effort: Effort) -> list[str]:
    """One person who drags, and nobody else."""
    page.drag("gain", 1)  # what is done once is done
    before = cpu_seconds(server.process.pid), sum(map(cpu_seconds, family(server.process.pid)))
    seen = page.drag("gain", effort.drag)
    after = cpu_seconds(server.process.pid), sum(map(cpu_seconds, family(server.process.pid)))
    pictures = seen.pictures * effort.drag
    own, all_ = (1e3 * (end - begin) / pictures for begin, end in zip(before, after, strict=True))
    return [
        f"{name}: dragged by one person",
        f"{at_least(seen.pictures, ALONE)} of {seen.values:.0f}",
        f"{percentile(seen.lags, 0.5):.0f} / {at_most(percentile(seen.lags, 0.95), LAG_MS)}",
        f"{own:.1f} / {all_:.1f}",
    ]


def crowd_row(server: Server, page: str, people: int, pause: float, effort: Effort) -> list[str]:
    """Many people at once, without a browser."""
    begun = cpu_seconds(server.process.pid), sum(map(cpu_seconds, family(server.process.pid)))
    crowd = crowd_of(f"ws://127.0.0.1:{server.port}/live/{PAGES[page][2]}", people, effort.crowd, pause)
    ended = cpu_seconds(server.process.pid), sum(map(cpu_seconds, family(server.process.pid)))
    own, all_ = (1e3 * (end - begin) / len(crowd.lags) for begin, end in zip(begun, ended, strict=True))
    least = min(crowd.each)
    dragged = pause < 1
    return [
        f"{page}: {people} people, {'dragging' if dragged else 'a move a second'}",
        at_least(least, EACH_OF_TEN) if dragged and people == 10 else f"{least:.1f}",
        f"{percentile(crowd.lags, 0.5):.0f} / {percentile(crowd.lags, 0.95):.0f}",
        f"{own:.1f} / {all_:.1f}",
    ]


def memory_row(page: AppPage, server: Server, name: str, effort: Effort) -> list[str]:
    """How much memory grows in many moves, once what is kept is kept."""
    for _ in range(effort.warm_up):
        page.move_slider()
    before = resident_mb(server.process.pid), page.heap() / 1e6
    for _ in range(effort.moves):
        page.move_slider()
    after = resident_mb(server.process.pid), page.heap() / 1e6
    grown = [at_most(end - begin, GROWTH_MB) for begin, end in zip(before, after, strict=True)]
    return [name, *grown, str(effort.moves)]


def live_report(*, quick: bool = False) -> str:
    """Measure drags, crowds and memory, and give it as Markdown."""
    effort = QUICK if quick else FULL
    with ExitStack() as stack:
        server = stack.enter_context(Server(ROOT / "app.py"))
        drags, grown = [], []
        with chromium() as browser:  # closed before the crowds: its event loop would be in the way of theirs
            for name, (url, kind, _) in PAGES.items():
                page = AppPage(browser, server.url + url, kind, "Gain")
                page.settle()
                drags.append(drag_row(page, server, name, effort))
                grown.append(memory_row(page, server, name, effort))
                page.page.context.close()
        crowds = [crowd_row(server, name, people, MOUSE_SECONDS, effort) for name in PAGES for people in (1, 10, 30)]
        crowds += [crowd_row(server, name, 60, 1, effort) for name in PAGES]
    text = (
        "Pictures a second: of one who drags, those that are painted, of as many values as the slider had; of many, "
        "those that each gets at least. Lag: from a value to its picture. CPU: of the server's own process, and with "
        "those that compute."
    )
    header = ["", "pictures a second", "lag, p50 / p95 ms", "CPU a picture, own / all ms"]
    return "\n\n".join(
        [
            "## Pictures that follow the hand",
            machine("streamlit", "plotly", "playwright"),
            text,
            table(header, drags + crowds),
            "### Memory that grows by moves, after a warm-up, MB",
            table(["", "server", "browser", "moves"], grown),
        ]
    )


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions, noisier")
    print(live_report(quick=parser.parse_args().quick))


if __name__ == "__main__":
    main()
