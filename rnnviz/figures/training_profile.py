"""The gradient's profile before training, and how it changes: one row a look, as in RNNbow (Cashman et al. 2018)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from rnnviz.cells import CELLS
from rnnviz.figures.axes import log10_axis, time_axis
from rnnviz.figures.hover import drawable, with_texts
from rnnviz.figures.names import NOTHING_LOST, at_curves, marked
from rnnviz.figures.theme import SEQUENTIAL, colours_of
from rnnviz.gradient_flow.fade import Fade
from rnnviz.training.prediction import LIMITS
from rnnviz.training.runs import History

__all__ = ["HISTORY_DECADES", "history_spec", "profile_history", "profile_spec"]

#: Range of colours, the same for all runs: below it nothing was seen to learn, above it neither.
HISTORY_DECADES: Final = (-8, 4)
#: Rows and columns that are drawn at most; of those that share one the later, and the largest, is shown.
MAX_ROWS: Final = 120
MAX_COLUMNS: Final = 300
#: Part of the steps after which words end where they belong, and part that they are wide.
_LATE: Final = 0.6
_WIDE: Final = 0.75
#: Part of the axis that a line of words above the brackets needs.
LINE: Final = 0.1


def profile_spec(
    fades: Mapping[str, tuple[str, Fade]], reach: int, matters: str, learned: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The gradient at every step before training, with where it has to arrive, and how much was enough in trials.

    Parameters
    ----------
    fades : mapping of str to (str, Fade)
        By label of the network, its cell and its fade.
    reach : int
        Steps before the loss that it has to reach; 0 if none.
    matters : str
        What lies there.
    learned : mapping of str to str, optional
        By cell, how many of the trials within its bracket learned, in words. A cell that is not there has no bracket;
        not before somebody has guessed. The axis has room for all: nothing moves when they come.
    """
    cells = [cell for cell, _ in fades.values()]
    colours = dict(zip(fades, colours_of(cells), strict=True))
    steps = max(len(fade.relative) for _, fade in fades.values())
    values = [fade.relative[np.isfinite(fade.relative)] for _, fade in fades.values()]
    enough = {cell: LIMITS[cell].enough for cell in cells if cell in LIMITS and reach}  # of others nothing is known
    known = np.concatenate([*values, *enough.values(), np.zeros(1)])
    low, high = float(known.min()), float(known.max())
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    if reach:
        at, named = steps - reach, {cell: words for cell, words in (learned or {}).items() if cell in enough}
        line = LINE * (high - low + 2)
        above = _free(max((end for _, end in enough.values()), default=0.0), (1 + len(enough)) * line, at, fades, steps)
        high = max(high, above + (1 + len(enough)) * line)
        annotations.append(_words(matters, at, above + len(enough) * line, steps))
        for place, (cell, words) in enumerate(named.items()):
            shapes += _bracket(f"enough {cell}", at + 0.034 * place * steps, 0.02 * steps, enough[cell], cell)
            y = above + (len(enough) - 1 - place) * line
            mark = _words("<b>[</b>", at, y, steps) | {"font": {"color": CELLS[cell].colour}}
            annotations += [mark, _words(f"\N{EM SPACE}{words}", at, y, steps)]
    named_curves = at_curves([_curve(label, fade, colours[label]) for label, (_, fade) in fades.items()])
    layout = {
        "height": 270,
        "margin": {"l": 68, "r": 16, "t": 10, "b": 48, "autoexpand": False},
        "meta": {"time_axis": True},
        "uirevision": "kept",
        "shapes": shapes,
        "annotations": annotations,
        "xaxis": time_axis(steps, "time step t  (right to left ←)"),
        "yaxis": log10_axis(low, high, "size of dJ/da⟨t⟩, at the loss = 1"),
    }
    return {
        "data": named_curves["data"],
        "layout": marked(
            layout | named_curves["layout"],
            levels=[(NOTHING_LOST[0], "")],
            marks=[(steps - reach, "")] if reach else (),
        ),
    }


def _free(above: float, height: float, at: int, fades: Mapping[str, tuple[str, Fade]], steps: int) -> float:
    """From where upwards no curve runs through words of some height: from where they should be, or above all curves."""
    under = slice(0, at) if at > _LATE * steps else slice(at - 1, at + round(_WIDE * steps))
    near = np.concatenate([fade.relative[under] for _, fade in fades.values()])
    meets = np.any((near > above) & (near < above + height))
    return float(near[np.isfinite(near)].max()) if meets else above


