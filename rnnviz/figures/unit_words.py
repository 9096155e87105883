"""What gates and states do, in words and numbers that are computed from a result."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.diagnosis import step_jacobians
from rnnviz.analysis.sequence import SignedLog
from rnnviz.analysis.units import ENDS, saturation
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.words import factor_of_log10, listed, power_of_ten, steps_in_words
from rnnviz.gradient_flow.arriving import Arriving, arriving, through_gates
from rnnviz.numerics.numerals import numeral
from rnnviz.numerics.wide import Wide

__all__ = [
    "describe_gradients",
    "describe_input",
    "describe_saturation",
    "describe_signal",
    "gate_by_gate",
    "gates_details",
    "gates_takeaway",
]

Array = NDArray[Any]

#: Share of the time from which on a unit counts as always at one end.
MOSTLY = 0.9
#: What is left of a difference by rounding, in decades.
ROUNDING: Final = -12.0
#: Hidden values up to which what comes through each gate is told.
SOON: Final = 100_000
#: Steps that nobody counts.
MANY_STEPS: Final = 1e6


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
    """Text alternative of the chart of how often units are at their limits.

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
    """What to take away, in one sentence of 25 words at most: how long the gates keep what a unit holds.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> gates_takeaway(run(Scenario(m=1))).partition("; ")[2]
    'more comes back through the gates.'
    >>> gates_takeaway(run(Scenario(m=1, cells=("rnn",)))).partition(": ")[2]
    'each step back multiplies the gradient by the weights and by the slope of tanh, ×0.664 on average.'
    """
    gone = {cell: _half_gone(result, cell) for cell in result.cells if CELLS[cell].keeps}
    known = {cell: after for cell, after in gone.items() if after}
    if not gone:
        return _without_gates(result)
    if not known:
        return "The gates are no numbers here, so what they keep is not known; smaller weights keep them finite."
    whose = "the one" if result.scenario.n_a == 1 else "a typical"
    if len(known) > 1:
        after = " and ".join(f"{after} in the {CELLS[cell].label}" for cell, after in known.items())
        return f"By gates alone, half of what {whose} unit holds is gone {after}."
    ((cell, after),) = known.items()
    gate, label = CELLS[cell].signal(CELLS[cell].keeps).name, CELLS[cell].label
    found = _arriving(result, cell)
    half = math.log10(2)
    more = found is not None and found.cell < -half and found.whole > found.cell + half
    ways = "; more comes back through the gates" if more else ""
    return f"By its {gate}s alone, half of what {whose} {label} unit holds is gone {after}{ways}."


def gates_details(result: Result) -> str:
    """The numbers that stand out: units at their limits, gates that are open, what arrives at step 1.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> import textwrap
    >>> print(textwrap.fill(gates_details(run(Scenario(m=1, forget_bias=5.0, gain=0.1))), 100))
    0 of 32 RNN units are at their limits, below −0.8 or above 0.8, more than half of the time; the
    slope of tanh is ×0.769 on average. 32 of 32 forget gates are open more than 90 % of the time. The
    gradient at the cell state arrives at step 1 with ×0.72 of its size: ×0.45 along the cell state and
    ×0.62 through gates and hidden state, which partly cancel; 12 of 32 units hold 90 % of it.
    """
    return " ".join(_stands_out(result, cell) for cell in result.cells)


def gate_by_gate(result: Result) -> str:
    """What arrives at step 1 through each gate, of networks of which this is soon computed; else empty.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> gate_by_gate(run(Scenario(cells=("lstm",), T_x=9, m=1, n_a=4))).partition(" the input")[0]
    "Of the LSTM's gradient arrives at step 1 what leaves the cell state first through the forget gate ×0.019,"
    """
    return " ".join(filter(None, (_gate_by_gate(result, cell) for cell in result.cells if CELLS[cell].keeps)))


