"""What gates and states do, in words and numbers that are computed from a result."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.experiment import Result
from rnnviz.figures.words import power_of_ten
from rnnviz.numerals import numeral
from rnnviz.sequence import SignedLog
from rnnviz.units import ENDS, retention, saturation

__all__ = ["describe_gradients", "describe_input", "describe_saturation", "describe_signal", "gates_takeaway"]

Array = NDArray[Any]

#: Share of the time from which on a unit counts as always at one end.
MOSTLY = 0.9


def describe_signal(cell: str, name: str, values: Array, kind: str) -> str:
    """Text alternative of a map of a gate or state.

    Examples
    --------
    >>> describe_signal("LSTM", "input gate i", np.array([[0.5, 0.75]]), "gate")
    "The LSTM's input gate i for 1 unit from top to bottom and 2 steps from left to right: from 0.5 to 0.75, mean 0.62."
    """
    units, steps = values.shape
    opening = (
        f"The {cell}'s {name} for {_count(units, 'unit')} from top to bottom and {_count(steps, 'step')} from left to "
        "right: "
    )
    finite = values[np.isfinite(values)]
    if not finite.size:
        return f"{opening}no finite numbers."
    lost = values.size - finite.size
    missing = f"; {lost:,} of {values.size:,} values are not finite" if lost else ""
    ends = f"from {numeral(finite.min(), 3)} to {numeral(finite.max(), 3)}"
    # A mean of huge numbers may itself be beyond floats.
    with np.errstate(over="ignore", invalid="ignore"):
        mean = finite.mean()
    middle = f", mean {numeral(mean, 2)}" if kind == "gate" or np.isfinite(mean) else ""
    return f"{opening}{ends}{middle}{missing}.".replace("-", "−")


def describe_gradients(name: str, gradient: SignedLog, reference: int) -> str:
    """Text alternative of a map of signed gradients.

    Examples
    --------
    >>> one = SignedLog(np.array([[1, -1]], np.int8), np.array([[-2.0, 0.0]]))
    >>> describe_gradients("dJ/da", one, 2)
    'dJ/da, relative to the whole gradient at step 2: at most 1.0 in size (unit 1, step 2), at step 1 at most 0.010.'
    """
    opening = f"{name}, relative to the whole gradient at step {reference}: "
    sizes = np.where(np.isnan(gradient.log10), -np.inf, gradient.log10)
    if np.isnan(gradient.log10).all():
        return f"{opening}no numbers, NaN or Inf everywhere."
    unit, step = np.unravel_index(int(sizes.argmax()), sizes.shape)
    if sizes[unit, step] == -np.inf:
        return f"{opening}exactly 0 everywhere."
    return (
        f"{opening}at most {power_of_ten(sizes[unit, step])} in size (unit {unit + 1}, step {step + 1}), at step 1 at "
        f"most {power_of_ten(sizes[:, 0].max())}."
    )


def describe_input(result: Result, x: Array, sequence: int = 1) -> str:
    """Text alternative of the input.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> result = run(Scenario(input="text", text="hello"))
    >>> describe_input(result, result.x[:, 0])
    'The text, 5 characters: hello'
    """
    characters = result.scenario.characters(sequence)
    if characters:
        return f"The text, {_count(len(characters), 'character')}: {''.join(characters)}"
    features, steps = x.shape
    ends = f"from {numeral(x.min(), 3)} to {numeral(x.max(), 3)}"
    return f"The input, {_count(features, 'feature')} over {_count(steps, 'step')}: {ends}."


def describe_saturation(name: str, activation: str, low: Array, high: Array) -> str:
    """Text alternative of the chart of saturation.

    Examples
    --------
    >>> describe_saturation("forget gate f", "sigmoid", np.array([0.0, 0.0]), np.array([0.95, 0.5]))
    'Of 2 units of the forget gate f, 1 is above 0.9 and 0 are below 0.1 more than 90 % of the time.'
    """
    bottom, top = ENDS[activation]
    up, down = int((high > MOSTLY).sum()), int((low > MOSTLY).sum())
    return (
        f"Of {_count(len(low), 'unit')} of the {name}, {up} {_are(up)} above {top:g} and {down} {_are(down)} below "
        f"{bottom:g} more than 90 % of the time."
    ).replace("-", "−")


def gates_takeaway(result: Result) -> str:
    """What stands out, in a sentence for each cell.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> gates_takeaway(run(Scenario(cells=("lstm",), m=1, forget_bias=5.0, gain=0.1)))
    '32 of 32 forget gates are open more than 90 % of the time: these can carry a gradient.'
    """
    counted = "" if result.scenario.batch == 1 else f" Counted over all {result.scenario.batch} sequences."
    return " ".join(_stands_out(result, cell) for cell in result.cells) + counted


def _stands_out(result: Result, cell: str) -> str:
    one, n_a = result.cells[cell], result.scenario.n_a
    if "f" in one.gates:
        return _forgetting(saturation(one.gates["f"], "sigmoid").high, retention(one.states, one.gates), n_a)
    activation = result.scenario.activation
    label = CELLS[cell].label
    if activation not in ENDS:
        return (
            f"The {label}'s {activation} units have no end at which they saturate."
            if activation == "linear"
            else (_dead(one.states["a"], label))
        )
    low, high = saturation(one.states["a"], activation)
    ends = f"{ENDS[activation][0]:g} or above {ENDS[activation][1]:g}".replace("-", "−")
    often = int((low + high > 0.5).sum())
    share = float((low + high).mean())
    slope = "1 − a² is at most 0.36" if activation == "tanh" else "a(1 − a) is at most 0.09"
    if often:
        return (
            f"{often} of {n_a} {label} units {_are(often)} saturated (below {ends}) more than half of the time: there "
            f"{slope}."
        )
    return (
        f"No {label} unit is saturated (below {ends}) more than half of the time; on average {100 * share:.0f} % of it."
    )


def _dead(a: Array, label: str) -> str:
    dead = int((a <= 0).all(axis=(1, 2)).sum())
    return (
        f"{dead} of {len(a)} {label} units {_are(dead)} 0 at every step: no gradient passes through a dead ReLU."
        if dead
        else f"No {label} unit is 0 at every step, so none is a dead ReLU."
    )


def _forgetting(open_share: Array, kept: Array, n_a: int) -> str:
    wide = int((open_share > MOSTLY).sum())
    if wide:
        return f"{wide} of {n_a} forget gates {_are(wide)} open more than 90 % of the time: these can carry a gradient."
    if not np.isfinite(kept).any():
        return "The forget gates are no numbers here."
    best = int(np.nanargmax(kept))
    with np.errstate(divide="ignore"):  # a gate that is exactly closed keeps nothing
        half = np.log(0.5) / np.log(kept[best])
    if n_a == 1:
        return (
            "The one forget gate is not open more than 90 % of the time: on its own the cell state keeps "
            f"×{kept[0]:.2f} a step, half of it is gone after {_steps(half)}."
        )
    return (
        f"None of {n_a} forget gates is open more than 90 % of the time: on its own a cell state keeps "
        f"×{np.nanmedian(kept):.2f} a step; the longest memory is that of unit {best + 1}, ×{kept[best]:.2f}, half of "
        f"it gone after {_steps(half)}. Paths through the hidden state come on top."
    )


def _steps(number: float) -> str:
    return f"{number:.1f} steps" if number < 100 else f"{number:,.0f} steps"


def _count(number: int, of: str) -> str:
    return f"{number:,} {of}{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
