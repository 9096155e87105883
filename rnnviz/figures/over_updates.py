"""What figures over the updates of a training share: lines, dashed levels with words that keep off them, the axis."""

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from rnnviz.figures.axes import whole_steps

__all__ = ["Level", "line", "over_updates"]

_MARGIN: Final = {"l": 68, "r": 20, "t": 44, "b": 48, "autoexpand": False}


class Level(NamedTuple):
    """A dashed line at a value, and the end at which its words should be."""

    at: float
    text: str
    left: bool = False


#: Size of a plot in pixels, without its margins, on a narrow screen; of a level's words: height, width of a letter.
_PLOT: Final = (270, 188)
_WORDS: Final = (15, 6.5)
#: Where a level's words may be, first what is preferred: at the other end, pixels above (below, if negative).
_PLACES: Final = [(other, up) for up in (3, -3, 18, -18) for other in (False, True)]


def line(x: Sequence[int], y: Any, name: str, colour: str, *, log10: bool = False) -> dict[str, Any]:
    """A line over the updates at which there was a look; a single point that is a number has a marker.

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
        "meta": {"log10": log10},
    }


def over_updates(
    traces: list[dict[str, Any]], levels: list[Level], y_axis: dict[str, Any], last: int
) -> dict[str, Any]:
    """A figure over the updates.

    Parameters
    ----------
    traces : list of dict
        From `line`.
    levels : list of Level
        What is to be compared with.
    y_axis : dict
        Its ``"range"`` is given.
    last : int
        The last update on the axis.
    """
    return {
        "data": traces,
        "layout": {
            "height": 280,
            "margin": _MARGIN,
            "showlegend": True,
            "uirevision": "kept",
            "hovermode": "closest",
            "shapes": [
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": level.at,
                    "y1": level.at,
                    "line": {"dash": "dash"},
                }
                for level in levels
            ],
            "annotations": [_words(level, levels, traces, last, y_axis["range"]) for level in levels],
            "xaxis": {"title": {"text": "updates"}, "range": [-0.01 * last, 1.01 * last], "automargin": False}
            | whole_steps(last),
            "yaxis": y_axis,
        },
    }


def _words(
    level: Level, levels: list[Level], traces: list[dict[str, Any]], last: int, y_range: Sequence[float]
) -> dict[str, Any]:
    """A level's words, where the fewest points of the curves are, and no other level's line."""
    pixels = _PLOT[1] / (y_range[1] - y_range[0])

    def covered(place: tuple[bool, int]) -> float:
        other, up = place
        width, height = len(level.text) * _WORDS[1] / _PLOT[0] * last, _WORDS[0] / pixels
        x = np.linspace(0, width, 40) + (0 if level.left != other else last - width)
        low = level.at + up / pixels - (height if up < 0 else 0)
        if not y_range[0] <= low <= y_range[1] - height:
            return math.inf
        found = len(x) * sum(low <= other.at <= low + height for other in levels if other is not level)
        for trace in (trace for trace in traces if len(trace["x"])):
            y = np.interp(x, trace["x"], trace["y"], left=math.nan, right=math.nan)
            found += int(((low <= y) & (y <= low + height)).sum())
        return found

    other, up = min(_PLACES, key=covered)
    left = level.left != other
    return {
        "xref": "paper",
        "x": 0 if left else 1,
        "xanchor": "left" if left else "right",
        "y": level.at,
        "yanchor": "bottom" if up > 0 else "top",
        "yshift": up,
        "text": level.text,
        "showarrow": False,
    }
