"""The scenario between the controls, the address bar and the pages.

Data flows one way in every run of the script: address or controls -> scenario -> page -> address. The last scenario
that was possible is kept, so that while something that was entered does not work, the page goes on showing what did.

The address counts at a visit, and when the browser goes back or forward; in all other runs the controls do. It would be
wrong to compare the two: a run is asked for with the address that the browser shows at that moment, which is an older
one if somebody moves a slider twice before the answer to the first move has arrived.
"""

from dataclasses import fields
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rnnviz.cells import CELLS
from rnnviz.cells.starts import STARTS
from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment.inputs import parse_table, table, table_text
from rnnviz.experiment.key import SHORT, key_of
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.ui.session.presets import apply_preset, matching_preset

__all__ = [
    "Asked",
    "adopt",
    "ask",
    "choose_loss",
    "choose_preset",
    "choose_start",
    "just_entered",
    "leave",
    "look_into",
    "moved",
    "new_draw",
    "remember_look",
    "reset",
    "scenario_asked",
    "shown_preset",
    "take_over",
    "went_back_or_forward",
    "widget_key",
    "write_address",
]

_SCENARIO: Final = "scenario"
_ADDRESS_PROBLEMS: Final = "address_problems"
_PRESET: Final = "preset"
_LOOK: Final = "look"
_PAGE: Final = "page"
_PASSED: Final = "passed"
_PASSING: Final = "passing"
_LEFT_OUT: Final = "left_out"
_TAKEN_OVER: Final = "taken_over"
_INSIDE: Final = "inside"
_ENTERED: Final = "entered"
_FIELDS: Final = tuple(field.name for field in fields(Scenario))
#: What stands in an address for a table that it does not hold, so that no two tables share one.
_TABLE: Final = "table"
#: Key of the fragment that holds all that follows from a scenario: the whole page but for title and controls.
FINDINGS: Final = "findings"
#: Longest address that is written, in characters: any text fits, large tables do not.
MAX_ADDRESS: Final = 12_500
#: Scenarios that are remembered because their address does not hold their table.
MAX_LEFT_OUT: Final = 8


class Asked(NamedTuple):
    """What a person asks for in this run.

    Parameters
    ----------
    scenario : Setting
        The last one that was possible.
    problem : ScenarioError or None
        Why what the controls say now is not possible.
    address_problems : list of ScenarioError
        What in the address could not be used.
    """

    scenario: Setting
    problem: ScenarioError | None
    address_problems: list[ScenarioError]


def widget_key(field: str) -> str:
    """Key of the widget that sets a field."""
    return f"set_{field}"


def ask(*, addressed: bool = True) -> Asked:
    """Find out what is asked for: at the start of a run, before any widget is drawn.

    Parameters
    ----------
    addressed : bool
        Whether the page writes the scenario into its address; what the browser goes back to on another says nothing.
    """
    state = st.session_state
    state[_TAKEN_OVER] = False
    address = st.query_params.to_dict()
    passed: set[str] = state.setdefault(_PASSED, set())
    new_page = _page() != state.get(_PAGE)
    empty = not any(name in address for name in _FIELDS)
    # A page that is clicked has an empty address until ours is written, which the browser's history remembers: going
    # back there means the page, and not the plain defaults.
    known, back = _SCENARIO in state, went_back_or_forward()
    state[_PASSING] = known and back and (not addressed or (empty and _page() in passed))
    if not known or (back and not state[_PASSING]):
        scenario, state[_ADDRESS_PROBLEMS] = Scenario.from_query(address)
        adopt(state.get(_LEFT_OUT, {}).get(urlencode(address), scenario))
    elif new_page:
        if empty:
            passed.add(_page())
        # The controls of another page are new to the browser, which learns only what is set anew.
        for key in map(widget_key, _FIELDS):
            if key in state:
                state[key] = state[key]
    state[_PAGE] = _page()
    last: Scenario = state[_SCENARIO]
    problem, entered = None, dict[str, Any]()
    try:
        entered |= {name: _entered(name, last) for name in _FIELDS}
        state[_SCENARIO] = Scenario(**entered)
    except ScenarioError as error:
        problem = error if error.field != "m" else ScenarioError(_changed_size(entered, last), str(error))
    if problem is not None or state[_SCENARIO] != last:
        state[_ADDRESS_PROBLEMS] = []
    state[_PRESET] = matching_preset(state[_SCENARIO], state.get(_PRESET)) if problem is None else None
    inside: Setting | None = state.get(_INSIDE)
    if inside is not None:
        return Asked(inside, None, [])
    return Asked(state[_SCENARIO], problem, state[_ADDRESS_PROBLEMS])


