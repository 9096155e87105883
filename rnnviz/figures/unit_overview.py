"""One unit of every cell over time, and all units in a table: plain data, which the browser draws."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.sequence import sequence_gradients
from rnnviz.analysis.units import retention, saturation
from rnnviz.cells import CELLS
from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.cell import quietly
from rnnviz.experiment.run import Result
from rnnviz.figures.theme import cause_colour, signal_colour
from rnnviz.figures.unit_panels import input_panel
from rnnviz.figures.unit_scales import FAR, light

__all__ = ["UnitCurves", "first_unit", "half_lives", "unit_curves", "unit_overview", "unit_table"]

Array = NDArray[Any]

#: What stands for the factor of a unit that keeps nothing, or more than it has.
_NOTHING, _ALL = 0.0, np.inf


class UnitCurves(NamedTuple):
    """What each unit of a cell does over time, by name of a signal, each (n_a, T).

    Parameters
    ----------
    values : dict of str to numpy.ndarray
        Of gates and states.
    gradients : dict of str to numpy.ndarray
        log₁₀ of sizes, as in `unit_overview`.
    last : int
        The last step that feels the loss.
    """

    values: dict[str, Array]
    gradients: dict[str, Array]
    last: int


def unit_curves(result: Result, cell: str, sequence: int = 1) -> UnitCurves:
    """What of a result stands beside another one's curves, once it is pinned.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> sorted(unit_curves(run(Scenario(T_x=5)), "rnn").values)
    ['a']
    """
    one = result.cells[cell]
    keys = [signal.key for signal in CELLS[cell].signals(result.scenario.activation)]
    both = {**one.states, **one.gates}
    return UnitCurves(
        {key: light(both[key][:, sequence - 1]) for key in keys},
        {panel["key"]: panel["values"] for panel in _gradients(result, cell, sequence)},
        one.fades["a"].reference,
    )


def unit_overview(
    result: Result, sequence: int = 1, pinned: Mapping[str, UnitCurves] | None = None
) -> list[dict[str, Any]]:
    """What the page draws: for every cell the values and gradients of each unit over time, and a table of its units.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    sequence : int
        Number of the sequence in the batch whose values are drawn, counted from 1. The table is of all of them.
    pinned : mapping of str to UnitCurves, optional
        By cell, what stands beside it: signals and gradients have it as ``pinned`` then, columns ``pinned_last``.

    Returns
    -------
    list of dict
        One column a cell: ``cell``, ``label``, ``colour``, ``input``, ``gates`` and ``states`` (``key``, ``name``,
        ``symbol``, ``colour``, ``kind``, and ``values``, (n_a, T)), ``slopes`` (the same, of the states of a cell that
        has no gates: by them each step back multiplies), ``gradients`` (the same, with log₁₀ of sizes, relative to the
        sequence's whole gradient at its hidden state at the last step that feels the loss), ``last`` (that step),
        ``table`` (of `unit_table`) and ``first`` (of `first_unit`).

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> (rnn, lstm) = unit_overview(run(Scenario(n_a=16)))
    >>> [gate["symbol"] for gate in lstm["gates"]], [state["symbol"] for state in lstm["states"]]
    (['f', 'i', 'c̃', 'o'], ['c', 'a'])
    >>> lstm["gradients"][0]["name"], lstm["gradients"][0]["values"].shape
    ('dJ/dz of f', (16, 100))
    """
    columns = [_column(result, cell, sequence) for cell in result.cells]
    for column in columns:
        if pinned is not None and column["cell"] in pinned:
            _pin(column, pinned[column["cell"]])
    return columns


def _pin(column: dict[str, Any], curves: UnitCurves) -> None:
    """Put what was pinned beside what is shown."""
    for part, found in (("gates", curves.values), ("states", curves.values), ("gradients", curves.gradients)):
        for item in column[part]:
            if item["key"] in found:
                item["pinned"] = found[item["key"]]
    column["pinned_last"] = curves.last


def _column(result: Result, cell: str, sequence: int) -> dict[str, Any]:
    one, kind = result.cells[cell], CELLS[cell]
    both = {**one.states, **one.gates}
    gates: list[dict[str, Any]] = []
    states: list[dict[str, Any]] = []
    for signal in kind.signals(result.scenario.activation):
        (states if signal.kind == "state" else gates).append(
            {
                "key": signal.key,
                "name": signal.name,
                "symbol": signal.symbol,
                "colour": signal_colour(cell, signal.key),
                "kind": "gate" if signal.kind == "gate" else "signed",
                "values": light(both[signal.key][:, sequence - 1]),
            }
        )
    return {
        "cell": cell,
        "label": kind.label,
        "carrier": kind.signal(kind.carrier).symbol,
        "colour": kind.colour,
        "input": input_panel(result, sequence),
        "gates": gates,
        "states": states,
        "slopes": [] if gates else _slopes(result, cell, sequence),
        "gradients": _gradients(result, cell, sequence),
        "last": one.fades["a"].reference,
        "table": (table := unit_table(result, cell)),
        "first": _most(table["gradient"]),
    }


#: What the slope of an activation is called, and what it is of the value of a unit.
_SLOPES: Final = {
    "tanh": ("slope of tanh", "1 − a²"),
    "sigmoid": ("slope of σ", "a (1 − a)"),
    "relu": ("slope of ReLU", "1 where a > 0"),
    "linear": ("slope", "1 without an activation"),
}


@quietly
def _slopes(result: Result, cell: str, sequence: int) -> list[dict[str, Any]]:
    """How steep the activation is at each unit, from its value; none if the cell has no choice of one."""
    if "activation" not in CELLS[cell].settings:
        return []
    activation = result.scenario.activation
    name, symbol = _SLOPES[activation]
    values = ACTIVATIONS[activation].derivative(result.cells[cell].states["a"][:, sequence - 1])
    about = {"key": "slope", "name": name, "symbol": symbol, "colour": cause_colour(cell, "slope"), "kind": "gate"}
    return [about | {"values": light(values)}]


@quietly
def _gradients(result: Result, cell: str, sequence: int) -> list[dict[str, Any]]:
    """Sizes of the gradients at what the gates are taken of, and at the states."""
    found = sequence_gradients(result, cell, sequence)
    size = float(found["a"].log10_norm()[result.cells[cell].fades["a"].reference - 1])
    relative_to = 0.0 if size == -np.inf else size
    panels = []
    for signal in CELLS[cell].signals(result.scenario.activation):
        for key in (f"z_{signal.key}", signal.key):
            if key not in found:
                continue
            log10 = found[key].log10_norm(axis=())[:, 0] - relative_to
            at_gate = key.startswith("z_")
            panels.append(
                {
                    "key": f"d{key}",
                    "name": f"dJ/dz of {signal.symbol}" if at_gate else f"dJ/d{signal.symbol}",
                    "symbol": signal.symbol,
                    "colour": signal_colour(cell, signal.key),
                    "of": "gates" if at_gate else "states",
                    "values": _narrow(log10),
                }
            )
    return panels


def _narrow(log10: Array) -> Array:
    """In half the space, where that leaves three digits."""
    finite = log10[np.isfinite(log10)]
    return log10.astype(np.float32) if np.abs(finite).max(initial=0) < FAR else log10


def unit_table(result: Result, cell: str) -> dict[str, Any]:
    """What each unit of a cell does, over all steps and sequences.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.

    Returns
    -------
    dict
        Each (n_a,): ``means`` (a list, of each gate, and ``gates``, their symbols), ``memory`` (`half_lives`),
        ``limits`` (the share of steps at its limits, of its gates and candidate on average, or of the state; None where
        nothing has limits), ``gradient`` (log₁₀ of the gradient's size at the carrier at step 1, over that of all units
        at the step of the loss) and ``share`` (of the square of all units' gradients at step 1).

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> table = unit_table(run(Scenario()), "lstm")
    >>> table["gates"], round(float(table["share"].sum()), 6)
    (['f', 'i', 'o'], 1.0)
    """
    one, kind = result.cells[cell], CELLS[cell]
    signals = kind.signals(result.scenario.activation)
    gates = [signal for signal in signals if signal.kind == "gate"]
    both = {**one.states, **one.gates}
    with np.errstate(over="ignore", invalid="ignore"):
        means = [both[signal.key].mean(axis=(1, 2)).astype(np.float32) for signal in gates]
        ends = [
            np.sum(saturation(both[signal.key], signal.activation), axis=0)
            for signal in signals
            if signal.activation is not None
        ]
    gradient, share = _at_step_1(result, cell)
    return {
        "gates": [signal.symbol for signal in gates],
        "means": means,
        "memory": half_lives(retention(one.states, one.gates, kind.keeps)),
        "limits": np.mean(ends, axis=0).astype(np.float32) if ends else None,
        "gradient": gradient,
        "share": share.astype(np.float32),
    }


def half_lives(kept: Array) -> Array:
    r"""In how many steps half of what a unit holds is gone, of what part of it is kept a step.

    .. math:: \frac{\log \tfrac{1}{2}}{\log k}

    Parameters
    ----------
    kept : numpy.ndarray, (n,)
        From `rnnviz.analysis.units.retention`.

    Returns
    -------
    numpy.ndarray, (n,)
        0 where nothing is kept, or only its opposite; infinite where all of it is; NaN where that is.

    Examples
    --------
    >>> half_lives(np.array([0.5, 0.25, 1.0, 0.0, -0.3, np.nan]))
    array([1. , 0.5, inf, 0. , 0. , nan])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.log(0.5) / np.log(kept)
    steps = np.where(kept >= 1, _ALL, steps)
    return np.where(kept <= 0, _NOTHING, steps)


def first_unit(result: Result, cell: str) -> int:
    """The unit that holds most of the gradient at step 1, counted from 0.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> first_unit(run(Scenario()), "lstm")
    12
    """
    return _most(_at_step_1(result, cell)[0])


def _most(gradient: Array) -> int:
    known = np.where(np.isnan(gradient), -np.inf, gradient)
    return int(known.argmax())


@quietly
def _at_step_1(result: Result, cell: str) -> tuple[Array, Array]:
    """log₁₀ of each unit's gradient at step 1, relative to that at the loss, and each unit's share of its square."""
    one, carrier = result.cells[cell], CELLS[cell].carrier
    gradient, reference = one.by_step[carrier], one.fades[carrier].reference
    whole = float(gradient.at(step=slice(reference - 1, reference)).log10_norm()[0])
    first = gradient.at(step=slice(0, 1)).log10_norm(axis=(1,))[:, 0]  # (n_a,)
    largest = first.max()
    if not np.isfinite(largest):
        return first - (0.0 if whole == -np.inf else whole), np.full(first.shape, np.nan)
    squares = 10.0 ** (2 * (first - largest))
    return first - whole, squares / squares.sum()
