"""Where the factor a step is 1: what is found keeps the gradient's size in this very draw, to three digits."""

import math
from dataclasses import replace

import pytest

from rnnviz.analysis.criticality import (
    Critical,
    _between,
    _further,
    _rate,
    _root,
    critical,
    critical_bias,
    critical_gain,
    with_bias,
)
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import BOUNDS, Scenario


def factor(scenario: Scenario, cell: str) -> float:
    return 10 ** run(scenario).cells[cell].fades["a"].log10_factor


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"init": "gaussian", "seed": 3},
        {"m": 64, "T_x": 30},  # all sequences count, not some of them
        {"T_x": 1000},
        {"activation": "relu"},  # the rate jumps where units are switched off or on
        {"activation": "linear", "T_x": 1000, "gain": 5.0},  # where the search begins, all is NaN
        {"loss": "step", "loss_step": 50},
    ],
)
def test_at_the_critical_gain_the_factor_is_one(settings: dict) -> None:
    scenario = Scenario(cells=("rnn",), **settings)
    gain = critical_gain(scenario)
    assert gain is not None
    assert factor(replace(scenario, gain=gain), "rnn") == pytest.approx(1, abs=5e-4)


@pytest.mark.parametrize(
    "settings", [{}, {"forget_bias": 10.0}, {"forget": "chrono"}, {"input": "text"}, {"T_x": 1000}]
)
def test_at_the_critical_bias_the_factor_is_one(settings: dict) -> None:
    scenario = Scenario(cells=("lstm",), **settings)
    bias = critical_bias(scenario)
    assert bias is not None
    assert factor(replace(scenario, forget="constant", forget_bias=bias), "lstm") == pytest.approx(1, abs=5e-4)


def test_where_no_gain_is_large_enough_there_is_none() -> None:
    scenario = Scenario(cells=("rnn",), activation="sigmoid", n_a=8)  # its slope is at most 1/4
    assert critical_gain(scenario) is None
    assert factor(replace(scenario, gain=BOUNDS["gain"].high), "rnn") < 1


@pytest.mark.parametrize("fields", [{"T_x": 1}, {"loss": "step", "loss_step": 1}])
def test_where_nothing_is_carried_there_is_none(fields: dict) -> None:
    assert critical(Scenario(**fields)) == Critical(None, None)


def test_where_all_is_exactly_zero_there_is_none() -> None:
    dead = Scenario(cells=("rnn",), activation="relu", n_a=1, seed=2, input="numbers", numbers=((-1.0,) * 9,))
    assert critical_gain(dead) is None


def test_where_the_loss_looks_at_every_step_it_is_the_same() -> None:
    assert critical(Scenario(loss="every")) == critical(Scenario())


def test_of_a_rotation_it_is_one_whatever_the_gain_is() -> None:
    assert critical_gain(Scenario(input_scale=0.0, gain=3.0)) == 1.0


def test_what_is_critical_already_stays() -> None:
    gain = critical_gain(Scenario())
    assert gain is not None
    assert critical_gain(Scenario(gain=gain)) == gain


def test_only_cells_that_are_there_are_looked_at() -> None:
    assert critical(Scenario(cells=("lstm",), n_a=8)).gain is None
    assert critical(Scenario(cells=("rnn",), n_a=8)).forget_bias is None


def test_it_costs_a_bounded_number_of_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []

    def counted(scenario: Scenario):
        runs.append(scenario)
        return run(scenario)

    monkeypatch.setattr("rnnviz.analysis.criticality.run", counted)
    for seed in range(4):
        critical(Scenario(n_a=8, m=2, T_x=40, seed=seed))
    assert len(runs) <= 4 * 2 * 45


def test_a_rate_that_leaves_the_floats_counts_as_too_large_and_zero_as_too_small() -> None:
    assert _rate(Scenario(activation="linear", gain=5.0, T_x=450), "rnn") == math.inf
    assert _rate(Scenario(activation="relu", gain=5.0, T_x=1000, n_a=8), "rnn") == -math.inf


def plus(value: float, by: float) -> float:
    return value + by


class TestRoot:
    """On functions whose roots are known."""

    @pytest.mark.parametrize(("start", "found"), [(0.0, 3.0), (8.0, 3.0), (2.99999, 2.99999)])
    def test_of_a_line(self, start: float, found: float) -> None:
        assert _root(lambda x: x - 3.0, start, (-10.0, 10.0), plus) == pytest.approx(found, abs=2e-4)

    def test_it_has_as_few_digits_as_will_do(self) -> None:
        assert _root(lambda x: x - 1.23, 0.0, (-10.0, 10.0), plus) == 1.23
        assert _root(lambda x: 100 * (x - 1.23456), 0.0, (-10.0, 10.0), plus) == 1.23456

    def test_one_that_lies_the_other_way_is_found(self) -> None:
        assert _root(lambda x: -x - 3.0, 0.0, (-10.0, 10.0), plus) == pytest.approx(-3.0, abs=2e-4)

    def test_one_at_the_bound_is_found_and_one_beyond_is_not(self) -> None:
        assert _root(lambda x: x - 10.0, 0.0, (-10.0, 10.0), plus) == 10.0
        assert _root(lambda x: x - 10.1, 0.0, (-10.0, 10.0), plus) is None

    def test_of_two_that_is_found_towards_which_the_rate_comes_nearer_if_it_grows(self) -> None:
        assert _root(lambda x: (x - 3) * (x + 5), 0.0, (-10.0, 10.0), plus) == pytest.approx(3.0, abs=1e-4)

    def test_one_where_the_rate_is_flat_at_first_and_steep_then(self) -> None:
        assert _between(lambda x: x**20 - 0.5, 0.0, 2.0, -0.5, 2.0**20 - 0.5) == pytest.approx(0.5**0.05, abs=1e-4)

    def test_between_infinities(self) -> None:
        def steep(x: float) -> float:
            return -math.inf if x < 0.9 else math.inf if x > 1.1 else x - 1

        assert _root(steep, 0.0, (-4.0, 4.0), plus) == pytest.approx(1.0, abs=2e-4)

    def test_a_jump_over_zero_is_none(self) -> None:
        assert _between(lambda x: -1.0 if x < 0.3 else 1.0, 0.0, 1.0, -1.0, 1.0) is None
        assert _root(lambda x: math.nan, 0.0, (-1.0, 1.0), plus) is None

    def test_the_search_ends_at_the_bounds(self) -> None:
        assert list(_further(0.0, 1, (-1.0, 10.0), plus)) == [1.0, 3.0, 7.0, 10.0]
        assert list(_further(0.0, -1, (-1.0, 10.0), plus)) == [-1.0]
        assert list(_further(10.0, 1, (-1.0, 10.0), plus)) == []


@pytest.mark.parametrize("call", [lambda s: critical_bias(s, "rnn"), lambda s: with_bias(s, "rnn", 1.0)])
def test_a_cell_without_such_a_bias_is_told(call) -> None:
    with pytest.raises(RnnvizError, match="the RNN has no such bias"):
        call(Scenario())
