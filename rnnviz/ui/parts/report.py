"""The findings around the figures: the sentence above, the table beside, what cannot be drawn."""

import html
import re

import streamlit as st

from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.theme import SEQUENTIAL
from rnnviz.ui.session.state import Asked

__all__ = [
    "address",
    "colour_legend",
    "last_possible",
    "problems",
    "verbatim",
]


def verbatim(text: str) -> str:
    """A text as Markdown that shows just this text: what somebody put into an address must load no picture.

    Examples
    --------
    >>> print(verbatim("got '![](http://a.b/c)'"))
    got '\\!\\[\\](http\\://a.b/c)'
    """
    return re.sub(r"([\\`*_~#!|&:$<>{}\[\]])", r"\\\1", text)


def problems(asked: Asked) -> None:
    """What in the address could not be used, and that the page still shows the last possible scenario."""
    for problem in asked.address_problems:
        st.warning(f"In the address: {verbatim(str(problem))} What does not fit is left at its default.")
    if asked.problem is not None:
        last_possible("beside the control")


def last_possible(where: str) -> None:
    """That the page does not show what is chosen, and where it says why."""
    st.warning(f"What is shown is the last setting that was possible: see the message {where}.")


def address(complete: bool) -> None:
    """Say so when the address could not take everything."""
    if not complete:
        st.info("The address bar cannot hold so many numbers. Copy link holds more, and says where it cannot.")


def colour_legend(title: str, decades: tuple[int, int] = DECADES) -> None:
    """What the colours of all maps below mean, once for all of them."""
    low, high = decades
    stops = ", ".join(f"{colour} {100 * float(position):.0f}%" for position, colour in SEQUENTIAL)
    ticks = {low: f"≤10<sup>{low}</sup>", low // 2: f"10<sup>{low // 2}</sup>", 0: "1", high: f"≥10<sup>{high}</sup>"}
    tight = " tight" if high < (high - low) / 5 else ""
    marks = "".join(
        f'<span style="left: {100 * (decade - low) / (high - low):.1f}%">{text.replace("-", "−")}</span>'
        for decade, text in ticks.items()
    )
    st.html(
        f'<div class="rnnviz-colours{tight}"><p>{html.escape(title)}</p>'
        f'<div style="background: linear-gradient(to right, {stops})"></div><div>{marks}</div></div>'
    )
