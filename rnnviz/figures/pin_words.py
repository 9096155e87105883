"""What is different between a result that was pinned and the one that is shown, in words."""

import math
from typing import Final

from rnnviz.cells import CELLS
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.rates import rate_in_words
from rnnviz.figures.remedy_words import change_in_words, name_in_words, value_in_words
from rnnviz.gradient_flow.fade import Fade
from rnnviz.numerics.numerals import power_of_ten

__all__ = ["difference_in_words", "effect_in_words", "pinned_name"]

#: Less than twice as much is about the same.
_SAME: Final = math.log10(2)


def pinned_name(pinned: Scenario, now: Scenario) -> str:
    """What the pinned result is called beside the one that is shown: by its setting, if one alone is different.

    Examples
    --------
    >>> pinned_name(Scenario(), Scenario(gain=1.65)), pinned_name(Scenario(), Scenario(gain=1.65, seed=1))
    ('pinned: gain 1', 'pinned')
    """
    different = [name for name in SETTINGS if _differs(pinned, now, name)]
    if len(different) == 1:
        (name,) = different
        if shown := value_in_words(pinned, name):
            return f"pinned: {name_in_words(name)} {shown}"
    return "pinned"


def _differs(pinned: Scenario, now: Scenario, name: str) -> bool:
    return getattr(pinned, name) != getattr(now, name) and (pinned.counts(name) or now.counts(name))


def difference_in_words(pinned: Scenario, now: Scenario) -> str:
    """Which settings differ, from the pinned one to the one that is shown.

    Examples
    --------
    >>> difference_in_words(Scenario(), Scenario(gain=1.65))
    'Since it was pinned: gain 1 → 1.65.'
    >>> difference_in_words(Scenario(), Scenario())
    'This result is pinned. Change a setting, and both are shown.'
    """
    if pinned.key == now.key:
        return "This result is pinned. Change a setting, and both are shown."
    return f"Since it was pinned: {change_in_words(pinned, now) or 'another input'}."


def effect_in_words(pinned: Result, now: Result) -> str:
    """What the difference does to the gradients of the networks that both have; empty where they are equal.

    Where both go back as many steps, what is left at step 1 is compared; else the factor a step.

    Examples
    --------
    >>> from rnnviz import run
    >>> effect_in_words(run(Scenario()), run(Scenario(gain=1.65)))
    'Now the RNN keeps 5.2·10¹³ times more; the LSTM 1.4·10⁴ times more.'
    >>> effect_in_words(run(Scenario()), run(Scenario(T_x=50)))
    'Over other numbers of steps, the factor a step: the RNN ×0.727, now ×0.727; the LSTM ×0.882, now ×0.873.'
    """
    both = {
        cell: (pinned.cells[cell].fades["a"], one.fades["a"]) for cell, one in now.cells.items() if cell in pinned.cells
    }
    if pinned.key == now.key or not both:
        return ""
    once = "every" not in (pinned.scenario.loss, now.scenario.loss)
    if all(before.reference == after.reference for before, after in both.values()) and (
        once or pinned.scenario.loss == now.scenario.loss
    ):
        return f"Now {_listed([(CELLS[cell].label, _compared(*fades)) for cell, fades in both.items()])}."
    if not once:
        return "One loss looks at every step and the other at one, so what is left at step 1 is no measure of both."
    rates = [f"the {CELLS[c].label} {rate_in_words(old)}, now {rate_in_words(new)}" for c, (old, new) in both.items()]
    return f"Over other numbers of steps, the factor a step: {'; '.join(rates)}."


def _listed(said: list[tuple[str, str]]) -> str:
    """One after another; what all of them do is said once."""
    verbs = {does.split()[0] for _, does in said}
    first, *rest = (f"the {label} {does}" for label, does in said)
    if len(verbs) == 1:
        (verb,) = verbs
        rest = [one.replace(f" {verb} ", " ", 1) for one in rest]
    return "; ".join([first, *rest])


def _compared(before: Fade, after: Fade) -> str:
    old, new = before.left, after.left
    if any(math.isnan(one) or one == math.inf for one in (old, new)):
        return "cannot be compared: a gradient is no number"
    if -math.inf in (old, new):
        if old == new:
            return "keeps nothing, as before"
        return "keeps nothing" if new == -math.inf else "keeps something, where nothing was left"
    gap = new - old
    if abs(gap) < _SAME:
        return "keeps about as much"
    times = power_of_ten(abs(gap))
    if min(old, new) > 0:
        return f"ends {times} times {'larger' if gap > 0 else 'smaller'}"
    return f"keeps {times} times {'more' if gap > 0 else 'less'}"
