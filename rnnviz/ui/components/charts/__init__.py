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
- ``trace.meta = {"short": "RNN"}``: the name beside the value that is read out, where the legend says more.
- ``trace.meta = {"neutral": True}``: the line has the colour of the page's text.
- ``trace.meta = {"readout": False}`` or ``hoverinfo="skip"``: a reference line; its values are not read out.
- `rnnviz.figures.theme.DIVERGING` as a colour scale is swapped for its dark twin on a dark page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import plotly.graph_objects as go

from rnnviz.figures.theme import TEMPLATES
from rnnviz.ui.components.browser import component
from rnnviz.ui.components.browser.message import encode
from rnnviz.ui.components.charts.plotly_js import plotly_urls

__all__ = ["Chart", "charts", "payload"]


class Chart(NamedTuple):
    """One figure with the words that stand beside it and for it.

    Attributes
    ----------
    figure : go.Figure or dict
        What to draw: a figure, or the same as plain data, which is much faster to make.
        It sets no neutral colour (text, grid, background): these come from the page's theme.
    name : str
        The chart's heading and accessible name.
    description : str
        What the chart shows, in words and numbers, for those who do not see it.
    """

    figure: go.Figure | dict[str, Any]
    name: str
    description: str


_DEFAULT_HEIGHT: Final = 320
_FROM_THE_PAGE: Final = ("template", "width", "autosize")


_component = component(
    __name__, "charts", themes={name: template.to_plotly_json() for name, template in TEMPLATES.items()}
)


def payload(items: Sequence[Chart], columns: int = 1) -> bytes:
    """Put charts into the bytes that the browser draws from.

    Parameters
    ----------
    items : Sequence[Chart]
        The charts, in reading order.
    columns : int
        Charts beside each other where there is room.

    Returns
    -------
    bytes
        See `rnnviz.ui.components.browser.message.encode`.
    """
    described = []
    for figure, name, description in items:
        # The page has its own two templates, and the browser knows the width.
        if isinstance(figure, dict):
            traces, layout = figure["data"], figure["layout"]
        else:
            traces, layout = [trace.to_plotly_json() for trace in figure.data], figure.layout.to_plotly_json()
        layout = {name: value for name, value in layout.items() if name not in _FROM_THE_PAGE}
        height = layout.pop("height", _DEFAULT_HEIGHT)
        described.append({"name": name, "description": description, "height": height, "data": traces, "layout": layout})
    return encode({"columns": min(columns, len(described)) or 1, "plotly": plotly_urls(), "charts": described})


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
    listening = {} if on_click is None else {"on_point_change": on_click}
    _component(key=key, data=payload(items, columns), **listening)
