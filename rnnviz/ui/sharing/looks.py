"""How a result is looked at, as texts of an address: what widgets know, and what only drawings in the browser know.

What comes from an address is a stranger's: what is not possible is left out, with a sentence that says so.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from rnnviz.errors import InputError
from rnnviz.experiment.edits import MAX_EDITS, Edit
from rnnviz.experiment.setting import Setting
from rnnviz.figures.unit_maps import ORDERS, text_sources
from rnnviz.papers import Claim
from rnnviz.pictures.picture import VIEWS, whose_units

__all__ = [
    "Widgets",
    "edits_from",
    "edits_text",
    "in_browser",
    "knobs_from",
    "knobs_text",
    "of_widgets",
    "pair_from",
    "widgets_of",
]

#: Values of widgets, by their keys.
Widgets: TypeAlias = dict[str, Any]
#: Most units that are followed, of a cell.
_MOST_FOLLOWED: Final = 8
#: Longest text that is repeated to who wrote it, and longest name of a number that is taken apart.
_LONGEST: Final = 40


class _Choice(NamedTuple):
    """A choice beside the figures: the key of its widget, what it can be, and what it is at first."""

    key: str
    values: Mapping[str, Any]
    first: Any


def _choices(setting: Setting) -> dict[str, _Choice]:
    """By their names in an address, the choices that there are for a setting."""
    named = _Choice("view_order", {name: name for name in ORDERS}, "number")
    found = {
        "draw": _Choice("view_units", {name: name for name in VIEWS}, "unit"),
        "by": named,
        "cut": _Choice("view_cut", {"yes": True}, False),
    }
    if setting.batch > 1:
        numbers = {str(number): number for number in range(1, setting.batch + 1)}
        found["sequence"] = _Choice(f"view_sequence_{setting.batch}", numbers, 1)
    if setting.letters:
        sources = list(text_sources(setting))
        texts = {name.replace(" ", "."): name for name in sources}
        found["colour"] = _Choice(f"view_text_{'_'.join(setting.cells)}", texts, sources[0])
    return found


def of_widgets(shown: Mapping[str, Any], setting: Setting, names: Iterable[str]) -> dict[str, str]:
    """What widgets show, as texts; what is as at first is left out.

    Parameters
    ----------
    shown : mapping of str to Any
        By key of the widget.
    setting : Setting
        That is looked at.
    names : iterable of str
        Those of the page.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> of_widgets({"view_units": "maps", "view_order": "number"}, Scenario(), ["draw", "by"])
    {'draw': 'maps'}
    """
    texts = dict[str, str]()
    for name, one in _choices(setting).items():
        value = shown.get(one.key, one.first)
        text = next((text for text, known in one.values.items() if known == value), None)
        if name in names and value != one.first and text is not None:
            texts[name] = text
    return texts


def widgets_of(named: Mapping[str, str], setting: Setting) -> tuple[Widgets, list[str]]:
    """What widgets are to show, and a sentence for each text that is not possible.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> widgets_of({"draw": "maps", "sequence": "30"}, Scenario(m=8))
    ({'view_units': 'maps'}, ['sequence = 30 is not possible here.'])
    """
    choices = _choices(setting)
    values, problems = Widgets(), list[str]()
    for name in ("draw", "by", "cut", "sequence", "colour"):
        if name not in named:
            continue
        one = choices.get(name)
        if one is not None and named[name] in one.values:
            values[one.key] = one.values[named[name]]
        else:
            problems.append(_impossible(name, named[name]))
    return values, problems


def _impossible(name: str, text: str) -> str:
    return f"{name} = {text[:_LONGEST]} is not possible here."


# ------------------------------------------------------------------------------------------ lists in one text


def _listed(text: str, read: Callable[[str], Any], most: int) -> list[Any]:
    """The parts of a text, each read; raises ValueError where one cannot be."""
    parts = text.split(",") if text else []
    if len(parts) > most:
        raise ValueError
    return [read(part) for part in parts]


def _number(text: str) -> float:
    value = float(text[:_LONGEST])
    if not math.isfinite(value):
        raise ValueError
    return value


def edits_text(edits: Iterable[Edit]) -> str:
    """Values that were changed by hand.

    Examples
    --------
    >>> edits_text([Edit("lstm", "Wf", (0, 2), 0.5), Edit("", "x", (0, 0, 4), -1.0)])
    'lstm.Wf.1.3:0.5,.x.1.1.5:-1.0'
    """
    return ",".join(
        ".".join([one.cell, one.name, *(str(i + 1) for i in one.place)]) + f":{one.value!r}" for one in edits
    )


def edits_from(text: str) -> tuple[Edit, ...]:
    """Values that were changed by hand, from their text; whether there are such places is another question.

    Raises
    ------
    InputError
        If it cannot be read.

    Examples
    --------
    >>> edits_from("rnn.Waa.1.2:0.5")
    (Edit(cell='rnn', name='Waa', place=(0, 1), value=0.5),)
    """

    def read(part: str) -> Edit:
        where, value = part.split(":")
        cell, name, *places = where.split(".")
        place = tuple(int(one[:9]) - 1 for one in places)
        if len(place) > 3 or min(place, default=0) < 0 or len(cell) + len(name) > _LONGEST:
            raise ValueError
        return Edit(cell, name, place, _number(value))

    try:
        return tuple(_listed(text, read, MAX_EDITS))
    except ValueError:
        raise InputError(_impossible("edits", text)) from None


def knobs_text(claim: Claim, shown: Mapping[str, Any]) -> str:
    """The sliders of a result of a paper, as far as they were moved.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> one = CLAIMS[0].study.knobs[0]
    >>> knobs_text(CLAIMS[0], {f"knob_{CLAIMS[0].number}_{one.name}": one.value})
    ''
    """
    values = {one.name: shown.get(f"knob_{claim.number}_{one.name}", one.value) for one in claim.study.knobs}
    return ",".join(f"{one.name}:{values[one.name]!r}" for one in claim.study.knobs if values[one.name] != one.value)


def knobs_from(claim: Claim, text: str) -> Widgets:
    """What the sliders of a result are to show.

    Raises
    ------
    InputError
        If there is none of a name, or a value is not possible.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> knobs_from(CLAIMS[0], "size:huge")
    Traceback (most recent call last):
    rnnviz.errors.InputError: knobs = size:huge is not possible here.
    """
    knobs = {one.name: one for one in claim.study.knobs}

    def read(part: str) -> tuple[str, float]:
        name, value = part.split(":")
        if name not in knobs:
            raise ValueError
        one, number = knobs[name], _number(value)
        if not one.low <= number <= one.high:
            raise ValueError
        is_whole = all(isinstance(bound, int) for bound in (one.low, one.high, one.value, one.step))
        if is_whole and number != int(number):
            raise ValueError
        return f"knob_{claim.number}_{name}", int(number) if is_whole else number

    try:
        return dict(_listed(text, read, len(knobs)))
    except ValueError:
        raise InputError(_impossible("knobs", text)) from None


def pair_from(text: str, setting: Setting) -> tuple[int, int]:
    """The loss and the step between which causes are shown, both counted from 1.

    Raises
    ------
    InputError
        If there are no such steps.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> pair_from("40.3", Scenario(T_x=50))
    (40, 3)
    """
    try:
        loss, step = (int(part[:9]) for part in text.split("."))
    except ValueError:
        raise InputError(_impossible("pair", text)) from None
    if not 1 <= step <= loss <= setting.steps:
        raise InputError(_impossible("pair", text))
    return loss, step


# ------------------------------------------------------------------------------------------ what drawings know


def in_browser(named: Mapping[str, str], setting: Setting) -> tuple[dict[str, Any], list[str]]:
    """What drawings in the browser are to show, as plain data, and a sentence for each text that is not possible.

    Parameters
    ----------
    named : mapping of str to str
        ``t``, the time cursor; ``units``, those that are followed, and ``opened``, those that are shown without being;
        of one step ``cell``, ``way``, ``numbers_of``, ``unit`` and ``apart``, the number that is taken apart. All are
        counted from 1 here, and units from 0 in what is returned.
    setting : Setting
        That is looked at.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> found, problems = in_browser({"t": "7", "units": "lstm.3.5", "unit": "1000"}, Scenario())
    >>> found["t"], found["followed"], problems
    (7, {'lstm': [2, 4]}, ['unit = 1000 is not possible here.'])
    """
    look: dict[str, Any] = {"whose": whose_units(setting)}
    problems = []

    def units_of(part: str) -> tuple[str, list[int]]:
        cell, *units = part.split(".")
        if cell not in setting.cells or len(units) > _MOST_FOLLOWED:
            raise ValueError
        return cell, [_within(unit, setting.n_a) - 1 for unit in units]

    def apart(text: str) -> tuple[str, int]:
        quantity, place = text[:_LONGEST].rsplit(".", 1)
        return quantity, _within(place, 10**6) - 1

    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "t": ("t", lambda text: _within(text, setting.steps)),
        "units": ("followed", lambda text: dict(_listed(text, units_of, len(setting.cells)))),
        "opened": ("opened", lambda text: {cell: one[0] for cell, one in _listed(text, units_of, 9) if one}),
        "cell": ("cell", {cell: cell for cell in setting.cells}.__getitem__),
        "way": ("backwards", {"back": True, "forth": False}.__getitem__),
        "numbers_of": ("all", {"all": True, "one": False}.__getitem__),
        "unit": ("unit", lambda text: _within(text, setting.n_a) - 1),
        "apart": ("chosen", apart),
    }
    for name, (key, read) in readers.items():
        if name in named:
            try:
                look[key] = read(named[name])
            except (ValueError, KeyError):
                problems.append(_impossible(name, named[name]))
    return look, problems


def _within(text: str, most: int) -> int:
    value = int(text[:9])
    if not 1 <= value <= most:
        raise ValueError
    return value
