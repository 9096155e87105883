"""What stands under a figure: what it shows, and the code that makes it. It unfolds there, and covers nothing."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from rnnviz.ui.session.calm import hides

__all__ = ["about", "beside_figure", "code_of", "fold"]


def beside_figure(explanation: Callable[[], str], code: Callable[[], str], name: str) -> None:
    """Two lines that unfold: the explanation, and the code that makes this very figure.

    Parameters
    ----------
    explanation : callable
        Gives Markdown, from `rnnviz.ui.parts.explanations`; called when it is asked for.
    code : callable
        Gives Python, from `rnnviz.figures.snippets`; called when it is asked for.
    name : str
        Of the figure, unique on the page.
    """
    about(explanation, name)
    code_of(code, name)


def code_of(code: Callable[[], str], name: str) -> None:
    """The code that makes a figure."""
    if hides("code"):
        return
    with fold("Show the code", ":material/code:", f"code_{name}") as folded:
        if folded.open:
            st.code(code(), language=None, wrap_lines=True)  # Streamlit's colours for Python have a contrast of 3.7


def about(explanation: Callable[[], str], name: str) -> None:
    """The explanation of a figure alone."""
    with fold("What am I looking at?", ":material/help:", f"explain_{name}") as folded:
        if folded.open:
            st.markdown(explanation())


def fold(label: str, icon: str, key: str) -> Any:
    """A line that unfolds, to be filled only while it is open: every element costs time at each move of a slider."""
    return st.expander(label, icon=icon, key=key, on_change="rerun", type="compact")
