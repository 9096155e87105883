"""Gates, states and the gradients at them as the page shows them: panels of plain data, which the browser draws."""

from typing import Any, Final

import numpy as np

from rnnviz.analysis.sequence import SequenceView, view_sequence
from rnnviz.analysis.units import saturation
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.theme import signal_colour
from rnnviz.figures.unit_orders import unit_order
from rnnviz.figures.unit_scales import coded, light
from rnnviz.figures.unit_words import describe_gradients, describe_input, describe_saturation, describe_signal

__all__ = ["input_panel", "map_height", "map_sections"]

#: Input features that are drawn as curves at most; of more, a map is drawn.
MAX_CURVES: Final = 8
#: Pixels of a map, and of a row of it, at least.
HEIGHT: Final = 144
ROW: Final = 3


def map_sections(result: Result, sequence: int = 1, order: str = "number") -> list[dict[str, Any]]:
    """What the page draws: for every cell the input, and each signal above its gradient, as plain data.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    sequence : int
        Number of the sequence in the batch, counted from 1.
    order : str
        Of the units, of `ORDERS`.

    Returns
    -------
    list of dict
        One section a cell: ``cell``, ``label``, ``order`` (units from 0, top to bottom), ``memory`` (the same, longest
        first), ``input`` (a panel), ``groups`` (lists of panels that belong together) and ``saturation``. Values stay
        whole: the browser thins what it has no room for.
    """
    return [_section(result, view_sequence(result, cell, sequence), order) for cell in result.cells]


def map_height(n_a: int, least: int = HEIGHT) -> int:
    """Pixels of a map in which every unit has a row that is seen: the same for all but many units.

    Examples
    --------
    >>> map_height(1), map_height(32), map_height(256)
    (144, 144, 768)
    """
    return max(least, ROW * n_a)


def _section(result: Result, view: SequenceView, order: str) -> dict[str, Any]:
    kind = CELLS[view.cell]
    signals = kind.signals(result.scenario.activation)
    height = map_height(result.scenario.n_a)
    groups = []
    for signal in signals:
        title = f"{signal.name} {signal.symbol}"
        values = view.signals[signal.key]
        kind_of = "gate" if signal.activation == "sigmoid" else "signed"
        group = [
            {
                "kind": kind_of,
                "key": signal.key,
                "name": title,
                "colour": signal_colour(view.cell, signal.key),
                "values": light(values),
                "height": height,
                "description": describe_signal(kind.label, title, values, kind_of),
            }
        ]
        for key in (signal.key, f"z_{signal.key}"):
            if key in view.gradients:
                group.append(_gradient_panel(result, view, signal.symbol, key, height))
        groups.append(group)
    n_a = result.scenario.n_a
    return {
        "cell": view.cell,
        "label": kind.label,
        "order": unit_order(result, view.cell, order) if n_a > 1 else np.zeros(1, int),
        "memory": unit_order(result, view.cell, "memory"),
        "input": input_panel(result, view.sequence),
        "groups": groups,
        "saturation": _saturation(result, view.cell),
    }


def _gradient_panel(result: Result, view: SequenceView, symbol: str, key: str, height: int) -> dict[str, Any]:
    gradient = view.gradients[key]
    name = f"dJ/dz of {symbol}" if key.startswith("z_") else f"dJ/d{symbol}"
    return {
        "kind": "gradient",
        "key": f"d{key}",
        "name": name,
        "colour": signal_colour(view.cell, key.removeprefix("z_")),
        "height": height,
        "description": describe_gradients(name, gradient, view.reference),
        **coded(gradient),
    }


def input_panel(result: Result, sequence: int = 1) -> dict[str, Any]:
    """The input of one sequence: as characters, as curves, or of many features as a map."""
    x = result.x[:, sequence - 1]  # (n_x, T)
    described = describe_input(result, x, sequence)
    panel: dict[str, Any] = {"key": "x", "name": "input x", "height": 64, "description": described}
    characters = result.scenario.characters(sequence)
    if characters:
        return panel | {"kind": "characters", "characters": list(characters)}
    return panel | {"kind": "curves" if len(x) <= MAX_CURVES else "signed", "values": light(x)}


def _saturation(result: Result, cell: str) -> list[dict[str, Any]]:
    """The share of steps near each end of its range, for every unit of every signal that has ends."""
    one = result.cells[cell]
    both = {**one.states, **one.gates}
    found = []
    for signal in CELLS[cell].signals(result.scenario.activation):
        if signal.activation is None:
            continue
        low, high = saturation(both[signal.key], signal.activation)
        name = f"{signal.name} {signal.symbol}"
        found.append(
            {
                "key": signal.key,
                "name": name,
                "ends": signal.activation,
                "colour": signal_colour(cell, signal.key),
                "low": low.astype(np.float32),
                "high": high.astype(np.float32),
                "description": describe_saturation(name, signal.activation, low, high),
            }
        )
    return found
