"""Lessons from files: TOML or JSON, checked before anything is shown, with one sentence for what is wrong.

A file is data: it names measures, settings and words, and nothing in it is executed.
"""

import json
import math
import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, cast, get_args

from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.lessons.answers import CLEAR, answer_of, scenario_of
from rnnviz.lessons.challenge import FAIR, Challenge
from rnnviz.lessons.conditions import DERIVED, Condition
from rnnviz.lessons.lesson import Card, Choice, Kind, Lesson, Question, Task
from rnnviz.lessons.measures import Measured, measured
from rnnviz.lessons.outcomes import OUTCOMES
from rnnviz.lessons.wording import check_words

__all__ = ["MAX_BYTES", "MAX_CARDS", "PAGES", "challenges_in", "conditions_in", "lesson_in", "read_lesson", "tables_in"]

#: Largest file, and most cards.
MAX_BYTES: Final = 200_000
MAX_CARDS: Final = 30
#: Pages that a card may be about, as in their addresses.
PAGES: Final = ("", "gates", "step", "why", "train", "papers")
_MOST_TEXT: Final = 600
_TRAINED: Final = ("task", "cell", "T", "start", "solved_at")


def read_lesson(content: bytes, name: str) -> Lesson:
    """The lesson of a file.

    Parameters
    ----------
    content : bytes
        Of any file.
    name : str
        Of the file; JSON if it ends so, else TOML.

    Raises
    ------
    RnnvizError
        If it is none; one sentence says where and why.
    """
    return lesson_in(tables_in(content, name))


def tables_in(content: bytes, name: str) -> dict[str, Any]:
    """What a TOML or JSON file holds.

    Raises
    ------
    RnnvizError
        If it is too large, or neither.

    Examples
    --------
    >>> tables_in(b'title = "Why?"', "own.toml")
    {'title': 'Why?'}
    """
    if len(content) > MAX_BYTES:
        raise RnnvizError(f"The file has {len(content):,} bytes, more than {MAX_BYTES:,}. Leave something out.")
    kind = "JSON" if name.lower().endswith(".json") else "TOML"
    try:
        text = content.decode("utf-8-sig")
        told = json.loads(text) if kind == "JSON" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        where = str(error).splitlines()[0][:200]
        raise RnnvizError(f"The file is not {kind}: {where}.") from None
    if not isinstance(told, dict):
        raise RnnvizError(f"The file holds {type(told).__name__}, no table with title and cards.")
    return told


def lesson_in(told: Mapping[str, Any]) -> Lesson:
    """A lesson, from the tables of a file.

    Raises
    ------
    RnnvizError
        If something is missing, unknown, out of range, or has no clear answer.

    Examples
    --------
    >>> lesson = lesson_in(
    ...     {"id": "own", "title": "Why?", "minutes": 2, "able": "say why", "cards": [{"id": "a", "text": "Look."}]}
    ... )
    >>> lesson.cards[0].page, len(lesson.cards)
    ('', 1)
    """
    with _at("lesson"):
        _known(told, ("id", "title", "minutes", "able", "teacher", "cards"))
        cards = told.get("cards")
        if not isinstance(cards, list) or not 1 <= len(cards) <= MAX_CARDS:
            raise RnnvizError(f'"cards" must be a list of 1 to {MAX_CARDS} tables.')
        about = _id(told), _text(told, "title"), _whole(told, "minutes", 1, 120), _text(told, "able")
        teacher = _text(told, "teacher", "", most=4000)
    read = tuple(_card(one, number) for number, one in enumerate(cards, 1))
    if len({card.id for card in read}) < len(read):
        raise RnnvizError("Two cards have the same id. Give each its own.")
    return Lesson(*about, read, teacher)


def challenges_in(told: Mapping[str, Any]) -> tuple[Challenge, ...]:
    """Challenges, from the tables of a file; each is read as a card with a task is.

    Raises
    ------
    RnnvizError
        If something is missing, unknown or out of range.

    Examples
    --------
    >>> done = [{"setting": "gain", "at_most": 1}]
    >>> (one,) = challenges_in({"challenges": [{"id": "a", "title": "A", "goal": "Do.", "hint": "So.", "done": done}]})
    >>> one.id, one.conditions[0].at_most
    ('a', 1.0)
    """
    return tuple(map(_challenge, _list(told, "challenges")))


