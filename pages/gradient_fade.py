"""How fast does the gradient fade, or grow? RNN and LSTM on one log axis."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages import run_app
from rnnviz.figures.gradient_fade import gradient_fade
from rnnviz.figures.snippets import snippet
from rnnviz.ui.components.charts import drawn_charts
from rnnviz.ui.components.unit_maps import unit_maps
from rnnviz.ui.components.unrolled import unrolled
from rnnviz.ui.parts import explain, explanations, report
from rnnviz.ui.parts.controls import controls, presets
from rnnviz.ui.parts.downloads import downloads
from rnnviz.ui.parts.draws import draws
from rnnviz.ui.parts.editing import edit_bar
from rnnviz.ui.parts.pin import heading, pinned
from rnnviz.ui.parts.shown import Shown, ahead, place
from rnnviz.ui.session import state
from rnnviz.ui.sharing import sharing

NAME = "Gradient"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    ahead("gradient", asked.scenario)
    controls(asked)
    with heading(asked.scenario):
        title = place("title").empty()
    setting = place("setting").empty()
    report.problems(asked)
    findings(title, setting)


@st.fragment(key=state.FINDINGS)
def findings(title: DeltaGenerator, setting: DeltaGenerator) -> None:
    """Draw what follows from the scenario."""
    shown = Shown("gradient")
    shown.follow()
    title.html(shown.picture.words["title"])
    setting.html(shown.picture.words["setting"])
    pinned(shown)
    with st.container(key=f"strips_{len(shown.setting.cells)}"):
        unrolled(shown.picture.parts["unrolled"], key="unrolled")
    shown.words("findings")
    presets()
    edit_bar(shown.setting)
    left, right = st.columns([3, 1], gap="medium")
    with left:
        drawn_charts(shown.picture.parts["fade"], key="fade")
    with right:
        shown.words("table")
    shown.words("notes")
    with st.container(gap=None):
        cells = shown.setting.cells
        explain.beside_figure(lambda: explanations.fade(cells), lambda: snippet(shown.result, "gradient_fade"), "fade")
        downloads(shown, gradient_fade, "gradient-fade")
    unit_maps(shown.picture.parts["maps"], key="maps")
    with st.container(gap=None):
        first = next(iter(cells))
        explain.beside_figure(
            lambda: explanations.MAP, lambda: snippet(shown.result, "gradient_map", f'"{first}"'), "map"
        )
    report.address(state.write_address(shown.setting))
    sharing.copy_link("", shown.setting)
    draws(shown)  # the last: they take longer than all else


if __name__ == "__main__":
    run_app()
