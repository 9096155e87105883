"""Why does it vanish here? Causes step by step, what the steps could do, and what would repair it."""

import streamlit as st

from pages import run_app
from rnnviz.diagnosis import diagnose
from rnnviz.figures.diagnosis_words import verdict
from rnnviz.ui import report, state, why
from rnnviz.ui.controls import controls
from rnnviz.ui.editing import edit_bar, edits_of
from rnnviz.ui.repair import repair
from rnnviz.ui.results import result_of
from rnnviz.ui.sweep import sweep_maps
from rnnviz.ui.views import choose_cut, choose_sequence

NAME = "Why"
TITLE = "Why does it vanish here?"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    result_of(asked.scenario)  # before anything is drawn: what is sent meanwhile would be painted piece by piece
    controls(asked)
    st.title(TITLE)
    report.problems(asked)
    findings()


@st.fragment(key=state.FINDINGS)
def findings() -> None:
    """Draw what follows from the scenario."""
    scenario = state.scenario_asked()
    result = result_of(scenario, edits_of(scenario))

    report.findings(result, "  \n".join(verdict(diagnose(result))))
    edit_bar(scenario)
    why.causes(result)

    st.header("What would repair it?")
    repair(result)

    st.header("Where does it vanish, and where not?")
    sweep_maps(result)

    st.header("What could the steps do, and what do they do?")
    sequence = choose_sequence(result)
    why.spectra(result, sequence)
    cut = choose_cut(result)
    why.lags(result, sequence, cut=cut)

    st.header("Which loss reaches which step?")
    why.losses(result, sequence)
    report.address(state.write_address(scenario))


if __name__ == "__main__":
    run_app()
