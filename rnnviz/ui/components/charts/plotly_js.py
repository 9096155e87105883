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
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import plotly
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

__all__ = ["plotly_urls"]

_LONG_AGO: Final = 946_684_800.0
"""2000-01-01. Streamlit sends no max-age with a static file; browsers then keep it for a tenth of its age."""

with as_file(files("plotly") / "package_data") as _folder:
    _PACKAGE_DATA: Final = Path(_folder)

_served = st.components.v1.declare_component("plotly_js", path=str(_PACKAGE_DATA))


def plotly_urls() -> list[str]:
    """Return the addresses of plotly.min.js, best first, relative to the app's base address.

    Returns
    -------
    list[str]
        One or two addresses. The first works in a writable folder with ``server.enableStaticServing``.
    """
    component = f"component/{_served.name}/plotly.min.js"
    context = get_script_run_ctx()
    if context is None or not st.get_option("server.enableStaticServing") or st.get_option("global.appTest"):
        return [component]
    static = _in_static_folder(context.main_script_path)
    return [component] if static is None else [f"app/static/{static}", component]


@cache
def _in_static_folder(script: str) -> str | None:
    """Copy plotly.min.js to `static` beside `script` unless it is there; return its name, or None if it may not.

    The name carries the version, so that an upgrade is a new address. The copy appears whole or not at all.
    """
    folder = Path(script).resolve().parent / "static"
    target = folder / f"plotly-{plotly.__version__}.min.js"
    if target.exists():
        return target.name
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as copy:
            copy.write((_PACKAGE_DATA / "plotly.min.js").read_bytes())
        os.utime(copy.name, (_LONG_AGO, _LONG_AGO))
        os.chmod(copy.name, 0o644)
        os.replace(copy.name, target)
    except OSError:
        return None
    return target.name
