"""Maps over two settings: the factor a step, or what is left of the gradient, at every point of a sweep."""

import math
from typing import Any, Final, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.cells import CELLS, reads
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.sweep import RANGES, Means, Sweep
from rnnviz.figures.theme import DIVERGING, HERE
from rnnviz.figures.words import factor_in_words, power_of_ten

__all__ = ["AXES", "QUANTITIES", "Quantity", "describe_sweep", "nearest_to_one", "sweep_map", "sweep_spec"]

Quantity = Literal["factor", "left"]

#: What can be drawn, in the order in which `rnnviz.experiment.sweep.measure` gives it.
QUANTITIES: Final[dict[Quantity, str]] = {"factor": "factor a step", "left": "gradient left at step 1"}
#: The settings, as the controls call them.
AXES: Final = {name: SETTINGS[name].called(name) for name in RANGES}
#: Of the colours, as log₁₀: 1, where the gradient keeps its size, is in the middle.
_RANGES: Final[dict[Quantity, float]] = {"factor": math.log10(2), "left": 16.0}
_TICKS: Final[dict[Quantity, dict[float, str]]] = {
    "factor": {
        math.log10(at): text
        for at, text in zip((0.5, 0.7, 1, 1.4, 2), ("≤×0.5", "×0.7", "×1", "×1.4", "≥×2"), strict=True)
    },
    "left": {
        -16.0: "≤10<sup>−16</sup>",
        -8.0: "10<sup>−8</sup>",
        0.0: "1",
        8.0: "10<sup>8</sup>",
        16.0: "≥10<sup>16</sup>",
    },
}
_SILENT: Final = {"hoverinfo": "skip", "showlegend": False}


def sweep_map(
    plan: Sweep, found: Means, cell: str, quantity: Quantity = "factor", present: tuple[float, float] | None = None
) -> go.Figure:
    """Draw a sweep of one cell.

    Parameters
    ----------
    plan : Sweep
        The grid.
    found : Means
        What was measured so far, from `rnnviz.experiment.sweep.means`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    quantity : str
        ``"factor"`` a step, or what is ``"left"`` at step 1.
    present : (float, float), optional
        The point to mark.

    Returns
    -------
    plotly.graph_objects.Figure
        One heatmap with the colour of 1 in the middle; once it is complete, a line where the gradient keeps its size.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> from rnnviz.experiment.sweep import Measured, means
    >>> plan = Sweep(Scenario(cells=("rnn",)), "gain", "n_a", (0.5, 1.0), (4, 8))
    >>> found = means(plan, [Measured(1, 0, 0, {"rnn": (-0.1, -9.9)})])
    >>> sweep_map(plan, found, "rnn").data[0].z.tolist()
    [[nan, -0.10000000149011612], [nan, nan]]
    """
    return go.Figure(sweep_spec(plan, found, cell, quantity, present))


def sweep_spec(
    plan: Sweep, found: Means, cell: str, quantity: Quantity = "factor", present: tuple[float, float] | None = None
) -> dict[str, Any]:
    """What `sweep_map` draws, as plain data."""
    log10 = _log10(found, cell, quantity)
    z = np.where(log10 == -np.inf, -9999.0, log10).astype(np.float32)
    limit = _RANGES[quantity]
    x, y = np.asarray(plan.xs, float), np.asarray(plan.ys, float)
    heatmap = {
        "type": "heatmap",
        "z": z,
        "x": x,
        "y": y,
        "text": [[_point_in_words(plan, found, log10, quantity, r, c) for c in range(x.size)] for r in range(y.size)],
        "zmin": -limit,
        "zmax": limit,
        "colorscale": DIVERGING,
        "colorbar": {
            "tickvals": list(_TICKS[quantity]),
            "ticktext": list(_TICKS[quantity].values()),
            "tickangle": 0,
            "len": 1,
        },
        "hovertemplate": "%{text}<extra></extra>",
    }
    traces: list[dict[str, Any]] = [heatmap]
    if min(x.size, y.size) > 1 and not np.isnan(z).any():
        contours = {"start": 0, "end": 0, "size": 1, "coloring": "none"}
        line = {"width": 1.5, "dash": "dot"}
        keeps = {"type": "contour", "z": z, "x": x, "y": y, "contours": contours, "line": line}
        traces.append({**keeps, **_SILENT, "showscale": False, "meta": {"neutral": True}})
    if present is not None:
        inside, edge = HERE
        marker = {"size": 11, "color": inside, "line": {"color": edge, "width": 2.5}}
        here = {"type": "scatter", "mode": "markers", "x": [present[0]], "y": [present[1]], "marker": marker}
        traces.append({**here, **_SILENT, "cliponaxis": False})
    return {
        "data": traces,
        "layout": {
            "height": 380,
            "margin": {"l": 68, "r": 20, "t": 48, "b": 48, "autoexpand": False},
            "meta": {"clickable": True},
            "xaxis": {"title": {"text": AXES[plan.across]}, "range": _ends(x), "automargin": False, "showgrid": False},
            "yaxis": {"title": {"text": AXES[plan.up]}, "range": _ends(y), "automargin": False, "showgrid": False},
        },
    }