def _words(words: str, at: int, y: float, steps: int) -> dict[str, Any]:
    """Words that begin at a step, or end there if it is late."""
    anchor = "right" if at > _LATE * steps else "left"
    return {"x": at, "xanchor": anchor, "y": y, "yanchor": "bottom", "text": words, "showarrow": False, "borderpad": 0}


def _curve(label: str, fade: Fade, colour: str) -> dict[str, Any]:
    relative = fade.relative
    return {
        "type": "scatter",
        "x": np.arange(1.0, len(relative) + 1),
        "y": np.where(relative == np.inf, np.nan, relative),
        "name": label,
        "mode": "lines" if len(relative) > 1 else "markers",
        "line": {"color": colour, "width": 2.5},
        "hovertemplate": f"{label}, t = %{{x}}: %{{text}}<extra></extra>",
        "meta": {"log10": True},
    }


def _bracket(name: str, x: float, width: float, ends: tuple[float, float], cell: str) -> list[dict[str, Any]]:
    """A bracket that opens to the right, in the colour of its cell: a line, and one at either end."""
    low, high = ends
    lines = (((x, low), (x, high)), ((x, low), (x + width, low)), ((x, high), (x + width, high)))
    pen = {"color": CELLS[cell].colour, "width": 3}
    return [
        {"type": "line", "name": name, "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": pen}
        for (x0, y0), (x1, y1) in lines
    ]


def profile_history(run: History) -> go.Figure:
    """Draw the gradient's size at every step, a row a look: the untrained network at the bottom.

    Parameters
    ----------
    run : History
        From `rnnviz.training.runs`.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> from rnnviz.training.runs import advance
    >>> from rnnviz.training.trainer import Training
    >>> run = History(Training(TASKS["latch"], 5, Network("rnn", n_a=4)))
    >>> run.add(*advance(run.training, None, every=1, until_solved=True, single=True))
    >>> profile_history(run).data[0].z.shape
    (2, 6)
    """
    return go.Figure(with_texts(history_spec(run, colorbar=True)))


def history_spec(run: History, *, colorbar: bool = False) -> dict[str, Any]:
    """What `profile_history` draws, as plain data."""
    records = _thinned(list(run.records))
    relative = np.array([record.fade.relative for record in records])
    width = -(-relative.shape[1] // MAX_COLUMNS)
    z = np.where(relative == np.inf, np.nan, drawable(relative))
    if width > 1:
        padded = np.full((len(z), -(-z.shape[1] // width) * width), np.nan)
        padded[:, : z.shape[1]] = z
        z = np.fmax.reduce(padded.reshape(len(z), -1, width), axis=2)
    updates = [record.update for record in records]
    steps, last = relative.shape[1], max(1, updates[-1])
    low, high = HISTORY_DECADES
    heatmap = {
        "type": "heatmap",
        "z": z.astype(np.float32),
        "x0": 1 + (width - 1) / 2,
        "dx": width,
        "y": updates,
        "zmin": low,
        "zmax": high,
        "colorscale": SEQUENTIAL,
        "showscale": colorbar,
        "hovertemplate": "after %{y} updates, t = %{x}: %{text}<extra></extra>",
        "meta": {"log10": True},
    }
    # A row is drawn half before and half after its update; what was never done is left out.
    room = 0.5 if len(updates) == 1 else 0.0
    apart = next(d for d in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if last <= 5 * d)
    return {
        "data": [heatmap],
        "layout": {
            "height": 260,
            "margin": {"l": 68, "r": 16, "t": 56 if colorbar else 8, "b": 48, "autoexpand": False},
            "meta": {"time_axis": True},
            "xaxis": time_axis(steps),
            "yaxis": {"title": {"text": "updates"}, "range": [updates[0] - room, updates[-1] + room]}
            | {"tick0": 0, "dtick": apart, "automargin": False},
        },
    }


def _thinned(records: Sequence[Any]) -> list[Any]:
    """At most `MAX_ROWS` of them, the first and the last among them."""
    if len(records) <= MAX_ROWS:
        return list(records)
    places = np.unique(np.linspace(0, len(records) - 1, MAX_ROWS).round().astype(int))
    return [records[place] for place in places]
