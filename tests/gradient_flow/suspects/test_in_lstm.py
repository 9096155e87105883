"""Mistakes in the LSTM's gates and cell state: each is named, in sequences and in one step."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.in_lstm import IN_LSTM
from tests.gradient_flow.suspects.planted import SIZES, check_named, plant

#: In a sequence these are the same: what is never added need not be carried.
SAME = {"dc: dc_next missing": ["dc_prev not carried", "dc: dc_next missing"]}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize("mistake", IN_LSTM, ids=lambda mistake: mistake.name)
def test_each_is_named_alone(mistake, sequence, size):
    expected = SAME.get(mistake.name, [mistake.name]) if sequence else [mistake.name]
    assert check_named(mistake, plant("lstm", size, sequence)) == expected


def test_they_are_what_they_say():
    # By hand, as copies write them, and not from the table.
    planted = plant("lstm", "all different", sequence=False)
    _, c_next, a_prev, c_prev, ft, it, cct, ot, xt, _ = planted.caches[0]
    da_next, dc_next = planted.arriving["da_next"], planted.arriving["dc_next"]
    operand, tanh = np.concatenate([a_prev, xt]).T, 1 - np.tanh(c_next) ** 2
    dc = dc_next + da_next * ot * tanh
    found = {mistake.name: planted.compute(mistake) for mistake in IN_LSTM}
    dft = dc_next * c_prev + da_next * ot * tanh * c_prev * ft * (1 - ft)
    np.testing.assert_allclose(found["dft: parentheses"]["dWf"], dft @ operand)
    np.testing.assert_allclose(found["parentheses at all gates"]["dWf"], dft @ operand)
    np.testing.assert_allclose(found["dit: c_prev for cct"]["dWi"], (dc * c_prev * it * (1 - it)) @ operand)
    np.testing.assert_allclose(found["dcct: cct * 2 for cct ** 2"]["dWc"], (dc * it * (1 - 2 * cct)) @ operand)
    dcct = dc_next * it + da_next * ot * tanh * it * cct * (1 - np.tanh(cct) ** 2)
    np.testing.assert_allclose(found["the course's first formula of dcct"]["dWc"], dcct @ operand)
    np.testing.assert_allclose(found["dot: tanh of c missing"]["dWo"], (da_next * c_next * ot * (1 - ot)) @ operand)
    np.testing.assert_allclose(found["dc: tanh' missing"]["dc_prev"], (dc_next + da_next * ot) * ft)
    sigmoid = 1 / (1 + np.exp(-ft))
    np.testing.assert_allclose(found["dft: sigmoid for its derivative"]["dWf"], (dc * c_prev * sigmoid) @ operand)
