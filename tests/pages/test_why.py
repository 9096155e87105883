"""Why does it vanish here? The page, from the verdict to the chain between two steps."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from rnnviz.diagnosis import diagnose
from rnnviz.experiment import run
from rnnviz.figures.cause_chain import chain_numbers
from rnnviz.figures.diagnosis_words import verdict
from rnnviz.remedies import remedies
from rnnviz.scenario import Scenario
from tests.opened_page import OpenedPage

Why = Callable[..., OpenedPage]


@pytest.fixture
def why(monkeypatch: pytest.MonkeyPatch) -> Why:
    """Open the page with an address: ``why(n_a="16")``."""
    return partial(OpenedPage, monkeypatch, page="why", folds=())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"n_a": 1, "T_x": 1, "m": 1, "n_x": 1},
        {"n_a": 256, "T_x": 1000, "m": 1},
        {"cells": ("rnn",), "activation": "relu"},
        {"cells": ("lstm",), "forget": "chrono"},
        {"input": "text", "text": "ab"},
        {"input": "numbers", "numbers": ((1.0, -2.0, 3.0),)},
        {"activation": "sigmoid", "gain": 0.3, "T_x": 400},
        {"loss": "every"},
        {"loss": "step", "loss_step": 1},
    ],
    ids=str,
)
def test_at_the_extremes(why: Why, fields: dict[str, Any]) -> None:
    scenario = Scenario(**fields)
    page = why(**scenario.to_query())
    assert page.at.title[0].value == "Why does it vanish here?"
    assert page.errors == page.warnings == []
    assert page.address == scenario.to_query()
    diagnoses = diagnose(run(scenario))
    assert page.sentence == "  \n".join(verdict(diagnoses))
    for cell, diagnosis in diagnoses.items():
        chart = page.charts[f"{cell.upper()}: what multiplies its gradient"]
        *_, line = chart["data"]
        np.testing.assert_array_equal(line["y"], chain_numbers(diagnosis).total)
        assert len(chart["description"]) > 20


def test_numbers_that_are_none_are_said(why: Why) -> None:
    page = why(activation="linear", gain="5", T_x="450")
    assert any("from step 442 on" in warning for warning in page.warnings)


def test_a_remedy_is_adopted_with_one_click(why: Why) -> None:
    page = why()
    (chrono,) = (remedy for remedy in remedies(Scenario()) if remedy.name == "Chrono")
    page.click("Chrono")
    page.run()
    assert page.address == chrono.scenario.to_query()
    assert page.sentence == "  \n".join(verdict(diagnose(run(chrono.scenario))))
    assert "Chrono" not in [button.label for button in page.at.button]


def test_large_networks_try_the_remedies_when_asked(why: Why) -> None:
    page = why(n_a="64", T_x="100", m="32")
    assert "RNN: its gradient with each remedy" not in page.charts
    (toggle,) = (toggle for toggle in page.at.toggle if toggle.label.startswith("Try the remedies"))
    toggle.set_value(True)
    page.run()
    assert "RNN: its gradient with each remedy" in page.run().charts


def test_an_explosion_is_told_what_clipping_does(why: Why) -> None:
    page = why(gain="3")
    (said,) = (m.value for m in page.at.markdown if "Clipped to norm 1" in m.value)
    assert said.startswith("The RNN's gradient explodes; over all weights its norm is ")
    assert not [m for m in why().at.markdown if "Clipped" in m.value]


def test_cut_the_gate_paths_leave_the_product_of_the_forget_gates(why: Why) -> None:
    page = why()
    name = "LSTM: a change of c⟨t⟩, and its paths"
    assert len(page.charts[name]["data"]) == 6
    page.at.get_by_key("view_cut").set_value(True)
    page.run()
    whole, cell = page.run().charts[name]["data"]
    np.testing.assert_allclose(whole["y"], cell["y"], atol=1e-9)


def test_the_chain_between_a_loss_and_a_step(why: Why) -> None:
    page = why(T_x="30")
    assert "RNN: from the loss at step 20 to step 5" not in page.charts
    page.at.session_state["loss_and_step"] = (20, 5)
    page.run()
    chart = page.charts["RNN: from the loss at step 20 to step 5"]
    expected = chain_numbers(diagnose(run(Scenario(T_x=30, loss="step", loss_step=20)))["rnn"], 5)
    np.testing.assert_array_equal(chart["data"][-1]["y"], expected.total)
    assert expected.steps[0] == 5


def test_a_shorter_sequence_keeps_the_chain_inside(why: Why) -> None:
    page = why(T_x="30")
    page.at.session_state["loss_and_step"] = (20, 5)
    page.run()
    page.set("T_x", 10)
    assert page.errors == []
    assert "RNN: from the loss at step 10 to step 5" in page.charts
