"""Mistakes that any cell can have: each is named."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.in_both import IN_A_LOOP, WITH_THE_BATCH
from tests.gradient_flow.suspects.planted import CELLS, SIZES, check_named, plant


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("mistake", IN_A_LOOP, ids=lambda mistake: mistake.name)
def test_each_in_a_loop_is_named_alone(mistake, cell, size):
    assert check_named(mistake, plant(cell, size)) == [mistake.name] or SIZES[size][0] < 4


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize("mistake", WITH_THE_BATCH, ids=lambda mistake: mistake.name)
def test_each_with_the_batch_is_named_alone(mistake, sequence, cell):
    assert check_named(mistake, plant(cell, "all different", sequence)) == [mistake.name]


def test_with_as_many_steps_as_samples_two_averages_are_both_said():
    mistake = next(one for one in WITH_THE_BATCH if one.name == "parameters averaged over the batch")
    assert check_named(mistake, plant("rnn", "few")) == ["weights averaged over time", mistake.name]


def test_they_are_what_they_say():
    planted = plant("rnn", "all different")
    found = {mistake.name: planted.compute(mistake) for mistake in (*IN_A_LOOP, *WITH_THE_BATCH)}
    right = planted.compute(IN_A_LOOP[0]._replace(name="right", lines={}))
    np.testing.assert_array_equal(found["dx in reverse"]["dx"], right["dx"][:, :, ::-1])
    np.testing.assert_allclose(found["biases averaged over the batch"]["dba"], right["dba"] / 4)
    np.testing.assert_array_equal(found["biases averaged over the batch"]["dWax"], right["dWax"])
    assert not any(value.any() for value in found["own da ignored"].values())
    dx = []
    for t in range(6):  # without the carry each step is a step by itself
        a_next, _, _, p = planted.caches[t]
        dx.append(p["Wax"].T @ ((1 - a_next**2) * planted.net.da[:, :, t]))
    np.testing.assert_allclose(found["da_prev not carried"]["dx"], np.stack(dx, axis=2))
    a_next, a_prev, _, _ = planted.caches[0]
    arriving = np.linalg.solve(planted.net.parameters["Waa"].T, right["da0"])  # dtanh of the first step
    np.testing.assert_allclose(right["dWaa"] - found["a0 ignored"]["dWaa"], arriving @ a_prev.T, rtol=1e-8)
