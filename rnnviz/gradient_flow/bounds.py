r"""How much a simple RNN's gradient can be at most, and why it is less.

Pascanu, Mikolov & Bengio 2013 (section 2.1, equation 7): with γ the largest slope that the activation has,

.. math::

    \Bigl\lVert \frac{\partial a^{\langle r\rangle}}{\partial a^{\langle r-\ell\rangle}} \Bigr\rVert
    \le (\gamma\, \sigma_1(W_{aa}))^\ell .

The bound is never exceeded, and hardly ever reached. Its logarithm minus that of the true norm is the sum of three
parts:

===========  ================================================================================================
weights      :math:`\ell \log \sigma_1(W) - \log \lVert W^\ell \rVert`: what they stretch most in one step, they do not
             stretch again in the next; 0 for a normal matrix, never negative
slope        :math:`\sum_t \log (\gamma / \overline{g'(z_t)})`: the mean slope of the units is below γ; never negative
alignment    the rest: whether what flows back meets the units with a large slope, and the weights' directions; of
             either sign
===========  ================================================================================================
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.activations import activation_named
from rnnviz.cells.cell import quietly
from rnnviz.cells.initialization import largest_singular_value
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.gradient_flow.products import log10_norm, log10_norms
from rnnviz.numerics.wide import log10_of

__all__ = ["Bound", "pascanu_bound"]

Array = NDArray[Any]


class Bound(NamedTuple):
    """The bound over every lag, lag 0 first, and what it leaves open; all of them log₁₀, each (lags,).

    Parameters
    ----------
    bound : numpy.ndarray
        Of the largest norm that is possible.
    norm : numpy.ndarray
        Of the norm that there is.
    weights, slope, alignment : numpy.ndarray
        The parts of ``bound - norm``, see the table above.
    """

    bound: Array
    norm: Array
    weights: Array
    slope: Array
    alignment: Array


@quietly
def pascanu_bound(
    steps: StepJacobians,
    activation: str = "tanh",
    sample: int = 0,
    last: int | None = None,
    lags: Sequence[int] | None = None,
) -> Bound:
    """The bound on the norm of ∂a⟨r⟩/∂a⟨r − lag⟩ of a simple RNN, and the parts of what it leaves open.

    Parameters
    ----------
    steps : StepJacobians
        Of an RNN, from `rnnviz.gradient_flow.jacobians.linearize`.
    activation : str
        Its activation.
    sample : int
        Which of the batch, counted from 0.
    last : int, optional
        The step r, counted from 1; the last one unless given.
    lags : sequence of int, optional
        Which lags, in rising order; all from 0 to r unless given.

    Returns
    -------
    Bound
        For these lags.

    Examples
    --------
    At a = 0 the slope of tanh is 1, and an orthogonal matrix stretches nothing: the bound is reached.

    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> rotation = {"Waa": 0.99 * np.array([[0.6, -0.8], [0.8, 0.6]]), "Wax": np.ones((2, 1)), "ba": np.zeros((2, 1))}
    >>> bound = pascanu_bound(linearize("rnn", {"a": np.zeros((2, 1, 100))}, {}, rotation))
    >>> (10 ** bound.bound[100]).round(4), (10 ** bound.norm[100]).round(4)
    (np.float64(0.366), np.float64(0.366))
    """
    weights, gamma = steps.recurrent["a"], activation_named(activation).bound
    wanted = np.arange((steps.shape[2] if last is None else last) + 1) if lags is None else np.asarray(lags)
    norm, furthest = log10_norms(steps, sample, last, wanted.tolist()), int(wanted.max())
    steepness = steps.local.by_gate["a"]["a"][:, sample, :last].mean(axis=0)[::-1]  # (r,), the last step first
    with np.errstate(divide="ignore", invalid="ignore"):
        stretch = np.log10(largest_singular_value(weights))
        bound = np.where(wanted > 0, wanted * (np.log10(gamma) + stretch), 0.0)
        slope = np.concatenate([[0.0], np.cumsum(np.log10(gamma) - log10_of(steepness[:furthest]))])[wanted]
        slack = np.where(wanted > 0, wanted * stretch, 0.0) - _log10_norms_of_powers(weights, furthest + 1, wanted)
        return Bound(bound, norm, slack, slope, bound - norm - slack - slope)


def _log10_norms_of_powers(weights: Array, count: int, wanted: Array) -> Array:
    """log₁₀ of the largest singular value of some of the 0th, 1st ... power."""
    power, exponent, found = np.eye(len(weights)), 0, np.full(count, np.nan)
    for lag in range(count):
        if lag in wanted:
            found[lag] = log10_norm(power, exponent)
        power = weights @ power
        shift = int(np.frexp(np.abs(power).max())[1])
        power, exponent = np.ldexp(power, -shift), exponent + shift
    return found[wanted]
