"""Mistakes in what leaves a GRU's step: each is named, in sequences and in one step."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.out_of_gru import out_of_gru
from tests.gradient_flow.suspects.planted import SIZES, check_named, plant

CASES = [(reset, mistake) for reset in ("after", "before") for mistake in out_of_gru(reset)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize(("reset", "mistake"), CASES, ids=lambda value: getattr(value, "name", value))
def test_each_is_named_alone(reset, mistake, sequence, size):
    assert check_named(mistake, plant(f"gru {reset}", size, sequence)) == [mistake.name]


def test_they_are_what_they_say():
    planted = plant("gru after", "all different", sequence=False)
    _, a_prev, rt, zt, aat, xt, p = planted.caches[0]
    da_next, Wha = planted.arriving["da_next"], p["Wh"][:, :5]
    found = {mistake.name: planted.compute(mistake) for mistake in out_of_gru("after")}
    right = planted.compute(planted.mistakes[0]._replace(name="right", after=None))
    np.testing.assert_allclose(right["da_prev"] - found["da_prev: carry missing"]["da_prev"], zt * da_next)
    changed = found["da_prev: 1 - zt for zt"]["da_prev"] - right["da_prev"]
    np.testing.assert_allclose(changed, (1 - 2 * zt) * da_next)
    daat = da_next * (1 - zt) * (1 - aat**2)
    changed = found["da_prev: rt missing"]["da_prev"] - right["da_prev"]
    np.testing.assert_allclose(changed, Wha.T @ (daat * (1 - rt)))
    whole = found["reset before"]
    np.testing.assert_allclose(whole["dWh"], daat @ np.concatenate([rt * a_prev, xt]).T)
    drt = (Wha.T @ daat) * a_prev * rt * (1 - rt)
    np.testing.assert_allclose(whole["dbr"][:, 0], drt.sum(axis=1))
    dzt = da_next * (a_prev - aat) * zt * (1 - zt)
    back = p["Wr"].T @ drt + p["Wz"].T @ dzt
    np.testing.assert_allclose(whole["da_prev"], zt * da_next + back[:5] + (Wha.T @ daat) * rt)
    assert not whole["dbhr"].any()
