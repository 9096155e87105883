"""One draw is not a law: the same setting drawn many times."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.diagnosis import Diagnosis, diagnose
from rnnviz.experiment.run import CellResult, run
from rnnviz.experiment.scenario import Scenario

__all__ = ["DRAWS", "Draws", "are_soon_drawn", "draws_of", "seeds_of"]

Array = NDArray[Any]

#: How many, the one that is shown among them.
DRAWS: Final = 20
#: Hidden values of all of them together up to which nobody has to ask for them.
MOST: Final = 2_000_000


class Draws(NamedTuple):
    """What becomes of a cell's gradient in many draws, the one that is shown among them.

    Parameters
    ----------
    own : int
        Which of them is shown, counted from 0.
    low, high : numpy.ndarray, (T,)
        Least and most at each step: log₁₀ of the gradient's size at the hidden state, at the loss 0; -inf where a draw
        has exactly 0, NaN where one has no number.
    left : mapping of str to numpy.ndarray, each (draws,)
        By state, log₁₀ of what is left at step 1.
    factors : mapping of str to numpy.ndarray, each (draws,)
        By state, log₁₀ of the factor a step; NaN in a draw that has none.
    causes : mapping of str to numpy.ndarray, each (draws,)
        By cause, log₁₀ of its factor a step at the carrier, as `rnnviz.analysis.diagnosis.diagnose` takes it apart; NaN
        in a draw that cannot be.
    together : numpy.ndarray, (draws,)
        Their sum: log₁₀ of the carrier's factor a step.
    """

    own: int
    low: Array
    high: Array
    left: Mapping[str, Array]
    factors: Mapping[str, Array]
    causes: Mapping[str, Array]
    together: Array


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


def draws_of(scenario: Scenario) -> dict[str, Draws]:
    """By cell, what becomes of the gradient in many draws of everything that is drawn.

    Examples
    --------
    >>> draws = draws_of(Scenario(T_x=30))["rnn"]
    >>> own = run(Scenario(T_x=30)).cells["rnn"].fades["a"]
    >>> bool((draws.low <= own.relative).all() and (own.relative <= draws.high).all())
    True
    >>> bool(draws.factors["a"][draws.own] == own.log10_factor)
    True
    """
    seeds = seeds_of(scenario)
    drawn: dict[str, list[tuple[CellResult, Diagnosis]]] = {cell: [] for cell in scenario.cells}
    for seed in seeds:
        result = run(replace(scenario, seed=seed), weights=False)
        diagnoses = diagnose(result)
        for cell, one in result.cells.items():
            drawn[cell].append((one, diagnoses[cell]))
    return {cell: _together(all_, scenario.seed - seeds[0]) for cell, all_ in drawn.items()}


def _together(drawn: list[tuple[CellResult, Diagnosis]], own: int) -> Draws:
    results, wholes = [one for one, _ in drawn], [diagnosis.whole for _, diagnosis in drawn]
    curves = [one.fades["a"].relative for one in results]
    return Draws(
        own,
        np.min(curves, axis=0),
        np.max(curves, axis=0),
        {state: np.array([one.fades[state].left for one in results]) for state in results[0].fades},
        {state: np.array([one.fades[state].log10_factor for one in results]) for state in results[0].fades},
        {
            name: np.array([math.nan if whole is None else whole.causes[name] for whole in wholes])
            for name in drawn[0][1].causes.factors
        },
        np.array([math.nan if whole is None else whole.log10_factor for whole in wholes]),
    )
