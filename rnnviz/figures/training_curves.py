"""Training as curves over its updates: loss, accuracy, gradient norm, gates, and many seeds at once."""

import math
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go

from rnnviz.cells import CELLS
from rnnviz.figures.axes import log10_axis, whole_steps
from rnnviz.figures.theme import LSTM, REMEDIES, RNN, faint, signal_colour
from rnnviz.training.network import Network
from rnnviz.training.runs import History
from rnnviz.training.statistics import success_rate

__all__ = [
    "QUANTITIES",
    "Quantity",
    "colours_of",
    "curves_spec",
    "gates_spec",
    "lottery_curves",
    "lottery_spec",
    "mean_labels",
    "training_curves",
]

Quantity = Literal["loss", "accuracy", "norm"]

#: What can be drawn over the updates.
QUANTITIES: Final[dict[Quantity, str]] = {
    "loss": "loss",
    "accuracy": "share of right answers",
    "norm": "gradient norm before clipping",
}
_MARGIN: Final = {"l": 68, "r": 20, "t": 44, "b": 48, "autoexpand": False}


class _Mark(NamedTuple):
    """A dashed line at a value, and the end at which its words should be."""

    at: float
    text: str
    left: bool = False


#: Size of a plot in pixels, without its margins, on a narrow screen; of a mark's words: height, width of a letter.
_PLOT: Final = (270, 188)
_WORDS: Final = (15, 6.5)
#: Where a mark's words may be, first what is preferred: at the other end, pixels above (below, if negative).
_PLACES: Final = [(other, up) for up in (3, -3, 18, -18) for other in (False, True)]


def colours_of(cells: Sequence[str]) -> list[str]:
    """A colour for each network: that of its kind, another one for the second of a kind.

    Examples
    --------
    >>> colours_of(["rnn", "lstm"]) == [RNN, LSTM], colours_of(["lstm", "lstm"])[1] == REMEDIES[1]
    (True, True)
    """
    own = {"rnn": RNN, "lstm": LSTM}
    return [own[cell] if cell not in cells[:place] else REMEDIES[1] for place, cell in enumerate(cells)]


def training_curves(runs: Sequence[History], quantity: Quantity = "loss") -> go.Figure:
    """Draw a quantity over the updates, a line a run, with what is trivial to reach.

    Parameters
    ----------
    runs : sequence of History
        Of one task.
    quantity : str
        Of `QUANTITIES`.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> from rnnviz.training.runs import advance
    >>> from rnnviz.training.trainer import Training
    >>> run = History(Training(TASKS["latch"], 5, Network("rnn", n_a=4)))
    >>> run.add(*advance(run.training, None, every=1, until_solved=True, single=True))
    >>> [trace.name for trace in training_curves([run]).data]
    ['RNN, orthogonal × 1']
    """
    return go.Figure(curves_spec(runs, quantity))


def curves_spec(runs: Sequence[History], quantity: Quantity) -> dict[str, Any]:
    """What `training_curves` draws, as plain data."""
    log10 = quantity == "norm"
    traces, values = [], []
    for run, colour in zip(runs, colours_of([run.training.network.cell for run in runs]), strict=True):
        records = list(run.records)
        y = np.array([getattr(record, quantity) for record in records], dtype=float)
        if log10:
            with np.errstate(divide="ignore"):
                y = np.log10(y)
        y = np.where(np.isfinite(y), y, np.nan)
        values.append(y)
        traces.append(_line([record.update for record in records], y, run.training.network.label, colour, log10=log10))
    marks, y_axis = _AXES[quantity](runs, values)
    return _over_updates(traces, marks, y_axis, _furthest(runs))


def _loss_axis(runs: Sequence[History], values: Sequence[Any]) -> tuple[list[_Mark], dict[str, Any]]:
    task, T = runs[0].training.task, runs[0].training.T
    marks = [_Mark(task.baseline(T), f"trivial answer: {task.baseline(T):.3g}")]
    if task.solved.quantity == "loss":
        marks.append(_Mark(task.solved.bound, "solved", left=True))
    # Where each begins has to be seen, and nearly all of the rest; a few peaks may be cut.
    known = _known(values)
    high = max([1.15 * task.baseline(T), *(_known([y[:1]]).max(initial=0) for y in values)])
    high = max(high, np.quantile(known, 0.98) if known.size else 0)
    axis = {"title": {"text": "loss"}, "range": [0, 1.06 * high], "automargin": False, "exponentformat": "power"}
    return marks, axis


