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
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.cells.cell import Forward, quietly
from rnnviz.cells.initialization import Initialization
from rnnviz.experiment import inputs
from rnnviz.experiment.edits import Edit, check_edits, edited
from rnnviz.experiment.given import Brought
from rnnviz.experiment.key import key_of
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.fade import Fade, fades_of
from rnnviz.network.losses import cross_entropies
from rnnviz.numerics.scaled import Scaled

__all__ = [
    "CellResult",
    "Result",
    "cross_entropy",
    "has_values",
    "key_of_run",
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

    @cached_property
    def key(self) -> str:
        """The content key, from `key_of_run`."""
        return key_of_run(self.scenario, self.edits)


def key_of_run(scenario: Scenario, edits: Iterable[Edit] = ()) -> str:
    """The content key of what `run` gives: that of the scenario, and of the edits that count.

    Two runs have one exactly if their results are equal, if no edit puts a value in the place of the same one. Of a
    result with this key, ``scenario`` and ``edits`` may be others than these, in what does not count.

    Parameters
    ----------
    scenario, edits
        As for `run`.

    Examples
    --------
    >>> first, second = Edit("rnn", "ba", (0, 0), 0.5), Edit("rnn", "ba", (0, 0), 0.25)
    >>> key_of_run(Scenario(), [first, second]) == key_of_run(Scenario(), [second])
    True
    >>> key_of_run(Scenario(), [first]) == key_of_run(Scenario(), [second])
    False
    """
    last = {edit[:3]: edit.value for edit in edits if edit.cell in ("", *scenario.cells)}
    return key_of("run", scenario.key, sorted(last.items()))


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
    t_max = s.t_max if s.forget == "chrono" else None
    biases = {name: getattr(s, name) for name in ("forget_bias", "input_bias", "output_bias", "update_bias")}
    initialization = Initialization(s.init, s.gain, t_max=t_max, start=s.start, **biases)
    return CELLS[cell].draw(s.features, s.n_a, s.n_y, initialization, _rng(s, _PARAMETERS))


def _rng(scenario: Scenario, stream: int) -> np.random.Generator:
    return np.random.default_rng([scenario.seed, stream])


def _run_cell(name: str, scenario: Scenario, x: Array, labels: Array, edits: tuple[Edit, ...]) -> CellResult:
    s, cell = scenario, CELLS[name]
    parameters = edited(name, _parameters(s, name), edits)
    forward = cell.forward(x, np.zeros((s.n_a, s.batch)), parameters, s.activation)
    y = predictions(s, name, forward, parameters)
    loss, da = output_loss(s, name, forward.states["a"], parameters, labels, loss_steps(s))
    backward = cell.backward(da, forward.caches)
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


def has_values(scenario: Scenario) -> bool:
    """Whether what is right are values, and not classes: then the output layer is linear."""
    return isinstance(scenario, Brought) and scenario.targets == "values"


def predictions(scenario: Scenario, cell: str, forward: Forward, parameters: Mapping[str, Array]) -> Array:
    """What a network says at every step, (n_y, m, T): the softmax of its scores, or values."""
    if not has_values(scenario):
        return forward.y
    return _scores(forward.states["a"], parameters[CELLS[cell].output_weights], parameters["by"])


def output_loss(
    scenario: Scenario, cell: str, a: Array, parameters: Mapping[str, Array], labels: Array, where: slice
) -> tuple[float, Array]:
    """J, and its gradient at each step's own output, (n_a, m, T): the cross-entropy, or the mean squared error.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    cell : str
        ``"rnn"`` or ``"lstm"``.
    a : numpy.ndarray, (n_a, m, T)
        The hidden state at every step.
    parameters : mapping of str to numpy.ndarray
        Of the cell; those from hidden state to output are used.
    labels : numpy.ndarray of int, (m, T), or (n_y, m, T)
        What is right: classes, or values.
    where : slice
        The steps at which the loss looks, counted from 0.

    Examples
    --------
    >>> result = run(Scenario(cells=("rnn",)))
    >>> rnn = result.cells["rnn"]
    >>> loss, da = output_loss(result.scenario, "rnn", rnn.states["a"], rnn.parameters, result.labels, slice(99, 100))
    >>> loss == rnn.loss, da.shape
    (True, (32, 8, 100))
    """
    Wy = parameters[CELLS[cell].output_weights]
    loss, own = (_squared_error if has_values(scenario) else cross_entropy)(
        _scores(a[:, :, where], Wy, parameters["by"]), labels[..., where], Wy
    )
    da = np.zeros(a.shape)
    da[:, :, where] = own
    return loss, da


@quietly
def _scores(a: Array, Wy: Array, by: Array) -> Array:
    """What the output layer makes of hidden states, (n_y, m, K), before any softmax."""
    return np.asarray((Wy @ a.transpose(2, 0, 1) + by).transpose(1, 2, 0))


@quietly
def _squared_error(outputs: Array, values: Array, Wy: Array) -> tuple[float, Array]:
    error = outputs - values
    n_y, m, _ = error.shape
    return float((error**2).sum() / (n_y * m)), np.einsum("ya,ymt->amt", Wy, 2 / (n_y * m) * error)


@quietly
def cross_entropy(scores: Array, labels: Array, Wy: Array, where: slice = slice(None)) -> tuple[float, Array]:
    """J, and its gradient at each step's own output, (n_a, m, T).

    Parameters
    ----------
    scores : numpy.ndarray, (n_y, m, T)
        Wy a⟨t⟩ + by, and not their softmax, which is rounded to 0 and 1 and has lost how wrong an answer is.
    labels : numpy.ndarray of int, (m, T)
        What is right.
    Wy : numpy.ndarray, (n_y, n_a)
        Weights from hidden state to output.
    where : slice
        The steps at which the loss looks, counted from 0; all unless given.

    Examples
    --------
    >>> loss, da = cross_entropy(np.array([-431.0, 279.0, 427.0]).reshape(3, 1, 1), np.array([[0]]), np.eye(3))
    >>> loss, da.ravel().round(9).tolist()
    (858.0, [-1.0, 0.0, 1.0])
    """
    _, m, T = scores.shape
    values, gradient = cross_entropies(scores[:, :, where], labels[:, where])
    da = np.zeros((Wy.shape[1], m, T))
    da[:, :, where] = np.einsum("ya,ymt->amt", Wy, gradient) / m
    return float(values.sum() / m), da


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
