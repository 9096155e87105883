"""What stands beside a figure: what it shows, and the code that makes it."""

from collections.abc import Callable

import streamlit as st

__all__ = ["beside_figure", "code_popover", "popover"]


def beside_figure(explanation: Callable[[], str], code: Callable[[], str], name: str) -> None:
    """Two popovers: the explanation, and the code that makes this very figure.

    Parameters
    ----------
    explanation : callable
        Gives Markdown, from `rnnviz.ui.parts.explanations`; called when it is asked for.
    code : callable
        Gives Python, from `rnnviz.figures.snippets`; called when it is asked for.
    name : str
        Of the figure, unique on the page.
    """
    # Filled only while they are open: every element on the page costs time at each move of a slider.
    with st.popover(
        "What am I looking at?", icon=":material/help:", key=f"explain_{name}", on_change="rerun"
    ) as popover:
        if popover.open:
            st.markdown(explanation())
    code_popover(code, name)


def code_popover(code: Callable[[], str], name: str) -> None:
    """The code that makes a figure, in a popover."""
    with st.popover("Show the code", icon=":material/code:", key=f"code_{name}", on_change="rerun") as popover:
        if popover.open:
            st.code(code(), language=None, wrap_lines=True)  # Streamlit's colours for Python have a contrast of 3.7


def popover(explanation: Callable[[], str], name: str) -> None:
    """The explanation of a figure alone."""
    # Filled only while it is open: every element on the page costs time at each move of a slider.
    about = st.popover("What am I looking at?", icon=":material/help:", key=f"explain_{name}", on_change="rerun")
    if about.open:
        with about:
            st.markdown(explanation())
