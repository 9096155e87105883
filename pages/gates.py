"""What do the gates do? Gates and states over time, and the gradients under them."""

import streamlit as st

from pages import run_app, why
from rnnviz.cells import CELLS
from rnnviz.figures.snippets import snippet
from rnnviz.pictures.picture import Look
from rnnviz.ui.components.unit_maps import unit_maps
from rnnviz.ui.components.units_overview import units_overview
from rnnviz.ui.parts import explain, explanations, links, report
from rnnviz.ui.parts.controls import controls
from rnnviz.ui.parts.editing import edit_bar
from rnnviz.ui.parts.pin import heading, pinned
from rnnviz.ui.parts.shown import Shown, ahead
from rnnviz.ui.parts.views import choose_units
from rnnviz.ui.session import state
from rnnviz.ui.sharing import sharing

NAME = "Gates"
TITLE = "What do the gates do?"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    ahead("gates", asked.scenario)
    controls(asked)
    with heading(asked.scenario):
        st.title(TITLE)
    look = choose_units(asked.scenario)
    report.problems(asked)
    findings(look)


@st.fragment(key=state.FINDINGS)
def findings(look: Look) -> None:
    """Draw what follows from the scenario."""
    shown = Shown("gates", look)
    shown.follow()
    pinned(shown)
    shown.words("findings")
    edit_bar(shown.setting)
    for key, draw in (("unit_maps", unit_maps), ("units_overview", units_overview)):
        if key in shown.picture.parts:
            draw(shown.picture.parts[key], key=key)
    shown.words("details")
    causes = st.Page(why.page, title=why.NAME, url_path="why")
    links.lead(causes, "Why: what the slope does to the gradient")
    with st.container(gap=None):
        cell = shown.setting.cells[-1]
        signal = CELLS[cell].keeps or "a"
        arguments = (f'"{cell}"', f'"{signal}"', f"sequence={shown.look.sequence}")
        explain.beside_figure(
            lambda: explanations.units(shown.result), lambda: snippet(shown.result, "unit_map", *arguments), "units"
        )
    report.address(state.write_address(shown.setting))
    sharing.copy_link("gates", shown.setting)


if __name__ == "__main__":
    run_app()
