"""The controls of what is to be trained: in the sidebar, as presets, and in the address."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import streamlit as st

from rnnviz.cells import reads
from rnnviz.cells.starts import OWN, STARTS
from rnnviz.errors import RnnvizError
from rnnviz.tasks.next_character import MAX_TEXT
from rnnviz.training.trainer import Training
from rnnviz.ui.parts.report import last_possible, verbatim
from rnnviz.ui.private_api import went_back_or_forward
from rnnviz.ui.session import address
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.session import session
from rnnviz.ui.training.plan import Plan, plan_of, values_of
from rnnviz.ui.training.values import DEFAULTS, MAX_ADDRESS_TEXT, PRESETS, VALUES, from_address, to_address

__all__ = ["adopt", "ask_for", "change", "choose_plan", "named", "presets", "problems", "taken_over", "until_solved"]

#: Without it a control that was out of sight for a while would come back at its first value.
_KEPT: Final = "session"
#: Of every control's key, and of its name in the address, where the scenario has some of the same names.
_PREFIX: Final = "plan_"


def _key(name: str) -> str:
    return f"{_PREFIX}{name}"


def _value(name: str) -> Any:
    """What a control shows, set to its first value if it has none yet."""
    return st.session_state.setdefault(_key(name), DEFAULTS[name])


def choose_plan() -> Plan:
    """Draw the controls in the sidebar; what cannot be trained is said there, and the last possible plan counts."""
    named, kept = _read_address(), session()
    with st.sidebar:
        if not hides("controls"):
            _set_all()
        message = st.empty()
        if not hides("controls"):
            _controls()
        values = {name: _value(name) for name in DEFAULTS}
        if kept.plan_values not in (None, values):
            kept.plan_problems = []  # somebody has gone on
        kept.plan_values = values
        try:
            plan = plan_of(values)
        except RnnvizError as error:
            message.error(verbatim(str(error)))
            plan = (kept.plan or plan_of(DEFAULTS))._replace(chosen=False)
    if plan.chosen and (named or not went_back_or_forward()):
        _write_address(values)
    kept.plan = plan
    return plan


def _set_all() -> None:
    """The buttons above the controls."""
    with st.container(horizontal=True):
        st.button(
            "Reset settings",
            key="train_defaults",
            on_click=_preset,
            args=[{}],
            help="Back to the settings that this page begins with.",
        )
        st.button(
            "New draw",
            key="train_new_draw",
            on_click=_new_draw,
            help="The next seed: other first weights and other batches.",
        )


# ------------------------------------------------------------------------------------------ the address


def _read_address() -> bool:
    """Take what the address says, at the first visit and when the browser goes back or forward; whether it says any.

    A bare address in the browser's history may be that of a click on the page's name, before it was written: then what
    was entered stays, and the address, too, so that one can go back further.
    """
    asked = {name.removeprefix(_PREFIX): text for name, text in address.read().items() if _is_own(name)}
    kept = session()
    if kept.plan is None or (went_back_or_forward() and asked):
        kept.plan_values, kept.plan_problems = from_address(asked)
        _set(kept.plan_values)
    return bool(asked)


def _write_address(values: dict[str, Any]) -> None:
    address.write(named(values), _is_own)


def named(values: Mapping[str, Any]) -> dict[str, str]:
    """What stands in an address for some settings of this page."""
    return {_key(name): text for name, text in to_address(values).items()}


def _is_own(name: str) -> bool:
    return name.startswith(_PREFIX)


def problems(plan: Plan) -> None:
    """What in the address could not be used, and that the page still shows the last possible plan."""
    for problem in session().plan_problems:
        st.warning(f"In the address: {verbatim(problem)} What does not fit is left at its default.")
    if not plan.chosen and plan.key == plan_of(DEFAULTS).key:
        st.warning("What is shown is what this page begins with: see the message above the settings.")
    elif not plan.chosen:
        last_possible("above the settings")
    if plan.trainings[0].task.key == "text" and len(_value("text")) > MAX_ADDRESS_TEXT:
        st.info("The text is too long for the address bar. Copy link holds more, and says where it cannot.")


# ----------------------------------------------------------------------------- setting several at once


def presets() -> None:
    """One click each to settings that teach by contrast."""
    if hides("controls"):
        return
    with st.container(horizontal=True, gap="xsmall", key="presets"):
        for name, changes in PRESETS.items():
            wanted = DEFAULTS | changes
            same = all(
                st.session_state.get(_key(key), value) == value for key, value in wanted.items() if key != "text"
            )
            kind: Any = "primary" if same else "secondary"
            st.button(name, key=f"train_preset_{name}", type=kind, on_click=_preset, args=[changes])


def _preset(changes: dict[str, Any]) -> None:
    _set({name: value for name, value in (DEFAULTS | changes).items() if name != "text"})  # what was typed stays


def _set(values: dict[str, Any]) -> None:
    for name, value in values.items():
        st.session_state[_key(name)] = value


def _new_draw() -> None:
    st.session_state[_key("seed")] = (_value("seed") + 1) % 2**32


def ask_for(query: Mapping[str, str]) -> None:
    """Make the controls show what an address would ask for, without its prefix; what is not possible is left out."""
    _set(from_address(query)[0])
    session().tell("plan changed")


def change(changes: dict[str, Any]) -> None:
    """Change some settings from elsewhere on the page."""
    _set(changes)
    session().tell("plan changed")


def adopt(training: Training) -> None:
    """Make the controls show a training, if they can."""
    values = values_of(training)
    if values is not None:
        change(values | {"until_solved": until_solved()})


def until_solved() -> bool:
    """Whether a run is to stop once it has solved its task."""
    return bool(_value("until_solved"))


def taken_over() -> bool:
    """Whether settings were changed from elsewhere since this was last asked."""
    return session().heard("plan changed")


# ------------------------------------------------------------------------------------------ the sidebar


def _controls() -> None:
    st.subheader("Task")
    task: str = _select("task")
    if task == "text":
        st.text_area(VALUES["text"].label, height=120, max_chars=MAX_TEXT, **_about("text"))
    _slider(f"T_{task}")
    _network(1, "First network" if _value("second") else "Network")
    if _toggle("second"):
        _network(2, "Second network")
    st.subheader("Both" if _value("second") else "Size and seed")
    _slider("n_a")
    st.number_input(VALUES["seed"].label, *(VALUES["seed"].bounds or ()), **_about("seed"))
    with st.expander("More settings", key="train_more", on_change="rerun") as more:
        if more.open:
            _more(task)


def _network(number: int, title: str) -> None:
    st.subheader(title)
    cell = _one_of(f"cell_{number}")
    start = STARTS[_select(f"start_{number}", on_change=_choose_start, args=[number])]
    init = f"init_{number}"
    own = OWN in (_value(init), start.init)
    _select(init, [name for name in VALUES[init].choices or () if name != OWN or own], f"As in {start.label}")
    _slider(f"gain_{number}")
    for stem, field in (("update", "update_bias"), ("forget", "forget_bias"), ("activation", "activation")):
        if reads([cell], field):
            _one_of(f"{stem}_{number}")


def _choose_start(number: int) -> None:
    """Take over what a start decides."""
    start = STARTS[_value(f"start_{number}")]
    _set({f"init_{number}": start.init, f"forget_{number}": f"{start.forget_bias:g}"})


def _more(task: str) -> None:
    _slider(f"updates_{task}")
    _toggle("until_solved")
    rate = f"rate_{task}"
    st.select_slider(VALUES[rate].label, VALUES[rate].choices or (), format_func=VALUES[rate].shown, **_about(rate))
    for name in ("optimizer", "clip"):
        _one_of(name)
    for name in ("batch", "truncate"):
        _slider(name)
    _one_of("dtype")


def _about(name: str) -> dict[str, Any]:
    """What all controls are told alike; its value is set to its first one if it has none yet."""
    _value(name)
    return {"key": _key(name), "persist_state": _KEPT, "help": VALUES[name].helped(None) or None}


def _slider(name: str) -> None:
    one = VALUES[name]
    st.slider(one.label, *(one.bounds or ()), step=one.step, **_about(name))


def _toggle(name: str) -> bool:
    return st.toggle(VALUES[name].label, **_about(name))


def _select(name: str, names: Iterable[str] | None = None, own: str = "", **more: Any) -> Any:
    """One of many; ``own`` is what the way of the start itself is called."""
    one = VALUES[name]
    shown = (lambda choice: own if choice == OWN else one.shown(choice)) if own else one.shown
    st.selectbox(one.label, list(names or one.choices or ()), format_func=shown, **_about(name), **more)
    return _value(name)


def _one_of(name: str) -> str:
    """One of a few."""
    one = VALUES[name]
    st.segmented_control(one.label, list(one.choices or ()), format_func=one.shown, required=True, **_about(name))
    return str(_value(name))
