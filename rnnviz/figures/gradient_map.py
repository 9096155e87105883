"""Size of the gradient over units and time, as a map whose colours mean the same for every cell."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.experiment.run import Result
from rnnviz.figures.axes import whole_steps
from rnnviz.figures.hover import drawable, with_texts
from rnnviz.figures.theme import SEQUENTIAL

__all__ = ["DECADES", "MAX_COLUMNS", "MapNumbers", "gradient_map", "map_numbers", "unit_sizes"]

#: Range of the colours, as powers of ten, the same for every map.
DECADES = (-16, 2)
#: Columns that are drawn at most; of the steps that share one the largest value is shown.
MAX_COLUMNS = 500


class MapNumbers(NamedTuple):
    """What is drawn.

    Parameters
    ----------
    log10 : numpy.ndarray, (n_a, columns)
        log₁₀ of each unit's gradient over the batch, relative to the whole gradient at the reference step; -inf where
        it is exactly 0, NaN where there is none.
    width : int
        Steps that share a column.
    """

    log10: NDArray[Any]
    width: int


def unit_sizes(result: Result, cell: str, state: str = "a") -> NDArray[np.float64]:
    """log₁₀ of the size of every unit's gradient at every step, as a share of the whole at the loss: (n_a, T)."""
    one = result.cells[cell]
    fade = one.fades[state]
    log10 = one.by_step[state].log10_norm(axis=(1,)) - fade.log10_reference
    log10[:, fade.reference :] = np.nan  # after the loss there is no gradient
    return log10


def map_numbers(result: Result, cell: str, state: str = "a") -> MapNumbers:
    """Compute what `gradient_map` draws."""
    log10 = unit_sizes(result, cell, state)
    n_a, T = log10.shape
    width = -(-T // MAX_COLUMNS)
    if width > 1:
        padded = np.full((n_a, -(-T // width) * width), np.nan)
        padded[:, :T] = log10
        log10 = np.fmax.reduce(padded.reshape(n_a, -1, width), axis=2)
    return MapNumbers(log10, width)


def gradient_map(result: Result, cell: str, state: str = "a", *, colorbar: bool = True) -> go.Figure:
    r"""Draw the size of :math:`dJ/da_j^{\langle t\rangle}` for every unit j and step t.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    state : str
        ``"a"``, or ``"c"`` for the LSTM's cell state.
    colorbar : bool
        Whether the figure explains its colours; not where maps that share them stand under one legend.

    Returns
    -------
    plotly.graph_objects.Figure
        One heatmap; its colours are fixed, so that maps can be compared.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> gradient_map(run(Scenario(n_a=16)), "lstm").data[0].z.shape
    (16, 100)
    """
    return go.Figure(with_texts(_spec(result, cell, state, colorbar=colorbar)))


def _spec(result: Result, cell: str, state: str = "a", *, colorbar: bool = True) -> dict[str, Any]:
    """What `gradient_map` draws, as plain data."""
    log10, width = map_numbers(result, cell, state)
    low, high = DECADES
    z = drawable(log10)
    together = "" if width == 1 else f" (largest of {width} steps)"
    nothing = {
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "text": "no numbers: NaN or Inf at every step",
        "showarrow": False,
    }
    heatmap = {
        "type": "heatmap",
        "z": z,
        "x0": 1 + (width - 1) / 2,
        "dx": width,
        "y0": 1,
        "dy": 1,
        "zmin": low,
        "zmax": high,
        "colorscale": SEQUENTIAL,
        "showscale": colorbar,
        "colorbar": {
            "tickvals": [low, low // 2, 0],
            "ticktext": [f"≤10<sup>{low}</sup>", f"10<sup>{low // 2}</sup>", "1"],
            "tickangle": 0,
        },
        "hovertemplate": f"unit %{{y}}, t = %{{x}}{together}: %{{text}}<extra></extra>",
        # After the loss there is no gradient, which is not one that has become no number.
        "meta": {"log10": True, "last": result.cells[cell].fades[state].reference, "beyond": "after the loss"},
    }
    return {
        "data": [heatmap],
        "layout": {
            "height": 300,
            "margin": {"l": 68, "r": 16, "t": 56 if colorbar else 8, "b": 48, "autoexpand": False},
            "meta": {"time_axis": True},
            "uirevision": "kept",
            "annotations": [nothing] if np.isnan(log10).all() else [],
            "xaxis": {
                "title": {"text": "time step t"},
                "range": [0.5, result.scenario.steps + 0.5],
                **whole_steps(result.scenario.steps),
                "automargin": False,
            },
            "yaxis": {
                "title": {"text": "unit"},
                "range": [len(z) + 0.5, 0.5],
                "tick0": 0,
                "dtick": next(d for d in (1, 2, 5, 10, 20, 50) if len(z) <= 6 * d),
                "automargin": False,
            },
        },
    }
