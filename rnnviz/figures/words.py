"""Findings about a result in words: names of curves, text alternatives of its charts, where its numbers end.

The sentences about rates are in `rnnviz.figures.rates`, the first one of the page in `rnnviz.figures.takeaway`; all of
them are found here, too.
"""

import math
from collections.abc import Sequence

from rnnviz.cells import CELLS
from rnnviz.experiment.run import CellResult, Result
from rnnviz.figures.rates import (
    factor_in_words,
    factor_of_log10,
    first_step_in_words,
    half_life_in_words,
    halving,
    rate_in_words,
    steps_in_words,
    thousandth_in_words,
)
from rnnviz.figures.takeaway import question, takeaway
from rnnviz.gradient_flow.fade import Fade
from rnnviz.numerics.numerals import power_of_ten

__all__ = [
    "describe_fade",
    "describe_map",
    "factor_in_words",
    "factor_of_log10",
    "first_step_in_words",
    "half_life_in_words",
    "halving",
    "label_of",
    "listed",
    "nonfinite_in_words",
    "power_of_ten",
    "question",
    "rate_in_words",
    "steps_in_words",
    "takeaway",
    "thousandth_in_words",
    "why_apart",
]


def label_of(cell: str, state: str = "a") -> str:
    """Name of a curve: ``"RNN"``, ``"LSTM"``, ``"LSTM, cell state c"``.

    Examples
    --------
    >>> label_of("lstm", "c")
    'LSTM, cell state c'
    """
    named = CELLS[cell].signal(state)
    return CELLS[cell].label + ("" if state == "a" else f", {named.name} {named.symbol}")


def listed(parts: Sequence[str]) -> str:
    """Several things in a sentence.

    Examples
    --------
    >>> listed(["f"]), listed(["f", "i", "o"])
    ('f', 'f, i and o')
    """
    *some, last = parts
    return f"{', '.join(some)} and {last}" if some else last


def why_apart(result: Result) -> str | None:
    """Why the first step of some cells stands apart; None if it does in none.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> why_apart(run(Scenario(cells=("rnn",)))) is None
    True
    """
    apart = [CELLS[name].label for name, cell in result.cells.items() if not math.isnan(cell.fades["a"].log10_first)]
    if not apart:
        return None
    return (
        f"The {listed(apart)}'s first step back is one of its own: from the hidden state, at which the loss looks, "
        "through the output gate into the cell state, once. The factor a step is that of the steps after it."
    )


def describe_fade(result: Result, pinned: Result | None = None) -> str:
    """Text alternative of the chart of gradient size against time."""
    curves = []
    for one, of in ((result, ""), (pinned, ", pinned")):
        for name, cell in one.cells.items() if one is not None else ():
            for state, fade in cell.fades.items():
                curves.append(f"{label_of(name, state)}{of}: {_ends(fade)}")
    return (
        "Size of the gradient at every time step relative to the step of the loss, on a log scale, time from left to "
        f"right. {'; '.join(curves)}."
    )


def describe_map(result: Result, cell: str) -> str:
    """Text alternative of the map of gradient size over units and time."""
    fade = result.cells[cell].fades["a"]
    return (
        f"Size of the {CELLS[cell].label}'s gradient for each of {result.scenario.n_a} units, from top to bottom, at "
        f"each of {result.scenario.steps} time steps, from left to right, as colour. Over all units: {_ends(fade)}."
    )


def _ends(fade: Fade) -> str:
    reference = fade.log10_norm[fade.reference - 1]
    if not math.isfinite(reference):
        return f"{power_of_ten(reference)} at every step"
    return f"1 at step {fade.reference}, {power_of_ten(fade.left)} at step 1"


def nonfinite_in_words(cell: CellResult) -> str | None:
    """Where NaN or Inf begin in a cell, if they do.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> nonfinite_in_words(run(Scenario()).cells["rnn"]) is None
    True
    """
    first = cell.first_nonfinite
    forward = {key: step for key, step in first.items() if not key.startswith("d")}
    backward = {key: step for key, step in first.items() if key.startswith("d")}
    label = CELLS[cell.cell].label
    parts = []
    if forward:
        key = min(forward, key=lambda name: forward[name])
        parts.append(f"forwards from step {forward[key]} on (first in the {_named(cell.cell, key)})")
    if backward:
        step = max(backward.values())
        parts.append(f"backwards from step {step} down to step 1")
    if not parts:
        return None
    return (
        f"The {label}'s numbers leave the range of float64: there are NaN or Inf {' and '.join(parts)}. "
        "This is what the network really does; smaller weights keep it finite."
    )


def _named(cell: str, key: str) -> str:
    if key == "y":
        return "prediction"
    signal = CELLS[cell].signal(key)
    return f"gate {signal.symbol}" if signal.kind == "gate" else signal.name
