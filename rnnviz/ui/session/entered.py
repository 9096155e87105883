"""What the controls show and say, setting by setting: the widgets' own keys, and nothing else, know it."""

from typing import Any

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment.inputs import parse_table, table_text
from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.session.decide import FIELDS

__all__ = ["entered", "set_anew", "show", "widget_key"]


def widget_key(field: str) -> str:
    """Key of the widget that sets a field."""
    return f"set_{field}"


def show(scenario: Scenario) -> None:
    """Make the controls show a scenario."""
    for name in FIELDS:
        st.session_state[widget_key(name)] = _as_entered(name, scenario)


def set_anew() -> None:
    """Send what the controls show once more: those of another page are new to the browser, which learns what is set."""
    for key in map(widget_key, FIELDS):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def entered(last: Scenario) -> tuple[Scenario, ScenarioError | None]:
    """The scenario that the controls say; if it is not possible, the last one that was, and why not."""
    values: dict[str, Any] = {}
    try:
        values |= {name: _entered(name, last) for name in FIELDS}
        return Scenario(**values), None
    except ScenarioError as error:
        return last, error if error.field != "m" else ScenarioError(_changed_size(values, last), str(error))


def _entered(name: str, last: Scenario) -> Any:
    """What the control of a field says; a text or table that is not on the page is what was last possible."""
    value = st.session_state.get(widget_key(name))
    if value is None:
        return getattr(last, name)
    if name in ("text", "numbers") and st.session_state.get(widget_key("input")) != name:
        return getattr(last, name)
    if name == "cells":
        return tuple(cell for cell in CELLS if cell in value)
    if name == "numbers":
        try:
            return parse_table(value)
        except InputError as error:
            raise ScenarioError(name, str(error)) from None
    return value


def _changed_size(values: dict[str, Any], last: Scenario) -> str:
    """The size that was changed, where a message about all sizes together (`Scenario` gives it to m) is looked for."""
    sizes = ("m", "n_a", "T_x", "text", "numbers", "input")
    return next((name for name in sizes if values[name] != getattr(last, name)), "m")


def _as_entered(name: str, scenario: Scenario) -> Any:
    value = getattr(scenario, name)
    if name == "numbers":
        return table_text(value)
    return list(value) if name == "cells" else value
