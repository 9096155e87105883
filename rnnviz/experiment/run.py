"""From a scenario to a result: inputs, parameters, forward pass, loss, backward pass, and how the gradient fades."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.experiment.edits import Edit, check_edits, edited
from rnnviz.experiment.key import key_of
from rnnviz.experiment.outputs import output_loss, predictions
from rnnviz.experiment.setting import Setting, loss_steps
from rnnviz.gradient_flow.fade import Fade, fades_of
from rnnviz.numerics.scaled import Scaled

__all__ = [
    "CellResult",
    "Result",
    "key_of_run",
    "run",
]

Array = NDArray[Any]


@dataclass(frozen=True)
class CellResult:
    """What one cell did; all arrays are read-only, time is the last axis.

    Parameters
    ----------
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    parameters : mapping of str to numpy.ndarray
        As drawn.
    states : mapping of str to numpy.ndarray, each (n_a, m, T)
        ``"a"``, and ``"c"`` for an LSTM.
    gates : mapping of str to numpy.ndarray, each (n_a, m, T)
        ``"f"``, ``"i"``, ``"cct"`` ``"o"`` for an LSTM; ``"r"``, ``"z"``, ``"aat"`` for a GRU; empty for an RNN.
    y : numpy.ndarray, (n_y, m, T)
        Predictions.
    loss : float
        J.
    gradients : mapping of str to numpy.ndarray
        As from `rnnviz.rnn_backward` or `rnnviz.lstm_backward`; without those of the parameters, if nobody wants them.
    by_step : mapping of str to Scaled, each (n_a, m, T)
        dJ/da⟨t⟩ as ``"a"``, and dJ/dc⟨t⟩ as ``"c"`` for an LSTM.
    dx : Scaled, (n_x, m, T)
        dJ/dx⟨t⟩, however small.
    fades : mapping of str to Fade
        How fast each of ``by_step`` fades.
    first_nonfinite : mapping of str to int
        The first step, counted from 1, at which a state, gate, prediction or gradient is NaN or Inf; without those
        that never are. Keys are those of ``states`` and ``gates``, ``"y"``, and ``"da"``, ``"dc"`` for gradients,
        whose first step is the last one in time, because they are computed from right to left.
    """

    cell: str
    parameters: Mapping[str, Array]
    states: Mapping[str, Array]
    gates: Mapping[str, Array]
    y: Array
    loss: float
    gradients: Mapping[str, Array]
    by_step: Mapping[str, Scaled]
    dx: Scaled
    fades: Mapping[str, Fade]
    first_nonfinite: Mapping[str, int]


@dataclass(frozen=True)
class Result:
    """What came out of a scenario.

    Parameters
    ----------
    scenario : Setting
        What was asked.
    x : numpy.ndarray, (n_x, m, T)
        The input, the same for every cell.
    labels : numpy.ndarray of int, (m, T), or (n_y, m, T)
        Label of every sequence at every step, or value of every output; only those where the loss looks count.
    cells : mapping of str to CellResult
        What each cell did, in the scenario's order.
    edits : tuple of Edit
        Values that were changed by hand before.
    """

    scenario: Setting
    x: Array
    labels: Array
    cells: Mapping[str, CellResult]
    edits: tuple[Edit, ...] = ()

    @cached_property
    def key(self) -> str:
        """The content key, from `key_of_run`."""
        return key_of_run(self.scenario, self.edits)


def key_of_run(scenario: Setting, edits: Iterable[Edit] = ()) -> str:
    """The content key of what `run` gives: that of the scenario, and of the edits that count.

    Two runs have one exactly if their results are equal, if no edit puts a value in the place of the same one. Of a
    result with this key, ``scenario`` and ``edits`` may be others than these, in what does not count.

    Parameters
    ----------
    scenario, edits
        As for `run`.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> first, second = Edit("rnn", "ba", (0, 0), 0.5), Edit("rnn", "ba", (0, 0), 0.25)
    >>> key_of_run(Scenario(), [first, second]) == key_of_run(Scenario(), [second])
    True
    >>> key_of_run(Scenario(), [first]) == key_of_run(Scenario(), [second])
    False
    """
    last = {edit[:3]: edit.value for edit in edits if edit.cell in ("", *scenario.cells)}
    return key_of("run", scenario.key, sorted(last.items()))


def run(scenario: Setting, edits: Iterable[Edit] = (), *, weights: bool = True) -> Result:
    """Run every cell of a scenario forwards and backwards.

    Parameters
    ----------
    scenario : Setting
        What to do.
    edits : iterable of Edit
        Values of parameters and input that are changed before.
    weights : bool
        Whether anybody wants the parameters' gradients.

    Returns
    -------
    Result
        The same for the same scenario and edits, to the bit, on the same machine.

    Raises
    ------
    InputError
        If an edit does not fit.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> result = run(Scenario())
    >>> rnn, lstm = result.cells["rnn"].fades["a"], result.cells["lstm"].fades["a"]
    >>> rnn.left < -12 and -8 < lstm.left < -5  # log10 of what is left of the gradient after 99 steps
    True
    """
    edits = tuple(edits)
    check_edits(edits, scenario.cells)
    x = edited("", {"x": scenario.make_input()}, edits)["x"]
    labels = scenario.make_labels()
    _freeze(x, labels)
    cells = {name: _run_cell(name, scenario, x, labels, edits, weights) for name in scenario.cells}
    return Result(scenario, x, labels, MappingProxyType(cells), edits)


def _run_cell(
    name: str, scenario: Setting, x: Array, labels: Array, edits: tuple[Edit, ...], weights: bool
) -> CellResult:
    s, cell = scenario, CELLS[name]
    parameters = edited(name, s.make_parameters(name), edits)
    forward = cell.forward(x, np.zeros((s.n_a, s.batch)), parameters, s.activation)
    y = predictions(s, forward.states["a"], parameters)
    loss, da = output_loss(s, forward.states["a"], parameters, labels, loss_steps(s))
    backward = cell.backward(da, forward.caches, weights=weights)
    _freeze(*parameters.values(), *forward.gates.values(), y, *backward.gradients.values())
    for gradient in (*backward.by_step.values(), backward.dx):
        _freeze(*gradient)
    series = {**forward.states, **forward.gates, "y": y}
    first = {key: _first_nonfinite(value) for key, value in series.items()}
    first |= {f"d{key}": _last_nonfinite(value.mantissa) for key, value in backward.by_step.items()}
    return CellResult(
        cell=name,
        parameters=MappingProxyType(parameters),
        states=MappingProxyType(forward.states),
        gates=MappingProxyType(forward.gates),
        y=y,
        loss=loss,
        gradients=MappingProxyType(backward.gradients),
        by_step=MappingProxyType(backward.by_step),
        dx=backward.dx,
        fades=MappingProxyType(fades_of(backward.by_step, once=s.loss != "every")),
        first_nonfinite=MappingProxyType({key: step for key, step in first.items() if step is not None}),
    )


def _freeze(*arrays: Array) -> None:
    """Make arrays read-only."""
    for array in arrays:
        array.flags.writeable = False


def _first_nonfinite(values: Array) -> int | None:
    steps = np.flatnonzero(~np.isfinite(values).all(axis=(0, 1)))
    return int(steps[0]) + 1 if steps.size else None


def _last_nonfinite(values: Array) -> int | None:
    steps = np.flatnonzero(~np.isfinite(values).all(axis=(0, 1)))
    return int(steps[-1]) + 1 if steps.size else None
