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
from rnnviz.experiment.edits import Edit, check_edits, edited
from rnnviz.experiment.key import key_of
from rnnviz.experiment.setting import Setting, loss_steps
from rnnviz.gradient_flow.fade import Fade, fades_of
from rnnviz.network.losses import cross_entropies
from rnnviz.numerics.scaled import Scaled

__all__ = [
    "CellResult",
    "Result",
    "cross_entropy",
    "key_of_run",
    "output_loss",
    "predictions",
    "run",
]

Array = NDArray[Any]


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


def run(scenario: Setting, edits: Iterable[Edit] = ()) -> Result:
    """Run every cell of a scenario forwards and backwards.

    Parameters
    ----------
    scenario : Setting
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
    cells = {name: _run_cell(name, scenario, x, labels, edits) for name in scenario.cells}
    return Result(scenario, x, labels, MappingProxyType(cells), edits)


def _run_cell(name: str, scenario: Setting, x: Array, labels: Array, edits: tuple[Edit, ...]) -> CellResult:
    s, cell = scenario, CELLS[name]
    parameters = edited(name, s.make_parameters(name), edits)
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


def predictions(scenario: Setting, cell: str, forward: Forward, parameters: Mapping[str, Array]) -> Array:
    """What a network says at every step, (n_y, m, T): the softmax of its scores, or values."""
    if scenario.readout == "classes":
        return forward.y
    return _scores(forward.states["a"], parameters[CELLS[cell].output_weights], parameters["by"])


def output_loss(
    scenario: Setting, cell: str, a: Array, parameters: Mapping[str, Array], labels: Array, where: slice
) -> tuple[float, Array]:
    """J, and its gradient at each step's own output, (n_a, m, T): the cross-entropy, or the mean squared error.

    Parameters
    ----------
    scenario : Setting
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
    >>> from rnnviz import Scenario
    >>> result = run(Scenario(cells=("rnn",)))
    >>> rnn = result.cells["rnn"]
    >>> loss, da = output_loss(result.scenario, "rnn", rnn.states["a"], rnn.parameters, result.labels, slice(99, 100))
    >>> loss == rnn.loss, da.shape
    (True, (32, 8, 100))
    """
    Wy = parameters[CELLS[cell].output_weights]
    loss, own = (_squared_error if scenario.readout == "values" else cross_entropy)(
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
