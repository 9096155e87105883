"""Mistakes in what leaves an LSTM's step: each is named, in sequences and in one step."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.out_of_lstm import CARRIED, OUT_OF_LSTM
from tests.gradient_flow.suspects.planted import SIZES, check_named, plant


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize("mistake", OUT_OF_LSTM, ids=lambda mistake: mistake.name)
def test_each_is_named_alone(mistake, sequence, size):
    assert check_named(mistake, plant("lstm", size, sequence)) == [mistake.name]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mistake", CARRIED, ids=lambda mistake: mistake.name)
def test_what_is_carried_is_named(mistake, size):
    names = check_named(mistake, plant("lstm", size))
    beside = ["dc: dc_next missing"] if mistake.name == "dc_prev not carried" else []
    assert names == [mistake.name, *beside]


def test_they_are_what_they_say():
    planted = plant("lstm", "all different", sequence=False)
    _, c_next, a_prev, _, ft, _, _, ot, xt, p = planted.caches[0]
    da_next, dc_next = planted.arriving["da_next"], planted.arriving["dc_next"]
    found = {mistake.name: planted.compute(mistake) for mistake in OUT_OF_LSTM}
    np.testing.assert_allclose(found["dc_prev: through a missing"]["dc_prev"], dc_next * ft)
    through = da_next * ot * (1 - np.tanh(c_next) ** 2)
    np.testing.assert_allclose(found["dc_prev: parentheses"]["dc_prev"], dc_next * ft + through)
    right = plant("lstm", "all different", sequence=False).compute(
        planted.mistakes[0]._replace(name="right", after=None)
    )
    for place, value in (("dWf", right["dWf"]), ("dWo", right["dWo"])):
        rolled = np.concatenate([value[:, 5:], value[:, :5]], axis=1)  # the input's columns first
        np.testing.assert_allclose(found["operand: input first"][place], rolled)
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)
    np.testing.assert_allclose(right["da_prev"] - found["da_prev: o missing"]["da_prev"], p["Wo"][:, :5].T @ dot)
    np.testing.assert_allclose(right["dxt"] - found["da_prev, dxt: o missing"]["dxt"], p["Wo"][:, 5:].T @ dot)
    assert np.concatenate([a_prev, xt]).shape == (8, 4)
