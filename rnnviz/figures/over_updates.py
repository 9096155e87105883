"""What figures over the updates of a training share: lines, levels to compare them with, the axis."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from rnnviz.figures.axes import whole_steps
from rnnviz.figures.names import marked

__all__ = ["line", "over_updates"]

_MARGIN: Final = {"l": 68, "r": 20, "t": 10, "b": 48, "autoexpand": False}


def line(x: Sequence[int], y: Any, name: str, colour: str, *, log10: bool = False) -> dict[str, Any]:
    """A line with its name, over the updates at which there was a look; a single point that is a number has a marker.

    Examples
    --------
    >>> line([0, 10], np.array([0.7, 0.1]), "RNN", "red")["mode"], line([0], np.array([0.7]), "RNN", "red")["mode"]
    ('lines', 'lines+markers')
    """
    return {
        "type": "scatter",
        "x": np.asarray(x, dtype=float),
        "y": y,
        "name": name,
        "mode": "lines" if np.isfinite(y).sum() > 1 else "lines+markers",  # a line has two ends
        "line": {"color": colour, "width": 2.5},
        "hovertemplate": f"{name}, after %{{x}} updates: %{{text}}<extra></extra>",
        "meta": {"log10": log10, "label": name},
    }


def over_updates(
    traces: list[dict[str, Any]], levels: Sequence[tuple[float, str]], y_axis: dict[str, Any], last: int
) -> dict[str, Any]:
    """A figure over the updates.

    Parameters
    ----------
    traces : list of dict
        From `line`.
    levels : sequence of (float, str)
        What is to be compared with, and what it is called.
    y_axis : dict
        Its ``"range"`` is given.
    last : int
        The last update on the axis.
    """
    updates = {"title": {"text": "updates"}, "range": [-0.01 * last, 1.01 * last], "automargin": False}
    layout = {
        "height": 280,
        "margin": _MARGIN,
        "showlegend": False,
        "uirevision": "kept",
        "hovermode": "closest",
        "annotations": [],
        "xaxis": updates | whole_steps(last),
        "yaxis": y_axis,
    }
    return {"data": traces, "layout": marked(layout, levels)}
