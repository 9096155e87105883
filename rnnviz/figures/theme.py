"""Every colour that no cell owns, and the two Plotly templates (light and dark) that carry the neutral ones.

A figure names only the colours that mean something: a cell kind, a gate, a scale. Grid, text and background are left
to `TEMPLATES`, which the page applies in the browser, so one figure serves both themes.

Cell kinds are from Okabe and Ito (2008), https://jfly.uni-koeln.de/color/. The gate colours were searched for: at
least 3:1 against white and against ``#0e1117``, and as far as possible (OKLab distance at least 0.11 from each other
and 0.07 from the cell kinds) for normal sight and for simulated protanopia, deuteranopia and tritanopia (Machado et al.
2009). Causes and others were searched for in the same way, away from the hue of the LSTM's blue: at least 0.07 from
every gate and state for normal sight, 0.13 from that blue, and 0.05 from the cell kinds for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from rnnviz.cells import CELLS

__all__ = [
    "CAUSES",
    "DIVERGING",
    "DIVERGING_DARK",
    "FONT_FAMILY",
    "FONT_SIZE",
    "HERE",
    "NEUTRAL",
    "OTHERS",
    "SEQUENTIAL",
    "SHADES",
    "TEMPLATES",
    "Scale",
    "cause_colour",
    "colours_of",
    "faint",
    "paler",
    "signal_colour",
]


def signal_colour(cell: str, key: str) -> str:
    """Colour of a gate or state, which the cell itself has chosen.

    Examples
    --------
    >>> signal_colour("rnn", "a") == CELLS["rnn"].colour, signal_colour("lstm", "c")
    (True, '#009E73')
    """
    return CELLS[cell].signal(key).colour


CAUSES: Final[dict[str, str]] = {
    "slope": "#c45c94",
    "weights": "#4e6c30",
    "gate paths": "#ab6e64",
    "alignment": "#737373",
    "new loss": "#8490ae",
}
"""Colour of what multiplies a gradient, but for the gate by which a cell keeps its state."""


def cause_colour(cell: str, cause: str) -> str:
    """Colour of what multiplies a cell's gradient.

    Examples
    --------
    >>> (
    ...     cause_colour("lstm", "forget gates") == signal_colour("lstm", "f"),
    ...     cause_colour("rnn", "slope") == CAUSES["slope"],
    ... )
    (True, True)
    """
    return CAUSES.get(cause) or CELLS[cell].signal(CELLS[cell].keeps).colour


HERE: Final = ("#ffffff", "#000000")
"""Inside and edge of the dot that marks a point of a map: it is seen on every colour, in both themes."""

NEUTRAL: Final = "#808080"
"""Lines that mean no cell, in images that do not know the page's theme: at least 3:1 against both."""

OTHERS: Final = ("#894e7c", "#719e87")
"""Colours of what is no cell, or the second network of a kind, beside what has the colour of its cell."""


SHADES: Final = ("rgba(128,128,128,0.12)", "rgba(128,128,128,0.18)")
"""Behind points, in both themes: a range, and what is best within it."""


def colours_of(cells: Sequence[str]) -> list[str]:
    """A colour for each network: that of its kind, another one for the second of a kind.

    Examples
    --------
    >>> (
    ...     colours_of(["rnn", "lstm"]) == [CELLS["rnn"].colour, CELLS["lstm"].colour],
    ...     colours_of(["lstm", "lstm"])[1] == OTHERS[1],
    ... )
    (True, True)
    """
    return [CELLS[cell].colour if cell not in cells[:place] else OTHERS[1] for place, cell in enumerate(cells)]


def faint(colour: str) -> str:
    """A colour to fill with.

    Examples
    --------
    >>> faint("#0072B2")
    'rgba(0,114,178,0.15)'
    """
    return _through(colour, 0.15)


def paler(colour: str) -> str:
    """A colour for lines that stand back behind others.

    Examples
    --------
    >>> paler("#0072B2")
    'rgba(0,114,178,0.8)'
    """
    return _through(colour, 0.8)


