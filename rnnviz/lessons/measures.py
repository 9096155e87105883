"""What lessons and challenges ask of a result: measures with names, each a number that is computed from the run.

A file names a measure and its arguments; it cannot say how one is computed. Sizes are given as log₁₀, however small.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from rnnviz.analysis.diagnosis import diagnose
from rnnviz.analysis.units import retention
from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import CellResult, Result
from rnnviz.lessons.by_hand import by_hand
from rnnviz.numerics.numerals import numeral, power_of_ten

__all__ = ["MEASURES", "Measure", "Measured", "measure", "measured"]

Arguments = Mapping[str, Any]


class Measure(NamedTuple):
    """A number that a result has for each of its networks.

    Parameters
    ----------
    about : str
        What it is a number of, in a few words.
    value : callable
        Of a result, the name of a cell and the arguments; NaN where there is none.
    is_log : bool
        Whether it is the log₁₀ of what is meant, so that a difference of 1 is a factor of ten.
    say : callable
        The number in words.
    arguments : mapping of str to type
        What it can be asked for, besides the cell.
    """

    about: str
    value: Callable[[Result, str, Arguments], float]
    is_log: bool
    say: Callable[[float], str]
    arguments: Mapping[str, type] = MappingProxyType({})


class Measured(NamedTuple):
    """A measure as a file asks for it.

    Parameters
    ----------
    measure : str
        Of `MEASURES`.
    cell : str
        Of `rnnviz.cells.CELLS`.
    arguments : mapping of str
        Those of the measure.
    """

    measure: str
    cell: str
    arguments: Arguments = MappingProxyType({})

    @property
    def kind(self) -> Measure:
        """The measure itself."""
        return MEASURES[self.measure]

    def of(self, result: Result) -> float:
        """Its value in a result; NaN where the result has no such network, or no such number."""
        if self.cell not in result.cells:
            return math.nan
        try:
            return float(self.kind.value(result, self.cell, self.arguments))
        except (IndexError, KeyError):
            return math.nan  # of a step, unit or gate that is not there


def measured(measure: str, cell: str, **arguments: Any) -> Measured:
    """A measure to ask for, once it is known to be one.

    Raises
    ------
    RnnvizError
        If there is no such measure, cell or argument.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> asked = measured("left", "rnn")
    >>> asked.kind.say(asked.of(run(Scenario())))
    '1.8·10⁻¹⁴'
    >>> measured("left", "rnn", up=3)
    Traceback (most recent call last):
    rnnviz.errors.RnnvizError: "left" cannot be asked for "up". It takes at.
    """
    if measure not in MEASURES:
        raise RnnvizError(f'There is no measure "{measure}". There are {", ".join(MEASURES)}.')
    if cell not in CELLS:
        raise RnnvizError(f'There is no cell "{cell}". There are {", ".join(CELLS)}.')
    known = MEASURES[measure].arguments
    for name, value in arguments.items():
        if name not in known:
            takes = f"It takes {', '.join(known)}." if known else "It takes nothing but a cell."
            raise RnnvizError(f'"{measure}" cannot be asked for "{name}". {takes}')
        if not isinstance(value, known[name]) or isinstance(value, bool):
            kind = "a whole number" if known[name] is int else "a text"
            raise RnnvizError(f'"{name}" of "{measure}" must be {kind}; got {value!r}.')
    return Measured(measure, cell, MappingProxyType(dict(arguments)))


def measure(result: Result, name: str, cell: str, **arguments: Any) -> float:
    """A measure's value; parameters are those of `measured`.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> round(measure(run(Scenario()), "factor", "rnn"), 3)
    -0.139
    """
    return measured(name, cell, **arguments).of(result)


# ------------------------------------------------------------------------------------------------ of the whole sequence


def _left(result: Result, cell: str, arguments: Arguments) -> float:
    return float(result.cells[cell].fades["a"].relative[arguments.get("at", 1) - 1])


def _kept(result: Result, cell: str, arguments: Arguments) -> float:
    return float(result.cells[cell].fades[_carrier(cell)].relative[arguments.get("at", 1) - 1])


def _carrier(cell: str) -> str:
    return CELLS[cell].carrier


def _factor(result: Result, cell: str, _: Arguments) -> float:
    return result.cells[cell].fades["a"].log10_factor


def _half_life(result: Result, cell: str, _: Arguments) -> float:
    fade = result.cells[cell].fades["a"]
    return fade.half_life if fade.even else math.nan


def _thousandth(result: Result, cell: str, _: Arguments) -> float:
    steps = result.cells[cell].fades["a"].steps_to_thousandth
    return math.nan if steps is None else float(steps)


def _cause(name: str) -> Callable[[Result, str, Arguments], float]:
    """Of one of the causes of the factor a step, on average over the steps."""

    def value(result: Result, cell: str, _: Arguments) -> float:
        whole = diagnose(result)[cell].whole
        return math.nan if whole is None else whole.causes[name]

    return value


def _at_limits(result: Result, cell: str, _: Arguments) -> float:
    found = diagnose(result)[cell]
    return math.nan if found.at_limits is None else found.at_limits / found.n_a


# ------------------------------------------------------------------------------------------------ of the gates


def _gate(result: Result, cell: str, arguments: Arguments) -> float:
    return float(np.mean(result.cells[cell].gates[arguments["gate"]]))


def _memory(result: Result, cell: str, _: Arguments) -> float:
    """The steps in which half of what a typical unit keeps is gone, by the gate that keeps it alone: as Gates says."""
    one = result.cells[cell]
    kept = float(np.median(retention(one.states, one.gates, CELLS[cell].keeps)))
    return math.log(0.5) / math.log(kept) if 0 < kept < 1 else math.nan


def _gates_product(result: Result, cell: str, arguments: Arguments) -> float:
    """What would be left at the carrier if only its own gate multiplied the gradient: what textbooks say of an LSTM."""
    one = result.cells[cell]
    fade, last = one.fades[_carrier(cell)], result.scenario.last_loss_step
    gate = _keeping_gate(one)
    at = arguments.get("at", 1)
    with np.errstate(divide="ignore"):
        logs = np.log10(gate[:, :, at:last].astype(float)).sum(axis=2)  # of every unit and sequence
    arriving = one.by_step[_carrier(cell)].at(step=slice(last - 1, last)).log10_norm(axis=())[:, :, 0]
    squares = 2 * math.log(10) * (logs + arriving)
    return float(np.logaddexp.reduce(squares, axis=None)) / (2 * math.log(10)) - fade.log10_reference


def _through_gates(result: Result, cell: str, arguments: Arguments) -> float:
    """What goes back through the gates against what goes along the state: at one step, or where it is least."""
    causes = diagnose(result)[cell].causes
    if not causes.through_gates:
        return math.nan  # a cell without gates has one way only
    kept = f"{CELLS[cell].signal(CELLS[cell].keeps).name}s"
    ratio = sum(causes.through_gates.values()) - causes.factors[kept] - causes.factors["alignment"]
    back = ratio[: result.scenario.last_loss_step - 1]  # entry k is from step k + 2 to step k + 1
    if "at" in arguments:
        return float(back[arguments["at"] - 2]) if arguments["at"] >= 2 else math.nan
    return float(np.min(back)) if back.size else math.nan


def _keeping_gate(one: CellResult) -> np.ndarray[Any, Any]:
    return one.gates[CELLS[one.cell].keeps]


# ------------------------------------------------------------------------------------------------ in words


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _steps(value: float) -> str:
    if math.isinf(value):
        return "endless"  # nothing is lost
    return f"{value:.1f} steps" if value != round(value) else f"{value:.0f} step{'' if value == 1 else 's'}"


def _times(value: float) -> str:
    return f"×{numeral(10.0**value, 3)}" if -3 < value < 3 else f"×{power_of_ten(value)}"


#: By name.
MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "left": Measure("what is left of the gradient at the hidden state", _left, True, power_of_ten, {"at": int}),
        "kept": Measure("what is left at the state that carries it", _kept, True, power_of_ten, {"at": int}),
        "factor": Measure("what a step back multiplies it by", _factor, True, _times),
        "half_life": Measure("the steps in which half is gone", _half_life, False, _steps),
        "thousandth": Measure("the steps after which 1/1000 is left", _thousandth, False, _steps),
        "slope": Measure("what the slopes multiply it by a step", _cause("slope"), True, _times),
        "weights": Measure("what the weights multiply it by a step", _cause("weights"), True, _times),
        "alignment": Measure("the rest: how much less is lost than on average", _cause("alignment"), True, _times),
        "at_limits": Measure("the share of units at their limits", _at_limits, False, _share),
        "gate": Measure("the mean of a gate", _gate, False, lambda value: numeral(value, 2), {"gate": str}),
        "memory": Measure("the steps in which half of what it holds is gone", _memory, False, _steps),
        "gates_product": Measure(
            "what the product of the gates alone would leave", _gates_product, True, power_of_ten, {"at": int}
        ),
        "through_gates": Measure(
            "what goes back through the gates, against what goes along the state",
            _through_gates,
            True,
            _times,
            {"at": int},
        ),
        "by_hand": Measure(
            "a number of one step",
            lambda result, cell, arguments: by_hand(result, cell, **arguments),
            False,
            lambda value: numeral(value, 4),
            {"name": str, "unit": int, "at": int, "sequence": int},
        ),
    }
)
