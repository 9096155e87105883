"""The trainer: a generator that does some updates, tells how it stands, and goes on when it is asked again.

Everything that is drawn is drawn from the seed and the number of the update. So a checkpoint needs no state of a random
generator, and a run that is resumed is the run that was never stopped, to the bit.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.cells.cell import quietly
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.fade import Fade, fades_of
from rnnviz.network.output_layer import OUTPUT_LAYER
from rnnviz.numerics.ranges import Bounds
from rnnviz.rnn_utils import initialize_adam, update_parameters_with_adam
from rnnviz.tasks import Batch
from rnnviz.training.clipping import clip_by_global_norm
from rnnviz.training.network import Network, backward, forward
from rnnviz.training.training import SETTINGS, Checkpoint, Stream, Training

__all__ = [
    "Checkpoint",
    "GateUse",
    "Record",
    "Training",
    "Updated",
    "fade_of_run",
    "measured_sequences",
    "record_of",
    "start",
    "train",
    "update",
]

Array = NDArray[Any]

#: Sequences of the batch on which a record is measured; the same throughout a run.
TEST_SEQUENCES = 200
#: Hidden values of that batch; where it would have more, it has fewer sequences, 20 at least.
TEST_VALUES = 1_000_000
#: The same for the gradient's profile, which somebody who moves a slider waits for: 8 sequences at least.
PROFILE_SEQUENCES = 64
PROFILE_VALUES = 200_000


class GateUse(NamedTuple):
    """How far open a gate is, or how far a signed activation is from 0.

    Parameters
    ----------
    low, high : float
        The share of values below 0.1 and above 0.9 of their range.
    mean : float
        Mean value; of what may be negative, mean size.
    """

    low: float
    high: float
    mean: float


class Record(NamedTuple):
    """How a run stands.

    Parameters
    ----------
    update : int
        Updates done.
    loss, accuracy : float
        On sequences drawn apart from those of the updates; no accuracy (NaN) where there are no classes.
    norm : float
        Of the whole gradient at the last update, before clipping; NaN before the first.
    fade : Fade
        How the gradient of the loss at the last step fades on its way back.
    gates : dict of str to GateUse
        Of each gate, and of an activation with two ends.
    trouble : str
        What went wrong, if numbers stopped being numbers; then this is the last record.
    """

    update: int
    loss: float
    accuracy: float
    norm: float
    fade: Fade
    gates: dict[str, GateUse]
    trouble: str = ""


class Updated(NamedTuple):
    """What came of an update.

    Parameters
    ----------
    checkpoint : Checkpoint
        The run after it; if there is trouble, before it.
    norm : float
        Of the whole gradient, before clipping.
    trouble : str
        What went wrong, if numbers stopped being numbers: at which update, step and unit.
    """

    checkpoint: Checkpoint
    norm: float
    trouble: str


def start(training: Training) -> Checkpoint:
    """The run before its first update.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> start(Training(TASKS["latch"], 10, Network("rnn", n_a=4))).parameters["Waa"].shape
    (4, 4)
    """
    parameters = training.network.draw(training.task, training.rng(Stream.PARAMETERS), training.dtype)
    return Checkpoint(0, parameters, *initialize_adam(parameters))


def train(
    training: Training, checkpoint: Checkpoint | None = None, every: int = 10
) -> Iterator[tuple[Record, Checkpoint]]:
    """Train, and tell every few updates how it stands: at the beginning, then whenever ``every`` divides the number.

    Parameters
    ----------
    training : Training
        What to do.
    checkpoint : Checkpoint, optional
        From where to go on; from the beginning unless given.
    every : int
        Updates from record to record.

    Yields
    ------
    (Record, Checkpoint)
        How it stands, and from where to go on. Of a run whose numbers stop being numbers the last checkpoint is the
        one before that update.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> training = Training(TASKS["latch"], 5, Network("rnn", n_a=16), updates=60, learning_rate=0.01)
    >>> records = [record for record, _ in train(training, every=20)]
    >>> [record.update for record in records], records[-1].loss < records[0].loss
    ([0, 20, 40, 60], True)
    """
    problem = SETTINGS["updates"].problem("every", every)
    if checkpoint is not None:
        problem = problem or Bounds(0, training.updates).problem("The checkpoint's update", checkpoint.update)
    if problem:
        raise RnnvizError(problem)
    now = start(training) if checkpoint is None else checkpoint
    norm, workspace = math.nan, Workspace()
    if checkpoint is None:
        yield record_of(training, now, norm), now
    while now.update < training.updates:
        now, norm, trouble = update(training, now, workspace)
        if trouble or now.update % every == 0 or now.update == training.updates:
            yield record_of(training, now, norm, trouble), now
        if trouble:
            return


def update(training: Training, now: Checkpoint, workspace: Workspace | None = None) -> Updated:
    """Do one update, unless numbers stop being numbers; faster if the next one gets the same workspace.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> training = Training(TASKS["latch"], 5, Network("rnn", n_a=4))
    >>> update(training, start(training)).checkpoint.update
    1
    """
    rng = training.rng(Stream.BATCHES, now.update)
    batch = training.task.batch(rng, training.batch, training.T)
    done = forward(training.network, now.parameters, training.task, batch, workspace)
    gradients, _ = backward(training.network, now.parameters, batch, done, training.truncate)
    clipped = clip_by_global_norm(gradients, training.clip)
    then = _moved(training, now, clipped.gradients)
    trouble = ""
    if not math.isfinite(done.loss.value) or math.isnan(clipped.norm):
        trouble = _lost_numbers(now, done.forward.states["a"], gradients)
    if not trouble:
        trouble = _lost_weights(then)
    return Updated(now if trouble else then, clipped.norm, trouble)


def _lost_numbers(now: Checkpoint, a: Array, gradients: Mapping[str, Array]) -> str:
    """Where numbers stopped being numbers, forwards or else backwards."""
    steps = np.flatnonzero(~np.isfinite(a).all(axis=(0, 1)))
    if steps.size:
        step = int(steps[0])
        unit = int(np.flatnonzero(~np.isfinite(a[:, :, step]).all(axis=1))[0]) + 1
        where = f"the hidden state is no number from step {step + 1} on, first in unit {unit}"
    else:
        names = [name for name, g in gradients.items() if np.isnan(g).any()]
        where = f"the gradient is no number in {', '.join(names)}" if names else "the loss is no number"
    return f"At update {now.update + 1} {where}."


@quietly
def _moved(training: Training, now: Checkpoint, gradients: Mapping[str, Array]) -> Checkpoint:
    if training.optimizer == "sgd":
        rate = np.dtype(training.dtype).type(training.learning_rate)
        parameters = {name: value - rate * gradients["d" + name] for name, value in now.parameters.items()}
        return Checkpoint(now.update + 1, parameters, now.v, now.s)
    moved = update_parameters_with_adam(
        now.parameters, gradients, now.v, now.s, now.update + 1, learning_rate=training.learning_rate
    )
    return Checkpoint(now.update + 1, *moved)


def _lost_weights(then: Checkpoint) -> str:
    """Which weights are no numbers any more, or which of Adam's means, with which they would never move again."""
    for name, value in then.parameters.items():
        if not np.isfinite(value).all():
            row = int(np.flatnonzero(~np.isfinite(value).all(axis=1))[0]) + 1
            where = f"{name} of {'output' if name in OUTPUT_LAYER else 'unit'} {row}"
            return f"At update {then.update} {where} left the range of numbers: the step was too long."
    for means in (then.v, then.s):
        for name, value in means.items():
            if not np.isfinite(value).all():
                return f"At update {then.update} the gradient {name} is too large: its square is no number any more."
    return ""


