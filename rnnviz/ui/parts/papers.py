"""A claim of a paper on the screen: what it says, what is expected, what is measured, what can be varied."""

import base64
import html
import re
import time
from collections.abc import Callable
from typing import Any, Final, TypeAlias, get_args

import streamlit as st

from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.claim_picture import claim_spec, describe_claim
from rnnviz.figures.claim_thumbnail import thumbnail
from rnnviz.figures.gallery import TOPICS, exhibit_of, found, small_picture, topics
from rnnviz.figures.snippets import claim_code
from rnnviz.figures.words import listed
from rnnviz.numerics.numerals import counted, numeral
from rnnviz.papers import CLAIMS, Check, Claim
from rnnviz.papers.claim import Source
from rnnviz.papers.study import Place
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts.editing import take_over_edits
from rnnviz.ui.parts.explain import code_of
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.session import address, state
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.session import session

__all__ = [
    "Link",
    "Open",
    "address_of",
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
#: ``open_(page, label, query)`` draws a link to a page of the app, as it is called in addresses.
Open: TypeAlias = Callable[[str, str, dict[str, str]], None]
_IN_ADDRESS: Final = "result"
#: Without it a choice would be lost when the page is changed.
_KEPT: Final = "session"
#: Where the expected numbers come from, as a heading and within a sentence.
_SOURCES: Final[dict[Source, tuple[str, str]]] = {
    "published": ("Printed in the paper", "printed in the paper"),
    "derived": (
        "Not printed there: follows from what the paper says, or from theory",
        "that follow from it or from theory",
    ),
    "own": ("Not printed there: measured for this project before", "measured for this project before"),
}


def asked_claim() -> Claim | None:
    """The result that the address names; None if it names none, and all of them are to be shown."""
    asked = address.read().get(_IN_ADDRESS, "")
    claim = found(asked, CLAIMS)
    if asked and claim is None:
        st.warning(f"No result is called {verbatim(asked[:40])}. These are all of them.")
    return claim


def gallery() -> None:
    """Draw all results by topic, each with a small picture and a sentence; a click opens one."""
    st.markdown(
        f"{counted(len(CLAIMS), 'result')} of the literature, computed anew. Where a picture counts steps back, the "
        "loss is at its right end. Open one to change its numbers."
    )
    with st.container(key="gallery"):
        for number, (topic, claims) in enumerate(topics(CLAIMS).items()):
            st.header(topic)
            st.markdown(TOPICS[topic])
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
    ['Pascanu, Mikolov & Bengio 2013', 'Measured here, after Jozefowicz, Zaremba & Sutskever 2015']
    """
    names = re.match(r"[^;]*?\b\d{4}\b", claim.citation)
    return names[0] if names else claim.citation


@st.cache_resource(show_spinner=False)
def _small(number: int) -> str:
    """The small picture of a result, with its axes and its key, as HTML; who does not see it is told what it shows."""
    claim = next(claim for claim in CLAIMS if claim.number == number)
    picture = small_picture(claim)
    drawn = thumbnail(picture, exhibit_of(claim).key)
    left, right = drawn.x
    numbers = "".join(f"<span>{text}</span>" for text in drawn.y)
    key = "".join(f"<span>{_image(sample)}{html.escape(name)}</span>" for sample, name in drawn.key)
    return (
        '<figure class="rnnviz-small">'
        f'<div class="name" aria-hidden="true">{html.escape(picture.y_label)}</div>'
        f'<div class="up" aria-hidden="true">{numbers}</div>'
        f"{_image(drawn.svg, f'{claim.title}: {picture.says}')}"
        f'<div class="along" aria-hidden="true"><span>{left}</span>{html.escape(picture.x_label)}'
        f"<span>{right}</span></div>"
        f'<div class="key" aria-hidden="true">{key}</div></figure>'
    )


def _image(svg: str, told: str = "") -> str:
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" alt="{html.escape(told)}">'


def verdict_of(checks: list[Check]) -> str:
    """How many of the numbers agree with what is measured now, by where they come from: those of the paper first.

    Examples
    --------
    >>> from rnnviz.papers.claim import exactly
    >>> verdict_of([exactly("one", 1.0, 1.0, "own"), exactly("two", 2.0, 3.0, "published")])
    '0 of 1 numbers printed in the paper and 1 of 1 measured for this project before agree with what is measured now.'
    """
    parts: list[str] = []
    for source, (_, kind) in _SOURCES.items():
        if some := _of(checks, source):
            number = f"{len(some)} {kind}" if parts else f"{len(some)} numbers {kind}"
            parts.append(f"{sum(check.agrees for check in some)} of {number}")
    none = "" if _of(checks, "published") else "The paper prints no number for this. "
    return f"{none}{listed(parts)} agree with what is measured now."


def show_claim(claim: Claim, open_: Open) -> None:
    """Draw everything about a claim."""
    st.markdown(f"**In the paper:** {claim.says}")
    st.caption(f"{claim.citation} ([to the paper]({claim.url}))")
    here = st.empty()
    values = _knobs(claim)
    picture = claim.study.picture(**values)
    here.markdown(f"**Here:** {picture.says}")
    charts([Chart(claim_spec(picture), "Measured now", describe_claim(claim, picture))], key="claim")
    if claim.apart:
        st.caption(f"**What is done differently.** {claim.apart}")
    if not (hides("controls") or hides("pages")):
        _places(claim, values, open_)
    code_of(lambda: claim_code(claim, values), "claim")
    checks, seconds = _checks(claim.number)
    st.header("Expected and measured")
    st.markdown(verdict_of(checks))
    st.html(_table(checks))
    took = f"{seconds:.2g} s" if seconds >= 0.01 else "less than 0.01 s"
    st.caption(f"Measured in {took}, at the setting with which this result opens: the sliders do not change the table.")


def taken() -> bool:
    """Whether somebody has just taken a setting to the first screen."""
    return session().heard("result taken")


def all_claims() -> None:
    """Draw the table of all results, once it is asked for."""
    st.header("Do all numbers agree?")
    if not st.toggle(f"Compute all {len(CLAIMS)} results: takes some seconds", key="all_papers", persist_state=_KEPT):
        return
    measured = [(claim, _checks(claim.number)[0]) for claim in CLAIMS]
    rows = [
        f'<tr><th scope="row">{html.escape(claim.title)}</th><td>{html.escape(citation_of(claim))}</td>'
        f"{''.join(f'<td>{_agreeing(_of(checks, source))}</td>' for source in get_args(Source))}</tr>"
        for claim, checks in measured
    ]
    every = [check for _, checks in measured for check in checks]
    sums = "".join(f"<td>{_agreeing(_of(every, source))}</td>" for source in get_args(Source))
    rows.append(f'<tr><th scope="row">All {len(CLAIMS)} results</th><td></td>{sums}</tr>')
    head = "".join(f"<th>{name}</th>" for name in ("Result", "From", *(heading for heading, _ in _SOURCES.values())))
    st.html(f'<table class="rnnviz-claims"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>')
    st.caption("How many of the expected numbers agree with what is measured now, by where they come from.")


def _of(checks: list[Check], source: Source) -> list[Check]:
    return [check for check in checks if check.source == source]


def _agreeing(checks: list[Check]) -> str:
    """How many agree, for a table."""
    agree = sum(check.agrees for check in checks)
    return f"{_mark(agree == len(checks))} {agree} of {len(checks)}" if checks else "none"


def address_of(place: Place, scenario: Scenario) -> dict[str, str]:
    """What stands in the address of a place for a setting of a study.

    Examples
    --------
    >>> address_of(Place("why", "Why", {"view": "maps"}), Scenario(n_a=8))
    {'n_a': '8', 'view': 'maps'}
    """
    return ({} if place.alone else scenario.to_query()) | dict(place.query)


def _places(claim: Claim, values: dict[str, float], open_: Open) -> None:
    """Draw where to go on, with the setting as it is varied now."""
    setting = claim.study.setting(**values)
    st.header("Play with it")
    with st.container(gap=None, key="places"):
        for place in claim.study.places:
            open_(place.page, place.label, address_of(place, setting.scenario))
        if setting.edits:  # an address does not hold them
            st.button(
                "Gradient: this very unit",
                key="take_paper",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=_take,
                args=[claim, values],
            )
    if setting.differs:
        st.caption(f"What opens is the nearest setting that the app has: {setting.differs}.")


def _knobs(claim: Claim) -> dict[str, float]:
    if hides("controls"):
        shown = st.session_state
        return {knob.name: shown.get(f"knob_{claim.number}_{knob.name}", knob.value) for knob in claim.study.knobs}
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
    names = ("Number", "Expected", "Measured now", "Agrees")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    parts = []
    for source, (heading, _) in _SOURCES.items():
        if some := _of(checks, source):
            first = f'<tr class="source"><th scope="rowgroup" colspan="{len(names)}">{heading}</th></tr>'
            parts.append(f"<tbody>{first}{''.join(map(_row, some))}</tbody>")
    return f'<table class="rnnviz-claims"><thead><tr>{head}</tr></thead>{"".join(parts)}</table>'


def _row(check: Check) -> str:
    values = (
        numeral(check.expected, 5),
        numeral(check.measured, 5),
        f"{_mark(check.agrees)}<small>{html.escape(check.tolerance)}</small>",
    )
    cells = "".join(f"<td>{value}</td>" for value in values)
    return f'<tr><th scope="row">{html.escape(check.what)}</th>{cells}</tr>'


def _mark(agrees: bool) -> str:
    return "✓ yes" if agrees else "<strong>✗ no</strong>"


@st.cache_resource(show_spinner="Measuring…")
def _checks(number: int) -> tuple[list[Check], float]:
    """What was expected and measured, and in which time."""
    claim = next(claim for claim in CLAIMS if claim.number == number)
    began = time.perf_counter()
    return claim.measure(), time.perf_counter() - began
