"""The controls, in the order in which a person thinks: network, initialisation, input, loss."""

from collections.abc import Iterable
from typing import Any, Final

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.cells.starts import OWN, STARTS
from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment.declarations import SETTINGS, choices_of
from rnnviz.experiment.declared import Declared
from rnnviz.experiment.inputs import read_csv, table_text
from rnnviz.experiment.setting import Setting
from rnnviz.numerics.numerals import counted
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.parts.shown import is_followed
from rnnviz.ui.private_api import to_the_top
from rnnviz.ui.session import state
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.entered import widget_key
from rnnviz.ui.session.presets import GROUPS
from rnnviz.ui.session.session import session
from rnnviz.ui.session.state import Asked

__all__ = ["controls", "presets"]

#: Without it a control that was out of sight for a while would come back at its lowest value.
KEPT: Final = "session"

#: The settings whose controls are drawn where they count, under each heading, in order.
_DRAWN: Final = ("init", "gain", "t_max", "forget_bias", "update_bias", "seed")
_READ: Final = ("text", "numbers", "input_at", "period", "input_scale")
_RARE: Final = ("m", "n_x", "n_y", "activation", "forget", "input_bias", "output_bias", "cells")


class _Chosen:
    """All settings as the controls show them, whether they are possible together or not."""

    def __getattr__(self, name: str) -> Any:
        if name not in SETTINGS:
            raise AttributeError(name)
        return st.session_state[widget_key(name)]


_CHOSEN: Final = _Chosen()


def presets() -> None:
    """One click each to settings that teach by contrast; none while a trained network is looked into."""
    if hides("controls") or state.scenario_asked().adjustable is None:
        return
    shown = state.shown_preset()
    with st.container(horizontal=True, gap="medium", key="presets"):
        for group in GROUPS:
            with st.container(horizontal=True, gap="xsmall", width="content"):
                # Buttons, not a choice that remembers: with moves under way it would be told, and tell, what was
                # chosen before.
                for name in group:
                    kind: Any = "primary" if name == shown else "secondary"
                    st.button(name, key=f"preset_{name}", type=kind, on_click=state.choose_preset, args=[name])


def controls(asked: Asked) -> None:
    """Draw all controls in the sidebar, each problem under the control where it was entered."""
    if asked.scenario.adjustable is None:
        _inside(asked.scenario)
        return
    if hides("controls"):
        return
    with st.sidebar:
        with st.container(horizontal=True):
            st.button("Reset", on_click=state.reset, help="Back to the plain defaults; the seed stays.")
            st.button("New draw", on_click=state.new_draw, help="The next seed: other weights, same settings.")
        _network(asked)
        _initialisation(asked.problem)
        _input(asked.problem)
        _loss(asked.problem)
        _more(asked.problem)
    state.remember_look(asked)


def _inside(scenario: Setting) -> None:
    """What is looked into, above the page, and in place of the controls: nothing is drawn from a setting."""
    if session().heard("network entered"):
        # Another page begins where the one before was scrolled to, which on a phone is far below what was chosen.
        st.html(to_the_top(), unsafe_allow_javascript=True)
    with st.container(horizontal=True, vertical_alignment="center", key="inside"):
        st.markdown(f"A trained network: {verbatim(scenario.name)}", width="content")
        st.button("Leave it", key="leave_inside", on_click=state.leave, help="Back to the network of the settings.")
    with st.sidebar:
        st.subheader("A trained network")
        st.caption(
            f"{counted(scenario.n_a, 'hidden unit')}, {counted(scenario.steps, 'step')}, "
            f"{counted(scenario.batch, 'fresh sequence')} of the task, so "
            "that numbers differ from those on the page Train. The loss looks at the last step alone."
        )


def _network(asked: Asked) -> None:
    st.subheader("Network")
    _control("n_a", asked.problem)
    if SETTINGS["T_x"].counts("T_x", _CHOSEN):
        _control("T_x", asked.problem)
    else:
        st.caption(f"Time steps T = {asked.scenario.steps}, the length of your sequence.")


def _initialisation(problem: ScenarioError | None) -> None:
    st.subheader("Initialisation")
    _control("start", problem)
    _counting(_DRAWN, problem)


def _input(problem: ScenarioError | None) -> None:
    st.subheader("Input")
    _control("input", problem)
    if _CHOSEN.input == "numbers":
        _upload()  # comes first: it fills the text below it before that is drawn
    _counting(_READ, problem)


def _upload() -> None:
    upload = st.file_uploader(
        "CSV file",
        type=["csv", "txt", "tsv"],
        max_upload_size=1,
        help="One row a feature, one column a step, at most 1 MB.",
    )
    if upload is not None and session().upload != upload.file_id:
        try:
            table = read_csv(upload.getvalue())
        except InputError as error:
            st.error(verbatim(f"{error} What is shown is the sequence from before."))
        else:
            session().upload = upload.file_id
            st.session_state[widget_key("numbers")] = table_text(table)
            st.rerun()


def _loss(problem: ScenarioError | None) -> None:
    one = SETTINGS["loss"]
    st.subheader("Loss")
    st.segmented_control(
        one.label,
        choices_of("loss"),
        format_func=one.shown,
        key=widget_key("loss"),
        persist_state=KEPT,
        required=True,
        on_change=state.choose_loss,
        help=one.helped(_CHOSEN),
    )
    _counting(["loss_step"], problem)


def _more(problem: ScenarioError | None) -> None:
    # Drawn only while it is open: every element on the page costs time at each move of a slider.
    with st.expander("More settings", key="more", on_change="rerun") as more:
        if more.open:
            _counting(_RARE, problem)
    if not more.open and problem is not None and problem.field in _RARE:
        _problem_of(problem.field, problem)


def _counting(names: Iterable[str], problem: ScenarioError | None) -> None:
    """The controls of settings, as far as they decide about something beside what the others show."""
    for name in names:
        if SETTINGS[name].counts(name, _CHOSEN):
            _control(name, problem)


def _control(name: str, problem: ScenarioError | None) -> None:
    """The control of a setting, of the kind that its declaration asks for, and what is wrong with it."""
    one = SETTINGS[name]
    label = one.asked(name, _CHOSEN)
    about: dict[str, Any] = {"key": widget_key(name), "persist_state": KEPT, "help": one.helped(_CHOSEN)}
    if name == "cells":
        st.multiselect(label, list(CELLS), format_func=lambda cell: CELLS[cell].label, **about)
    elif one.bounds is not None:
        _number(label, one, about | {"on_change": "ignore" if is_followed() else state.moved})
    elif one.choices is not None:
        moved = state.choose_start if name == "start" else state.moved
        _choice(label, name, one, about | {"on_change": moved})
    else:
        st.text_area(label, **about)
    _problem_of(name, problem)


def _number(label: str, one: Declared, about: dict[str, Any]) -> None:
    """A slider, or where its steps would be too small to be hit, a field."""
    kind: Any = int if one.whole else float
    low, high = map(kind, one.bounds or ())
    if one.step is None:
        st.number_input(label, low, high, **about)
    else:
        st.slider(label, low, high, step=kind(one.step), **about)


def _choice(label: str, name: str, one: Declared, about: dict[str, Any]) -> None:
    start = _CHOSEN.start
    st.selectbox(
        label,
        choices_of(name, start),
        format_func=lambda choice: f"As in {STARTS[start].label}" if choice == OWN else one.shown(choice),
        **about,
    )


def _problem_of(field: str, problem: ScenarioError | None) -> None:
    if problem is not None and problem.field == field:
        st.error(verbatim(str(problem)))
