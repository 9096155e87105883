"""The GRU's lines: what leaves the step adds up, and the reset gate stands where it is said."""

import numpy as np
import pytest

from rnnviz.gradient_flow.suspects.equations import of_step
from rnnviz.gradient_flow.suspects.equations_of_gru import GRU_AFTER, GRU_BEFORE, GRU_FIELDS
from tests.gradient_flow.suspects.planted import plant


@pytest.mark.parametrize(("reset", "equations"), [("after", GRU_AFTER), ("before", GRU_BEFORE)])
def test_the_weights_of_each(reset, equations):
    planted = plant(f"gru {reset}", "few", sequence=False)
    found = of_step(equations, planted.caches[0], planted.arriving)
    assert ("dbhr" in found) == (reset == "after")
    assert set(equations.weights) == {f"d{name}" for name in planted.net.parameters if name not in ("Wy", "by")}
    assert len(planted.caches[0]) == len(GRU_FIELDS)


def test_a_single_unit_by_hand():
    parameters = {"Wr": [[0.3, -0.2]], "Wz": [[0.1, 0.4]], "Wh": [[0.7, 0.5]], "bhr": [[0.2]]}
    p = {name: np.array(value) for name, value in parameters.items()}
    a_prev, xt, rt, zt, aat = (np.array([[value]]) for value in (0.4, 2.0, 0.6, 0.3, 0.8))
    cache = (zt * a_prev + (1 - zt) * aat, a_prev, rt, zt, aat, xt, p)
    found = of_step(GRU_AFTER, cache, {"da_next": np.ones((1, 1))})
    daat, dzt = 0.7 * (1 - 0.64), (0.4 - 0.8) * 0.3 * 0.7
    drt = daat * (0.7 * 0.4 + 0.2) * 0.6 * 0.4
    assert found["da_prev"].item() == pytest.approx(0.3 + 0.3 * drt + 0.1 * dzt + 0.7 * 0.6 * daat)
    assert found["dxt"].item() == pytest.approx(-0.2 * drt + 0.4 * dzt + 0.5 * daat)
    assert found["dbhr"].item() == pytest.approx(0.6 * daat)
