"""How fast is the app? `python -m benchmarks.app [--quick]`.

The app and an empty app (one slider, one `st.write`) under the same configuration take turns in headless Chromium, so
that the machine's noise hits both alike.
"""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from benchmarks.browser import AppPage, chromium
from benchmarks.report import at_most, machine, percentile, table
from benchmarks.server import ROOT, Server
from benchmarks.sessions import many_sessions

__all__ = ["app_report"]

EMPTY = ROOT / "benchmarks" / "empty_app.py"
SESSIONS = 30
TARGET_FIRST = 1.5  # times the empty app's p50: from an empty profile to the first curve
TARGET_SLIDER, TARGET_SLIDER_INSIDE = 1.5, 1.8  # the same of a key: first page; the others
TARGET_CURSOR_MS, TARGET_CURSOR_BYTES = 20, 0
WARM_UPS = 3


class Times(NamedTuple):
    """Milliseconds, one entry a repetition, of the app and of the empty app."""

    app: list[float]
    empty: list[float]


class Effort(NamedTuple):
    """How often everything is done."""

    starts: int
    slides: int
    hovers: int
    blocks: int
    moves: int


FULL, QUICK = Effort(5, 60, 100, 3, 8), Effort(1, 12, 20, 1, 4)


def measure_starts(app: Path, effort: Effort) -> tuple[Times, Times, Times]:
    """Process to healthy, page to first content, process to first content; each time with a new server and browser."""
    healthy, page, total = Times([], []), Times([], []), Times([], [])
    for _ in range(effort.starts):
        for script, kind, column in ((app, "charts", 0), (EMPTY, "text", 1)):
            with chromium() as browser, Server(script) as server:
                first = AppPage(browser, server.url, kind).first_ms
            if first is None:
                raise TimeoutError(f"nothing was ever painted by {script}")
            healthy[column].append(server.healthy_ms)
            page[column].append(first)
            total[column].append(server.healthy_ms + first)
    return healthy, page, total


def measure_slider(pages: Sequence[AppPage], effort: Effort) -> Times:
    """One press of an arrow key in turns."""
    times = Times([], [])
    for number in range(effort.slides + WARM_UPS):
        for page, column in zip(pages, times, strict=True):
            wait = page.move_slider()
            if number >= WARM_UPS:
                column.append(wait)
    return times


def measure_inside(browser: Browser, servers: Sequence[Server], slider: str, effort: Effort) -> list[list[str]]:
    """The other pages: slider to paint, and the cursor, which sends nothing."""
    gates = AppPage(browser, f"{servers[0].url}gates", "maps", slider)
    step = AppPage(browser, f"{servers[0].url}step", "step", slider)
    why = AppPage(browser, f"{servers[0].url}why", "causes", slider)
    empty = AppPage(browser, servers[1].url, "text")
    panels, *_ = (page.settle() for page in (gates, step, why, empty))
    rows = [
        row(
            f"gates: slider to paint, all {panels} columns",
            measure_slider([gates, empty], effort),
            TARGET_SLIDER_INSIDE,
        ),
        row("one step: slider to paint", measure_slider([step, empty], effort), TARGET_SLIDER_INSIDE),
        row("why: slider to paint, first screen", measure_slider([why, empty], effort), TARGET_SLIDER_INSIDE),
    ]
    for name, (times, sent) in (
        ("gates: mouse to cursor painted in all columns", gates.hover(effort.hovers)),
        ("one step: arrow key to step painted", step.scrub(min(effort.hovers, 90))),
    ):
        cursor = f"{percentile(times, 0.5):.0f} / {at_most(percentile(times, 0.95), TARGET_CURSOR_MS)}"
        rows.append([f"{name}; sends {sent} bytes", cursor, "", "", str(len(times))])
    return rows


def measure_sessions(servers: Sequence[Server], effort: Effort, label: str) -> Times:
    """Blocks of many sessions in turns."""
    times = Times([], [])
    for _ in range(effort.blocks):
        for server, column, name in zip(servers, times, (label, ""), strict=True):
            column.extend(many_sessions(server.port, SESSIONS, effort.moves, name))
    return times


def row(name: str, times: Times, target: float | None = None) -> list[str]:
    """One line: medians, 95th percentiles, and the ratio of the medians."""
    app, empty = (percentile(column, 0.5) for column in times)
    ratio = f"{app / empty:.2f}" if target is None else at_most(app / empty, target)
    columns = [f"{percentile(column, 0.5):.0f} / {percentile(column, 0.95):.0f}" for column in times]
    return [name, *columns, ratio, str(len(times.app))]


def app_report(app: Path = ROOT / "app.py", *, slider: str = "Gain", quick: bool = False) -> str:
    """Measure everything about the app, and give it as Markdown.

    Parameters
    ----------
    app : pathlib.Path
        The script.
    slider : str
        Label of the slider that is moved, or "" for the first one.
    quick : bool
        Fewer repetitions.
    """
    effort = QUICK if quick else FULL
    starts = measure_starts(app, effort)
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(script)) for script in (app, EMPTY)]
        with chromium() as browser:
            version = browser.version
            pages = [AppPage(browser, servers[0].url, "charts", slider), AppPage(browser, servers[1].url, "text")]
            charts, _ = (page.settle() for page in pages)
            slides = measure_slider(pages, effort)
            hovers, sent = pages[0].hover(effort.hovers)
            inside = measure_inside(browser, servers, slider, effort)
        crowd = measure_sessions(servers, effort, slider)
    cursor = f"{percentile(hovers, 0.5):.0f} / {at_most(percentile(hovers, 0.95), TARGET_CURSOR_MS)}"
    rows = [
        row("server process to healthy", starts[0]),
        row("page opened, empty profile, to the first curve painted", starts[1], TARGET_FIRST),
        row("both together", starts[2]),
        row(f"slider to paint, all {charts} charts and maps", slides, TARGET_SLIDER),
        row(f"{SESSIONS} sessions at one move a second: due to script finished", crowd),
        ["mouse to time cursor painted in all charts", cursor, "", "", str(len(hovers))],
        ["bytes sent to the server by hovering", at_most(sent, TARGET_CURSOR_BYTES), "", "", str(len(hovers))],
        *inside,
    ]
    header = ["", "app, p50 / p95 ms", "empty app, p50 / p95 ms", "p50, app / empty", "times"]
    text = (
        f"Headless Chromium {version}, on the same machine as the server. Both apps take turns. In brackets: the "
        "target, and whether it is met."
    )
    return "\n\n".join(["## The app", machine("streamlit", "plotly", "playwright"), text, table(header, rows)])


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions, noisier")
    parser.add_argument("--app", type=Path, default=ROOT / "app.py", help="another script than app.py")
    parser.add_argument("--slider", default="Gain", help="label of the slider to move; Gain unless given")
    arguments = parser.parse_args()
    print(app_report(arguments.app.resolve(), slider=arguments.slider, quick=arguments.quick))


if __name__ == "__main__":
    main()
