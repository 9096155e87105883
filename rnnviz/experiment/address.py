"""A scenario from the texts of an address: as far as they can be read, with a sentence for each that cannot."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.declared import Declared, shortened
from rnnviz.numerics.ranges import in_full

if TYPE_CHECKING:
    from rnnviz.experiment.scenario import Scenario

__all__ = ["from_texts"]

#: Digits that a number in an address can have.
MAX_DIGITS: Final = 300
#: Characters of an address that are read of a field that is neither text nor table.
MAX_FIELD: Final = 10_000
_LONG: Final = ("text", "numbers")
#: Steps and brought sequences come before what refers to them, and all others before these.
_FIT_ORDER: Final = ("text", "numbers", "input", "loss", "n_a", "m", "T_x", "input_at", "loss_step")


def from_texts(kind: "type[Scenario]", query: Mapping[str, str]) -> "tuple[Scenario, list[ScenarioError]]":
    """The scenario that texts describe, and the problems met on the way.

    Parameters
    ----------
    kind : type
        `rnnviz.Scenario`, or an heir.
    query : mapping of str to str
        By field; other names are somebody else's.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> scenario, problems = from_texts(Scenario, {"n_a": "16", "gain": "much"})
    >>> scenario.changed(), [problem.field for problem in problems]
    ({'n_a': 16}, ['gain'])
    """
    problems, values = list[ScenarioError](), dict[str, Any]()
    try:
        scenario = kind(start=query.get("start", "plain"))  # it decides what is the default of others
    except ScenarioError as problem:
        scenario = kind()
        problems.append(problem)
    for name, one in SETTINGS.items():
        if name in query and name != "start":
            try:
                values[name] = _from_text(name, one, query[name])
            except ScenarioError as problem:
                problems.append(problem)
    try:
        return replace(scenario, **values), problems
    except ScenarioError:
        return _one_after_another(scenario, values, query, problems)


def _one_after_another(
    scenario: "Scenario", values: Mapping[str, Any], query: Mapping[str, str], problems: list[ScenarioError]
) -> "tuple[Scenario, list[ScenarioError]]":
    """As many of the values as fit together, where one of them does not fit."""
    for name in sorted(values, key=_fit_order):
        try:
            scenario = replace(scenario, **{name: values[name]})
        except ScenarioError as problem:
            own = problem.field == name
            because = f"{name} = {shortened(query[name])} does not fit to the rest. {problem}"
            problems.append(problem if own else ScenarioError(name, because))
    return scenario, problems


def _fit_order(name: str) -> int:
    return _FIT_ORDER.index(name) if name in _FIT_ORDER else -1


def _from_text(name: str, one: Declared, text: str) -> Any:
    """The value of a field, as far as it is a value of its kind; whether it is possible, the scenario finds out."""
    if name not in _LONG and len(text) > MAX_FIELD:
        raise ScenarioError(name, f"{name} is a text of {len(text):,} characters. Choose it with the control.")
    if one.bounds is not None:
        return _number(name, one, text)
    try:
        return one.value(text)
    except InputError as error:
        raise ScenarioError(name, str(error)) from None


def _number(name: str, one: Declared, text: str) -> Any:
    digits = sum(character.isdigit() for character in text)
    if digits > MAX_DIGITS and not text.strip("+-.0123456789 "):
        low, high = map(in_full, one.bounds or ())
        raise ScenarioError(
            name,
            f"{name} must be between {low} and {high}; got a number of {digits:,} digits. "
            "Choose a value in that range.",
        )
    value = one.value(text)
    if isinstance(value, str):
        what = "a whole number" if one.whole else "a number"
        raise ScenarioError(name, f"{name} must be {what}; got {shortened(text)!r}. Choose it with the control.")
    return value
