"""Will it learn? A prediction from the gradient before training, and then the training."""

import streamlit as st

from pages import gates, run_app
from rnnviz.ui.session import state
from rnnviz.ui.sharing import sharing
from rnnviz.ui.training import carry, controls, live, many
from rnnviz.ui.training.before import asked, before
from rnnviz.ui.training.plan import Plan

NAME = "Train"
TITLE = "Will it learn?"


def page() -> None:
    """Draw the page."""
    state.ask(addressed=False)
    if carry.carried():
        st.switch_page(st.Page(gates.page, title=gates.NAME, url_path="gates"))
    plan = controls.choose_plan()
    st.title(TITLE)
    asked(plan)
    controls.presets()
    controls.problems(plan)
    findings(plan)


@st.fragment(key=state.FINDINGS)
def findings(plan: Plan) -> None:
    """Draw what follows from the plan, and how it goes."""
    with st.container(key="main_picture"):
        before(plan)
        live.live(plan)
    many.lottery(plan)
    many.window(plan)
    sharing.copy_link("train")


if __name__ == "__main__":
    run_app()
