"""Will it learn? The gradient of the untrained network tells, within what was measured.

What a network has to remember lies some steps before the loss (`rnnviz.tasks.Task.reach`). How much of the gradient
arrives there before the first update decides: too little, and nothing is learned from there; too much, and every update
throws about what the last one built. Where the limits are was measured: `trials` has the runs, made by
``python -m benchmarks.trials``.
"""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.fade import Fade
from rnnviz.training.trainer import Training, record_of, start

__all__ = [
    "LIMITS",
    "Expectation",
    "Limits",
    "Prediction",
    "Trial",
    "band_of",
    "fade_before",
    "holds_on",
    "predict",
    "predicted",
    "trials",
]

#: Share of the trials in which an expectation has to be right, to be had.
SURE: Final = 0.9
#: Hidden values up to which a profile is measured on 64 sequences, so that nobody waits for it; on 8 at least.
MOST_VALUES: Final = 200_000

Expectation = Literal["learns", "unsure", "fails", "unknown"]


class Limits(NamedTuple):
    """log₁₀ of what arrives: between ``learns`` nearly all networks learned, outside of ``fails`` none did."""

    learns: tuple[float, float]
    fails: tuple[float, float]


#: By cell. An LSTM does with less: what it needs is carried by the cell state, and this is the hidden state's gradient.
LIMITS: Final = {
    "rnn": Limits(learns=(-1.0, 2.0), fails=(-3.5, 4.0)),
    "lstm": Limits(learns=(-3.0, 2.0), fails=(-4.5, 4.0)),
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
        ``"learns"``, ``"fails"``, ``"unsure"`` in between; ``"unknown"`` where the profile says nothing.
    """

    reach: int
    log10_arriving: float
    expects: Expectation


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
    values = training.network.n_a * training.task.steps(training.T)
    return record_of(training, start(training), sequences=min(64, max(8, MOST_VALUES // values))).fade


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
    >>> training = Training(TASKS["latch"], 40, Network("rnn", gain=0.7))
    >>> prediction = predict(training, fade_before(training))
    >>> round(prediction.log10_arriving), prediction.expects
    (-8, 'fails')
    """
    reach = training.task.reach(training.T)
    arriving = float(fade.relative[max(0, fade.reference - 1 - reach)])
    if not reach:
        return Prediction(reach, arriving, "unknown")
    cell = training.network.cell
    expects = predicted(cell, arriving)
    if training.task.key != "latch" and not holds_on(training.task.key, cell, expects):
        expects = "unsure"
    return Prediction(reach, arriving, expects)


def predicted(cell: str, log10_arriving: float) -> Expectation:
    """What is to be expected where so much of the gradient arrives.

    Examples
    --------
    >>> [predicted("rnn", log10) for log10 in (-8, -3, 0, 3, 5)]
    ['fails', 'unsure', 'learns', 'unsure', 'fails']
    >>> predicted("lstm", -2.5)
    'learns'
    """
    if cell not in LIMITS:
        raise RnnvizError(f"cell must be one of {', '.join(LIMITS)}; got {cell!r}.")
    learns, fails = LIMITS[cell]
    if not fails[0] <= log10_arriving <= fails[1]:  # neither where it is NaN
        return "fails"
    return "learns" if learns[0] <= log10_arriving <= learns[1] else "unsure"


@cache
def holds_on(task: str, cell: str, expects: Expectation) -> bool:
    """Whether an expectation, whose limits come from the latch, was right for nine of ten networks on another task.

    Where it was never tried, it is not known to hold.

    Examples
    --------
    >>> holds_on("order", "rnn", "fails"), holds_on("order", "rnn", "learns"), holds_on("sine", "rnn", "fails")
    (True, False, False)
    """
    learned, tried = band_of(expects, (t for t in trials() if t.cell == cell and t.task == task))
    return tried > 0 and (tried - learned if expects == "fails" else learned) >= SURE * tried


@cache
def trials() -> tuple[Trial, ...]:
    """The runs by which the limits were found.

    Examples
    --------
    >>> band_of("fails", (trial for trial in trials() if trial.task == "latch"))[0]
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


def band_of(expects: Expectation, among: Iterable[Trial]) -> tuple[int, int]:
    """How many trials with such an expectation learned, and how many there were."""
    those = [trial for trial in among if predicted(trial.cell, trial.log10_arriving) == expects]
    return sum(trial.solved is not None for trial in those), len(those)
