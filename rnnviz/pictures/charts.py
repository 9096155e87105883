"""Charts as the browser gets them: figures as plain data, with the words that stand beside them and for them."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import plotly.graph_objects as go

from rnnviz.pictures.message import encode

__all__ = ["Chart", "chart_bytes"]

_DEFAULT_HEIGHT: Final = 320
_FROM_THE_PAGE: Final = ("template", "width", "autosize")


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


def chart_bytes(items: Sequence[Chart], columns: int = 1, of: str = "") -> bytes:
    """Put charts into the bytes that the browser draws from.

    Parameters
    ----------
    items : Sequence[Chart]
        The charts, in reading order.
    columns : int
        Charts beside each other where there is room.
    of : str
        The key of the setting that they show, where something of the same setting may come to lie behind them.

    Returns
    -------
    bytes
        See `rnnviz.pictures.message.encode`.
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
    return encode({"columns": min(columns, len(described)) or 1, "charts": described, "of": of})
