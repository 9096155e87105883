r"""From a scenario to a result: inputs, parameters, forward pass, loss, backward pass, and how the gradient fades.

The loss is the cross-entropy of the predictions with labels that are drawn from the scenario's seed, summed over the
steps L at which the loss looks and averaged over the m sequences,

.. math::

    J = -\frac1m \sum_{t \in L} \sum_{s=1}^m \log \hat y^{\langle t\rangle}_{label(s,t)}, \qquad
    \frac{\partial J}{\partial a^{\langle t\rangle}}
        = \frac1m W_y^\top (\hat y^{\langle t\rangle} - \mathrm{onehot}) \text{ for } t \in L .

Where networks and sequences are brought and what is right are values, the output is linear and the loss the squared
error, averaged over the m sequences and the :math:`n_y` outputs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz import inputs
from rnnviz.brought import Brought
from rnnviz.cells import CELLS
from rnnviz.cells.cell import Forward, quietly
from rnnviz.edits import Edit, check_edits, edited
from rnnviz.gradient_flow.fade import Fade, fade_of
from rnnviz.parameters import Initialization
from rnnviz.scaled import Scaled
from rnnviz.scenario import Scenario

__all__ = [
    "CellResult",
    "Result",
    "cross_entropy",
    "has_values",
    "loss_steps",
    "make_input",
    "output_loss",
    "predictions",
    "run",
]

Array = NDArray[Any]

#: Streams of random numbers that do not depend on one another, all from the scenario's seed.
_INPUT, _LABELS, _PARAMETERS = range(3)


@dataclass(frozen=True)
class CellResult:
    """What one cell did; all arrays are read-only, time is the last axis.

    Parameters
    ----------
    cell : str
        ``"rnn"`` or ``"lstm"``.
    parameters : mapping of str to numpy.ndarray
        As drawn.
    states : mapping of str to numpy.ndarray, each (n_a, m, T)
        ``"a"``, and ``"c"`` for an LSTM.
    gates : mapping of str to numpy.ndarray, each (n_a, m, T)
        ``"f"``, ``"i"``, ``"cct"`` (the candidate), ``"o"`` for an LSTM; empty for an RNN.
    y : numpy.ndarray, (n_y, m, T)
        Predictions.
    loss : float
        J.
    gradients : mapping of str to numpy.ndarray
        As from `rnnviz.rnn_backward` or `rnnviz.lstm_backward`.
    by_step : mapping of str to Scaled, each (n_a, m, T)
        dJ/da⟨t⟩ as ``"a"``, and dJ/dc⟨t⟩ as ``"c"`` for an LSTM.
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
    fades: Mapping[str, Fade]
    first_nonfinite: Mapping[str, int]


