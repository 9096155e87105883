"""What is to be trained, as the values of the controls: what is possible, what follows, how it stands in an address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from rnnviz.cells import CELLS, reads
from rnnviz.cells.starts import OWN, STARTS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.key import key_of
from rnnviz.numerics.numerals import numeral
from rnnviz.numerics.ranges import Bounds
from rnnviz.tasks import TASKS, Task, next_character
from rnnviz.tasks.next_character import MAX_TEXT, TEXT
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training

__all__ = [
    "ACTIVATIONS",
    "BOUNDS",
    "CHOICES",
    "CLIPS",
    "DEFAULTS",
    "DTYPES",
    "FORGET",
    "INITS",
    "MAX_ADDRESS_TEXT",
    "MAX_COST",
    "OPTIMIZERS",
    "PRESETS",
    "RATES",
    "TASK_LABELS",
    "UPDATE",
    "Plan",
    "difference",
    "from_address",
    "plan_of",
    "smaller_rate",
    "to_address",
    "values_of",
]

#: Most hidden values of one update.
MAX_COST: Final = 1_000_000
#: Longest text that an address holds.
MAX_ADDRESS_TEXT: Final = 4_000

#: Choices, with the words that a person sees.
INITS: Final = {
    OWN: "As it starts",
    "orthogonal": "Orthogonal",
    "glorot": "Glorot (uniform)",
    "gaussian": "Gaussian",
    "identity": "Identity",
}
UPDATE: Final = {"-1": "−1", "0": "0", "1": "1", "3": "3"}
FORGET: Final = {"0": "0", "1": "1", "3": "3", "chrono": "Chrono"}
ACTIVATIONS: Final = {"tanh": "tanh", "relu": "ReLU"}
OPTIMIZERS: Final = {"adam": "Adam", "sgd": "Plain SGD"}
DTYPES: Final = {"float64": "float64", "float32": "float32"}
CLIPS: Final = {"1": 1.0, "0.1": 0.1, "10": 10.0, "off": None}
RATES: Final = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)

_TASKS: Final = (*TASKS.values(), next_character())
TASK_LABELS: Final = {task.key: task.label for task in _TASKS}

#: What every control shows at first.
DEFAULTS: Final[dict[str, Any]] = {
    "task": "latch",
    "text": TEXT,
    "cell_1": "rnn",
    "start_1": "plain",
    "init_1": "orthogonal",
    "gain_1": 0.7,
    "forget_1": "1",
    "update_1": "0",
    "activation_1": "tanh",
    "second": True,
    "cell_2": "lstm",
    "start_2": "plain",
    "init_2": "orthogonal",
    "gain_2": 1.0,
    "forget_2": "1",
    "update_2": "0",
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

#: What a number may be, by control.
BOUNDS: Final = {
    "gain_1": Bounds(0.05, 5.0),
    "gain_2": Bounds(0.05, 5.0),
    "n_a": Bounds(1, 64),
    "seed": Bounds(0, 2**32 - 1),
    "batch": Bounds(1, 128),
    "truncate": Bounds(0, 200),
    **{f"T_{task.key}": Bounds(*task.lengths[:2]) for task in _TASKS},
    **{f"updates_{task.key}": Bounds(50, 2000) for task in _TASKS},
}

#: What a choice may be, by control.
CHOICES: Final[dict[str, tuple[Any, ...]]] = {
    "task": tuple(TASK_LABELS),
    "second": (True, False),
    "until_solved": (True, False),
    "optimizer": tuple(OPTIMIZERS),
    "clip": tuple(CLIPS),
    "dtype": tuple(DTYPES),
    **{
        f"{name}_{number}": tuple(choices)
        for number in (1, 2)
        for name, choices in (
            ("cell", CELLS),
            ("start", STARTS),
            ("init", INITS),
            ("forget", FORGET),
            ("update", UPDATE),
            ("activation", ACTIVATIONS),
        )
    },
    **{f"rate_{task.key}": RATES for task in _TASKS},
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
    def key(self) -> str:
        """The content key: of the trainings, in order, and of when they stop."""
        return key_of("plan", [one.key for one in self.trainings], self.until_solved)


def smaller_rate(rate: float) -> float:
    """About a tenth of a learning rate, among those that can be chosen.

    Examples
    --------
    >>> smaller_rate(0.01), smaller_rate(0.0001)
    (0.001, 0.0001)
    """
    return max([one for one in RATES if one <= 0.11 * rate], default=RATES[0])


def plan_of(values: Mapping[str, Any]) -> Plan:
    """What the controls ask for.

    Parameters
    ----------
    values : mapping of str
        A value for each name of `DEFAULTS`, each of them possible by itself.

    Raises
    ------
    RnnvizError
        If they do not fit together.

    Examples
    --------
    >>> [one.network.label for one in plan_of(DEFAULTS).trainings]
    ['RNN, orthogonal × 0.7', 'LSTM, forget bias 1']
    """
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
            clip=CLIPS[values["clip"]],
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
    if len({one.key for one in trainings}) < len(trainings):
        raise RnnvizError("Both networks are the same. Change one of them, or compare with none.")
    return Plan(trainings, values["until_solved"])


def _network_of(values: Mapping[str, Any], number: int, task: Task, T: int) -> Network:
    cell, forget = values[f"cell_{number}"], values[f"forget_{number}"]
    start, init = values[f"start_{number}"], values[f"init_{number}"]
    init = STARTS[start].init if init == OWN else init
    about = {"start": start, "init": init, "gain": values[f"gain_{number}"], "n_a": values["n_a"]}
    if reads([cell], "activation"):
        about["activation"] = values[f"activation_{number}"]
    if reads([cell], "update_bias"):
        about["update_bias"] = float(values[f"update_{number}"])
    if reads([cell], "forget_bias"):
        chrono = forget == "chrono"
        about |= {"t_max": max(3, task.steps(T))} if chrono else {"forget_bias": float(forget)}
    return Network(cell, **about)


#: The settings that a network's label does not have, in words.
_IN_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "seed": lambda seed: f"seed {seed}",
    "batch": lambda batch: f"batches of {batch}",
    "learning_rate": lambda rate: f"learning rate {numeral(rate, 3)}",
    "optimizer": lambda name: OPTIMIZERS[name],
    "clip": lambda norm: "no clipping" if norm is None else f"clipped to norm {numeral(norm, 3)}",
    "truncate": lambda steps: "BPTT not truncated" if steps is None else f"BPTT truncated after {steps} steps",
    "dtype": lambda name: DTYPES[name],
}


def difference(wanted: Sequence[Training], found: Sequence[Training]) -> str:
    """What is different in what was found, in words; nothing if it is the same but for the number of updates.

    Examples
    --------
    >>> one = Training(TASKS["latch"], 40, Network("rnn"), seed=3)
    >>> difference([replace(one, seed=0, T=20)], [one]), difference([replace(one, updates=5)], [one])
    ('Latch, T = 40, RNN, orthogonal × 1, seed 3', '')
    """
    first, other = found[0], wanted[0]
    if len(wanted) == len(found) and all(
        replace(there, updates=one.updates).key == one.key for one, there in zip(wanted, found, strict=True)
    ):
        return ""
    units = f"{first.network.n_a} units" if first.network.n_a != other.network.n_a else ""
    text = "another text" if first.task.text != other.task.text and first.task.key == other.task.key else ""
    more = [
        words(getattr(first, name)) for name, words in _IN_WORDS.items() if getattr(first, name) != getattr(other, name)
    ]
    labels = " and ".join(one.network.label for one in found)
    return ", ".join(filter(None, [first.task.label, f"T = {first.T}", labels, units, text, *more]))


def values_of(training: Training) -> dict[str, Any] | None:
    """The values of the controls that ask for a training alone; None if they cannot.

    Examples
    --------
    >>> found = values_of(Training(TASKS["copy"], 30, Network("rnn", gain=1.2)))
    >>> found["T_copy"], found["gain_1"], found["second"]
    (30, 1.2, False)
    >>> values_of(Training(TASKS["copy"], 30, Network("rnn", gain=1.2), clip=0.25)) is None
    True
    """
    task, network, key = training.task, training.network, training.task.key
    values = DEFAULTS | {
        "task": key,
        "text": task.text or TEXT,
        "cell_1": network.cell,
        "start_1": network.start,
        "init_1": network.init,
        "gain_1": network.gain,
        "forget_1": f"{network.forget_bias:g}" if network.t_max is None else "chrono",
        "update_1": f"{network.update_bias:g}",
        "activation_1": network.activation,
        "second": False,
        "n_a": network.n_a,
        "seed": training.seed,
        "batch": training.batch,
        "optimizer": training.optimizer,
        "clip": next((name for name, clip in CLIPS.items() if clip == training.clip), ""),
        "truncate": training.truncate or 0,
        "dtype": training.dtype,
        f"T_{key}": training.T,
        f"rate_{key}": training.learning_rate,
        f"updates_{key}": training.updates,
    }
    if any(_problem(name, value) for name, value in values.items()):
        return None
    try:
        (asked,) = plan_of(values).trainings
    except RnnvizError:
        return None
    return values if asked.settings == training.settings else None


def _problem(name: str, value: Any) -> str:
    """What is wrong with the value of a control."""
    if name in BOUNDS:
        return BOUNDS[name].problem(name, value)
    if name in CHOICES and value not in CHOICES[name]:
        shown = ", ".join(map(_as_text, CHOICES[name]))
        return f"{name} must be one of {shown}; got {str(value)[:40]!r}."
    return ""


def to_address(values: Mapping[str, Any]) -> dict[str, str]:
    """The task, and what else of the values counts and is not as at first, as text; a long text is left out.

    Examples
    --------
    >>> to_address(DEFAULTS | {"gain_1": 1.2, "T_copy": 30, "until_solved": False})
    {'task': 'latch', 'gain_1': '1.2', 'until_solved': 'no'}
    """
    return {
        name: _as_text(value)
        for name, value in values.items()
        if name == "task"  # so that the address of what is at first is not that of a page whose name was clicked
        or (value != DEFAULTS[name] and _counts(name, values) and (name != "text" or len(value) <= MAX_ADDRESS_TEXT))
    }


def _counts(name: str, values: Mapping[str, Any]) -> bool:
    stem, _, of = name.rpartition("_")
    if name == "text":
        return bool(values["task"] == "text")
    if stem in ("T", "rate", "updates"):
        return bool(of == values["task"])
    return bool(of != "2" or values["second"])


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def from_address(query: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The values that an address asks for, and a sentence for each that is not possible.

    Parameters
    ----------
    query : mapping of str to str
        As from `to_address`; other names are somebody else's.

    Examples
    --------
    >>> values, problems = from_address({"gain_1": "1.2", "batch": "many", "n_a": "16"})
    >>> values["gain_1"], values["n_a"], problems
    (1.2, 16, ["batch must be a whole number; got 'many'."])
    """
    values, problems = dict(DEFAULTS), []
    for name in filter(query.__contains__, DEFAULTS):
        value = _from_text(name, query[name])
        problem = _problem(name, value)
        if problem:
            problems.append(problem)
        else:
            values[name] = value[:MAX_TEXT] if name == "text" else value
    return values, problems


def _from_text(name: str, text: str) -> Any:
    """The value that a text stands for, or the text itself if it stands for none."""
    if name in CHOICES:
        return next((choice for choice in CHOICES[name] if _as_text(choice) == text), text)
    if name not in BOUNDS:
        return text
    try:
        return int(text) if isinstance(BOUNDS[name].low, int) else float(text)
    except ValueError:
        return text[:40]
