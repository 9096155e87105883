"""Sweeps: what is asked is measured, in parts, and averaged."""

import math
from dataclasses import replace

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells import CELLS
from rnnviz.errors import ScenarioError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import BOUNDS, Scenario
from rnnviz.experiment.sweep import RANGES, Measured, Sweep, means, measure, sweep, swept_fields

SMALL = Scenario(n_a=4, n_x=2, T_x=6, m=2)


def small(points: int = 3, seeds: int = 2, **fields: object) -> Sweep:
    scenario = replace(SMALL, **fields)  # type: ignore[arg-type]
    return Sweep.over(scenario, "gain", (0.5, 1.5), "forget_bias", (0.0, 3.0), points=points, seeds=seeds)


def test_each_point_is_what_its_scenario_gives_alone() -> None:
    plan = small()
    with joblib.parallel_config(backend="sequential"):
        measured = [one for part in sweep(plan) for one in part]
    assert sorted(one[:3] for one in measured) == sorted(plan.work)
    for column, row, draw, values in measured:
        alone = run(replace(SMALL, gain=plan.xs[column], forget_bias=plan.ys[row], seed=SMALL.seed + draw))
        assert values == {name: (c.fades["a"].log10_factor, c.fades["a"].left) for name, c in alone.cells.items()}


def test_on_all_cores_it_is_the_same() -> None:
    plan = small(points=2)
    with joblib.parallel_config(backend="sequential"):
        expected = [one for part in sweep(plan) for one in part]
    with joblib.parallel_config(backend="loky", n_jobs=2):
        assert sorted(one for part in sweep(plan) for one in part) == sorted(expected)


@pytest.mark.slow
def test_on_a_cluster_it_is_the_same() -> None:
    distributed = pytest.importorskip("distributed", reason="optional: a Dask cluster")
    plan = small(points=2)
    with joblib.parallel_config(backend="sequential"):
        expected = [one for part in sweep(plan) for one in part]
    # In threads of this process: what is tested is that joblib reaches it, not that Dask can start processes.
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=False
    )
    with cluster, distributed.Client(cluster), joblib.parallel_config(backend="dask"):
        assert sorted(one for part in sweep(plan) for one in part) == sorted(expected)


def test_some_of_the_work_can_be_left_out() -> None:
    plan = small()
    with joblib.parallel_config(backend="sequential"):
        measured = [one for part in sweep(plan, plan.work[5:9]) for one in part]
    assert [one[:3] for one in measured] == plan.work[5:9]


