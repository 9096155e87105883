r"""Activations of the output and the gates, and the Adam optimiser.

.. math::

    \sigma(z) = \frac{1}{1 + e^{-z}}, \qquad
    \mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}}

Adam, for a parameter :math:`\theta` with gradient :math:`g` at update :math:`t \ge 1`
(Kingma & Ba 2015, "Adam: a method for stochastic optimization", Algorithm 1):

.. math::

    v \leftarrow \beta_1 v + (1 - \beta_1) g, \quad
    s \leftarrow \beta_2 s + (1 - \beta_2) g^2, \quad
    \theta \leftarrow \theta - \alpha \frac{v / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \epsilon}

``v`` is the paper's :math:`m`, the moving mean of the gradient, and ``s`` its :math:`v`, that of the squared gradient.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.errors import RnnvizError, ShapeError

__all__ = [
    "AdamMoments",
    "AdamUpdate",
    "initialize_adam",
    "sigmoid",
    "softmax",
    "softmax_of_floats",
    "update_parameters_with_adam",
]

Array = NDArray[Any]


def _as_float(z: ArrayLike) -> Array:
    """Float32 stays float32; everything else becomes float64."""
    array = np.asarray(z)
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def sigmoid(z: ArrayLike) -> Array:
    """Logistic function, elementwise, without overflow for any finite input.

    Parameters
    ----------
    z : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        Same shape, values in [0, 1]; float32 for float32 input, else float64.

    Notes
    -----
    Only ``exp`` of a number that is not positive is taken, so that nothing overflows, and small values keep their
    full relative precision: ``sigmoid(-700)`` is ``exp(-700)``, not 0.

    Examples
    --------
    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    z = _as_float(z)
    with np.errstate(under="ignore"):
        decay = np.exp(-np.abs(z))
        return np.asarray(np.where(z < 0, decay, 1) / (1 + decay))


def softmax(z: ArrayLike) -> Array:
    """Softmax down each column (the first axis), by that column's own maximum.

    Parameters
    ----------
    z : array_like, (n_y, ...)
        Scores; columns may be arbitrarily far apart, since each is shifted by its own maximum.

    Returns
    -------
    numpy.ndarray, (n_y, ...)
        Each column sums to 1; float32 for float32 input, else float64.

    Examples
    --------
    >>> softmax([[0.0, 5000.0], [0.0, 0.0]])
    array([[0.5, 1. ],
           [0.5, 0. ]])
    """
    # Scores further apart than the float range give -inf, and exp(-inf) is the right answer, 0.
    with np.errstate(over="ignore", under="ignore"):
        return softmax_of_floats(_as_float(z))


def softmax_of_floats(z: Array) -> Array:
    """The same for whoever has floats, and has said that NumPy shall not warn.

    Parameters
    ----------
    z : numpy.ndarray, (n_y, ...)
        Scores, float32 or float64.

    Returns
    -------
    numpy.ndarray, (n_y, ...)
        Each column sums to 1.

    Examples
    --------
    >>> softmax_of_floats(np.zeros((2, 1)))
    array([[0.5],
           [0.5]])
    """
    powers: Array = np.exp(z - np.maximum.reduce(z, axis=0))
    powers /= np.add.reduce(powers, axis=0)
    return powers


class AdamMoments(NamedTuple):
    """Moving means of the gradient (``v``) and of its square (``s``), keyed ``"d" + name``."""

    v: dict[str, Array]
    s: dict[str, Array]


class AdamUpdate(NamedTuple):
    """New parameters and moving means after one update."""

    parameters: dict[str, Array]
    v: dict[str, Array]
    s: dict[str, Array]


def initialize_adam(parameters: Mapping[str, Array]) -> AdamMoments:
    """Zero moving means for every parameter, whatever its name.

    Parameters
    ----------
    parameters : mapping of str to numpy.ndarray
        Any names, any shapes.

    Returns
    -------
    AdamMoments
        ``v, s``: dicts keyed ``"d" + name``, zeros of each parameter's shape and type.

    Examples
    --------
    >>> v, s = initialize_adam({"Waa": np.ones((2, 2))})
    >>> v["dWaa"].shape, sorted(s)
    ((2, 2), ['dWaa'])
    """
    return AdamMoments(
        v={"d" + name: np.zeros_like(value) for name, value in parameters.items()},
        s={"d" + name: np.zeros_like(value) for name, value in parameters.items()},
    )


def update_parameters_with_adam(
    parameters: Mapping[str, Array],
    grads: Mapping[str, Array],
    v: Mapping[str, Array],
    s: Mapping[str, Array],
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> AdamUpdate:
    """One update of Adam, with epsilon outside the root.

    Parameters
    ----------
    parameters : mapping of str to numpy.ndarray
        The network's parameters.
    grads : mapping of str to numpy.ndarray
        Gradients keyed ``"d" + name``; parameters without one are left as they are, other keys are ignored.
    v, s : mapping of str to numpy.ndarray
        Moving means, as from `initialize_adam` or the update before.
    t : int
        Number of this update, counted from 1.
    learning_rate, beta1, beta2, epsilon : float
        As in Kingma & Ba 2015, Algorithm 1.

    Returns
    -------
    AdamUpdate
        ``parameters, v, s``: new dicts; nothing passed in is changed.

    Raises
    ------
    ShapeError
        If a gradient has another shape than its parameter.
    RnnvizError
        If ``t`` is less than 1.

    Examples
    --------
    >>> parameters = {"ba": np.array([[1.0]]), "by": np.array([[5.0]])}
    >>> v, s = initialize_adam(parameters)
    >>> parameters, v, s = update_parameters_with_adam(parameters, {"dba": np.array([[3.0]])}, v, s, t=1)
    >>> parameters["ba"].round(6), parameters["by"]
    (array([[0.99]]), array([[5.]]))
    """
    if not t >= 1:  # NaN neither
        raise RnnvizError(
            f"update_parameters_with_adam: t counts updates from 1; got {t}. Start with t=1 and add 1 before each call."
        )
    new = AdamUpdate(dict(parameters), dict(v), dict(s))
    for name, value in parameters.items():
        key = "d" + name
        if key not in grads:
            continue
        gradient = np.asarray(grads[key])
        if gradient.shape != value.shape:
            raise ShapeError(
                f"update_parameters_with_adam: {key} must have the shape of {name}, {value.shape}; "
                f"got {gradient.shape}. Pass the gradients that the backward function returned for these parameters."
            )
        mean = beta1 * v[key] + (1 - beta1) * gradient
        mean_square = beta2 * s[key] + (1 - beta2) * gradient**2
        step = mean / (1 - beta1**t) / (np.sqrt(mean_square / (1 - beta2**t)) + epsilon)
        new.v[key], new.s[key] = mean, mean_square
        new.parameters[name] = value - learning_rate * step
    return new
