"""What to take away from the gradients that are shown, and what to ask of them: one question, one or two sentences."""

import math
from typing import Final

from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.rates import UNDER_ONE, first_step_in_words, half_life_in_words, rate_in_words, steps_counted
from rnnviz.gradient_flow.fade import Fade, Fate, fate_of
from rnnviz.numerics.numerals import power_of_ten

__all__ = ["question", "takeaway"]

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
_HALVES: Final = {True: "half is gone", False: "it doubles"}


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
    opening = f"Going back {steps_counted(back)}, "
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
    rest = "" if thousandth is None else f", all but 1/1000 after {steps_counted(thousandth)}"
    return f"{on_average}, not evenly: half is gone after {steps_counted(half)}{rest}"


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
