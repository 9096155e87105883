"""From a scenario to a result: the same every time, right by differences, and honest about Inf and NaN."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from rnnviz.cells import CELLS
from rnnviz.experiment.run import CellResult, Result, run
from rnnviz.experiment.scenario import Scenario
from tests.oracles import whole_loss
from tests.strategies import scenarios

SMALL = {"n_x": 2, "n_a": 3, "n_y": 3, "m": 2, "T_x": 5}
LOSSES: list[dict[str, Any]] = [{"loss": "last"}, {"loss": "every"}, {"loss": "step", "loss_step": 3}]
VARIED: list[dict[str, Any]] = [
    *LOSSES,
    {"activation": "sigmoid"},
    {"activation": "linear", "gain": 1.5},
    {"activation": "relu", "init": "identity", "seed": 3},
    {"init": "gaussian", "forget": "chrono", "t_max": 20},
    {"init": "glorot", "forget_bias": -2.0},
    {"T_x": 1},
    {"n_a": 1, "m": 1, "n_x": 1},
    {"input": "text", "text": "ab ba", "loss": "every"},
    {"input": "numbers", "numbers": ((1.0, -2.0, 0.5),)},
]


def arrays_of(result: Result) -> dict[str, np.ndarray]:
    """Every array in a result, by where it is."""
    found = {"x": result.x, "labels": result.labels}
    for name, cell in result.cells.items():
        for group in ("parameters", "states", "gates", "gradients"):
            found |= {f"{name}/{group}/{key}": value for key, value in getattr(cell, group).items()}
        found[f"{name}/y"] = cell.y
        for key in cell.by_step:
            found |= {f"{name}/{key}/mantissa": cell.by_step[key].mantissa}
            found |= {f"{name}/{key}/exponent": cell.by_step[key].exponent}
            found |= {f"{name}/{key}/norm": cell.fades[key].log10_norm}
    return found


@pytest.mark.parametrize("fields", VARIED, ids=str)
def test_the_same_scenario_gives_the_same_bits(fields: dict[str, Any]) -> None:
    scenario = Scenario(**(SMALL | fields))
    first, again = arrays_of(run(scenario)), arrays_of(run(dataclasses.replace(scenario)))
    assert first.keys() == again.keys()
    for name, array in first.items():
        assert array.tobytes() == again[name].tobytes(), name


def test_another_seed_draws_everything_anew() -> None:
    one, other = (run(Scenario(**SMALL, seed=seed)) for seed in (0, 1))
    assert not np.array_equal(one.x, other.x)
    assert not np.array_equal(one.cells["rnn"].parameters["Waa"], other.cells["rnn"].parameters["Waa"])
    labels = [run(Scenario(T_x=200, seed=seed, n_a=1)).labels for seed in (0, 1)]
    assert not np.array_equal(*labels)


def test_what_one_setting_does_not_touch_stays() -> None:
    plain = run(Scenario(**SMALL))
    longer = run(Scenario(**SMALL | {"n_y": 5, "input": "sine", "loss": "every"}))
    assert np.array_equal(plain.cells["rnn"].parameters["Waa"], longer.cells["rnn"].parameters["Waa"])
    gain = run(Scenario(**SMALL, gain=2.0))
    assert np.array_equal(plain.x, gain.x)
    np.testing.assert_allclose(gain.cells["rnn"].parameters["Waa"], 2 * plain.cells["rnn"].parameters["Waa"])
    alone = run(Scenario(**SMALL, cells=("lstm",))).cells["lstm"]
    assert np.array_equal(alone.states["c"], plain.cells["lstm"].states["c"])


def test_all_arrays_are_read_only_and_nothing_can_be_replaced() -> None:
    result = run(Scenario(**SMALL))
    writeable = [name for name, array in arrays_of(result).items() if array.flags.writeable]
    assert writeable == []
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.x = np.zeros(1)  # type: ignore[misc]
    with pytest.raises(TypeError):
        result.cells["rnn"].states["a"] = np.zeros(1)  # type: ignore[index]


@pytest.mark.parametrize("cells", [("rnn",), ("lstm",), ("lstm", "rnn")])
def test_only_the_cells_that_were_asked_for_in_their_order(cells: tuple[str, ...]) -> None:
    assert tuple(run(Scenario(**SMALL, cells=cells)).cells) == cells


@pytest.mark.parametrize("fields", VARIED, ids=str)
def test_shapes(fields: dict[str, Any]) -> None:
    s = Scenario(**(SMALL | fields))
    result = run(s)
    n_a, m, T = s.n_a, s.batch, s.steps
    assert result.x.shape == (s.features, m, T)
    assert result.labels.shape == (m, T)
    assert ((result.labels >= 0) & (result.labels < s.n_y)).all()
    for name, states, gates in (("rnn", {"a"}, set()), ("lstm", {"a", "c"}, {"f", "i", "cct", "o"})):
        cell = result.cells[name]
        assert (set(cell.states), set(cell.gates), set(cell.by_step)) == (states, gates, states)
        assert cell.y.shape == (s.n_y, m, T)
        everything = [*cell.states.values(), *cell.gates.values(), *(g.mantissa for g in cell.by_step.values())]
        assert {array.shape for array in everything} == {(n_a, m, T)}
        assert {fade.log10_norm.shape for fade in cell.fades.values()} == {(T,)}


# ------------------------------------------------------------------------------------------------ loss and gradients


@pytest.mark.parametrize("fields", VARIED, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_the_loss_is_the_cross_entropy_of_its_definition(name: str, fields: dict[str, Any]) -> None:
    result = run(Scenario(cells=(name,), **(SMALL | fields)))
    expected = whole_loss.whole_loss(result, name, dict(result.cells[name].parameters), result.x)
    assert math.isclose(result.cells[name].loss, expected, rel_tol=1e-12)


@pytest.mark.parametrize("fields", VARIED, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_every_gradient_is_the_slope_of_the_whole_loss(name: str, fields: dict[str, Any]) -> None:
    result = run(Scenario(cells=(name,), **(SMALL | fields)))
    cell = result.cells[name]
    parameters = {key: value.copy() for key, value in cell.parameters.items()}
    x = result.x.copy()
    for key, array in {**parameters, "x": x}.items():
        if "d" + key not in cell.gradients:
            assert key in ("Wya", "Wy", "by")  # the output layer stands outside of the recurrence
            continue
        slopes = np.array(
            [whole_loss.slope(lambda: whole_loss.whole_loss(result, name, parameters, x), array, index)
             for index in np.ndindex(array.shape)]
        ).reshape(array.shape)  # fmt: skip
        np.testing.assert_allclose(cell.gradients["d" + key], slopes, atol=2e-9, rtol=1e-6, err_msg=key)


@pytest.mark.parametrize("fields", VARIED, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_the_gradient_at_every_step_is_that_of_a_plain_recursion(name: str, fields: dict[str, Any]) -> None:
    result = run(Scenario(cells=(name,), **(SMALL | fields)))
    cell = result.cells[name]
    expected = np.stack(whole_loss.plain_bptt(result, name), axis=2)
    np.testing.assert_allclose(cell.by_step["a"].to_float(), expected, atol=1e-9, rtol=1e-6)
    norms = np.sqrt((expected**2).sum(axis=(0, 1)))
    felt = norms > 1e-7  # numeric parts are right to 1e-10
    assert felt.any()
    np.testing.assert_allclose(cell.fades["a"].log10_norm[felt], np.log10(norms[felt]), atol=1e-3)


@pytest.mark.parametrize("fields", LOSSES, ids=str)
def test_the_reference_is_the_last_step_of_the_loss(fields: dict[str, Any]) -> None:
    scenario = Scenario(**SMALL, **fields)
    for cell in run(scenario).cells.values():
        assert cell.fades["a"].reference == {"last": 5, "every": 5, "step": 3}[scenario.loss]


# ------------------------------------------------------------------------------------------------ Inf and NaN


def exploding(**fields: Any) -> tuple[Result, int]:
    """One linear unit that multiplies by 5: a<t> = Wax x 5^(t-1); and the first step at which that is no float."""
    sizes = {"n_x": 1, "n_a": 1, "m": 1, "T_x": 1000, "cells": ("rnn",)}
    kind = {"activation": "linear", "init": "identity", "gain": 5.0, "input": "impulse"}
    result = run(Scenario(**sizes, **kind, **fields))
    start = abs(float(result.cells["rnn"].parameters["Wax"][0, 0] * result.x[0, 0, 0]))
    largest = math.log10(np.finfo(float).max)
    return result, 2 + math.floor((largest - math.log10(start)) / math.log10(5))


@pytest.mark.parametrize("seed", range(4))
def test_the_first_step_that_overflows_is_named(seed: int) -> None:
    result, first = exploding(seed=seed)
    cell = result.cells["rnn"]
    assert 430 < first < 450  # 308 / log10(5) = 441
    assert np.isfinite(cell.states["a"][..., : first - 1]).all()
    assert cell.first_nonfinite["a"] == first
    assert math.isnan(cell.loss)
    # the prediction at the end is none, so the gradient is none from the last step on, to the left
    assert cell.first_nonfinite["da"] == 1000
    assert math.isnan(cell.fades["a"].factor)


def test_a_loss_before_the_overflow_has_a_gradient() -> None:
    result, first = exploding(loss="step", loss_step=400)
    cell = result.cells["rnn"]
    assert cell.first_nonfinite["a"] == first
    assert "da" not in cell.first_nonfinite


def test_ordinary_numbers_are_not_reported() -> None:
    assert [dict(cell.first_nonfinite) for cell in run(Scenario()).cells.values()] == [{}, {}]


def reported(cell: CellResult) -> dict[str, int]:
    """What `first_nonfinite` should say, one step after the other."""
    found = {}
    for key, series in {**cell.states, **cell.gates, "y": cell.y}.items():
        for t in reversed(range(series.shape[2])):
            if not np.isfinite(series[:, :, t]).all():
                found[key] = t + 1
    for key, gradient in cell.by_step.items():
        for t in range(gradient.mantissa.shape[2]):
            if not np.isfinite(gradient.mantissa[:, :, t]).all():
                found[f"d{key}"] = t + 1
    return found


@settings(max_examples=60)
@given(scenarios(T_x=25, n_a=6, m=3, n_x=4, n_y=4, input_at=25, loss_step=25))
def test_any_small_scenario_runs_and_is_finite_or_says_where_not(scenario: Scenario) -> None:
    result = run(scenario)
    for cell in result.cells.values():
        assert dict(cell.first_nonfinite) == reported(cell)
        np.testing.assert_allclose(cell.y[:, np.isfinite(cell.y).all(axis=0)].sum(axis=0), 1, atol=1e-12)
        fade = cell.fades["a"]
        assert 1 <= fade.first <= fade.reference <= scenario.last_loss_step or np.isneginf(fade.log10_norm).all()
        assert math.isnan(fade.factor) or fade.factor >= 0
