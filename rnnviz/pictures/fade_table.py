"""How each curve fades, as a table: factor a step, half-life, steps until 1/1000 is left; or what is left at step 1."""

import html
from typing import Final

from rnnviz.analysis.draws import DRAWS
from rnnviz.experiment.run import Result
from rnnviz.figures.theme import signal_colour
from rnnviz.figures.words import (
    first_step_in_words,
    half_life_in_words,
    label_of,
    power_of_ten,
    rate_in_words,
    thousandth_in_words,
)
from rnnviz.gradient_flow.fade import Fade
from rnnviz.lessons.glossary import explained
from rnnviz.pictures.draws import has_draws, later

__all__ = ["fade_table"]


def fade_table(result: Result, pinned: Result | None = None) -> str:
    """The table as HTML, one block a curve; room for what many draws say, and beside each number the pinned one.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> fade_table(run(Scenario())).count("<tbody>")
    3
    """
    kind, head = "", ""
    if pinned is not None:
        kind = " both"
        head = '<thead><tr><td></td><th scope="col">now</th><th scope="col">pinned</th></tr></thead>'
    return f'<table class="rnnviz-fades{kind}">{head}{"".join(_blocks(result, pinned))}</table>'


def _blocks(result: Result, pinned: Result | None) -> list[str]:
    blocks, wide, seen = [], 2 if pinned is None else 3, set[str]()
    drawn, added_up = has_draws(result.scenario, result.edits), result.scenario.loss == "every"
    for name, cell in result.cells.items():
        for state, fade in cell.fades.items():
            kind = "" if state == "a" else ' class="dotted"'  # as in the chart
            swatch = f'<span{kind} style="color: {signal_colour(name, state)}"></span>'
            head = f'<tr><th colspan="{wide}" scope="rowgroup">{swatch}{html.escape(label_of(name, state))}</th></tr>'
            rows = _rows(fade, added_up=added_up)
            before = None if pinned is None else _before(rows, pinned, name, state)
            draws = _draws(f"{'left' if added_up else 'factor'} {name} {state}", wide) if drawn else ""
            body = "".join(
                f'<tr><th scope="row">{explained(key, seen)}</th><td>{value}</td>'
                f"{'' if before is None else f'<td>{before[place]}</td>'}</tr>{draws if key in _DRAWN else ''}"
                for place, (key, value) in enumerate(rows)
            )
            blocks.append(f"<tbody>{head}{body}</tbody>")
    return blocks


#: The rows under which many draws are said.
_DRAWN: Final = ("factor a step", "at step 1")


def _draws(of: str, wide: int) -> str:
    """Room for the range and the mean of many draws."""
    told = "".join(f"<i{later(f'{kind} {of}')}</i> " for kind in ("range", "mean"))
    return f'<tr class="draws"><td colspan="{wide}">{DRAWS} draws: {told}</td></tr>'


def _before(rows: list[tuple[str, str]], pinned: Result, name: str, state: str) -> list[str]:
    """Row by row, what the pinned result has; nothing of a network that it has not."""
    if name not in pinned.cells:
        return [""] * len(rows)
    then = _rows(pinned.cells[name].fades[state], added_up=pinned.scenario.loss == "every")
    found, said = dict(then), []
    for key, _ in rows:
        # In other words where it does something else: a half-life beside a time in which it doubles.
        other = next((one for one in then if one[0] in _KINDS.get(key, ())), None)
        said.append(found.get(key) or (" ".join(other) if other else ""))
    return said


_TIMES: Final = ("half-life", "doubles in", "half left after", "doubled after")
_FAR: Final = ("1/1000 after", "1000× after")
_KINDS: Final = {**dict.fromkeys(_TIMES, _TIMES), **dict.fromkeys(_FAR, _FAR)}


def _rows(fade: Fade, *, added_up: bool) -> list[tuple[str, str]]:
    if added_up:  # near and far gradients together have no one rate
        return [("at step 1", f"×{power_of_ten(fade.left)}")]
    if fade.fate == "none":
        return [("no earlier step", "")]
    first = first_step_in_words(fade)
    return [
        *([] if first is None else [("first step", first)]),
        ("factor a step", rate_in_words(fade)),
        half_life_in_words(fade),
        thousandth_in_words(fade),
    ]