def nearest_to_one(plan: Sweep, found: Means, cell: str, quantity: Quantity) -> str:
    """Where the gradient comes nearest to keeping its size.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> from rnnviz.experiment.sweep import Measured, means
    >>> plan = Sweep(Scenario(cells=("rnn",)), "gain", "n_a", (0.5, 1.0), (4, 8))
    >>> parts = [Measured(0, 0, 0, {"rnn": (-0.4, -40.0)}), Measured(1, 0, 0, {"rnn": (-0.1, -9.9)})]
    >>> nearest_to_one(plan, means(plan, parts), "rnn", "factor")
    'The RNN comes nearest to keeping its gradient at gain 1, n_a 4: ×0.794 a step.'
    """
    log10 = _log10(found, cell, quantity)
    if not np.isfinite(log10).any():
        return f"The {CELLS[cell].label} has no gradient to measure at any of the points."
    row, column = divmod(int(np.nanargmin(np.abs(log10))), log10.shape[1])
    point = {plan.across: plan.xs[column], plan.up: plan.ys[row]}
    where = ", ".join(f"{_short(k)} {v:g}" for k, v in point.items() if reads([cell], k))
    return (
        f"The {CELLS[cell].label} comes nearest to keeping its gradient at {where}: "
        f"{_in_words(float(log10[row, column]), quantity)}."
    )


def describe_sweep(plan: Sweep, found: Means, cell: str, quantity: Quantity) -> str:
    """Text alternative of the map."""
    log10 = _log10(found, cell, quantity)
    finite = log10[np.isfinite(log10)]
    span = (
        f" Measured at {int((found.draws > 0).sum())} of {found.draws.size} points so far, "
        f"from {_in_words(float(finite.min()), quantity)} to {_in_words(float(finite.max()), quantity)}. "
        f"{nearest_to_one(plan, found, cell, quantity)}"
        if finite.size
        else ""
    )
    return (
        f"{CELLS[cell].label}: {QUANTITIES[quantity]} as colour, over {AXES[plan.across]} from {plan.xs[0]:g} to "
        f"{plan.xs[-1]:g}, from left to right, and {AXES[plan.up]} from {plan.ys[0]:g} to {plan.ys[-1]:g}, from bottom "
        f"to top.{span} The same settings can be chosen with the controls of the page."
    )


def _log10(found: Means, cell: str, quantity: Quantity) -> NDArray[Any]:
    return np.asarray(found.log10[cell][list(QUANTITIES).index(quantity)])


def _short(field: str) -> str:
    return field.replace("_", " ") if field in ("forget_bias", "update_bias", "input_scale") else field


def _in_words(log10: float, quantity: Quantity) -> str:
    if math.isnan(log10):
        return "no number"
    if quantity == "left":
        return f"{power_of_ten(log10)} left at step 1"
    return f"{factor_in_words(10.0**log10) if -300 < log10 < 300 else f'×{power_of_ten(log10)}'} a step"


def _point_in_words(plan: Sweep, found: Means, log10: NDArray[Any], quantity: Quantity, row: int, column: int) -> str:
    draws = int(found.draws[row, column])
    if not draws:
        return "not computed yet"
    over = "" if draws == 1 else f", mean of {draws} draws"
    where = f"{_short(plan.across)} {plan.xs[column]:g}, {_short(plan.up)} {plan.ys[row]:g}"
    return f"{where}: {_in_words(float(log10[row, column]), quantity)}{over}"


def _ends(values: NDArray[Any]) -> list[float]:
    """From edge to edge of the outermost points."""
    if values.size == 1:
        return [float(values[0]) - 0.5, float(values[0]) + 0.5]
    return [float(values[0] - (values[1] - values[0]) / 2), float(values[-1] + (values[-1] - values[-2]) / 2)]
