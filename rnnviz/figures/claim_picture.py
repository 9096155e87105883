"""What a paper claims, drawn: measured now as lines in the colours of their cells, what is expected dashed."""

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.figures.axes import log10_axis
from rnnviz.figures.names import alone, at_curves, marked
from rnnviz.figures.theme import OTHERS, signal_colour
from rnnviz.figures.words import power_of_ten
from rnnviz.numerics.numerals import numeral
from rnnviz.papers import Claim
from rnnviz.papers.study import Kind, Picture

__all__ = ["claim_picture", "claim_spec", "colour_of", "describe_claim"]

_COLOURS: Final = {
    **{name: cell.colour for name, cell in CELLS.items()},
    "c": signal_colour("lstm", "c"),
    "other": OTHERS[0],
    "another": OTHERS[1],
}


def colour_of(kind: Kind) -> str:
    """Colour of what is measured.

    Examples
    --------
    >>> colour_of("rnn") == CELLS["rnn"].colour
    True
    """
    return _COLOURS[kind]


def claim_picture(claim: Claim, **values: float) -> go.Figure:
    """Draw a claim, measured anew.

    Parameters
    ----------
    claim : Claim
        From `rnnviz.papers.CLAIMS`.
    **values : float
        Of its knobs; those that are not given have the paper's own value.

    Returns
    -------
    plotly.graph_objects.Figure
        One line or set of points a series.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> [trace.name for trace in claim_picture(CLAIMS[0], rho=0.95).data]
    ['measured in a linear RNN', '0.95 to the steps']
    """
    own = {knob.name: knob.value for knob in claim.study.knobs}
    return go.Figure(alone(claim_spec(claim.study.picture(**own | values))))


def claim_spec(picture: Picture) -> dict[str, Any]:
    """What `claim_picture` draws, as plain data."""
    traces = []
    for name, x, y, kind, points in picture.series:
        traces.append(
            {
                "type": "scatter",
                "name": name,
                "x": x,
                "y": np.where(np.isfinite(y), y, np.nan),
                **_style(kind, points=points),
                "text": [_value(v, log10=picture.log10) for v in y.tolist()],
                "hovertemplate": f"{name}<br>{picture.x_label} %{{x:.4~g}}: %{{text}}<extra></extra>",
                "meta": {"neutral": kind == "expected"},
            }
        )
    x = np.concatenate([one.x for one in picture.series])
    low, high = _ends(np.concatenate([one.y for one in picture.series]), 1.0 if picture.log10 else 0.0)
    room = 0.06 * (high - low)
    linear = {"title": {"text": picture.y_label}, "range": [low - room, high + room], "automargin": False}
    x_low, x_high = _ends(x, 0.0)
    x_room = 0.02 * (x_high - x_low)
    layout = {
        "height": 360,
        "margin": {"l": 72, "r": 20, "t": 10, "b": 48, "autoexpand": False},
        "hovermode": "closest",
        "xaxis": {
            "title": {"text": picture.x_label},
            "range": [x_low - x_room, x_high + x_room][:: -1 if picture.backwards else 1],
            "automargin": False,
        },
        "yaxis": log10_axis(low, high, picture.y_label) if picture.log10 else linear,
    }
    named = at_curves(traces)
    return {"data": named["data"], "layout": marked(layout | named["layout"], marks=picture.marks)}


def describe_claim(claim: Claim, picture: Picture) -> str:
    """Text alternative of the figure.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> describe_claim(CLAIMS[0], CLAIMS[0].study.picture(rho=0.9, n_a=4))[:61]
    'Powers of the spectral radius: gradient size, at the last ste'
    """
    names = "; ".join(one.name for one in picture.series)
    return f"{claim.title}: {picture.y_label} over {picture.x_label}. Drawn are {names}. {picture.says}"


def _style(kind: Kind, *, points: bool) -> dict[str, Any]:
    """How a series is drawn; what is expected gets the colour of the page's text."""
    if kind == "expected":
        if points:
            return {"mode": "markers", "marker": {"size": 9, "symbol": "x-thin", "line": {"width": 2.5}}}
        return {"mode": "lines", "line": {"width": 2, "dash": "dash"}}
    colour = _COLOURS[kind]
    if points:
        return {"mode": "markers", "marker": {"color": colour, "size": 7}}
    return {"mode": "lines", "line": {"color": colour, "width": 2.5}}


def _value(value: float, *, log10: bool) -> str:
    return power_of_ten(value) if log10 else numeral(value)


def _ends(values: NDArray[Any], least: float) -> tuple[float, float]:
    """From the smallest to the largest number, at least so far apart."""
    finite = values[np.isfinite(values)]
    low, high = float(finite.min()), float(finite.max())
    gap = max(0.0, (least or 1e-9) - (high - low)) / 2
    return low - gap, high + gap
