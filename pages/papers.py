"""What do the papers say? Their results by topic, computed anew when one is opened."""

import streamlit as st

from pages import gates, gradient_fade, run_app, why
from rnnviz.ui.parts import links, papers
from rnnviz.ui.session import state
from rnnviz.ui.sharing import sharing

NAME = "Papers"
TITLE = "What do the papers say?"


def page() -> None:
    """Draw the page."""
    if papers.taken():
        st.switch_page(st.Page(gradient_fade.page, title=gradient_fade.NAME, default=True))
    state.ask(addressed=False)
    place = st.empty()
    claim = papers.asked_claim()
    if claim is None:
        place.title(TITLE)
        papers.gallery()
        papers.all_claims()
        sharing.copy_link("papers")
        return
    place.title(claim.title)
    papers.back_button()
    papers.show_claim(claim, open_page)
    sharing.copy_link("papers")


def open_page(page: str, label: str, query: dict[str, str]) -> None:
    """Draw a link to another page, as it is called in addresses, with a setting."""
    pages = {
        "": st.Page(gradient_fade.page, title=gradient_fade.NAME, default=True),
        "gates": st.Page(gates.page, title=gates.NAME, url_path="gates"),
        "why": st.Page(why.page, title=why.NAME, url_path="why"),
    }
    links.lead(pages[page], label, query, icon=":material/arrow_forward:")


def link(label: str, name: str) -> None:
    """Draw a link to a result, as it is called in addresses; for the other pages."""
    links.lead(st.Page(page, title=NAME, url_path="papers"), label, {"result": name})


if __name__ == "__main__":
    run_app()
