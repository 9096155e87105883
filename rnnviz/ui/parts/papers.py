"""A claim of a paper on the screen: what it says, what is expected, what is measured, what can be varied."""

import html
import time
from typing import Any, Final

import streamlit as st

from rnnviz.figures.claim_picture import claim_spec, describe_claim
from rnnviz.figures.snippets import claim_code
from rnnviz.numerics.numerals import numeral
from rnnviz.papers import CLAIMS, Check, Claim
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts.editing import take_over_edits
from rnnviz.ui.parts.explain import code_popover
from rnnviz.ui.session import address, state
from rnnviz.ui.session.session import session

__all__ = ["all_claims", "choose_claim", "show_claim", "taken", "verdict_of"]

_CHOSEN: Final = "paper"
_IN_ADDRESS: Final = "result"
#: Without it a choice would be lost when the page is changed.
_KEPT: Final = "session"


def choose_claim() -> Claim:
    """Draw the choice among the results; the address names it, so that it can be copied."""
    numbers = [claim.number for claim in CLAIMS]
    asked = address.read().get(_IN_ADDRESS, "")
    if _CHOSEN not in st.session_state and asked in map(str, numbers):
        st.session_state[_CHOSEN] = int(asked)
    titles = {claim.number: claim.title for claim in CLAIMS}
    number = st.selectbox(
        "Result", numbers, format_func=titles.__getitem__, key=_CHOSEN, persist_state=_KEPT, width=460
    )
    address.write({_IN_ADDRESS: str(number)}, _IN_ADDRESS.__eq__)
    return next(claim for claim in CLAIMS if claim.number == number)


def verdict_of(checks: list[Check]) -> str:
    """Whether the numbers agree."""
    agree, number = sum(check.agrees for check in checks), len(checks)
    if agree < number:
        return f"Only {agree} of {number} numbers agree with what was measured now: the table shows which do not."
    return f"{'Both' if number == 2 else f'All {number}'} numbers agree with what was measured now."


def show_claim(claim: Claim) -> None:
    """Draw everything about a claim."""
    checks, seconds = _checks(claim.number)
    st.markdown(f"{claim.says} — {claim.citation} ([to the paper]({claim.url}))")
    st.markdown(f"**{verdict_of(checks)}**")
    values = _knobs(claim)
    picture = claim.study.picture(**values)
    charts([Chart(claim_spec(picture), "Measured now", describe_claim(claim, picture))], key="claim")
    st.caption(picture.says)
    setting = claim.study.setting(**values)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Take this to the first screen", key="take_paper", on_click=_take, args=[claim, values])
        code_popover(lambda: claim_code(claim, values), "claim")
    if setting.differs:
        st.caption(f"The first screen gets the nearest setting that it has: {setting.differs}.")
    st.header("Expected and measured")
    st.html(_table(checks))
    took = f"{seconds:.2f} s" if seconds >= 0.01 else "less than 0.01 s"
    st.caption(
        f"At the paper's own setting, computed in {took}. Published: the paper gives the number. Derived: it "
        "follows from what the paper says, or was measured for this project."
    )


def taken() -> bool:
    """Whether somebody has just taken a setting to the first screen."""
    return session().heard("result taken")


def all_claims() -> None:
    """Draw the table of all results, once it is asked for."""
    st.header("All results")
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
    st.caption(f"{agreeing} of {len(CLAIMS)} results agree. The same on the command line: make papers.")


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