@dataclass(frozen=True)
class Result:
    """What came out of a scenario.

    Parameters
    ----------
    scenario : Scenario
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

    scenario: Scenario
    x: Array
    labels: Array
    cells: Mapping[str, CellResult]
    edits: tuple[Edit, ...] = ()


def run(scenario: Scenario, edits: Iterable[Edit] = ()) -> Result:
    """Run every cell of a scenario forwards and backwards.

    Parameters
    ----------
    scenario : Scenario
        What to do.
    edits : iterable of Edit
        Values of parameters and input that are changed before.

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
    >>> result = run(Scenario())
    >>> rnn, lstm = result.cells["rnn"].fades["a"], result.cells["lstm"].fades["a"]
    >>> rnn.left < -12 and -8 < lstm.left < -5  # log10 of what is left of the gradient after 99 steps
    True
    """
    edits = tuple(edits)
    check_edits(edits, scenario.cells)
    x = edited("", {"x": scenario.x if isinstance(scenario, Brought) else make_input(scenario)}, edits)["x"]
    labels = _labels(scenario)
    _freeze(x, labels)
    cells = {name: _run_cell(name, scenario, x, labels, edits) for name in scenario.cells}
    return Result(scenario, x, labels, MappingProxyType(cells), edits)


def make_input(scenario: Scenario) -> Array:
    """The input that a scenario describes, (n_x, m, T).

    Examples
    --------
    >>> make_input(Scenario(input="text", text="hello")).shape
    (4, 1, 5)
    """
    s = scenario
    sizes, rng = (s.n_x, s.m, s.T_x), _rng(s, _INPUT)
    match s.input:
        case "noise":
            return inputs.gaussian_noise(*sizes, scale=s.input_scale, rng=rng)
        case "impulse":
            return inputs.impulse(*sizes, at=s.input_at, scale=s.input_scale, rng=rng)
        case "step":
            return inputs.step(*sizes, at=s.input_at, scale=s.input_scale, rng=rng)
        case "sine":
            return inputs.sine(*sizes, period=s.period, scale=s.input_scale, rng=rng)
        case "text":
            return inputs.one_hot(s.text)
        case _:
            return inputs.table(s.numbers)


def loss_steps(scenario: Scenario) -> slice:
    """The steps at which the loss looks, counted from 0.

    Examples
    --------
    >>> loss_steps(Scenario(T_x=9))
    slice(8, 9, None)
    """
    match scenario.loss:
        case "last":
            return slice(scenario.steps - 1, scenario.steps)
        case "every":
            return slice(0, scenario.steps)
        case _:
            return slice(scenario.loss_step - 1, scenario.loss_step)


def _labels(scenario: Scenario) -> Array:
    if isinstance(scenario, Brought):
        return scenario.labels
    return _rng(scenario, _LABELS).integers(scenario.n_y, size=(scenario.batch, scenario.steps))


def _parameters(scenario: Scenario, cell: str) -> Mapping[str, Array]:
    s = scenario
    if isinstance(s, Brought):
        return s.parameters[cell]
    initialization = Initialization(s.init, s.gain, s.forget_bias, s.t_max if s.forget == "chrono" else None)
    return CELLS[cell].draw(s.features, s.n_a, s.n_y, initialization, _rng(s, _PARAMETERS))


def _rng(scenario: Scenario, stream: int) -> np.random.Generator:
    return np.random.default_rng([scenario.seed, stream])


def _run_cell(name: str, scenario: Scenario, x: Array, labels: Array, edits: tuple[Edit, ...]) -> CellResult:
    s, cell = scenario, CELLS[name]
    parameters = edited(name, _parameters(s, name), edits)
    forward = cell.forward(x, np.zeros((s.n_a, s.batch)), parameters, s.activation)
    y = predictions(s, name, forward, parameters)
    loss, da = output_loss(s, y, labels, parameters[cell.output_weights], loss_steps(s))
    backward = cell.backward(da, forward.caches)
    _freeze(*parameters.values(), *forward.gates.values(), y, *backward.gradients.values())
    for gradient in backward.by_step.values():
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
        fades=MappingProxyType({key: fade_of(gradient) for key, gradient in backward.by_step.items()}),
        first_nonfinite=MappingProxyType({key: step for key, step in first.items() if step is not None}),
    )


def has_values(scenario: Scenario) -> bool:
    """Whether what is right are values, and not classes: then the output layer is linear."""
    return isinstance(scenario, Brought) and scenario.targets == "values"


def predictions(scenario: Scenario, cell: str, forward: Forward, parameters: Mapping[str, Array]) -> Array:
    """What a network says at every step, (n_y, m, T): the softmax of its scores, or values."""
    if not has_values(scenario):
        return forward.y
    return np.asarray(
        np.einsum("ya,amt->ymt", parameters[CELLS[cell].output_weights], forward.states["a"])
        + parameters["by"][:, None]
    )


def output_loss(scenario: Scenario, y: Array, labels: Array, Wy: Array, where: slice) -> tuple[float, Array]:
    """J, and its gradient at each step's own output, (n_a, m, T): the cross-entropy, or the mean squared error.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    y : numpy.ndarray, (n_y, m, T)
        Predictions.
    labels : numpy.ndarray of int, (m, T), or (n_y, m, T)
        What is right: classes, or values.
    Wy : numpy.ndarray, (n_y, n_a)
        Weights from hidden state to output.
    where : slice
        The steps at which the loss looks, counted from 0.
    """
    return (_squared_error if has_values(scenario) else cross_entropy)(y, labels, Wy, where)


@quietly
def _squared_error(y: Array, values: Array, Wy: Array, where: slice) -> tuple[float, Array]:
    error = y[:, :, where] - values[:, :, where]
    n_y, m, _ = error.shape
    da = np.zeros((Wy.shape[1], m, y.shape[2]))
    da[:, :, where] = np.einsum("ya,ymt->amt", Wy, 2 / (n_y * m) * error)
    return float((error**2).sum() / (n_y * m)), da


@quietly
def cross_entropy(y: Array, labels: Array, Wy: Array, where: slice) -> tuple[float, Array]:
    """J, and its gradient at each step's own output, (n_a, m, T).

    Parameters
    ----------
    y : numpy.ndarray, (n_y, m, T)
        Predictions.
    labels : numpy.ndarray of int, (m, T)
        What is right.
    Wy : numpy.ndarray, (n_y, n_a)
        Weights from hidden state to output.
    where : slice
        The steps at which the loss looks, counted from 0.
    """
    _, m, T = y.shape
    right = np.zeros_like(y[:, :, where])
    np.put_along_axis(right, labels[None, :, where], 1.0, axis=0)
    with np.errstate(divide="ignore"):
        loss = -np.log(y[:, :, where][right == 1]).sum() / m
    da = np.zeros((Wy.shape[1], m, T))
    da[:, :, where] = np.einsum("ya,ymt->amt", Wy, y[:, :, where] - right) / m
    return float(loss), da


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
