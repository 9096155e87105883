"""What is to be checked: two functions of somebody's own module, or an NPZ of inputs and gradients.

Keys of the NPZ, each an array in the shapes of the course (features first, batch second, time last):

================  =================================================  ================================================
what              over a sequence                                    in one step
================  =================================================  ================================================
input             ``x`` (n_x, m, T_x)                                ``xt`` (n_x, m)
states before     ``a0`` (n_a, m); of an LSTM ``c0``, or zeros       ``a_prev`` (n_a, m); of an LSTM ``c_prev``
what arrives      ``da`` (n_a, m, T), T at most T_x                  ``da_next`` (n_a, m); of an LSTM ``dc_next``
parameters        ``Wax Waa ba``, or ``Wf bf Wi bi Wc bc Wo bo``,    the same
                  or ``Wr br Wz bz Wh bh``, and ``bhr`` with the
                  reset gate after the product
their gradients   ``dx da0 dWax dWaa dba``, or ``dx da0 dWf ...``    ``dxt da_prev dWax ...``; of an LSTM ``dc_prev``
================  =================================================  ================================================

The output layer is not needed. The file is read without pickle and only up to `MAX_BYTES`.
"""

import functools
import importlib
import io
import traceback
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.gru import gru_cell_forward, gru_forward
from rnnviz.cells.lstm import lstm_cell_forward, lstm_forward
from rnnviz.cells.rnn import rnn_cell_forward, rnn_forward
from rnnviz.errors import InputError, RnnvizError
from rnnviz.gradient_flow.check import Verdict, check_cell, check_sequence
from rnnviz.gradient_flow.suspects import Suspect, kind_of, suspects_in_forward

__all__ = ["MAX_BYTES", "Checked", "drawn", "function_named", "read_npz"]

Array = NDArray[Any]
#: Most that is read of a file, unpacked too, and most numbers that the hidden states may have.
MAX_BYTES: Final = 20_000_000
MAX_STATES: Final = 200_000
#: Forward passes for the numeric derivatives of a file, about.
RUNS: Final = 4000

#: The forward pass beside a file's gradients, by cell and whether it is one step.
FORWARDS: dict[tuple[str, bool], Callable[..., Any]] = {
    ("rnn", False): rnn_forward,
    ("rnn", True): rnn_cell_forward,
    ("lstm", False): lstm_forward,
    ("lstm", True): lstm_cell_forward,
    ("gru after", False): gru_forward,
    ("gru after", True): gru_cell_forward,
    ("gru before", False): functools.partial(gru_forward, reset="before"),
    ("gru before", True): functools.partial(gru_cell_forward, reset="before"),
}
#: Keys of the inputs, over a sequence and in one step.
INPUTS = {False: ("x", "a0", "c0", "da"), True: ("xt", "a_prev", "c_prev", "da_next", "dc_next")}


class Checked(NamedTuple):
    """A forward and a backward pass with what they are tried on.

    Parameters
    ----------
    forward, backward : callable
        As the course has them.
    inputs : dict of str to numpy.ndarray
        Under the keys of the NPZ.
    parameters : dict of str to numpy.ndarray
        The cell's.
    one_step : bool
        Whether they are those of one step.
    sample : int, optional
        Entries of each array to check.
    """

    forward: Callable[..., Any]
    backward: Callable[..., Any]
    inputs: dict[str, Array]
    parameters: dict[str, Array]
    one_step: bool
    sample: int | None = None

    def verdict(self) -> Verdict:
        """What comes of checking them."""
        given = self.inputs
        if self.one_step:
            states = {name: value for name, value in given.items() if name in ("a_prev", "c_prev")}
            arriving = {name: value for name, value in given.items() if name in ("da_next", "dc_next")}
            return check_cell(self.forward, self.backward, given["xt"], states, self.parameters, arriving)
        arguments = given["x"], given["a0"], self.parameters, given["da"]
        return check_sequence(self.forward, self.backward, *arguments, c0=given.get("c0"), sample=self.sample)

    def mistakes_in_forward(self) -> tuple[Suspect, ...]:
        """Known mistakes of the forward pass, which a backward pass that is right for it does not show."""
        given, kind = self.inputs, kind_of(self.parameters)
        states = {name[0]: value for name, value in given.items() if name in ("a0", "c0", "a_prev", "c_prev")}
        before = [given["a_prev" if self.one_step else "a0"], *([given["c_prev"]] if "c_prev" in given else [])]
        x = given["xt" if self.one_step else "x"]
        a = np.asarray(self.forward(x, *before, self.parameters)[0])
        if kind is None:
            return ()
        return suspects_in_forward(
            kind, x[:, :, None] if self.one_step else x, states, self.parameters, a[:, :, None] if self.one_step else a
        )


