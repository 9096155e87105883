"""Components that live in the browser: how they are put together, and what they share.

A component is a script and a style sheet of one name, and gets its data as bytes (`message.encode`). In front of both
stands what all of them share (``shared.js``, ``shared.css``): decoding, numbers in words, the page's time cursor.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, Final

import streamlit as st

from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.hover import EXACTLY_ZERO
from rnnviz.figures.theme import DIVERGING, DIVERGING_DARK, SEQUENTIAL

__all__ = ["component"]

_SHARED: Final[Mapping[str, Any]] = {
    "scales": {
        "sequential": {theme: [colour for _, colour in SEQUENTIAL] for theme in ("light", "dark")},
        "diverging": {
            "light": [colour for _, colour in DIVERGING],
            "dark": [colour for _, colour in DIVERGING_DARK],
        },
    },
    "decades": DECADES,
    "zero": EXACTLY_ZERO,
}


def component(package: str, name: str, **constants: Any) -> Callable[..., Any]:
    """Put a component together from ``<name>.js`` and ``<name>.css`` in a package.

    Parameters
    ----------
    package : str
        Where the two files are.
    name : str
        Of the files.
    **constants : Any
        Plain data that the script holds a place for: ``themes=...`` replaces ``/* themes */ null``.

    Returns
    -------
    callable
        To be called with ``key`` and ``data``.

    Raises
    ------
    ValueError
        If the script has no place for a constant.
    """
    script = _read(__name__, "shared.js") + _read(package, f"{name}.js")
    for constant, value in {**_SHARED, **constants}.items():
        place = f"/* {constant} */ null"
        if place not in script:
            raise ValueError(f"component: {name}.js has no place '{place}'.")
        script = script.replace(place, json.dumps(value, separators=(",", ":")))
    return st.components.v2.component(
        f"rnnviz_{name}",
        css=_read(__name__, "shared.css") + _read(package, f"{name}.css"),
        js=script,
        isolate_styles=False,
    )


def _read(package: str, file: str) -> str:
    return files(package).joinpath(file).read_text(encoding="utf-8")
