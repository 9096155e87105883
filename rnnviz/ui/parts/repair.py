"""What would repair it: the remedies beside what there is, each one click to adopt."""

import math
from typing import Final

import numpy as np
import streamlit as st

from rnnviz.analysis.criticality import Critical, critical
from rnnviz.analysis.remedies import Remedied, judged, ranked, remedied, remedies
from rnnviz.cells import CELLS
from rnnviz.experiment.key import key_of
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.figures.remedy_fades import describe_remedies, remedy_spec
from rnnviz.figures.remedy_words import critical_in_words, remedy_in_words
from rnnviz.figures.words import power_of_ten
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts.adopting import adopt, undo_bar
from rnnviz.ui.session.results import result_of

__all__ = ["critical_line", "repair"]

#: Hidden values up to which remedies are tried unasked.
UNASKED: Final = 100_000
_TRY: Final = "try_the_remedies"


def repair(result: Result) -> None:
    """Draw the remedies for what is shown, with what each of them leaves of the gradient."""
    scenario = result.scenario.adjustable
    if scenario is None:
        st.caption("Remedies change how a network is drawn; this one is trained. Leave it to try them.")
        return
    if scenario.last_loss_step == 1:
        st.caption("Nothing: there is no earlier step for a gradient to reach.")
        return
    undo_bar(scenario, "remedies")
    if scenario.cost > UNASKED and not st.toggle("Try the remedies: takes some seconds with so many numbers", key=_TRY):
        return
    # Not the key alone: remedies are whole scenarios, which are adopted with what does not count here, such as a text.
    found = _found(key_of(scenario.key, scenario.to_query()), scenario)
    alone = result if judged(scenario) == scenario else result_of(judged(scenario), result.edits)
    if alone is not result:
        st.caption("Of the loss at the last step alone: from a loss at every step, near and far gradients add up.")
    if result.edits:
        st.caption("Remedies draw the network anew, without the values that were edited by hand.")
    items = [
        Chart(
            remedy_spec(alone, found, cell),
            f"{CELLS[cell].label}: its gradient with each remedy",
            describe_remedies(alone, found, cell),
        )
        for cell in result.cells
    ]
    charts(items, key="remedies", columns=2)
    st.caption("The best comes first, that which keeps the gradient's size; a click adopts it.")
    columns = st.columns(len(result.cells)) if len(result.cells) > 1 else [st.container()]
    for cell, column in zip(result.cells, columns, strict=True):
        with column:
            _list(alone, found, cell)
    clipping = _clipping(result)
    if clipping:
        st.markdown(clipping)


def _list(result: Result, found: list[Remedied], cell: str) -> None:
    """The remedies for a cell, the best first: what each does, and a button to adopt it."""
    now = result.cells[cell].fades["a"]
    for one in ranked(found, cell):
        name, source = one.remedy.name, one.remedy.source
        with st.container(gap="xsmall"):
            st.button(
                name,
                key=f"adopt_{cell}_{name}",
                help=source,
                on_click=adopt,
                args=[one.remedy.scenario, name, "remedies"],
            )
            st.markdown(f"{CELLS[cell].label}: {remedy_in_words(one, now)}")


def critical_line(setting: Setting) -> str:
    """Where the factor a step is 1 for this very draw, unless that takes too long to be found unasked."""
    scenario = setting.adjustable
    if scenario is None or (scenario.cost > UNASKED and not st.session_state.get(_TRY)):
        return ""
    return critical_in_words(scenario, _critical(scenario.key, scenario))


def _clipping(result: Result) -> str:
    """What clipping would do to the step that a gradient makes, where it explodes."""
    sentences = []
    for cell, one in result.cells.items():
        weights = [g for name, g in one.gradients.items() if name not in ("dx", "da0", "dc0")]
        largest = max(float(np.abs(g).max()) for g in weights)  # squares leave the floats long before the norm does
        if not 0 < largest < math.inf:
            continue
        norm = math.log10(largest) + math.log10(sum(float(((g / largest) ** 2).sum()) for g in weights)) / 2
        if one.fades["a"].left > 0.3 and norm > 0:
            becomes = "explodes" if one.fades["a"].fate == "explodes" else "grows"
            sentences.append(
                f"The {CELLS[cell].label}'s gradient {becomes}; over all weights its norm is "
                f"{power_of_ten(norm)}. Clipped to norm 1 (Pascanu, Mikolov & Bengio 2013), a step of "
                "training keeps its direction and is as many times shorter. How much is left at step 1 does not change."
            )
    return " ".join(sentences)


@st.cache_resource(max_entries=16, show_spinner="Trying the remedies…")
def _found(key: str, _scenario: Scenario) -> list[Remedied]:
    return [remedied(remedy) for remedy in remedies(_scenario, _critical(_scenario.key, _scenario))]


@st.cache_resource(max_entries=64, show_spinner=False)
def _critical(key: str, _scenario: Scenario) -> Critical:
    return critical(_scenario)
