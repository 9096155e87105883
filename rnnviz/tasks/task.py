"""What a task is: sequences to read, what is right, the steps that count, and what is trivial to reach."""

import math
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError
from rnnviz.numerics.ranges import Bounds

__all__ = ["Advice", "Batch", "Lengths", "Solved", "Task", "one_hot_batch", "which_steps"]

Array = NDArray[Any]
Rng = np.random.Generator
#: Most sequences of one batch.
MAX_SEQUENCES = 100_000


class Batch(NamedTuple):
    """Some sequences of a task, time last.

    Parameters
    ----------
    x : numpy.ndarray, (n_x, m, steps)
        What the network reads.
    targets : numpy.ndarray, (m, steps) of int, or (n_y, m, steps)
        What is right at every step: a class, or values. Only the steps of ``counts`` matter.
    counts : numpy.ndarray of bool, (steps,)
        The steps at which the loss looks; their mean is the loss.
    """

    x: Array
    targets: Array
    counts: Array


class Lengths(NamedTuple):
    """Which lengths T are possible, and which is offered first."""

    low: int
    high: int
    first: int


class Advice(NamedTuple):
    """With what a network that can learn a task does: Adam's learning rate, and updates of 64 sequences."""

    rate: float
    updates: int


class Solved(NamedTuple):
    """When a task counts as solved.

    Parameters
    ----------
    quantity : str
        ``"accuracy"``, which must be at least ``bound``; or ``"loss"``, which must be below it.
    bound : float
        The bound.
    """

    quantity: Literal["accuracy", "loss"]
    bound: float

    def reached(self, loss: float, accuracy: float) -> bool:
        """Whether it is solved.

        Examples
        --------
        >>> Solved("accuracy", 0.95).reached(0.2, 0.96), Solved("loss", 0.05).reached(0.2, float("nan"))
        (True, False)
        """
        return accuracy >= self.bound and math.isfinite(loss) if self.quantity == "accuracy" else loss < self.bound

    @property
    def words(self) -> str:
        """In words.

        Examples
        --------
        >>> Solved("accuracy", 0.95).words, Solved("loss", 0.01).words
        ('at least 95 % right', 'mean squared error below 0.01')
        """
        if self.quantity == "accuracy":
            return f"at least {100 * self.bound:.3g} % right"
        return f"mean squared error below {self.bound:g}"


class Task(NamedTuple):
    """A task: everything but the network. Pure functions of a random generator and of sizes.

    Parameters
    ----------
    key, label : str
        Name in code and addresses; what people call it.
    about : str
        What is to be done and why it is hard, in two short sentences.
    source : str
        The paper.
    kind : str
        ``"classes"``: cross-entropy with a softmax; ``"values"``: mean squared error with a linear output.
    n_x, n_y : int
        Features of the input, outputs of the network.
    lengths : Lengths
        Of T.
    steps : callable
        ``steps(T)``: how many steps its sequences have.
    reach : callable
        ``reach(T)``: how many steps before the last loss lies what it is about, on average where that varies; 0 where
        something can be learned from what lies nearer.
    matters : str
        What lies there; empty where ``reach`` is 0.
    draw : callable
        ``draw(rng, m, T)`` gives a `Batch` of m sequences.
    baseline : callable
        ``baseline(T)``: the loss of the trivial answer.
    trivial : str
        What the trivial answer is, as in "no better than …".
    trivial_accuracy : callable, optional
        ``trivial_accuracy(T)``: the share of classes that it gets right.
    solved : Solved
        When it counts as solved.
    advice : Advice
        How to train.
    symbols, classes : tuple of str
        What each feature of the input and each class stand for, one character a symbol; empty where they are values.
    text : str
        What a person gave, for the next character of it.
    """

    key: str
    label: str
    about: str
    source: str
    kind: Literal["classes", "values"]
    n_x: int
    n_y: int
    lengths: Lengths
    steps: Callable[[int], int]
    reach: Callable[[int], int]
    matters: str
    draw: Callable[[Rng, int, int], Batch]
    baseline: Callable[[int], float]
    trivial: str
    solved: Solved
    advice: Advice
    symbols: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    text: str = ""
    trivial_accuracy: Callable[[int], float] | None = None

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """How it travels to another process: by name, since functions like its own cannot."""
        from rnnviz.tasks import TASKS, next_character  # noqa: PLC0415  # they are made of this

        if TASKS.get(self.key) is self:
            return _task_named, (self.key,)
        return (next_character, (self.text,)) if self.text else (Task, tuple(self))

    def batch(self, rng: Rng, m: int, T: int) -> Batch:
        """Draw m sequences of length T, checked.

        Raises
        ------
        RnnvizError
            If the length or the number of sequences is not possible.
        """
        if not isinstance(rng, np.random.Generator):
            raise RnnvizError(f"rng must be a numpy.random.Generator; got {type(rng).__name__}.")
        for name, value, bounds in (("T", T, Bounds(*self.lengths[:2])), ("m", m, Bounds(1, MAX_SEQUENCES))):
            problem = bounds.problem(name, value)
            if problem:
                raise RnnvizError(f"{self.label}: {problem}")
        return self.draw(rng, m, T)


def _task_named(key: str) -> Task:
    from rnnviz.tasks import TASKS  # noqa: PLC0415  # they are made of this

    return TASKS[key]


def one_hot_batch(symbols: Array, size: int) -> Array:
    """Symbols 0 to size − 1, (m, steps), as one-hot columns, (size, m, steps).

    Examples
    --------
    >>> one_hot_batch(np.array([[0, 2]]), 3)[:, 0].tolist()
    [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    """
    return np.asarray(np.arange(size)[:, None, None] == symbols, dtype=np.float64)


def which_steps(steps: int, *at: int) -> Array:
    """A mask of the named steps, counted from 0; negative ones from the end.

    Examples
    --------
    >>> which_steps(4, -1).tolist()
    [False, False, False, True]
    """
    mask = np.zeros(steps, dtype=bool)
    mask[list(at)] = True
    return mask
