r"""Losses at the output layer, with their gradients.

Means over the sequences of a batch and over the K steps that count,

.. math::

    J_{classes} = -\frac{1}{mK} \sum_{t,s} \log \mathrm{softmax}(o^{\langle t\rangle})_{target(s,t)}, \qquad
    J_{values} = \frac{1}{m K n_y} \sum_{t,s} \lVert o^{\langle t\rangle} - target \rVert^2, \qquad
    o = W_y a + b_y .

The cross-entropy is that of `rnnviz.network.losses`, from the scores o and not from their softmax, so that a wrong
answer that is certain costs what it costs, and not infinity.
"""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import quietly
from rnnviz.errors import RnnvizError, ShapeError
from rnnviz.network.losses import cross_entropies

__all__ = ["Loss", "cross_entropy", "loss_of", "mean_squared_error"]

Array = NDArray[Any]


class Loss(NamedTuple):
    """A loss and what it says about every score.

    Parameters
    ----------
    value : float
        J.
    accuracy : float
        Share of right answers, of which none is where the scores are no numbers; NaN where there are no classes.
    gradient : numpy.ndarray
        dJ/do, of the shape of the scores.
    """

    value: float
    accuracy: float
    gradient: Array


@quietly
def cross_entropy(scores: Array, targets: Array) -> Loss:
    """Cross-entropy of the softmax of scores.

    Parameters
    ----------
    scores : numpy.ndarray, (K, n_y, m)
        o at every step that counts.
    targets : numpy.ndarray of int, (K, m)
        The right class.

    Raises
    ------
    ShapeError
        If the shapes or types do not fit, or a target is no class.

    Examples
    --------
    >>> loss = cross_entropy(np.array([[[0.0], [1000.0]]]), np.array([[0]]))
    >>> loss.value, loss.accuracy, loss.gradient.ravel().tolist()
    (1000.0, 0.0, [-1.0, 1.0])
    """
    _floats("cross_entropy", "scores", scores)
    targets = np.asarray(targets)
    if scores.ndim != 3 or targets.shape != (scores.shape[0], scores.shape[2]):
        raise ShapeError(
            "cross_entropy: scores must have the axes (K, n_y, m) and targets the axes (K, m); "
            f"got shapes {scores.shape} and {targets.shape}."
        )
    K, n_y, m = scores.shape
    if not scores.size or targets.dtype.kind not in "iu" or not 0 <= targets.min() <= targets.max() < n_y:
        raise ShapeError(
            f"cross_entropy: targets must be whole numbers from 0 to {n_y - 1}, one for every step and sequence, at "
            f"least one; got {targets.size} of type {targets.dtype}."
        )
    values, gradient = cross_entropies(scores, targets, axis=1)
    accuracy = ((scores.argmax(axis=1) == targets) & np.isfinite(scores).all(axis=1)).mean()
    return Loss(float(values.mean()), float(accuracy), gradient / np.asarray(K * m, dtype=scores.dtype))


@quietly
def mean_squared_error(outputs: Array, targets: Array) -> Loss:
    """Mean squared difference.

    Parameters
    ----------
    outputs, targets : numpy.ndarray, (K, n_y, m)
        o and what it should be, at every step that counts.

    Raises
    ------
    ShapeError
        If the shapes or types do not fit.

    Examples
    --------
    >>> loss = mean_squared_error(np.array([[[3.0, 1.0]]]), np.array([[[1.0, 1.0]]]))
    >>> loss.value, loss.gradient.ravel().tolist()
    (2.0, [2.0, 0.0])
    """
    _floats("mean_squared_error", "outputs", outputs)
    _floats("mean_squared_error", "targets", targets)
    if outputs.shape != targets.shape or not outputs.size:
        raise ShapeError(
            "mean_squared_error: outputs and targets must have one shape, (K, n_y, m), with at least one value; "
            f"got {outputs.shape} and {targets.shape}."
        )
    error = outputs - targets.astype(outputs.dtype, copy=False)
    return Loss(float((error**2).mean()), float("nan"), error * np.asarray(2 / error.size, dtype=outputs.dtype))


def _floats(function: str, name: str, value: object) -> None:
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        got = value.dtype if isinstance(value, np.ndarray) else type(value).__name__
        raise ShapeError(f"{function}: {name} must be a NumPy array of floats; got {got}.")


def loss_of(kind: Literal["classes", "values"], outputs: Array, targets: Array) -> Loss:
    """The loss of a kind of task."""
    if kind not in ("classes", "values"):
        raise RnnvizError(f"kind must be classes or values; got {kind!r}.")
    return cross_entropy(outputs, targets) if kind == "classes" else mean_squared_error(outputs, targets)
