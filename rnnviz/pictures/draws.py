"""What is computed after all else and then put where it belongs: many draws, behind curves and beside factors."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Final

from rnnviz.analysis.draws import DRAWS, Draws, are_soon_drawn, seeds_of
from rnnviz.cells import CELLS
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.figures.draws_words import causes_in_draws, left_in_draws, mean_in_words, range_in_words
from rnnviz.pictures.message import encode

__all__ = ["bands", "draws_in_words", "has_draws", "later", "line", "with_draws"]

#: What holds the place of words that come later, so that nothing moves when they do.
_FREE: Final = "\u00a0"
_PLACE: Final = re.compile(rf'(data-draws="([^"]+)">){_FREE}')


def has_draws(setting: Setting, edits: Sequence[Edit] = ()) -> bool:
    """Whether there are draws to be shown: of what is drawn from a seed, and soon; what was edited is no draw.

    Where the loss looks at the first step alone there is nothing that a draw would change.
    """
    scenario = setting.adjustable
    return scenario is not None and not edits and scenario.last_loss_step > 1 and are_soon_drawn(scenario)


def later(of: str) -> str:
    """The end of an opening tag, and what holds the place of words that `with_draws` puts there.

    Parameters
    ----------
    of : str
        ``"range"`` or ``"mean"``, and of what: ``"factor rnn a"``, ``"left rnn a"``, ``"cause rnn slope"``,
        ``"cause rnn together"``; or ``"line left"``, ``"line causes"``, the sentences.

    Examples
    --------
    >>> f"<td{later('range left rnn a')}</td>"
    '<td data-draws="range left rnn a">\\xa0</td>'
    """
    return f' data-draws="{html.escape(of)}">{_FREE}'


def line(result: Result, of: str) -> str:
    """A line that is kept free for a sentence about the draws; empty where there are none."""
    return f'<p class="rnnviz-draws"{later(f"line {of}")}</p>' if has_draws(result.scenario, result.edits) else ""


def with_draws(words: str, scenario: Scenario, draws: Mapping[str, Draws]) -> str:
    """HTML whose free places are filled.

    Examples
    --------
    >>> from rnnviz.analysis.draws import draws_of
    >>> scenario = Scenario(T_x=9, n_a=4, cells=("rnn",))
    >>> with_draws(f"<td{later('mean factor rnn a')}</td>", scenario, draws_of(scenario))
    '<td data-draws="mean factor rnn a">mean ×0.613</td>'
    """

    def filled(match: re.Match[str]) -> str:
        return match[1] + (html.escape(_said(html.unescape(match[2]), scenario, draws), quote=False) or _FREE)

    return _PLACE.sub(filled, words)


def _said(of: str, scenario: Scenario, draws: Mapping[str, Draws]) -> str:
    kind, what, *rest = of.split(" ", 3)
    if kind == "line":
        back = scenario.last_loss_step - 1
        return left_in_draws(draws, back=back) if what == "left" else causes_in_draws(draws)
    cell, name = rest
    one = draws[cell]
    values = (
        {"left": one.left, "factor": one.factors}[what][name]
        if what != "cause"
        else one.causes.get(name, one.together)  # the causes, and what they come to
    )
    mean = mean_in_words(values)
    return mean if kind == "mean" else range_in_words(values) + ("," if mean else "")


def bands(scenario: Scenario, draws: Mapping[str, Draws]) -> bytes:
    """The range of each network, for the browser: ``of``, the key of the setting, and ``bands``.

    Examples
    --------
    >>> from rnnviz.analysis.draws import draws_of
    >>> scenario = Scenario(T_x=3, n_a=2, m=1)
    >>> len(bands(scenario, draws_of(scenario))) > 100
    True
    """
    found = [{"colour": CELLS[cell].colour, "low": one.low, "high": one.high} for cell, one in draws.items()]
    return encode({"of": scenario.key, "bands": found})


def draws_in_words(setting: Setting) -> str | None:
    """What the faint bands are; None where there are none.

    Examples
    --------
    >>> draws_in_words(Scenario(seed=5))
    'The line is one draw, seed 5. The faint band is where 20 draws lie, seeds 5 to 24, as far as the axis goes.'
    """
    scenario = setting.adjustable
    if scenario is None or not has_draws(scenario):
        return None
    seeds = seeds_of(scenario)
    return (
        f"The line is one draw, seed {scenario.seed}. The faint band is where {DRAWS} draws lie, seeds {seeds[0]} to "
        f"{seeds[-1]}, as far as the axis goes."
    )
