"""The gradient as it is, and as it would be with each remedy that is better, on one log₁₀ axis."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from rnnviz.analysis.remedies import Remedied, ranked, worsens
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.axes import log10_axis, time_axis
from rnnviz.figures.names import NOTHING_LOST, alone, at_curves, marked
from rnnviz.figures.theme import signal_colour
from rnnviz.figures.words import power_of_ten
from rnnviz.gradient_flow.fade import Fade

__all__ = ["describe_remedies", "remedy_fades", "remedy_spec"]


def remedy_fades(result: Result, remedied: Sequence[Remedied], cell: str) -> go.Figure:
    """Draw the size of a cell's gradient against time, as it is and with the remedies for the cell, the best first.

    Parameters
    ----------
    result : Result
        As it is.
    remedied : sequence of Remedied
        From `rnnviz.analysis.remedies.remedied`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.

    Returns
    -------
    plotly.graph_objects.Figure
        A line for each of the best three, but for what makes it worse; the range is the same for every cell.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.remedies import remedied, remedies
    >>> scenario = Scenario(n_a=16, init="glorot")
    >>> found = [remedied(remedy) for remedy in remedies(scenario)]
    >>> [trace.name for trace in remedy_fades(run(scenario), found, "rnn").data]
    ['as it is', 'gain tuned', 'IRNN', 'orthogonal']
    """
    return go.Figure(alone(remedy_spec(result, remedied, cell)))


def remedy_spec(result: Result, remedied: Sequence[Remedied], cell: str) -> dict[str, Any]:
    """What `remedy_fades` draws, as plain data."""
    fades = _fades(result, remedied, cell)
    lines = [
        {
            "type": "scatter",
            "x": np.arange(1, len(fade.relative) + 1),
            "y": np.where(fade.relative == np.inf, np.nan, fade.relative),  # -inf is read out as 0
            "name": SHORT.get(name, name),
            "mode": "lines" if len(fade.relative) > 1 else "markers",
            "line": line,
            "hovertemplate": f"{name}, t = %{{x}}: 10<sup>%{{y:.2f}}</sup><extra></extra>",
            "meta": {"log10": True, "neutral": name != AS_IT_IS},
        }
        for (name, fade), line in zip(fades.items(), [_as_it_is(cell), *REMEDIES], strict=False)
    ]
    drawn = [_fades(result, remedied, one) for one in result.cells]
    all_of_them = [fade.relative for fades in drawn for fade in fades.values()]
    finite = np.concatenate([values[np.isfinite(values)] for values in all_of_them] + [np.zeros(1)])
    low, high = min(float(finite.min()), -1.0), max(float(finite.max()), 0.0)
    high += 0.06 * (high - low)  # room for names above what comes nearest to 1
    layout = {
        "height": 280,
        "margin": {"l": 68, "r": 16, "t": 10, "b": 48, "autoexpand": False},
        "meta": {"time_axis": True},
        "xaxis": time_axis(result.scenario.steps),
        "yaxis": log10_axis(low, high, "gradient size, at the loss = 1"),
    }
    named = at_curves(lines)
    return {"data": named["data"], "layout": marked(layout | named["layout"], levels=[NOTHING_LOST])}


AS_IT_IS = "as it is"
#: What they are called at their curves.
SHORT = {
    "Gain tuned to ×1": "gain tuned",
    "Identity and ReLU (IRNN)": "IRNN",
    "Orthogonal weights": "orthogonal",
    "Forget bias 1": "bias 1",
    "Forget bias tuned to ×1": "bias tuned",
    "Update bias 1": "bias 1",
    "Update bias tuned to ×1": "bias tuned",
    "Chrono": "chrono",
    "Input scaled": "input scaled",
}
#: Lines of the remedies, in the order of their rank: the best three are drawn. What is not there yet has no colour.
REMEDIES = tuple({"width": 2, "dash": dash} for dash in ("dash", "dot", "dashdot"))


def _as_it_is(cell: str) -> dict[str, Any]:
    return {"width": 2.5, "dash": "solid", "color": signal_colour(cell, "a")}


def _fades(result: Result, remedied: Sequence[Remedied], cell: str) -> Mapping[str, Fade]:
    """By name: as it is first, then the remedies for this cell, the best first; none that makes it worse."""
    now = result.cells[cell].fades["a"]
    better = [one for one in ranked(remedied, cell) if not worsens(one, now)]
    return {AS_IT_IS: now} | {one.remedy.name: one.fades[cell] for one in better[: len(REMEDIES)]}


def describe_remedies(result: Result, remedied: Sequence[Remedied], cell: str) -> str:
    """Text alternative of the figure."""
    parts = [f"{name} {power_of_ten(fade.left)}" for name, fade in _fades(result, remedied, cell).items()]
    return f"{CELLS[cell].label}: what is left of the gradient at step 1, {', '.join(parts)}."
