"""The bare matrix products of a forward and a backward pass: what is left when everything else costs nothing.

A step forwards multiplies the weights by ``[a; x; 1]``, a step backwards the recurrent weights by what is at the
pre-activations; the gradients of the weights and of the input are one product each, over all steps at once. All memory
is there beforehand. Of a GRU, whose candidate has its two parts apart, these are the products of three stacked gates.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.problem import Problem

__all__ = ["bare_gemms"]


def bare_gemms(problem: Problem) -> Callable[[], None]:
    """A function that does the products of this problem's shapes, on random numbers."""
    (n_x, m, T), n_a, dtype = problem.x.shape, len(problem.a0), problem.x.dtype
    rows = {"rnn": 1, "lstm": 4, "gru": 3}[problem.cell] * n_a
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(rows, n_a + n_x + 1)).astype(dtype)
    operands = rng.normal(size=(T, n_a + n_x + 1, m)).astype(dtype)
    dz = rng.normal(size=(T, rows, m)).astype(dtype)
    recurrent, inputs = weights[:, :n_a].T.copy(), weights[:, n_a:-1].T.copy()
    dz_side_by_side, operands_side_by_side = dz.reshape(rows, T * m), operands.reshape(T * m, -1)
    z, da_prev = np.empty((rows, m), dtype), np.empty((n_a, m), dtype)
    dx, d_weights = np.empty((n_x, T * m), dtype), np.empty_like(weights)

    def products() -> None:
        for operand in operands:
            np.dot(weights, operand, z)
        for dz_t in dz[::-1]:
            np.dot(recurrent, dz_t, da_prev)
        np.dot(inputs, dz_side_by_side, dx)
        np.dot(dz_side_by_side, operands_side_by_side, d_weights)

    return products
