"""What arrives at step 1, by its ways: as vectors they add up, and each is what following it step by step gives."""

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.arriving import arriving, through_gates
from rnnviz.gradient_flow.paths import parts_by_lag
from rnnviz.numerics.scaled import Scaled
from tests.gradient_flow.linearized import linearized


def test_what_arrives_along_the_cell_is_the_cell_s_part_of_the_jacobian():
    result = run(Scenario(cells=("lstm",), n_a=5, m=1, T_x=12, loss="step", loss_step=9, gain=2.0))
    lstm = result.cells["lstm"]
    *_, part = parts_by_lag(linearized(result, "lstm"), last=9)
    dc = lstm.by_step["c"].to_float()[:, 0]
    along, size = dc[:, 8] * np.exp(part.log_cell), np.linalg.norm(dc[:, 8])
    found = arriving(lstm.gates["f"], lstm.by_step["c"], 9)
    expected = [np.linalg.norm(vector) / size for vector in (dc[:, 0], along, dc[:, 0] - along)]
    np.testing.assert_allclose([found.whole, found.cell, found.gates], np.log10(expected), atol=1e-9)
    np.testing.assert_allclose(found.units, dc[:, 0] ** 2 / (dc[:, 0] ** 2).sum(), rtol=1e-9)
    assert found.whole == pytest.approx(lstm.fades["c"].left)


def test_what_arrives_is_known_far_below_floats():
    lstm = run(Scenario(cells=("lstm",), n_a=3, m=2, T_x=7)).cells["lstm"]
    gradient = lstm.by_step["c"]
    found = arriving(lstm.gates["f"], gradient, 7)
    tiny = arriving(lstm.gates["f"], Scaled(gradient.mantissa, gradient.exponent - 9000), 7)
    np.testing.assert_allclose(tiny[:3], found[:3], atol=1e-9)
    np.testing.assert_allclose(tiny.units, found.units, rtol=1e-9)
    faded = Scaled(gradient.mantissa, gradient.exponent - np.array([5000, 0, 0, 0, 0, 0, 0]))
    assert arriving(lstm.gates["f"], faded, 7).whole == pytest.approx(found.whole - 5000 * np.log10(2))


@pytest.mark.filterwarnings("error")
def test_nothing_arrives_of_nothing():
    nothing = Scaled(np.zeros((2, 1, 3)), np.zeros((1, 3), dtype=np.int64))
    assert np.isnan(arriving(np.full((2, 1, 3), 0.5), nothing, 3).whole)
    one = Scaled(np.array([[[0.0, 0.0, 1.0]]]), np.zeros((1, 3), dtype=np.int64))
    closed = arriving(np.array([[[0.5, 0.0, 0.5]]]), one, 3)
    assert (closed.whole, closed.cell) == (-np.inf, -np.inf)


@pytest.mark.parametrize(
    "fields", [{}, {"gain": 3.0}, {"forget_bias": 6.0}, {"T_x": 2}, {"loss": "step", "loss_step": 5}]
)
def test_what_comes_through_each_gate_is_followed_step_by_step(fields):
    result = run(Scenario(**{"cells": ("lstm",), "n_a": 4, "m": 3, "T_x": 8} | fields))
    lstm, r = result.cells["lstm"], result.scenario.last_loss_step
    steps = linearized(result, "lstm")
    dc, da = lstm.by_step["c"].to_float(), lstm.by_step["a"].to_float()
    through = {gate: np.zeros((4, 3)) for gate in ("f", "i", "cct", "o")}
    for t in range(r - 1, 0, -1):  # from step t + 1 (index t) to step t
        for gate, later in through.items():
            state = "a" if gate == "o" else "c"
            dz = steps.local.by_gate[state][gate][:, :, t] * (da if gate == "o" else dc)[:, :, t]
            leaving = steps.local.within["a"]["c"][:, :, t - 1]
            through[gate] = later * lstm.gates["f"][:, :, t] + steps.recurrent[gate].T @ dz * leaving
    size = np.linalg.norm(dc[:, :, r - 1])
    found = through_gates(steps, lstm.by_step, r)
    for gate, part in through.items():
        assert found[gate] == pytest.approx(np.log10(np.linalg.norm(part) / size), abs=1e-9)
    along = dc[:, :, r - 1] * lstm.gates["f"][:, :, 1:r].prod(axis=2)
    np.testing.assert_allclose(along + sum(through.values()), dc[:, :, 0], rtol=1e-9, atol=1e-12 * np.abs(dc).max())


def test_what_comes_through_each_gate_is_known_far_below_floats():
    result = run(Scenario(cells=("lstm",), n_a=3, m=2, T_x=1000, forget_bias=-4.0))
    lstm = result.cells["lstm"]
    found = through_gates(linearized(result, "lstm"), lstm.by_step, 1000)
    whole = arriving(lstm.gates["f"], lstm.by_step["c"], 1000)
    assert whole.whole < -400
    assert max(found.values()) == pytest.approx(whole.gates, abs=1.0)
