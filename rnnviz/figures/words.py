"""Numbers and findings in words, all computed from a result."""

import math
from collections.abc import Sequence
from typing import Final

from rnnviz.cells import CELLS
from rnnviz.experiment.run import CellResult, Result
from rnnviz.gradient_flow.fade import Fade, Fate, fate_of
from rnnviz.numerics.numerals import numeral, power_of_ten

__all__ = [
    "describe_fade",
    "describe_map",
    "factor_in_words",
    "factor_of_log10",
    "first_step_in_words",
    "half_life_in_words",
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


def factor_in_words(factor: float) -> str:
    """A factor a step.

    Examples
    --------
    >>> factor_in_words(0.7265), factor_in_words(1.0004), factor_in_words(3.2e-30), factor_in_words(float("nan"))
    ('×0.727', '×1.0004', '×3.2·10⁻³⁰', '–')
    """
    if math.isnan(factor):
        return "–"
    if 0.99 < factor < 1.01:
        return f"×{factor:.4f}"
    if 0.0995 <= factor < 10:
        return f"×{factor:.3f}"
    if 1e-3 <= factor < 1e3:
        return f"×{numeral(factor, 3)}"
    return f"×{power_of_ten(math.log10(factor)) if factor else 0}"


def rate_in_words(fade: Fade) -> str:
    """The factor a step of a gradient, also where it is beyond the range of floats.

    Examples
    --------
    >>> import numpy as np
    >>> rate_in_words(Fade(np.array([-521.0, -0.25]), 2, 1, 0.0, 0.0006, 1))
    '×1.8·10⁻⁵²¹'
    """
    return factor_of_log10(fade.log10_factor)


def first_step_in_words(fade: Fade) -> str | None:
    """The factor of the first step back, where it is one of its own.

    Examples
    --------
    >>> import numpy as np
    >>> first_step_in_words(Fade(np.array([-0.9, -0.7, 0.0]), 3, 1, 0.63, 1.5, None, apart=True))
    '×0.200'
    """
    return None if math.isnan(fade.log10_first) else factor_of_log10(fade.log10_first)


def factor_of_log10(log10: float) -> str:
    """A factor that is given by its log₁₀, however small or large.

    Examples
    --------
    >>> factor_of_log10(-0.1387), factor_of_log10(-520.75)
    ('×0.727', '×1.8·10⁻⁵²¹')
    """
    return f"×{power_of_ten(log10)}" if abs(log10) > 300 else factor_in_words(10.0**log10)


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
        f"The {listed(apart)}'s first step back is one of its own: the loss looks at the hidden state a = o tanh(c), "
        "and on its way into the cell state c, which carries it further, the gradient is multiplied once by "
        "o (1 − tanh² c). The factor a step is that of the steps after it."
    )


def steps_in_words(steps: float) -> str:
    """A number of steps, not necessarily whole.

    Examples
    --------
    >>> steps_in_words(2.17), steps_in_words(1.0), steps_in_words(1234.5)
    ('2.2 steps', '1.0 steps', '1,234 steps')
    """
    return f"{steps:.1f} steps" if steps < 100 else f"{steps:,.0f} steps"


def half_life_in_words(fade: Fade) -> tuple[str, str]:
    """What to call it, and how long it is: a half-life, or for a gradient that grows the time in which it doubles.

    Examples
    --------
    >>> import numpy as np
    >>> half_life_in_words(Fade(np.log10([4.0, 2.0, 1.0]), 3, 1, 2.0, float("inf"), None))
    ('doubles in', '1.0 steps')
    """
    if math.isnan(fade.factor) or fade.fate in ("keeps", "nearly"):
        return "half-life", "–"
    steps, known = fade.start - fade.first, fade.even
    if fade.factor > 1:
        doubling = math.log10(2) / fade.log10_factor
        return "doubles in", _time(doubling) if known and doubling <= steps else "–"
    if known:
        return "half-life", _time(fade.half_life) if fade.half_life <= steps else "–"
    # No one rate describes it: what is seen is said instead.
    return "half left after", "–" if fade.steps_to_half is None else _steps(fade.steps_to_half)


