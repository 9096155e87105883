"""Size of the gradient against time, RNN and LSTM on one log₁₀ axis."""

from typing import Any, Final, NamedTuple

import numpy as np
import plotly.graph_objects as go

from rnnviz.experiment.run import Result
from rnnviz.figures.axes import whole_decades, whole_steps
from rnnviz.figures.names import NOTHING_LOST, alone, marked
from rnnviz.figures.theme import paler, signal_colour
from rnnviz.figures.words import label_of
from rnnviz.gradient_flow.fade import FLOAT64_FLOOR

__all__ = ["PENS", "Curve", "FadeNumbers", "fade_numbers", "fade_spec", "gradient_fade"]

Array = np.ndarray[tuple[int], np.dtype[np.float64]]


class Curve(NamedTuple):
    """One curve: log₁₀ of the gradient's size relative to the reference step; -inf where it is exactly 0.

    Where it is pinned beside the result that is shown, ``pinned`` is what that one is called; before ``until`` a 0
    means that nothing arrives: after a loss nothing has been there.
    """

    cell: str
    state: str
    relative: Array
    until: float
    pinned: str = ""


class FadeNumbers(NamedTuple):
    """What is drawn.

    Parameters
    ----------
    steps : numpy.ndarray, (T,)
        1 to T, of the longer result.
    curves : list of Curve
        One for each cell and state, those of the pinned result last.
    floor : float
        log₁₀ of the smallest normal float64, relative to the largest gradient at the reference.
    low, high : float
        Range of the axis.
    loss_step : int or None
        Where the loss is, if that is not the last step.
    """

    steps: Array
    curves: list[Curve]
    floor: float
    low: float
    high: float
    loss_step: int | None


def fade_numbers(result: Result, pinned: Result | None = None, name: str = "pinned") -> FadeNumbers:
    """Compute what `gradient_fade` draws."""
    curves, references = [], []
    last, until = result.scenario.last_loss_step, _felt_until(result)
    for label, cell in result.cells.items():
        for state, fade in cell.fades.items():
            curves.append(Curve(label, state, fade.relative, until))
            references.append(fade.log10_norm[fade.reference - 1])
    if pinned is not None:
        at = _felt_until(pinned)
        for label, cell in pinned.cells.items():
            curves += [Curve(label, state, fade.relative, at, name) for state, fade in cell.fades.items()]
    finite = np.concatenate([curve.relative[np.isfinite(curve.relative)] for curve in curves] + [np.zeros(1)])
    known = [r for r in references if np.isfinite(r)]
    floor = FLOAT64_FLOOR - max(known, default=0.0)
    low, high = min(float(finite.min()), -1.0), float(finite.max())
    high = max(high, 0.0 if low < -1 else 1.0)  # what stays near 1 stands in the middle
    room = 0.06 * (high - low)
    steps = np.arange(1.0, max(len(curve.relative) for curve in curves) + 1)
    loss_step = None if last == len(steps) else last
    return FadeNumbers(steps, curves, floor, low - room, high + room, loss_step)


def _felt_until(result: Result) -> float:
    last = result.scenario.last_loss_step
    return np.inf if last == result.scenario.steps else last


def gradient_fade(result: Result, pinned: Result | None = None) -> go.Figure:
    r"""Draw :math:`\lVert dJ/da^{\langle t\rangle} \rVert` relative to its size where the loss is, for every cell.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    pinned : Result, optional
        Another one, to be drawn beside it: thinner, paler and broken.

    Returns
    -------
    plotly.graph_objects.Figure
        One line for each cell and state, a line at 1, and, where the curves come near it, one at the float64 floor.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> [trace.name for trace in gradient_fade(run(Scenario())).data]
    ['RNN', 'LSTM', 'LSTM, cell state c']
    """
    return go.Figure(alone(fade_spec(result, pinned)))


def fade_spec(result: Result, pinned: Result | None = None, name: str = "pinned") -> dict[str, Any]:
    """What `gradient_fade` draws, as plain data; the page puts the names of curves and levels where no curve is."""
    numbers = fade_numbers(result, pinned, name)
    levels = [NOTHING_LOST]
    if numbers.low < numbers.floor:
        levels.append((numbers.floor, "below: too small for a float64"))
    marks = [] if numbers.loss_step is None else [(numbers.loss_step, "the loss looks here")]
    layout = {
        "height": 340 if pinned is None else 440,  # twice as many curves to be named
        # Fixed margins: to measure labels and shift the plot is a fifth of the time of a redraw.
        "margin": {"l": 68, "r": 16, "t": 10, "b": 48, "autoexpand": False},
        "meta": {"time_axis": True, "bands": True},
        "showlegend": False,
        "uirevision": "kept",
        "xaxis": {
            "title": {"text": "time step t  (right to left ←)"},
            "range": _time_range(numbers.steps),
            **whole_steps(len(numbers.steps)),
            "automargin": False,
        },
        "yaxis": {
            "title": {"text": "gradient size, at the loss = 1"},
            "range": [numbers.low, numbers.high],
            "automargin": False,
            "tickprefix": "10<sup>",
            "ticksuffix": "</sup>",
            "exponentformat": "none",
            "dtick": whole_decades(numbers.high - numbers.low),
        },
    }
    traces = [trace for curve in numbers.curves for trace in _traces(numbers, curve)]
    return {"data": traces, "layout": marked(layout, levels, marks)}


def _traces(numbers: FadeNumbers, curve: Curve) -> list[dict[str, Any]]:
    """The line of a curve, and marks at the steps where it is exactly 0."""
    label, colour = label_of(curve.cell, curve.state), signal_colour(curve.cell, curve.state)
    steps, pen = numbers.steps[: len(curve.relative)], PENS[curve.state == "a", bool(curve.pinned)]
    if curve.pinned:
        label, colour = f"{label}, {curve.pinned}", paler(colour)
    # Zeros after the loss say nothing: no gradient has been there.
    zero = (curve.relative == -np.inf) & (steps < curve.until)
    # Plotly leaves a gap at all that is not finite; -inf is read out as 0, which it is, and the rest as NaN.
    shown = np.where(curve.relative == np.inf, np.nan, curve.relative)
    line = {
        "type": "scatter",
        "x": steps,
        "y": shown,
        "name": label,
        "mode": "lines+markers" if np.isfinite(shown).sum() < 2 else "lines",
        "line": {"color": colour, **pen},
        "hovertemplate": f"{label}, t = %{{x}}: %{{text}}<extra></extra>",
        "meta": {"log10": True, "label": label},
    }
    if not zero.any():
        return [line]
    marks = {
        "type": "scatter",
        "x": steps[zero],
        "y": np.full(zero.sum(), numbers.low),
        "name": f"{label}: exactly 0",
        "mode": "markers",
        "marker": {"color": colour, "symbol": "triangle-down-open", "size": 7},
        "hovertemplate": f"{label}, t = %{{x}}: exactly 0<extra></extra>",
        "cliponaxis": False,
        "meta": {"readout": False},
    }
    return [line, marks]


#: How lines are drawn: whether at the hidden state, whether pinned.
PENS: Final = {
    (True, False): {"width": 2.5, "dash": "solid"},
    (False, False): {"width": 2.5, "dash": "dot"},
    (True, True): {"width": 1.5, "dash": "dash"},
    (False, True): {"width": 1.5, "dash": "dashdot"},
}


def _time_range(steps: Array) -> list[float]:
    last = float(steps[-1])
    # There is no step 0, and no tick for one.
    return [0.5, 1.5] if last == 1 else [max(1 - 0.01 * last, 0.01), last + 0.01 * last]
