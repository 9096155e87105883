"""The command ``rnnviz``: starts the app from anywhere.

The app is ``app.py`` with its ``pages`` and settings. In an installed package these stand in ``rnnviz/_app``, put there
when it was built; in the repository at its root. The settings are handed over one by one, so that they hold whatever
folder the command is called in.
"""

import argparse
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from rnnviz import __version__

__all__ = ["app_folder", "command", "main", "options"]

#: BLAS reads these when NumPy is loaded: one thread, see docs/decisions/0002-one-blas-thread.md.
_THREADS: Final = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_MISSING: Final = 'The app needs more than the library: install it with pip install "rnnviz[app]".'


def app_folder() -> Path:
    """Where app.py, its pages and its settings are.

    Examples
    --------
    >>> sorted(file.name for file in app_folder().glob("app.py"))
    ['app.py']
    """
    package = Path(__file__).resolve().parent
    installed = package / "_app"
    return installed if installed.is_dir() else package.parent


def options(settings: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Settings of Streamlit, as of its config.toml, as options of its command line.

    Examples
    --------
    >>> list(options({"server": {"address": "localhost"}, "theme": {"light": {"textColor": "red"}}}))
    ['--server.address=localhost', '--theme.light.textColor=red']
    """
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from options(value, f"{prefix}{name}.")
        else:
            yield f"--{prefix}{name}={str(value).lower() if isinstance(value, bool) else value}"


def command(port: int | None = None, host: str | None = None) -> list[str]:
    """What starts the app, with its own settings and these.

    Parameters
    ----------
    port : int, optional
        Of the server; 8501 unless given.
    host : str, optional
        The address that it listens at and is reached by; this machine only unless given.

    Examples
    --------
    >>> [one for one in command(8600, "10.0.0.1") if "port" in one or "ddress" in one]
    ['--server.address=10.0.0.1', '--server.port=8600', '--browser.serverAddress=10.0.0.1']
    """
    folder = app_folder()
    settings = tomllib.loads((folder / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    if host is not None:
        settings["server"]["address"] = settings["browser"]["serverAddress"] = host
    if port is not None:
        settings["server"]["port"] = port
    return [sys.executable, "-m", "streamlit", "run", str(folder / "app.py"), *options(settings)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the app and wait for its end; give its exit code."""
    parser = argparse.ArgumentParser(prog="rnnviz", description="See what flows through an RNN, an LSTM and a GRU.")
    parser.add_argument("--port", type=_port, help="of the server (8501)")
    parser.add_argument("--host", help="address at which it listens, so that a class can join (this machine only)")
    parser.add_argument("--version", action="version", version=f"rnnviz {__version__}")
    asked = parser.parse_args(arguments)
    if find_spec("streamlit") is None or find_spec("plotly") is None:
        print(_MISSING, file=sys.stderr)  # noqa: T201 (a command speaks there)
        return 1
    # A process of its own: BLAS in this one has been loaded already.
    environment = {**dict.fromkeys(_THREADS, "1"), **os.environ}
    with subprocess.Popen(command(asked.port, asked.host), env=environment) as app:
        asked_to_end = False
        while True:
            try:
                code = app.wait()
            except KeyboardInterrupt:  # Ctrl-C reaches the app as well; it says goodbye first
                asked_to_end = True
                continue
            return 0 if asked_to_end else code  # Streamlit calls it a failure if somebody ends an app with routes


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"a port is a whole number from 1 to 65,535; got {text!r}")
    return port
