"""Training as files: curves as CSV; checkpoints as NPZ, read without pickle, so that somebody else's can do no harm."""

import csv
import io
import json
import math
import tokenize
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from rnnviz.errors import InputError, RnnvizError
from rnnviz.numerics.ranges import Bounds
from rnnviz.tasks import TASKS, next_character
from rnnviz.tasks.task import Task
from rnnviz.training.network import Network
from rnnviz.training.runs import History
from rnnviz.training.trainer import Checkpoint, GateUse, Training, start

Array = NDArray[Any]

__all__ = ["MAX_BYTES", "MAX_PARTS", "curves_csv", "read_checkpoint", "write_checkpoint"]

#: Most that is read, unpacked.
MAX_BYTES: Final = 50_000_000
#: Most arrays that a file may have: three for each parameter of a cell, and the settings.
MAX_PARTS: Final = 100
#: Longest settings, as JSON: a text of 20,000 characters takes 12 bytes each at most.
_MAX_ABOUT: Final = 300_000
#: What each entry of the list of a ZIP file's parts begins with.
_ENTRY: Final = b"PK\x01\x02"
_FORMAT: Final = "rnnviz checkpoint 1"
#: The ways in which NumPy packs.
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: How the header of an array is read, by the version of its format.
_HEADERS: Final[Mapping[Any, Any]] = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
#: What reading a file raises that is no checkpoint, or one with bytes that were changed on the way.
_DAMAGES: Final = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    RecursionError,
    RuntimeError,
    MemoryError,
    OverflowError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


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
    parts = content.count(_ENTRY)
    if parts > MAX_PARTS:
        raise InputError(f"The file has {parts:,} parts; a checkpoint has {MAX_PARTS} at most. Choose another file.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(part.compress_type not in _PACKED for part in archive.infolist()):
                raise ValueError("packed in a way that needs much memory to unpack")
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > MAX_BYTES:
                raise InputError(
                    f"The file holds {unpacked:,} bytes; at most {MAX_BYTES:,} are read. Choose a smaller one."
                )
            about = _about(archive)
            update, task = about.pop("update"), _task(about.pop("task"), about.pop("text"))
            training = Training(task=task, network=Network(**about.pop("network")), **about)
            return training, _checked(training, update, archive)
    except _DAMAGES as error:
        if isinstance(error, RnnvizError):  # it says itself what is wrong
            raise InputError(str(error)) from None
        raise InputError("This is no checkpoint of rnnviz, or a damaged one. Choose another file.") from None


def _task(key: str, text: str) -> Task:
    return next_character(text) if key == "text" else TASKS[key]


def _about(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The settings."""
    if archive.getinfo("about.npy").file_size > _MAX_ABOUT:
        raise ValueError("no settings are that long")
    with archive.open("about.npy") as file:
        about: dict[str, Any] = json.loads(npy.read_array(file, allow_pickle=False).tobytes())
    if about.pop("format") != _FORMAT:
        raise ValueError("another format")
    return about


def _array(archive: zipfile.ZipFile, name: str, like: Array) -> Array | None:
    """An array of the file, if it is there and of the shape and type of another one; nothing else is unpacked."""
    try:
        part = archive.getinfo(f"{name}.npy")
    except KeyError:
        return None
    with archive.open(part) as file:
        read_header = _HEADERS[npy.read_magic(file)]
        shape, _, dtype = read_header(file)
        if shape != like.shape or dtype != like.dtype:
            return None
        file.seek(0)
        return np.asarray(npy.read_array(file, allow_pickle=False))


def _checked(training: Training, update: int, archive: zipfile.ZipFile) -> Checkpoint:
    """The arrays, if they are those of such a run."""
    problem = Bounds(0, training.updates).problem("The checkpoint's update", update)
    if problem:
        raise InputError(problem)
    # Of the same shapes, and quickly made: orthogonal weights take a second for a large network.
    expected = start(replace(training, network=replace(training.network, init="identity")))
    groups: dict[str, dict[str, Any]] = {}
    for group in ("parameters", "v", "s"):
        groups[group] = {}
        for name, like in getattr(expected, group).items():
            found = _array(archive, f"{group}/{name}", like)
            if found is None:
                raise InputError(f"The checkpoint's {name} does not fit to its network. Choose another file.")
            if not np.isfinite(found).all():
                raise InputError(f"The checkpoint's {name} has values that are no numbers. Choose another file.")
            if group == "s" and (found < 0).any():
                raise InputError(f"The checkpoint's {name} should be a mean of squares; it is negative.")
            groups[group][name] = found
    return Checkpoint(update, **groups)


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
