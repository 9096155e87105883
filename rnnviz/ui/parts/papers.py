"""A claim of a paper on the screen: what it says, what is expected, what is measured, what can be varied."""

import base64
import html
import re
import time
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import streamlit as st

from rnnviz.figures.claim_picture import claim_spec, describe_claim
from rnnviz.figures.claim_thumbnail import thumbnail
from rnnviz.figures.gallery import exhibit_of, found, small_picture, topics
from rnnviz.figures.snippets import claim_code
from rnnviz.numerics.numerals import numeral
from rnnviz.papers import CLAIMS, Check, Claim
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts.editing import take_over_edits
from rnnviz.ui.parts.explain import code_of
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.session import address, state
from rnnviz.ui.session.session import session

__all__ = [
    "Link",
    "all_claims",
    "asked_claim",
    "back_button",
    "citation_of",
    "gallery",
    "show_claim",
    "taken",
    "verdict_of",
]

#: ``link(label, name)`` draws a link to the result of that name.
Link: TypeAlias = Callable[[str, str], None]
_IN_ADDRESS: Final = "result"
#: Without it a choice would be lost when the page is changed.
_KEPT: Final = "session"


def asked_claim() -> Claim | None:
    """The result that the address names; None if it names none, and all of them are to be shown."""
    asked = address.read().get(_IN_ADDRESS, "")
    claim = found(asked, CLAIMS)
    if asked and claim is None:
        st.warning(f"No result is called {verbatim(asked[:40])}. These are all of them.")
    return claim


def gallery() -> None:
    """Draw all results by topic, each with a small picture and a sentence; a click opens one."""
    st.markdown("Each picture is computed now, by the networks of this app. Open one to change its numbers.")
    for number, (topic, claims) in enumerate(topics(CLAIMS).items()):
        st.header(topic)
        with st.container(key=f"results_{number}"):
            for claim in claims:
                _card(claim)


def _card(claim: Claim) -> None:
    exhibit = exhibit_of(claim)
    with st.container(border=True, gap="xsmall", key=f"card_{claim.number}"):
        st.html(_small(claim.number))
        # No link: the browser's address would not follow one that leads to the same page.
        st.button(claim.title, key=f"open_{claim.number}", type="tertiary", on_click=_open, args=[exhibit.name])
        st.markdown(exhibit.line)
        st.caption(citation_of(claim))


def _open(name: str) -> None:
    address.write({_IN_ADDRESS: name} if name else {}, _IN_ADDRESS.__eq__)


def back_button() -> None:
    """Draw the way back to all results."""
    st.button("All results", key="all_results", icon=":material/arrow_back:", on_click=_open, args=[""])


def citation_of(claim: Claim) -> str:
    """Who found it and when; of what was measured for this project, whom it is about.

    Examples
    --------
    >>> [citation_of(claim) for claim in CLAIMS if claim.number in (4, 13)]
    ['Pascanu, Mikolov & Bengio 2013', 'Jozefowicz, Zaremba & Sutskever 2015']
    """
    *_, cited = claim.citation.split("; ") if claim.citation.startswith("measured") else [claim.citation.split("; ")[0]]
    names = re.search(r"[A-Z][^;]*?\b\d{4}\b", cited)
    return names[0] if names else cited


@st.cache_resource(show_spinner=False)
def _small(number: int) -> str:
    """The small picture of a result, with its axes, as HTML."""
    claim = next(claim for claim in CLAIMS if claim.number == number)
    picture = small_picture(claim)
    drawn = base64.b64encode(thumbnail(picture).encode()).decode()
    told = html.escape(f"{claim.title}: {picture.y_label} over {picture.x_label}", quote=True)
    return (
        f'<figure class="rnnviz-small"><figcaption>{html.escape(picture.y_label, quote=False)}</figcaption>'
        f'<img src="data:image/svg+xml;base64,{drawn}" alt="{told}">'
        f"<figcaption>{html.escape(picture.x_label, quote=False)} →</figcaption></figure>"
    )


def verdict_of(checks: list[Check]) -> str:
    """Whether the numbers agree."""
    agree, number = sum(check.agrees for check in checks), len(checks)
    if agree < number:
        return f"Only {agree} of {number} numbers agree with what was measured now: the table shows which do not."
    return f"{'Both' if number == 2 else f'All {number}'} numbers agree with what was measured now."


