"""One draw is not a law: the same setting drawn many times."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario

__all__ = ["DRAWS", "Spread", "are_soon_drawn", "seeds_of", "spreads"]

Array = NDArray[Any]

#: How many, the one that is shown among them.
DRAWS: Final = 20
#: Hidden values of all of them together up to which nobody has to ask for them.
MOST: Final = 2_000_000


class Spread(NamedTuple):
    """The least and the most that many draws have at each step.

    Parameters
    ----------
    low, high : numpy.ndarray, (T,)
        log₁₀ of the gradient's size, at the loss 0; -inf where a draw has exactly 0, NaN where one has no number.
    """

    low: Array
    high: Array


def are_soon_drawn(scenario: Scenario) -> bool:
    """Whether all draws are computed while a person waits.

    Examples
    --------
    >>> are_soon_drawn(Scenario()), are_soon_drawn(Scenario(n_a=256, T_x=1000, m=4))
    (True, False)
    """
    return DRAWS * scenario.cost * len(scenario.cells) <= MOST


def seeds_of(scenario: Scenario) -> range:
    """The seeds of the draws, the scenario's own first; before the end of all seeds they begin earlier."""
    first = min(scenario.seed, 2**32 - DRAWS)
    return range(first, first + DRAWS)


def spreads(scenario: Scenario) -> dict[str, Spread]:
    """By cell, how far the gradients at the hidden state lie apart in many draws of everything that is drawn.

    Examples
    --------
    >>> spread = spreads(Scenario(T_x=30))["rnn"]
    >>> own = run(Scenario(T_x=30)).cells["rnn"].fades["a"].relative
    >>> bool((spread.low <= own).all() and (own <= spread.high).all())
    True
    """
    drawn: dict[str, list[Array]] = {cell: [] for cell in scenario.cells}
    for seed in seeds_of(scenario):
        for cell, one in run(replace(scenario, seed=seed), weights=False).cells.items():
            drawn[cell].append(one.fades["a"].relative)
    return {cell: Spread(np.min(all_, axis=0), np.max(all_, axis=0)) for cell, all_ in drawn.items()}
