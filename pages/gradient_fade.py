"""How fast does the gradient fade? RNN and LSTM on one log axis."""

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.figures.gradient_fade import fade_spec, gradient_fade
from rnnviz.figures.gradient_map import map_spec
from rnnviz.figures.words import describe_fade, describe_map
from rnnviz.ui import explain, report, state
from rnnviz.ui.charts import Chart, charts
from rnnviz.ui.controls import controls, presets
from rnnviz.ui.downloads import downloads
from rnnviz.ui.results import result_of
from rnnviz.ui.snippets import snippet

TITLE = "How fast does the gradient fade?"


def page() -> None:
    """Draw the page."""
    # First compute, then draw: what is sent while numbers are still being made is painted piece by piece.
    asked = state.ask()
    result = result_of(asked.scenario)
    fade = Chart(fade_spec(result), "Gradient at every time step", describe_fade(result))
    maps = [
        Chart(
            map_spec(result, cell, colorbar=False),
            f"{CELLS[cell].label}: gradient by unit",
            describe_map(result, cell),
        )
        for cell in result.cells
    ]

    controls(asked)
    st.title(TITLE)
    presets()
    report.problems(asked)
    report.findings(result)
    left, right = st.columns([3, 1], gap="medium")
    with left:
        charts([fade], key="fade")
    with right:
        report.fade_table(result)
    with st.container(horizontal=True):
        explain.beside_figure(explain.FADE, snippet(asked.scenario, "gradient_fade"), "fade")
        downloads(result, gradient_fade, "gradient-fade")
    report.colour_legend()
    charts(maps, key="maps", columns=2)
    with st.container(horizontal=True):
        code = snippet(asked.scenario, "gradient_map", f'"{next(iter(result.cells))}"', "colorbar=False")
        explain.beside_figure(explain.MAP, code, "map")
    report.address(state.write_address(asked.scenario))
