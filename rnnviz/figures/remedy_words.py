"""What a remedy does to the gradient of its cell, in words and numbers."""

import math
from typing import Final

from rnnviz.analysis.criticality import Critical, critical_fields
from rnnviz.analysis.diagnosis import Diagnosis
from rnnviz.analysis.remedies import Remedied, betters, worsens
from rnnviz.cells import CELLS, reads
from rnnviz.cells.starts import OWN, STARTS
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.inputs import number_text
from rnnviz.experiment.scenario import BOUNDS, Scenario
from rnnviz.figures.diagnosis_words import TOGETHER, parts_of
from rnnviz.figures.words import listed, power_of_ten
from rnnviz.gradient_flow.fade import Fade

__all__ = [
    "causes_in_words",
    "change_in_words",
    "critical_in_words",
    "name_in_words",
    "remedy_in_words",
    "value_in_words",
]


def change_in_words(before: Scenario, after: Scenario) -> str:
    """What is different in a scenario, and for which of its networks if not for all.

    Examples
    --------
    >>> change_in_words(Scenario(), Scenario(gain=1.65)), change_in_words(Scenario(), Scenario(forget_bias=3.0))
    ('gain 1 → 1.65', 'forget bias 1 → 3, in the LSTM')
    """
    parts = []
    for name in SETTINGS:
        old, new = getattr(before, name), getattr(after, name)
        if (
            old == new
            or not after.counts(name)
            or (name == "init" and OWN in (old, new) and before.start != after.start)
        ):
            continue  # which weights are a start's own, the start says
        shown = [value_in_words(one, name) for one in (before, after)]
        change = f" {shown[0]} → {shown[1]}" if all(shown) else ""
        parts.append((f"{name_in_words(name)}{change}", tuple(c for c in after.cells if reads([c], name))))
    said = []
    for text, cells in parts:
        where = (
            f", in {listed([f'the {CELLS[cell].label}' for cell in cells])}" if len(cells) < len(after.cells) else ""
        )
        said.append(f"{text}{where}")
    return "; ".join(said)


def name_in_words(name: str) -> str:
    """What a setting is called in a sentence, as its control is.

    Examples
    --------
    >>> name_in_words("forget_bias"), name_in_words("T_x")
    ('forget bias', 'time steps T')
    """
    label = SETTINGS[name].label.removeprefix("{cells} ")
    return f"{label[0].lower()}{label[1:]}"


def value_in_words(scenario: Scenario, name: str) -> str:
    """A value as the control of its setting shows it; empty where it is too long for a sentence.

    Examples
    --------
    >>> [value_in_words(Scenario(gain=1.65), name) for name in ("input", "gain", "text")]
    ['Noise', '1.65', '']
    """
    declared, value = SETTINGS[name], getattr(scenario, name)
    if name == "cells":
        return ""
    if not declared.choices:
        shown = declared.text(value).replace("-", "−")
    else:
        shown = declared.shown(value) if value in declared.choices else f"as in {STARTS[scenario.start].label}"
    return shown if len(shown) <= _SHORT else ""


#: Values that are longer are not said.
_SHORT: Final = 16


def remedy_in_words(one: Remedied, now: Fade) -> str:
    """What a remedy does and why, and what it leaves of the gradient, beside what is left now.

    Parameters
    ----------
    one : Remedied
        From `rnnviz.analysis.remedies.remedied`.
    now : Fade
        Of its cell's hidden state, as it is.

    Examples
    --------
    >>> import textwrap
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.remedies import remedied, remedies
    >>> scenario = Scenario(cells=("rnn",), gain=0.5)
    >>> orthogonal = remedied(next(remedies(scenario, Critical(None, None))))
    >>> print(textwrap.fill(remedy_in_words(orthogonal, run(scenario).cells["rnn"].fades["a"]), 100))
    All singular values of the recurrent weights are then 1: they turn a gradient, and change no length.
    At step 1 it leaves 1.8·10⁻¹⁴, now 8.3·10⁻⁴¹.
    """
    after = one.fades[one.remedy.cell]
    left = f"At step 1 it leaves {power_of_ten(after.left)}, now {power_of_ten(now.left)}"
    return f"{one.remedy.does} {left}{_why_not(one, now)}."


def causes_in_words(before: Diagnosis, after: Diagnosis) -> str:
    """What each cause multiplies the gradient by at each step, now and with a remedy.

    It tells a remedy that takes the cause away from one that makes up for it.

    Examples
    --------
    >>> from rnnviz import run
    >>> from rnnviz.analysis.diagnosis import diagnosis_of
    >>> now, then = (diagnosis_of(run(Scenario(gain=gain)), "rnn") for gain in (1.0, 1.65))
    >>> causes_in_words(now, then)
    'Each step: slope ×0.667 → 0.503, weights ×1.000 → 1.650, alignment ×1.090 → 1.205.'
    """
    factors = {part.name: part.factor for part in parts_of(after)}
    said = [
        f"{part.name} {part.factor}" + (f" → {there.removeprefix('×')}" if there != part.factor else "")
        for part in parts_of(before)
        if part.name != TOGETHER and (there := factors.get(part.name)) is not None
    ]
    return f"Each step: {', '.join(said)}."


def _why_not(one: Remedied, now: Fade) -> str:
    """Why a remedy does not help; empty where it does."""
    if betters(one, now):
        return ""
    after = one.fades[one.remedy.cell].left
    if not worsens(one, now):
        return ": no better here"
    if math.isnan(after):
        return ": here it leaves no number"
    return ": here it shrinks more" if after < 0 else ": here it grows too far"


def critical_in_words(scenario: Scenario, found: Critical) -> str:
    """Where the factor a step is 1 for this very draw, everything else as it is.

    Examples
    --------
    >>> critical_in_words(Scenario(cells=("rnn",)), Critical(1.65, None))
    'For this very draw, all else as it is, the factor a step is 1 at gain 1.65 (RNN).'
    >>> critical_in_words(Scenario(cells=("rnn",)), Critical(None, None))
    'For this very draw, all else as it is, the factor a step is 1 at no gain from 0.05 to 5 (RNN).'
    """
    if scenario.last_loss_step == 1:
        return ""
    parts = []
    for cell, field in critical_fields(scenario.cells).items():
        value, (low, high), name = getattr(found, field), BOUNDS[field], field.replace("_", " ")
        where = f"no {name} from {low:g} to {high:g}" if value is None else f"{name} {number_text(value)}"
        parts.append(f"at {where} ({CELLS[cell].label})".replace("-", "−"))
    last = ", of the loss at the last step alone," if scenario.loss == "every" else ""
    return f"For this very draw, all else as it is, the factor a step{last} is 1 {listed(parts)}."
