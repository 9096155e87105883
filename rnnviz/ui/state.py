"""The scenario between the controls, the address bar and the pages.

Data flows one way in every run of the script: address or controls -> scenario -> page -> address. The last scenario
that was possible is kept, so that while something that was entered does not work, the page goes on showing what did.
"""

from dataclasses import fields
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from rnnviz.errors import InputError, ScenarioError
from rnnviz.inputs import parse_table, table_text
from rnnviz.scenario import Scenario
from rnnviz.ui.presets import apply_preset, matching_preset

__all__ = ["Asked", "adopt", "ask", "choose_preset", "new_draw", "reset", "widget_key", "write_address"]

_SCENARIO: Final = "scenario"
_ADDRESS: Final = "address"
_ADDRESS_PROBLEMS: Final = "address_problems"
_PRESET: Final = "preset"
_FIELDS: Final = tuple(field.name for field in fields(Scenario))
#: Longest address that is written, in characters: any text fits, large tables do not.
MAX_ADDRESS: Final = 12_500


class Asked(NamedTuple):
    """What a person asks for in this run.

    Parameters
    ----------
    scenario : Scenario
        The last one that was possible.
    problem : ScenarioError or None
        Why what the controls say now is not possible.
    address_problems : list of ScenarioError
        What in the address could not be used.
    """

    scenario: Scenario
    problem: ScenarioError | None
    address_problems: list[ScenarioError]


def widget_key(field: str) -> str:
    """Key of the widget that sets a field."""
    return f"set_{field}"


def ask() -> Asked:
    """Find out what is asked for: at the start of a run, before any widget is drawn."""
    state = st.session_state
    if st.query_params.to_dict() != state.get(_ADDRESS):  # a new visit, or somebody changed the address
        scenario, state[_ADDRESS_PROBLEMS] = Scenario.from_query(st.query_params.to_dict())
        adopt(scenario)
    elif _changed(state[_SCENARIO]):
        state[_ADDRESS_PROBLEMS] = []
    last: Scenario = state[_SCENARIO]
    problem, entered = None, dict[str, Any]()
    try:
        entered |= {name: _entered(name, last) for name in _FIELDS}
        state[_SCENARIO] = Scenario(**entered)
    except ScenarioError as error:
        problem = error if error.field != "m" else ScenarioError(_changed_size(entered, last), str(error))
    state[_PRESET] = matching_preset(state[_SCENARIO], state.get(_PRESET)) if problem is None else None
    return Asked(state[_SCENARIO], problem, state[_ADDRESS_PROBLEMS])


def adopt(scenario: Scenario) -> None:
    """Make the controls show a scenario."""
    st.session_state[_SCENARIO] = scenario
    for name in _FIELDS:
        st.session_state[widget_key(name)] = _as_entered(name, scenario)


def choose_preset() -> None:
    """Adopt the preset that was clicked."""
    if st.session_state[_PRESET] is not None:
        adopt(apply_preset(st.session_state[_PRESET], st.session_state[_SCENARIO]))


def reset() -> None:
    """Go back to the plain defaults; the seed stays."""
    adopt(Scenario(seed=st.session_state[_SCENARIO].seed))


def new_draw() -> None:
    """Take the next seed; everything else stays."""
    key = widget_key("seed")
    st.session_state[key] = (st.session_state.get(key, st.session_state[_SCENARIO].seed) + 1) % 2**32


def write_address(scenario: Scenario) -> bool:
    """Put the scenario into the address bar.

    Returns
    -------
    bool
        Whether all of it fitted; if not, the table of numbers was left out.
    """
    current = st.query_params.to_dict()
    others = {key: value for key, value in current.items() if key not in _FIELDS}
    query = scenario.to_query()
    complete = len(urlencode(query)) <= MAX_ADDRESS
    if not complete:
        query.pop("numbers", None)
    if others | query != current:
        st.query_params.from_dict(others | query)
    st.session_state[_ADDRESS] = others | query
    return complete


def _as_entered(name: str, scenario: Scenario) -> Any:
    value = getattr(scenario, name)
    if name == "numbers":
        return table_text(value)
    return list(value) if name == "cells" else value


def _entered(name: str, last: Scenario) -> Any:
    """What the control of a field says; a text or table that is not on the page is what was last possible."""
    value = st.session_state.get(widget_key(name))
    if value is None:
        return getattr(last, name)
    if name in ("text", "numbers") and st.session_state.get(widget_key("input")) != name:
        return getattr(last, name)
    if name == "cells":
        return tuple(cell for cell in Scenario.cells if cell in value)
    if name == "numbers":
        try:
            return parse_table(value)
        except InputError as error:
            raise ScenarioError(name, str(error)) from None
    return value


def _changed_size(entered: dict[str, Any], last: Scenario) -> str:
    """The size that was changed, where a message about all sizes together (`Scenario` gives it to m) is looked for."""
    sizes = ("m", "n_a", "T_x", "text", "numbers", "input")
    return next((name for name in sizes if entered[name] != getattr(last, name)), "m")


def _changed(last: Scenario) -> bool:
    """Whether a control says something else than the last scenario."""
    return any(
        st.session_state.get(widget_key(name), _as_entered(name, last)) != _as_entered(name, last) for name in _FIELDS
    )
