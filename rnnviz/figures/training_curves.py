"""Training as curves over its updates: loss, accuracy, gradient norm, gates."""

import math
from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import plotly.graph_objects as go

from rnnviz.cells import CELLS
from rnnviz.figures.axes import log10_axis
from rnnviz.figures.names import alone
from rnnviz.figures.network_names import called
from rnnviz.figures.over_updates import line, over_updates
from rnnviz.figures.theme import colours_of, signal_colour
from rnnviz.numerics.numerals import numeral
from rnnviz.training.network import Network
from rnnviz.training.runs import History

__all__ = [
    "QUANTITIES",
    "Quantity",
    "curves_spec",
    "gates_spec",
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
    ['RNN, gain 1']
    """
    return go.Figure(alone(curves_spec(runs, quantity)))


#: A peak is cut if it is so many times as high as nearly all of the rest.
_CUT: Final = 1.5


def curves_spec(
    runs: Sequence[History], quantity: Quantity, ghosts: Sequence[dict[str, Any]] = (), last: int = 0
) -> dict[str, Any]:
    """What `training_curves` draws, as plain data; with lines behind it, up to an update that is not there yet."""
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
        traces.append(line([record.update for record in records], y, called(run.training.network), colour, log10=log10))
    levels, y_axis = _AXES[quantity](runs, values)
    return over_updates([*ghosts, *traces], levels, y_axis, max(last, _furthest(runs)))


def _loss_axis(runs: Sequence[History], values: Sequence[Any]) -> tuple[list[tuple[float, str]], dict[str, Any]]:
    task, T = runs[0].training.task, runs[0].training.T
    levels = [(task.baseline(T), f"{task.trivial}: {numeral(task.baseline(T), 3)}")]
    if task.solved.quantity == "loss":
        levels.append((task.solved.bound, "solved"))
    # Where each begins has to be seen, and nearly all of the rest; peaks that would press it flat are cut.
    known = _known(values)
    high = max([1.15 * task.baseline(T), *(_known([y[:1]]).max(initial=0) for y in values)])
    high = max(high, np.quantile(known, 0.98) if known.size else 0)
    peak, title = known.max(initial=0), "loss"
    if peak > _CUT * high:
        title = f"loss, cut: up to {numeral(peak, 2)}"
    else:
        high = max(high, peak)
    axis = {"title": {"text": title}, "range": [0, 1.06 * high], "automargin": False, "exponentformat": "power"}
    return levels, axis


def _accuracy_axis(runs: Sequence[History], _: Sequence[Any]) -> tuple[list[tuple[float, str]], dict[str, Any]]:
    task, T = runs[0].training.task, runs[0].training.T
    levels = [(task.solved.bound, "solved")]
    if task.trivial_accuracy is not None:
        trivial = task.trivial_accuracy(T)
        levels.append((trivial, f"{task.trivial}: {100 * trivial:.0f} %"))
    return levels, {"title": {"text": "right answers"}, "range": [0, 1.13], "tickformat": ".0%", "automargin": False}


def _norm_axis(runs: Sequence[History], values: Sequence[Any]) -> tuple[list[tuple[float, str]], dict[str, Any]]:
    known = _known(values)
    low, high = (known.min(), known.max()) if known.size else (-1.0, 1.0)
    levels = []
    clips = {run.training.clip for run in runs}
    clip = next(iter(clips))
    if len(clips) == 1 and clip is not None:
        levels.append((math.log10(clip), "clipped to here"))
        low, high = min(low, math.log10(clip)), max(high, math.log10(clip))
    middle, half = (low + high) / 2, max(1.0, (high - low) / 2)
    return levels, log10_axis(middle - half, middle + half, "gradient norm")


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
        traces.append(line(updates, np.array([one.mean for one in used]), means[key], colour))
        ends = line(updates, np.array([one.low + one.high for one in used]), f"{symbol} at its limits", colour)
        traces.append(ends | {"meta": {}, "line": {"color": colour, "width": 1.5, "dash": "dot"}})
    y_axis = {"title": {"text": "mean value"}, "range": [-0.02, 1.04], "automargin": False}
    return over_updates(traces, [], y_axis, _furthest([run]))


def _furthest(runs: Sequence[History]) -> int:
    return max([1, *(run.update for run in runs)])
