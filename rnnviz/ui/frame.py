"""The frame around every page."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.session import session

__all__ = ["frame", "links"]

#: Of what a visit can leave out, what has rules of style: drawings, Plotly's bars and what leads there. The rest is not
#: drawn at all. The rules are there only while they hold: one that looked for a mark (`:root:has`) would cost at each
#: change of the page.
_WITHOUT: Final = ("controls", "code", "downloads")


def frame() -> None:
    """Set the window's title and icon, and the few rules of style that the theme cannot hold."""
    here = files("rnnviz.ui")
    if not session().framed:  # the browser keeps it, and takes 15 ms for it every time
        session().framed = True
        # An icon of our own: a named one would be fetched from a server outside.
        st.set_page_config(page_title="rnnviz", page_icon=here.joinpath("icon.svg").read_text(), layout="wide")
    styles = ["frame", *(f"without_{what}" for what in _WITHOUT if hides(what))]
    st.html(f"<style>{''.join(here.joinpath(f'{name}.css').read_text() for name in styles)}</style>")


def links(pages: Iterable[StreamlitPage]) -> None:
    """Lead from page to page where the window is narrow: there the tabs are folded into the menu of the controls."""
    if hides("pages"):
        return
    with st.container(horizontal=True, gap=None, key="pages"):
        for page in pages:
            st.page_link(page, width="content")
