"""What lies behind the first page's curves: the range of many draws."""

from rnnviz.analysis.draws import DRAWS, are_soon_drawn, seeds_of, spreads
from rnnviz.cells import CELLS
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.pictures.message import encode

__all__ = ["bands", "draws_in_words", "has_bands"]


def has_bands(setting: Setting) -> bool:
    """Whether there is a range to be drawn: of what is drawn from a seed, and soon."""
    return setting.adjustable is not None and are_soon_drawn(setting.adjustable)


def bands(scenario: Scenario) -> bytes:
    """The range of each network, for the browser: ``of``, the key of the setting, and ``bands``.

    Examples
    --------
    >>> len(bands(Scenario(T_x=3, n_a=2, m=1))) > 100
    True
    """
    found = [
        {"colour": CELLS[cell].colour, "low": spread.low, "high": spread.high}
        for cell, spread in spreads(scenario).items()
    ]
    return encode({"of": scenario.key, "bands": found})


def draws_in_words(setting: Setting) -> str | None:
    """What the faint bands are; None where there are none.

    Examples
    --------
    >>> draws_in_words(Scenario(seed=5))
    'The line is one draw, seed 5. The faint band is where 20 draws lie, seeds 5 to 24, as far as the axis goes.'
    """
    scenario = setting.adjustable
    if scenario is None or not has_bands(scenario):
        return None
    seeds = seeds_of(scenario)
    return (
        f"The line is one draw, seed {scenario.seed}. The faint band is where {DRAWS} draws lie, seeds {seeds[0]} to "
        f"{seeds[-1]}, as far as the axis goes."
    )
