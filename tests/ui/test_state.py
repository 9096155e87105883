"""The scenario between controls, address and page, without a page."""

from types import SimpleNamespace
from typing import Any

import pytest

from rnnviz.scenario import Scenario
from rnnviz.ui import state


class Address(dict):
    """Stands in for `st.query_params`."""

    def to_dict(self) -> dict[str, str]:
        return dict(self)

    def from_dict(self, values: dict[str, str]) -> None:
        self.writes = getattr(self, "writes", 0) + 1
        self.clear()
        self.update(values)


@pytest.fixture
def streamlit(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A session and an address, and nothing else of Streamlit."""
    fake = SimpleNamespace(session_state={}, query_params=Address())
    monkeypatch.setattr(state, "st", fake)
    return fake


def enter(streamlit: SimpleNamespace, field: str, value: Any) -> None:
    streamlit.session_state[state.widget_key(field)] = value


def test_a_visit_begins_with_the_address(streamlit: SimpleNamespace) -> None:
    streamlit.query_params["n_a"] = "5"
    asked = state.ask()
    assert asked == (Scenario(n_a=5), None, [])
    assert streamlit.session_state["set_n_a"] == 5
    assert streamlit.session_state["set_cells"] == ["rnn", "lstm"]
    assert streamlit.session_state["set_numbers"] == "0, 0.5, 1, 0.5, 0, -0.5, -1, -0.5"


def test_a_control_moves_scenario_and_address(streamlit: SimpleNamespace) -> None:
    state.write_address(state.ask().scenario)
    enter(streamlit, "n_a", 6)
    asked = state.ask()
    assert asked.scenario == Scenario(n_a=6)
    assert state.write_address(asked.scenario)
    assert streamlit.query_params == {"n_a": "6"}


def test_the_address_is_written_only_when_it_changes(streamlit: SimpleNamespace) -> None:
    streamlit.query_params["n_a"] = "5"
    for _ in range(3):
        state.write_address(state.ask().scenario)
    assert not hasattr(streamlit.query_params, "writes")  # every write is a step for the back button
    enter(streamlit, "n_a", 6)
    for _ in range(3):
        state.write_address(state.ask().scenario)
    assert streamlit.query_params.writes == 1


def test_what_is_not_possible_leaves_the_last_that_was(streamlit: SimpleNamespace) -> None:
    state.write_address(state.ask().scenario)
    enter(streamlit, "cells", [])
    asked = state.ask()
    assert asked.scenario == Scenario()
    assert asked.problem is not None
    assert asked.problem.field == "cells"
    assert streamlit.session_state["set_cells"] == []  # what was entered stays there


def test_the_order_of_clicks_on_networks_does_not_matter(streamlit: SimpleNamespace) -> None:
    state.write_address(state.ask().scenario)
    enter(streamlit, "cells", ["lstm", "rnn"])
    assert state.ask().scenario == Scenario()


def test_a_long_table_is_left_out_of_the_address_and_a_long_text_is_not(streamlit: SimpleNamespace) -> None:
    table = tuple((0.123456789,) * 1000 for _ in range(3))
    text = "\U0001f600" * 1000  # the longest there is, %XX%XX%XX%XX each
    state.ask()
    assert not state.write_address(Scenario(n_a=5, numbers=table, input="numbers"))
    assert streamlit.query_params == {"n_a": "5", "input": "numbers"}
    assert state.write_address(Scenario(n_a=5, text=text, input="text"))
    assert streamlit.query_params["text"] == text
    assert not state.write_address(Scenario(text=text, numbers=table))
    assert set(streamlit.query_params) == {"text"}


def test_problems_of_the_address_stay_until_a_control_is_moved(streamlit: SimpleNamespace) -> None:
    streamlit.query_params.update(n_a="0", other="x")
    for _ in range(2):
        asked = state.ask()
        state.write_address(asked.scenario)
        assert [problem.field for problem in asked.address_problems] == ["n_a"]
    assert streamlit.query_params == {"other": "x"}
    enter(streamlit, "gain", 2.0)
    assert state.ask().address_problems == []


@pytest.mark.parametrize(("seed", "following"), [(0, 1), (2**32 - 1, 0)])
def test_new_draw_is_the_next_seed(streamlit: SimpleNamespace, seed: int, following: int) -> None:
    streamlit.query_params["seed"] = str(seed)
    state.ask()
    state.new_draw()
    assert streamlit.session_state["set_seed"] == following


def test_reset_and_presets_move_all_controls(streamlit: SimpleNamespace) -> None:
    streamlit.query_params.update(seed="3", n_a="5", input="text")
    state.write_address(state.ask().scenario)
    state.reset()
    assert state.ask().scenario == Scenario(seed=3)
    streamlit.session_state["preset"] = "Gain too large"
    state.choose_preset()
    assert state.ask().scenario == Scenario(seed=3, gain=3.0)
    streamlit.session_state["preset"] = None  # clicked off
    state.choose_preset()
    assert state.ask().scenario == Scenario(seed=3, gain=3.0)
    assert streamlit.session_state["preset"] == "Gain too large"
