"""What networks answer where values are asked for, as curves beside what is right."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.figures.axes import time_axis
from rnnviz.figures.theme import colours_of
from rnnviz.tasks import Batch
from rnnviz.training.answer import Answer

__all__ = ["answer_spec", "describe_answer"]

#: Pixels of a figure with one output, and of one row of several.
_HEIGHT, _ROW = 260, 120


def answer_spec(batch: Batch, found: Mapping[str, Answer], cells: Sequence[str]) -> dict[str, Any]:
    """One line for what is read, one for what is right, and one a network; a row for each output.

    Parameters
    ----------
    batch : Batch
        One sequence, with a feature of the input for each output. Where every step counts, all of it is shown as read;
        else what is read before the steps that count.
    found : mapping of str to Answer
        By label of the network.
    cells : sequence of str
        Kinds of these networks.
    """
    rows = next(iter(found.values())).right.shape[1]
    traces = [trace for row in range(rows) for trace in _traces(batch, found, cells, row, rows)]
    return {
        "data": traces,
        "layout": {
            "height": _HEIGHT if rows == 1 else 58 + _ROW * rows,
            "margin": {"l": 56, "r": 16, "t": 10, "b": 48, "autoexpand": False},
            "meta": {"time_axis": True},
            "showlegend": True,
            "xaxis": time_axis(len(batch.counts)) | ({"anchor": f"y{rows}"} if rows > 1 else {}),
            **{f"yaxis{_nth(row)}": _value_axis(row, rows) for row in range(rows)},
        },
    }


def _traces(
    batch: Batch, found: Mapping[str, Answer], cells: Sequence[str], row: int, rows: int
) -> list[dict[str, Any]]:
    first = next(iter(found.values()))
    read = ~batch.counts if not batch.counts.all() else batch.counts
    lines: list[tuple[str, Any, Any, dict[str, Any]]] = [
        ("read", np.flatnonzero(read) + 1, batch.x[row, 0, read], {"width": 1.5}),
        ("right", first.steps, first.right[:, row], {"width": 1.5, "dash": "dash"}),
    ]
    lines += [
        (label, one.steps, one.given[:, row], {"width": 2.5, "color": colour})
        for (label, one), colour in zip(found.items(), colours_of(cells), strict=True)
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": np.asarray(x, dtype=float),
            "y": y,
            "line": line,
            "hovertemplate": f"{name}, t = %{{x}}: %{{text}}<extra></extra>",
            **_in_row(name, row, rows),
            "meta": {"neutral": "color" not in line} | ({"short": f"{name} {row + 1}"} if rows > 1 else {}),
        }
        for name, x, y, line in lines
    ]


def _nth(row: int) -> str:
    """How Plotly calls the axes of a row: y, y2, y3 …"""
    return f"{row + 1}" if row else ""


def _in_row(name: str, row: int, rows: int) -> dict[str, Any]:
    """Where a line of several rows is drawn; the legend has it once, for all of them."""
    return {"yaxis": f"y{_nth(row)}", "legendgroup": name, "showlegend": row == 0} if rows > 1 else {}


def _value_axis(row: int, rows: int) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": {"text": "value"}, "range": [-1.6, 1.6], "automargin": False}
    if rows == 1:
        return axis
    top = 1 - row / rows
    return axis | {"title": {"text": f"output {row + 1}"}, "domain": [top - 0.9 / rows, top]}


def describe_answer(found: Mapping[str, Answer]) -> str:
    """Text alternative of the figure."""
    parts = [f"{label} is off by {np.abs(one.given - one.right).mean():.2f} on average" for label, one in found.items()]
    return f"A fresh example, what is right, and what each network says. {'; '.join(parts)}."
