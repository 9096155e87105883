"""Why does it vanish here, or explode? Causes and what would repair them; on demand, maps and matrices."""

import streamlit as st

from pages import gates, papers, run_app
from rnnviz.ui.parts import links, report, why
from rnnviz.ui.parts.controls import controls
from rnnviz.ui.parts.draws import draws
from rnnviz.ui.parts.editing import edit_bar
from rnnviz.ui.parts.pin import heading, pinned
from rnnviz.ui.parts.repair import repair
from rnnviz.ui.parts.shown import Shown, ahead
from rnnviz.ui.parts.sweep import sweep_maps
from rnnviz.ui.parts.views import choose_sequence
from rnnviz.ui.session import state
from rnnviz.ui.session.state import Asked
from rnnviz.ui.sharing import sharing

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
    with heading(shown.setting):
        shown.words("title")
    pinned(shown)
    report.problems(asked)
    with st.container(key="why_findings"):
        shown.words("findings")
    edit_bar(shown.setting)
    view = why.choose_view()
    if view == "causes":
        at_limits = st.Page(gates.page, title=gates.NAME, url_path="gates")
        why.causes(shown, lambda: links.lead(at_limits, "Gates: which units are at their limits, and when"))
    report.address(state.write_address(shown.setting))
    draws(shown)

    with st.container(key="later_why"):
        if view == "causes":
            repair(shown.result, papers.link)
        else:
            maps(shown)
    sharing.copy_link("why", shown.setting)


def maps(shown: Shown) -> None:
    """Draw the second view, a question at a time: step by step, and over two settings."""
    result, question = shown.result, why.choose_question()
    with st.container(key="main_picture"):
        match question:
            case "lags":
                why.lags(result, choose_sequence(shown.setting), papers.link)
            case "spectra":
                why.spectra(result, choose_sequence(shown.setting), papers.link)
            case "weights":
                why.weights(result, papers.link)
            case "sweep":
                why.asked(
                    "Where does it vanish, and where not?",
                    "Each point is a network: two settings vary, and the colour says what becomes of its gradient.",
                )
                sweep_maps(result)
                papers.link("Where a gradient keeps its size: Chen et al. 2018", "chen-2018-mean-field")
            case _:
                why.losses(result, choose_sequence(shown.setting))


if __name__ == "__main__":
    run_app()
