"""The scenario between controls, address and page, without a page."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.given import Given
from rnnviz.experiment.inputs import table_text
from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.session import address, entered, session, state


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
    fake = SimpleNamespace(session_state={}, query_params=Address(), went_back=False)
    for module in (state, entered, session, address):
        monkeypatch.setattr(module, "st", fake)
    monkeypatch.setattr(state, "went_back_or_forward", lambda: fake.went_back)
    return fake


def enter(streamlit: SimpleNamespace, field: str, value: Any) -> None:
    streamlit.session_state[entered.widget_key(field)] = value


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
    address = dict(streamlit.query_params)
    assert address == {"n_a": "5", "input": "numbers", "table": address["table"]}
    assert state.write_address(Scenario(n_a=5, text=text, input="text"))
    assert streamlit.query_params["text"] == text
    assert not state.write_address(Scenario(text=text, numbers=table))
    assert set(streamlit.query_params) == {"text", "table"}
    assert state.write_address(Scenario(text=text))
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
    for _ in range(2):
        state.choose_preset("Gain too large")
        assert state.ask().scenario == Scenario(seed=3, gain=3.0)
        assert state.shown_preset() == "Gain too large"


def test_the_preset_that_was_clicked_is_shown_until_something_moves(streamlit: SimpleNamespace) -> None:
    state.ask()
    assert state.shown_preset() == "Plain defaults"
    state.choose_preset("Forget bias 3")
    state.ask()
    assert state.shown_preset() == "Forget bias 3"
    enter(streamlit, "gain", 2.9)
    state.ask()
    assert state.shown_preset() is None


def test_a_second_move_that_comes_with_an_older_address_is_not_lost(streamlit: SimpleNamespace) -> None:
    # Whoever moves two sliders is faster than the answer: the second run is asked for with the address of before.
    state.ask()
    enter(streamlit, "n_a", 64)
    state.write_address(state.ask().scenario)
    streamlit.query_params.clear()
    enter(streamlit, "gain", 2.0)
    asked = state.ask()
    assert asked.scenario == Scenario(n_a=64, gain=2.0)
    state.write_address(asked.scenario)
    assert streamlit.query_params == {"n_a": "64", "gain": "2"}
    streamlit.query_params.pop("gain")  # a click on what changes no control, such as an explanation
    assert state.ask().scenario == Scenario(n_a=64, gain=2.0)


def test_going_back_is_going_back(streamlit: SimpleNamespace) -> None:
    state.ask()
    enter(streamlit, "n_a", 64)
    state.write_address(state.ask().scenario)
    streamlit.query_params.clear()
    streamlit.went_back = True
    assert state.ask().scenario == Scenario()
    assert streamlit.session_state["set_n_a"] == 32


def test_the_scenario_survives_a_change_of_page_which_clears_the_address(streamlit: SimpleNamespace) -> None:
    streamlit.query_params.update(n_a="5", text="x")
    before = state.ask().scenario
    streamlit.query_params.clear()
    assert state.ask() == (before, None, [])
    state.write_address(before)
    assert streamlit.query_params == {"n_a": "5", "text": "x"}


def test_going_back_to_a_page_before_its_address_was_written_keeps_the_scenario(
    streamlit: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    streamlit.query_params["n_a"] = "5"
    before = state.ask().scenario
    monkeypatch.setattr(state, "page_of_run", lambda: "another")
    streamlit.query_params.clear()  # as Streamlit does when a page is clicked
    state.write_address(state.ask().scenario)
    assert streamlit.query_params == {"n_a": "5"}
    streamlit.query_params.clear()
    streamlit.went_back = True
    assert state.ask() == (before, None, [])
    state.write_address(before)
    assert streamlit.query_params == {}  # a new entry of the history would never let anybody back any further
    streamlit.went_back = False
    state.write_address(state.ask().scenario)
    assert streamlit.query_params == {"n_a": "5"}


def test_going_back_works_while_something_is_not_possible(streamlit: SimpleNamespace) -> None:
    state.ask()
    enter(streamlit, "n_a", 64)
    state.write_address(state.ask().scenario)
    enter(streamlit, "cells", [])
    assert state.ask().problem is not None
    streamlit.query_params.clear()
    streamlit.went_back = True
    assert state.ask() == (Scenario(), None, [])


@pytest.mark.parametrize("click", ["Gain too small", "reset", "new draw"])
def test_a_click_that_comes_with_an_older_address_is_not_lost(streamlit: SimpleNamespace, click: str) -> None:
    state.ask()
    enter(streamlit, "n_a", 64)
    state.write_address(state.ask().scenario)
    streamlit.query_params.clear()
    match click:
        case "reset":
            state.reset()
            expected = Scenario()
        case "new draw":
            state.new_draw()
            expected = Scenario(n_a=64, seed=1)
        case _:
            state.choose_preset(click)
            expected = Scenario(gain=0.5)
    assert state.ask().scenario == expected


def test_going_back_to_a_table_that_its_address_does_not_hold(streamlit: SimpleNamespace) -> None:
    numbers = (tuple(0.123456789012345 + step for step in range(900)),)
    state.ask()
    enter(streamlit, "input", "numbers")
    enter(streamlit, "numbers", table_text(numbers))
    before = state.ask().scenario
    assert not state.write_address(before)
    address = dict(streamlit.query_params)
    enter(streamlit, "gain", 2.0)
    state.write_address(state.ask().scenario)
    streamlit.query_params.clear()
    streamlit.query_params.update(address)
    streamlit.went_back = True
    assert state.ask() == (before, None, [])


def test_going_back_leads_to_the_table_that_was_there_and_not_to_the_last_one(streamlit: SimpleNamespace) -> None:
    state.ask()
    enter(streamlit, "input", "numbers")
    found, addresses = [], []
    for shift in (0.0, 1e-9):
        numbers = (tuple(0.123456789012345 + step + shift for step in range(900)),)
        enter(streamlit, "numbers", table_text(numbers))
        found.append(state.ask().scenario)
        assert not state.write_address(found[-1])
        addresses.append(dict(streamlit.query_params))
    assert addresses[0] != addresses[1]
    streamlit.query_params.clear()
    streamlit.query_params.update(addresses[0])
    streamlit.went_back = True
    assert state.ask().scenario == found[0] != found[1]


def test_few_tables_are_remembered(streamlit: SimpleNamespace) -> None:
    numbers = (tuple(0.123456789012345 + step for step in range(900)),)
    state.adopt(Scenario())
    for seed in range(12):
        state.write_address(Scenario(input="numbers", numbers=numbers, seed=seed))
    assert len(streamlit.session_state["session"].left_out) == state.MAX_LEFT_OUT


def test_a_preset_keeps_what_is_typed_even_if_it_cannot_be_used(streamlit: SimpleNamespace) -> None:
    state.ask()
    enter(streamlit, "input", "text")
    enter(streamlit, "text", "z" * 1500)
    assert state.ask().problem is not None
    state.choose_preset("Gain too small")
    assert state.ask() == (Scenario(gain=0.5), None, [])
    assert streamlit.session_state["set_text"] == "z" * 1500


def test_what_is_given_has_no_address_and_nothing_of_it_is_left_out(streamlit: SimpleNamespace) -> None:
    streamlit.query_params["n_a"] = "5"
    state.ask()
    parameters = {"rnn": Scenario(n_a=4, n_x=3).make_parameters("rnn")}
    state.look_into(Given("mine", np.zeros((3, 1, 6)), np.zeros((1, 6), dtype=int), parameters, n_y=4))
    assert state.write_address(state.ask().scenario)
    assert streamlit.query_params == {"n_a": "5"}
    assert not hasattr(streamlit.query_params, "writes")


@pytest.mark.parametrize(
    ("field", "value", "changes"),
    [("gain", 1.3, False), ("gain", 3.0, True), ("m", 5, True), ("n_a", 100_000, True), ("n_a", 7, False)],
    ids=["one more gain", "a preset", "another batch", "not possible", "a size"],
)
def test_what_settled_draws_controls_anew_only_if_they_look_otherwise(
    streamlit: SimpleNamespace, field: str, value: Any, *, changes: bool
) -> None:
    state.ask()
    enter(streamlit, "gain", 1.2)
    state.remember_look(state.ask())
    enter(streamlit, field, value)
    state.settled()
    assert session.session().stale_controls == changes
