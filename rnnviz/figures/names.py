"""Names where things are: at curves and lines on a page, in a legend where a figure stands alone.

A figure says what is named: a trace by ``meta={"label": ...}``, lines by `marked`. The page finds a place where no
curve is (``ui/components/modules/charts/labels.js``).
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rnnviz.figures.hover import with_texts

__all__ = ["MOST_NAMES", "NOTHING_LOST", "alone", "at_curves", "marked"]

#: A level of charts of a gradient, as log₁₀, and what it is called.
NOTHING_LOST: Final = (0.0, "1: nothing lost")
#: Curves that are named where they are; more would leave no room.
MOST_NAMES: Final = 6
#: Pixels above a plot that stands alone.
_LEGEND: Final = 74


def at_curves(traces: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Traces that have their names where they are drawn; more than `MOST_NAMES` have a legend.

    Parameters
    ----------
    traces : sequence of dict
        As plain data.

    Returns
    -------
    dict
        ``"data"``, and the ``"layout"`` that goes with it.

    Examples
    --------
    >>> trace = {"type": "scatter", "name": "RNN", "meta": {"log10": True}}
    >>> at_curves([trace])["data"][0]["meta"]
    {'log10': True, 'label': 'RNN'}
    >>> at_curves(7 * [trace])["layout"]
    {'showlegend': True}
    """
    if len(traces) > MOST_NAMES:
        return {"data": list(traces), "layout": {"showlegend": True}}
    named = [trace | {"meta": {**trace.get("meta", {}), "label": trace["name"]}} for trace in traces]
    return {"data": named, "layout": {"showlegend": False}}


def marked(
    layout: dict[str, Any], levels: Iterable[tuple[float, str]] = (), marks: Iterable[tuple[float, str]] = ()
) -> dict[str, Any]:
    """A layout with dashed lines at values of y, and dotted ones at places of x, with their names.

    Parameters
    ----------
    layout : dict
        As plain data.
    levels, marks : iterable of (float, str)
        Where, and what it is called; no line has a name if that is empty.

    Examples
    --------
    >>> found = marked({"height": 280}, levels=[NOTHING_LOST], marks=[(40, "the loss looks here")])
    >>> [shape["line"]["dash"] for shape in found["shapes"]], found["meta"]["marks"]
    (['dash', 'dot'], [{'at': 40, 'name': 'the loss looks here'}])
    """
    levels, marks = list(levels), list(marks)
    across = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": {"dash": "dash", "width": 1}}
        for at, _ in levels
    ]
    up = [
        {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "line": {"dash": "dot", "width": 1}}
        for at, _ in marks
    ]
    named = {
        kind: [{"at": at, "name": name} for at, name in those if name]
        for kind, those in (("levels", levels), ("marks", marks))
    }
    return layout | {
        "shapes": [*layout.get("shapes", []), *across, *up],
        "meta": {**layout.get("meta", {}), **{kind: those for kind, those in named.items() if those}},
    }


def alone(spec: dict[str, Any]) -> dict[str, Any]:
    """A figure for a notebook, from one for the page, where names find their places.

    Parameters
    ----------
    spec : dict
        As plain data.

    Returns
    -------
    dict
        The same with a legend, the names of its lines, and the texts of its values.

    Examples
    --------
    >>> spec = at_curves([{"type": "scatter", "y": [1.0, 2.0], "name": "RNN"}])
    >>> layout = marked({"margin": {"t": 10}} | spec["layout"], levels=[NOTHING_LOST])
    >>> found = alone({"data": spec["data"], "layout": layout})["layout"]
    >>> found["showlegend"], found["margin"]["t"], [words["text"] for words in found["annotations"]]
    (True, 74, ['1: nothing lost'])
    """
    layout, meta = spec["layout"], spec["layout"].get("meta", {})
    words = [
        {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 4, "y": one["at"], "yanchor": "bottom"}
        | {"text": one["name"], "showarrow": False}
        for one in meta.get("levels", [])
    ] + [
        {"yref": "paper", "y": 1, "yanchor": "bottom", "x": one["at"], "showarrow": False}
        | {"text": one["name"].replace("\n", "<br>")}
        for one in meta.get("marks", [])
    ]
    traces = [
        trace if layout.get("showlegend") or "label" in trace.get("meta", {}) else trace | {"showlegend": False}
        for trace in spec["data"]
    ]
    if layout.get("showlegend") or any(trace.get("showlegend") is not False for trace in traces):
        margin = {**layout.get("margin", {}), "t": _LEGEND}
        legend = {"y": 1.08 if "marks" in meta else 1.02}
        layout = layout | {"showlegend": True, "legend": legend, "margin": margin}
    kept = {key: value for key, value in meta.items() if key not in ("levels", "marks", "bands")}
    layout = layout | {"annotations": [*layout.get("annotations", []), *words], "meta": kept}
    return with_texts({"data": traces, "layout": layout})
