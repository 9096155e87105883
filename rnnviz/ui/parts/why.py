"""The parts of the page that says why a gradient vanishes."""

from typing import Final

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
from rnnviz.ui.parts.shown import Shown
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.session.told import point

__all__ = ["causes", "lags", "losses", "spectra"]

_MAPS: Final = "itemized_maps"


def causes(shown: Shown) -> None:
    """The chain of causes of every cell."""
    drawn_charts(shown.picture.parts["causes"], key="causes")
    shown.words("limits")
    cells = list(shown.setting.cells)
    with st.container(horizontal=True):
        explain.beside_figure(lambda: explanations.causes(cells), lambda: diagnosis_code(shown.result), "causes")


def spectra(result: Result, sequence: int) -> None:
    """What the weights could do, and what each step does."""
    found = _spectra(key_of(result.key, sequence), result, sequence)
    words = describe_eigenvalues(result)
    items = [
        Chart(eigenvalues_spec(result), "Eigenvalues of the recurrent weights", words),
        Chart(step_spectra_spec(result, found), "What one step stretches a change by", describe_step_spectra(found)),
    ]
    charts(items, key="spectra", columns=2)
    st.caption(words)


def lags(result: Result, sequence: int, *, cut: bool) -> None:
    """What is left of a change over many steps, with the bound and the paths."""
    found = _lags(key_of(result.key, sequence, cut), result, sequence, cut)
    items = [Chart(lags_spec(result, one), _lags_title(cell), describe_lags(one)) for cell, one in found.items()]
    charts(items, key="lags", columns=2)
    for cell, one in found.items():
        reach, whole = int(one.lags[-1]), one.reference - bool(CELLS[cell].keeps)
        short = f" Drawn over the last {reach} steps: with so many units the other {whole - reach} take too long."
        st.caption(f"{CELLS[cell].label}. {describe_lags(one)}{short if reach < whole else ''}")
    with st.container(horizontal=True):
        explain.beside_figure(
            lambda: explanations.lags(list(found)), lambda: lags_code(result, sequence, cut=cut), "lags"
        )


def _lags_title(cell: str) -> str:
    kind = CELLS[cell]
    return f"{kind.label}: a change of {kind.carrier}⟨t⟩, and its {'paths' if kind.keeps else 'bound'}"


def losses(result: Result, sequence: int) -> None:
    """Which loss reaches which step; a click opens the chain between the two."""
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
    with st.container(horizontal=True):
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
