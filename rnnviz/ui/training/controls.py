"""The controls of what is to be trained: in the sidebar, as presets, and in the address."""

from typing import Any, Final

import streamlit as st

from rnnviz.cells import CELLS, reads
from rnnviz.cells.starts import OWN, STARTS
from rnnviz.errors import RnnvizError
from rnnviz.tasks.next_character import MAX_TEXT
from rnnviz.training.trainer import Training
from rnnviz.ui.parts.report import last_possible, verbatim
from rnnviz.ui.session import state
from rnnviz.ui.training.plan import (
    ACTIVATIONS,
    BOUNDS,
    CLIPS,
    DEFAULTS,
    DTYPES,
    FORGET,
    INITS,
    MAX_ADDRESS_TEXT,
    OPTIMIZERS,
    PRESETS,
    RATES,
    TASK_LABELS,
    UPDATE,
    Plan,
    from_address,
    plan_of,
    to_address,
    values_of,
)

__all__ = ["adopt", "change", "choose_plan", "presets", "problems", "taken_over", "until_solved"]

#: Without it a control that was out of sight for a while would come back at its first value.
_KEPT: Final = "session"
_TAKEN_OVER: Final = "training_changed"
_LAST: Final = "training_plan"
_PROBLEMS: Final = "training_address_problems"
_VALUES: Final = "training_values"
#: Of every control's key, and of its name in the address, where the scenario has some of the same names.
_PREFIX: Final = "plan_"


def _key(name: str) -> str:
    return f"{_PREFIX}{name}"


def _value(name: str) -> Any:
    """What a control shows, set to its first value if it has none yet."""
    return st.session_state.setdefault(_key(name), DEFAULTS[name])


def choose_plan() -> Plan:
    """Draw the controls in the sidebar; what cannot be trained is said there, and the last possible plan counts."""
    named = _read_address()
    with st.sidebar:
        with st.container(horizontal=True):
            st.button(
                "Reset settings", key="train_defaults", on_click=_preset, args=[{}], help="Back to the first settings."
            )
            st.button("New draw", key="train_new_draw", on_click=_new_draw, help="The next seed, for both networks.")
        message = st.empty()
        _controls()
        values = {name: _value(name) for name in DEFAULTS}
        if values != st.session_state.setdefault(_VALUES, values):
            st.session_state[_PROBLEMS] = []  # somebody has gone on
        st.session_state[_VALUES] = values
        try:
            plan = plan_of(values)
        except RnnvizError as error:
            message.error(verbatim(str(error)))
            plan = (st.session_state.get(_LAST) or plan_of(DEFAULTS))._replace(chosen=False)
    if plan.chosen and (named or not state.went_back_or_forward()):
        _write_address(values)
    st.session_state[_LAST] = plan
    return plan


# ------------------------------------------------------------------------------------------ the address


def _read_address() -> bool:
    """Take what the address says, at the first visit and when the browser goes back or forward; whether it says any.

    A bare address in the browser's history may be that of a click on the page's name, before it was written: then what
    was entered stays, and the address, too, so that one can go back further.
    """
    asked = {name.removeprefix(_PREFIX): text for name, text in st.query_params.items() if name.startswith(_PREFIX)}
    if _LAST not in st.session_state or (state.went_back_or_forward() and asked):
        values, st.session_state[_PROBLEMS] = from_address(asked)
        _set(values)
        st.session_state[_VALUES] = values
    return bool(asked)


def _write_address(values: dict[str, Any]) -> None:
    wanted = {_key(name): text for name, text in to_address(values).items()}
    current = st.query_params.to_dict()
    others = {name: text for name, text in current.items() if not name.startswith(_PREFIX)}
    if others | wanted != current:
        st.query_params.from_dict(others | wanted)


def problems(plan: Plan) -> None:
    """What in the address could not be used, and that the page still shows the last possible plan."""
    for problem in st.session_state.get(_PROBLEMS, []):
        st.warning(f"In the address: {verbatim(problem)} What does not fit is left at its default.")
    if not plan.chosen and plan.key == plan_of(DEFAULTS).key:
        st.warning("What is shown is what this page begins with: see the message above the settings.")
    elif not plan.chosen:
        last_possible("above the settings")
    if plan.trainings[0].task.key == "text" and len(_value("text")) > MAX_ADDRESS_TEXT:
        st.info("The address cannot hold so long a text: a copied link has all settings, but the text at first.")


# ----------------------------------------------------------------------------- setting several at once


def presets() -> None:
    """One click each to settings that teach by contrast."""
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


def change(changes: dict[str, Any]) -> None:
    """Change some settings from elsewhere on the page."""
    _set(changes)
    st.session_state[_TAKEN_OVER] = True


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
    return bool(st.session_state.pop(_TAKEN_OVER, False))


