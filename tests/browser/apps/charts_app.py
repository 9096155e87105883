"""The smallest app with charts: one slider, two component instances, a second page. Driven by the browser tests."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.figures import theme
from rnnviz.ui.components.charts import Chart, charts

LINES = {"RNN": CELLS["rnn"].colour, "LSTM": CELLS["lstm"].colour, "LSTM cell state": theme.signal_colour("lstm", "c")}
TIMED = {"meta": {"time_axis": True}, "template": "none"}


def lines(steps: int, decay: float) -> go.Figure:
    """Three decaying lines."""
    t = np.arange(1, steps + 1)
    traces = [
        go.Scattergl(
            x=t, y=-decay * (k + 1) * (steps - t) / 10, name=name, line={"color": colour}, meta={"log10": True}
        )
        if steps > 5_000
        else go.Scatter(
            x=t, y=-decay * (k + 1) * (steps - t) / 10, name=name, line={"color": colour}, meta={"log10": True}
        )
        for k, (name, colour) in enumerate(LINES.items())
    ]
    layout = {
        "showlegend": True,
        **TIMED,
        "height": 300,
        "xaxis": {"title": {"text": "time step t"}},
        "yaxis": {"title": {"text": "log₁₀ ‖dJ/da‖"}},
    }
    figure = go.Figure(traces, layout=layout)
    figure.add_hline(y=0)
    return figure


def heatmap(units: int, steps: int, decay: float, seed: int) -> go.Figure:
    """Signed values that fade to the left."""
    rng = np.random.default_rng(seed)
    t = np.arange(1, steps + 1)
    z = (rng.standard_normal((units, steps)) * np.exp(-decay * (steps - t) / 20)).astype(np.float32)
    trace = go.Heatmap(
        x=t, z=z, zmid=0, zmin=-2, zmax=2, colorscale=theme.DIVERGING, colorbar={"title": {"text": "value"}}
    )
    layout = {**TIMED, "height": 240, "xaxis": {"title": {"text": "time step t"}}, "yaxis": {"title": {"text": "unit"}}}
    return go.Figure(trace, layout=layout)


def main_page() -> None:
    """Draw the charts."""
    st.title("Charts")
    decay = st.slider("decay", 0, 100, 50, key="decay") / 100
    steps = int(st.query_params.get("steps", "100"))
    units = int(st.query_params.get("units", "32"))
    shown = st.checkbox("shorter", key="shorter")
    steps = steps // 2 if shown else steps
    maps = [
        Chart(heatmap(units, steps, decay, 0), "RNN: gradient by unit", f"{units} units, {steps} steps, RNN."),
        Chart(heatmap(units, steps, decay, 1), "LSTM: gradient by unit", f"{units} units, {steps} steps, LSTM."),
    ]
    line = Chart(lines(steps, decay), "Gradient against time", f"Three lines over {steps} steps, decay {decay}.")
    if st.query_params.get("one"):
        charts([line, *maps], key="all", columns=1)
    else:
        charts([line], key="lines")
        charts(maps, key="maps", columns=2)
    st.write(f"decay is {decay}")


def other_page() -> None:
    """Draw nothing."""
    st.title("Other")


if __name__ == "__main__":
    st.set_page_config(page_title="charts", layout="wide")
    st.navigation([st.Page(main_page, title="Main", default=True), st.Page(other_page, title="Other")]).run()
