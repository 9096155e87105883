"""A gate, a state or the gradient at one, as a map of units and time whose colours mean the same everywhere.

The scales are in `rnnviz.figures.unit_scales`, the page's own maps in `rnnviz.figures.unit_panels` and
`rnnviz.figures.coloured_text`; all of them are found here, too.
"""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.analysis.sequence import SignedLog, view_sequence
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import Result
from rnnviz.figures.axes import whole_steps
from rnnviz.figures.coloured_text import coloured_text, text_sources
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.theme import DIVERGING, SEQUENTIAL
from rnnviz.figures.unit_orders import ORDERS, unit_order
from rnnviz.figures.unit_panels import map_sections
from rnnviz.figures.unit_scales import SIGNED_TICKS, gradient_position, is_gate, signed_position
from rnnviz.numerics.numerals import numeral, power_of_ten

__all__ = [
    "ORDERS",
    "coloured_text",
    "gradient_position",
    "map_sections",
    "signed_position",
    "text_sources",
    "unit_map",
    "unit_order",
]

Array = NDArray[Any]


def unit_map(result: Result, cell: str, signal: str, *, sequence: int = 1, order: str = "number") -> go.Figure:
    """Draw a gate, a state or the gradient at one, for every unit and step of one sequence.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    signal : str
        ``"f"``, ``"i"``, ``"cct"``, ``"o"``, ``"c"``, ``"a"``; with ``"d"`` before it, as in ``"dz_f"``, ``"dc"``,
        ``"da"``, the gradient at a pre-activation or state.
    sequence : int
        Number of the sequence in the batch, counted from 1.
    order : str
        Of the units: ``"number"``, ``"similarity"`` or ``"memory"``.

    Returns
    -------
    plotly.graph_objects.Figure
        One heatmap.

    Raises
    ------
    RnnvizError
        If there is no such cell, sequence, signal or order.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> unit_map(run(Scenario(n_a=16)), "lstm", "dz_f").data[0].z.shape
    (16, 100)
    """
    view = view_sequence(result, cell, sequence)
    names = [*view.signals, *(f"d{key}" for key in view.gradients if key != "x")]
    if signal not in names:
        raise RnnvizError(f"unit_map: signal must be one of {', '.join(names)}; got {signal!r}.")
    if order not in ORDERS:
        raise RnnvizError(f"unit_map: order must be one of {', '.join(ORDERS)}; got {order!r}.")
    units = unit_order(result, cell, order)
    if signal in view.signals:
        drawn = _values_drawn(view.signals[signal][units], gate=is_gate(result, cell, signal))
    else:
        drawn = _gradient_drawn(SignedLog(*(part[units] for part in view.gradients[signal[1:]])))
    heatmap = go.Heatmap(
        z=drawn.z,
        customdata=drawn.values,
        text=drawn.texts,
        x0=1,
        dx=1,
        zmin=0 if drawn.gate else -1,
        zmax=1,
        colorscale=SEQUENTIAL if drawn.gate else DIVERGING,
        colorbar=drawn.ticks,
        hovertemplate="unit %{y}, t = %{x}: %{text}<extra></extra>",
    )
    steps = result.scenario.steps
    return go.Figure(
        heatmap,
        {
            "height": 300,
            "xaxis": {"title": {"text": "time step t"}, "range": [0.5, steps + 0.5], **whole_steps(steps)},
            "yaxis": {
                "title": {"text": "unit"},
                "range": [len(units) - 0.5, -0.5],
                "tickvals": np.arange(len(units))[:: -(-len(units) // 16)],
                "ticktext": (units + 1)[:: -(-len(units) // 16)],
            },
        },
    )


class _Drawn(NamedTuple):
    """What a map draws: places on its scale, (n_a, T), the values they stand for, as numbers and as texts; ticks."""

    z: Array
    values: Array
    texts: list[list[str]]
    ticks: dict[str, Any]
    gate: bool = False


def _values_drawn(values: Array, *, gate: bool) -> _Drawn:
    texts = [[numeral(value, 3) for value in row] for row in values.tolist()]
    if gate:
        return _Drawn(values, values, texts, {}, gate=True)
    ticks = {"tickvals": signed_position(np.array(SIGNED_TICKS)), "ticktext": SIGNED_TICKS}
    return _Drawn(signed_position(values), values, texts, ticks)


def _gradient_drawn(gradient: SignedLog) -> _Drawn:
    texts = [
        [_signed_power(sign, log10) for sign, log10 in zip(*row, strict=True)]
        for row in zip(gradient.sign.tolist(), gradient.log10.tolist(), strict=True)
    ]
    low, high = DECADES
    middle, end = f"10<sup>{(low + high) // 2}</sup>", f"10<sup>{high}</sup>"
    names = [f"−{end}", f"−{middle}", f"≤10<sup>{low}</sup>", middle, end]
    ticks = {"tickvals": [-1, -0.5, 0, 0.5, 1], "ticktext": names}
    return _Drawn(gradient_position(gradient), gradient.log10, texts, ticks)


def _signed_power(sign: int, log10: float) -> str:
    return ("−" if sign < 0 else "") + power_of_ten(log10)