def _challenge(told: Any) -> Challenge:
    with _at(f"Challenge {told.get('id', '?')}"):
        _known(told, ("id", "title", "page", "goal", "hint", "teaches", "setting", "done"))
        about = {name: _words(told, name) for name in ("title", "goal", "hint")}
        page = told.get("page", "")
        card = _card({"id": _id(told), "page": page, "text": about["goal"], "setting": told.get("setting", {})}, 1)
        conditions = conditions_in(told.get("done"))
        fair = () if page == "train" else (FAIR,)
        return Challenge(
            card.id,
            page,
            **about,
            teaches=_words(told, "teaches", ""),
            setting=card.setting,
            conditions=conditions + fair,
        )


class _at:
    """Says where in the file something was wrong."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, RnnvizError):
            raise RnnvizError(f"{self.where}: {error}") from None


def _card(told: Any, number: int) -> Card:
    named = isinstance(told, dict) and isinstance(told.get("id"), str)
    with _at(f"Card {number} ({told['id'][:40]})" if named else f"Card {number}"):
        if not isinstance(told, dict):
            raise RnnvizError("must be a table.")
        _known(told, ("id", "page", "text", "setting", "then", "question", "notice", "task"))
        page = told.get("page", "")
        if page not in PAGES:
            raise RnnvizError(f"there is no page {page!r}. There are {', '.join(map(repr, PAGES))}.")
        card = Card(
            _id(told),
            page,
            _words(told, "text"),
            _setting(told, "setting", page),
            _setting(told, "then", page) if "then" in told else None,
            _question(told["question"]) if "question" in told else None,
            _words(told, "notice", ""),
            _task(told["task"]) if "task" in told else None,
        )
        if page != "train":
            scenario_of(card.setting)
            scenario_of(card.answered)
            _clear(card)
        check_words(card)
    return card


def _clear(card: Card) -> None:
    """That there is one answer, and not nearly another."""
    question = card.question
    if question is None or question.measured is None:
        return
    if question.kind == "change" and card.then is None:
        raise RnnvizError('asks what changes: it needs "then", the setting afterwards.')
    answer = answer_of(card)
    if answer.clear < CLEAR ** (0.5 if question.kind == "change" else 1):
        raise RnnvizError(
            f"the answer is {answer.words}, nearly as much for one choice as for another. Choose them further apart."
        )


def _setting(told: Mapping[str, Any], name: str, page: str) -> Mapping[str, str]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise RnnvizError(f'"{name}" must be a table of settings.')
    texts = {}
    for key, value in found.items():
        if page != "train" and key not in SETTINGS:
            raise RnnvizError(f'there is no setting "{key[:40]}". There are {", ".join(SETTINGS)}.')
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise RnnvizError(f'the setting "{key[:40]}" must be a number or a text.')
        texts[key] = value if isinstance(value, str) else f"{value:.10g}"
    return MappingProxyType(texts)


def _question(told: Any) -> Question:
    if not isinstance(told, dict):
        raise RnnvizError('"question" must be a table.')
    _known(told, ("ask", "kind", "measure", "choices", "cells", "reason", "outcome"))
    kind = told.get("kind")
    if kind not in get_args(Kind):
        raise RnnvizError(f'"kind" of a question must be one of {", ".join(get_args(Kind))}; got {str(kind)[:40]!r}.')
    asked = None if kind == "train" else _measured(told.get("measure"))
    outcome = _text(told, "outcome", "") if kind == "train" else ""
    if outcome and outcome not in OUTCOMES:
        raise RnnvizError(f'of a training "outcome" must be one of {", ".join(OUTCOMES)}; got {outcome[:40]!r}.')
    chosen = kind == "choice" or bool(outcome)
    choices = tuple(_choice(one) for one in _list(told, "choices")) if chosen else ()
    cells = tuple(_list(told, "cells")) if kind == "which" else ()
    if chosen and not 2 <= len(choices) <= 6:
        raise RnnvizError("a choice needs 2 to 6 answers.")
    if kind == "which" and (len(cells) < 2 or any(cell not in CELLS for cell in cells)):
        raise RnnvizError(f'"cells" must be two or more of {", ".join(CELLS)}.')
    if kind == "end" and (asked is None or asked.measure not in ("left", "kept")):
        raise RnnvizError('the end of a curve can be asked for "left" or "kept" only.')
    return Question(_text(told, "ask"), cast(Kind, kind), asked, choices, cells, _text(told, "reason", ""), outcome)


def _choice(told: Any) -> Choice:
    if not isinstance(told, dict) or not isinstance(told.get("value"), int | float):
        raise RnnvizError('each choice must be a table with "text" and a number as "value".')
    return Choice(_text(told, "text"), float(told["value"]))


def _task(told: Any) -> Task:
    if not isinstance(told, dict):
        raise RnnvizError('"task" must be a table.')
    _known(told, ("text", "done"))
    return Task(_words(told, "text"), conditions_in(told.get("done")))


def conditions_in(told: Any) -> tuple[Condition, ...]:
    """Conditions, from a list of tables.

    Raises
    ------
    RnnvizError
        If one of them says nothing, or of something that there is not.

    Examples
    --------
    >>> conditions_in([{"setting": "gain", "at_most": 1}])[0].at_most
    1.0
    """
    if not isinstance(told, list) or not 1 <= len(told) <= 8:
        raise RnnvizError('"done" must be a list of 1 to 8 conditions.')
    return tuple(map(_condition, told))


def _condition(told: Any) -> Condition:
    if not isinstance(told, dict):
        raise RnnvizError("each condition must be a table.")
    _known(
        told, ("measure", "setting", "train", "at_least", "at_most", "one_of", "less_than", "more_than", "near", "by")
    )
    abouts = [name for name in ("measure", "setting", "train") if name in told]
    if len(abouts) != 1:
        raise RnnvizError('a condition is about one of "measure", "setting" and "train".')
    about: Measured | str
    if abouts == ["measure"]:
        about = _measured(told["measure"])
    elif abouts == ["setting"]:
        about = told["setting"]
        if about not in SETTINGS and about not in DERIVED:
            raise RnnvizError(f'there is no setting "{str(about)[:40]}".')
    else:
        if told["train"] not in _TRAINED:
            raise RnnvizError(f"of a training there are {', '.join(_TRAINED)}.")
        about = f"train.{told['train']}"
    one_of = tuple(map(str, _list(told, "one_of"))) if "one_of" in told else ()
    others = (_measured(told[name]) if name in told else None for name in ("less_than", "more_than", "near"))
    less, more, near = others
    if not (one_of or less or more or near or "at_least" in told or "at_most" in told):
        raise RnnvizError('a condition needs "at_least", "at_most", "one_of", "less_than", "more_than" or "near".')
    low, high, by = _limit(told, "at_least", -math.inf), _limit(told, "at_most", math.inf), _limit(told, "by", 0.0)
    return Condition(about, low, high, one_of, less, more, by, near)


def _limit(told: Mapping[str, Any], name: str, default: float) -> float:
    found = told.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int | float) or math.isnan(found):
        raise RnnvizError(f'"{name}" must be a number.')
    return float(found)


def _measured(told: Any) -> Measured:
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in ("of", "cell")):
        raise RnnvizError('a measure is a table with "of" and "cell", such as { of = "left", cell = "rnn" }.')
    arguments = {name: value for name, value in told.items() if name not in ("of", "cell")}
    return measured(told["of"], told["cell"], **arguments)


# ------------------------------------------------------------------------------------------------ values of a table


def _known(told: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in told:
        if name not in names:
            raise RnnvizError(f'"{name[:40]}" is not known here. There are {", ".join(names)}.')


def _text(told: Mapping[str, Any], name: str, default: str | None = None, *, most: int = _MOST_TEXT) -> str:
    found = told.get(name, default)
    if not isinstance(found, str) or (default is None and not found.strip()):
        raise RnnvizError(f'"{name}" must be a text.')
    if len(found) > most:
        raise RnnvizError(f'"{name}" has {len(found)} characters, more than {most}. Say it shorter.')
    return " ".join(found.split()) if most == _MOST_TEXT else found


def _words(told: Mapping[str, Any], name: str, default: str | None = None) -> str:
    return _text(told, name, default)


def _id(told: Mapping[str, Any]) -> str:
    found = told.get("id")
    if not isinstance(found, str) or not found.replace("-", "").isalnum() or not found.isascii() or len(found) > 40:
        raise RnnvizError('"id" must be a text of up to 40 letters, digits and hyphens.')
    return found


def _whole(told: Mapping[str, Any], name: str, low: int, high: int) -> int:
    found = told.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
        raise RnnvizError(f'"{name}" must be a whole number from {low} to {high}.')
    return found


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    if not isinstance(found, list):
        raise RnnvizError(f'"{name}" must be a list.')
    return found
