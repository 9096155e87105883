"""Why the gradient does what it does, in words, all computed from a diagnosis."""

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from rnnviz.analysis.diagnosis import Diagnosis, Stretch
from rnnviz.analysis.preactivations import Reach
from rnnviz.analysis.units import ENDS
from rnnviz.cells import CELLS
from rnnviz.figures.words import factor_in_words, label_of, power_of_ten
from rnnviz.gradient_flow.fade import Fate, fate_of

__all__ = [
    "TOGETHER",
    "Part",
    "describe_causes",
    "fate",
    "limits_in_words",
    "notes",
    "parts_of",
    "title",
    "verdict",
]

#: What new losses add is left out where it is so little: what is shown must multiply to what is claimed.
LEFT_OUT = 0.0005
_SAID: Final = {
    "keeps": "keeps its size",
    "nearly": "nearly keeps its size",
    "shrinks": "shrinks",
    "grows": "grows",
    "vanishes": "vanishes",
    "explodes": "explodes",
}
_ASKED: Final = {
    "number": "stop being a number",
    "keeps": "keep its size",
    "nearly": "nearly keep its size",
    "shrinks": "shrink",
    "grows": "grow",
    "vanishes": "vanish",
    "explodes": "explode",
}
#: Why nothing comes to an earlier step, by the cause that is exactly 0.
_ZERO: Final = {
    "slope": "the slope of every unit is 0",
    "weights": "the recurrent weights are 0",
    "alignment": "it lies on units alone that pass nothing on",
}


def fate(diagnosis: Diagnosis) -> Fate:
    """What becomes of the gradient of a cell on its way to step 1.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import diagnose
    >>> [fate(diagnose(run(Scenario(cells=("rnn",), gain=gain)))["rnn"]) for gain in (1.0, 3.0)]
    ['vanishes', 'explodes']
    """
    stop = diagnosis.stop
    if stop is not None and stop.kind == "number":
        return "number"
    if stop is not None and stop.kind in ("zero", "nothing"):
        return "vanishes"
    total = diagnosis.causes.total[: diagnosis.reference - 1]
    return fate_of(float(total.sum())) if total.size else "none"


def title(diagnoses: Mapping[str, Diagnosis]) -> str:
    """What there is to ask, of gradients that vanish, hold or explode; of one length, so that nothing below it moves.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import diagnose
    >>> [title(diagnose(run(Scenario(gain=gain)))) for gain in (1.0, 3.0, 5.0)]
    ['Why does it vanish here?', 'Why does one explode, and one grow?', 'Why does it explode here?']
    """
    asked = list(dict.fromkeys(_ASKED[found] for one in diagnoses.values() if (found := fate(one)) != "none"))
    if not asked:
        return "Why does a gradient vanish?"
    if len(asked) == 1:
        return f"Why does it {asked[0]} here?"
    *some, last = asked
    return f"Why does one {', one '.join(some)}, and one {last}?"


def verdict(diagnoses: Mapping[str, Diagnosis]) -> list[str]:
    """For each cell, in one sentence: what becomes of its gradient, what does that, and the factor a step.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import diagnose
    >>> verdict(diagnose(run(Scenario(cells=("rnn",)))))
    ["The RNN's gradient vanishes: ×0.727 a step, above all by its slope, ×0.667."]
    """
    return [_of_cell(diagnosis) for diagnosis in diagnoses.values()]


def _of_cell(diagnosis: Diagnosis) -> str:
    label, whole, stop = CELLS[diagnosis.cell].label, diagnosis.whole, diagnosis.stop
    if whole is None and stop is None:
        longer = "a longer sequence" if diagnosis.steps == 1 else "a later step for the loss"
        return f"The {label} has no step between the loss and step 1, and so nothing to carry back: choose {longer}."
    if whole is None:
        return f"The {label}'s {_carried(diagnosis)} {_ends(diagnosis)}."
    becomes, cause = _what_becomes(diagnosis, whole)
    return f"The {label}'s {_carried(diagnosis)} {becomes}: {_factor(whole.log10_factor)} a step{cause}."


def _carried(diagnosis: Diagnosis) -> str:
    carrier = diagnosis.causes.state
    return "gradient" if carrier == "a" else f"gradient at its {CELLS[diagnosis.cell].signal(carrier).name}"