def drawn(
    forward: Callable[..., Any], backward: Callable[..., Any], cell: str, *, one_step: bool = False, seed: int = 0
) -> Checked:
    """Two functions and a small random network in which every size is another number, so that nothing can hide.

    Examples
    --------
    >>> from rnnviz import rnn_backward
    >>> drawn(rnn_forward, rnn_backward, "rnn").verdict().passed
    True
    """
    rng, (n_x, n_a, n_y, m, T) = np.random.default_rng(seed), (3, 5, 2, 4, 6)
    if cell == "lstm":
        shapes = {"W" + gate: (n_a, n_a + n_x) for gate in "fico"} | {"b" + gate: (n_a, 1) for gate in "fico"}
    elif cell in ("gru after", "gru before"):
        shapes = {"W" + gate: (n_a, n_a + n_x) for gate in "rzh"} | {"b" + gate: (n_a, 1) for gate in "rzh"}
        shapes |= {"bhr": (n_a, 1)} if cell == "gru after" else {}
    else:
        shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    shapes |= {"Wy": (n_y, n_a), "by": (n_y, 1)} if cell != "rnn" else {}
    parameters = {name: rng.normal(size=shape) / np.sqrt(shape[1]) for name, shape in shapes.items()}
    known = {"x": (n_x, m, T), "xt": (n_x, m), "da": (n_a, m, T)}
    inputs = {name: rng.normal(size=known.get(name, (n_a, m))) for name in _needed(cell, one_step)}
    return Checked(forward, backward, inputs, parameters, one_step)


def function_named(name: str) -> Callable[..., Any]:
    """A function of somebody's module, ``module:function``; what it raises is told in one sentence.

    Raises
    ------
    RnnvizError
        If there is none, or the module cannot be loaded.

    Examples
    --------
    >>> function_named("math:hypot")(3, 4)
    5.0
    """
    module_name, _, function_name = name.partition(":")
    if not module_name or not function_name:
        raise RnnvizError(f"{name!r} does not name a function. Write module:function, for example my_rnn:rnn_backward.")
    if module_name.endswith(".py"):
        raise RnnvizError(f"{name!r}: name the module as import does, without .py: {module_name[:-3]}:{function_name}.")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise RnnvizError(f"{module_name} cannot be loaded: {_last_line(error)}.") from error
        raise RnnvizError(
            f"There is no module {module_name} here. Run the command in the folder that holds it."
        ) from None
    except (Exception, SystemExit) as error:
        raise RnnvizError(f"{module_name} cannot be loaded: {_last_line(error)}.") from error
    function = getattr(module, function_name, None)
    if not callable(function):
        there = [other for other in vars(module) if callable(getattr(module, other)) and not other.startswith("_")]
        raise RnnvizError(f"{module_name} has no function {function_name}; it has {', '.join(there) or 'none'}.")
    return _told(name, function, getattr(module, "__file__", None))


def _told(name: str, function: Callable[..., Any], file: str | None) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except (Exception, SystemExit) as error:
            raise RnnvizError(f"{name} stopped: {_last_line(error, file)}.") from error

    return call


