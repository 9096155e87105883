"""One Chromium and one server a script for all browser tests; pages that write down what goes over the network."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, WebSocket, expect, sync_playwright

from tests.browser.visits import Visit, Visitor

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Scripts for `streamlit run`, not modules: one that is imported when docstrings are collected would run here.
collect_ignore_glob = ["apps/*"]
HINT = "no Chromium: apt-get install chromium, or set RNNVIZ_CHROMIUM to its path"


def _chromium() -> str | None:
    """Path of the Chromium to use, if there is one."""
    asked = os.environ.get("RNNVIZ_CHROMIUM")
    if asked:
        return shutil.which(asked)
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[BrowserType, str]]:
    """What starts Chromium, and its path."""
    path = _chromium()
    if path is None:
        (pytest.fail if os.environ.get("RNNVIZ_REQUIRE_BROWSER") == "1" else pytest.skip)(HINT)
    with sync_playwright() as playwright:
        yield playwright.chromium, path


@pytest.fixture(scope="session")
def browser(chromium: tuple[BrowserType, str]) -> Iterator[Browser]:
    """Chromium for profiles of one's own, without anything that would go to the network by itself."""
    kind, path = chromium
    started = kind.launch(executable_path=path, args=FLAGS)
    yield started
    started.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: "subprocess.Popen[bytes]", log: Path, patience: float = 60) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"no answer from {url} (exit code {process.poll()}):\n{log.read_text()}")


class Serve(Protocol):
    """Start ``streamlit run script`` unless it runs already."""

    def __call__(self, script: Path, **options: str) -> str:
        """Return the address, without a slash at its end. Options: ``server_baseUrlPath="x"`` and the like."""


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Servers on free ports, from the repository's root and with its configuration; each script is started once."""
    urls: dict[tuple[Path, tuple[tuple[str, str], ...]], str] = {}
    processes: list[subprocess.Popen[bytes]] = []
    logs = tmp_path_factory.mktemp("servers")

    def start(script: Path, **options: str) -> str:
        key = (script, tuple(sorted(options.items())))
        if key not in urls:
            port = _free_port()
            given = {"server.port": str(port), "server.headless": "true", "server.fileWatcherType": "none"}
            given |= {name.replace("_", ".", 1): value for name, value in options.items()}
            log = logs / f"{port}.log"  # a pipe that nobody reads would fill up and stop the server
            with log.open("wb") as output:
                process = subprocess.Popen(
                    [sys.executable, "-m", "streamlit", "run", str(script), *(f"--{k}={v}" for k, v in given.items())],
                    cwd=ROOT,
                    env=os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            processes.append(process)
            base = given.get("server.baseUrlPath", "").strip("/")
            url = f"http://localhost:{port}" + (f"/{base}" if base else "")
            _wait_until_healthy(url, process, log)
            urls[key] = url
        return urls[key]

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)


class Watched:
    """A page, and what it did.

    Attributes
    ----------
    page : Page
        Playwright's page.
    requests : list[str]
        Every address asked for.
    frames_sent : int
        Websocket messages sent so far.
    errors : list[str]
        Uncaught JavaScript errors.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.frames_sent = 0
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", self._watch)

    def _watch(self, websocket: WebSocket) -> None:
        def count(_payload: str | bytes) -> None:
            self.frames_sent += 1

        websocket.on("framesent", count)


# A busy machine is no failure.
expect.set_options(timeout=60_000)

OpenPage = Callable[..., Watched]


@pytest.fixture(scope="session")
def profile(chromium: tuple[BrowserType, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One browser profile for all visits: each page is a session of its own, but scripts are fetched and read once.

    It lies on the disk: only there does Chromium keep scripts compiled, which is half of the time of a visit.
    """
    kind, path = chromium
    context = kind.launch_persistent_context(tmp_path_factory.mktemp("profile"), executable_path=path, args=FLAGS)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def open_page(profile: BrowserContext) -> Iterator[OpenPage]:
    """Open an address: ``open_page(url, width=1280, height=900, scheme="light")``."""
    pages = []

    def open_(url: str, *, width: int = 1280, height: int = 900, scheme: str = "light") -> Watched:
        page = profile.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        watched = Watched(page)
        page.goto(url)
        return watched

    yield open_
    for page in pages:
        page.evaluate("localStorage.clear()")  # such as that the sidebar was closed
        page.close()


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Iterator[Visitor]:
    """Visit the app; at the end nothing may have gone anywhere else, and no script may have failed."""
    visits: list[Visit] = []

    def begin(**how: object) -> Visit:
        visits.append(Visit(open_page, serve(ROOT / "app.py"), **how))  # type: ignore[arg-type]
        return visits[-1]

    yield begin
    for one in visits:
        one.assert_clean()
