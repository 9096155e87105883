"""Training as files: curves as CSV; checkpoints as NPZ, read without pickle, so that somebody else's can do no harm."""

import base64
import binascii
import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

import numpy as np

from rnnviz.errors import InputError, RnnvizError
from rnnviz.numerics.ranges import Bounds
from rnnviz.tasks import TASKS, next_character
from rnnviz.tasks.task import Task
from rnnviz.training.network import Network
from rnnviz.training.parts import Parts, damaged
from rnnviz.training.runs import History
from rnnviz.training.trainer import Checkpoint, GateUse, Training, start
from rnnviz.training.training import SETTINGS

__all__ = ["checkpoint_of", "curves_csv", "read_checkpoint", "weights_text", "write_checkpoint"]

#: Longest settings, as JSON: a text of 20,000 characters takes 12 bytes each at most.
_MAX_ABOUT: Final = 300_000
_FORMAT: Final = "rnnviz checkpoint 1"
#: What a file must say of a training; of the other settings it may leave out those that are newer than it.
_SAID: Final = frozenset({"format", "update", "task", "text", "T", "network"})


def write_checkpoint(training: Training, checkpoint: Checkpoint) -> bytes:
    """A run as it stands, with all that decides about how it goes on.

    Parameters
    ----------
    training, checkpoint
        From `rnnviz.training.trainer`.

    Returns
    -------
    bytes
        An NPZ file.

    Examples
    --------
    >>> training = Training(TASKS["latch"], 5, Network("rnn", n_a=2))
    >>> again, checkpoint = read_checkpoint(write_checkpoint(training, start(training)))
    >>> again == training, checkpoint.update
    (True, 0)
    """
    about = {"format": _FORMAT, "update": checkpoint.update, **training.settings}
    arrays = {"about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)}
    for group in ("parameters", "v", "s"):
        arrays |= {f"{group}/{name}": value for name, value in getattr(checkpoint, group).items()}
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # a keyword for each array
    return file.getvalue()


def read_checkpoint(content: bytes) -> tuple[Training, Checkpoint]:
    """What `write_checkpoint` wrote.

    Raises
    ------
    InputError
        If the file is none, or what is in it does not fit together.

    Notes
    -----
    Every size is looked at before what it is the size of: a small file can say that it holds much.
    """
    parts = Parts(content)
    about = _about(parts)
    try:
        task = _task(about.pop("task"), about.pop("text"))
        update, network = about.pop("update"), Network(**about.pop("network"))
        training = Training(task=task, network=network, **about)
    except RnnvizError as error:  # it says itself what is wrong
        raise InputError(str(error)) from None
    return training, _checked(training, update, parts)


def _task(key: object, text: object) -> Task:
    if key == "text":
        return next_character(text)  # type: ignore[arg-type]  # it says so itself if it is none
    if not isinstance(key, str) or key not in TASKS:
        raise damaged()
    return TASKS[key]


def _about(parts: Parts) -> dict[str, Any]:
    """The settings, by name: names that there are, each with a plain value, which may yet be a wrong one."""
    said = parts.text("about", _MAX_ABOUT)
    try:
        about = json.loads(said)
    except (ValueError, RecursionError):  # no JSON, or brackets within brackets without end
        raise damaged() from None
    if not isinstance(about, dict) or not _SAID <= about.keys() <= _SAID | SETTINGS.keys():
        raise damaged()
    network = about["network"]
    if not isinstance(network, dict) or not network.keys() <= {field.name for field in fields(Network)}:
        raise damaged()
    plain = [value for name, value in (*about.items(), *network.items()) if name != "network"]
    if about.pop("format") != _FORMAT or any(isinstance(value, dict | list) for value in plain):
        raise damaged()
    return about


def _checked(training: Training, update: int, parts: Parts) -> Checkpoint:
    """The arrays, if they are those of such a run."""
    problem = Bounds(0, training.updates).problem("The checkpoint's update", update)
    if problem:
        raise InputError(problem)
    expected = _like(training)
    groups: dict[str, dict[str, Any]] = {}
    for group in ("parameters", "v", "s"):
        groups[group] = {}
        for name, like in getattr(expected, group).items():
            found = parts.array(f"{group}/{name}", like)
            if found is None:
                raise InputError(f"The checkpoint's {name} does not fit to its network. Choose another file.")
            if not np.isfinite(found).all():
                raise InputError(f"The checkpoint's {name} has values that are no numbers. Choose another file.")
            if group == "s" and (found < 0).any():
                raise InputError(f"The checkpoint's {name} should be a mean of squares; it is negative.")
            groups[group][name] = found
    return Checkpoint(update, **groups)


def _like(training: Training) -> Checkpoint:
    """One of the same shapes, and quickly made: orthogonal weights take a second for a large network."""
    return start(replace(training, network=replace(training.network, init="identity")))


def weights_text(checkpoint: Checkpoint) -> str:
    """The parameters of a checkpoint to the last bit, in letters that every address can have.

    Examples
    --------
    >>> training = Training(TASKS["latch"], 5, Network("rnn", n_a=2))
    >>> text = weights_text(start(training))
    >>> checkpoint_of(training, 0, text).parameters["Waa"] == start(training).parameters["Waa"]
    array([[ True,  True],
           [ True,  True]])
    """
    values = (np.ascontiguousarray(value) for value in checkpoint.parameters.values())
    content = b"".join(value.astype(value.dtype.newbyteorder("<")).tobytes() for value in values)
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def checkpoint_of(training: Training, update: int, text: str) -> Checkpoint:
    """A checkpoint with given parameters, whose optimizer knows nothing.

    Raises
    ------
    InputError
        If the text has not as many numbers as the network has parameters, or one that is none.
    """
    like = _like(training)
    unfit = InputError("The weights of the link do not fit to its network. Ask for a new link.")
    size = sum(value.nbytes for value in like.parameters.values())
    if len(text) != -(-4 * size // 3) or not text.isascii():
        raise unfit
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise unfit from None
    parameters, at = {}, 0
    for name, value in like.parameters.items():
        found = np.frombuffer(content, value.dtype.newbyteorder("<"), value.size, at).astype(value.dtype)
        if not np.isfinite(found).all():
            raise unfit
        parameters[name], at = found.reshape(value.shape), at + value.nbytes
    return Checkpoint(update, parameters, like.v, like.s)


def curves_csv(runs: Sequence[History]) -> str:
    """What was measured at every look, one row each; several runs below one another.

    Columns are the network, the update, loss, accuracy, the gradient's norm before clipping, log₁₀ of what is left of
    the gradient at step 1, and for each gate what `rnnviz.training.trainer.GateUse` has. What there is none of is
    empty.

    Examples
    --------
    >>> from rnnviz.training.runs import History, advance
    >>> run = History(Training(TASKS["latch"], 5, Network("rnn", n_a=2)))
    >>> run.add(*advance(run.training, None, every=1, until_solved=True, single=True))
    >>> print(curves_csv([run]).splitlines()[0])
    network,update,loss,accuracy,gradient_norm,log10_left_at_step_1,a_low,a_high,a_mean
    """
    gates = sorted({gate for run in runs for record in run.records for gate in record.gates})
    ends = [f"{gate}_{what}" for gate in gates for what in GateUse._fields]
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["network", "update", "loss", "accuracy", "gradient_norm", "log10_left_at_step_1", *ends])
    for run in runs:
        for one in run.records:
            numbers = [one.loss, one.accuracy, one.norm, one.fade.left]
            shares = [share for gate in gates for share in one.gates.get(gate, (math.nan,) * 3)]
            row = ["" if math.isnan(number) else number for number in (*numbers, *shares)]
            table.writerow([run.training.network.label, one.update, *row])
    return file.getvalue()
