r"""The gain, or the forget bias, at which a gradient keeps its size in this very draw.

At such a point, criticality, a network at initialisation carries a signal furthest (Chen, Pennington & Schoenholz
2018). For one draw it is a root of :math:`\log_{10}` of the factor a step, as a function of one setting. It is
bracketed by steps from the present value, each twice as long as the one before, in the direction in which the factor
comes nearer to 1 if it grows with the setting; if it does not, in the other one. Then it is found by regula falsi in
the form that is called Illinois (Dowell & Jarratt 1971), with a bisection now and then, and rounded to as few digits
as keep what it is for.

More of a gain is more of a gradient as long as the units are not driven to their limits, and more of a forget bias
until the forget gates are nearly open: neither need be monotone, and there may be several roots or none.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import BOUNDS, Scenario
from rnnviz.gradient_flow.fade import Fade

__all__ = ["KEPT", "Critical", "critical", "critical_bias", "critical_fields", "critical_gain", "with_bias"]

#: How near to 1 the factor a step is that is called 1, in decades: 1 to three digits behind the point.
KEPT = 2e-4
#: How near a root is looked for at first; after a few evaluations `KEPT` is near enough, and there are some at most.
NEAR, FEW, MOST = 1e-4, 8, 30
#: Digits behind the point of what is found.
DIGITS = range(2, 8)
#: Where a search for a forget bias begins if there is none, and first steps, of the logarithm of a gain and of a bias.
FIRST_BIAS, GAIN_STEP, BIAS_STEP = 1.0, 0.4, 1.0

Rate = Callable[[float], float]


class Critical(NamedTuple):
    """Where the factor a step is 1; None where a scenario has no such cell, or no such value within the bounds.

    Parameters
    ----------
    gain : float or None
        For the RNN.
    forget_bias : float or None
        For the LSTM, the same for all units.
    update_bias : float or None
        For the GRU, the same for all units.
    """

    gain: float | None
    forget_bias: float | None
    update_bias: float | None = None


def critical(scenario: Scenario) -> Critical:
    """Where the gradient of each cell of a scenario would keep its size.

    Examples
    --------
    >>> critical(Scenario(cells=("rnn",), input_scale=0.0, gain=3.0))
    Critical(gain=1.0, forget_bias=None, update_bias=None)
    """
    found: dict[str, float | None] = dict.fromkeys(Critical._fields)
    for cell, field in critical_fields(scenario.cells).items():
        found[field] = critical_gain(scenario, cell) if field == "gain" else critical_bias(scenario, cell)
    return Critical(**found)


def critical_fields(cells: Iterable[str]) -> dict[str, str]:
    """By which setting each of some cells can be brought to keep its gradient: a bias of its own, or the gain.

    The gain is that of all cells: it is for the first one that has no bias of the gate that keeps.

    Examples
    --------
    >>> critical_fields(["rnn", "lstm"])
    {'rnn': 'gain', 'lstm': 'forget_bias'}
    """
    found: dict[str, str] = {}
    for cell in cells:
        field = CELLS[cell].keeping_bias or "gain"
        if field not in found.values():
            found[cell] = field
    return found


def critical_gain(scenario: Scenario, cell: str = "rnn") -> float | None:
    """The gain at which a cell's gradient keeps its size over the whole sequence, on average.

    Parameters
    ----------
    scenario : Scenario
        Everything but the gain, which is where the search begins. Of a loss at every step, that at the last is taken:
        near and far gradients that are added up have no one factor.
    cell : str
        Whose.

    Returns
    -------
    float or None
        With so few digits that the factor a step is still 1 to three digits; None if there is none between the bounds,
        or no step to carry a gradient through.

    Examples
    --------
    >>> critical_gain(Scenario(input_scale=0.0, gain=3.0))
    1.0
    """

    def rate(gain: float) -> float:
        return _rate(replace(scenario, gain=gain), cell)

    low, high = BOUNDS["gain"]
    return _root(rate, scenario.gain, (low, high), lambda gain, by: gain * math.exp(GAIN_STEP * by))


def critical_bias(scenario: Scenario, cell: str = "lstm") -> float | None:
    """The constant bias of the gate that keeps its state at which a cell's gradient keeps its size, on average.

    Parameters
    ----------
    scenario : Scenario
        Everything but that bias, the LSTM's forget bias or the GRU's update bias, which is where the search begins; see
        `critical_gain`.
    cell : str
        Whose: one that keeps its state by a gate.

    Returns
    -------
    float or None
        As from `critical_gain`.

    Examples
    --------
    >>> critical_bias(Scenario(n_a=8, m=2, T_x=2)) is None  # one step alone leads out of the last cell state
    True
    """

    name = CELLS[cell].keeping_bias
    if not name:
        raise RnnvizError(f"critical_bias: the {CELLS[cell].label} has no such bias. Take critical_gain.")

    def rate(bias: float) -> float:
        return _rate(with_bias(scenario, cell, bias), cell)

    start = getattr(scenario, name) if scenario.counts(name) else FIRST_BIAS
    return _root(rate, start, BOUNDS[name], lambda bias, by: bias + BIAS_STEP * by)


def with_bias(scenario: Scenario, cell: str, bias: float) -> Scenario:
    """The same with another constant bias of the gate by which a cell keeps its state.

    Examples
    --------
    >>> with_bias(Scenario(forget="chrono"), "lstm", 2.0).changed()
    {'forget_bias': 2.0}
    """
    name = CELLS[cell].keeping_bias
    if not name:
        raise RnnvizError(f"with_bias: the {CELLS[cell].label} has no such bias. Change its gain.")
    changes: dict[str, Any] = {name: bias} | ({"forget": "constant"} if name == "forget_bias" else {})
    return replace(scenario, **changes)


def _rate(scenario: Scenario, cell: str) -> float:
    """log₁₀ of the factor a step; -inf where the gradient becomes exactly 0, +inf where numbers leave their range."""
    loss = "last" if scenario.loss == "every" else scenario.loss
    fade: Fade = run(replace(scenario, cells=(cell,), loss=loss)).cells[cell].fades["a"]
    if not all(value < math.inf for value in fade.log10_norm.tolist()):
        return math.inf
    return -math.inf if fade.first > 1 else fade.log10_factor


def _root(
    rate: Rate, start: float, bounds: tuple[float, float], moved: Callable[[float, float], float]
) -> float | None:
    at_start = rate(start)
    if abs(at_start) <= KEPT:
        return start
    if math.isnan(at_start):
        return None
    bracket = _bracket(rate, start, at_start, bounds, moved)
    found = None if bracket is None else _between(rate, *bracket)
    if found is None:
        return None
    rounded = (round(found, digits) for digits in DIGITS)
    return next((value for value in rounded if abs(rate(value)) <= KEPT), None)


def _bracket(
    rate: Rate, start: float, at_start: float, bounds: tuple[float, float], moved: Callable[[float, float], float]
) -> tuple[float, float, float, float] | None:
    """Two values between which the rate changes its sign, and the rates there."""
    upwards = 1 if at_start < 0 else -1
    for direction in (upwards, -upwards):
        last, at_last = start, at_start
        for value in _further(start, direction, bounds, moved):
            at = rate(value)
            if math.isnan(at):
                break
            if (at < 0) != (at_start < 0):
                return last, value, at_last, at
            last, at_last = value, at
    return None


def _further(
    start: float, direction: int, bounds: tuple[float, float], moved: Callable[[float, float], float]
) -> Iterator[float]:
    """Values ever further away, the bound last."""
    low, high = bounds
    value, by = start, 1.0
    while (value < high) if direction > 0 else (value > low):
        value = min(max(moved(value, direction * by), low), high)
        by *= 2
        yield value


def _between(rate: Rate, one: float, other: float, at_one: float, at_other: float) -> float | None:
    """A root between two values with rates of different sign; None where the rate jumps over 0."""
    for count in range(MOST):
        # Every third time the middle: where the rate is flat and then steep, a secant alone creeps.
        secant = count % 3 < 2 and math.isfinite(at_one) and math.isfinite(at_other)
        value = (one * at_other - other * at_one) / (at_other - at_one) if secant else (one + other) / 2
        at = rate(value)
        if abs(at) <= (NEAR if count < FEW else KEPT):
            return value
        if math.isnan(at):
            return None
        if (at < 0) == (at_other < 0):
            at_one /= 2  # the end that stays counts half, or it would stay for ever
        else:
            one, at_one = other, at_other
        other, at_other = value, at
    return None
