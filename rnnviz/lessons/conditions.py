"""When something is done: conditions on the setting and on what is measured of its result."""

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from rnnviz.experiment.run import Result
from rnnviz.lessons.measures import Measured

__all__ = ["DERIVED", "Condition", "Trained", "holds", "is_met_by", "missing", "needs_training"]

#: What a condition may ask of a scenario besides its settings: the steps up to the last at which the loss looks, and
#: how many features the input has, which of a text are its different characters.
DERIVED: Final[Mapping[str, str]] = MappingProxyType({"steps": "last_loss_step", "different": "features"})


class Trained(NamedTuple):
    """How a training went, as far as conditions ask.

    Parameters
    ----------
    task : str
        Key of the task.
    cell : str
        Of the network.
    T : int
        Length of the task's sequences.
    start : str
        How the network was drawn.
    solved_at : int or None
        The update at which it had solved the task.
    """

    task: str
    cell: str
    T: int
    start: str
    solved_at: int | None


class Condition(NamedTuple):
    """That something lies between two limits, or is one of some values.

    Parameters
    ----------
    about : Measured or str
        A measure of the result; the name of a setting, or of `DERIVED`; of a training ``"train.task"``,
        ``"train.cell"``, ``"train.T"`` or ``"train.solved_at"``.
    at_least, at_most : float
        Limits, of a size its log₁₀.
    one_of : tuple of str
        Values of a setting, as in an address.
    less_than, more_than : Measured or None
        Another measure of the same result that it lies below or above.
    near : Measured or None
        Another measure that it is near to.
    by : float
        By how much it is above or below at least, and from what it is near to at most; of sizes in powers of ten.
    """

    about: Measured | str
    at_least: float = -math.inf
    at_most: float = math.inf
    one_of: tuple[str, ...] = ()
    less_than: Measured | None = None
    more_than: Measured | None = None
    by: float = 0.0
    near: Measured | None = None


def holds(condition: Condition, result: Result, trained: Iterable[Trained] = ()) -> bool:
    """Whether a condition is met.

    Parameters
    ----------
    condition : Condition
        What is asked.
    result : Result
        What there is.
    trained : iterable of Trained
        Trainings that have ended or go on.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.lessons.measures import measured
    >>> result = run(Scenario(gain=1.65))
    >>> holds(Condition(measured("left", "rnn"), at_least=-2), result), holds(Condition("gain", at_most=1.0), result)
    (True, False)
    """
    if isinstance(condition.about, Measured):
        return _within(condition, condition.about.of(result), result)
    if condition.about.startswith("train."):
        return any(is_met_by(condition, one) for one in trained)
    scenario = result.scenario.adjustable
    if scenario is None:
        return False
    value = getattr(scenario, DERIVED.get(condition.about, condition.about))
    if condition.one_of:
        return _as_text(value) in condition.one_of
    return _within(condition, float(value), result)


def missing(conditions: Iterable[Condition], result: Result, trained: Iterable[Trained] = ()) -> list[Condition]:
    """Those that are not met; of training all must be met by one and the same."""
    wanted = list(conditions)
    of_training = [one for one in wanted if needs_training(one)]
    together = any(all(is_met_by(one, run) for one in of_training) for run in trained) if of_training else True
    rest = [one for one in wanted if not needs_training(one) and not holds(one, result)]
    return rest if together else rest + of_training


def needs_training(condition: Condition) -> bool:
    """Whether it is about a training.

    Examples
    --------
    >>> needs_training(Condition("train.solved_at", at_most=400)), needs_training(Condition("gain", at_most=1))
    (True, False)
    """
    return isinstance(condition.about, str) and condition.about.startswith("train.")


def is_met_by(condition: Condition, trained: Trained) -> bool:
    """Whether one training meets a condition about trainings.

    Examples
    --------
    >>> is_met_by(Condition("train.T", at_least=60), Trained("latch", "rnn", 80, "plain", 400))
    True
    """
    assert isinstance(condition.about, str)
    value = getattr(trained, condition.about.removeprefix("train."))
    if condition.one_of:
        return str(value) in condition.one_of
    return value is not None and condition.at_least <= value <= condition.at_most


def _within(condition: Condition, value: float, result: Result) -> bool:
    if math.isnan(value) or not condition.at_least <= value <= condition.at_most:
        return False
    for other, sign in ((condition.more_than, 1), (condition.less_than, -1)):
        if other is not None:
            found = other.of(result)
            if math.isnan(found) or not sign * (value - found) >= max(condition.by, 0.0) or value == found:
                return False
    return condition.near is None or abs(value - condition.near.of(result)) <= condition.by


def _as_text(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) and all(isinstance(one, str) for one in value) else str(value)
