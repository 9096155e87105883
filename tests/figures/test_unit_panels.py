"""The panels of the page: their numbers are those of the result."""

import numpy as np
import pytest

from rnnviz.analysis.sequence import SignedLog, view_sequence
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_panels import map_sections
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_sent_is_what_there_is(name: str) -> None:
    result = result_of(name)
    for section in map_sections(result, order="similarity"):
        view = view_sequence(result, section["cell"])
        n_a = result.scenario.n_a
        assert sorted(section["order"]) == sorted(section["memory"]) == list(range(n_a))
        panels = {panel["key"]: panel for group in section["groups"] for panel in group}
        assert len(panels) == sum(len(group) for group in section["groups"])
        assert set(panels) == {*view.signals, *(f"d{key}" for key in view.gradients if key != "x")}
        for key, values in view.signals.items():
            np.testing.assert_allclose(panels[key]["values"], values, rtol=1e-6)
        for key, gradient in view.gradients.items():
            if key != "x":
                assert_decodes(panels[f"d{key}"], gradient)
        for panel in (*panels.values(), section["input"]):
            assert panel["description"].endswith(".") or panel["key"] == "x"
            assert "nan" not in panel["description"].lower().replace("no numbers, nan or inf", "")


def assert_decodes(panel: dict, gradient: SignedLog) -> None:
    """As the browser reads it: sign · (log10 + offset), exactly 0, NaN."""
    coded = panel["values"]
    none = np.isnan(gradient.log10)
    np.testing.assert_array_equal(np.isnan(coded), none)
    np.testing.assert_array_equal(coded[~none] == 0, gradient.log10[~none] == -np.inf)
    finite = np.isfinite(gradient.log10)
    np.testing.assert_array_equal(np.sign(coded[finite]), gradient.sign[finite])
    error = np.abs(np.abs(coded[finite]) - panel["offset"] - gradient.log10[finite]).max(initial=0)
    assert error < 0.0022, "three digits"


def test_input_as_curves_map_or_characters() -> None:
    kinds = {"n_x=8": {}, "n_x=9": {"n_x": 9}, "text": {"input": "text", "text": "añb"}}
    found = {name: map_sections(run(Scenario(T_x=5, **how)))[0]["input"] for name, how in kinds.items()}
    assert {name: panel["kind"] for name, panel in found.items()} == {
        "n_x=8": "curves",
        "n_x=9": "signed",
        "text": "characters",
    }
    assert found["text"]["characters"] == ["a", "ñ", "b"]


def test_saturation_of_what_has_ends_only() -> None:
    keys = {
        activation: [s["key"] for s in map_sections(run(Scenario(T_x=4, activation=activation)))[0]["saturation"]]
        for activation in ("tanh", "sigmoid", "relu", "linear")
    }
    assert keys == {"tanh": ["a"], "sigmoid": ["a"], "relu": [], "linear": []}
    assert [s["key"] for s in map_sections(result_of("plain"))[1]["saturation"]] == ["f", "i", "cct", "o"]
