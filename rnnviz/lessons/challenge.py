"""What a challenge is: a goal that the app verifies on what it has computed, however it was reached."""

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from rnnviz.cells import CELLS
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.run import Result
from rnnviz.lessons.conditions import DERIVED, Condition, Trained, holds, is_met_by, missing, needs_training
from rnnviz.lessons.measures import Measured
from rnnviz.numerics.numerals import numeral
from rnnviz.tasks import TASKS

__all__ = ["FAIR", "Challenge", "Stand", "reached", "stands"]

#: Asked of all results: a loss at every step brings gradient to all of them, and nothing has to be carried.
FAIR: Final = Condition("loss", one_of=("last", "step"))

_DERIVED_WORDS: Final = MappingProxyType({"steps": "steps up to the loss", "different": "different characters"})


#: What measures are called where there is room for a few words; the others by what they are about.
_SHORT: Final = MappingProxyType(
    {
        "left": "what is left at step 1",
        "kept": "left at the cell state",
        "gates_product": "what the gates alone would leave",
        "half_life": "half-life",
        "slope": "slopes a step",
        "weights": "weights a step",
    }
)


class Challenge(NamedTuple):
    """One challenge.

    Parameters
    ----------
    id : str
        It stands in addresses.
    page : str
        Where it begins, as in its address.
    title : str
        A few words.
    goal : str
        What is to be reached, and what must stay as it is.
    hint : str
        Shown on demand.
    teaches : str
        What to take away, once it is reached.
    setting : mapping of str to str
        From where one sets out.
    conditions : tuple of Condition
        When it is reached: all of them.
    """

    id: str
    page: str
    title: str
    goal: str
    hint: str
    teaches: str
    setting: Mapping[str, str]
    conditions: tuple[Condition, ...]

    @property
    def of_training(self) -> bool:
        """Whether a training decides."""
        return any(map(needs_training, self.conditions))


class Stand(NamedTuple):
    """How one condition stands: whether it is met, and what there is beside what is asked, in words."""

    met: bool
    words: str


def reached(challenge: Challenge, result: Result, trained: Iterable[Trained] = ()) -> bool:
    """Whether a challenge is reached by a result, or by one of some trainings.

    A network whose settings cannot be changed here, as one from a file, reaches none: nobody could repeat it.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.lessons.library import CHALLENGES
    >>> reached(CHALLENGES["half-life"], run(Scenario())), reached(CHALLENGES["half-life"], run(Scenario(gain=1.5)))
    (False, True)
    """
    return result.scenario.adjustable is not None and not missing(challenge.conditions, result, trained)


def stands(conditions: Iterable[Condition], result: Result, trained: Iterable[Trained] = ()) -> list[Stand]:
    """How each condition stands that can be said with a number, what is to be kept only where it is not.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.lessons.library import CHALLENGES
    >>> stands(CHALLENGES["half-life"].conditions, run(Scenario()))[0].words
    'RNN, half-life: 2.2 steps, at least 10 steps'
    """
    conditions = list(conditions)
    found = [_stand_of_training(conditions, list(trained))] if any(map(needs_training, conditions)) else []
    for condition in conditions:
        if needs_training(condition):
            continue
        met = holds(condition, result)
        if isinstance(condition.about, Measured) or not met:
            found.append(Stand(met, _words(condition, result)))
    return found


def _stand_of_training(conditions: Sequence[Condition], trained: Sequence[Trained]) -> Stand:
    """How the training stands that meets the most of what is asked of one."""
    asked = {str(one.about).removeprefix("train."): one for one in conditions if needs_training(one)}
    if not trained:
        return Stand(False, "Nothing is trained yet.")

    def met(run: Trained) -> list[str]:
        return [name for name, one in asked.items() if is_met_by(one, run)]

    best = max(trained, key=lambda run: len(met(run)))
    said = {
        "cell": CELLS[best.cell].label,
        "task": TASKS[best.task].label if best.task in TASKS else best.task,
        "T": f"T = {best.T}",
        "start": f"start {best.start}",
        "solved_at": "not solved" if best.solved_at is None else f"solved after {best.solved_at} updates",
    }
    words = [
        said[name] + ("" if name in met(best) else _wanted(name, one)) for name, one in asked.items() if name in said
    ]
    return Stand(len(met(best)) == len(asked), f"Trained: {', '.join(words)}.")


def _wanted(name: str, condition: Condition) -> str:
    """What is asked instead of what there is; nothing where it speaks for itself."""
    if condition.one_of:
        shown = [
            CELLS[one].label if one in CELLS else TASKS[one].label if one in TASKS else one for one in condition.one_of
        ]
        return f" (wanted: {' or '.join(shown)})"
    if name == "solved_at" and not math.isfinite(condition.at_most):
        return ""
    limits = [f"at least {condition.at_least:g}"] if math.isfinite(condition.at_least) and name != "solved_at" else []
    limits += [f"at most {condition.at_most:g}"] if math.isfinite(condition.at_most) else []
    return f" (wanted: {' and '.join(limits)})"


def _words(condition: Condition, result: Result) -> str:
    about = condition.about
    if isinstance(about, Measured):
        return _of_measure(condition, about, result)
    scenario = result.scenario.adjustable
    value = "–" if scenario is None else getattr(scenario, DERIVED.get(about, about))
    said = numeral(float(value), 3) if isinstance(value, int | float) else _text(value)
    cells = "/".join(CELLS[cell].label for cell in result.cells)
    label = _DERIVED_WORDS.get(about) or SETTINGS[about].label.format(cells=cells)
    return f"{label}: {said}{_limits(condition)}"


def _of_measure(condition: Condition, about: Measured, result: Result) -> str:
    kind, value = about.kind, about.of(result)
    at = f" at step {about.arguments['at']}" if "at" in about.arguments else ""
    said = "no such number here" if math.isnan(value) else kind.say(value)
    words = f"{CELLS[about.cell].label}, {_called(about)}{at}: {said}"
    for low, limit in ((condition.at_least, "at least"), (condition.at_most, "at most")):
        if math.isfinite(low):
            words += f", {limit} {kind.say(low)}"
    for other, how in (
        (condition.less_than, "times below"),
        (condition.more_than, "times above"),
        (condition.near, "within a factor of"),
    ):
        if other is not None:
            by = numeral(10**condition.by, 2)
            words += f", {how} {by} of" if other is condition.near else f", at least {by} {how}"
            words += f" {_other(about, other, result)}"
    return words


def _other(about: Measured, other: Measured, result: Result) -> str:
    """What a measure is compared with, and its value."""
    found = other.of(result)
    said = "no such number here" if math.isnan(found) else other.kind.say(found)
    what = _called(other) if other.measure != about.measure else ""
    whose = f"that of the {CELLS[other.cell].label}" if other.cell != about.cell else ""
    at = f"at step {other.arguments['at']}" if "at" in other.arguments and not (what or whose) else ""
    return f"{what or whose or 'that'} {at}".strip() + f" ({said})"


def _called(about: Measured) -> str:
    return _SHORT.get(about.measure, about.kind.about)


def _limits(condition: Condition) -> str:
    one_of = condition.one_of
    said = [f"{'one of' if len(one_of) > 1 else 'to be'} {', '.join(one_of)}"] if one_of else []
    if condition.at_least == condition.at_most:
        return f", to be {numeral(condition.at_least, 3)}"
    said += [f"at least {numeral(condition.at_least, 3)}"] if math.isfinite(condition.at_least) else []
    said += [f"at most {numeral(condition.at_most, 3)}"] if math.isfinite(condition.at_most) else []
    return f", {' and '.join(said)}" if said else ""


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
