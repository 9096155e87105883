"""What is to be trained, from the values of the controls: what is possible, what follows, in what two differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from rnnviz.cells import reads
from rnnviz.cells.starts import OWN, STARTS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.key import key_of
from rnnviz.figures.network_names import called
from rnnviz.numerics.numerals import numeral
from rnnviz.tasks import TASKS, Task, next_character
from rnnviz.tasks.next_character import TEXT
from rnnviz.training.network import Network
from rnnviz.training.training import SETTINGS, Training
from rnnviz.ui.training.values import CLIPS, DEFAULTS, RATES, problem_of

__all__ = ["MAX_COST", "Plan", "difference", "plan_of", "smaller_rate", "values_of"]

#: Most hidden values of one update.
MAX_COST: Final = 1_000_000


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
    ['RNN, orthogonal × 1', 'LSTM, forget bias 1']
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
        raise RnnvizError("Both networks are the same. Change one of them, or switch the comparison off.")
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
    "optimizer": SETTINGS["optimizer"].shown,
    "clip": lambda norm: "no clipping" if norm is None else f"clipped to norm {numeral(norm, 3)}",
    "truncate": lambda steps: "BPTT not truncated" if steps is None else f"BPTT truncated after {steps} steps",
    "dtype": SETTINGS["dtype"].shown,
}


def difference(wanted: Sequence[Training], found: Sequence[Training]) -> str:
    """What is different in what was found, in words; nothing if it is the same but for the number of updates.

    Examples
    --------
    >>> one = Training(TASKS["latch"], 40, Network("rnn"), seed=3)
    >>> difference([replace(one, seed=0, T=20)], [one]), difference([replace(one, updates=5)], [one])
    ('Latch, T = 40, RNN, gain 1, seed 3', '')
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
    labels = " and ".join(called(one.network) for one in found)
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
    if any(problem_of(name, value) for name, value in values.items()):
        return None
    try:
        (asked,) = plan_of(values).trainings
    except RnnvizError:
        return None
    return values if asked.settings == training.settings else None
