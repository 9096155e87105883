"""Gates, states and the gradients at them, as maps of units and time whose colours mean the same everywhere.

Three scales, each fixed: gates from 0 to 1; signed values v, which know no bound, at v / (½ + |v|) on a scale that is
symmetric about exactly 0; signed gradients by their power of ten, from 10^-16 to 10^2 of the gradient at the loss, on
the same colours. Nothing is scaled by its own maximum.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.analysis.sequence import SequenceView, SignedLog, view_sequence
from rnnviz.analysis.units import memory_order, retention, saturation, similarity_order
from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import Result
from rnnviz.figures.axes import whole_steps
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.theme import DIVERGING, SEQUENTIAL, signal_colour
from rnnviz.figures.unit_words import describe_gradients, describe_input, describe_saturation, describe_signal
from rnnviz.numerics.numerals import numeral, power_of_ten

__all__ = [
    "ORDERS",
    "coloured_text",
    "gradient_position",
    "map_sections",
    "signed_position",
    "text_sources",
    "unit_map",
    "unit_order",
]

Array = NDArray[Any]

#: Sizes of exponents up to which float32 keeps three digits.
FAR = 2**14
#: Orders of the units, and what they are called.
ORDERS: Final[Mapping[str, str]] = {"number": "Number", "similarity": "Similarity", "memory": "Memory"}
#: Input features that are drawn as curves at most; of more, a map is drawn.
MAX_CURVES: Final = 8
#: Values of the signed scale that its legend names.
SIGNED_TICKS: Final = (-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0)


def signed_position(values: Array) -> Array:
    """Where signed values stand on the diverging scale, from -1 to 1.

    Examples
    --------
    >>> signed_position(np.array([-0.5, 0.0, 0.5, 1.0, np.inf]))
    array([-0.5       ,  0.        ,  0.5       ,  0.66666667,  1.        ])
    """
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(values), np.sign(values), values / (0.5 + np.abs(values)))


def gradient_position(gradient: SignedLog) -> Array:
    """Where signed gradients stand on the diverging scale, from -1 to 1.

    Examples
    --------
    >>> gradient_position(SignedLog(np.array([[-1, 1, 0]], np.int8), np.array([[2.0, -7.0, -np.inf]])))
    array([[-1. ,  0.5,  0. ]])
    """
    low, high = DECADES
    return np.asarray(gradient.sign * np.clip((gradient.log10 - low) / (high - low), 0, 1))


def unit_order(result: Result, cell: str, order: str) -> NDArray[np.int64]:
    """The units of a cell in an order of `ORDERS`, counted from 0.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> unit_order(run(Scenario(n_a=3)), "lstm", "number")
    array([0, 1, 2])
    """
    one = result.cells[cell]
    match order:
        case "similarity":
            return similarity_order(one.states["a"])
        case "memory":
            return memory_order(retention(one.states, one.gates, CELLS[one.cell].keeps))
        case _:
            return np.arange(result.scenario.n_a)


def unit_map(result: Result, cell: str, signal: str, *, sequence: int = 1, order: str = "number") -> go.Figure:
    """Draw a gate, a state or the gradient at one, for every unit and step of one sequence.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        ``"rnn"`` or ``"lstm"``.
    signal : str
        ``"f"``, ``"i"``, ``"cct"``, ``"o"``, ``"c"``, ``"a"``; with ``"d"`` before it, as in ``"dz_f"``, ``"dc"``,
        ``"da"``, the gradient at a pre-activation or state.
    sequence : int
        Number of the sequence in the batch, counted from 1.
    order : str
        Of the units: ``"number"``, ``"similarity"`` or ``"memory"``.

    Returns
    -------
    plotly.graph_objects.Figure
        One heatmap.

    Raises
    ------
    RnnvizError
        If there is no such cell, sequence, signal or order.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> unit_map(run(Scenario(n_a=16)), "lstm", "dz_f").data[0].z.shape
    (16, 100)
    """
    view = view_sequence(result, cell, sequence)
    names = [*view.signals, *(f"d{key}" for key in view.gradients if key != "x")]
    if signal not in names:
        raise RnnvizError(f"unit_map: signal must be one of {', '.join(names)}; got {signal!r}.")
    if order not in ORDERS:
        raise RnnvizError(f"unit_map: order must be one of {', '.join(ORDERS)}; got {order!r}.")
    units = unit_order(result, cell, order)
    if signal in view.signals:
        values = view.signals[signal][units]
        z = values if _is_gate(result, cell, signal) else signed_position(values)
        ticks = {} if z is values else {"tickvals": signed_position(np.array(SIGNED_TICKS)), "ticktext": SIGNED_TICKS}
        custom, texts = values, [[numeral(value, 3) for value in row] for row in values.tolist()]
    else:
        gradient = SignedLog(*(part[units] for part in view.gradients[signal[1:]]))
        z, custom = gradient_position(gradient), gradient.log10
        texts = [
            [("−" if sign < 0 else "") + power_of_ten(log10) for sign, log10 in zip(*row, strict=True)]
            for row in zip(gradient.sign.tolist(), gradient.log10.tolist(), strict=True)
        ]
        low, high = DECADES
        ticks = {
            "tickvals": [-1, -0.5, 0, 0.5, 1],
            "ticktext": [f"{s}10<sup>{(low + high) // 2 if half else high}</sup>" for s, half in (("−", 0), ("−", 1))]
            + [f"≤10<sup>{low}</sup>"]
            + [f"10<sup>{(low + high) // 2 if half else high}</sup>" for half in (1, 0)],
        }
    gate = z is custom
    heatmap = go.Heatmap(
        z=z,
        customdata=custom,
        text=texts,
        x0=1,
        dx=1,
        zmin=0 if gate else -1,
        zmax=1,
        colorscale=SEQUENTIAL if gate else DIVERGING,
        colorbar=ticks,
        hovertemplate="unit %{y}, t = %{x}: %{text}<extra></extra>",
    )
    steps = result.scenario.steps
    return go.Figure(
        heatmap,
        {
            "height": 300,
            "xaxis": {"title": {"text": "time step t"}, "range": [0.5, steps + 0.5], **whole_steps(steps)},
            "yaxis": {
                "title": {"text": "unit"},
                "range": [len(units) - 0.5, -0.5],
                "tickvals": np.arange(len(units))[:: -(-len(units) // 16)],
                "ticktext": (units + 1)[:: -(-len(units) // 16)],
            },
        },
    )


def _is_gate(result: Result, cell: str, key: str) -> bool:
    return any(s.key == key and s.activation == "sigmoid" for s in CELLS[cell].signals(result.scenario.activation))


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


def text_sources(result: Result) -> dict[str, str]:
    """What the characters of a text can be coloured by: names for people, by ``<cell> <key>``.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> text_sources(run(Scenario(input="text", cells=("rnn",))))
    {'rnn x': 'RNN: gradient dJ/dx, felt by the loss', 'rnn a': 'RNN: hidden state a'}
    """
    found = {}
    for cell in result.cells:
        label = CELLS[cell].label
        found[f"{cell} x"] = f"{label}: gradient dJ/dx, felt by the loss"
        for signal in CELLS[cell].signals(result.scenario.activation):
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
        "label": text_sources(result)[source],
        "cell": cell,
        "memory": unit_order(result, cell, "memory"),
        "ofUnits": key != "x",
    }
    if key in view.signals:
        kind = "gate" if _is_gate(result, cell, key) else "signed"
        return about | {"kind": kind, "values": _light(view.signals[key])}
    log10 = _norm_over_units(view.gradients[key])
    return about | {"kind": "size", **_coded(SignedLog(np.ones(log10.shape, np.int8), log10))}


def _norm_over_units(gradient: SignedLog) -> Array:
    """log₁₀ of the norm over units at every step, (1, T)."""
    with np.errstate(invalid="ignore"):
        largest = gradient.log10.max(axis=0, keepdims=True)
        apart = np.where(gradient.log10 == -np.inf, -np.inf, gradient.log10 - largest)
        return np.asarray(largest + np.log10(np.sum(10.0 ** (2 * apart), axis=0, keepdims=True)) / 2)


def _section(result: Result, view: SequenceView, order: str) -> dict[str, Any]:
    kind = CELLS[view.cell]
    signals = kind.signals(result.scenario.activation)
    # A cell of few signals has room for larger maps.
    height = 96 if len(signals) > 1 else 140
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
                "values": _light(values),
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
        "input": _input_panel(result, view, view.sequence),
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
        **_coded(gradient),
    }


def _coded(gradient: SignedLog) -> dict[str, Any]:
    """Signed logarithms as one number each, sign · (log₁₀ + offset), in as many bytes as keep three digits."""
    finite = gradient.log10[np.isfinite(gradient.log10)]
    offset = 2.0 ** np.ceil(np.log2(np.abs(finite).max(initial=30) + 2))
    with np.errstate(invalid="ignore"):
        coded = np.where(gradient.log10 == -np.inf, 0, gradient.sign * (gradient.log10 + offset))
    coded[np.isnan(gradient.log10)] = np.nan
    return {"values": coded.astype(np.float32) if offset < FAR else coded, "offset": offset}


def _light(values: Array) -> Array:
    """The values in half the space, unless some are too large or too small for that."""
    sizes, limits = np.abs(values[np.isfinite(values) & (values != 0)]), np.finfo(np.float32)
    fits = limits.tiny <= sizes.min(initial=1) <= sizes.max(initial=1) < limits.max
    return values.astype(np.float32) if fits else values


def _input_panel(result: Result, view: SequenceView, sequence: int) -> dict[str, Any]:
    described = describe_input(result, view.x, sequence)
    panel: dict[str, Any] = {"key": "x", "name": "input x", "height": 64, "description": described}
    characters = result.scenario.characters(sequence)
    if characters:
        return panel | {"kind": "characters", "characters": list(characters)}
    if len(view.x) <= MAX_CURVES:
        return panel | {"kind": "curves", "values": _light(view.x)}
    return panel | {"kind": "signed", "values": _light(view.x)}


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
