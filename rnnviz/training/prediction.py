"""Will it learn? The gradient of the untrained network tells, within what was measured.

What a network has to remember lies some steps before the loss (`rnnviz.tasks.Task.reach`). How much of the gradient
arrives there before the first update decides: too little, and nothing is learned from there; too much, and every update
throws about what the last one built. How much is enough was measured: `trials` has the runs, made by
``python -m benchmarks.trials``. What is expected of a network is what became of the trials of its task to which as much
arrived, if it was the same for nine of ten of them; where those whose sequences are about as long tell otherwise, they
count alone. Where settings are others than theirs, nothing is expected.
"""

import csv
import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from rnnviz.cells import CELLS
from rnnviz.cells.starts import STARTS
from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.fade import Fade
from rnnviz.numerics.numerals import counted, numeral
from rnnviz.training.statistics import success_rate
from rnnviz.training.trainer import Training, fade_of_run, start

__all__ = [
    "LEAST_BATCH",
    "LEAST_TRIALS",
    "LIMITS",
    "Amount",
    "Expectation",
    "Limits",
    "Prediction",
    "Trial",
    "amount_of",
    "expected",
    "fade_before",
    "learned_about",
    "learned_of",
    "other_settings",
    "predict",
    "trials",
]

#: Share of the trials that must have come to the same, and how many there must be, for something to be expected.
SURE: Final = 0.9
LEAST_TRIALS: Final = 5
#: How much longer or shorter than any that was tried a sequence may be.
STRETCH: Final = 1.25
#: Units and sequences of a batch from which on they make no difference.
LEAST_UNITS: Final = 32
LEAST_BATCH: Final = 32

Expectation = Literal["learns", "unsure", "fails", "unknown"]
#: How much of the gradient arrives: enough; far too little or too much; or something between.
Amount = Literal["enough", "between", "off"]


class Limits(NamedTuple):
    """log₁₀ of what arrives: within ``enough`` nearly all networks learned the latch, outside of ``off`` none did."""

    enough: tuple[float, float]
    off: tuple[float, float]


#: By cell. An LSTM does with less: what it needs is carried by the cell state, and this is the hidden state's gradient.
#: That a GRU does with the least was found.
LIMITS: Final = {
    "rnn": Limits(enough=(-1.0, 2.0), off=(-3.5, 4.0)),
    "lstm": Limits(enough=(-3.0, 2.0), off=(-4.5, 4.0)),
    "gru": Limits(enough=(-3.5, 2.0), off=(-4.5, 4.0)),
}


class Prediction(NamedTuple):
    """What to expect of a network.

    Parameters
    ----------
    reach : int
        How many steps before the loss lies what it is about; 0 where something can be learned from what lies nearer.
    log10_arriving : float
        log₁₀ of the gradient there, relative to that at the loss; -inf where it is exactly 0.
    expects : str
        ``"learns"``, ``"fails"``; ``"unsure"`` where trials came to both, or there were none; ``"unknown"`` where the
        profile says nothing.
    learned, tried : int
        How many of the trials of its task to which as much arrived learned, and how many there were.
    untried : tuple of str
        Settings that no trial had; with any, it is unsure.
    length : int
        The T of these trials, where those of the nearest length tell otherwise than all; else 0.
    """

    reach: int
    log10_arriving: float
    expects: Expectation
    learned: int = 0
    tried: int = 0
    untried: tuple[str, ...] = ()
    length: int = 0


class Trial(NamedTuple):
    """A run that was made to find the limits: 32 units, batches of 64, Adam at the rate that the task advises.

    Parameters
    ----------
    task : str
        Key of the task.
    T : int
        Its length.
    updates : int
        At most.
    cell, network : str
        What was trained, and what people call it.
    seed : int
        Of weights and batches.
    log10_arriving : float
        Before the first update.
    solved : int or None
        The update, to the next 20, at which it was solved.
    """

    task: str
    T: int
    updates: int
    cell: str
    network: str
    seed: int
    log10_arriving: float
    solved: int | None


def fade_before(training: Training) -> Fade:
    """How the gradient of the loss at the last step fades before the first update, on some sequences of the task.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> round(fade_before(Training(TASKS["latch"], 40, Network("rnn", gain=0.7))).left)
    -8
    """
    return fade_of_run(training, start(training))


def predict(training: Training, fade: Fade) -> Prediction:
    """What to expect, from the profile before the first update.

    Parameters
    ----------
    training : Training
        What will be done.
    fade : Fade
        From `fade_before`, or of the first `rnnviz.training.trainer.Record`.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> training = Training(TASKS["latch"], 40, Network("rnn", gain=0.7), updates=400)
    >>> prediction = predict(training, fade_before(training))
    >>> round(prediction.log10_arriving), prediction.expects
    (-8, 'fails')
    """
    reach = training.task.reach(training.T)
    arriving = float(fade.relative[max(0, fade.reference - 1 - reach)])
    if not reach:
        return Prediction(reach, arriving, "unknown")
    cell = training.network.cell
    if cell not in LIMITS:
        return Prediction(reach, arriving, "unsure", untried=(f"a {CELLS[cell].label}", *other_settings(training)))
    learned, tried, length = learned_about(training.task.key, cell, amount_of(cell, arriving), training.T)
    untried, expects = other_settings(training), expected(learned, tried)
    if expects == "fails" and training.updates > training.task.advice.updates:
        untried = (*untried, f"{training.updates} updates")  # what learns in fewer learns in so many, too
    return Prediction(reach, arriving, "unsure" if untried else expects, learned, tried, untried, length)


