"""How each curve fades, as a table: factor a step, half-life, steps until 1/1000 is left; or what is left at step 1."""

import html

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

__all__ = ["fade_table"]


def fade_table(result: Result) -> str:
    """The table as HTML, one block a curve.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> fade_table(run(Scenario())).count("<tbody>")
    3
    """
    return f'<table class="rnnviz-fades">{"".join(_blocks(result))}</table>'


def _blocks(result: Result) -> list[str]:
    blocks, seen = [], set[str]()
    for name, cell in result.cells.items():
        for state, fade in cell.fades.items():
            kind = "" if state == "a" else ' class="dotted"'  # as in the chart
            swatch = f'<span{kind} style="color: {signal_colour(name, state)}"></span>'
            head = f'<tr><th colspan="2" scope="rowgroup">{swatch}{html.escape(label_of(name, state))}</th></tr>'
            rows = _rows(fade, added_up=result.scenario.loss == "every")
            body = "".join(
                f'<tr><th scope="row">{explained(key, seen)}</th><td>{value}</td></tr>' for key, value in rows
            )
            blocks.append(f"<tbody>{head}{body}</tbody>")
    return blocks


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
