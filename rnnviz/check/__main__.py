"""The command: ``python -m rnnviz.check module:forward module:backward``, or ``python -m rnnviz.check file.npz``.

It ends with 0 if the backward pass is right and complete, with 1 if not, and with 2 if it cannot be checked.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rnnviz.check.report import report
from rnnviz.check.source import MAX_BYTES, Checked, drawn, function_named, read_npz
from rnnviz.errors import InputError, RnnvizError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the arguments name, and say what came of it.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line unless given.

    Returns
    -------
    int
        What the command ends with.
    """
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        checked, name = _what(asked, parser)
        verdict = checked.verdict()
        beside = checked.mistakes_in_forward() if verdict.passed and asked.backward is not None else ()
    except RnnvizError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for line in [*report(verdict, name), *(f"But look at the forward pass: {suspect}" for suspect in beside)]:
        sys.stdout.write(f"{line}\n")
    return 0 if verdict.passed and not verdict.missing else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rnnviz.check",
        description="Is a backward pass right? It is compared with numeric derivatives of the forward pass; "
        "if it is wrong, the known mistake that makes such numbers is named.",
        epilog="The functions take and return what the course's do: forward(x, a0, parameters), backward(da, caches); "
        "with one step forward(xt, a_prev[, c_prev], parameters), backward(da_next[, dc_next], cache). "
        "For the keys of an NPZ: python -m pydoc rnnviz.check.source",
    )
    parser.add_argument("forward", help="module:function of the forward pass, or an NPZ file of inputs and gradients")
    parser.add_argument("backward", nargs="?", help="module:function of the backward pass")
    parser.add_argument("--cell", choices=("rnn", "lstm", "gru"), help="unless the functions' names say it")
    parser.add_argument(
        "--reset",
        choices=("after", "before"),
        default="after",
        help="of a GRU: its reset gate stands after the product",
    )
    parser.add_argument("--step", action="store_true", help="one step; so is everything with 'cell' in its name")
    parser.add_argument("--seed", type=int, default=0, help="of the random network that it is tried on")
    return parser


def _what(asked: argparse.Namespace, parser: argparse.ArgumentParser) -> tuple[Checked, str]:
    if asked.backward is None:
        if not asked.forward.endswith(".npz"):
            parser.error("name the backward pass too, module:function, or one NPZ file")
        return _file(asked.forward), f"What {Path(asked.forward).name} holds"
    if asked.seed < 0:
        raise RnnvizError(f"--seed must be at least 0; got {asked.seed}.")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    names = (asked.forward + asked.backward).lower()
    cell = asked.cell or next((cell for cell in ("lstm", "gru", "rnn") if cell in names), None)
    if cell is None:
        raise RnnvizError("The names do not say which cell it is. Add --cell rnn, --cell lstm or --cell gru.")
    if cell == "gru":
        cell = f"gru {asked.reset}"
    functions = function_named(asked.forward), function_named(asked.backward)
    one_step = asked.step or "cell" in asked.backward.rpartition(":")[2].lower()
    return drawn(*functions, cell, one_step=one_step, seed=asked.seed), asked.backward.rpartition(":")[2]


def _file(name: str) -> Checked:
    try:
        with open(name, "rb") as file:
            return read_npz(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}. Give the file's path.") from None


if __name__ == "__main__":
    sys.exit(main())
