"""Links from a page to another one; none where the other pages are left out."""

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from rnnviz.ui.session.calm import hides

__all__ = ["lead"]


def lead(page: StreamlitPage, label: str, query: Mapping[str, str] | None = None, *, icon: str | None = None) -> None:
    """Draw a link to a page.

    Parameters
    ----------
    page : StreamlitPage
        Where it leads.
    label : str
        What it says.
    query : mapping of str to str or None
        What the page's address is to have.
    icon : str or None
        Before the label.
    """
    if not hides("pages"):
        st.page_link(page, label=label, icon=icon, query_params=dict(query or {}))