# ------------------------------------------------------------------------------------------ the sidebar


def _controls() -> None:
    st.subheader("Task")
    _value("task")
    st.selectbox(
        "What to learn", list(TASK_LABELS), format_func=TASK_LABELS.__getitem__, key=_key("task"), persist_state=_KEPT
    )
    task: str = _value("task")
    if task == "text":
        _value("text")
        st.text_area(
            "Text to learn",
            key=_key("text"),
            persist_state=_KEPT,
            height=120,
            max_chars=MAX_TEXT,
            help="The network reads pieces of it and names the next character at every step.",
        )
    _slider(f"T_{task}", "Length T", 1, "How far apart cause and answer are.")
    _network(1, "First network" if _value("second") else "Network")
    _value("second")
    if st.toggle("Compare with a second network", key=_key("second"), persist_state=_KEPT):
        _network(2, "Second network")
    st.subheader("Both" if _value("second") else "Size and seed")
    _slider("n_a", "Hidden units n_a", 1, "Size of the hidden state.")
    _value("seed")
    st.number_input(
        "Seed",
        *BOUNDS["seed"],
        key=_key("seed"),
        persist_state=_KEPT,
        help="Of weights and batches; the same seed, the same run.",
    )
    with st.expander("More settings", key="train_more", on_change="rerun") as more:
        if more.open:
            _more(task)


def _network(number: int, title: str) -> None:
    st.subheader(title)
    cell = _one_of(f"cell_{number}", "Cell", {name: kind.label for name, kind in CELLS.items()})
    start = _value(f"start_{number}")
    st.selectbox(
        "Starts as in",
        list(STARTS),
        format_func=lambda name: STARTS[name].label,
        key=_key(f"start_{number}"),
        persist_state=_KEPT,
        on_change=_choose_start,
        args=[number],
        help="Whose way of drawing all weights and biases; it sets recurrent weights and forget bias, too.",
    )
    init = _value(f"init_{number}")
    st.selectbox(
        "Recurrent weights",
        [name for name in INITS if name != OWN or OWN in (init, STARTS[start].init)],
        format_func=lambda name: f"As in {STARTS[start].label}" if name == OWN else INITS[name],
        key=_key(f"init_{number}"),
        persist_state=_KEPT,
        help="How the weights from hidden state to hidden state are drawn.",
    )
    about = "What the recurrent weights are multiplied by; 1 leaves them as they are drawn."
    _slider(f"gain_{number}", "Gain", 0.05, about)
    if reads([cell], "update_bias"):
        about = "Added inside the update gate: 0 keeps half of the old state, 3 keeps 95 %."
        _one_of(f"update_{number}", "Update bias", UPDATE, about)
    if reads([cell], "forget_bias"):
        _one_of(
            f"forget_{number}",
            "Forget bias",
            FORGET,
            "Chrono draws forget biases for memories as long as the sequence (Tallec & Ollivier 2018).",
        )
    if reads([cell], "activation"):
        _one_of(f"activation_{number}", "Activation", ACTIVATIONS)


def _choose_start(number: int) -> None:
    """Take over what a start decides."""
    start = STARTS[_value(f"start_{number}")]
    _set({f"init_{number}": start.init, f"forget_{number}": f"{start.forget_bias:g}"})


def _more(task: str) -> None:
    _slider(f"updates_{task}", "Updates at most", 50, "How long to train, unless it is solved before.")
    _value("until_solved")
    st.toggle("Stop when it is solved", key=_key("until_solved"), persist_state=_KEPT)
    _value(f"rate_{task}")
    st.select_slider(
        "Learning rate", RATES, key=_key(f"rate_{task}"), persist_state=_KEPT, format_func=lambda rate: f"{rate:g}"
    )
    _one_of("optimizer", "Optimiser", OPTIMIZERS)
    _one_of("clip", "Clip the gradient's norm to", {name: name for name in CLIPS})
    _slider("batch", "Sequences an update", 1, "Size of the batch.")
    _slider("truncate", "Truncate BPTT after steps", 5, "0: the gradient goes back through the whole sequence.")
    _one_of("dtype", "Precision", DTYPES)


def _slider(name: str, label: str, step: float, help: str) -> None:
    _value(name)
    st.slider(label, *BOUNDS[name], step=step, key=_key(name), persist_state=_KEPT, help=help)


def _one_of(name: str, label: str, choices: dict[str, str], help: str | None = None) -> str:
    _value(name)
    st.segmented_control(
        label,
        list(choices),
        format_func=choices.__getitem__,
        key=_key(name),
        persist_state=_KEPT,
        required=True,
        help=help,
    )
    return str(_value(name))
