"""What is to be trained: a task, one or two networks, and how."""

from typing import Any, Final, Literal, NamedTuple

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.tasks import TASKS, Task, next_character
from rnnviz.tasks.next_character import MAX_TEXT, TEXT
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training
from rnnviz.ui.report import verbatim

__all__ = ["PRESETS", "Plan", "change", "choose_plan", "presets", "smaller_rate", "taken_over"]

#: Without it a control that was out of sight for a while would come back at its first value.
_KEPT: Final = "session"
#: Most hidden values of one update.
MAX_COST: Final = 1_000_000
_TAKEN_OVER: Final = "training_changed"
_LAST: Final = "training_plan"
_INIT: Final = {
    "orthogonal": "Orthogonal",
    "glorot": "Glorot (uniform)",
    "gaussian": "Gaussian",
    "identity": "Identity",
}
_FORGET: Final = {"0": "0", "1": "1", "3": "3", "chrono": "Chrono"}
_RATES: Final = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_CLIPS: Final = {"1": 1.0, "0.1": 0.1, "10": 10.0, "off": None}

_TASKS: Final = (*TASKS.values(), next_character())
#: What every control shows at first.
_DEFAULTS: Final[dict[str, Any]] = {
    "task": "latch",
    "text": TEXT,
    "cell_1": "rnn",
    "init_1": "orthogonal",
    "gain_1": 0.7,
    "forget_1": "1",
    "activation_1": "tanh",
    "second": True,
    "cell_2": "lstm",
    "init_2": "orthogonal",
    "gain_2": 1.0,
    "forget_2": "1",
    "activation_2": "tanh",
    "n_a": 32,
    "seed": 0,
    "batch": 64,
    "optimizer": "adam",
    "clip": "1",
    "truncate": 0,
    "dtype": "float64",
    "until_solved": True,
    **{f"T_{task.key}": task.lengths.first for task in _TASKS},
    **{f"rate_{task.key}": task.advice.rate for task in _TASKS},
    **{f"updates_{task.key}": task.advice.updates for task in _TASKS},
}

#: Settings that teach by contrast: what each changes about the first ones.
PRESETS: Final[dict[str, dict[str, Any]]] = {
    "Vanishing RNN, LSTM": {},
    "RNN: gain 0.7 or 1.2": {"cell_2": "rnn", "gain_2": 1.2},
    "LSTM: forget bias 0 or 1": {"cell_1": "lstm", "gain_1": 1.0, "forget_1": "0"},
    "Exploding RNN": {"gain_1": 2.6, "second": False},
    "Next character": {"task": "text", "gain_1": 1.0},
}


class Plan(NamedTuple):
    """What is to be trained.

    Parameters
    ----------
    trainings : tuple of Training
        One or two, of one task.
    until_solved : bool
        Whether to stop a run once it has solved the task.
    chosen : bool
        False if what is chosen is not possible, and this is what was chosen before.
    """

    trainings: tuple[Training, ...]
    until_solved: bool
    chosen: bool = True

    @property
    def about(self) -> str:
        """All that decides, as text: two plans that are the same have the same."""
        return repr(([one.settings for one in self.trainings], self.until_solved))


def _key(name: str) -> str:
    return f"plan_{name}"


def _value(name: str) -> Any:
    """What a control shows, set to its first value if it has none yet."""
    return st.session_state.setdefault(_key(name), _DEFAULTS[name])


def presets() -> None:
    """One click each to settings that teach by contrast."""
    with st.container(horizontal=True, gap="xsmall", key="presets"):
        for name, changes in PRESETS.items():
            wanted = _DEFAULTS | changes
            same = all(
                st.session_state.get(_key(key), value) == value for key, value in wanted.items() if key != "text"
            )
            kind: Any = "primary" if same else "secondary"
            st.button(name, key=f"train_preset_{name}", type=kind, on_click=_set, args=[changes])


def _set(changes: dict[str, Any]) -> None:
    for name, value in (_DEFAULTS | changes).items():
        if name != "text":  # what was typed stays
            st.session_state[_key(name)] = value


def change(changes: dict[str, Any]) -> None:
    """Change some settings from elsewhere on the page."""
    for name, value in changes.items():
        st.session_state[_key(name)] = value
    st.session_state[_TAKEN_OVER] = True


def taken_over() -> bool:
    """Whether `change` was called since this was last asked."""
    return bool(st.session_state.pop(_TAKEN_OVER, False))


def smaller_rate(rate: float) -> float:
    """About a tenth of a learning rate, among those that can be chosen.

    Examples
    --------
    >>> smaller_rate(0.01), smaller_rate(0.0001)
    (0.001, 0.0001)
    """
    return _RATES[max(0, _RATES.index(rate) - 2)]


def choose_plan() -> Plan:
    """Draw the controls in the sidebar; what cannot be trained is said there, and the last possible plan counts."""
    with st.sidebar:
        with st.container(horizontal=True):
            st.button("Reset", key="train_defaults", on_click=_set, args=[{}], help="Back to the first settings.")
            st.button("New draw", key="train_new_draw", on_click=_new_draw, help="The next seed, for both networks.")
        message = st.empty()
        try:
            plan = _chosen()
        except RnnvizError as error:
            message.error(verbatim(str(error)))
            plan = (st.session_state.get(_LAST) or _plan_of(_DEFAULTS))._replace(chosen=False)
    st.session_state[_LAST] = plan
    return plan


def _new_draw() -> None:
    st.session_state[_key("seed")] = (_value("seed") + 1) % 2**32