def notes(diagnosis: Diagnosis) -> list[str]:
    """What else there is to say of a cell: where the factor changes, where it ends, units and input out of range.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import diagnose
    >>> scenario = Scenario(cells=("rnn",), input="step", input_at=51, input_scale=5.0)
    >>> for note in notes(diagnose(run(scenario))["rnn"]):
    ...     print(note)
    From t = 51 on, 29 of 32 units are at their limits (saturated): the factor a step falls from ×1.000 to ×0.562.
    """
    found = []
    if diagnosis.whole is not None:
        if diagnosis.parts:
            found.append(_change(diagnosis))
        if diagnosis.stop is not None:
            found.append(f"It {_ends(diagnosis)}.")
    if not found and (limits := limits_in_words(diagnosis)):
        found.append(limits)
    if diagnosis.reach:
        found += [_out_of_range(diagnosis.reach), "Scale the input."]
    return found


class Part(NamedTuple):
    """One of the factors that multiply to the factor a step.

    Parameters
    ----------
    name : str
        The cause, or `TOGETHER`.
    factor : str
        Its factor a step, on average.
    is_ : str
        What it is, in a few words.
    """

    name: str
    factor: str
    is_: str


#: What the causes make, each multiplied by the others.
TOGETHER: Final = "together"
_IS: Final = {
    "weights": "how much they lengthen a vector",
    "gate paths": "back through gates and weights",
    "new loss": "added by losses of earlier steps",
}


def parts_of(diagnosis: Diagnosis) -> list[Part]:
    """The factors a step, one by one and together; as many for all results of a cell with a loss at one step.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import diagnose
    >>> for part in parts_of(diagnose(run(Scenario(cells=("rnn",))))["rnn"]):
    ...     print(*part, sep="; ")
    slope; ×0.667; how steep tanh is, on average
    weights; ×1.000; how much they lengthen a vector
    alignment; ×1.090; the rest: less lost than average
    together; ×0.727; factor a step: their product
    """
    whole, every = diagnosis.whole, diagnosis.causes.factors
    names = [name for name in every if name != "new loss" or (whole is not None and abs(whole.causes[name]) > LEFT_OUT)]
    gates, kind = _gates(diagnosis), CELLS[diagnosis.cell]
    less = whole is None or whole.causes["alignment"] >= 0
    is_ = _IS | {
        "slope": f"how steep {diagnosis.activation} is, on average",
        gates: f"share of the {kind.signal(kind.carrier).name} kept",
        "alignment": f"the rest: {'less' if less else 'more'} lost than average",
    }
    factors = {name: "–" if whole is None else _factor(whole.causes[name]) for name in names}
    together = "–" if whole is None else _factor(whole.log10_factor)
    return [
        *(Part(name, factors[name], is_[name]) for name in names),
        Part(TOGETHER, together, "factor a step: their product"),
    ]


def _what_becomes(diagnosis: Diagnosis, whole: Stretch) -> tuple[str, str]:
    """What becomes of it, and what does most of that; nothing where it keeps its size."""
    steps = whole.last - whole.first + 1
    found = fate_of(whole.log10_factor * steps)
    over = " over its one step" if steps == 1 else f" over {steps} steps" if diagnosis.stop is not None else ""
    if found in ("keeps", "nearly"):
        return _SAID[found] + over, ""
    strongest = (min if whole.log10_factor < 0 else max)(whole.causes, key=lambda name: whole.causes[name])
    by = "what losses of earlier steps add" if strongest == "new loss" else f"its {strongest}"
    return f"{_SAID[found]}{over}", f", above all by {by}, {_factor(whole.causes[strongest])}"


def _ends(diagnosis: Diagnosis) -> str:
    """Where and why it ends; said of the gradient."""
    stop = diagnosis.stop
    assert stop is not None
    if stop.kind == "nothing":
        return "is exactly 0 at every step: nothing of the loss arrives there"
    if stop.kind == "number":
        at = "at every step" if stop.step == diagnosis.reference else f"before step {stop.step}"
        return f"is not a number {at}: something left the range of float64"
    if stop.kind == "zero":
        return f"is exactly 0 before step {stop.step}: there {_zero(diagnosis, stop.cause)}"
    found = fate(diagnosis)
    becomes = f"{_SAID[found]}, but " if diagnosis.whole is None and found in _SAID else ""
    why = f": there the {stop.cause} {'are' if stop.cause.endswith('s') else 'is'} 0 in float64" if stop.cause else ""
    return f"{becomes}cannot be taken apart before step {stop.step}{why}"


