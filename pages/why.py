"""Why does it vanish here, or explode? Causes step by step, what the steps could do, and what would repair it."""

import streamlit as st

from pages import gates, run_app
from rnnviz.ui.parts import report, why
from rnnviz.ui.parts.controls import controls
from rnnviz.ui.parts.editing import edit_bar
from rnnviz.ui.parts.repair import repair
from rnnviz.ui.parts.shown import Shown, ahead
from rnnviz.ui.parts.sweep import sweep_maps
from rnnviz.ui.parts.views import choose_cut, choose_sequence
from rnnviz.ui.session import state
from rnnviz.ui.session.state import Asked

NAME = "Why"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    ahead("why", asked.scenario)
    controls(asked)
    findings(asked)


@st.fragment(key=state.FINDINGS)
def findings(asked: Asked) -> None:
    """Draw what follows from the scenario, the title too: it knows what becomes of the gradient."""
    shown = Shown("why")
    shown.follow()
    shown.words("title")
    report.problems(asked)
    shown.words("findings")
    edit_bar(shown.setting)
    why.causes(shown)
    at_limits = st.Page(gates.page, title=gates.NAME, url_path="gates")
    st.page_link(at_limits, label="Gates: which units are at their limits, and when")
    report.address(state.write_address(shown.setting))

    with st.container(key="later_why"):
        below(shown)


def below(shown: Shown) -> None:
    """Draw what comes when the controls stand still."""
    result = shown.result
    st.header("What would repair it?")
    repair(result)

    st.header("Where does it vanish, and where not?")
    sweep_maps(result)

    st.header("What could the steps do, and what do they do?")
    sequence = choose_sequence(shown.setting)
    why.spectra(result, sequence)
    cut = choose_cut(shown.setting)
    why.lags(result, sequence, cut=cut)

    st.header("Which loss reaches which step?")
    why.losses(result, sequence)


if __name__ == "__main__":
    run_app()
