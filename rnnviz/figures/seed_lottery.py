"""One training with many seeds: how many have solved the task, over the updates, and how sure that is."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.names import alone
from rnnviz.figures.over_updates import line, over_updates
from rnnviz.figures.theme import colours_of, faint
from rnnviz.training.runs import History
from rnnviz.training.statistics import success_rate

__all__ = ["lottery_curves", "lottery_spec"]


def lottery_curves(runs: Sequence[History]) -> go.Figure:
    """Draw how many of the seeds have solved the task, over the updates, with the interval of 95 %; behind it each run.

    Parameters
    ----------
    runs : sequence of History
        The same training with different seeds.
    """
    return go.Figure(alone(lottery_spec(runs)))


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
        said = "right answers" if classes else f"loss, of that of {task.trivial}"
        one = line([r.update for r in records], np.array(y), f"seed {run.training.seed}, {said}", colour)
        one |= {"opacity": 0.5, "meta": {"readout": False}}
        one["line"]["width"] = 1
        traces.append(one)
    ended = [run for run in runs if run.ended]
    if ended:
        updates = sorted({0, training.updates, *(run.solved_at for run in ended if run.solved_at is not None)})
        rates = [
            success_rate(sum(run.solved_at is not None and run.solved_at <= u for run in ended), len(ended))
            for u in updates
        ]
        edge: dict[str, Any] = {"type": "scatter", "x": updates, "mode": "lines", "hoverinfo": "skip"}
        edge |= {"line": {"width": 0, "shape": "hv", "color": colour}, "meta": {"readout": False}}
        high, low = ([getattr(rate, end) for rate in rates] for end in ("high", "low"))
        traces.append(edge | {"y": high})
        traces.append(edge | {"y": low, "fill": "tonexty", "fillcolor": faint(colour)})
        share = line(updates, np.array([rate.share for rate in rates]), f"solved, of {len(ended)} seeds", colour)
        share["line"] |= {"width": 3, "shape": "hv"}
        traces.append(share)
    trivial = task.trivial_accuracy(training.T) if task.trivial_accuracy else 1.0
    title = "share solved; faint: " + ("right answers" if classes else f"loss, {task.trivial} = 100 %")
    y_axis = {"title": {"text": title}, "range": [0, 1.13], "tickformat": ".0%", "automargin": False}
    return over_updates(traces, [(trivial, task.trivial)], y_axis, training.updates)