def _zero(diagnosis: Diagnosis, cause: str) -> str:
    if cause and cause == _gates(diagnosis):
        return f"the {cause} are closed and nothing comes through the other gates"
    return _ZERO.get(cause, "nothing is carried on")


def _gates(diagnosis: Diagnosis) -> str:
    """What the gates are called by which its cell keeps its state; empty if there are none."""
    kind = CELLS[diagnosis.cell]
    return f"{kind.signal(kind.keeps).name}s" if kind.keeps else ""


def _out_of_range(reach: Reach) -> str:
    name = {"sigmoid": "σ"}.get(reach.activation, reach.activation)
    median, largest = _size(reach.median), _size(reach.largest)
    sizes = median if median == largest else f"{median} in the median and {largest} at most"
    return (
        f"The input is out of range: it goes from {_size(reach.low)} to {_size(reach.high)}, which makes |z| {sizes}. "
        f"Beyond {reach.flat:.0f}, {name} has less than 1/100 of its largest slope."
    )


def _size(value: float) -> str:
    size = abs(value)
    if 0 < size < 0.01 or size >= 1e7:
        text = power_of_ten(math.log10(size))
    else:
        text = f"{size:,.0f}" if size >= 100 or size == round(size) else f"{size:.3g}"
    return f"−{text}" if value < 0 else text


def _change(diagnosis: Diagnosis) -> str:
    before, after = diagnosis.parts
    falls = after.log10_factor < before.log10_factor
    changes = {name: after.causes[name] - before.causes[name] for name in after.causes}
    main = (min if falls else max)(changes, key=lambda name: changes[name])
    n_a, counted = diagnosis.n_a, after.saturated
    if main == "slope" and counted != before.saturated:
        state = (
            "off" if diagnosis.activation == "relu" else f"at {'its' if counted == 1 else 'their'} limits (saturated)"
        )
        what = f"{counted} of {n_a} units {'is' if counted == 1 else 'are'} {state}"
    elif main == _gates(diagnosis) and counted != before.saturated:
        what = f"{counted} of {n_a} {main} {'is' if counted == 1 else 'are'} less than half open"
    else:
        change = "change" if main.endswith("s") else "changes"
        what = f"{main} {change} most, from {_factor(before.causes[main])} to {_factor(after.causes[main])}"
    return (
        f"From t = {after.first} on, {what}: the factor a step {'falls' if falls else 'rises'} from "
        f"{_factor(before.log10_factor)} to {_factor(after.log10_factor)}."
    )


def limits_in_words(diagnosis: Diagnosis) -> str:
    """How many units are at their limits, which is not the slope; empty where no unit has any.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import diagnose
    >>> limits_in_words(diagnose(run(Scenario()))["rnn"])
    'At their limits (saturated), below −0.8 or above 0.8 more than half of the time, are 0 of 32 units.'
    """
    if diagnosis.at_limits is None:
        return ""
    low, high = (f"{end:g}".replace("-", "−") for end in ENDS[diagnosis.activation])
    return (
        f"At their limits (saturated), below {low} or above {high} more than half of the time, "
        f"{_of(diagnosis.at_limits, diagnosis.n_a)}."
    )


def _of(number: int, n_a: int) -> str:
    if n_a == 1:
        return "is its one unit" if number else "is no unit"
    return f"{'is' if number == 1 else 'are'} {number} of {n_a} units"


def _factor(log10: float) -> str:
    return factor_in_words(10.0**log10) if abs(log10) < 300 else f"×{power_of_ten(log10)}"


def describe_causes(diagnosis: Diagnosis) -> str:
    """Text alternative of the chart of causes."""
    if diagnosis.whole is None:
        return "There is no step over which the causes of what the gradient does could be added up."
    steps = diagnosis.whole.last - diagnosis.whole.first + 1
    parts = [f"{name} {power_of_ten(log10 * steps)}" for name, log10 in diagnosis.whole.causes.items()]
    return (
        f"What multiplies the gradient of {label_of(diagnosis.cell, diagnosis.causes.state)}, from the loss back to "
        f"each step, on a log scale. Back to step {diagnosis.whole.first - 1}: {', '.join(parts)}, together "
        f"{power_of_ten(diagnosis.whole.log10_factor * steps)}."
    )
