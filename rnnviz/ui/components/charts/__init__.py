"""Charts that stay: Plotly figures under one shared time cursor, kept alive while their data change.

`charts` draws figures through one Streamlit component (``modules/charts``, ``charts.css``) instead of
`st.plotly_chart`, which takes its chart down on every change of data. Zoom and hidden traces survive, hovering and
arrow keys move a time cursor that all charts of the page share, and none of it is sent to the server.

The figures follow a few conventions, read by these modules:

- ``layout.height``: the plot's height in pixels, without the heading and the line of values around it.
- ``layout.meta = {"time_axis": True}``: x is time, t = 1..T, and the chart takes part in the shared cursor.
- ``trace.meta = {"log10": True}``: the values are log₁₀ of what they stand for, and are read out as such (1.20·10⁻⁴⁰⁰).
- ``trace.hovertemplate`` with ``%{text}``, and no ``text``: the values, written when a point is pointed at.
- ``trace.meta = {"last": 40, "beyond": "after the loss"}``: a map, or each row of it, has nothing after that time; this
  is said there, and not that a number is missing.
- ``layout.meta = {"clickable": True}``: a click on a point is told, see ``on_click``.
- ``trace.meta = {"label": "RNN"}``: the name that stands at the curve, where no curve is; what finds no place there is
  listed in a line under the chart's name, as are all traces of a figure with ``layout.showlegend``.
- ``layout.meta = {"levels": [{"at": 0, "name": "1"}], "marks": ...}``: names of lines at values of y, at places of x
  (`rnnviz.figures.names`).
- ``trace.meta = {"short": "RNN"}``: the name beside the value that is read out, where its own says more.
- ``trace.meta = {"neutral": True}``: the line has the colour of the page's text.
- ``trace.meta = {"readout": False}`` or ``hoverinfo="skip"``: a reference line; its values are not read out.
- `rnnviz.figures.theme.DIVERGING` as a colour scale is swapped for its dark twin on a dark page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rnnviz.figures.theme import TEMPLATES
from rnnviz.pictures.charts import Chart, chart_bytes
from rnnviz.ui.components.browser import component
from rnnviz.ui.components.charts.plotly_js import PLOTLY_URL

__all__ = ["Chart", "charts", "drawn_charts"]


_component = component(
    __name__,
    "charts",
    themes={name: template.to_plotly_json() for name, template in TEMPLATES.items()},
    plotly=PLOTLY_URL,
)


def charts(items: Sequence[Chart], *, key: str, columns: int = 1, on_click: Callable[[], None] | None = None) -> None:
    """Draw charts that keep their zoom, their hidden traces and the time cursor while their data change.

    Parameters
    ----------
    items : Sequence[Chart]
        The charts, in reading order. A chart is recognised by its place: keep the order from run to run.
    key : str
        Unique on the page. The charts live as long as it does.
    columns : int
        Charts beside each other where the container is at least 700 px wide; below that, one.
    on_click : callable, optional
        Called when somebody has clicked a point of a clickable chart, which is then in the session's state as
        ``[key]["point"]``: a dict of ``chart`` (its place), ``x`` and ``y``.

    Raises
    ------
    ValueError
        If `columns` is less than 1.

    Examples
    --------
    >>> import plotly.graph_objects as go
    >>> figure = go.Figure(go.Scatter(x=[1, 2], y=[0.5, 0.25]), layout={"meta": {"time_axis": True}})
    >>> charts([Chart(figure, "Gradient", "Falls from 0.5 to 0.25.")], key="gradient")
    """
    if columns < 1:
        raise ValueError(f"charts: columns must be at least 1; got {columns}.")
    drawn_charts(chart_bytes(items, columns), key=key, on_click=on_click)


def drawn_charts(data: bytes, *, key: str, on_click: Callable[[], None] | None = None) -> None:
    """Draw charts as `charts` does, from what `rnnviz.pictures.charts.chart_bytes` has made of them."""
    listening = {} if on_click is None else {"on_point_change": on_click}
    _component(key=key, data=data, **listening)
