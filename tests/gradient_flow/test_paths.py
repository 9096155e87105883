"""The paths of a gradient through an LSTM: they add up, and the one along the cell is the product of forget gates."""

import numpy as np
import pytest
from hypothesis import assume, given

from rnnviz.cells.lstm import lstm_forward
from rnnviz.errors import RnnvizError
from rnnviz.experiment import run
from rnnviz.gradient_flow.paths import arriving, cell_paths, parts_by_lag, through_gates
from rnnviz.scaled import Scaled
from rnnviz.scenario import Scenario
from tests.gradient_flow.linearized import linearized, linearized_run
from tests.strategies import scenarios


@given(scenario=scenarios(n_a=6, T_x=20, m=2, n_x=3))
def test_the_parts_add_up_to_the_whole(scenario):
    assume("lstm" in scenario.cells)
    for part in parts_by_lag(linearized(run(scenario), "lstm")):
        with np.errstate(under="ignore"):
            cell = np.diag(np.exp(part.log_cell - part.exponent * np.log(2)))
        scale = max(np.abs(part.whole).max(), *(np.abs(gate).max() for gate in part.gates.values()))
        np.testing.assert_allclose(cell + sum(part.gates.values()), part.whole, rtol=1e-10, atol=1e-13 * scale)


def test_the_whole_is_the_numeric_derivative():
    # c⟨t⟩ is changed on its way: the sequence begins there, with a⟨t⟩ = o⟨t⟩ tanh c⟨t⟩ following it.
    result = run(Scenario(n_a=4, n_x=3, m=1, T_x=9, init="gaussian", gain=1.5))
    one, h = result.cells["lstm"], 1e-6
    parts = list(parts_by_lag(linearized(result, "lstm")))
    for t in (1, 4, 8):
        c, o = one.states["c"][:, :, t - 1], one.gates["o"][:, :, t - 1]

        def last_c(c, o=o, t=t):
            return lstm_forward(result.x[:, :, t:], o * np.tanh(c), one.parameters, c).c[:, 0, -1]

        columns = [(last_c(c + h * e[:, None]) - last_c(c - h * e[:, None])) / (2 * h) for e in np.eye(4)]
        part = parts[9 - t]
        np.testing.assert_allclose(np.ldexp(part.whole, part.exponent), np.stack(columns, axis=1), rtol=1e-6, atol=1e-9)


def test_along_the_cell_it_is_the_product_of_the_forget_gates():
    result = run(Scenario(n_a=4, n_x=3, m=2, T_x=30))
    f = result.cells["lstm"].gates["f"][:, 1]
    for lag, part in enumerate(parts_by_lag(linearized(result, "lstm"), sample=1)):
        np.testing.assert_allclose(np.exp(part.log_cell), f[:, 30 - lag :].prod(axis=1), rtol=1e-11)


def test_cut_the_cell_is_all_there_is():
    paths = cell_paths(linearized_run("lstm", T_x=500).cut())
    np.testing.assert_allclose(paths.whole, paths.cell, atol=1e-9)
    for gate in paths.gates.values():
        assert (gate == -np.inf).all()


def test_with_gates_that_do_not_read_the_hidden_state_the_cell_is_all_there_is():
    # Constant forget gates σ(b): 100 steps leave σ(b)^100 (PUBLISHED by hand: 7.89e-31 at b = 0, 0.511 at b = 5)
    for bias, left in ((0.0, 7.89e-31), (1.0, 2.48e-14), (2.0, 3.07e-6), (3.0, 7.76e-3), (5.0, 0.511)):
        steps = linearized_run("lstm", T_x=101, gain=0.05, forget_bias=bias, input_scale=0.0)
        steps = steps.cut()
        np.testing.assert_allclose(10 ** cell_paths(steps).whole[100], left, rtol=5e-3)


def test_far_below_the_range_of_floats():
    paths = cell_paths(linearized_run("lstm", T_x=1000, gain=0.05, forget_bias=-5.0))
    assert paths.whole[-1] < -400
    assert np.isfinite(paths.whole).all()


def test_an_rnn_has_no_such_paths():
    with pytest.raises(RnnvizError, match="only a cell with a cell state"):
        list(parts_by_lag(linearized_run("rnn")))


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