def _time(steps: float) -> str:
    """So many steps; below one the factor a step says more than a time does."""
    return steps_in_words(steps) if steps >= 1 else UNDER_ONE


def thousandth_in_words(fade: Fade) -> str:
    """After how many steps 1/1000 is left."""
    if fade.steps_to_thousandth is None:
        none = fade.reference == 1 or fade.fate in ("number", "zero")
        return "–" if none else f"not in {_steps(fade.reference - 1)}"
    return _steps(fade.steps_to_thousandth)


def _steps(number: int) -> str:
    return f"{number} step{'' if number == 1 else 's'}"


def takeaway(result: Result) -> str:
    """What to take away, in one sentence or two, with its numbers.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> takeaway(run(Scenario(T_x=1)))
    'The loss looks at step 1 only, so there is no earlier step for a gradient to reach: choose a longer sequence.'
    """
    fades = {name: cell.fades["a"] for name, cell in result.cells.items()}
    back = result.scenario.last_loss_step - 1
    if back == 0:
        return "The loss looks at step 1 only, so there is no earlier step for a gradient to reach: " + (
            "choose a longer sequence." if result.scenario.steps == 1 else "choose a later step for it."
        )
    opening = f"Going back {_steps(back)}, "
    if result.scenario.loss == "every":
        # Gradients from near steps are added to those from far ones: there is no one rate at which they fade.
        sentence = ", ".join(_added_up(CELLS[name].label, fade) for name, fade in fades.items()) + "."
        return opening + sentence + " The loss looks at every step here, so near and far gradients are added up."
    sentence = ", ".join(_one_fade(CELLS[name].label, fade) for name, fade in fades.items()) + "."
    return opening + sentence + _comparison(fades)


def question(result: Result) -> str:
    """What to ask of the gradients that are shown: it depends on what becomes of them.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> question(run(Scenario())), question(run(Scenario(gain=3.0, cells=("rnn",))))
    ('How fast does the gradient fade?', 'How fast does the gradient grow?')
    """
    fates: set[Fate] = {cell.fades["a"].fate for cell in result.cells.values()}
    if "none" in fates:
        return "How far back does the gradient reach?"
    if fates == {"number"}:
        return "Where does the gradient stop being a number?"
    fades, grows = bool(fates & {"shrinks", "vanishes", "zero"}), bool(fates & {"grows", "explodes"})
    if fades or grows:
        return f"How fast does the gradient {' or '.join(['fade'] * fades + ['grow'] * grows)}?"
    return "Does the gradient keep its size?"


def _added_up(label: str, fade: Fade) -> str:
    if not math.isfinite(fade.left):
        return f"the {label}'s gradient {_without_rate(fade)}"
    return f"the {label}'s gradient is {power_of_ten(fade.left)} times what it is at the last step"


def _one_fade(label: str, fade: Fade) -> str:
    first = first_step_in_words(fade)
    if fade.fate == "number" or (math.isnan(fade.factor) and first is None):
        return f"the {label}'s gradient {_without_rate(fade)}"
    opening = f"the {label}'s gradient {_WHAT_IT_DOES[fade.fate].format(power_of_ten(fade.left), fade.first)}"
    rates = [] if first is None else [f"first {first}, into the cell state"]
    if fade.start - fade.first > 1 or (rates and fade.start > fade.first):
        rates.append(_rate(fade, "then " if rates else ""))
    return f"{opening} ({', '.join(rates)})" if rates else opening


#: What is said of a gradient: {0} is what is left of it, {1} the last step that it reaches.
_WHAT_IT_DOES: Final[dict[Fate, str]] = {
    "keeps": "keeps its size",
    "nearly": "nearly keeps its size: it is {0} times as large at step 1",
    "shrinks": "shrinks to {0} of its size",
    "vanishes": "shrinks to {0} of its size",
    "grows": "grows to {0} times its size",
    "explodes": "grows to {0} times its size",
    "zero": "becomes exactly 0 before step {1}",
}


