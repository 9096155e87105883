"""What networks answer where values are asked for, as curves beside what is right."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.figures.axes import time_axis
from rnnviz.figures.theme import colours_of
from rnnviz.tasks import Batch
from rnnviz.training.answer import Answer

__all__ = ["answer_spec", "describe_answer"]


def answer_spec(batch: Batch, found: Mapping[str, Answer], cells: Sequence[str]) -> dict[str, Any]:
    """One line for what is read, one for what is right, and one a network.

    Parameters
    ----------
    batch : Batch
        One sequence.
    found : mapping of str to Answer
        By label of the network.
    cells : sequence of str
        Kinds of these networks.
    """
    steps = len(batch.counts)
    first = next(iter(found.values()))
    heard = ~batch.counts
    lines: list[tuple[str, Any, Any, dict[str, Any]]] = [
        ("read", np.flatnonzero(heard) + 1, batch.x[0, 0, heard], {"width": 1.5}),
        ("right", first.steps, first.right[:, 0], {"width": 1.5, "dash": "dash"}),
    ]
    lines += [
        (label, one.steps, one.given[:, 0], {"width": 2.5, "color": colour})
        for (label, one), colour in zip(found.items(), colours_of(cells), strict=True)
    ]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": np.asarray(x, dtype=float),
            "y": y,
            "line": line,
            "hovertemplate": f"{name}, t = %{{x}}: %{{text}}<extra></extra>",
            "meta": {"neutral": "color" not in line},
        }
        for name, x, y, line in lines
    ]
    return {
        "data": traces,
        "layout": {
            "height": 260,
            "margin": {"l": 56, "r": 16, "t": 40, "b": 48, "autoexpand": False},
            "meta": {"time_axis": True},
            "showlegend": True,
            "xaxis": time_axis(steps),
            "yaxis": {"title": {"text": "value"}, "range": [-1.6, 1.6], "automargin": False},
        },
    }


def describe_answer(found: Mapping[str, Answer]) -> str:
    """Text alternative of the figure."""
    parts = [f"{label} is off by {np.abs(one.given - one.right).mean():.2f} on average" for label, one in found.items()]
    return f"A fresh example, what is right, and what each network says. {'; '.join(parts)}."
