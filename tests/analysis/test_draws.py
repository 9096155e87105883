"""Many draws of one setting: what is said of them is what runs one by one say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.analysis.diagnosis import diagnose
from rnnviz.analysis.draws import DRAWS, are_soon_drawn, draws_of, seeds_of
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario


@pytest.mark.parametrize("fields", [{}, {"loss": "step", "loss_step": 4}, {"activation": "relu", "gain": 0.3}], ids=str)
def test_it_is_the_least_and_the_most_of_runs_one_by_one(fields: dict[str, object]) -> None:
    scenario = Scenario(T_x=7, n_a=3, m=2, seed=11, **fields)  # type: ignore[arg-type]
    found = draws_of(scenario)
    assert list(found) == list(scenario.cells)
    for cell, draws in found.items():
        each = [run(replace(scenario, seed=11 + k)).cells[cell].fades["a"].relative for k in range(DRAWS)]
        np.testing.assert_array_equal(draws.low, np.min(each, axis=0))
        np.testing.assert_array_equal(draws.high, np.max(each, axis=0))


@settings(max_examples=8, deadline=None)
@given(
    T_x=st.integers(1, 9),
    n_a=st.integers(1, 4),
    gain=st.floats(0.2, 3.0),
    seed=st.sampled_from([0, 5, 2**32 - 1]),
    loss=st.sampled_from(["last", "every"]),
)
def test_means_over_draws_are_those_of_separate_runs(T_x: int, n_a: int, gain: float, seed: int, loss: str) -> None:
    scenario = Scenario(T_x=T_x, n_a=n_a, m=1, gain=gain, seed=seed, loss=loss, cells=("rnn", "lstm", "gru"))
    found = draws_of(scenario)
    runs = [run(replace(scenario, seed=one)) for one in seeds_of(scenario)]
    diagnoses = [diagnose(one) for one in runs]
    for cell, draws in found.items():
        for state, factors in draws.factors.items():
            fades = [one.cells[cell].fades[state] for one in runs]
            np.testing.assert_array_equal(factors.mean(), np.mean([fade.log10_factor for fade in fades]))
            np.testing.assert_array_equal(draws.left[state].mean(), np.mean([fade.left for fade in fades]))
        wholes = [one[cell].whole for one in diagnoses]
        own = wholes[draws.own]
        assert seeds_of(scenario)[draws.own] == seed
        if own is None:
            assert np.isnan(draws.together[draws.own])
            continue
        assert draws.together[draws.own] == own.log10_factor
        for name, values in draws.causes.items():
            expected = [np.nan if whole is None else whole.causes[name] for whole in wholes]
            np.testing.assert_array_equal(values, expected)


def test_the_draw_that_is_shown_is_one_of_them_whatever_its_seed() -> None:
    for seed in (0, 5, 2**32 - 1, 2**32 - DRAWS):
        seeds = seeds_of(Scenario(seed=seed))
        assert seed in seeds
        assert len(seeds) == DRAWS
        assert seeds[-1] < 2**32


def test_only_what_is_soon_drawn_is_drawn_unasked() -> None:
    assert are_soon_drawn(Scenario())
    assert not are_soon_drawn(Scenario(n_a=256, T_x=1000, m=2))
