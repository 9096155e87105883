r"""The cross-entropy of a softmax, from its scores: finite wherever it is, and its gradient with all its digits.

For scores :math:`o_k` with the largest of them :math:`M`, and the right class r,

.. math::

    J = -\log \mathrm{softmax}(o)_r = M - o_r + \log \sum_k e^{o_k - M}, \qquad
    \frac{\partial J}{\partial o_k} = \frac{e^{o_k - M}}{\sum_j e^{o_j - M}} \ (k \ne r), \qquad
    \frac{\partial J}{\partial o_r} = -\sum_{k \ne r} \frac{\partial J}{\partial o_k} .

The softmax itself would not do: it is rounded to 0 where a certain answer is wrong, and its logarithm is then infinite;
and it is rounded to 1 where one is right, and what is missing to 1, which is the whole gradient, is then lost. So the
logarithm is taken of the sum, by ``log1p`` where only little is added to 1, and the right class's gradient is the sum
of the others' instead of softmax − 1.

======  ===========================================================
symbol  meaning
======  ===========================================================
o       scores, the outputs :math:`W_y a + b_y` before their softmax
r       the right class, counted from 0
======  ===========================================================
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["CrossEntropies", "cross_entropies"]

Array = NDArray[Any]


class CrossEntropies(NamedTuple):
    """The cross-entropy at every place, nothing summed or averaged yet.

    Parameters
    ----------
    values : numpy.ndarray
        J of every place: the shape of the scores without the axis of the classes.
    gradient : numpy.ndarray
        dJ/do, the shape of the scores.
    """

    values: Array
    gradient: Array


def cross_entropies(scores: Array, classes: Array, axis: int = 0) -> CrossEntropies:
    """The cross-entropy of the softmax of scores, by log-sum-exp.

    Parameters
    ----------
    scores : numpy.ndarray of float, (..., n_y, ...)
        o. Float32 stays float32.
    classes : numpy.ndarray of int, (...)
        The right class of every place, from 0 to n_y - 1; the shape of the scores without ``axis``.
    axis : int
        That of the classes among those of the scores.

    Returns
    -------
    CrossEntropies
        ``values, gradient``; NaN where the scores are no numbers.

    Examples
    --------
    >>> cross_entropies(np.array([-431.0, 279.0, 427.0]), np.array(0)).values.item()
    858.0
    >>> values, gradient = cross_entropies(np.array([[0.0], [-50.0]]), np.array([0]))
    >>> float(values[0]), gradient.ravel().tolist()  # e^-50, which 1 - softmax would lose
    (1.9287498479639178e-22, [-1.9287498479639178e-22, 1.9287498479639178e-22])
    """
    right = np.expand_dims(classes, axis)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):  # what overflows or is no number is a result
        shifted = scores - scores.max(axis=axis, keepdims=True)
        powers = np.exp(shifted)
        of_right = np.take_along_axis(powers, right, axis=axis)
        np.put_along_axis(powers, right, 0, axis=axis)
        others = powers.sum(axis=axis, keepdims=True)
        # Where the right class has the largest score, its power is exactly 1, and log1p sees the others alone.
        values = np.log1p(others + (of_right - 1)) - np.take_along_axis(shifted, right, axis=axis)
        np.put_along_axis(powers, right, -others, axis=axis)
        return CrossEntropies(values.squeeze(axis), powers / (others + of_right))
