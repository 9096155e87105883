"""What would repair it: the remedies beside what there is, each one click to adopt."""

import math
from typing import Final

import streamlit as st

from rnnviz.brought import Brought
from rnnviz.cells import CELLS
from rnnviz.experiment import Result
from rnnviz.figures.remedy_fades import describe_remedies, remedy_spec
from rnnviz.figures.words import power_of_ten
from rnnviz.key import key_of
from rnnviz.remedies import Remedied, remedied, remedies
from rnnviz.scenario import Scenario
from rnnviz.ui import state
from rnnviz.ui.charts import Chart, charts

__all__ = ["repair"]

#: Hidden values up to which remedies are tried unasked.
UNASKED: Final = 100_000


def repair(result: Result) -> None:
    """Draw the remedies for what is shown, with what each of them leaves of the gradient."""
    scenario = result.scenario
    if isinstance(scenario, Brought):
        st.caption("Remedies change how a network is drawn; this one is trained. Leave it to try them.")
        return
    if scenario.last_loss_step == 1:
        st.caption("Nothing: there is no earlier step for a gradient to reach.")
        return
    if scenario.cost > UNASKED and not st.toggle("Try the remedies: takes some seconds with so many numbers"):
        return
    # Not the key alone: remedies are whole scenarios, which are adopted with what does not count here, such as a text.
    found = _found(key_of(scenario.key, scenario.to_query()), scenario)
    items = [
        Chart(
            remedy_spec(result, found, cell),
            f"{CELLS[cell].label}: its gradient with each remedy",
            describe_remedies(result, found, cell),
        )
        for cell in result.cells
    ]
    charts(items, key="remedies", columns=2)
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown("Adopt:")
        for one in found:
            name, _, source, repaired = one.remedy
            st.button(name, key=f"adopt_{name}", help=source, on_click=state.take_over, args=[repaired])
    clipping = _clipping(result)
    if clipping:
        st.markdown(clipping)


def _clipping(result: Result) -> str:
    """What clipping would do to the step that a gradient makes, where it explodes."""
    sentences = []
    for cell, one in result.cells.items():
        weights = [g for name, g in one.gradients.items() if name not in ("dx", "da0", "dc0")]
        norm = math.sqrt(sum(float((g**2).sum()) for g in weights))
        if one.fades["a"].left > 0.3 and norm > 1:
            sentences.append(
                f"The {CELLS[cell].label}'s gradient explodes; over all weights its norm is "
                f"{power_of_ten(math.log10(norm))}. Clipped to norm 1 (Pascanu, Mikolov & Bengio 2013), a step of "
                "training keeps its direction and is as many times shorter. How much is left at step 1 does not change."
            )
    return " ".join(sentences)


@st.cache_resource(max_entries=16, show_spinner="Trying the remedies…")
def _found(key: str, _scenario: Scenario) -> list[Remedied]:
    return [remedied(remedy) for remedy in remedies(_scenario)]
