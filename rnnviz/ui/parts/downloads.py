"""Files of what is on the page, made when somebody asks for them."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from rnnviz.experiment.export import to_csv, to_npz
from rnnviz.experiment.key import SHORT
from rnnviz.experiment.run import Result
from rnnviz.figures.theme import TEMPLATES
from rnnviz.ui.parts.explain import fold
from rnnviz.ui.parts.shown import Shown
from rnnviz.ui.session.calm import hides

__all__ = ["downloads", "standalone"]


def downloads(shown: Shown, figure: Callable[[Result], go.Figure], name: str) -> None:
    """Buttons for the numbers (CSV, NPZ) and the figure (HTML); the chart's own menu gives a PNG.

    Parameters
    ----------
    shown : Shown
        What is shown.
    figure : callable
        ``figure(result)`` makes the main figure.
    name : str
        Of the files, without ending: what tells one result from another comes after it.
    """
    if hides("downloads"):
        return
    with fold("Download", ":material/download:", "downloads") as folded:
        if not folded.open:
            return
        result = shown.result
        name = f"{name}-{result.key[:SHORT]}"
        st.download_button(
            "Numbers of the curves (CSV)",
            lambda: to_csv(result),
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
        )
        st.download_button(
            "Everything, parameters too (NPZ)",
            lambda: to_npz(result),
            f"{name}.npz",
            "application/octet-stream",
            on_click="ignore",
        )
        st.download_button(
            "This chart as a page of its own (HTML)",
            lambda: standalone(figure(result)),
            f"{name}.html",
            "text/html",
            on_click="ignore",
        )
        st.caption("A picture (PNG): the camera in the chart's corner.")


def standalone(figure: go.Figure) -> str:
    """The figure as one HTML file that needs nothing from outside."""
    return str(go.Figure(figure).update_layout(template=TEMPLATES["light"]).to_html(include_plotlyjs=True))
