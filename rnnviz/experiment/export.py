"""A result as files: the numbers of the curves as CSV, everything as NPZ."""

import io
import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rnnviz.experiment.run import Result

__all__ = ["to_csv", "to_npz"]

#: What may end a column or a line where a table is read: a text of a person's has it only as an escape.
_SEPARATORS: Final = ",;|\t\x85\u2028\u2029"


def to_csv(result: Result) -> str:
    """The size of each gradient at every step, one row a step.

    Columns are ``t`` and, for each cell and state, ``log10_norm_<cell>_d<state>``: log₁₀ of the norm over units and
    samples, ``-inf`` where it is exactly 0. Lines that begin with ``#`` name the scenario.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> print(to_csv(run(Scenario(T_x=2))).splitlines()[1])
    t,log10_norm_rnn_da,log10_norm_lstm_da,log10_norm_lstm_dc
    """
    columns: dict[str, NDArray[Any]] = {"t": np.arange(1, result.scenario.steps + 1)}
    for name, cell in result.cells.items():
        for state, fade in cell.fades.items():
            columns[f"log10_norm_{name}_d{state}"] = fade.log10_norm
    scenario = _in_a_comment(result.scenario.described())
    lines = [f"# rnnviz scenario, where it differs from the defaults: {scenario}", ",".join(columns)]
    if result.edits:
        edits = _in_a_comment([list(edit) for edit in result.edits])
        lines.insert(1, f"# values changed by hand, as cell, name, place from 0, value: {edits}")
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    lines += [",".join(repr(value) for value in row) for row in rows]
    return "\n".join(lines) + "\n"


def to_npz(result: Result) -> bytes:
    """Everything as arrays: input, labels, and for each cell its parameters, states, gates, outputs and gradients.

    Names are paths: ``rnn/parameters/Waa``, ``lstm/gates/f``, ``lstm/by_step/dc_mantissa`` with ``dc_exponent`` (the
    gradient is mantissa · 2^exponent). ``scenario`` is JSON text, and so is ``edits``, if values were changed
    by hand. Reading needs no pickle.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> with np.load(io.BytesIO(to_npz(run(Scenario(T_x=2))))) as arrays:
    ...     arrays["rnn/parameters/Waa"].shape
    (32, 32)
    """
    arrays: dict[str, NDArray[Any]] = {
        "scenario": np.array(json.dumps(result.scenario.described(), ensure_ascii=False)),
        "x": result.x,
        "labels": result.labels,
    }
    if result.edits:
        arrays["edits"] = np.array(_edits(result))
    for name, cell in result.cells.items():
        groups = {
            "parameters": cell.parameters,
            "states": cell.states,
            "gates": cell.gates,
            "gradients": cell.gradients,
        }
        for group, members in groups.items():
            arrays |= {f"{name}/{group}/{key}": value for key, value in members.items()}
        arrays |= {f"{name}/y": cell.y, f"{name}/loss": np.array(cell.loss)}
        for state, gradient in cell.by_step.items():
            arrays[f"{name}/by_step/d{state}_mantissa"] = gradient.mantissa
            arrays[f"{name}/by_step/d{state}_exponent"] = gradient.exponent
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _in_a_comment(value: Any) -> str:
    """JSON of which a spreadsheet makes no formula: in its texts, separators of columns are written as escapes.

    Examples
    --------
    >>> print(_in_a_comment({"text": "a,=1+1"}))
    {"text": "a\\u002c=1+1"}
    """
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return "".join(f"\\u{ord(c):04x}" if c in _SEPARATORS else c for c in text)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_in_a_comment(key)}: {_in_a_comment(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_in_a_comment, value)) + "]"
    return json.dumps(value)


def _edits(result: Result) -> str:
    return json.dumps([list(edit) for edit in result.edits])
