"""What the gradient before training says about training: the window of gains, and the trials behind the limits."""

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import plotly.graph_objects as go

from rnnviz.cells import CELLS
from rnnviz.figures.axes import log10_axis
from rnnviz.figures.theme import SHADES
from rnnviz.numerics.numerals import power_of_ten
from rnnviz.training.prediction import LIMITS, Limits, Trial, predict, trials
from rnnviz.training.runs import History
from rnnviz.training.statistics import Rate, success_rate

__all__ = ["Gain", "gains_of", "ratio_spec", "trials_figure", "trials_spec", "window_spec"]

_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up")


class Gain(NamedTuple):
    """What was found at a gain.

    Parameters
    ----------
    gain : float
        Of the recurrent weights.
    rate : Rate or None
        The share of ended runs that solved the task; None as long as none has ended.
    runs, planned : int
        How many have ended, of how many.
    log10_arriving : float
        log₁₀ of the gradient that arrives before training, mean over the seeds that have begun; NaN without any.
    """

    gain: float
    rate: Rate | None
    runs: int
    planned: int
    log10_arriving: float


def gains_of(runs: Sequence[History]) -> list[Gain]:
    """What there is at each gain, from runs that differ in gain and seed."""
    found = []
    for gain in sorted({run.training.network.gain for run in runs}):
        those = [run for run in runs if run.training.network.gain == gain]
        ended = [run for run in those if run.ended]
        rate = success_rate(sum(run.solved_at is not None for run in ended), len(ended)) if ended else None
        arriving = [predict(run.training, run.records[0].fade).log10_arriving for run in those if run.records]
        found.append(Gain(gain, rate, len(ended), len(those), float(np.mean(arriving)) if arriving else math.nan))
    return found


def window_spec(gains: Sequence[Gain], cell: str) -> dict[str, Any]:
    """The share of a cell's networks that learned at each gain, with its interval of 95 %."""
    colour = CELLS[cell].colour
    there = [(one, one.rate) for one in gains if one.rate is not None]
    points = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [one.gain for one, _ in there],
        "y": [rate.share for _, rate in there],
        "name": "solved",
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 8},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [rate.high - rate.share for _, rate in there],
            "arrayminus": [rate.share - rate.low for _, rate in there],
            "color": colour,
            "thickness": 1,
            "width": 4,
        },
        "customdata": [one.runs for one, _ in there],
        "hovertemplate": "gain %{x}: %{y:.0%} of %{customdata} seeds<extra></extra>",
    }
    y_axis = {"title": {"text": "seeds that learned"}, "range": [-0.04, 1.04], "tickformat": ".0%", "automargin": False}
    return _over_gains([points], y_axis, gains, height=240, title="")


def ratio_spec(gains: Sequence[Gain], cell: str) -> dict[str, Any]:
    """The gradient that arrives before training at each gain; shaded, where the cell is known to learn."""
    colour = CELLS[cell].colour
    values = np.array([one.log10_arriving for one in gains])
    shown = np.where(np.isfinite(values), values, np.nan)
    points = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [one.gain for one in gains],
        "y": shown,
        "name": "arrives",
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 8},
        "hovertemplate": "gain %{x}: %{text} arrives<extra></extra>",
        "meta": {"log10": True},
    }
    limits = LIMITS.get(cell)
    known = np.concatenate([shown[np.isfinite(shown)], limits.off if limits else (-1.0, 0.0)])
    y_axis = log10_axis(float(known.min()), float(known.max()), "arrives before")
    spec = _over_gains([points], y_axis, gains, height=220, title="gain of the recurrent weights")
    across = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "line": {"width": 0}, "layer": "below"}
    spec["layout"]["shapes"] = [
        across | {"y0": low, "y1": high, "fillcolor": shade}
        for (low, high), shade in (_shaded(limits) if limits else [])
    ]
    return spec


def _shaded(limits: Limits) -> list[tuple[tuple[float, float], str]]:
    return list(zip((limits.off, limits.enough), SHADES, strict=True))


def _over_gains(
    traces: list[dict[str, Any]], y_axis: dict[str, Any], gains: Sequence[Gain], *, height: int, title: str
) -> dict[str, Any]:
    low, high = gains[0].gain, gains[-1].gain
    room = 0.05 * (high - low) or 0.1
    return {
        "data": traces,
        "layout": {
            "height": height,
            "margin": {"l": 68, "r": 16, "t": 8, "b": 48 if title else 28, "autoexpand": False},
            "showlegend": False,
            "hovermode": "closest",
            "xaxis": {"title": {"text": title}, "range": [low - room, high + room], "automargin": False},
            "yaxis": y_axis,
        },
    }


def trials_figure(cell: str) -> go.Figure:
    """Draw the trials by which the limits of the prediction were found.

    Parameters
    ----------
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.

    Examples
    --------
    >>> [trace.name for trace in trials_figure("rnn").data]
    ['T = 10', 'T = 20', 'T = 40', 'T = 80']
    """
    return go.Figure(trials_spec(trials(), cell))


def trials_spec(found: Sequence[Trial], cell: str) -> dict[str, Any]:
    """What `trials_figure` draws, as plain data: how long each network took, on top those that failed."""
    those = [trial for trial in found if trial.task == "latch" and trial.cell == cell]
    most = 440
    traces = []
    for T, symbol in zip(sorted({trial.T for trial in those}), _SYMBOLS, strict=False):
        ones = [trial for trial in those if trial.T == T]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": f"T = {T}",
                "x": [min(max(-20.0, trial.log10_arriving), 10.0) for trial in ones],
                "y": [most if trial.solved is None else trial.solved for trial in ones],
                "text": [
                    f"{trial.network}, T = {trial.T}, seed {trial.seed}: "
                    + ("not learned" if trial.solved is None else f"learned in {trial.solved} updates")
                    + f"; {power_of_ten(trial.log10_arriving)}"
                    for trial in ones
                ],
                "marker": {"color": CELLS[cell].colour, "size": 7, "opacity": 0.6, "symbol": symbol},
                "hovertemplate": "%{text} arrived<extra></extra>",
            }
        )
    up = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}, "layer": "below"}
    return {
        "data": traces,
        "layout": {
            "height": 320,
            "margin": {"l": 92, "r": 16, "t": 10, "b": 48, "autoexpand": False},
            "showlegend": True,
            "hovermode": "closest",
            "shapes": [
                up | {"x0": low, "x1": high, "fillcolor": shade} for (low, high), shade in _shaded(LIMITS[cell])
            ],
            "xaxis": {
                "title": {"text": "gradient that arrives before training"},
                "range": [-21.5, 11.5],
                "tickvals": [-20, -10, 0, 10],
                "ticktext": ["≤10<sup>−20</sup>", "10<sup>−10</sup>", "1", "≥10<sup>10</sup>"],
                "automargin": False,
            },
            "yaxis": {
                "title": {"text": "updates until solved"},
                "range": [0, most + 25],
                "tickvals": [0, 100, 200, 300, 400, most],
                "ticktext": ["0", "100", "200", "300", "", "never"],
                "automargin": False,
            },
        },
    }