def _last_line(error: BaseException, file: str | None = None) -> str:
    """The last line of a traceback and where it happened: the last place in that file, if there is one."""
    what = traceback.format_exception_only(error)[-1].strip().rstrip(".")
    all_frames = list(traceback.extract_tb(error.__traceback__))
    frames = [frame for frame in all_frames if frame.filename == file] or all_frames
    if isinstance(error, SyntaxError) or not frames:
        at = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
        return f"{what}{at}"
    line = f": {frames[-1].line}" if frames[-1].line else ""
    return f"{what} (line {frames[-1].lineno} of {Path(frames[-1].filename).name}{line})"


def read_npz(content: bytes) -> Checked:
    """Inputs and gradients from a file; the forward pass is that of the cell whose parameters it has.

    Parameters
    ----------
    content : bytes
        An NPZ with the keys that this module lists.

    Raises
    ------
    InputError
        If it is none, too large, or lacks what is needed.
    """
    arrays = _arrays(content)
    one_step = "xt" in arrays and "x" not in arrays
    parameters = {name: value for name, value in arrays.items() if name[:1] in ("W", "b")}
    cell = kind_of(parameters)
    if cell is None:
        raise InputError(
            "The file has neither an RNN's parameters (Wax, Waa, ba) nor an LSTM's (Wf, bf, Wi, bi, Wc, bc, Wo, bo) "
            "nor a GRU's (Wr, br, Wz, bz, Wh, bh, and bhr with the reset gate after the product). "
            f"It has {', '.join(arrays) or 'nothing'}. Save each under its name: np.savez('gradients.npz', Wax=Wax)."
        )
    needed = _needed(cell, one_step)
    missing = [name for name in needed if name not in arrays]
    if missing:
        raise InputError(
            f"The file has no {', '.join(missing)}; it has {', '.join(arrays)}. Save {missing[0]} with it."
        )
    inputs = {name: arrays[name] for name in INPUTS[one_step] if name in arrays}
    gradients = {name: value for name, value in arrays.items() if name not in inputs and name not in parameters}
    steps = 1 if one_step or inputs["x"].ndim < 3 else inputs["x"].shape[2]
    states = inputs[needed[1]].size * steps
    if states > MAX_STATES:
        raise InputError(
            f"The hidden states are {states:,} numbers; at most {MAX_STATES:,} are checked. Use a smaller network."
        )
    bias, output = {"rnn": ("ba", "Wya"), "lstm": ("bf", "Wy")}.get(cell, ("br", "Wy"))
    parameters = {output: np.zeros((1, *parameters[bias].shape[:1])), "by": np.zeros((1, 1)), **parameters}
    sample = max(1, RUNS // (4 * (len(parameters) + steps)))
    return Checked(FORWARDS[cell, one_step], lambda *_: gradients, inputs, parameters, one_step, sample)


def _needed(cell: str, one_step: bool) -> list[str]:
    """Inputs without which nothing can be checked: c0 alone may be left out."""
    return [name for name in INPUTS[one_step] if name != "c0" and (cell == "lstm" or name[:2] not in ("c_", "dc"))]


def _arrays(content: bytes) -> Mapping[str, Array]:
    if len(content) > MAX_BYTES:
        raise InputError(
            f"The file holds {len(content):,} bytes; at most {MAX_BYTES:,} are read. Use a smaller network."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MAX_BYTES:
            raise InputError(f"The file unpacks to {unpacked:,} bytes; at most {MAX_BYTES:,} are read.")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except InputError:
        raise
    except Exception:
        raise InputError(
            "This is no NPZ file of plain arrays, or a damaged one. Write it with np.savez('gradients.npz', x=x, ...)."
        ) from None
    wrong = [name for name, value in arrays.items() if value.dtype.kind not in "fiub"]
    if wrong:
        raise InputError(f"{', '.join(wrong)} in the file must hold real numbers. Convert them to float first.")
    return arrays
