"""Where the browser finds plotly.min.js: on this server, out of the installed plotly package, never from outside.

Two addresses, tried in turn:

1. Streamlit's static folder, filled from the package once. The browser keeps the file across reloads.
2. The package's own folder, which Streamlit serves as it serves a component's. Always there, and needs nothing to be
   written, but is fetched again on every reload.

Why these: ``docs/decisions/0003-charts-in-one-component.md``.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from rnnviz.ui.private_api import (
    PLOTLY_SCRIPT,
    is_app_test,
    plotly_version,
    script_of_run,
    serve_folder,
    static_address,
)

__all__ = ["plotly_urls"]

_LONG_AGO: Final = 946_684_800.0
"""2000-01-01. Streamlit sends no max-age with a static file; browsers then keep it for a tenth of its age."""

_SERVED: Final = serve_folder("plotly_js", PLOTLY_SCRIPT.parent)


def plotly_urls() -> list[str]:
    """Return the addresses of plotly.min.js, best first, relative to the app's base address.

    Returns
    -------
    list[str]
        One or two addresses. The first works in a writable folder with ``server.enableStaticServing``.
    """
    component = f"{_SERVED}/{PLOTLY_SCRIPT.name}"
    script = script_of_run()
    if script is None or not st.get_option("server.enableStaticServing") or is_app_test():
        return [component]
    static = _in_static_folder(script)
    return [component] if static is None else [static_address(static), component]


@cache
def _in_static_folder(script: Path) -> str | None:
    """Copy plotly.min.js to `static` beside `script` unless it is there; return its name, or None if it may not.

    The name carries the version, so that an upgrade is a new address. The copy appears whole or not at all.
    """
    folder = script.resolve().parent / "static"
    target = folder / f"plotly-{plotly_version()}.min.js"
    if target.exists():
        return target.name
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as copy:
            copy.write(PLOTLY_SCRIPT.read_bytes())
        os.utime(copy.name, (_LONG_AGO, _LONG_AGO))
        os.chmod(copy.name, 0o644)
        os.replace(copy.name, target)
    except OSError:
        return None
    return target.name