@quietly
def record_of(training: Training, now: Checkpoint, norm: float = math.nan, trouble: str = "") -> Record:
    """Measure how a run stands, on sequences drawn apart from those of the updates.

    Parameters
    ----------
    training, now
        The run.
    norm : float
        To be noted.
    trouble : str
        To be noted.
    """
    done = forward(training.network, now.parameters, training.task, _test_batch(training))
    gates, fade = _saturation(training.network, done.forward), fade_of_run(training, now)
    return Record(now.update, done.loss.value, done.loss.accuracy, norm, fade, gates, trouble)


@quietly
def fade_of_run(training: Training, now: Checkpoint) -> Fade:
    """How the gradient of the loss at the last step alone fades on its way back, wherever else the task looks.

    It is measured on the first of the sequences that a record is measured on, and right through the sequence, even if
    the updates truncate it.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> training = Training(TASKS["latch"], 40, Network("rnn", gain=0.7))
    >>> round(fade_of_run(training, start(training)).left)
    -8
    """
    batch, steps = _test_batch(training), training.task.steps(training.T)
    m = min(PROFILE_SEQUENCES, max(8, PROFILE_VALUES // (training.network.n_a * steps)))
    last = Batch(batch.x[:, :m], batch.targets[..., :m, :], np.arange(steps) == steps - 1)
    done = forward(training.network, now.parameters, training.task, last)
    _, through = backward(training.network, now.parameters, last, done)
    return fades_of(through.by_step)["a"]


def measured_sequences(training: Training) -> int:
    """How many sequences every record of a run is measured on."""
    values = training.network.n_a * training.task.steps(training.T)
    return min(TEST_SEQUENCES, max(20, TEST_VALUES // values))


def _test_batch(training: Training) -> Batch:
    """What every record of a run is measured on."""
    return training.task.batch(training.rng(Stream.TEST), measured_sequences(training), training.T)


def _saturation(network: Network, done: Any) -> dict[str, GateUse]:
    """Of all units, sequences and steps; the range is (0, 1) of gates and (−1, 1) of a tanh."""
    found, arrays = {}, {**done.states, **done.gates}
    for signal in CELLS[network.cell].signals(network.activation):
        if signal.activation is None:  # no ends that it could reach
            continue
        values, signed = arrays[signal.key], signal.activation == "tanh"
        low, high = (-0.8, 0.8) if signed else (0.1, 0.9)
        mean = np.abs(values).mean() if signed else values.mean()
        found[signal.key] = GateUse(float((values < low).mean()), float((values > high).mean()), float(mean))
    return found
