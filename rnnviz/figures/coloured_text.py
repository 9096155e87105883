"""The characters of a text, coloured by what a unit, a gate or the gradient is at each of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.sequence import SignedLog, view_sequence
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.experiment.setting import Setting
from rnnviz.figures.unit_orders import unit_order
from rnnviz.figures.unit_scales import coded, is_gate, light

__all__ = ["coloured_text", "text_sources"]

Array = NDArray[Any]


def text_sources(setting: Setting) -> dict[str, str]:
    """What the characters of a text can be coloured by: names for people, by ``<cell> <key>``.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> text_sources(Scenario(input="text", cells=("rnn",)))
    {'rnn x': 'RNN: gradient dJ/dx, felt by the loss', 'rnn a': 'RNN: hidden state a'}
    """
    found = {}
    for cell in setting.cells:
        label = CELLS[cell].label
        found[f"{cell} x"] = f"{label}: gradient dJ/dx, felt by the loss"
        for signal in CELLS[cell].signals(setting.activation):
            found[f"{cell} {signal.key}"] = f"{label}: {signal.name} {signal.symbol}"
    return found


def coloured_text(result: Result, source: str, sequence: int = 1) -> dict[str, Any]:
    """What the page colours the characters of a text by, as plain data.

    Parameters
    ----------
    result : Result
        Of a scenario whose input is a text.
    source : str
        Of `text_sources`.
    sequence : int
        Its number in the batch, counted from 1.

    Returns
    -------
    dict
        ``characters``, ``label``, ``cell``, ``memory`` (units, longest first), ``kind`` (the scale), ``values``.
    """
    cell, key = source.split()
    view = view_sequence(result, cell, sequence)
    about = {
        "characters": list(result.scenario.characters(sequence)),
        "label": text_sources(result.scenario)[source],
        "cell": cell,
        "memory": unit_order(result, cell, "memory"),
        "ofUnits": key != "x",
    }
    if key in view.signals:
        kind = "gate" if is_gate(result, cell, key) else "signed"
        return about | {"kind": kind, "values": light(view.signals[key])}
    log10 = _norm_over_units(view.gradients[key])
    return about | {"kind": "size", **coded(SignedLog(np.ones(log10.shape, np.int8), log10))}


def _norm_over_units(gradient: SignedLog) -> Array:
    """log₁₀ of the norm over units at every step, (1, T)."""
    with np.errstate(invalid="ignore", divide="ignore"):  # no gradient at all is −∞
        largest = gradient.log10.max(axis=0, keepdims=True)
        apart = np.where(gradient.log10 == -np.inf, -np.inf, gradient.log10 - largest)
        return np.asarray(largest + np.log10(np.sum(10.0 ** (2 * apart), axis=0, keepdims=True)) / 2)
