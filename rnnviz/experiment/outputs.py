r"""What a network says at every step of a run, and how wrong it is.

The loss is the cross-entropy of the predictions with labels that are drawn from the scenario's seed, summed over the
steps L at which the loss looks and averaged over the m sequences,

.. math::

    J = -\frac1m \sum_{t \in L} \sum_{s=1}^m \log \hat y^{\langle t\rangle}_{label(s,t)}, \qquad
    \frac{\partial J}{\partial a^{\langle t\rangle}}
        = \frac1m W_y^\top (\hat y^{\langle t\rangle} - \mathrm{onehot}) \text{ for } t \in L .

Where networks and sequences are brought and what is right are values, the output is linear and the loss the squared
error, averaged over the m sequences and the :math:`n_y` outputs.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import quietly
from rnnviz.experiment.setting import Setting
from rnnviz.network.losses import cross_entropies
from rnnviz.network.output_layer import output_layer

__all__ = ["cross_entropy", "output_loss", "predictions"]

Array = NDArray[Any]


@quietly
def predictions(scenario: Setting, a: Array, parameters: Mapping[str, Array]) -> Array:
    """What a network says at every step, (n_y, m, T), from its hidden states: the softmax of its scores, or values."""
    layer = output_layer(parameters)
    return layer.predictions(a) if scenario.readout == "classes" else layer.scores(a)


@quietly
def output_loss(
    scenario: Setting, a: Array, parameters: Mapping[str, Array], labels: Array, where: slice
) -> tuple[float, Array]:
    """J, and its gradient at each step's own output, (n_a, m, T): the cross-entropy, or the mean squared error.

    Parameters
    ----------
    scenario : Setting
        What is asked.
    a : numpy.ndarray, (n_a, m, T)
        The hidden state at every step.
    parameters : mapping of str to numpy.ndarray
        Of the network; those from hidden state to output are used.
    labels : numpy.ndarray of int, (m, T), or (n_y, m, T)
        What is right: classes, or values.
    where : slice
        The steps at which the loss looks, counted from 0.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> result = run(Scenario(cells=("rnn",)))
    >>> rnn = result.cells["rnn"]
    >>> loss, da = output_loss(result.scenario, rnn.states["a"], rnn.parameters, result.labels, slice(99, 100))
    >>> loss == rnn.loss, da.shape
    (True, (32, 8, 100))
    """
    layer = output_layer(parameters)
    loss, own = (_squared_error if scenario.readout == "values" else cross_entropy)(
        layer.scores(a[:, :, where]), labels[..., where], layer.weights
    )
    da = np.zeros(a.shape)
    da[:, :, where] = own
    return loss, da


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
