"""Step Jacobians against numeric differences of the cells, and against backpropagation through time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells import CELLS
from rnnviz.cells.gru import gru_cell_forward
from rnnviz.cells.lstm import lstm_cell_forward
from rnnviz.cells.rnn import rnn_cell_forward
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow import jacobians
from rnnviz.gradient_flow.jacobians import linearize
from rnnviz.numerics.wide import Wide, log10_of
from tests.gradient_flow.linearized import SATURATED, linear_network, linearized, linearized_run
from tests.strategies import scenarios


def numeric(result, cell: str, step: int, sample: int) -> np.ndarray:
    """∂s⟨step⟩/∂s⟨step − 1⟩ by central differences of the public cell functions."""
    one, h = result.cells[cell], 1e-6
    n_a = result.scenario.n_a
    before = np.concatenate(
        [
            state[:, sample, step - 2] if step > 1 else np.zeros(n_a)
            for state in (one.states[name] for name in one.states)
        ]
    )
    xt = result.x[:, [sample], step - 1]

    def after(s: np.ndarray) -> np.ndarray:
        if cell == "rnn":
            return rnn_cell_forward(xt, s[:, None], one.parameters, result.scenario.activation).a_next[:, 0]
        if cell == "gru":
            return gru_cell_forward(xt, s[:, None], one.parameters).a_next[:, 0]
        found = lstm_cell_forward(xt, s[:n_a, None], s[n_a:, None], one.parameters)
        return np.concatenate([found.a_next[:, 0], found.c_next[:, 0]])

    columns = [(after(before + h * e) - after(before - h * e)) / (2 * h) for e in np.eye(len(before))]
    return np.stack(columns, axis=1)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "linear"])
def test_every_entry_is_the_numeric_derivative(cell, activation):
    about = {"n_a": 4, "n_x": 3, "m": 2, "T_x": 5, "init": "gaussian", "gain": 1.4}
    result = run(Scenario(cells=(cell,), activation=activation, **about))
    steps = linearized(result, cell)
    for step in (1, 2, 5):
        for sample in (0, 1):
            expected = numeric(result, cell, step, sample)
            np.testing.assert_allclose(steps.matrix(step, sample), expected, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("cell", CELLS)
def test_a_wrong_derivative_would_be_seen(cell):
    result = run(Scenario(cells=(cell,), n_a=4, n_x=3, m=1, T_x=5))
    wrong = linearized(result, cell).matrix(3) * (1 + 5e-4 * np.eye(len(linearized(result, cell).matrix(3))))
    assert not np.allclose(wrong, numeric(result, cell, 3, 0), rtol=1e-7, atol=1e-8)


@given(scenario=scenarios(n_a=6, T_x=12, m=3, n_x=4))
def test_carried_back_they_are_backpropagation_through_time(scenario):
    result = run(scenario)
    for cell, one in result.cells.items():
        steps = linearized(result, cell)
        if not all(np.isfinite(scaled.mantissa).all() for scaled in one.by_step.values()):
            continue
        scale = max(np.abs(scaled.to_float()).max() for scaled in one.by_step.values())
        if scenario.loss == "every" or not 1e-100 < scale < 1e100:
            continue
        last = scenario.last_loss_step
        gradients = np.zeros((len(steps.states), *one.states["a"].shape[:2]))
        gradients[0] = one.by_step["a"].to_float()[:, :, last - 1]
        for t in range(last, 0, -1):
            found = steps.whole(t, gradients)
            whole = found.to_float() if isinstance(found, Wide) else found
            for row, state in enumerate(steps.states):
                expected = one.by_step[state].to_float()[:, :, t - 1]
                np.testing.assert_allclose(whole[row], expected, rtol=1e-8, atol=1e-12 * scale)
            gradients = steps.pull_back(t, gradients)


@pytest.mark.parametrize("cell", CELLS)
class TestForms:
    def test_to_pull_back_is_to_multiply_with_the_matrix(self, cell):
        steps = linearized_run(cell)
        gradients = np.random.default_rng(0).normal(size=(len(steps.states), 4, 2))
        back = steps.pull_back(7, gradients)
        for sample in range(2):
            expected = steps.matrix(7, sample).T @ gradients[:, :, sample].ravel()
            np.testing.assert_allclose(back[:, :, sample].ravel(), expected, rtol=1e-12, atol=1e-15)

    def test_many_gradients_at_once_are_the_single_ones(self, cell):
        steps = linearized_run(cell)
        gradients = np.random.default_rng(0).normal(size=(len(steps.states), 4, 2, 5))
        together = steps.pull_back(3, gradients)
        for k in range(5):
            np.testing.assert_allclose(together[..., k], steps.pull_back(3, gradients[..., k]), rtol=1e-12)

    def test_all_matrices_are_the_single_ones(self, cell):
        steps = linearized_run(cell)
        for t, matrix in enumerate(steps.matrices(sample=1), start=1):
            np.testing.assert_array_equal(matrix, steps.matrix(t, sample=1))

    def test_too_many_numbers_are_refused(self, cell, monkeypatch):
        monkeypatch.setattr(jacobians, "MOST_NUMBERS", 100)
        with pytest.raises(RnnvizError, match=r"are more than the 100 numbers.*matrix\(step\)"):
            linearized_run(cell).matrices()

    def test_nothing_passed_in_is_changed(self, cell):
        steps = linearized_run(cell)
        gradients = np.random.default_rng(0).normal(size=(len(steps.states), 4, 2))
        before = gradients.copy()
        steps.pull_back(3, gradients)
        np.testing.assert_array_equal(gradients, before)


def test_without_the_gates_only_the_forget_gates_are_left():
    steps = linearized_run("lstm")
    cut = steps.cut().matrix(5, 1)
    np.testing.assert_array_equal(cut[4:, 4:], np.diag(steps.local.by_state["c"]["c"][:, 1, 4]))
    assert not cut[:, :4].any()


def test_without_the_weights_nothing_is_left_of_an_rnn():
    assert not linearized_run("rnn").cut().matrices().any()


@given(n=st.integers(1, 6), seed=st.integers(0, 99))
def test_of_a_linear_network_it_is_its_weights(n, seed):
    weights = np.random.default_rng(seed).normal(size=(n, n))
    np.testing.assert_array_equal(linear_network(weights, 3).matrix(2), weights)


def test_an_unknown_cell_is_refused():
    with pytest.raises(RnnvizError, match="cell must be one of rnn, lstm, gru; got 'mlp'"):
        linearize("mlp", {}, {}, {})


@pytest.mark.parametrize("cell", CELLS)
class TestBeyondFloats:
    def test_carried_back_it_is_backpropagation(self, cell):
        result = run(Scenario(cells=(cell,), n_a=5, **SATURATED))
        one, steps = result.cells[cell], linearized(result, cell)
        assert steps.wide
        gradients = np.zeros((len(steps.states), 5, 1))
        gradients[0] = one.by_step["a"].to_float()[:, :, -1]
        for t in range(result.scenario.steps, 0, -1):
            whole = steps.whole(t, gradients)
            for row, state in enumerate(steps.states):
                # Unit by unit, each relative to itself.
                expected = one.by_step[state].wide()[:, :, t - 1].log10()
                np.testing.assert_allclose(log10_of(whole[row]), expected, rtol=1e-9, atol=1e-9)
            gradients = steps.pull_back(t, gradients)
        assert float(one.by_step["a"].log10_norm()[0]) < (-400 if cell != "gru" else -75)  # some of its units are kept

    def test_a_graded_matrix_is_the_matrix_where_floats_hold_it(self, cell):
        result = run(Scenario(cells=(cell,), n_a=3, **SATURATED))
        steps = linearized(result, cell)
        held = 0
        for t in range(1, result.scenario.steps + 1):
            log_scales, rows = steps.graded_matrix(t)
            assert (np.abs(rows).max(axis=1) < 1).all()
            plain = steps.matrix(t)
            seen = np.abs(plain) > 1e-280
            np.testing.assert_allclose((np.exp(log_scales)[:, None] * rows)[seen], plain[seen], rtol=1e-10)
            held += seen.sum()
        assert held > 3

    def test_without_the_input_slopes_are_those_of_the_outputs(self, cell):
        result = run(Scenario(cells=(cell,), n_a=2, **SATURATED))
        one = result.cells[cell]
        steps = linearize(cell, one.states, one.gates, one.parameters)
        assert not steps.wide
        assert "a" in steps.local.by_state.get("a", {}) or cell == "lstm" or not steps.matrix(9).any()
