"""A Streamlit server in a process of its own, as `make run` starts it, on a free port."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

__all__ = ["ROOT", "Server"]

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.005


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running server, to be used in a ``with`` statement.

    Parameters
    ----------
    app : pathlib.Path
        The script. It runs in the repository's root, so that every app has the same ``.streamlit/config.toml``.

    Attributes
    ----------
    healthy_ms : float
        From the start of the process to the first answer of ``/_stcore/health``.
    started : float
        `time.perf_counter` at the start of the process.
    """

    def __init__(self, app: Path) -> None:
        self.app = app
        self.port = _free_port()

    @property
    def url(self) -> str:
        """Where the app is."""
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> "Server":
        options = {"port": self.port, "address": "127.0.0.1", "headless": "true", "fileWatcherType": "none"}
        flags = [f"--server.{name}={value}" for name, value in options.items()]
        command = [sys.executable, "-m", "streamlit", "run", str(self.app), *flags]
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        self.healthy_ms = 1e3 * (time.perf_counter() - self.started)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _wait(self) -> None:
        while time.perf_counter() - self.started < PATIENCE_SECONDS:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server of {self.app} ended with code {self.process.returncode}")
            try:
                with urllib.request.urlopen(self.url + "_stcore/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(POLL_SECONDS)
        raise TimeoutError(f"the server of {self.app} did not become healthy in {PATIENCE_SECONDS} s")

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
