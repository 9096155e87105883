"""Many draws of one setting: the range is that of runs one by one."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.draws import DRAWS, are_soon_drawn, seeds_of, spreads
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario


@pytest.mark.parametrize("fields", [{}, {"loss": "step", "loss_step": 4}, {"activation": "relu", "gain": 0.3}], ids=str)
def test_it_is_the_least_and_the_most_of_runs_one_by_one(fields: dict[str, object]) -> None:
    scenario = Scenario(T_x=7, n_a=3, m=2, seed=11, **fields)  # type: ignore[arg-type]
    found = spreads(scenario)
    assert list(found) == list(scenario.cells)
    for cell, spread in found.items():
        each = [run(replace(scenario, seed=11 + k)).cells[cell].fades["a"].relative for k in range(DRAWS)]
        np.testing.assert_array_equal(spread.low, np.min(each, axis=0))
        np.testing.assert_array_equal(spread.high, np.max(each, axis=0))


def test_the_draw_that_is_shown_is_one_of_them_whatever_its_seed() -> None:
    for seed in (0, 5, 2**32 - 1, 2**32 - DRAWS):
        seeds = seeds_of(Scenario(seed=seed))
        assert seed in seeds
        assert len(seeds) == DRAWS
        assert seeds[-1] < 2**32


def test_only_what_is_soon_drawn_is_drawn_unasked() -> None:
    assert are_soon_drawn(Scenario())
    assert not are_soon_drawn(Scenario(n_a=256, T_x=1000, m=2))
