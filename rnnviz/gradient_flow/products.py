r"""Products of step Jacobians over any lag: what a small change of the state becomes many steps later.

.. math::

    P_\ell = \frac{\partial s^{\langle r\rangle}}{\partial s^{\langle r-\ell\rangle}}
           = J^{\langle r\rangle} J^{\langle r-1\rangle} \cdots J^{\langle r-\ell+1\rangle}, \qquad
    \lambda_i = \frac1\ell \ln \sigma_i(P_\ell),

r the step at which one looks, σ the singular values, λ the Lyapunov exponents over so many steps. Such a product leaves
the range of floats, and its directions leave each other: after 100 steps the smallest singular value can be
:math:`10^{-50}` times the largest, where an ordinary decomposition sees only rounding. Two ways to keep it:

* `lag_products` brings the whole matrix near 1 by a power of two: right for its norm and its spectral radius, at the
  cost of one matrix product a lag.
* `log_singular_values_by_lag` keeps :math:`P_\ell^\top = Q \,\mathrm{diag}(e^{l}) B` with Q orthogonal, sorting the
  columns by length before every QR step (as Tomas, Chang, Scalettar & Bai 2012 do), and finds all singular values from
  l and B (`rnnviz.gradient_flow.graded`). Their relative error is about 1e-16 for every step, times the condition of
  the single Jacobians.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import quietly
from rnnviz.errors import RnnvizError
from rnnviz.gradient_flow.graded import log_singular_values
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.numerics.scaled import LOG10_2
from rnnviz.numerics.wide import Wide

__all__ = [
    "LagProduct",
    "lag_products",
    "log10_norm",
    "log10_norms",
    "log10_spectral_radii",
    "log_singular_values_by_lag",
    "lyapunov_exponents",
]

Array = NDArray[Any]


class LagProduct(NamedTuple):
    """A product of Jacobians: ``mantissa * 2.0 ** exponent``.

    Parameters
    ----------
    lag : int
        Number of factors.
    mantissa : numpy.ndarray, (k n_a, k n_a)
        Its largest entry is between 1/2 and 1, unless all are 0.
    exponent : int
        Binary exponent.
    """

    lag: int
    mantissa: Array
    exponent: int

    @property
    def log10_norm(self) -> float:
        """log₁₀ of the largest singular value."""
        return log10_norm(self.mantissa, self.exponent)

    @property
    def log10_spectral_radius(self) -> float:
        """log₁₀ of the largest size of an eigenvalue; what is 1e-13 times the norm or less is not seen."""
        if not np.isfinite(self.mantissa).all():
            return np.nan
        radius = float(np.abs(np.linalg.eigvals(self.mantissa)).max())
        seen = radius >= 1e-13 * np.linalg.norm(self.mantissa)
        return float(np.log10(radius)) + LOG10_2 * self.exponent if seen and radius > 0 else -np.inf


def log10_norm(mantissa: Array, exponent: int = 0) -> float:
    """log₁₀ of the largest singular value of ``mantissa * 2.0 ** exponent``; NaN if it is not finite.

    Examples
    --------
    >>> round(log10_norm(np.diag([3.0, 10.0]), -3000), 3)
    -902.09
    """
    if not np.isfinite(mantissa).all():
        return math.nan
    # The eigenvalues of P Pᵀ take a third of the time of a decomposition of P; the largest is as exact.
    square = float(np.linalg.eigvalsh(mantissa @ mantissa.T)[-1])
    return math.log10(square) / 2 + LOG10_2 * exponent if square > 0 else -math.inf


def lag_products(steps: StepJacobians, sample: int = 0, last: int | None = None) -> Iterator[LagProduct]:
    """The products of Jacobians from one step back to the beginning, for all lags, one after the other.

    Parameters
    ----------
    steps : StepJacobians
        From `rnnviz.gradient_flow.jacobians.linearize`.
    sample : int
        Which of the batch, counted from 0.
    last : int, optional
        The step r from which they go back, counted from 1; the last one unless given.

    Yields
    ------
    LagProduct
        ∂s⟨r⟩/∂s⟨r − lag⟩, for the lags 0 (the identity) to r.

    Examples
    --------
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> halving = {"Waa": np.array([[0.5]]), "Wax": np.ones((1, 1)), "ba": np.zeros((1, 1))}
    >>> steps = linearize("rnn", {"a": np.zeros((1, 1, 3000))}, {}, halving, activation="linear")
    >>> *_, whole = lag_products(steps)
    >>> whole.lag, round(whole.log10_norm, 3)
    (3000, -903.09)
    """
    last = _step(steps, last)
    if steps.wide:
        yield from _wide_products(steps.of(sample), last)
        return
    product, exponent = np.eye(steps.size), 0
    for lag in range(last + 1):
        if lag:
            product = _times(product, steps.matrix(last - lag + 1, sample))
        largest = np.abs(product).max()
        if largest > 0 and np.isfinite(largest):
            shift = int(np.frexp(largest)[1])
            product, exponent = np.ldexp(product, -shift), exponent + shift
        yield LagProduct(lag, product, exponent)


def _wide_products(steps: StepJacobians, last: int) -> Iterator[LagProduct]:
    """The same where some derivatives are beyond floats, of one sample: row by row, each carried back."""
    n = steps.size
    rows = Wide(np.eye(n)).reshape(len(steps.states), -1, 1, n)  # Pᵀ
    for lag in range(last + 1):
        if lag:
            rows = steps.pull_back(last - lag + 1, rows)
        product, exponent = rows.reshape(n, n).T.near_one((0, 1))
        yield LagProduct(lag, product, int(exponent.item()))


@quietly
def _times(product: Array, factor: Array) -> Array:
    return np.asarray(product @ factor)


def log10_norms(
    steps: StepJacobians, sample: int = 0, last: int | None = None, lags: Sequence[int] | None = None
) -> Array:
    """log₁₀ of the largest singular value of the product over some lags in rising order, or all from 0 to r."""
    return _over_lags(lambda product: product.log10_norm, steps, sample, last, lags)


def log10_spectral_radii(
    steps: StepJacobians, sample: int = 0, last: int | None = None, lags: Sequence[int] | None = None
) -> Array:
    """log₁₀ of the spectral radius of the product over some lags in rising order, or all from 0 to r."""
    return _over_lags(lambda product: product.log10_spectral_radius, steps, sample, last, lags)


def _over_lags(
    what: Callable[[LagProduct], float],
    steps: StepJacobians,
    sample: int,
    last: int | None,
    lags: Sequence[int] | None,
) -> Array:
    wanted = set(range(_step(steps, last) + 1) if lags is None else lags)
    products = itertools.islice(lag_products(steps, sample, last), max(wanted) + 1)
    return np.array([what(product) for product in products if product.lag in wanted])


@quietly
def log_singular_values_by_lag(
    steps: StepJacobians, lags: Sequence[int] | None = None, sample: int = 0, last: int | None = None
) -> Array:
    """Natural logarithms of all singular values of the products of Jacobians.

    Parameters
    ----------
    steps : StepJacobians
        From `rnnviz.gradient_flow.jacobians.linearize`.
    lags : sequence of int, optional
        For which lags, each from 0 to r; all unless given.
    sample : int
        Which of the batch, counted from 0.
    last : int, optional
        The step r from which they go back, counted from 1; the last one unless given.

    Returns
    -------
    numpy.ndarray, (lags, k n_a)
        The largest first. -inf for what is 0 as far as rounding can tell, NaN where a Jacobian is not finite.

    Raises
    ------
    RnnvizError
        If a lag or the step is not there.

    Examples
    --------
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> two = {"Waa": np.diag([0.5, 0.1]), "Wax": np.ones((2, 1)), "ba": np.zeros((2, 1))}
    >>> steps = linearize("rnn", {"a": np.zeros((2, 1, 1000))}, {}, two, activation="linear")
    >>> (log_singular_values_by_lag(steps, [1000]) / np.log(10)).round(2)
    array([[ -301.03, -1000.  ]])
    """
    last = _step(steps, last)
    wanted = range(last + 1) if lags is None else lags
    if not all(0 <= lag <= last for lag in wanted):
        raise RnnvizError(f"lags must be between 0 and {last}, the step from which they go back; got {list(wanted)}.")
    n = steps.size
    logs, rows = np.empty((last + 1, n)), np.empty((last + 1, n, n))
    q, log_scales, b = np.eye(n), np.zeros(n), np.eye(n)
    for lag in range(max(wanted, default=0) + 1):
        if lag:
            log_rows, factor = steps.graded_matrix(last - lag + 1, sample)
            if not np.isfinite(factor).all():
                logs[lag:] = np.nan
                break
            # What is so much smaller than the largest row that a float cannot stand beside it is 0 here.
            largest = log_rows.max()
            factor = factor * np.exp(log_rows - largest)[:, None] if log_rows.any() else factor
            q, log_scales, b = _extended(factor, q, log_scales + largest, b)
        logs[lag], rows[lag] = log_scales, b
    found = np.full((len(wanted), n), np.nan)
    chosen = np.asarray(wanted, dtype=np.int64)
    finite = ~np.isnan(logs[chosen]).any(axis=1)
    found[finite] = log_singular_values(logs[chosen[finite]], rows[chosen[finite]])
    return found


def _extended(factor: Array, q: Array, log_scales: Array, b: Array) -> tuple[Array, Array, Array]:
    """q diag(exp(log_scales)) b, with factorᵀ multiplied from the left, in the same form."""
    columns = factor.T @ q
    with np.errstate(divide="ignore", invalid="ignore"):
        order = np.argsort(-(np.log(np.linalg.norm(columns, axis=0)) + log_scales), kind="stable")
        q, r = np.linalg.qr(columns[:, order])
        log_scales, b = log_scales[order], b[order]
        diagonal = np.abs(np.diag(r))
        # What QR leaves on the diagonal where nothing is, is rounding, not a direction.
        nothing = diagonal <= 1e-15 * np.linalg.norm(columns, axis=0).max()
        new_scales = np.where(nothing, -np.inf, np.log(diagonal) + log_scales)
        ratio = np.exp(log_scales - new_scales[:, None])
    mixed = np.triu(np.where(np.isfinite(ratio), r * ratio, 0.0)) @ b
    return q, new_scales, mixed


def lyapunov_exponents(steps: StepJacobians, lag: int | None = None, sample: int = 0, last: int | None = None) -> Array:
    """Finite-time Lyapunov exponents: growth rates a step of small changes, over the steps before ``last``.

    Parameters
    ----------
    steps : StepJacobians
        From `rnnviz.gradient_flow.jacobians.linearize`.
    lag : int, optional
        Over how many steps, at least 1; all that there are unless given.
    sample : int
        Which of the batch, counted from 0.
    last : int, optional
        The step r from which they go back, counted from 1; the last one unless given.

    Returns
    -------
    numpy.ndarray, (k n_a,)
        In 1/step, the largest first. Below 0: forgets, and the gradient vanishes; above 0: chaos, and it explodes.

    Examples
    --------
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> two = {"Waa": np.diag([2.0, 0.5]), "Wax": np.ones((2, 1)), "ba": np.zeros((2, 1))}
    >>> steps = linearize("rnn", {"a": np.zeros((2, 1, 5000))}, {}, two, activation="linear")
    >>> lyapunov_exponents(steps).round(4)
    array([ 0.6931, -0.6931])
    """
    last = _step(steps, last)
    lag = last if lag is None else lag
    if lag < 1:
        raise RnnvizError(f"lyapunov_exponents: lag must be at least 1; got {lag}.")
    return np.asarray(log_singular_values_by_lag(steps, [lag], sample, last)[0] / lag)


def _step(steps: StepJacobians, last: int | None) -> int:
    T = steps.shape[2]
    last = T if last is None else last
    if not 1 <= last <= T:
        raise RnnvizError(f"last must be between 1 and {T}, the number of steps; got {last}.")
    return last