def _accuracy_axis(runs: Sequence[History], _: Sequence[Any]) -> tuple[list[_Mark], dict[str, Any]]:
    task, T = runs[0].training.task, runs[0].training.T
    marks = [_Mark(task.solved.bound, "solved", left=True)]
    if task.trivial_accuracy is not None:
        trivial = task.trivial_accuracy(T)
        marks.append(_Mark(trivial, f"trivial answer: {100 * trivial:.0f} %"))
    return marks, {"title": {"text": "right answers"}, "range": [0, 1.13], "tickformat": ".0%", "automargin": False}


def _norm_axis(runs: Sequence[History], values: Sequence[Any]) -> tuple[list[_Mark], dict[str, Any]]:
    known = _known(values)
    low, high = (known.min(), known.max()) if known.size else (-1.0, 1.0)
    marks = []
    clips = {run.training.clip for run in runs}
    clip = next(iter(clips))
    if len(clips) == 1 and clip is not None:
        marks.append(_Mark(math.log10(clip), "clipped to here"))
        low, high = min(low, math.log10(clip)), max(high, math.log10(clip))
    middle, half = (low + high) / 2, max(1.0, (high - low) / 2)
    return marks, log10_axis(middle - half, middle + half, "gradient norm")


_AXES: Final = {"loss": _loss_axis, "accuracy": _accuracy_axis, "norm": _norm_axis}


def _known(values: Sequence[Any]) -> Any:
    together = np.concatenate(values)
    return together[np.isfinite(together)]


def mean_labels(network: Network) -> dict[str, str]:
    """What the mean of each signal of `rnnviz.training.trainer.GateUse` is called: of its size, if it has a sign.

    Examples
    --------
    >>> mean_labels(Network("rnn"))
    {'a': '|a|'}
    """
    signals = CELLS[network.cell].signals(network.activation)
    return {s.key: s.symbol if s.activation == "sigmoid" else f"|{s.symbol}|" for s in signals}


def gates_spec(run: History) -> dict[str, Any]:
    """How far open each gate is on average, over the updates; dotted, the share of its values near either end."""
    records, network = list(run.records), run.training.network
    signals = {signal.key: signal for signal in CELLS[network.cell].signals(network.activation)}
    means = mean_labels(network)
    updates = [record.update for record in records]
    traces = []
    for key in records[0].gates:
        used = [record.gates[key] for record in records]
        colour, symbol = signal_colour(network.cell, key), signals[key].symbol
        traces.append(_line(updates, np.array([one.mean for one in used]), means[key], colour))
        ends = _line(updates, np.array([one.low + one.high for one in used]), f"{symbol} near its ends", colour)
        traces.append(ends | {"showlegend": False, "line": {"color": colour, "width": 1.5, "dash": "dot"}})
    y_axis = {"title": {"text": "mean value"}, "range": [-0.02, 1.04], "automargin": False}
    return _over_updates(traces, [], y_axis, _furthest([run]))


def lottery_curves(runs: Sequence[History]) -> go.Figure:
    """Draw how many of the seeds have solved the task, over the updates, with the interval of 95 %; behind it each run.

    Parameters
    ----------
    runs : sequence of History
        The same training with different seeds.
    """
    return go.Figure(lottery_spec(runs))


