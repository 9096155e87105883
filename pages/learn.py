"""Where does one begin? Lessons, and challenges, on the pages that they are about."""

import streamlit as st

from pages import run_app
from rnnviz.ui.lessons import overview
from rnnviz.ui.session import state

NAME = "Learn"
TITLE = "Where do you want to begin?"


def page() -> None:
    """Draw the page."""
    state.ask(addressed=False)
    st.title(TITLE)
    overview.lessons()
    overview.own_lesson()
    overview.kept()


if __name__ == "__main__":
    run_app()