def _chosen() -> Plan:
    st.subheader("Task")
    tasks = {**{key: task.label for key, task in TASKS.items()}, "text": "Next character"}
    _value("task")
    st.selectbox("What to learn", list(tasks), format_func=tasks.__getitem__, key=_key("task"), persist_state=_KEPT)
    key: str = _value("task")
    if key == "text":
        _value("text")
        st.text_area(
            "Text to learn",
            key=_key("text"),
            persist_state=_KEPT,
            height=120,
            max_chars=MAX_TEXT,
            help="The network reads pieces of it and names the next character at every step.",
        )
    lengths = (TASKS[key] if key in TASKS else next_character()).lengths
    _slider(f"T_{key}", "Length T", lengths.low, lengths.high, 1, "How far apart cause and answer are.")
    _network(1, "First network" if _value("second") else "Network")
    _value("second")
    if st.toggle("Compare with a second network", key=_key("second"), persist_state=_KEPT):
        _network(2, "Second network")
    st.subheader("Both" if _value("second") else "Size and seed")
    _slider("n_a", "Hidden units n_a", 1, 64, 1, "Size of the hidden state.")
    _value("seed")
    st.number_input(
        "Seed",
        0,
        2**32 - 1,
        key=_key("seed"),
        persist_state=_KEPT,
        help="Of weights and batches; the same seed, the same run.",
    )
    with st.expander("More settings", key="train_more", on_change="rerun") as more:
        if more.open:
            _more(key)
    return _plan_of({name: _value(name) for name in _DEFAULTS})


def _network(number: int, title: str) -> None:
    st.subheader(title)
    cell = _one_of(f"cell_{number}", "Cell", {name: kind.label for name, kind in CELLS.items()})
    _value(f"init_{number}")
    st.selectbox(
        "Recurrent weights",
        list(_INIT),
        format_func=_INIT.__getitem__,
        key=_key(f"init_{number}"),
        persist_state=_KEPT,
        help="How the weights from hidden state to hidden state are drawn.",
    )
    _slider(
        f"gain_{number}",
        "Gain",
        0.05,
        5.0,
        0.05,
        "What the recurrent weights are multiplied by; 1 leaves them as they are drawn.",
    )
    if cell == "lstm":
        _one_of(
            f"forget_{number}",
            "Forget bias",
            _FORGET,
            "Chrono draws forget biases for memories as long as the sequence (Tallec & Ollivier 2018).",
        )
    else:
        _one_of(f"activation_{number}", "Activation", {"tanh": "tanh", "relu": "ReLU"})


def _more(task: str) -> None:
    _slider(f"updates_{task}", "Updates at most", 50, 2000, 50, "How long to train, unless it is solved before.")
    _value("until_solved")
    st.toggle("Stop when it is solved", key=_key("until_solved"), persist_state=_KEPT)
    _value(f"rate_{task}")
    st.select_slider(
        "Learning rate", _RATES, key=_key(f"rate_{task}"), persist_state=_KEPT, format_func=lambda rate: f"{rate:g}"
    )
    _one_of("optimizer", "Optimiser", {"adam": "Adam", "sgd": "Plain SGD"})
    _one_of("clip", "Clip the gradient's norm to", {name: name for name in _CLIPS})
    _slider("batch", "Sequences an update", 1, 128, 1, "Size of the batch.")
    _slider("truncate", "Truncate BPTT after steps", 0, 200, 5, "0: the gradient goes back through the whole sequence.")
    _one_of("dtype", "Precision", {"float64": "float64", "float32": "float32"})


def _slider(name: str, label: str, low: float, high: float, step: float, help: str) -> None:
    _value(name)
    st.slider(label, low, high, step=step, key=_key(name), persist_state=_KEPT, help=help)


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


def _plan_of(values: dict[str, Any]) -> Plan:
    key = values["task"]
    task = next_character(values["text"]) if key == "text" else TASKS[key]
    T = values[f"T_{key}"]
    networks = [_network_of(values, number, task, T) for number in ((1, 2) if values["second"] else (1,))]
    optimizer: Literal["adam", "sgd"] = values["optimizer"]
    dtype: Literal["float64", "float32"] = values["dtype"]
    trainings = tuple(
        Training(
            task,
            T,
            network,
            batch=values["batch"],
            updates=values[f"updates_{key}"],
            optimizer=optimizer,
            learning_rate=values[f"rate_{key}"],
            clip=_CLIPS[values["clip"]],
            truncate=values["truncate"] or None,
            seed=values["seed"],
            dtype=dtype,
        )
        for network in networks
    )
    for one in trainings:
        if one.cost > MAX_COST:
            fitting = MAX_COST * one.batch // one.cost
            raise RnnvizError(
                f"{task.steps(T)} steps × {values['n_a']} units × {one.batch} sequences = {one.cost:,} hidden values, "
                f"more than the {MAX_COST:,} of one update: {fitting} sequences fit."
            )
    if len({one.network for one in trainings}) < len(trainings):
        raise RnnvizError("Both networks are the same. Change one of them, or compare with none.")
    return Plan(trainings, values["until_solved"])


def _network_of(values: dict[str, Any], number: int, task: Task, T: int) -> Network:
    cell, forget = values[f"cell_{number}"], values[f"forget_{number}"]
    about = {"init": values[f"init_{number}"], "gain": values[f"gain_{number}"], "n_a": values["n_a"]}
    if cell == "rnn":
        return Network(cell, activation=values[f"activation_{number}"], **about)
    if forget == "chrono":
        return Network(cell, t_max=max(3, task.steps(T)), **about)
    return Network(cell, forget_bias=float(forget), **about)
