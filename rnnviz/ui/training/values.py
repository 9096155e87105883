"""The values of the controls on training: each declared once, how they stand in an address, presets.

What a network and a training declare is taken from there; here are the narrower bounds and the choices that a page
offers, and what only a page has.
"""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

from rnnviz.cells.starts import OWN
from rnnviz.experiment.declarations import SETTINGS as OF_SCENARIO
from rnnviz.experiment.declared import Declared
from rnnviz.experiment.scenario import Scenario
from rnnviz.numerics.ranges import Bounds
from rnnviz.tasks import TASKS, next_character
from rnnviz.tasks.next_character import MAX_TEXT, TEXT
from rnnviz.training.network import SETTINGS as OF_NETWORK
from rnnviz.training.training import SETTINGS as OF_TRAINING

__all__ = [
    "BOUNDS",
    "CHOICES",
    "CLIPS",
    "DEFAULTS",
    "MAX_ADDRESS_TEXT",
    "PRESETS",
    "RATES",
    "VALUES",
    "from_address",
    "problem_of",
    "to_address",
]

#: Longest text that an address holds.
MAX_ADDRESS_TEXT: Final = 4_000

_INITS: Final = OF_NETWORK["init"].choices or {}
_TASKS: Final = (*TASKS.values(), next_character())
CLIPS: Final = {"1": 1.0, "0.1": 0.1, "10": 10.0, "off": None}
RATES: Final = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_YES_OR_NO: Final = {True: "Yes", False: "No"}


def _of_network(number: int, cell: str, gain: float, **is_there: Any) -> dict[str, Declared]:
    """What can be set of one of the networks."""
    of = OF_NETWORK
    about = {
        "cell": of["cell"].like(default=cell),
        "start": of["start"],
        "init": of["init"].like(
            default="orthogonal",
            choices={OWN: "As it starts", "orthogonal": _INITS["orthogonal"], **_INITS},
        ),
        "gain": of["gain"].like(default=gain, bounds=OF_SCENARIO["gain"].bounds, digits=15),
        "forget": of["forget_bias"].like(
            default="1",
            bounds=None,
            choices={"0": "0", "1": "1", "3": "3", "chrono": "Chrono"},
            help="The larger, the longer an untrained LSTM remembers. Chrono draws a bias for each unit, for memories "
            "of up to the length of the sequence (Tallec & Ollivier 2018).",
        ),
        "update": of["update_bias"].like(
            default="0",
            bounds=None,
            choices={"-1": "−1", "0": "0", "1": "1", "3": "3"},
            help=of["update_bias"].helped(Scenario()),
        ),
        "activation": of["activation"].like(choices={name: of["activation"].shown(name) for name in ("tanh", "relu")}),
    }
    return {f"{stem}_{number}": one.like(**is_there) for stem, one in about.items()}


def _of_tasks() -> dict[str, Declared]:
    """What every task has of its own: its length, the rate and the number of updates."""
    length = Declared(step=1, label="Length T", help="The longer, the further back lies what is to be remembered.")
    rate = OF_TRAINING["learning_rate"].like(bounds=None, choices={rate: f"{rate:g}" for rate in RATES})
    updates = OF_TRAINING["updates"].like(bounds=Bounds(50, 2000))
    found = dict[str, Declared]()
    for stem, one in (("T", length), ("rate", rate), ("updates", updates)):
        for task in _TASKS:
            first = {"T": task.lengths.first, "rate": task.advice.rate, "updates": task.advice.updates}[stem]
            mine = one.like(default=first, only=("task", task.key))
            found[f"{stem}_{task.key}"] = mine.like(bounds=Bounds(*task.lengths[:2])) if stem == "T" else mine
    return found


#: Every value, by the name of its control, in the order in which an address has them.
VALUES: Final[dict[str, Declared]] = {
    "task": Declared(default="latch", choices={task.key: task.label for task in _TASKS}, label="What to learn"),
    "text": Declared(
        default=TEXT,
        label="Text to learn",
        help="The network reads pieces of it and names the next character at every step.",
        only=("task", "text"),
    ),
    **_of_network(1, "rnn", 1.0),
    "second": Declared(default=True, choices=_YES_OR_NO, label="Compare with a second network"),
    **_of_network(2, "lstm", 1.0, only=("second", True)),
    "n_a": OF_NETWORK["n_a"].like(bounds=Bounds(1, 64)),
    "seed": OF_TRAINING["seed"],
    "batch": OF_TRAINING["batch"].like(bounds=Bounds(1, 128)),
    "optimizer": OF_TRAINING["optimizer"],
    "clip": OF_TRAINING["clip"].like(default="1", bounds=None, optional=False, choices={name: name for name in CLIPS}),
    "truncate": OF_TRAINING["truncate"].like(default=0, bounds=Bounds(0, 200), optional=False),
    "dtype": OF_TRAINING["dtype"],
    "until_solved": Declared(default=True, choices=_YES_OR_NO, label="Stop when it is solved"),
    **_of_tasks(),
}
#: What every control shows at first.
DEFAULTS: Final[dict[str, Any]] = {name: one.default for name, one in VALUES.items()}
#: What a number may be, by control.
BOUNDS: Final = {name: one.bounds for name, one in VALUES.items() if one.bounds is not None}
#: What a choice may be, by control.
CHOICES: Final = {name: tuple(one.choices) for name, one in VALUES.items() if one.choices is not None}

#: Settings that teach by contrast: what each changes about the first ones.
PRESETS: Final[dict[str, dict[str, Any]]] = {
    "RNN or LSTM": {},
    "RNN: gain 0.7 or 1.2": {"T_latch": 40, "gain_1": 0.7, "cell_2": "rnn", "gain_2": 1.2},
    "LSTM: forget bias 0 or 1": {"cell_1": "lstm", "forget_1": "0"},
    "RNN: gain 2.6": {"gain_1": 2.6, "second": False},
    "Next character": {"task": "text"},
}


def problem_of(name: str, value: Any) -> str:
    """What is wrong with the value of a control; empty if nothing is.

    Examples
    --------
    >>> problem_of("n_a", 65), problem_of("dtype", "float32")
    ('n_a must be between 1 and 64; got 65. Choose a value in that range.', '')
    """
    return VALUES[name].problem(name, value, got=lambda value: repr(str(value)[:40]))


def to_address(values: Mapping[str, Any]) -> dict[str, str]:
    """The task, and what else of the values counts and is not as at first, as text; a long text is left out.

    Examples
    --------
    >>> to_address(DEFAULTS | {"gain_1": 1.2, "T_copy": 30, "until_solved": False})
    {'task': 'latch', 'gain_1': '1.2', 'until_solved': 'no'}
    """
    all_of_them = SimpleNamespace(**values)
    return {
        name: VALUES[name].text(value)
        for name, value in values.items()
        if name == "task"  # so that the address of what is at first is not that of a page whose name was clicked
        or (
            value != DEFAULTS[name]
            and VALUES[name].is_there(all_of_them)
            and (name != "text" or len(value) <= MAX_ADDRESS_TEXT)
        )
    }


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
        value = VALUES[name].value(query[name])
        if name in BOUNDS and isinstance(value, str):
            value = value[:40]  # no number, and shown as it came
        problem = problem_of(name, value)
        if problem:
            problems.append(problem)
        else:
            values[name] = value[:MAX_TEXT] if name == "text" else value
    return values, problems
