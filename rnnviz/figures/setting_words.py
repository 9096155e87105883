"""What one looks at, in one line: whose networks, how large, what they read, where the loss looks."""

from typing import Final, NamedTuple

from rnnviz.cells import CELLS, gates_of
from rnnviz.cells.starts import STARTS
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.figures.start_words import differences_in_words
from rnnviz.numerics.numerals import counted, numeral

__all__ = ["Said", "setting_in_words"]

_NUMBERS: Final = {1: "One", 2: "Two", 3: "Three", 4: "Four"}


class Said(NamedTuple):
    """A part of a sentence.

    Parameters
    ----------
    text : str
        The words.
    field : str
        The setting that they tell, of `rnnviz.experiment.declarations.SETTINGS`; empty where they tell none.
    """

    text: str
    field: str = ""


def setting_in_words(setting: Setting) -> list[Said]:
    """The line, part by part.

    Examples
    --------
    >>> parts = setting_in_words(Scenario(start="keras", init="own"))
    >>> "".join(part.text for part in parts)[:66]
    'Two untrained networks of 32 units, with random weights as in Kera'
    >>> [part for part in parts if part.field == "T_x"]
    [Said(text='100 steps', field='T_x')]
    """
    scenario = setting.adjustable
    return _drawn(scenario) if scenario is not None else _trained(setting)


def _drawn(scenario: Scenario) -> list[Said]:
    many = len(scenario.cells)
    one = many == 1
    label = CELLS[scenario.cells[0]].label
    count = _NUMBERS.get(many, str(many))
    units = Said(counted(scenario.n_a, "unit"), "n_a")
    who = [Said(f"{count} untrained network{'' if one else 's'}", "cells"), Said(" of ")]
    if one:
        who = [Said("One untrained network", "cells"), Said(f", {_article(label)} {label} of ")]
    return [
        *who,
        units,
        Said(", with random weights "),
        *_start(scenario),
        Said(", read " if not one else ", reads "),
        *_read(scenario),
        Said("; the loss looks at "),
        _loss(scenario),
        Said("."),
    ]


def _start(scenario: Scenario) -> list[Said]:
    whose = STARTS["keras" if scenario.start == "plain" else scenario.start].label
    by_gate = scenario.start == "plain" and any(gates_of(cell) > 1 for cell in scenario.cells)
    parts = [Said(f"as in {whose}", "start"), *([Said(", each gate by itself")] if by_gate else [])]
    different = differences_in_words(scenario)
    for place, (words, field) in enumerate(different):
        before = ", but for " if place == 0 else " and " if place == len(different) - 1 else ", "
        parts += [Said(before), Said(words, field)]
    return parts


def _read(scenario: Scenario) -> list[Said]:
    steps = Said(counted(scenario.steps, "step"), "T_x")
    match scenario.input:
        case "text":
            return [Said(f"a text of {counted(scenario.steps, 'character')}", "text")]
        case "numbers":
            series = "one series" if scenario.features == 1 else f"{scenario.features} series"
            return [Said(f"{series} of yours", "numbers"), Said(f" of {counted(scenario.steps, 'step')}")]
        case "impulse":
            what = [Said(" with "), Said(f"an impulse at step {scenario.input_at}", "input_at")]
        case "step":
            what = [Said(" of an input that "), Said(f"sets in at step {scenario.input_at}", "input_at")]
        case "sine":
            what = [Said(" of "), Said(f"a sine of period {numeral(scenario.period, 3)}", "period")]
        case _:
            nothing = scenario.input_scale == 0
            size = "" if scenario.input_scale == 1 else f" of size {numeral(scenario.input_scale, 3)}"
            noise = Said(f"noise{size}", "input_scale" if size else "input")
            what = [Said(" of "), Said("nothing at all", "input_scale") if nothing else noise]
    return [steps, *what]


def _loss(setting: Setting) -> Said:
    if setting.loss == "every":
        return Said("every step", "loss")
    if setting.loss == "step":
        return Said(f"step {setting.last_loss_step}", "loss_step")
    return Said("the last step", "loss")


def _trained(setting: Setting) -> list[Said]:
    label = CELLS[setting.cells[0]].label
    who = f"A network that was brought or trained, {_article(label)} {label} of {counted(setting.n_a, 'unit')}"
    loss = _loss(setting).text
    return [Said(f"{who}, reads {counted(setting.steps, 'step')}; the loss looks at {loss}.")]


def _article(label: str) -> str:
    """Of an abbreviation, which is spelled."""
    return "an" if label[0] in "AEFHILMNORSX" else "a"