def _rate(fade: Fade, then: str) -> str:
    """The factor a step, and what follows from it where it describes the curve."""
    rate, (_, steps) = f"{rate_in_words(fade)} a step", half_life_in_words(fade)
    if fade.fate == "zero":
        return f"{then}{rate} until then"
    if fade.fate == "keeps" and not then and fade.even:
        return rate
    on_average = f"{then}on average {rate}" if fade.start - fade.first > 1 else f"{then}{rate}"
    grows = fade.fate in ("grows", "explodes")
    if fade.fate in ("keeps", "nearly") or (fade.factor > 1) != grows:
        return on_average
    if fade.even:
        return on_average if steps in ("–", UNDER_ONE) else f"{on_average}: {_HALVES[fade.factor < 1]} every {steps}"
    half, thousandth = fade.steps_to_half, fade.steps_to_thousandth
    if grows or half is None:
        return f"{on_average}, not evenly"
    rest = "" if thousandth is None else f", all but 1/1000 after {_steps(thousandth)}"
    return f"{on_average}, not evenly: half is gone after {_steps(half)}{rest}"


#: A half-life of less than a step.
UNDER_ONE: Final = "under 1 step"
_HALVES: Final = {True: "half is gone", False: "it doubles"}


def _without_rate(fade: Fade) -> str:
    if not all(math.isfinite(value) or value == -math.inf for value in fade.log10_norm):
        return "stops being a number"
    nothing = fade.log10_norm[fade.reference - 1] == -math.inf
    return "is exactly 0 at every step" if nothing else f"is exactly 0 before step {fade.first}"


def _comparison(fades: dict[str, Fade]) -> str:
    """One sentence where two cells or three can be compared."""
    left = {cell: fade.left for cell, fade in fades.items()}
    if len(left) < 2 or not all(map(math.isfinite, left.values())):
        return ""
    *_, second, first = sorted(left, key=left.__getitem__)
    return " " + (_of_two(second, first, left) if len(left) == 2 else _of_three(second, first, left))


def _of_two(less: str, more: str, left: dict[str, float]) -> str:
    """Where a cell that keeps its state by a gate is behind one that does not, that is said as a surprise."""
    gap, becomes = left[more] - left[less], fate_of(left[more])
    times, one, other, verb = power_of_ten(gap), CELLS[more].label, CELLS[less].label, str(becomes)
    surprise = bool(CELLS[less].keeps) and not CELLS[more].keeps
    if gap < math.log10(2):
        return "The two keep about the same."
    if becomes in ("explodes", "grows"):
        verb = verb if surprise else "even grows"
        return f"Here the {one}'s gradient {verb}: it ends {times} times larger than the {other}'s."
    if not surprise:
        return f"The {one} keeps {times} times more."
    if becomes in ("keeps", "nearly"):
        return f"Here the {one} keeps {times} times more."
    verb = "vanishes" if fate_of(left[less]) == "vanishes" else "fades"
    return f"Here the {other} {verb} faster than the {one}: {times} times less is left of its gradient."


def _of_three(second: str, first: str, left: dict[str, float]) -> str:
    gap, one, other = left[first] - left[second], CELLS[first].label, CELLS[second].label
    if fate_of(left[first]) in ("explodes", "grows"):
        return f"The {one}'s gradient grows most."
    if gap < math.log10(2):
        return f"The {one} and the {other} keep most, about the same."
    return f"The {one} keeps most: {power_of_ten(gap)} times more than the {other}."


def describe_fade(result: Result) -> str:
    """Text alternative of the chart of gradient size against time."""
    curves = []
    for name, cell in result.cells.items():
        for state, fade in cell.fades.items():
            curves.append(f"{label_of(name, state)}: {_ends(fade)}")
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


def listed(parts: Sequence[str]) -> str:
    """Several things in a sentence.

    Examples
    --------
    >>> listed(["f"]), listed(["f", "i", "o"])
    ('f', 'f, i and o')
    """
    *some, last = parts
    return f"{', '.join(some)} and {last}" if some else last
