"""The findings around the figures: the sentence above, the table beside, what cannot be drawn."""

import html
import re

import streamlit as st

from rnnviz.experiment.run import Result
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.start_words import drawn_in_words
from rnnviz.figures.theme import SEQUENTIAL, signal_colour
from rnnviz.figures.words import (
    first_step_in_words,
    half_life_in_words,
    label_of,
    nonfinite_in_words,
    power_of_ten,
    rate_in_words,
    thousandth_in_words,
    why_apart,
)
from rnnviz.ui.session.state import Asked

__all__ = [
    "address",
    "colour_legend",
    "drawn",
    "fade_table",
    "findings",
    "first_step",
    "last_possible",
    "nonfinite",
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


def findings(result: Result, sentence: str) -> None:
    """The sentence to take away, and where numbers stop being numbers."""
    st.markdown(f"**{sentence}**")
    nonfinite(result)


def drawn(result: Result) -> None:
    """Whose way of drawing the parameters this is."""
    words = drawn_in_words(result.scenario)
    if words:
        st.caption(words)


def nonfinite(result: Result) -> None:
    """Where numbers stop being numbers."""
    for cell in result.cells.values():
        warning = nonfinite_in_words(cell)
        if warning:
            st.warning(warning)


def fade_table(result: Result) -> None:
    """For each curve: factor a step, half-life, steps until 1/1000 is left; or what is left at step 1."""
    parts = ['<table class="rnnviz-fades">']
    for name, cell in result.cells.items():
        for state, fade in cell.fades.items():
            rows = [("at step 1, of the loss", f"×{power_of_ten(fade.left)}")]
            if result.scenario.loss != "every":  # there, near and far gradients are added up
                first = first_step_in_words(fade)
                rows = [] if first is None else [("first step", first)]
                rows += [
                    ("factor a step", rate_in_words(fade)),
                    half_life_in_words(fade),
                    ("1/1000 left after", thousandth_in_words(fade)),
                ]
            kind = "" if state == "a" else ' class="dotted"'  # as in the chart
            head = (
                f'<span{kind} style="color: {signal_colour(name, state)}"></span>{html.escape(label_of(name, state))}'
            )
            parts.append(f'<tbody><tr><th colspan="2" scope="rowgroup">{head}</th></tr>')
            parts += [f'<tr><th scope="row">{key}</th><td>{value}</td></tr>' for key, value in rows]
            parts.append("</tbody>")
    parts.append("</table>")
    st.html("".join(parts))


def first_step(result: Result) -> None:
    """Why the first step back is one of its own, where it is."""
    why = why_apart(result)
    if why is not None:
        st.caption(why)


def address(complete: bool) -> None:
    """Say so when the address could not take everything."""
    if not complete:
        st.info("The address cannot hold so many numbers: a copied link has all settings, but the default table.")


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
