"""What to ask of the gradients that are shown, and what to take away: one sentence, of 25 words at most."""

import math
from typing import Final

from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.rates import UNDER_ONE, halving, steps_counted
from rnnviz.gradient_flow.fade import Fade, Fate, fate_of
from rnnviz.numerics.numerals import power_of_ten

__all__ = ["question", "takeaway"]

#: What a gradient does, of one and of several; {0} is the last step that it reaches.
_DOES: Final[dict[Fate, tuple[str, str]]] = {
    "keeps": ("keeps its size", "keep their size"),
    "nearly": ("nearly keeps its size", "nearly keep their size"),
    "shrinks": ("shrinks", "shrink"),
    "vanishes": ("vanishes", "vanish"),
    "grows": ("grows", "grow"),
    "explodes": ("explodes", "explode"),
    "zero": ("is exactly 0 before step {0}", "are exactly 0 before step {0}"),
    "number": ("stops being a number", "stop being numbers"),
}
_ALL: Final = {2: "both", 3: "all three", 4: "all four"}
#: Words of a sentence.
MOST_WORDS: Final = 25
_SEEN: Final = {"half left after": "half is gone", "doubled after": "it has doubled"}
_HALVES: Final = {True: "half is gone", False: "it doubles"}


def takeaway(result: Result) -> str:
    """What to take away, in one sentence.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> takeaway(run(Scenario()))
    'Going back 99 steps, both gradients vanish: the LSTM keeps 5.3·10⁷ times more.'
    >>> takeaway(run(Scenario(T_x=1)))
    'The loss looks at step 1 only, so there is no earlier step for a gradient to reach: choose a longer sequence.'
    """
    fades = {name: cell.fades["a"] for name, cell in result.cells.items()}
    back = result.scenario.last_loss_step - 1
    if back == 0:
        return "The loss looks at step 1 only, so there is no earlier step for a gradient to reach: " + (
            "choose a longer sequence." if result.scenario.steps == 1 else "choose a later step for it."
        )
    if result.scenario.loss == "every":
        return _added_up(fades)
    rest = _rate(next(iter(fades.values()))) if len(fades) == 1 else _comparison(fades)
    return _short(f"Going back {steps_counted(back)}, {_what_they_do(fades)}", f": {rest}" if rest else "") + "."


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
    if result.scenario.loss == "every":
        return "What does each step feel of all losses?"
    if fates == {"number"}:
        return "Where does the gradient stop being a number?"
    fades, grows = bool(fates & {"shrinks", "vanishes", "zero"}), bool(fates & {"grows", "explodes"})
    if fades or grows:
        return f"How fast does the gradient {' or '.join(['fade'] * fades + ['grow'] * grows)}?"
    return "Does the gradient keep its size?"


def _added_up(fades: dict[str, Fade]) -> str:
    """Where the losses of all steps add up: there is no one rate at which near and far gradients together fade."""
    told = {name: fade for name, fade in fades.items() if math.isfinite(fade.left)}
    rest = "".join(
        f", the {CELLS[name].label}'s {_does(fade, several=False)}" for name, fade in fades.items() if name not in told
    )
    if not told:
        return f"Losses of all steps add up here{rest}."
    sizes = ", ".join(f"{power_of_ten(fade.left)} ({CELLS[name].label})" for name, fade in told.items())
    found = f": at step 1 the gradient is {sizes} times the last step's"
    sentence = f"Losses of all steps add up, which hides what fades{found}"
    if len(sentence.split()) > MOST_WORDS:
        sentence = f"Losses of all steps add up{found}"
    return _short(sentence, rest) + "."


def _short(sentence: str, rest: str) -> str:
    """With the rest only where all together is no longer than a person reads at one go."""
    return sentence + rest if len((sentence + rest).split()) <= MOST_WORDS else sentence


def _what_they_do(fades: dict[str, Fade]) -> str:
    """What becomes of each gradient, those together of which the same is said."""
    groups: dict[str, list[str]] = {}
    for name, fade in fades.items():
        groups.setdefault(_does(fade, several=True), []).append(name)
    if len(groups) == 1 and len(fades) > 1:
        return f"{_ALL[len(fades)]} gradients {next(iter(groups))}"
    said: list[str] = []
    for several, names in groups.items():
        owners = [f"the {CELLS[name].label}'s" for name in names]
        noun = "" if said else f" gradient{'s' if len(names) > 1 else ''}"
        does = several if len(names) > 1 else _does(fades[names[0]], several=False)
        said.append(f"{' and '.join([', '.join(owners[:-1]), owners[-1]] if owners[1:] else owners)}{noun} {does}")
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else said[0]


def _does(fade: Fade, *, several: bool) -> str:
    fate = fade.fate
    if fate == "zero" and fade.log10_norm[fade.reference - 1] == -math.inf:
        return "are exactly 0 at every step" if several else "is exactly 0 at every step"
    return _DOES[fate][several].format(fade.first)


def _rate(fade: Fade) -> str:
    """Of one network: how soon half is gone, where that describes the curve."""
    name, steps = halving(fade)
    if steps is None or fade.fate in ("number", "zero"):
        return ""
    if name in _SEEN:
        return f"{_SEEN[name]} after {steps}"
    how_often = "in less than a step" if steps == UNDER_ONE else f"every {steps}"
    return f"{_HALVES[fade.factor < 1]} {how_often}"


def _comparison(fades: dict[str, Fade]) -> str:
    """Which of two or three networks keeps more, and how much more; empty where that cannot be said."""
    left = {cell: fade.left for cell, fade in fades.items()}
    if not all(map(math.isfinite, left.values())):
        return ""
    *_, second, first = sorted(left, key=left.__getitem__)
    gap, one, other = left[first] - left[second], CELLS[first].label, CELLS[second].label
    times = power_of_ten(gap)
    grows = fate_of(left[first]) in ("explodes", "grows")
    if gap < math.log10(2):
        return "they end about the same" if len(left) == 2 else f"the {one} and the {other} end about the same"
    if grows:
        return f"the {one}'s ends {times} times larger than the {other}'s"
    if len(left) > 2:
        least = CELLS[min(left, key=left.__getitem__)].label
        return f"the {one} keeps most, {times} times more than the {other}, and the {least} least"
    surprise = CELLS[second].keeps and not CELLS[first].keeps
    return (
        f"here the {other} keeps {times} times less than the {one}"
        if surprise
        else f"the {one} keeps {times} times more"
    )
