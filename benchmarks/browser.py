"""A page in headless Chromium and what is measured in it; ``probe.js`` does so from the inside."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

__all__ = ["AppPage", "Drag", "chromium"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
PAUSE_MS = 60  # between two events, so that each finds an idle page
PLOTS = {"charts": ".rv-chart .rv-plotly", "maps": ".rv-panel-canvas, .rv-column-canvas"}
#: Pixels that a slider is dragged, and milliseconds between two moves of the mouse: as many as a screen shows.
DRAG_PIXELS, MOUSE_MS = 110, 8
VIEWPORT = {"width": 1280, "height": 900}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with an empty profile."""
    path = os.environ.get("RNNVIZ_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        raise FileNotFoundError(f"no Chromium at {path}: apt-get install chromium, or set RNNVIZ_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Drag(NamedTuple):
    """What came of a drag.

    Attributes
    ----------
    values, pictures : float
        A second: values that the slider had, and pictures of a value that were painted.
    lags : list of float
        Milliseconds from a value to its picture; fewer than values where some had none.
    """

    values: float
    pictures: float
    lags: list[float]


class AppPage:
    """One app in one page.

    Parameters
    ----------
    browser : Browser
        It gets a new context, so that nothing is cached.
    url : str
        Where the app is.
    kind : str
        ``"charts"`` (with maps or without), ``"causes"``, ``"maps"`` or ``"step"`` for a page with these, ``"text"``
        for the empty app: what must change to count as painted.
    slider : str
        Label of the slider to move, or "" for the first one.
    """

    def __init__(self, browser: Browser, url: str, kind: str, slider: str = "") -> None:
        self.kind, self.slider = kind, slider
        self.key = "ArrowRight"
        self.bytes_sent = 0
        context = browser.new_context(viewport=VIEWPORT)
        context.add_init_script(f'const KIND = "{kind}";\n{PROBE}')
        self.page: Page = context.new_page()
        self.page.on("websocket", self._count)
        self.page.goto(url)
        #: Milliseconds from the start of the navigation to the first content painted.
        self.first_ms: float | None = self.page.evaluate("probe.first")

    def _count(self, socket: WebSocket) -> None:
        def add(payload: str | bytes) -> None:
            self.bytes_sent += len(payload)

        socket.on("framesent", add)

    def settle(self) -> int:
        """Wait until everything is painted; the number of charts."""
        if self.page.evaluate("probe.complete()") is None:
            raise TimeoutError(f"the page of kind {self.kind} was never complete")
        self.page.wait_for_timeout(1000)
        return int(self.page.evaluate("probe.count()"))

    def move_slider(self) -> float:
        """Press an arrow key on the slider: milliseconds until all that depends on it is painted."""
        sliders = self.page.get_by_role("slider", name=self.slider) if self.slider else self.page.get_by_role("slider")
        slider = sliders.first
        slider.focus()
        self.page.wait_for_timeout(PAUSE_MS)
        self.page.evaluate("probe.armSlider()")
        self.page.keyboard.press(self.key)
        wait = self._result("slider")
        value = float(slider.input_value())
        least, most = (float(slider.get_attribute(end) or 0) for end in ("min", "max"))
        if not least < value < most:  # turn round at the ends
            self.key = "ArrowRight" if value <= least else "ArrowLeft"
        return wait

    def drag(self, field: str, seconds: float) -> "Drag":
        """Drag a slider to and fro with the mouse, once a second, as fast as the page takes it."""
        x, y = self._thumb(field)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.evaluate("field => probe.watchDrag(field)", field)
        begun = time.perf_counter()
        while (passed := time.perf_counter() - begun) < seconds:
            self.page.mouse.move(x + DRAG_PIXELS * abs(1 - passed % 2), y)
            self.page.wait_for_timeout(MOUSE_MS)
        seen = self.page.evaluate("probe.dragged()")
        self.page.mouse.up()
        self.page.wait_for_timeout(1500)
        lags = []
        for picture in seen["pictures"]:  # of the last time that the slider had its value
            same = [one for one in seen["values"] if one["value"] == picture["value"] and one["at"] <= picture["at"]]
            lags += [picture["at"] - one["at"] for one in same[-1:]]
        return Drag(len(seen["values"]) / seconds, len(seen["pictures"]) / seconds, lags)

    def _thumb(self, field: str) -> tuple[float, float]:
        """Where a slider is held: the first element around its input that is to be seen."""
        boxes = self.page.locator(f".st-key-set_{field} input[type=range]").locator("xpath=ancestor::*")
        for number in reversed(range(boxes.count())):
            box = boxes.nth(number).bounding_box()
            if box is not None and box["width"] > 5:
                return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        raise RuntimeError(f"the slider of {field} is not visible")

    def heap(self) -> int:
        """Bytes of JavaScript that are in use, after what nobody needs was collected."""
        tools = self.page.context.new_cdp_session(self.page)
        tools.send("HeapProfiler.collectGarbage")
        used = int(tools.send("Runtime.getHeapUsage")["usedSize"])
        tools.detach()
        return used

    def hover(self, moves: int) -> tuple[list[float], int]:
        """Move the mouse over the first chart: milliseconds of each move until all cursors are painted; bytes sent."""
        chart = self.page.locator(PLOTS[self.kind]).first
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        if box is None:
            raise RuntimeError("the first chart is not visible")
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] / 2, y)
        self.page.wait_for_timeout(500)
        before, times = self.bytes_sent, []
        for number in range(moves):
            share = 0.25 + 0.5 * (number * 0.382 % 1)  # far enough apart that every move is to another step
            self.page.evaluate("probe.armCursor()")
            self.page.mouse.move(box["x"] + share * box["width"], y)
            times.append(self._result("cursor"))
            self.page.wait_for_timeout(PAUSE_MS)
        return times, self.bytes_sent - before

    def scrub(self, moves: int) -> tuple[list[float], int]:
        """Press an arrow key on the time slider, from step 1: milliseconds of each until it is painted; bytes sent."""
        self.page.locator(".rv-time").focus()
        before, times = self.bytes_sent, []
        for _ in range(moves):
            self.page.evaluate("probe.armScrub()")
            self.page.keyboard.press("ArrowRight")
            times.append(self._result("scrub"))
            self.page.wait_for_timeout(PAUSE_MS)
        return times, self.bytes_sent - before

    def _result(self, what: str) -> float:
        result = self.page.evaluate("probe.result")
        if result is None:
            raise TimeoutError(f"{what}: nothing new was painted on the page of kind {self.kind}")
        return float(result)
