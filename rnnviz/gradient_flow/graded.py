r"""Singular values of a matrix whose rows differ by more than a float can hold.

A product of many Jacobians stretches some directions by :math:`10^{50}` and shrinks others by :math:`10^{-1000}`. It is
kept as :math:`P = \mathrm{diag}(e^{l}) B`, l any numbers, the rows of B of length 1. The ordinary singular value
decomposition gives all values up to an error of 1e-16 of the *largest*; one-sided Jacobi rotations of the rows give
each up to an error relative to *itself*, as long as B without its scales is well conditioned (Demmel & Veselić 1992;
Drmač & Veselić 2008). Rows p, q with scales :math:`d_p \ge d_q`, their ratio :math:`r = d_q / d_p` and their cosine γ
are made orthogonal by the rotation with

.. math::

    u = \frac{\operatorname{sign}(\zeta)}{|\zeta| + \sqrt{r^2 + \zeta^2}}, \quad
    \zeta = \frac{r^2 - 1}{2 \gamma}, \qquad
    b_p \leftarrow c\, (b_p - u r^2 b_q), \quad b_q \leftarrow c\, (b_q + u b_p), \quad c = (1 + u^2 r^2)^{-1/2},

in which r may underflow to 0 without harm: the rotation is then a step of Gram and Schmidt.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["log_singular_values"]

Array = NDArray[Any]

#: Rows count as orthogonal when the cosine between them is below this.
ORTHOGONAL = 1e-13
#: Rounds over all pairs at most; about 8 are needed.
MOST_ROUNDS = 40


def log_singular_values(log_scales: Array, rows: Array) -> Array:
    """Logarithms of the singular values of diag(exp(log_scales)) @ rows, for a stack of matrices.

    Parameters
    ----------
    log_scales : numpy.ndarray, (..., n)
        Natural logarithms of the rows' scales; -inf for a row of zeros.
    rows : numpy.ndarray, (..., n, k)
        With n at most k, and of moderate size.

    Returns
    -------
    numpy.ndarray, (..., n)
        Natural logarithms, the largest first; -inf for exact zeros.

    Examples
    --------
    >>> log_singular_values(np.array([0.0, -5000.0]), np.array([[1.0, 0.0], [1.0, 1.0]]))
    array([    0., -5000.])
    """
    stack, (n, k) = log_scales.shape[:-1], rows.shape[-2:]
    logs, b = _unit_rows(log_scales.reshape(-1, n).astype(np.float64), rows.reshape(-1, n, k).astype(np.float64))
    pairs = _round_robin(n)
    for _ in range(MOST_ROUNDS):
        if max([_rotate(logs, b, p, q) for p, q in pairs], default=0.0) <= ORTHOGONAL:
            break
    return -np.sort(-logs, axis=-1).reshape(*stack, n)


def _round_robin(n: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """All pairs of n rows in rounds of pairs that do not share a row, as in a tournament."""
    players = list(range(n)) + [-1] * (n % 2)
    half, rounds = len(players) // 2, []
    for _ in range(len(players) - 1):
        met = zip(players[:half], players[: half - 1 : -1], strict=True)
        pairs = np.array([pair for pair in met if -1 not in pair], dtype=np.int64).reshape(-1, 2)
        rounds.append((pairs[:, 0], pairs[:, 1]))
        players.insert(1, players.pop())
    return rounds if n > 1 else []


def _rotate(logs: Array, b: Array, p: NDArray[np.int64], q: NDArray[np.int64]) -> float:
    """Make rows p and q orthogonal, in place; gives the largest cosine that there was."""
    swap = logs[:, q] > logs[:, p]
    p, q = np.where(swap, q, p), np.where(swap, p, q)  # (L, pairs): p the larger one
    which = np.arange(len(b))[:, None]
    b_p, b_q = b[which, p], b[which, q]  # (L, pairs, k)
    cosine = np.einsum("lik,lik->li", b_p, b_q)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        squared = np.exp(2 * (logs[which, q] - logs[which, p]))  # r²
        squared[np.isnan(squared)] = 0  # two rows of zeros
        zeta = (squared - 1) / (2 * cosine)
        u = np.copysign(1.0, zeta) / (np.abs(zeta) + np.sqrt(squared + zeta**2))
    u[cosine == 0] = 0
    c = 1 / np.sqrt(1 + u**2 * squared)
    new_p = c[..., None] * (b_p - (u * squared)[..., None] * b_q)
    new_q = c[..., None] * (b_q + u[..., None] * b_p)
    logs[which, p], b[which, p] = _unit_rows(logs[which, p], new_p)
    logs[which, q], b[which, q] = _unit_rows(logs[which, q], new_q)
    return float(np.abs(cosine).max(initial=0))


def _unit_rows(logs: Array, rows: Array) -> tuple[Array, Array]:
    """Move the lengths of rows into their scales."""
    length = np.sqrt(np.einsum("...k,...k->...", rows, rows))
    with np.errstate(divide="ignore"):
        logs = logs + np.log(length)
    return logs, np.divide(rows, length[..., None], out=np.zeros_like(rows), where=length[..., None] > 0)
