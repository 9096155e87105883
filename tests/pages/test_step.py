"""Where does each number come from? The page at its extremes."""

from typing import Any

import pytest

from rnnviz.experiment.scenario import Scenario
from tests.opened_page import OpenedPage


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"n_a": 1, "T_x": 1, "m": 1, "n_x": 1},
        {"n_a": 256, "T_x": 1000, "m": 1},
        {"cells": ("rnn",), "activation": "relu"},
        {"cells": ("lstm",)},
        {"input": "text", "text": "ab"},
        {"input": "numbers", "numbers": ((1.0, -2.0, 3.0),)},
        {"activation": "sigmoid", "gain": 0.3, "T_x": 1000},
        {"loss": "every"},
    ],
    ids=str,
)
def test_at_the_extremes(monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]) -> None:
    scenario = Scenario(**fields)
    page = OpenedPage(monkeypatch, page="step", folds=(), **scenario.to_query())
    assert page.title == "Where does each number come from?"
    assert page.errors == page.warnings == []
    assert page.address == scenario.to_query()
    assert [run["cell"] for run in page.maps["runs"]] == list(scenario.cells)
    assert {run["steps"] for run in page.maps["runs"]} == {scenario.steps}


def test_folds_and_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, page="step", folds=("explain_step", "checked"), n_a="4", m="3", T_x="5")
    assert any("entries, chosen at random" in m.value for m in page.at.markdown)
    page.at.get_by_key("view_sequence_3").set_value(3)
    assert {run["sequence"] for run in page.run().maps["runs"]} == {3}


def test_numbers_that_are_none_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, page="step", folds=(), activation="linear", gain="5", T_x="1000")
    assert any("from step 442 on" in warning for warning in page.warnings)
