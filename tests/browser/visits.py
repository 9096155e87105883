"""The real app in a server of its own, and visits to it in Chromium that watch what goes over the network."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from rnnviz.experiment import run
from rnnviz.figures.words import takeaway
from rnnviz.scenario import Scenario
from tests.architecture.project import ROOT

PATIENCE_MS = 20_000
#: Streamlit's own page, its parts and its socket; nothing else may be asked for.
LOCAL = {"127.0.0.1", "localhost"}


@contextmanager
def real_app() -> Iterator[str]:
    """The address of the app, as `make run` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {"address": "127.0.0.1", "port": port, "headless": "true", "fileWatcherType": "none"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *(f"--server.{k}={v}" for k, v in options.items())]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield answered(f"http://127.0.0.1:{port}/", process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def answered(url: str, process: "subprocess.Popen[bytes]", seconds: float = 60) -> str:
    """The address, once the server answers there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url + "_stcore/health", timeout=1):
                return url
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the app did not answer at {url}; exit code {process.poll()}")


class Visit:
    """One person with the app open; every request and every message that is sent is written down."""

    def __init__(self, browser: Browser, url: str, *, width: int = 1280, scheme: str = "light", **address: str) -> None:
        self.url = url
        self.requests: list[str] = []
        self.frames_sent = 0
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("websocket", self._watch)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.go(url + ("?" + urlencode(address) if address else ""))

    def _watch(self, websocket: Any) -> None:
        self.requests.append(websocket.url)

        def count(_: object) -> None:
            self.frames_sent += 1

        websocket.on("framesent", count)

    def go(self, url: str) -> None:
        self.page.goto(url)
        self.wait_for_charts()

    def wait_for_charts(self) -> None:
        self.page.wait_for_function(
            "() => { const all = [...document.querySelectorAll('.rv-plotly')];"
            " return all.length >= 2 && all.every(gd => gd.querySelector('.main-svg') && gd.data); }"
        )

    def shows(self, scenario: Scenario) -> None:
        """Wait until sentence and curves are those of a scenario."""
        result = run(scenario)
        expect(self.sentence).to_have_text(takeaway(result), timeout=PATIENCE_MS)
        first = next(iter(result.cells.values())).fades["a"].relative[0]
        self.page.wait_for_function(
            "expected => Math.abs(document.querySelector('.rv-plotly')?.data?.[0]?.y?.[0] - expected) < 1e-9",
            arg=float(first),
        )

    @property
    def sentence(self) -> Locator:
        return self.page.locator("[data-testid='stMainBlockContainer'] strong").first

    def query(self) -> str:
        return urlsplit(self.page.url).query

    def slider(self, label: str) -> Locator:
        return self.page.get_by_role("slider", name=label)

    def curve(self, number: int) -> list[float]:
        return self.page.evaluate(f"Array.from(document.querySelector('.rv-plotly').data[{number}].y)")

    def foreign_requests(self) -> list[str]:
        return [url for url in self.requests if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname not in LOCAL]

    def close(self) -> None:
        """Leave; whatever was done, nothing may have gone anywhere else, and no script may have failed."""
        self.context.close()
        assert self.foreign_requests() == []
        assert self.errors == []
