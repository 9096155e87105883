"""The paths of a gradient through an LSTM: they add up, and the one along the cell is the product of forget gates."""

import numpy as np
import pytest
from hypothesis import assume, given

from rnnviz.cells.lstm import lstm_forward
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.paths import cell_paths, parts_by_lag
from rnnviz.gradient_flow.products import lag_products
from rnnviz.numerics.wide import log10_of
from tests.gradient_flow.linearized import SATURATED, linearized, linearized_run
from tests.strategies import scenarios


@given(scenario=scenarios(n_a=6, T_x=20, m=2, n_x=3))
def test_the_parts_add_up_to_the_whole(scenario):
    assume("lstm" in scenario.cells)
    for part in parts_by_lag(linearized(run(scenario), "lstm")):
        with np.errstate(under="ignore"):
            cell = np.diag(np.exp(part.log_cell - part.exponent * np.log(2)))
        scale = max(np.abs(part.whole).max(), *(np.abs(gate).max() for gate in part.gates.values()))
        # e^log has the error of the logarithm, which may be a million.
        relative = 1e-10 + 4e-16 * float(np.abs(part.log_cell).max())
        np.testing.assert_allclose(cell + sum(part.gates.values()), part.whole, rtol=relative, atol=1e-13 * scale)


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
    with pytest.raises(RnnvizError, match="only a cell that keeps its state by a gate"):
        list(parts_by_lag(linearized_run("rnn")))


def test_beyond_floats_the_parts_are_those_of_the_whole():
    result = run(Scenario(cells=("lstm",), n_a=3, **SATURATED))
    steps = linearized(result, "lstm")
    for part, product in zip(parts_by_lag(steps), lag_products(steps), strict=False):
        # The Jacobian's c is held beside a: what it is through a at its own step is in the last factor.
        columns = np.zeros((2, 3, 1, 3))
        columns[1, :, 0] = np.eye(3)
        for t in range(9, 9 - product.lag, -1):
            columns = steps.pull_back(t, columns)
        if product.lag == 0:
            continue
        whole = steps.whole(9 - product.lag, columns) if product.lag < 9 else columns
        found = log10_of(whole[1])[:, 0].T
        there = np.abs(part.whole) > 1e-300
        assert there.any()
        expected = np.log10(np.abs(part.whole[there])) + part.exponent * np.log10(2)
        np.testing.assert_allclose(found[there], expected, rtol=1e-9, atol=1e-9)


def test_what_each_cell_keeps_by_itself_beyond_floats():
    result = run(Scenario(cells=("lstm",), n_a=2, gain=2.0, input="numbers", numbers=((-900.0, 900.0, 3000.0, -40.0),)))
    steps = linearized(result, "lstm")
    last = list(parts_by_lag(steps))[-1]
    one, x = result.cells["lstm"], result.x[:, 0]
    log_f = np.zeros(2)
    for t in range(1, 4):
        h = np.concatenate([one.states["a"][:, 0, t - 1], x[:, t]])
        z = one.parameters["Wf"] @ h + one.parameters["bf"][:, 0]
        log_f += -np.logaddexp(0, -z)
    np.testing.assert_allclose(last.log_cell, log_f, rtol=1e-12)