def scenario_asked() -> Setting:
    """The last scenario that was possible, once it was asked for in this run."""
    if st.session_state[_TAKEN_OVER]:
        st.rerun()  # the controls, which no part of the page draws anew by itself, have to show it
    asked: Setting = st.session_state.get(_INSIDE) or st.session_state[_SCENARIO]
    return asked


def look_into(given: Setting) -> None:
    """Let the pages show a network that was brought, instead of what a scenario draws, until it is left."""
    st.session_state[_INSIDE] = given
    st.session_state[_ENTERED] = True


def just_entered() -> bool:
    """Whether this is the first time that a network that was brought is shown."""
    return bool(st.session_state.pop(_ENTERED, False))


def leave() -> None:
    """Go back from a network that was brought to the scenario."""
    st.session_state.pop(_INSIDE, None)


def moved() -> None:
    """Draw anew what follows from a control that was moved.

    That is the findings alone, which saves the time of all controls, unless these have to change, too: what they offer,
    a message beside one of them, the preset that is marked.
    """
    asked = ask()
    if asked.problem is None and _look(asked) == st.session_state.get(_LOOK):
        try:
            st.rerun(FINDINGS)
        except StreamlitAPIException:
            return  # the page has not come that far yet


def remember_look(asked: Asked) -> None:
    """Note how the controls look that are drawn in this run."""
    st.session_state[_LOOK] = _look(asked)


def _look(asked: Asked) -> tuple[Any, ...]:
    s = asked.scenario.adjustable
    if s is None:
        return ()
    return (
        s.start,
        s.input,
        s.loss,
        s.forget,
        s.cells,
        s.batch,
        asked.problem,
        tuple(asked.address_problems),
        shown_preset(),
    )


def adopt(scenario: Scenario) -> None:
    """Make the controls show a scenario."""
    leave()
    st.session_state[_SCENARIO] = scenario
    for name in _FIELDS:
        st.session_state[widget_key(name)] = _as_entered(name, scenario)


def take_over(scenario: Scenario) -> None:
    """Make the controls show a scenario that was chosen among the findings."""
    adopt(scenario)
    st.session_state[_TAKEN_OVER] = True


def shown_preset() -> str | None:
    """The preset that the page shows, if it is one."""
    shown: str | None = st.session_state[_PRESET]
    return shown


def choose_preset(name: str) -> None:
    """Adopt a preset; what was typed stays, even if it cannot be used yet."""
    state = st.session_state
    typed = {key: state[key] for key in map(widget_key, ("text", "numbers")) if key in state}
    adopt(apply_preset(name, state[_SCENARIO]))
    state.update(typed)
    state[_PRESET] = name


def choose_loss() -> None:
    """Begin in the middle when a loss at one step is chosen: at the first step there is nothing to see."""
    state = st.session_state
    key, steps = widget_key("loss_step"), state[_SCENARIO].steps
    if state[widget_key("loss")] == "step" and not 1 < state.get(key, 1) <= steps:
        state[key] = max(1, steps // 2)


def choose_start() -> None:
    """Take over what a start decides: its recurrent weights and its forget bias, whatever they were before."""
    state = st.session_state
    for name, value in STARTS[state[widget_key("start")]].settings.items():
        state[widget_key(name)] = value


def reset() -> None:
    """Go back to the plain defaults; the seed stays."""
    adopt(Scenario(seed=st.session_state[_SCENARIO].seed))


def new_draw() -> None:
    """Take the next seed; everything else stays."""
    key = widget_key("seed")
    st.session_state[key] = (st.session_state.get(key, st.session_state[_SCENARIO].seed) + 1) % 2**32


def write_address(setting: Setting) -> bool:
    """Put the scenario into the address bar.

    Returns
    -------
    bool
        Whether all of it fitted; if not, the table of numbers was left out.
    """
    scenario = setting.adjustable
    if scenario is None:
        return True  # there is no address for it
    current = st.query_params.to_dict()
    others = {key: value for key, value in current.items() if key not in (*_FIELDS, _TABLE)}
    query = scenario.to_query()
    complete = len(urlencode(query)) <= MAX_ADDRESS
    if not complete:
        query[_TABLE] = key_of(table(scenario.numbers))[:SHORT]
        query.pop("numbers", None)
        kept = st.session_state.setdefault(_LEFT_OUT, {})  # for those who go back to it
        kept[urlencode(others | query)] = scenario
        for oldest in list(kept)[:-MAX_LEFT_OUT]:
            del kept[oldest]
    if others | query != current and not st.session_state.get(_PASSING):
        st.query_params.from_dict(others | query)
    return complete


def went_back_or_forward() -> bool:
    """Whether this run was asked for by the browser's history."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _page() -> str:
    context = get_script_run_ctx()
    return "" if context is None else context.page_script_hash


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
        return tuple(cell for cell in CELLS if cell in value)
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
