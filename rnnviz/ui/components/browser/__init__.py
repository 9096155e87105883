"""Components that live in the browser: how they are put together, and what they share.

A component is an ES module of one name with a style sheet, and gets its data as bytes (`message.encode`). All
modules lie in ``components/modules``, which the server serves: what components share (decoding, numbers in words,
the page's time cursor) reaches the page once, however many of them there are. What Streamlit is given as a
component's script is a loader of a few lines. The address of the modules carries a hash of all of them, so that a
new version is never mixed with an old one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import streamlit as st

from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.hover import EXACTLY_ZERO
from rnnviz.figures.theme import DIVERGING, DIVERGING_DARK, SEQUENTIAL
from rnnviz.ui.components.browser.served import serve

__all__ = ["component", "loader"]

with as_file(files("rnnviz.ui.components") / "modules") as _folder:
    _MODULES: Final = Path(_folder)

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
    """Put a component together from ``modules/<name>/<name>.js``, and ``<name>.css`` in a package.

    Parameters
    ----------
    package : str
        Where the style sheet is.
    name : str
        Of the component.
    **constants : Any
        Plain data that its modules find in ``shared/constants.js``, beside what all of them find there.

    Returns
    -------
    callable
        To be called with ``key`` and ``data``.
    """
    return st.components.v2.component(
        f"rnnviz_{name}",
        css=_read(__name__, "shared.css") + _read(package, f"{name}.css"),
        js=loader(name, **constants),
        isolate_styles=False,
    )


def loader(name: str, **constants: Any) -> str:
    """The script that fetches a component's modules: all at once, and what they have to know before any of them runs.

    Parameters are those of `component`.
    """
    modules = [f"{part}/{file.name}" for part in ("shared", name) for file in sorted((_MODULES / part).glob("*.js"))]
    given = [f"{_served()}/", modules, f"{name}/{name}.js", {**_SHARED, **constants}]
    call = ", ".join(json.dumps(one, separators=(",", ":")) for one in given)
    return f"{_read(__name__, 'loader.js')}\nexport default await load({call});\n"


@cache
def _served() -> str:
    digest, names = sha256(), []
    for file in sorted(_MODULES.rglob("*.js")):
        names.append(file.relative_to(_MODULES).as_posix())
        digest.update(names[-1].encode() + b"\0" + file.read_bytes() + b"\0")
    return serve(f"modules_{digest.hexdigest()[:12]}", _MODULES, tuple(names))


def _read(package: str, file: str) -> str:
    return files(package).joinpath(file).read_text(encoding="utf-8")
