"""What a page is asked for, and its answer: run a setting, and make the picture of it."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.pictures import gates, gradient_fade, one_step, why
from rnnviz.pictures.picture import Look, Picture

__all__ = ["MOST_UNITS", "MOST_VALUES", "PICTURES", "Question", "answer", "can_follow", "question_in", "ready"]

#: By page, what makes its picture.
PICTURES: Final[Mapping[str, Callable[[Result, Look], Picture]]] = MappingProxyType(
    {"gradient": gradient_fade.picture, "gates": gates.picture, "step": one_step.picture, "why": why.picture}
)
#: Hidden values of all networks together, and units, up to which a picture follows a hand: about a tenth of a second.
MOST_VALUES: Final = 250_000
MOST_UNITS: Final = 96
#: Longest question that is read, in characters: two addresses fit.
_LONGEST: Final = 32_000


class Question(NamedTuple):
    """What the browser asks while somebody drags.

    Parameters
    ----------
    scenario : Scenario
        Possible.
    look : Look
        Within it.
    still : bool
        Whether the hand stands still, so that what is too large to follow is waited for.
    """

    scenario: Scenario
    look: Look
    still: bool = False


def question_in(text: str) -> Question | None:
    """The question that a text holds, which may be any text; None if it is none that has an answer.

    Parameters
    ----------
    text : str
        JSON of ``query``, as from `Scenario.to_query`, ``look``, fields of a `Look`, and ``still``.

    Examples
    --------
    >>> question_in('{"query": {"gain": "1.5"}, "look": {"sequence": 2}}').scenario == Scenario(gain=1.5)
    True
    >>> question_in('{"query": {"gain": "many"}}'), question_in("[[[")
    (None, None)
    """
    if len(text) > _LONGEST:
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    query, look = (told.get("query"), told.get("look", {})) if isinstance(told, dict) else (None, None)
    if not (isinstance(query, dict) and isinstance(look, dict) and all(isinstance(v, str) for v in query.values())):
        return None
    scenario, problems = Scenario.from_query(query)
    return None if problems else Question(scenario, _look_in(look).within(scenario), told.get("still") is True)


def _look_in(told: Mapping[str, Any]) -> Look:
    """How it is looked at; what does not have the form is as at the beginning."""
    sequence, order, view, source = (told.get(name) for name in ("sequence", "order", "view", "source"))
    return Look(
        sequence=sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else 1,
        order=order if isinstance(order, str) else "number",
        view=view if isinstance(view, str) else "unit",
        source=source if isinstance(source, str) else None,
        pinned=_scenario_in(told.get("pinned")),
        switched=told.get("switched") is True,
        moving=True,
    )


def _scenario_in(told: Any) -> Scenario | None:
    """What was pinned; nothing where that cannot be."""
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        return None
    scenario, problems = Scenario.from_query(told)
    return None if problems else scenario


def can_follow(setting: Setting, look: Look = Look()) -> bool:  # noqa: B008  # immutable
    """Whether a picture is there soon enough to follow a hand, with what is pinned beside it.

    Examples
    --------
    >>> can_follow(Scenario()), can_follow(Scenario(n_a=128, T_x=1000))
    (True, False)
    """
    both = [setting] if look.pinned is None else [setting, look.pinned]
    return all(one.cost * len(one.cells) <= MOST_VALUES and one.n_a <= MOST_UNITS for one in both)


def answer(page: str, setting: Setting, edits: tuple[Edit, ...], look: Look) -> Picture:
    """What a page shows of a setting.

    Parameters
    ----------
    page : str
        Of `PICTURES`.
    setting, edits
        As for `rnnviz.run`.
    look : Look
        How it is looked at.

    Examples
    --------
    >>> sorted(answer("gradient", Scenario(T_x=5), (), Look()).parts)
    ['fade', 'maps', 'unrolled']
    """
    return PICTURES[page](run(setting, edits, weights=False), look.within(setting))


def ready() -> None:
    """Load and try all that an answer needs, so that the first one does not wait for it."""
    for page in PICTURES:
        answer(page, Scenario(T_x=3, m=1, n_a=2), (), Look())
