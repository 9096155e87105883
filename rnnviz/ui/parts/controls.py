"""The controls, in the order in which a person thinks: network, initialisation, input, loss."""

from typing import Any, Final

import streamlit as st

from rnnviz.cells import CELLS, reads
from rnnviz.cells.starts import OWN, STARTS
from rnnviz.errors import InputError, ScenarioError
from rnnviz.experiment.inputs import read_csv, table_text
from rnnviz.experiment.scenario import BOUNDS, CHOICES, choices_of
from rnnviz.experiment.setting import Setting
from rnnviz.numerics.numerals import counted
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.session import state
from rnnviz.ui.session.presets import PRESETS
from rnnviz.ui.session.state import Asked, widget_key

__all__ = ["controls", "presets"]

#: Without it a control that was out of sight for a while would come back at its lowest value.
KEPT: Final = "session"

_LABELS: Final = {
    "glorot": "Glorot (uniform)",
    "gaussian": "Gaussian",
    "orthogonal": "Orthogonal",
    "identity": "Identity",
    "noise": "Noise",
    "impulse": "Impulse",
    "step": "Step",
    "sine": "Sine",
    "text": "My text",
    "numbers": "My numbers",
    "constant": "Constant",
    "chrono": "Chrono (by longest memory)",
    "relu": "ReLU",
}
_RARE: Final = ("cells", "n_x", "n_y", "m", "activation", "forget", "input_bias", "output_bias", "update_bias")
#: Another page begins where the one before was scrolled to, which on a phone is far below what was chosen.
_TO_THE_TOP: Final = """<script>document.querySelector('[data-testid="stMain"]').scrollTo(0, 0)</script>"""
_LOSS_LABELS: Final = {"last": "Last", "every": "Every", "step": "One"}


def presets() -> None:
    """One click each to settings that teach by contrast; none while a trained network is looked into."""
    if state.scenario_asked().adjustable is None:
        return
    shown = state.shown_preset()
    with st.container(horizontal=True, gap="xsmall", key="presets"):
        # Buttons, not a choice that remembers: with moves under way it would be told, and tell, what was chosen before.
        for name in PRESETS:
            kind: Any = "primary" if name == shown else "secondary"
            st.button(name, key=f"preset_{name}", type=kind, on_click=state.choose_preset, args=[name])


def controls(asked: Asked) -> None:
    """Draw all controls in the sidebar, each problem under the control where it was entered."""
    if asked.scenario.adjustable is None:
        _inside(asked.scenario)
        return
    with st.sidebar:
        with st.container(horizontal=True):
            st.button("Reset", on_click=state.reset, help="Back to the plain defaults; the seed stays.")
            st.button("New draw", on_click=state.new_draw, help="The next seed: other weights, same settings.")
        _network(asked)
        _initialisation(asked.problem)
        _input(asked)
        _loss(asked.problem)
        _more(asked)
    state.remember_look(asked)


def _inside(scenario: Setting) -> None:
    """What is looked into, above the page, and in place of the controls: nothing is drawn from a setting."""
    if state.just_entered():
        st.html(_TO_THE_TOP, unsafe_allow_javascript=True)
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
    _slider("n_a", "Hidden units n_a", 1, "Size of the hidden state a, in both networks.", asked.problem)
    if _brought():
        st.caption(f"Time steps T = {asked.scenario.steps}, the length of your sequence.")
    else:
        _slider("T_x", "Time steps T", 1, "Length of the sequence.", asked.problem)


def _brought() -> bool:
    """Whether the input is somebody's own, which has its own sizes."""
    return st.session_state[widget_key("input")] in ("text", "numbers")


def _initialisation(problem: ScenarioError | None) -> None:
    st.subheader("Initialisation")
    st.selectbox(
        "Starts as in",
        CHOICES["start"],
        format_func=lambda name: STARTS[name].label,
        key=widget_key("start"),
        persist_state=KEPT,
        on_change=state.choose_start,
        help="Whose way of drawing all weights and biases; it sets recurrent weights and forget bias, too.",
    )
    _problem_of("start", problem)
    _choice("init", "Recurrent weights", "How the weights from hidden state to hidden state are drawn.", problem)
    _slider("gain", "Gain", 0.05, "What the recurrent weights of both networks are multiplied by.", problem)
    if _is_read("t_max") and _chosen("forget") == "chrono":
        _slider(
            "t_max", "Longest memory T_max", 1, "Chrono draws forget biases for memories up to so many steps.", problem
        )
    elif _is_read("forget_bias"):
        _bias("forget", "0 starts it half open, 3 at 95 %.", problem)
    if _is_read("update_bias"):
        _bias("update", "0 keeps half of the old state, 3 keeps 95 %.", problem)
    low, high = BOUNDS["seed"]
    st.number_input(
        "Seed",
        int(low),
        int(high),
        key=widget_key("seed"),
        persist_state=KEPT,
        on_change=state.moved,
        help="Of everything that is drawn; the same seed gives the same page.",
    )
    _problem_of("seed", problem)


def _is_read(field: str) -> bool:
    """Whether a network that is shown reads this setting."""
    return reads(st.session_state[widget_key("cells")], field)


def _bias(gate: str, about: str, problem: ScenarioError | None) -> None:
    """The slider of a constant bias, named after the cells that read it."""
    field = f"{gate}_bias"
    of = " and ".join(cell.label for cell in CELLS.values() if field in cell.settings)
    _slider(field, f"{of} {gate} bias", 0.25, _added(gate, about), problem)


