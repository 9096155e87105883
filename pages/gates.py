"""What do the gates do? Gates and states over time, and the gradients under them."""

import streamlit as st

from pages import run_app, why
from rnnviz.cells import CELLS
from rnnviz.figures.unit_maps import coloured_text, map_sections
from rnnviz.figures.unit_words import gates_details, gates_takeaway
from rnnviz.ui.components.unit_maps import unit_maps
from rnnviz.ui.parts import explain, explanations, report
from rnnviz.ui.parts.controls import controls
from rnnviz.ui.parts.editing import edit_bar, edits_of
from rnnviz.ui.parts.snippets import snippet
from rnnviz.ui.parts.views import UnitsView, choose_units
from rnnviz.ui.session import state
from rnnviz.ui.session.results import result_of

NAME = "Gates"
TITLE = "What do the gates do?"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    result = result_of(asked.scenario)  # before anything is drawn: what is sent meanwhile would be painted by pieces
    controls(asked)
    st.title(TITLE)
    view = choose_units(result)
    report.problems(asked)
    findings(view)


@st.fragment(key=state.FINDINGS)
def findings(view: UnitsView) -> None:
    """Draw what follows from the scenario."""
    scenario = state.scenario_asked()
    result = result_of(scenario, edits_of(scenario))
    sections = map_sections(result, view.sequence, view.order)
    text = coloured_text(result, view.text_source, view.sequence) if view.text_source else None

    report.findings(result, gates_takeaway(result))
    edit_bar(scenario)
    st.caption(gates_details(result))
    causes = st.Page(why.page, title=why.NAME, url_path="why")
    st.page_link(causes, label="Why: what the slope does to the gradient")
    unit_maps(sections, steps=scenario.steps, lines=view.lines, text=text, key="unit_maps")
    with st.container(horizontal=True):
        cell = next(reversed(result.cells))
        signal = CELLS[cell].keeps or "a"
        code = snippet(result, "unit_map", f'"{cell}"', f'"{signal}"', f"sequence={view.sequence}")
        explain.beside_figure(lambda: explanations.units(result), code, "units")
    report.address(state.write_address(scenario))


if __name__ == "__main__":
    run_app()
