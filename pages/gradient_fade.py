"""How fast does the gradient fade? RNN and LSTM on one log axis."""

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.experiment import run
from rnnviz.figures import gradient_fade, gradient_map
from rnnviz.figures.words import describe_fade, describe_map
from rnnviz.ui import explain, report, state
from rnnviz.ui.charts import Chart, charts
from rnnviz.ui.controls import controls, presets
from rnnviz.ui.downloads import downloads
from rnnviz.ui.snippets import snippet

TITLE = "How fast does the gradient fade?"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    controls(asked)
    st.title(TITLE)
    presets()
    report.problems(asked)
    result = run(asked.scenario)
    report.findings(result)

    fade = gradient_fade(result)
    left, right = st.columns([3, 1], gap="medium")
    with left:
        charts([Chart(fade, "Gradient at every time step", describe_fade(result))], key="fade")
    with right:
        report.fade_table(result)
    with st.container(horizontal=True):
        explain.beside_figure(explain.FADE, snippet(asked.scenario, "gradient_fade"))
        downloads(result, fade, "gradient-fade")

    maps = [
        Chart(
            gradient_map(result, cell, colorbar=False),
            f"{CELLS[cell].label}: gradient by unit",
            describe_map(result, cell),
        )
        for cell in result.cells
    ]
    report.colour_legend()
    charts(maps, key="maps", columns=2)
    with st.container(horizontal=True):
        explain.beside_figure(
            explain.MAP, snippet(asked.scenario, "gradient_map", f'"{next(iter(result.cells))}"', "colorbar=False")
        )
    report.address(state.write_address(asked.scenario))
