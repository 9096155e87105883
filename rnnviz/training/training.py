"""A training: all that decides about how a network learns a task, and how it stands after some updates."""

import reprlib
from dataclasses import asdict, dataclass, fields
from enum import IntEnum
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError
from rnnviz.experiment.declarations import SETTINGS as OF_SCENARIO
from rnnviz.experiment.declared import Declared, declare, declared
from rnnviz.experiment.key import key_of
from rnnviz.numerics.ranges import Bounds
from rnnviz.tasks import TASKS, Task
from rnnviz.training.network import PIECES, Network

__all__ = ["SETTINGS", "Checkpoint", "Stream", "Training"]

Array = NDArray[Any]


class Stream(IntEnum):
    """Streams of random numbers that do not depend on one another, all from the seed."""

    PARAMETERS, BATCHES, TEST, FRESH = range(4)


@dataclass(frozen=True)
class Training:
    """All that decides about a run.

    Parameters
    ----------
    task : Task
        What is learned.
    T : int
        Its length.
    network : Network
        What learns it.
    batch : int
        Sequences of an update.
    updates : int
        Updates in all.
    optimizer : str
        ``"adam"`` (Kingma & Ba 2015) or ``"sgd"``.
    learning_rate : float
        Of either.
    clip : float or None
        Largest norm of the whole gradient.
    truncate : int or None
        Steps of truncated backpropagation through time.
    seed : int
        Of weights and batches.
    dtype : str
        ``"float64"`` or ``"float32"``.

    Raises
    ------
    RnnvizError
        If a number or a name is not possible.
    """

    task: Task
    T: int
    network: Network
    batch: int = declare(
        Declared(
            default=64,
            bounds=Bounds(1, 10_000),
            step=1,
            label="Sequences an update",
            help="The batch: the gradient of an update is the mean over so many sequences.",
        )
    )
    updates: int = declare(
        Declared(
            default=800,
            bounds=Bounds(1, 1_000_000),
            step=50,
            label="Updates at most",
            help="An update changes the weights once. It ends earlier if the task is solved.",
        )
    )
    optimizer: Literal["adam", "sgd"] = declare(
        Declared(
            default="adam",
            choices={"adam": "Adam", "sgd": "Plain SGD"},
            label="Optimiser",
            help="SGD steps along the gradient; Adam scales each weight's step by the size of its recent gradients.",
        )
    )
    learning_rate: float = declare(
        Declared(default=1e-3, bounds=Bounds(1e-12, 1e308), label="Learning rate", help="How far one update goes.")
    )
    clip: float | None = declare(
        Declared(
            default=1.0,
            bounds=Bounds(1e-12, 1e12),
            optional=True,
            label="Clip the gradient's norm to",
            help="A longer gradient is shortened to this length; its direction stays.",
        )
    )
    truncate: int | None = declare(
        Declared(
            bounds=PIECES,
            optional=True,
            step=5,
            label="Truncate BPTT after steps",
            help="How many steps back through time the gradient goes. 0: through the whole sequence.",
        )
    )
    seed: int = declare(
        OF_SCENARIO["seed"].like(help="Decides the first weights and the batches: the same seed gives the same run.")
    )
    dtype: Literal["float64", "float32"] = declare(
        Declared(default="float64", choices={"float64": "float64", "float32": "float32"}, label="Precision")
    )

    def __post_init__(self) -> None:
        for name, kind in (("task", Task), ("network", Network)):
            if not isinstance(getattr(self, name), kind):
                raise RnnvizError(f"{name} must be a {kind.__name__}; got {getattr(self, name)!r}.")
        problem = Bounds(*self.task.lengths[:2]).problem("T", self.T)
        for name, one in SETTINGS.items():
            problem = problem or _problem(name, one, getattr(self, name))
        if problem:
            raise RnnvizError(problem)

    @property
    def settings(self) -> dict[str, Any]:
        """All that decides, as plain values: two trainings with the same are the same, to the bit.

        Examples
        --------
        >>> from rnnviz.tasks import TASKS
        >>> settings = Training(TASKS["latch"], 5, Network("rnn")).settings
        >>> settings["task"], settings["T"], settings["network"]["cell"]
        ('latch', 5, 'rnn')
        """
        own = {name: value for name, value in vars(self).items() if name not in ("task", "network")}
        return {"task": self.task.key, "text": self.task.text, "network": asdict(self.network), **own}

    @property
    def key(self) -> str:
        """The content key: two trainings have one exactly if they go the same way, from the first update to the last.

        Raises
        ------
        TypeError
            If the task is neither one of `rnnviz.tasks.TASKS` nor the next character of a text: its functions say
            nothing of what they do, so nothing that depends on it can be kept.

        Examples
        --------
        >>> one = Training(TASKS["latch"], 5, Network("rnn"))
        >>> one.key == Training(TASKS["latch"], 5, Network("rnn", forget_bias=2.0)).key  # an RNN has none
        True
        >>> one.key == Training(TASKS["latch"], 5, Network("rnn"), clip=0.5).key
        False
        """
        task = self.task
        if not task.text and TASKS.get(task.key) != task:
            raise TypeError(f"{task.label} has no content key, since it is no task of TASKS. Put it there.")
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("task", "network")}
        whole = self.truncate is None or self.truncate >= task.steps(self.T)
        named = {"task": task.key, "text": task.text, "network": self.network.decisive}
        return key_of("training", own | named | {"truncate": None if whole else self.truncate})

    @property
    def cost(self) -> int:
        """Hidden values of one update: steps · n_a · batch."""
        return self.task.steps(self.T) * self.network.n_a * self.batch

    def fresh_rng(self, example: int = 0) -> np.random.Generator:
        """For sequences to look at, drawn apart from those of the updates and those that are measured on."""
        return self.rng(Stream.FRESH, example)

    def rng(self, stream: Stream, update: int = 0) -> np.random.Generator:
        """The random generator of a stream, for one update."""
        return np.random.default_rng([self.seed, stream, update])


#: Every setting of a training but its task and network, by name, as it is declared.
SETTINGS: Final = declared(Training)


def _problem(name: str, one: Declared, value: object) -> str:
    """What is wrong with a value; of two choices both are named."""
    if one.choices is None or value in tuple(one.choices):
        return one.problem(name, value)
    return f"{name} must be {' or '.join(one.choices)}; got {reprlib.repr(value)}."


class Checkpoint(NamedTuple):
    """A run as it stands.

    Parameters
    ----------
    update : int
        Updates done.
    parameters : dict of str to numpy.ndarray
        The weights now.
    v, s : dict of str to numpy.ndarray
        Adam's moving means.
    """

    update: int
    parameters: dict[str, Array]
    v: dict[str, Array]
    s: dict[str, Array]

    def key_in(self, training: Training) -> str:
        """The content key of a training that has come so far: two have one exactly if they go on the same way.

        Parameters
        ----------
        training : Training
            Whose checkpoint it is.
        """
        return key_of("checkpoint", training.key, *self)