@given(columns=st.integers(1, 40), rows=st.integers(1, 40), seeds=st.integers(1, 3))
def test_the_work_is_every_point_once_for_each_draw_from_coarse_to_fine(columns: int, rows: int, seeds: int) -> None:
    work = Sweep(SMALL, "T_x", "n_a", tuple(range(1, columns + 1)), tuple(range(1, rows + 1)), seeds).work
    assert sorted(work) == sorted((c, r, d) for c in range(columns) for r in range(rows) for d in range(seeds))
    assert [draw for *_, draw in work] == sorted(draw for *_, draw in work)
    coarse = -(-columns // 8) * -(-rows // 8)
    assert {(c % 8, r % 8) for c, r, _ in work[:coarse]} == {(0, 0)}


@pytest.mark.parametrize("name", RANGES)
@given(ends=st.data(), points=st.integers(1, 33))
def test_values_lie_within_the_range_and_can_be_set(name: str, ends: st.DataObject, points: int) -> None:
    bounds = BOUNDS[name]
    low, high = sorted(ends.draw(st.tuples(st.integers(1, 5), st.integers(1, 5))))
    other = "gain" if name != "gain" else "n_a"
    plan = Sweep.over(replace(SMALL, loss="last", cells=tuple(CELLS)), name, (low, high), other, (1, 1), points=points)
    assert plan.xs == tuple(sorted(set(plan.xs)))
    assert len(plan.xs) <= points
    assert plan.xs[0] == low
    for value in plan.xs:
        assert bounds.low <= value <= bounds.high
        assert isinstance(value, type(bounds.low)) or not isinstance(bounds.low, int)
        assert getattr(plan.at(value, plan.ys[0]), name) == value


def test_the_cost_is_that_of_the_scenarios() -> None:
    for across, up in (("n_a", "T_x"), ("gain", "n_a"), ("gain", "forget_bias")):
        plan = Sweep.over(SMALL, across, (1, 5), up, (2, 4), points=3, seeds=2)
        for place in plan.work:
            assert plan.cost(place) == plan.at(plan.xs[place[0]], plan.ys[place[1]]).cost


def test_draws_are_the_seeds_from_the_scenarios_own_on() -> None:
    plan = small(seed=int(BOUNDS["seed"].high))
    assert [plan.at(1.0, 1.0, draw).seed for draw in range(3)] == [2**32 - 1, 0, 1]


@pytest.mark.parametrize(
    ("fields", "across", "up", "message"),
    [
        ({}, "gain", "gain", "must differ"),
        ({}, "gain", "seed", "can go over two of gain, forget_bias, T_x, n_a, input_scale; got seed"),
        ({"input": "text"}, "gain", "T_x", "can go over two of gain, forget_bias, n_a; got T_x"),
        ({"cells": ("rnn",)}, "forget_bias", "gain", "got forget_bias"),
        ({"forget": "chrono"}, "forget_bias", "gain", "got forget_bias"),
    ],
)
def test_what_cannot_be_swept_is_said(fields: dict[str, object], across: str, up: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        Sweep(replace(SMALL, **fields), across, up, (1,), (1,))  # type: ignore[arg-type]


def test_a_corner_that_is_not_possible_is_said_before_anything_is_computed() -> None:
    with pytest.raises(ScenarioError, match="more than the 2,000,000"):
        Sweep.over(Scenario(m=64), "T_x", (5, 1000), "n_a", (4, 256))
    with pytest.raises(ScenarioError, match="gain must be between"):
        Sweep.over(SMALL, "gain", (0.0, 1.0), "n_a", (4, 8))
    with pytest.raises(ScenarioError, match="looks at step 6"):
        Sweep.over(replace(SMALL, loss="step", loss_step=6), "T_x", (5, 9), "n_a", (4, 8))
    with pytest.raises(ScenarioError, match="at least one value"):
        Sweep(SMALL, "gain", "n_a", (), (4,))


def test_fields_that_change_nothing_are_not_offered() -> None:
    assert swept_fields(Scenario(cells=("rnn", "lstm", "gru"))) == list(RANGES)
    assert swept_fields(Scenario()) == [name for name in RANGES if name != "update_bias"]
    for fields in ({"input": "numbers"}, {"cells": ("rnn",)}, {"cells": ("rnn",), "input": "text"}):
        assert len(swept_fields(Scenario(**fields))) >= 2  # type: ignore[arg-type]


def test_means_are_over_the_draws_so_far() -> None:
    plan = small(points=2)
    pair = {"rnn": (-1.0, -5.0), "lstm": (0.0, -math.inf)}
    other = {"rnn": (-2.0, math.nan), "lstm": (1.0, -3.0)}
    found = means(plan, [Measured(0, 0, 0, pair), Measured(0, 0, 1, other), Measured(1, 0, 0, pair)])
    assert found.draws.tolist() == [[2, 1], [0, 0]]
    np.testing.assert_array_equal(found.log10["rnn"][0], [[-1.5, -1.0], [np.nan, np.nan]])
    np.testing.assert_array_equal(found.log10["rnn"][1], [[np.nan, -5.0], [np.nan, np.nan]])
    np.testing.assert_array_equal(found.log10["lstm"][1], [[-np.inf, -np.inf], [np.nan, np.nan]])


def test_one_step_has_no_factor() -> None:
    assert math.isnan(measure(replace(SMALL, T_x=1))["rnn"][0])


@pytest.mark.parametrize(
    ("about", "changes", "same"),
    [
        ({}, {"gain": 2.0, "forget_bias": -1.0}, True),  # what is varied
        ({}, {"text": "x", "period": 3.0, "loss": "step", "loss_step": 6}, True),
        ({"input": "impulse", "input_at": 6}, {"input": "step"}, True),
        ({"input_scale": 0.0}, {"input": "sine"}, True),
        ({}, {"input_scale": 0.0}, False),
        ({}, {"seed": 1}, False),
        ({}, {"n_a": 5}, False),
        ({}, {"loss": "every"}, False),
        ({}, {"cells": ("lstm",)}, False),
        ({}, {"points": 4}, False),
        ({}, {"seeds": 3}, False),
    ],
    ids=str,
)
def test_two_maps_have_one_key_exactly_if_all_their_networks_have(about, changes, same) -> None:
    one, other = small(**about), small(**about | changes)

    def networks(plan: Sweep) -> list[str]:
        return [plan.at(plan.xs[column], plan.ys[row], draw).key for column, row, draw in plan.work]

    assert (networks(one) == networks(other)) is same
    assert (one.key == other.key) is same


def test_maps_over_other_settings_or_values_have_other_keys() -> None:
    plans = [
        Sweep(SMALL, "gain", "forget_bias", (0.5, 1.0), (0.0, 1.0)),
        Sweep(SMALL, "forget_bias", "gain", (0.0, 1.0), (0.5, 1.0)),
        Sweep(SMALL, "gain", "forget_bias", (0.5, 0.75, 1.0), (0.0, 1.0)),
        Sweep(SMALL, "gain", "forget_bias", (0.5, 1.0), (0.0, 0.5, 1.0)),
        Sweep(SMALL, "input_scale", "T_x", (0.0, 1.0), (1, 6)),
        Sweep(replace(SMALL, input="sine"), "input_scale", "T_x", (0.0, 1.0), (1, 6)),
    ]
    assert len({plan.key for plan in plans}) == len(plans)
