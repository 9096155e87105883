"""What the browser gets is enough to find every number again."""

from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures import one_step
from rnnviz.figures.one_step import step_numbers
from rnnviz.numerics.scaled import Scaled
from tests.figures.awkward import SCENARIOS, result_of


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize("loss", [{}, {"loss": "every"}, {"loss": "step", "loss_step": 3}], ids=str)
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_every_number_follows_from_the_others(cell: str, loss: dict[str, Any]) -> None:
    # The equations once more, step by step, as the page shows them.
    result = run(Scenario(n_a=5, n_x=3, n_y=3, m=2, T_x=7, seed=4, **loss))
    n = step_numbers(result, cell, 2)
    a_prev, c_prev = np.zeros(5), np.zeros(5)
    later: dict[str, Any] = {}
    for t in range(7):
        z = {g: w["recurrent"] @ a_prev + w["input"] @ n["x"][t] + w["bias"] for g, w in n["weights"].items()}
        s = {key: value[t] for key, value in n["signals"].items()}
        if cell == "rnn":
            np.testing.assert_allclose(s["a"], np.tanh(z["a"]))
        else:
            for gate in "fio":
                np.testing.assert_allclose(s[gate], sigmoid(z[gate]))
            np.testing.assert_allclose(s["cct"], np.tanh(z["cct"]))
            np.testing.assert_allclose(s["c"], s["f"] * c_prev + s["i"] * s["cct"])
            np.testing.assert_allclose(s["a"], s["o"] * np.tanh(s["c"]))
            c_prev = s["c"]
        a_prev = s["a"]
        e = np.exp(n["output"]["weights"] @ s["a"] + n["output"]["bias"])
        np.testing.assert_allclose(n["y"][t], e / e.sum())
    for t in reversed(range(7)):
        d = {key: value[t] * 2.0 ** n["exponent"][t] for key, value in n["gradients"].items()}
        s = {key: value[t] for key, value in n["signals"].items()}
        own = np.zeros(5)
        if not np.isnan(n["right"][t]).any():
            own = n["output"]["weights"].T @ (n["y"][t] - n["right"][t]) / n["batch"]
        carried = sum(w["recurrent"].T @ later[f"z_{g}"] for g, w in n["weights"].items()) if later else 0
        np.testing.assert_allclose(d["a"], own + carried, atol=1e-16)
        if cell == "lstm":
            slope = s["o"] * (1 - np.tanh(s["c"]) ** 2)
            np.testing.assert_allclose(d["c"], d["a"] * slope + (later["c"] * later["f"] if later else 0), atol=1e-16)
        dx = sum(w["input"].T @ d[f"z_{g}"] for g, w in n["weights"].items())
        np.testing.assert_allclose(d["x"], dx, atol=1e-16)
        later = d | {"f": s.get("f")}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_can_be_sent(name: str) -> None:
    result = result_of(name)
    for cell in result.cells:
        numbers = step_numbers(result, cell)
        steps = result.scenario.steps
        assert {value.shape[0] for value in (*numbers["signals"].values(), *numbers["gradients"].values())} == {steps}
        assert (~np.isnan(numbers["right"])).all(axis=1).sum() == (steps if result.scenario.loss == "every" else 1)


def test_large_runs_are_sent_in_half_the_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_step, "MOST_NUMBERS", 1000)
    numbers = step_numbers(result_of("plain"), "lstm")
    assert numbers["weights"]["f"]["recurrent"].dtype == np.float32
    assert numbers["exponent"].dtype == np.int64
    assert one_step._count(numbers) > 1000


def test_in_half_the_precision_no_gradient_leaves_the_range() -> None:
    result = run(Scenario(n_a=256, T_x=1000, m=1, n_x=8))
    numbers = step_numbers(result, "lstm")
    found = numbers["gradients"]["a"]
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    norm = np.log10(np.linalg.norm(found.astype(np.float64), axis=1)) + numbers["exponent"] * np.log10(2)
    np.testing.assert_allclose(norm, _of_first_sequence(result).log10_norm(), atol=1e-4)


def _of_first_sequence(result: Result) -> Scaled:
    scaled = result.cells["lstm"].by_step["a"]
    return Scaled(scaled.mantissa[:, :1], scaled.exponent[:1])