def _through(colour: str, share: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


Scale = list[list[float | str]]
"""A Plotly colour scale: pairs of a position in [0, 1] and a colour."""


def _scale(*colours: str) -> Scale:
    """Spread colours evenly over [0, 1]."""
    return [[index / (len(colours) - 1), colour] for index, colour in enumerate(colours)]


SEQUENTIAL: Final = _scale(
    *("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838")
)
"""Magnitudes: cividis (Nuñez et al. 2018), perceptually uniform with and without colour-blindness. Both themes."""

DIVERGING: Final = _scale(
    *("#40004b", "#762a83", "#9970ab", "#c2a5cf", "#f7f7f7", "#a6dba0", "#5aae61", "#1b7837", "#00441b")
)
"""Signed values: purple, white at exactly 0, green (ColorBrewer PRGn, colour-blind safe). Set ``zmid=0``."""

DIVERGING_DARK: Final = _scale(
    *("#f0d6ff", "#cf9fe6", "#a06bbd", "#5f3f73", "#1c1e27", "#2c5a3b", "#4f9a62", "#8acf95", "#d3f8d6")
)
"""`DIVERGING` for a dark page: the middle recedes into the background there too."""

FONT_FAMILY: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_SIZE: Final = 13


def _template(*, text: str, muted: str, line: str, grid: str, panel: str, diverging: Scale) -> go.layout.Template:
    """Build one theme's template from its neutral colours.

    Parameters
    ----------
    text, muted, line, grid, panel : str
        Colours of the text, of tick labels and reference lines, of axis lines, of the grid, and behind labels.
    diverging : Scale
        The signed colour scale. The page swaps `DIVERGING` for it wherever a figure uses that one.
    """
    axis: dict[str, Any] = {
        "automargin": True,
        "ticklabeloverflow": "allow",  # Plotly measures every label otherwise, on every redraw
        "gridcolor": grid,
        "gridwidth": 1,
        "linecolor": line,
        "showline": True,
        "tickcolor": line,
        "ticks": "outside",
        "ticklen": 4,
        "tickfont": {"color": muted, "size": FONT_SIZE - 1},
        "title": {"font": {"color": text, "size": FONT_SIZE}, "standoff": 8},
        "zeroline": False,
        "exponentformat": "power",  # as all numbers here: not 2e−5, nor 20μ
    }
    colorbar: dict[str, Any] = {
        # Lying above the plot, so that panels with and without one keep the same time axis.
        "orientation": "h",
        "x": 1,
        "xanchor": "right",
        "y": 1,
        "yanchor": "bottom",
        "ypad": 4,
        "xpad": 0,
        "len": 0.5,
        "thickness": 8,
        "outlinewidth": 0,
        "ticklen": 3,
        "tickcolor": line,
        "tickfont": {"color": muted, "size": FONT_SIZE - 2},
        "title": {"side": "top", "font": {"color": text, "size": FONT_SIZE - 1}},
    }
    layout: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": text},
        "margin": {"l": 64, "r": 16, "t": 36, "b": 44, "pad": 0},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": panel,
            "bordercolor": line,
            "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": text},
            "align": "left",
            "namelength": -1,
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
            "font": {"color": text, "size": FONT_SIZE},
        },
        "xaxis": axis,
        "yaxis": axis,
        "coloraxis": {"colorbar": colorbar},
        "colorscale": {"sequential": SEQUENTIAL, "sequentialminus": SEQUENTIAL[::-1], "diverging": diverging},
        "colorway": list(dict.fromkeys(signal.colour for cell in CELLS.values() for signal in cell.signals("tanh"))),
        "annotationdefaults": {
            "font": {"color": muted, "size": FONT_SIZE - 1},
            "arrowcolor": muted,
            "showarrow": False,
        },
        "shapedefaults": {"line": {"color": muted, "width": 1}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": muted, "activecolor": text},
        "title": {"font": {"color": text, "size": FONT_SIZE + 2}, "x": 0, "xref": "paper"},
    }
    return go.layout.Template(layout=layout, data={"heatmap": [go.Heatmap(colorbar=colorbar)]})


TEMPLATES: Final[dict[str, go.layout.Template]] = {
    "light": _template(
        text="#262730", muted="#5a5d6b", line="#a9acb8", grid="#eceef2", panel="#ffffff", diverging=DIVERGING
    ),
    "dark": _template(
        text="#fafafa", muted="#b4b8c5", line="#555a68", grid="#242833", panel="#1b1f2a", diverging=DIVERGING_DARK
    ),
}
"""The app's two looks. Static exports use ``TEMPLATES["light"]``."""
