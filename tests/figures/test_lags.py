"""Norms over all lags: with their bound above them, and their paths."""

import numpy as np
import pytest

from rnnviz.figures import lags
from rnnviz.figures.lags import bound_curves, cell_gradient_paths, describe_lags, gradient_bound, path_curves
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", [name for name, s in SCENARIOS.items() if "rnn" in s.get("cells", ("rnn",))])
def test_the_bound_is_above_the_norm(name: str) -> None:
    result = result_of(name)
    numbers = bound_curves(result, result.scenario.batch)
    norm, bound = numbers.curves["norm"], numbers.curves["bound"]
    there = np.isfinite(norm)
    assert (norm[there] <= bound[there] + 1e-9).all()
    assert (numbers.lags[0], numbers.lags[-1]) == (0, result.scenario.last_loss_step)
    line, above = gradient_bound(result).data
    assert (line.x[-1], line.x[0]) == (result.scenario.last_loss_step, 0)
    assert len(above.y) == len(line.y)
    assert describe_lags(numbers).endswith(".")


@pytest.mark.parametrize(
    "name",
    [
        n
        for n, s in SCENARIOS.items()
        if "lstm" in s.get("cells", ("lstm",)) and s.get("T_x") != 1 and s.get("loss_step") != 1
    ],
)
def test_cut_the_product_of_the_forget_gates_is_all_there_is(name: str) -> None:
    result = result_of(name)
    whole, cut = path_curves(result), path_curves(result, cut=True)
    assert list(whole.curves) == ["norm", "cell", "f", "i", "cct", "o"]
    assert list(cut.curves) == ["norm", "cell"]
    there = np.isfinite(cut.curves["cell"])
    np.testing.assert_allclose(cut.curves["norm"][there], cut.curves["cell"][there], atol=1e-9)
    np.testing.assert_allclose(whole.curves["cell"][there], cut.curves["cell"][there], atol=1e-12)
    assert len(cell_gradient_paths(result).data) == 6
    assert describe_lags(whole).endswith(".")


def test_a_large_network_is_drawn_over_its_last_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lags, "MOST_PRODUCTS", 0)
    monkeypatch.setattr(lags, "MOST_NORMS", 0)
    numbers = bound_curves(result_of("plain"))
    assert (len(numbers.lags), numbers.lags[-1]) == (16, 32)
    whole = lags.pascanu_bound(lags.step_jacobians(result_of("plain"), "rnn"))
    np.testing.assert_allclose(numbers.curves["norm"], whole.norm[numbers.lags], atol=1e-9)
    np.testing.assert_allclose(numbers.curves["bound"], whole.bound[numbers.lags], atol=1e-9)
