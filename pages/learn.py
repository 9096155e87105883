"""Where does one begin? Lessons, and challenges, on the pages that they are about."""

import streamlit as st

from pages import run_app
from rnnviz.ui.lessons import challenge_card, handed, overview
from rnnviz.ui.rooms.bar import entrance
from rnnviz.ui.session import state
from rnnviz.ui.sharing import sharing

NAME = "Learn"
TITLE = "Where do you want to begin?"


def page() -> None:
    """Draw the page."""
    state.ask(addressed=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(TITLE)
        entrance()
    overview.lessons()
    challenge_card.challenges()
    handed.hand_in()
    overview.own_lesson()
    handed.teachers()
    overview.kept()
    sharing.copy_link("learn")


if __name__ == "__main__":
    run_app()
