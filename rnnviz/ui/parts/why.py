"""The parts of the page that says why a gradient vanishes."""

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

import streamlit as st

from rnnviz.analysis.diagnosis import diagnose, itemize
from rnnviz.cells import CELLS
from rnnviz.experiment.key import key_of
from rnnviz.experiment.run import Result
from rnnviz.figures.cause_chain import chain_spec
from rnnviz.figures.diagnosis_words import describe_causes
from rnnviz.figures.itemized_map import describe_itemized, itemized_spec, weights_in_words
from rnnviz.figures.lags import LagCurves, curves_of, describe_lags, lags_spec
from rnnviz.figures.snippets import diagnosis_code, lags_code, losses_code
from rnnviz.figures.spectra import (
    StepSpectra,
    describe_eigenvalues,
    describe_step_spectra,
    eigenvalues_spec,
    step_spectra,
    step_spectra_spec,
)
from rnnviz.gradient_flow.itemized import Itemized
from rnnviz.ui.components.charts import Chart, charts, drawn_charts
from rnnviz.ui.parts import explain, explanations, report
from rnnviz.ui.parts.papers import Link
from rnnviz.ui.parts.shown import Shown
from rnnviz.ui.parts.views import choose_cut
from rnnviz.ui.session import address
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.session.told import point

__all__ = ["View", "asked", "causes", "choose_question", "choose_view", "lags", "losses", "spectra", "weights"]

_MAPS: Final = "itemized_maps"

View: TypeAlias = Literal["causes", "maps"]
_VIEW: Final = "why_view"
_QUESTION: Final = "why_question"
_IN_ADDRESS: Final = "view"
_VIEWS: Final = {"causes": "Causes and repair", "maps": "Maps and matrices"}
_QUESTIONS: Final = {
    "losses": "From each loss",
    "lags": "Over many steps",
    "spectra": "One step",
    "weights": "The weights alone",
    "sweep": "Over two settings",
}


def choose_view() -> View:
    """Which of the two views is shown; only this one is computed. An address that names a question is followed."""
    if address.read().get(_IN_ADDRESS) in _QUESTIONS:
        st.session_state[_VIEW] = "maps"
    chosen = st.segmented_control(
        "View",
        list(_VIEWS),
        format_func=_VIEWS.__getitem__,
        default="causes",
        required=True,
        key=_VIEW,
        on_change=_chosen,
        label_visibility="collapsed",
        persist_state="session",
    )
    return "maps" if chosen == "maps" else "causes"


