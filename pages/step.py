"""Where does each number come from? One step of the cell, forwards and backwards, number by number."""

import streamlit as st

from pages import run_app
from rnnviz.pictures.picture import Look
from rnnviz.ui.components.one_step import one_step
from rnnviz.ui.parts import checked, explain, explanations, report
from rnnviz.ui.parts.controls import controls
from rnnviz.ui.parts.editing import edit_bar, note_edit
from rnnviz.ui.parts.shown import Shown, ahead
from rnnviz.ui.parts.views import choose_sequence
from rnnviz.ui.session import state
from rnnviz.ui.session.told import told
from rnnviz.ui.sharing import sharing

NAME = "One step"
TITLE = "Where does each number come from?"
#: What one looks at.
LINE = "One step of the network, with every number that it computes. Choose a number to take it apart."


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    ahead("step", asked.scenario)
    controls(asked)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(TITLE, width="content")
        look = Look(choose_sequence(asked.scenario))
    st.caption(LINE)
    report.problems(asked)
    findings(look)


@st.fragment(key=state.FINDINGS)
def findings(look: Look) -> None:
    """Draw what follows from the scenario."""
    shown = Shown("step", look)
    shown.follow()
    shown.words("findings")
    edit_bar(shown.setting)
    one_step(shown.picture.parts["one_step"], key="one_step", on_edit=edit)
    report.address(state.write_address(shown.setting))
    sharing.copy_link("step", shown.setting)
    with st.container(gap=None):
        explain.about(lambda: explanations.step(shown.result), "step")
        with st.container(key="later_checked"):
            checked.badge(shown)  # the last: it takes longer than all else


def edit() -> None:
    """Take the value that was changed in the drawing."""
    note_edit(told("one_step", "edit"))


if __name__ == "__main__":
    run_app()