def lottery_spec(runs: Sequence[History]) -> dict[str, Any]:
    """What `lottery_curves` draws, as plain data."""
    training = runs[0].training
    colour = colours_of([training.network.cell])[0]
    task, baseline = training.task, training.task.baseline(training.T)
    classes = task.kind == "classes"
    traces = []
    begun = [run for run in runs if len(run.records) > 1]
    for run in begun:
        records = list(run.records)
        y = [r.accuracy if classes else r.loss / baseline for r in records]
        said = "right answers" if classes else "loss, of the trivial one's"
        one = _line([r.update for r in records], np.array(y), f"seed {run.training.seed}, {said}", colour)
        one |= {"opacity": 0.5, "showlegend": False, "meta": {"readout": False}}
        one["line"]["width"] = 1
        traces.append(one)
    ended = [run for run in runs if run.ended]
    if ended:
        updates = sorted({0, training.updates, *(run.solved_at for run in ended if run.solved_at is not None)})
        rates = [
            success_rate(sum(run.solved_at is not None and run.solved_at <= u for run in ended), len(ended))
            for u in updates
        ]
        edge = {"type": "scatter", "x": updates, "mode": "lines", "hoverinfo": "skip", "showlegend": False}
        edge |= {"line": {"width": 0, "shape": "hv", "color": colour}, "meta": {"readout": False}}
        high, low = ([getattr(rate, end) for rate in rates] for end in ("high", "low"))
        traces.append(edge | {"y": high})
        traces.append(edge | {"y": low, "fill": "tonexty", "fillcolor": faint(colour)})
        share = _line(updates, np.array([rate.share for rate in rates]), f"solved, of {len(ended)} seeds", colour)
        share["line"] |= {"width": 3, "shape": "hv"}
        traces.append(share)
    trivial = task.trivial_accuracy(training.T) if task.trivial_accuracy else 1.0
    title = "share solved; faint: " + ("right answers" if classes else "loss / trivial")
    y_axis = {"title": {"text": title}, "range": [0, 1.13], "tickformat": ".0%", "automargin": False}
    return _over_updates(traces, [_Mark(trivial, "trivial answer")], y_axis, training.updates)


def _line(x: Sequence[int], y: Any, name: str, colour: str, *, log10: bool = False, short: str = "") -> dict[str, Any]:
    value = "10<sup>%{y:.2f}</sup>" if log10 else "%{y:.3~g}"
    return {
        "type": "scatter",
        "x": np.asarray(x, dtype=float),
        "y": y,
        "name": name,
        "mode": "lines" if np.isfinite(y).sum() > 1 else "lines+markers",  # a line has two ends
        "line": {"color": colour, "width": 2.5},
        "hovertemplate": f"{name}, after %{{x}} updates: {value}<extra></extra>",
        "meta": {"log10": log10} | ({"short": short} if short else {}),
    }


def _words(mark: _Mark, traces: list[dict[str, Any]], last: int, y_range: Sequence[float]) -> dict[str, Any]:
    """A mark's words, where the fewest points of the curves are."""
    pixels = _PLOT[1] / (y_range[1] - y_range[0])

    def covered(place: tuple[bool, int]) -> float:
        other, up = place
        width, height = len(mark.text) * _WORDS[1] / _PLOT[0] * last, _WORDS[0] / pixels
        x = np.linspace(0, width, 40) + (0 if mark.left != other else last - width)
        low = mark.at + up / pixels - (height if up < 0 else 0)
        if not y_range[0] <= low <= y_range[1] - height:
            return math.inf
        found = 0
        for trace in (trace for trace in traces if len(trace["x"])):
            y = np.interp(x, trace["x"], trace["y"], left=math.nan, right=math.nan)
            found += int(((low <= y) & (y <= low + height)).sum())
        return found

    other, up = min(_PLACES, key=covered)
    left = mark.left != other
    return {
        "xref": "paper",
        "x": 0 if left else 1,
        "xanchor": "left" if left else "right",
        "y": mark.at,
        "yanchor": "bottom" if up > 0 else "top",
        "yshift": up,
        "text": mark.text,
        "showarrow": False,
    }


def _furthest(runs: Sequence[History]) -> int:
    return max([1, *(run.update for run in runs)])


def _over_updates(
    traces: list[dict[str, Any]], marks: list[_Mark], y_axis: dict[str, Any], last: int
) -> dict[str, Any]:
    return {
        "data": traces,
        "layout": {
            "height": 280,
            "margin": _MARGIN,
            "showlegend": True,
            "uirevision": "kept",
            "hovermode": "closest",
            "shapes": [
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": mark.at,
                    "y1": mark.at,
                    "line": {"dash": "dash"},
                }
                for mark in marks
            ],
            "annotations": [_words(mark, traces, last, y_axis["range"]) for mark in marks],
            "xaxis": {"title": {"text": "updates"}, "range": [-0.01 * last, 1.01 * last], "automargin": False}
            | whole_steps(last),
            "yaxis": y_axis,
        },
    }
