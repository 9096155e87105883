"""The bound of Pascanu, Mikolov & Bengio: never exceeded, and reached where it should be."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.initialization import largest_singular_value
from rnnviz.experiment.run import run
from rnnviz.gradient_flow.bounds import pascanu_bound
from tests.gradient_flow.linearized import linear_network, linearized, linearized_run
from tests.strategies import scenarios


@given(scenario=scenarios(n_a=8, T_x=40, m=2, n_x=3), data=st.data())
def test_it_is_never_exceeded(scenario, data):
    assume("rnn" in scenario.cells)
    result = run(scenario)
    assume(np.isfinite(result.cells["rnn"].states["a"]).all())
    sample = data.draw(st.integers(0, scenario.batch - 1))
    found = pascanu_bound(linearized(result, "rnn"), scenario.activation, sample)
    assert len(found.norm) == scenario.steps + 1
    assert (found.norm <= found.bound + 1e-9).all()
    # what the weights and the slope leave open is never negative
    assert (found.weights >= -1e-9).all()
    assert (found.slope >= -1e-12).all()


def test_it_is_reached_where_nothing_is_lost():
    q = np.linalg.qr(np.random.default_rng(0).normal(size=(8, 8)))[0]
    found = pascanu_bound(linear_network(0.99 * q, 100), "linear")
    np.testing.assert_allclose(10 ** found.norm[100], 0.3660, atol=5e-5)
    for part in (found.bound - found.norm, found.weights, found.slope, found.alignment):
        np.testing.assert_allclose(part, 0, atol=1e-10)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_parts_add_up(activation):
    steps = linearized_run("rnn", activation=activation, init="gaussian", T_x=30)
    found = pascanu_bound(steps, activation)
    slope, gain = ACTIVATIONS[activation].bound, largest_singular_value(steps.recurrent["a"])
    np.testing.assert_allclose(found.bound, np.arange(31) * math.log10(slope * gain), rtol=1e-12, atol=1e-12)
    finite = np.isfinite(found.norm)
    parts = found.weights + found.slope + found.alignment
    np.testing.assert_allclose(parts[finite], (found.bound - found.norm)[finite], atol=1e-9)
    assert found.weights[-1] > 1  # a Gaussian matrix stretches much more than its powers do


def test_units_of_half_the_slope_show_as_slope_alone():
    steps = linear_network(np.eye(3), 10)
    steps.local.by_gate["a"]["a"][:] = 0.5
    found = pascanu_bound(steps)
    np.testing.assert_allclose(found.slope, np.arange(11) * math.log10(2), rtol=1e-12)
    np.testing.assert_allclose(found.alignment, 0, atol=1e-12)