def other_settings(training: Training) -> tuple[str, ...]:
    """What of a training is different from all trials, in words, as far as it matters.

    More units and other batches do not, from 32 on: see docs/decisions/0013. Of a task without trials it is the task.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> other_settings(Training(TASKS["latch"], 40, Network("rnn"), updates=100, learning_rate=0.01))
    ('a learning rate of 0.01', 'only 100 updates')
    """
    task, rate, clip = training.task, training.learning_rate, training.clip
    lengths = [trial.T for trial in trials() if trial.task == task.key]
    if not lengths:
        return ("this task",)
    cut = training.truncate is not None and training.truncate < task.steps(training.T)
    whose = training.network.start
    differences = {
        f"a start as in {STARTS[whose].label}": whose != "plain",
        counted(training.network.n_a, "hidden unit"): training.network.n_a < LEAST_UNITS,
        f"batches of {training.batch}": training.batch < LEAST_BATCH,
        f"T = {training.T}": not min(lengths) / STRETCH <= training.T <= max(lengths) * STRETCH,
        "plain SGD": training.optimizer != "adam",
        f"a learning rate of {numeral(rate, 3)}": rate != task.advice.rate,
        f"only {training.updates} updates": training.updates < task.advice.updates,
        "no clipping" if clip is None else f"clipping to norm {numeral(clip, 3)}": clip != 1,
        f"BPTT truncated after {training.truncate} steps": cut,
    }
    return tuple(words for words, different in differences.items() if different)


def amount_of(cell: str, log10_arriving: float) -> Amount:
    """How much it is that arrives.

    Examples
    --------
    >>> [amount_of("rnn", log10) for log10 in (-8, -3, 0, 3, 5)]
    ['off', 'between', 'enough', 'between', 'off']
    >>> amount_of("lstm", -2.5)
    'enough'
    """
    if cell not in LIMITS:
        raise RnnvizError(f"cell must be one of {', '.join(LIMITS)}, of which there are trials; got {cell!r}.")
    enough, off = LIMITS[cell]
    if not off[0] <= log10_arriving <= off[1]:  # neither where it is NaN
        return "off"
    return "enough" if enough[0] <= log10_arriving <= enough[1] else "between"


def expected(learned: int, tried: int) -> Expectation:
    """What became of nine of ten trials, if there were some.

    Examples
    --------
    >>> expected(91, 94), expected(0, 45), expected(27, 53), expected(4, 4)
    ('learns', 'fails', 'unsure', 'unsure')
    """
    if tried < LEAST_TRIALS:
        return "unsure"
    if learned >= SURE * tried:
        return "learns"
    return "fails" if tried - learned >= SURE * tried else "unsure"


def learned_about(task: str, cell: str, amount: Amount, T: int) -> tuple[int, int, int]:
    """How many of how many trials of a task learned to which as much arrived, of any length: and 0.

    Where those of the nearest length tell otherwise, of these alone: and that length.

    Examples
    --------
    >>> learned_about("latch", "rnn", "enough", 40), learned_about("latch", "rnn", "enough", 80)
    ((91, 94, 0), (6, 9, 80))
    """
    learned, tried = _learned(task, cell, amount)
    those, nearest = _of_length(task, cell, T)
    near = learned_of(amount, those)
    return (*near, nearest) if _tells_otherwise(*near, expected(learned, tried)) else (learned, tried, 0)


def _tells_otherwise(learned: int, tried: int, expects: Expectation) -> bool:
    """Whether some of the trials are no chance of what all are said to do: by an interval of 95 %."""
    if not tried:
        return False
    rate = success_rate(learned, tried)
    return (expects == "learns" and rate.high < SURE) or (expects == "fails" and rate.low > 1 - SURE)


def _of_length(task: str, cell: str, T: int) -> tuple[tuple[Trial, ...], int]:
    """The trials whose sequences are about as long as these, and how long that is."""
    there = [trial for trial in trials() if (trial.task, trial.cell) == (task, cell)]
    nearest = min({trial.T for trial in there}, key=lambda one: abs(math.log(one / T)), default=0)
    return tuple(trial for trial in there if nearest == trial.T), nearest


@cache
def _learned(task: str, cell: str, amount: Amount) -> tuple[int, int]:
    return learned_of(amount, (trial for trial in trials() if (trial.task, trial.cell) == (task, cell)))


@cache
def trials() -> tuple[Trial, ...]:
    """The runs by which the limits were found.

    Examples
    --------
    >>> learned_of("off", (trial for trial in trials() if trial.task == "latch"))[0]
    0
    """
    with files("rnnviz.training").joinpath("trials.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Trial(
            row["task"],
            int(row["T"]),
            int(row["updates"]),
            row["cell"],
            row["network"],
            int(row["seed"]),
            float(row["log10_arriving"]),
            int(row["solved"]) if row["solved"] else None,
        )
        for row in rows
    )


def learned_of(amount: Amount, among: Iterable[Trial]) -> tuple[int, int]:
    """How many trials to which so much arrived learned, and how many there were."""
    those = [trial for trial in among if amount_of(trial.cell, trial.log10_arriving) == amount]
    return sum(trial.solved is not None for trial in those), len(those)