def _half_gone(result: Result, cell: str) -> str:
    """When half of what a unit holds is gone, of half the units sooner; empty where that is no number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = _log10(_direct(result, cell)).mean(axis=(1, 2))  # the geometric mean, as of `retention`
        middle = float(np.nanmedian(kept)) if not np.isnan(kept).all() else math.nan
    if math.isnan(middle):
        return ""
    steps = math.inf if middle >= 0 else math.log10(0.5) / middle
    if steps > MANY_STEPS:
        return "after over a million steps"
    return f"after {steps_in_words(steps)}" if steps >= 1 else "within one step"


def _without_gates(result: Result) -> str:
    (cell, *_) = result.cells
    activation, slope = result.scenario.activation, _slope(result, cell)
    by = "" if slope is None else f", {slope} on average"
    return (
        f"The {CELLS[cell].label} has no gates: each step back multiplies the gradient by the weights and by the slope "
        f"of {activation}{by}."
    )


def _stands_out(result: Result, cell: str) -> str:
    one, n_a = result.cells[cell], result.scenario.n_a
    kind = CELLS[cell]
    if kind.keeps:
        gate = kind.signal(kind.keeps).name
        return _open(saturation(one.gates[kind.keeps], "sigmoid").high, n_a, gate) + _carried(result, cell)
    activation, label = result.scenario.activation, kind.label
    if activation not in ENDS:
        if activation == "linear":
            return f"The {label}'s linear units have no limits; their slope is 1."
        return f"{_dead(one.states['a'], label)}{_slope_in_words(result, cell)}."
    often = int((np.sum(saturation(one.states["a"], activation), axis=0) > 0.5).sum())
    are, its = ("is", "its") if 1 in (often, n_a) else ("are", "their")
    units = f"{often} of {n_a} {label} unit{'' if n_a == 1 else 's'} {are} at {its} limits"
    ends = f"below {ENDS[activation][0]:g} or above {ENDS[activation][1]:g}".replace("-", "−")
    return f"{units}, {ends}, more than half of the time{_slope_in_words(result, cell)}."


def _slope_in_words(result: Result, cell: str) -> str:
    slope = _slope(result, cell)
    return "" if slope is None else f"; the slope of {result.scenario.activation} is {slope} on average"


def _slope(result: Result, cell: str) -> str | None:
    """How steep the activation is: that of the page that says why, to the last digit."""
    reference = result.cells[cell].fades["a"].reference
    slopes = step_jacobians(result, cell).local.by_gate["a"]["a"][:, :, 1:reference].mean(axis=(0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = _log10(slopes)
        log10 = float(logs.mean()) if logs.size else math.nan
    return factor_of_log10(log10) if math.isfinite(log10) else None


def _dead(a: Array, label: str) -> str:
    dead = int((a <= 0).all(axis=(1, 2)).sum())
    which = f"{dead} of {len(a)} {label} units {_are(dead)}" if len(a) > 1 else f"The one {label} unit is"
    return (
        f"{which} 0 at every step: no gradient passes through a dead ReLU"
        if dead
        else f"No {label} unit is 0 at every step, so none is a dead ReLU"
    )


def _open(open_share: Array, n_a: int, gate: str) -> str:
    wide = int((open_share > MOSTLY).sum())
    if n_a == 1:
        return f"The one {gate} is {'' if wide else 'not '}open more than 90 % of the time."
    return f"{wide or 'None'} of {n_a} {gate}s {_are(max(wide, 1))} open more than 90 % of the time."


def _arriving(result: Result, cell: str) -> Arriving | None:
    """What arrives at step 1, by its ways; None where there is none, or gradients of many losses are added up."""
    one = result.cells[cell]
    carrier = CELLS[cell].carrier
    reference = one.fades[carrier].reference
    if reference == 1 or result.scenario.loss == "every":
        return None
    found = arriving(_direct(result, cell), one.by_step[carrier], reference)
    return None if math.isnan(found.whole) or found.whole == math.inf else found


def _direct(result: Result, cell: str) -> Array | Wide:
    """The gate by which the state is kept: one that is below the range of floats is not closed."""
    gate: Array = result.cells[cell].gates[CELLS[cell].keeps]
    found: Array | Wide = gate if gate.all() else step_jacobians(result, cell).direct
    return found


def _kept(cell: str) -> str:
    """What a cell keeps: its cell state, or its hidden state."""
    return CELLS[cell].signal(CELLS[cell].carrier).name


def _log10(values: Array | Wide) -> Array:
    return values.log10() if isinstance(values, Wide) else np.log10(values)


def _carried(result: Result, cell: str) -> str:
    """Which way what arrives at step 1 has taken, and at how many units it is."""
    found, n_a, state = _arriving(result, cell), result.scenario.n_a, _kept(cell)
    if found is None:
        return ""
    if found.whole == -math.inf:
        return f" Nothing of the gradient at the {state} arrives at step 1."
    size, along, gates = (f"×{power_of_ten(part)}" for part in found[:3])
    if found.gates - found.whole < ROUNDING:
        ways = f"all of it along the {state}"
    else:
        cancel = ", which partly cancel" if _cancels(found) else ""
        others = "gates and hidden state" if CELLS[cell].carrier != "a" else "gates and candidate"
        ways = f"{along} along the {state} and {gates} through {others}{cancel}"
    enough = int(np.searchsorted(np.cumsum(np.sort(found.units)[::-1]), MOSTLY - 1e-12)) + 1
    units = "" if n_a == 1 else f"; {enough} of {n_a} units {'holds' if enough == 1 else 'hold'} 90 % of it"
    return f" The gradient at the {state} arrives at step 1 with {size} of its size: {ways}{units}."


def _gate_by_gate(result: Result, cell: str) -> str:
    scenario, one, found = result.scenario, result.cells[cell], _arriving(result, cell)
    if found is None or found.whole == -math.inf or scenario.cost > SOON:
        return ""
    sizes = through_gates(step_jacobians(result, cell), one.by_step, one.fades[CELLS[cell].carrier].reference)
    parts = [
        f"the {CELLS[cell].signal(gate).name} ×{power_of_ten(size)}"
        for gate, size in sizes.items()
        if math.isfinite(size)
    ]
    if not parts:
        return ""
    return (
        f"Of the {CELLS[cell].label}'s gradient arrives at step 1 what leaves the {_kept(cell)} first through "
        f"{listed(parts)}."
    )


def _cancels(found: Arriving) -> bool:
    """Whether the two ways lead to gradients that point against one another."""
    parts = np.array([found.cell, found.gates]) - found.whole
    return bool(np.sum(10.0 ** (2 * np.minimum(parts, 100))) > 1.05)


def _count(number: int, of: str) -> str:
    return f"{number:,} {of}{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
