"""What was adopted is undone in the part of the page where it was, back to exactly the setting before."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.parts.adopting import MAX_STEPS


def page() -> None:
    """Offer three settings in one part of a page, and one in another."""
    import streamlit as st  # noqa: PLC0415

    from rnnviz.experiment.scenario import Scenario  # noqa: PLC0415
    from rnnviz.ui.parts.adopting import adopt, undo_bar  # noqa: PLC0415
    from rnnviz.ui.session import state  # noqa: PLC0415

    state.ask()
    scenario = state.scenario_asked()
    for n_a in (1, 2, 3, 32):
        st.button(f"units {n_a}", on_click=adopt, args=[Scenario(n_a=n_a, gain=1.23456), f"{n_a} units", "lstm"])
    st.button("long", on_click=adopt, args=[Scenario(T_x=200), "200 steps", "map"])
    st.button("move", on_click=state.take_over, args=[Scenario(seed=5)])
    undo_bar(scenario, "lstm")
    undo_bar(scenario, "map")
    st.session_state["shown"] = scenario


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    button.click()
    app.run()
    return app.run()


def shown(app: AppTest) -> Any:
    assert not app.exception
    return app.session_state["shown"]


def undo_keys(app: AppTest) -> list[str]:
    return [str(button.key) for button in app.button if button.label == "Undo"]


def test_step_by_step_back(app: AppTest) -> None:
    for n_a in (1, 2, 3):
        press(app, f"units {n_a}")
    assert undo_keys(app) == ["undo_lstm"]
    assert any("3 units" in markdown.value for markdown in app.markdown)
    for n_a in (2, 1):
        assert shown(press(app, "Undo")) == Scenario(n_a=n_a, gain=1.23456)
    assert shown(press(app, "Undo")) == Scenario()
    assert undo_keys(app) == []


def test_it_is_offered_where_it_was_adopted(app: AppTest) -> None:
    press(app, "long")
    assert undo_keys(app) == ["undo_map"]
    press(app, "units 1")
    assert undo_keys(app) == ["undo_lstm"]
    assert shown(press(app, "Undo")) == Scenario(T_x=200)
    assert undo_keys(app) == ["undo_map"]


def test_what_is_not_shown_is_not_undone(app: AppTest) -> None:
    press(app, "units 1")
    assert undo_keys(press(app, "move")) == []


def test_what_changes_nothing_is_no_step(app: AppTest) -> None:
    press(app, "units 1")
    press(app, "units 1")
    assert shown(press(app, "Undo")) == Scenario()


def test_so_many_steps_are_remembered(app: AppTest) -> None:
    for k in range(MAX_STEPS + 2):
        press(app, f"units {1 + k % 2}")
    assert len(app.session_state["session"].adopted) == MAX_STEPS
