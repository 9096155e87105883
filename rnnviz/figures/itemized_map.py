"""Which loss reaches which step: the itemised gradient as a map, loss step against time."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from rnnviz.cells import CELLS
from rnnviz.figures.axes import time_axis
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.hover import drawable, with_texts
from rnnviz.figures.theme import SEQUENTIAL
from rnnviz.figures.words import power_of_ten
from rnnviz.gradient_flow.itemized import Itemized

__all__ = ["describe_itemized", "itemized_map", "itemized_spec", "weights_in_words"]


def itemized_map(cell: str, itemized: Itemized, state: str = "a", *, colorbar: bool = True) -> go.Figure:
    r"""Draw :math:`\lVert \partial J_s / \partial a^{\langle t\rangle} \rVert` for every loss step s and step t.

    Parameters
    ----------
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    itemized : Itemized
        From `rnnviz.analysis.diagnosis.itemize`.
    state : str
        ``"a"``, or ``"c"`` for the LSTM's cell state.
    colorbar : bool
        Whether the figure explains its colours.

    Returns
    -------
    plotly.graph_objects.Figure
        One heatmap; every row is relative to the gradient at its own loss, and the colours are fixed.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import itemize
    >>> result = run(Scenario(n_a=4, T_x=9))
    >>> itemized_map("rnn", itemize(result, "rnn")).data[0].z.shape
    (9, 9)
    """
    return go.Figure(with_texts(itemized_spec(cell, itemized, state, colorbar=colorbar)))


def itemized_spec(cell: str, itemized: Itemized, state: str = "a", *, colorbar: bool = False) -> dict[str, Any]:
    """What `itemized_map` draws, as plain data."""
    log10, losses = itemized.states[state], itemized.losses
    T = log10.shape[1]
    at_own = log10[np.arange(len(losses)), losses - 1]
    with np.errstate(invalid="ignore"):
        relative = log10 - np.where(np.isfinite(at_own), at_own, 0.0)[:, None]
    later = np.arange(1, T + 1) > losses[:, None]
    z = np.where(later, np.nan, drawable(relative)).astype(np.float32)
    low, high = DECADES
    spike = {
        "showspikes": True,
        "spikemode": "across",
        "spikesnap": "hovered data",
        "spikethickness": 1,
        "spikedash": "solid",
    }
    return {
        "data": [
            {
                "type": "heatmap",
                "z": z,
                "x0": 1,
                "dx": 1,
                "y": losses,
                "zmin": low,
                "zmax": high,
                "colorscale": SEQUENTIAL,
                "showscale": colorbar,
                "hovertemplate": "loss at s = %{y}, felt at t = %{x}: %{text}<extra></extra>",
                # A loss is felt at no later step: there is nothing, which is not a gradient that is no number.
                "meta": {"log10": True, "last": losses, "beyond": "no loss"},
            }
        ],
        "layout": {
            "height": 360,
            "margin": {"l": 68, "r": 16, "t": 56 if colorbar else 8, "b": 48, "autoexpand": False},
            "meta": {"time_axis": True, "clickable": True},
            "xaxis": time_axis(T, "felt at step t") | spike,
            "yaxis": {
                "title": {"text": "loss at step s"},
                "range": [T + 0.5, 0.5],
                "automargin": False,
                **spike,
            },
        },
    }


def describe_itemized(cell: str, itemized: Itemized, state: str = "a") -> str:
    """Text alternative of the map.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import itemize
    >>> describe_itemized("rnn", itemize(run(Scenario(n_a=4, T_x=9)), "rnn"))[:70]
    "RNN: how much of each step's loss is felt at each step before it, as c"
    """
    log10, losses = itemized.states[state], itemized.losses
    rows = sorted({len(losses) // 2, len(losses) - 1}, reverse=True)
    with np.errstate(invalid="ignore"):
        left = {int(losses[row]): float(log10[row, 0] - log10[row, losses[row] - 1]) for row in rows}
    parts = [f"of the loss at step {loss} {power_of_ten(value)}" for loss, value in left.items()]
    return (
        f"{CELLS[cell].label}: how much of each step's loss is felt at each step before it, as colour. Left at step 1: "
        f"{', '.join(parts)}."
    )


def weights_in_words(cell: str, itemized: Itemized) -> str:
    """What the recurrence's weights receive from single losses: the margin of the map.

    Examples
    --------
    >>> import numpy as np
    >>> some = Itemized(np.array([1, 5]), {}, np.array([-1.0, 0.3]))
    >>> weights_in_words("rnn", some)
    'What the weights of the RNN receive: most from the loss at step 5, least from that at step 1, 0.050 as much.'
    """
    sizes = itemized.weights
    label = CELLS[cell].label
    if not np.isfinite(sizes).all():
        return f"What the weights of the {label} receive cannot be compared: from some losses it is 0, or no number."
    if len(sizes) == 1:
        return f"The weights of the {label} receive all from one loss."
    most, least = int(sizes.argmax()), int(sizes.argmin())
    return (
        f"What the weights of the {label} receive: most from the loss at step {itemized.losses[most]}, least from that "
        f"at step {itemized.losses[least]}, {power_of_ten(float(sizes[least] - sizes[most]))} as much."
    )
