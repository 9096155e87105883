"""The causes of what a gradient does: they multiply to what happened, and name what was done."""

import numpy as np
import pytest
from hypothesis import given

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.causes import causes_of
from tests.gradient_flow.linearized import SATURATED, linearized
from tests.strategies import scenarios


def causes(cell: str, **settings):
    result = run(Scenario(cells=(cell,), **settings))
    return causes_of(linearized(result, cell), result.cells[cell].by_step)


def mean(factors, name: str) -> float:
    return float(10 ** np.nanmean(factors[name]))


@given(scenario=scenarios(n_a=6, T_x=20, m=3, n_x=3))
def test_they_multiply_to_what_happened(scenario):
    result = run(scenario)
    for cell, one in result.cells.items():
        found = causes_of(linearized(result, cell), one.by_step)
        size = one.by_step[found.state].log10_norm()
        assert all(len(factor) == scenario.steps - 1 for factor in [found.total, *found.factors.values()])
        with np.errstate(invalid="ignore"):
            happened = size[:-1] - size[1:]
        there = np.isfinite(happened) & np.all([np.isfinite(f) for f in found.factors.values()], axis=0)
        np.testing.assert_allclose(sum(found.factors.values())[there], happened[there], atol=1e-9)
        np.testing.assert_allclose(found.total[there], happened[there], atol=1e-12)


def test_a_rotation_at_zero_does_nothing():
    found = causes("rnn", input_scale=0.0, T_x=30)
    for name in found.factors:
        assert abs(mean(found.factors, name) - 1) < 1e-12


@pytest.mark.parametrize("gain", [0.5, 2.0])
def test_the_gain_is_the_weights(gain):
    assert abs(mean(causes("rnn", gain=gain).factors, "weights") - gain) < 1e-9
    assert abs(mean(causes("lstm", gain=gain).through_gates, "weights") - gain) < 1e-9


def test_slope_is_its_mean():
    result = run(Scenario(cells=("rnn",), input_scale=3.0))
    found = causes_of(linearized(result, "rnn"), result.cells["rnn"].by_step)
    a = result.cells["rnn"].states["a"]
    np.testing.assert_allclose(10 ** found.factors["slope"], (1 - a[:, :, 1:] ** 2).mean(axis=(0, 1)), rtol=1e-12)
    assert mean(found.factors, "slope") < 0.4


def test_forget_gates_are_their_mean():
    result = run(Scenario(cells=("lstm",), forget_bias=-1.0))
    found = causes_of(linearized(result, "lstm"), result.cells["lstm"].by_step)
    f = result.cells["lstm"].gates["f"]
    np.testing.assert_allclose(10 ** found.factors["forget gates"], f[:, :, 1:].mean(axis=(0, 1)), rtol=1e-12)


def test_the_gates_paths_carry_a_gradient_past_closed_forget_gates():
    found = causes("lstm", forget_bias=-3.0, gain=2.0)
    assert mean(found.factors, "forget gates") < 0.1
    assert mean(found.factors, "gate paths") > 3


def test_what_comes_through_the_gates_is_taken_apart():
    result = run(Scenario(cells=("lstm",), n_a=5, m=2, T_x=12))
    steps, by_step = linearized(result, "lstm"), result.cells["lstm"].by_step
    found = causes_of(steps, by_step)
    t = 9  # from step 9 to step 8: what leaves the gates of step 9 for the hidden state, and on to c⟨8⟩
    whole = np.stack([by_step[state].to_float()[:, :, t - 1] for state in ("a", "c")])
    dz = steps.at_gates(t, whole)
    h = steps.local.within["a"]["c"][:, :, t - 2] * sum(steps.recurrent[gate].T @ dz[gate] for gate in dz)
    expected = np.linalg.norm(h) / np.linalg.norm(whole[1])
    np.testing.assert_allclose(10 ** sum(found.through_gates.values())[t - 2], expected, rtol=1e-10)


def test_a_loss_at_every_step_is_a_cause_of_its_own():
    found = causes("rnn", loss="every", gain=0.5)
    assert mean(found.factors, "new loss") > 1.5
    assert causes("rnn", gain=0.5).factors["new loss"] == pytest.approx(0, abs=1e-9)


def test_before_the_loss_there_is_nothing_to_take_apart():
    found = causes("lstm", T_x=20, loss="step", loss_step=8)
    assert np.isnan(found.total[7:]).all()
    assert np.isfinite(found.total[:7]).all()


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_a_single_step_has_none(cell):
    assert causes(cell, T_x=1).total.shape == (0,)


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_beyond_floats_the_causes_multiply_to_what_happened(cell):
    result = run(Scenario(cells=(cell,), n_a=4, **SATURATED))
    one = result.cells[cell]
    found = causes_of(linearized(result, cell), one.by_step)
    assert np.isfinite([*found.factors.values()]).all()
    np.testing.assert_allclose(sum(found.factors.values()), found.total, rtol=1e-9, atol=1e-9)
    size = one.by_step[found.state].log10_norm()
    np.testing.assert_allclose(found.total, size[:-1] - size[1:], rtol=1e-12)
    if cell == "rnn":  # what the mean slope is, from the pre-activations
        x, a = result.x[:, 0], one.states["a"][:, 0]
        z = one.parameters["Waa"] @ a[:, :-1] + one.parameters["Wax"] @ x[:, 1:] + one.parameters["ba"]
        mean_slope = np.logaddexp.reduce(-2 * np.logaddexp(z, -z), axis=0)  # of sech² z / 4, and of four units
        np.testing.assert_allclose(found.factors["slope"], mean_slope / np.log(10), rtol=1e-9)


def test_what_leaves_the_cell_is_counted_at_the_step_it_goes_to():
    result = run(Scenario(cells=("lstm",), n_a=5, T_x=12, gain=1.5))
    steps = linearized(result, "lstm")
    found = causes_of(steps, result.cells["lstm"].by_step)
    into = sum(np.abs(link[:, :, 1:]).mean(axis=(0, 1)) for link in steps.local.by_gate["c"].values())
    one = result.cells["lstm"]
    leaving = (one.gates["o"] * (1 - np.tanh(one.states["c"]) ** 2))[:, :, :-1].mean(axis=(0, 1))
    np.testing.assert_allclose(10 ** found.through_gates["slopes"], into * leaving, rtol=1e-10)
