"""Mistakes in the simple network's equations: each is named, in sequences and in one step."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.in_rnn import IN_RNN
from tests.gradient_flow.suspects.planted import SIZES, check_named, plant


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize("mistake", IN_RNN, ids=lambda mistake: mistake.name)
def test_each_is_named_alone(mistake, sequence, size):
    assert check_named(mistake, plant("rnn", size, sequence)) == [mistake.name]


def test_they_are_what_they_say():
    # By hand, from the equations and not from the table.
    planted = plant("rnn", "all different", sequence=False)
    a_next, a_prev, xt, p = planted.caches[0]
    da_next = planted.arriving["da_next"]
    dtanh = (1 - a_next**2) * da_next
    found = {mistake.name: planted.compute(mistake) for mistake in IN_RNN}
    np.testing.assert_allclose(found["dWaa with a_next"]["dWaa"], dtanh @ a_next.T)
    np.testing.assert_allclose(found["Waa not transposed"]["da_prev"], p["Waa"] @ dtanh)
    np.testing.assert_allclose(found["a * 2 for a ** 2"]["dWax"], ((1 - 2 * a_next) * da_next) @ xt.T)
    np.testing.assert_allclose(found["tanh twice"]["dba"][:, 0], ((1 - np.tanh(a_next) ** 2) * da_next).sum(axis=1))
    np.testing.assert_allclose(found["parentheses in dtanh"]["dxt"], p["Wax"].T @ (1 - a_next**2 * da_next))
    np.testing.assert_allclose(found["slope at a_prev"]["dxt"], p["Wax"].T @ ((1 - a_prev**2) * da_next))
