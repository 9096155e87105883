"""Why does it vanish here, or explode? Causes step by step, what the steps could do, and what would repair it."""

import streamlit as st

from pages import gates, run_app
from rnnviz.analysis.diagnosis import diagnose
from rnnviz.figures.diagnosis_words import title, verdict
from rnnviz.ui.parts import report, why
from rnnviz.ui.parts.controls import controls
from rnnviz.ui.parts.editing import edit_bar, edits_of
from rnnviz.ui.parts.repair import repair
from rnnviz.ui.parts.sweep import sweep_maps
from rnnviz.ui.parts.views import choose_cut, choose_sequence
from rnnviz.ui.session import state
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.state import Asked

NAME = "Why"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    result_of(asked.scenario)  # before anything is drawn: what is sent meanwhile would be painted piece by piece
    controls(asked)
    findings(asked)


@st.fragment(key=state.FINDINGS)
def findings(asked: Asked) -> None:
    """Draw what follows from the scenario, the title too: it knows what becomes of the gradient."""
    scenario = state.scenario_asked()
    result = result_of(scenario, edits_of(scenario))
    diagnoses = diagnose(result)

    st.title(title(diagnoses))
    report.problems(asked)
    report.findings(result, "  \n".join(verdict(diagnoses)))
    edit_bar(scenario)
    why.causes(result)
    at_limits = st.Page(gates.page, title=gates.NAME, url_path="gates")
    st.page_link(at_limits, label="Gates: which units are at their limits, and when")

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