def choose_question() -> str:
    """Which question of the second view is shown; only this one is computed. An address that names one is followed."""
    if (named := address.read().get(_IN_ADDRESS)) in _QUESTIONS:
        st.session_state[_QUESTION] = named
    chosen = st.segmented_control(
        "Question",
        list(_QUESTIONS),
        format_func=_QUESTIONS.__getitem__,
        default="losses",
        required=True,
        key=_QUESTION,
        on_change=_chosen,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or "losses"


def _chosen() -> None:
    """Leave no other view in the address than the one that was just chosen."""
    shown = st.session_state
    question = shown.get(_QUESTION, "losses") if shown[_VIEW] == "maps" else None
    address.write({_IN_ADDRESS: question} if question else {}, _IN_ADDRESS.__eq__)


def causes(shown: Shown, link: Callable[[], None]) -> None:
    """The chain of causes of every cell, and a link to where units are counted."""
    drawn_charts(shown.picture.parts["causes"], key="causes")
    shown.words("factors")
    cells = list(shown.setting.cells)
    with st.container(gap=None):
        explain.beside_figure(lambda: explanations.causes(cells), lambda: diagnosis_code(shown.result), "causes")
        link()


def asked(question: str, seen: str) -> None:
    """The question of a part, and in one line what is seen there."""
    st.header(question)
    st.markdown(seen)


def weights(result: Result, link: Link) -> None:
    """What the weights could do in any direction."""
    asked(
        "What could the weights alone do?",
        "Each point is an eigenvalue, a factor of one direction: inside the circle it shrinks, outside it grows.",
    )
    words = describe_eigenvalues(result)
    charts([Chart(eigenvalues_spec(result), "Eigenvalues of the recurrent weights", words)], key="eigenvalues")
    st.caption(words)
    link("In the long run the largest eigenvalue decides: Pascanu et al. 2013", "pascanu-2013-long-run")


def spectra(result: Result, sequence: int, link: Link) -> None:
    """What each step does."""
    asked(
        "How much does one step stretch or shrink?",
        "By what a step multiplies a small change of the state: at most, in the middle, at least.",
    )
    found = _spectra(key_of(result.key, sequence), result, sequence)
    words = describe_step_spectra(found)
    charts([Chart(step_spectra_spec(result, found), "What one step stretches a change by", words)], key="spectra")
    st.caption(words)
    link("Orthogonal weights stretch nothing: Saxe et al. 2014", "saxe-2014-orthogonal-weights")


def lags(result: Result, sequence: int, link: Link) -> None:
    """What is left of a change over many steps, with the bound and the paths."""
    asked(
        "How much of a change is left after many steps?",
        "What becomes of a small change at step t until the loss, and what explains it.",
    )
    cut = choose_cut(result.scenario)
    found = _lags(key_of(result.key, sequence, cut), result, sequence, cut)
    items = [Chart(lags_spec(result, one), _lags_title(cell), describe_lags(one)) for cell, one in found.items()]
    charts(items, key="lags", columns=2)
    for cell, one in found.items():
        reach, whole = int(one.lags[-1]), one.reference - bool(CELLS[cell].keeps)
        short = f" Drawn over the last {reach} steps: with so many units the other {whole - reach} take too long."
        st.caption(f"{CELLS[cell].label}. {describe_lags(one)}{short if reach < whole else ''}")
    with st.container(gap=None):
        explain.beside_figure(
            lambda: explanations.lags(list(found)), lambda: lags_code(result, sequence, cut=cut), "lags"
        )
        if any(not CELLS[cell].keeps for cell in found):
            link("The bound: Pascanu et al. 2013", "pascanu-2013-bound")
        if any(CELLS[cell].keeps for cell in found):
            link("The paths: Hochreiter & Schmidhuber 1997", "hochreiter-1997-gate-paths")


def _lags_title(cell: str) -> str:
    kind = CELLS[cell]
    return f"{kind.label}: a change of {kind.carrier}⟨t⟩, and its {'paths' if kind.keeps else 'bound'}"


def losses(result: Result, sequence: int) -> None:
    """Which loss reaches which step; a click opens the chain between the two."""
    asked(
        "Which loss reaches which step?",
        "A row is the loss of one step alone: the darker it gets to the left, the less of it earlier steps feel.",
    )
    found = _losses(key_of(result.key, sequence), result, sequence)
    report.colour_legend("Size of the gradient of the loss at step s, at step s itself = 1")
    items = [
        Chart(
            itemized_spec(cell, one),
            f"{CELLS[cell].label}: loss at step s, felt at step t",
            describe_itemized(cell, one),
        )
        for cell, one in found.items()
    ]
    charts(items, key=_MAPS, columns=2, on_click=_note_pair)
    st.caption(" ".join(weights_in_words(cell, one) for cell, one in found.items()))
    rows = {cell: len(one.losses) for cell, one in found.items() if len(one.losses) < result.scenario.steps}
    if rows:
        st.caption(
            "Rows are the losses at " + " and ".join(f"{n} steps ({CELLS[c].label})" for c, n in rows.items()) + "."
        )
    _chain(result)
    with st.container(gap=None):
        explain.beside_figure(lambda: explanations.LOSSES, lambda: losses_code(result, sequence), "losses")


def _chain(result: Result) -> None:
    """The causes between one loss and one step: of the point that was clicked, or of the numbers entered."""
    steps = result.scenario.steps
    loss, step = session().pair or (steps, 1)
    loss, step = min(max(loss, 1), steps), min(max(step, 1), steps)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        loss = int(st.number_input("Loss at step s", 1, steps, loss, key=f"chain_loss_{loss}_{steps}", width=150))
        step = int(
            st.number_input("felt at step t", 1, steps, min(step, loss), key=f"chain_step_{step}_{steps}", width=150)
        )
    if (loss, step) == (steps, 1) and result.scenario.loss == "last":
        st.caption("Click a point of a map, or enter two steps: here the chain of causes between them opens.")
        return
    step = min(step, loss)
    one = result_of(result.scenario.looking_at(loss), result.edits)
    diagnoses = diagnose(one)
    items = []
    for cell, diagnosis in diagnoses.items():
        name = f"{CELLS[cell].label}: from the loss at step {loss} to step {step}"
        items.append(Chart(chain_spec(diagnoses, cell, step), name, describe_causes(diagnosis)))
    charts(items, key="chain", columns=2)


def _note_pair() -> None:
    clicked = point(_MAPS)
    if clicked is not None:
        session().pair = round(clicked.y), round(clicked.x)


@st.cache_resource(max_entries=16, show_spinner="Computing…")
def _spectra(key: str, _result: Result, _sequence: int) -> dict[str, StepSpectra]:
    return {cell: step_spectra(_result, cell, _sequence) for cell in _result.cells}


@st.cache_resource(max_entries=16, show_spinner="Computing…")
def _lags(key: str, _result: Result, _sequence: int, _cut: bool) -> dict[str, LagCurves]:
    found = {cell: curves_of(_result, cell, _sequence, cut=_cut) for cell in _result.cells}
    return {cell: curves for cell, curves in found.items() if curves is not None}


@st.cache_resource(max_entries=16, show_spinner="Computing…")
def _losses(key: str, _result: Result, _sequence: int) -> dict[str, Itemized]:
    return {cell: itemize(_result, cell, _sequence) for cell in _result.cells}