def show_claim(claim: Claim) -> None:
    """Draw everything about a claim."""
    st.markdown(claim.says)
    st.caption(f"{claim.citation} ([to the paper]({claim.url}))")
    checks, seconds = _checks(claim.number)
    st.markdown(f"**{verdict_of(checks)}**")
    values = _knobs(claim)
    picture = claim.study.picture(**values)
    charts([Chart(claim_spec(picture), "Measured now", describe_claim(claim, picture))], key="claim")
    st.caption(picture.says)
    setting = claim.study.setting(**values)
    st.button("Take this to the first screen", key="take_paper", on_click=_take, args=[claim, values])
    code_of(lambda: claim_code(claim, values), "claim")
    if setting.differs:
        st.caption(f"The first screen gets the nearest setting that it has: {setting.differs}.")
    st.header("Expected and measured")
    st.html(_table(checks))
    took = f"{seconds:.2g} s" if seconds >= 0.01 else "less than 0.01 s"
    st.caption(
        f"At the paper's own setting, computed in {took}. Published: the paper gives the number. Derived: it follows "
        "from what the paper says, or was measured for this project."
    )


def taken() -> bool:
    """Whether somebody has just taken a setting to the first screen."""
    return session().heard("result taken")


def all_claims() -> None:
    """Draw the table of all results, once it is asked for."""
    st.header("Do all numbers agree?")
    if not st.toggle(f"Compute all {len(CLAIMS)} results: takes some seconds", key="all_papers", persist_state=_KEPT):
        return
    rows, agreeing = [], 0
    for claim in CLAIMS:
        checks, _ = _checks(claim.number)
        agree = sum(check.agrees for check in checks)
        agreeing += agree == len(checks)
        rows.append(
            f'<tr><th scope="row">{html.escape(claim.title)}</th><td>{html.escape(claim.citation)}</td>'
            f"<td>{_mark(agree == len(checks))} {agree} of {len(checks)}</td></tr>"
        )
    head = "<tr><th>Result</th><th>From</th><th>Numbers that agree</th></tr>"
    st.html(f'<table class="rnnviz-claims"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>')
    st.caption(f"{agreeing} of {len(CLAIMS)} results agree.")


def _knobs(claim: Claim) -> dict[str, float]:
    values = {}
    columns = st.columns(max(2, len(claim.study.knobs)))
    for column, knob in zip(columns, claim.study.knobs, strict=False):
        kind: Any = int if all(isinstance(v, int) for v in knob[2:]) else float
        with column:
            values[knob.name] = st.slider(
                knob.label,
                kind(knob.low),
                kind(knob.high),
                kind(knob.value),
                kind(knob.step),
                format=None if kind is int or knob.step >= 0.01 else "%.3f",
                key=f"knob_{claim.number}_{knob.name}",
                persist_state=_KEPT,
            )
    return values


def _take(claim: Claim, values: dict[str, float]) -> None:
    setting = claim.study.setting(**values)
    state.adopt(setting.scenario)
    take_over_edits(setting.scenario, setting.edits)
    session().tell("result taken")


def _table(checks: list[Check]) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("Number", "Expected", "Measured now", "Agrees"))
    rows = []
    for what, expected, measured, source, tolerance, agrees in checks:
        values = (
            f"{numeral(expected, 5)}<small>{source}</small>",
            numeral(measured, 5),
            f"{_mark(agrees)}<small>{html.escape(tolerance)}</small>",
        )
        cells = "".join(f"<td>{value}</td>" for value in values)
        rows.append(f'<tr><th scope="row">{html.escape(what)}</th>{cells}</tr>')
    return f'<table class="rnnviz-claims"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _mark(agrees: bool) -> str:
    return "✓ yes" if agrees else "<strong>✗ no</strong>"


@st.cache_resource(show_spinner="Measuring…")
def _checks(number: int) -> tuple[list[Check], float]:
    """What was expected and measured, and in which time."""
    claim = next(claim for claim in CLAIMS if claim.number == number)
    began = time.perf_counter()
    return claim.measure(), time.perf_counter() - began
