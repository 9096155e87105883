"""The scenario between the controls, the address bar and the pages.

Data flows one way in every run of the script: address or controls -> scenario -> page -> address. The last scenario
that was possible is kept, so that while something that was entered does not work, the page goes on showing what did.

Every run is asked for with the address that the browser shows at that moment, which may be older than the one written
last: somebody who moves a slider twice is faster than the answer. So the address counts only in a run in which nobody
touched anything, at a visit and when the browser goes back or forward, and not if it was replaced a moment ago.
"""

from dataclasses import fields
from time import monotonic
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from rnnviz.errors import InputError, ScenarioError
from rnnviz.inputs import parse_table, table_text
from rnnviz.scenario import Scenario
from rnnviz.ui.presets import apply_preset, matching_preset

__all__ = [
    "Asked",
    "adopt",
    "ask",
    "choose_preset",
    "new_draw",
    "reset",
    "shown_preset",
    "touch",
    "widget_key",
    "write_address",
]

_SCENARIO: Final = "scenario"
_ADDRESS: Final = "address"
_ADDRESS_PROBLEMS: Final = "address_problems"
_PRESET: Final = "preset"
_SEEN: Final = "seen"
_TOUCHED: Final = "touched"
_REPLACED: Final = "replaced"
_LEFT_OUT: Final = "left_out"
_FIELDS: Final = tuple(field.name for field in fields(Scenario))
#: Longest address that is written, in characters: any text fits, large tables do not.
MAX_ADDRESS: Final = 12_500
#: Seconds within which a browser learns that its address was replaced, and addresses that are remembered for that.
JUST_NOW, MAX_REPLACED = 1.0, 32
#: Scenarios that are remembered because their address does not hold their table.
MAX_LEFT_OUT: Final = 8


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
    touched = state.pop(_TOUCHED, False) or _changed(state.get(_SEEN, {}))
    address = st.query_params.to_dict()
    if touched:
        state[_ADDRESS_PROBLEMS] = []
    elif address != state.get(_ADDRESS) and not _replaced_just_now(address):
        scenario, state[_ADDRESS_PROBLEMS] = Scenario.from_query(address)
        adopt(state.get(_LEFT_OUT, {}).get(urlencode(address), scenario))
    state[_SEEN] = _controls()
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


def touch() -> None:
    """Note that somebody opened, closed or clicked something in this run, so that the address does not count."""
    st.session_state[_TOUCHED] = True


def shown_preset() -> str | None:
    """The preset that the page shows, if it is one."""
    shown: str | None = st.session_state[_PRESET]
    return shown


def choose_preset(name: str) -> None:
    """Adopt a preset; what was typed stays, even if it cannot be used yet."""
    touch()
    state = st.session_state
    typed = {key: state[key] for key in map(widget_key, ("text", "numbers")) if key in state}
    adopt(apply_preset(name, state[_SCENARIO]))
    state.update(typed)
    state[_PRESET] = name


def reset() -> None:
    """Go back to the plain defaults; the seed stays."""
    touch()
    adopt(Scenario(seed=st.session_state[_SCENARIO].seed))


def new_draw() -> None:
    """Take the next seed; everything else stays."""
    touch()
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
        kept = st.session_state.setdefault(_LEFT_OUT, {})  # for those who go back to it
        kept[urlencode(others | query)] = scenario
        for oldest in list(kept)[:-MAX_LEFT_OUT]:
            del kept[oldest]
    if others | query != current:
        st.query_params.from_dict(others | query)
        replaced = st.session_state.setdefault(_REPLACED, {})
        replaced.pop(urlencode(current), None)
        replaced[urlencode(current)] = monotonic()
        for oldest in list(replaced)[:-MAX_REPLACED]:
            del replaced[oldest]
    st.session_state[_ADDRESS] = others | query
    return complete


def _replaced_just_now(address: dict[str, str]) -> bool:
    """Whether the browser may not know yet that its address is another now."""
    replaced = st.session_state.get(_REPLACED, {}).get(urlencode(address))
    return replaced is not None and monotonic() - replaced < JUST_NOW


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


def _controls() -> dict[str, Any]:
    """What the controls say, as far as they have ever been on the page."""
    keys = map(widget_key, _FIELDS)
    return {key: st.session_state[key] for key in keys if st.session_state.get(key) is not None}


def _changed(seen: dict[str, Any]) -> bool:
    """Whether a control says something else than when it was seen last."""
    now = _controls()
    return any(now[key] != seen[key] for key in now.keys() & seen.keys())
