"""What do the papers say? Their results, computed anew when one is opened."""

import streamlit as st

from pages import gradient_fade, run_app
from rnnviz.ui.parts import papers
from rnnviz.ui.session import state

NAME = "Papers"
TITLE = "What do the papers say?"


def page() -> None:
    """Draw the page."""
    if papers.taken():
        st.switch_page(st.Page(gradient_fade.page, title=gradient_fade.NAME, default=True))
    state.ask(addressed=False)
    st.title(TITLE)
    claim = papers.choose_claim()
    papers.show_claim(claim)
    papers.all_claims()


if __name__ == "__main__":
    run_app()
