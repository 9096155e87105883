"""What the controls say."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.session import entered as module
from rnnviz.ui.session.decide import FIELDS
from rnnviz.ui.session.entered import entered, set_anew, show, widget_key


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state=state))
    return state


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(),
        Scenario(n_a=5, cells=("gru", "rnn"), gain=2.0),
        Scenario(input="numbers", numbers=((1.0, 2.5), (0.0, -1.0))),
    ],
)
def test_what_they_show_is_what_they_say(shown: dict[str, Any], scenario: Scenario) -> None:
    show(scenario)
    assert shown.keys() == {widget_key(name) for name in FIELDS}
    found, problem = entered(Scenario(seed=9))
    assert problem is None
    assert found == replace(scenario, cells=found.cells)
    assert set(found.cells) == set(scenario.cells)


def test_what_is_not_on_the_page_is_what_was_last(shown: dict[str, Any]) -> None:
    last = Scenario(n_a=5, gain=2.0)
    assert entered(last) == (last, None)
    shown[widget_key("gain")] = 3.0
    assert entered(last) == (Scenario(n_a=5, gain=3.0), None)


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [("n_a", 0, "n_a"), ("cells", [], "cells"), ("gain", -1.0, "gain"), ("T_x", 10**6, "T_x")],
)
def test_what_is_not_possible_leaves_the_last_and_says_why(
    shown: dict[str, Any], name: str, value: Any, field: str
) -> None:
    last = Scenario(n_a=5)
    shown[widget_key(name)] = value
    found, problem = entered(last)
    assert found is last
    assert problem is not None
    assert problem.field == field


def test_a_table_that_cannot_be_read_is_no_table(shown: dict[str, Any]) -> None:
    shown |= {widget_key("input"): "numbers", widget_key("numbers"): "1, two"}
    found, problem = entered(Scenario())
    assert found == Scenario()
    assert problem is not None
    assert problem.field == "numbers"


def test_all_sizes_together_are_blamed_on_the_one_that_was_changed(shown: dict[str, Any]) -> None:
    show(Scenario(n_a=64, m=32, T_x=200))
    shown[widget_key("T_x")] = 2000
    _, problem = entered(Scenario(n_a=64, m=32, T_x=200))
    assert problem is not None
    assert problem.field == "T_x"


def test_what_is_sent_once_more_is_what_was_there(shown: dict[str, Any]) -> None:
    shown |= {widget_key("gain"): 2.0, "other": 1}
    set_anew()
    assert shown == {widget_key("gain"): 2.0, "other": 1}
