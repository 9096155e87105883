"""Mistakes at the GRU's gates and candidate: each is named, in sequences and in one step."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.in_gru import in_gru
from tests.gradient_flow.suspects.planted import SIZES, check_named, plant

CASES = [(reset, mistake) for reset in ("after", "before") for mistake in in_gru(reset)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize(("reset", "mistake"), CASES, ids=lambda value: getattr(value, "name", value))
def test_each_is_named_alone(reset, mistake, sequence, size):
    assert check_named(mistake, plant(f"gru {reset}", size, sequence)) == [mistake.name]


def test_they_are_what_they_say():
    # By hand, as copies write them, and not from the table.
    planted = plant("gru after", "all different", sequence=False)
    a_next, a_prev, rt, zt, aat, xt, p = planted.caches[0]
    da_next, operand = planted.arriving["da_next"], np.concatenate([a_prev, xt]).T
    found = {mistake.name: planted.compute(mistake) for mistake in in_gru("after")}
    slope = zt * (1 - zt)
    np.testing.assert_allclose(found["dzt: another sign"]["dWz"], (da_next * (aat - a_prev) * slope) @ operand)
    np.testing.assert_allclose(found["dzt: candidate's part missing"]["dWz"], (da_next * a_prev * slope) @ operand)
    np.testing.assert_allclose(found["dzt: parentheses"]["dWz"], (da_next * (a_prev - aat * slope)) @ operand)
    np.testing.assert_allclose(found["dzt: a_next for a_prev"]["dWz"], (da_next * (a_next - aat) * slope) @ operand)
    daat = da_next * (1 - zt) * (1 - aat**2)
    swapped = da_next * zt * (1 - aat**2)
    np.testing.assert_allclose(found["daat: zt for 1 - zt"]["dbh"][:, 0], swapped.sum(axis=1))
    without = daat * (p["Wh"][:, :5] @ a_prev) * rt * (1 - rt)
    np.testing.assert_allclose(found["drt: bhr missing"]["dWr"], without @ operand)
    before = (p["Wh"][:, :5].T @ daat) * a_prev * rt * (1 - rt)
    np.testing.assert_allclose(found["drt: as with reset before"]["dWr"], before @ operand)
    np.testing.assert_allclose(found["dut: rt missing"]["dbhr"][:, 0], daat.sum(axis=1))


def test_with_the_reset_gate_before_the_product_they_are_what_they_say():
    planted = plant("gru before", "all different", sequence=False)
    _, a_prev, rt, zt, aat, xt, p = planted.caches[0]
    operand = np.concatenate([a_prev, xt]).T
    daat = planted.arriving["da_next"] * (1 - zt) * (1 - aat**2)
    found = {mistake.name: planted.compute(mistake) for mistake in in_gru("before")}
    after = daat * (p["Wh"][:, :5] @ a_prev) * rt * (1 - rt)
    np.testing.assert_allclose(found["drt: as with reset after"]["dWr"], after @ operand)
    wrong = (p["Wh"][:, :5] @ daat) * a_prev * rt * (1 - rt)
    np.testing.assert_allclose(found["dq: Wh not transposed"]["dWr"], wrong @ operand)
