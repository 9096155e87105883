"""How fast does the gradient fade, or grow? RNN and LSTM on one log axis."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages import run_app
from rnnviz.cells import CELLS
from rnnviz.figures.gradient_fade import fade_spec, gradient_fade
from rnnviz.figures.gradient_map import map_spec
from rnnviz.figures.words import describe_fade, describe_map, question, takeaway
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts import explain, explanations, report
from rnnviz.ui.parts.controls import controls, presets
from rnnviz.ui.parts.downloads import downloads
from rnnviz.ui.parts.editing import edit_bar, edits_of
from rnnviz.ui.parts.snippets import snippet
from rnnviz.ui.session import state
from rnnviz.ui.session.results import result_of

NAME = "Gradient"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    result_of(asked.scenario)  # before anything is drawn: what is sent meanwhile would be painted piece by piece
    controls(asked)
    title = st.empty()
    presets()
    report.problems(asked)
    findings(title)


@st.fragment(key=state.FINDINGS)
def findings(title: DeltaGenerator) -> None:
    """Draw what follows from the scenario."""
    scenario = state.scenario_asked()
    result = result_of(scenario, edits_of(scenario))
    title.title(question(result))
    fade = Chart(fade_spec(result), "Gradient at every time step", describe_fade(result))
    maps = [
        Chart(
            map_spec(result, cell, colorbar=False),
            f"{CELLS[cell].label}: gradient by unit",
            describe_map(result, cell),
        )
        for cell in result.cells
    ]

    report.findings(result, takeaway(result))
    report.drawn(result)
    edit_bar(scenario)
    left, right = st.columns([3, 1], gap="medium")
    with left:
        charts([fade], key="fade")
        report.first_step(result)
    with right:
        report.fade_table(result)
    with st.container(horizontal=True):
        explain.beside_figure(lambda: explanations.fade(result.cells), snippet(result, "gradient_fade"), "fade")
        downloads(result, gradient_fade, "gradient-fade")
    report.colour_legend("Gradient size of each unit, at the loss = 1 for all units together")
    charts(maps, key="maps", columns=2)
    with st.container(horizontal=True):
        code = snippet(result, "gradient_map", f'"{next(iter(result.cells))}"', "colorbar=False")
        explain.beside_figure(lambda: explanations.MAP, code, "map")
    report.address(state.write_address(scenario))


if __name__ == "__main__":
    run_app()