def _added(gate: str, about: str) -> str:
    """What a constant bias is added to; where the start draws biases, to these."""
    drawn = _chosen("start") == "pytorch"
    return f"Added inside the {gate} gate{', to the bias that PyTorch draws.' if drawn else f': {about}'}"


def _chosen(field: str) -> str:
    """What the control of a field shows."""
    return str(st.session_state[widget_key(field)])


def _input(asked: Asked) -> None:
    st.subheader("Input")
    problem = asked.problem
    _choice("input", "Sequence", "What both networks read, the same for both.", problem)
    kind = st.session_state[widget_key("input")]
    if kind == "text":
        st.text_area(
            "Text",
            key=widget_key("text"),
            persist_state=KEPT,
            help="Each character is one step, one-hot among the characters that occur.",
        )
        _problem_of("text", problem)
    elif kind == "numbers":
        _numbers(problem)
    elif kind in ("impulse", "step"):
        _slider("input_at", "At step", 1, "Step at which it comes, counted from 1.", problem)
    elif kind == "sine":
        _slider("period", "Period in steps", 1.0, "Steps of one full wave.", problem)
    if kind not in ("text", "numbers"):
        what = "Amplitude" if kind == "sine" else "Size (standard deviation)"
        _slider(
            "input_scale", what, 0.1, "Large inputs drive the units to their limits; 0 is no input at all.", problem
        )


def _numbers(problem: ScenarioError | None) -> None:
    # The upload comes first: it fills the text below it before that is drawn.
    upload = st.file_uploader(
        "CSV file",
        type=["csv", "txt", "tsv"],
        max_upload_size=1,
        help="One row a feature, one column a step, at most 1 MB.",
    )
    if upload is not None and st.session_state.get("upload") != upload.file_id:
        try:
            table = read_csv(upload.getvalue())
        except InputError as error:
            st.error(verbatim(str(error)))
        else:
            st.session_state["upload"] = upload.file_id
            st.session_state[widget_key("numbers")] = table_text(table)
            st.rerun()
    st.text_area(
        "Numbers",
        key=widget_key("numbers"),
        persist_state=KEPT,
        help="One row a feature, one column a step; commas, tabs or blanks between them.",
    )
    _problem_of("numbers", problem)


def _loss(problem: ScenarioError | None) -> None:
    st.subheader("Loss")
    st.segmented_control(
        "Steps the loss looks at",
        CHOICES["loss"],
        format_func=_LOSS_LABELS.__getitem__,
        key=widget_key("loss"),
        persist_state=KEPT,
        required=True,
        on_change=state.choose_loss,
        help="Cross-entropy with labels drawn from the seed, at these steps.",
    )
    if st.session_state[widget_key("loss")] == "step":
        _slider("loss_step", "Step", 1, "The step whose output the loss looks at, counted from 1.", problem)


def _more(asked: Asked) -> None:
    problem = asked.problem
    # Drawn only while it is open: every element on the page costs time at each move of a slider.
    with st.expander("More settings", key="more", on_change="rerun") as more:
        if more.open:
            _rarely_used(problem)
    if not more.open and problem is not None and problem.field in _RARE:
        _problem_of(problem.field, problem)


def _rarely_used(problem: ScenarioError | None) -> None:
    if not _brought():
        _slider("m", "Batch m", 1, "Sequences at once.", problem)
        _slider("n_x", "Input features n_x", 1, "Numbers a step.", problem)
    _slider("n_y", "Outputs n_y", 1, "Classes that the loss tells apart.", problem)
    if _is_read("activation"):
        _choice("activation", "RNN activation", "What the simple RNN's units do with their sum.", problem)
    if _is_read("forget"):
        _choice("forget", "Forget bias", "Constant, or chrono: drawn so that memories of all lengths occur.", problem)
    if _is_read("input_bias") and _chosen("forget") != "chrono":  # which has input biases of its own
        _bias("input", "below 0 it lets little in.", problem)
    if _is_read("output_bias"):
        _bias("output", "below 0 it shows little of the cell state.", problem)
    st.multiselect(
        "Networks",
        list(CELLS),
        format_func=lambda name: CELLS[name].label,
        key=widget_key("cells"),
        persist_state=KEPT,
        help="Which networks to compare.",
    )
    _problem_of("cells", problem)


def _slider(field: str, label: str, step: float, help: str, problem: ScenarioError | None) -> None:
    low, high = BOUNDS[field]
    kind: Any = int if isinstance(step, int) else float
    st.slider(
        label,
        kind(low),
        kind(high),
        step=step,
        key=widget_key(field),
        persist_state=KEPT,
        on_change=state.moved,
        help=help,
    )
    _problem_of(field, problem)


def _choice(field: str, label: str, help: str, problem: ScenarioError | None) -> None:
    start = _chosen("start")
    st.selectbox(
        label,
        choices_of(field, start),
        format_func=lambda name: f"As in {STARTS[start].label}" if name == OWN else _LABELS.get(name, name),
        key=widget_key(field),
        persist_state=KEPT,
        on_change=state.moved,
        help=help,
    )
    _problem_of(field, problem)


def _problem_of(field: str, problem: ScenarioError | None) -> None:
    if problem is not None and problem.field == field:
        st.error(verbatim(str(problem)))
