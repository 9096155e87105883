r"""Backpropagation through time that never underflows: the sweep from right to left that all cells share.

.. math::

    \frac{dJ}{da^{\langle t\rangle}} =
        \underbrace{\frac{\partial J}{\partial a^{\langle t\rangle}}}_{\text{own: from step t's output}}
      + \underbrace{\Bigl(\frac{\partial a^{\langle t+1\rangle}}{\partial a^{\langle t\rangle}}\Bigr)^{\!\top}
        \frac{dJ}{da^{\langle t+1\rangle}}}_{\text{carry: from step t+1}}

The carry shrinks or grows at every step and leaves the range of floats within a few hundred of them. So time is cut
into segments. Before each, the carry and the segment's own gradients are multiplied by a power of two that brings them
near 1, one exponent a sample; inside it, plain arithmetic runs at full speed. A segment in which a gradient left the
safe range all the same is done again in shorter ones. Scaling by powers of two is exact, so the result is that of plain
arithmetic with an unbounded exponent, and the loop never meets subnormal numbers, at which processors are slow.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.errors import ShapeError
from rnnviz.shapes import as_array

__all__ = ["Flow", "Segment", "over_time", "own_gradient", "sweep", "unscale"]

Array = NDArray[Any]
Exponent = NDArray[np.int64]

#: Elements of one segment at most: more than a call's overhead counts, less than a cache holds.
BLOCK = 130_000
#: Steps of the first segment; the next ones follow the decay that was met.
FIRST_STEPS = 32
#: Squared norms between 2^-this and 2^this are safe, by item size.
SAFE_SQUARE = {4: 100, 8: 900}
#: An exponent beyond all that occur.
ENDLESS = 2**40


class Flow(NamedTuple):
    """What flows back through a segment of S steps.

    Parameters
    ----------
    totals : tuple of numpy.ndarray, each (S, n_a, m)
        The whole gradient at each step: dJ/da⟨t⟩, and dJ/dc⟨t⟩ for a cell that has it.
    dz : numpy.ndarray, (S, k, m)
        Gradient at the pre-activations.
    carry : tuple of numpy.ndarray, each (n_a, m)
        What arrives at the step before the segment, one for each of `totals`.
    """

    totals: tuple[Array, ...]
    dz: Array
    carry: tuple[Array, ...]


class Segment(NamedTuple):
    """Steps ``start`` to ``stop - 1``: the true values are those of ``flow`` times ``2.0 ** exponent``.

    ``exponent`` is (m,), or None where none was needed.
    """

    start: int
    stop: int
    exponent: Exponent | None
    flow: Flow


def own_gradient(where: str, da: ArrayLike, a_shape: tuple[int, int, int], dtype: np.dtype[Any]) -> Array:
    """Check ``da``, (n_a, m, T) with T at most ``a_shape``'s, and give it the type of the states."""
    n_a, m, T_x = a_shape
    da = as_array(where, "da", da, ("n_a", "m", "T"), {"n_a": n_a, "m": m})
    if da.shape[2] > T_x:
        raise ShapeError(
            f"{where}: da has {da.shape[2]} steps, but the forward pass had {T_x}. "
            f"Pass at most as many: da[:, :, :{T_x}]."
        )
    return da.astype(dtype, copy=False)


def over_time(values: Array) -> Array:
    """Steps and samples of (S, k, m) side by side as (k, S·m), so that one product sums over both."""
    return values.swapaxes(0, 1).reshape(values.shape[1], -1)


def sweep(
    da: Array,
    beyond: tuple[Array, ...],
    through: Callable[[int, int, Array, tuple[Array, ...]], Flow],
) -> Iterator[Segment]:
    """Go backwards through time, segment by segment, and keep everything in the range of floats.

    Parameters
    ----------
    da : numpy.ndarray, (n_a, m, T)
        Each step's own gradient.
    beyond : tuple of numpy.ndarray, each (n_a, m)
        What arrives at the last step from beyond it.
    through : callable
        ``through(start, stop, own, carry)`` carries the gradient through these steps. It may overwrite ``own``,
        (S, n_a, m), which is its alone, but not ``carry``.

    Yields
    ------
    Segment
        From the last steps to the first ones, without gaps.
    """
    n_a, m, stop = da.shape
    longest = max(BLOCK // (n_a * m), 1)
    steps = min(FIRST_STEPS, longest)
    carry, exponent = beyond, None
    rescale = False
    while stop > 0:
        start = max(stop - steps, 0)
        own = da[:, :, start:stop].transpose(2, 0, 1).copy()  # (S, n_a, m)
        near_one, scaled = None, carry
        if rescale:
            near_one, far_apart = _common_exponent(own, carry, exponent)
            if far_apart and steps > 1:  # let a segment begin where the own gradient comes in
                steps = max(steps // 4, 1)
                continue
            scaled = tuple(np.ldexp(g, (0 if exponent is None else exponent) - near_one) for g in carry)
            own = np.ldexp(own, -near_one)
        flow = through(start, stop, own, scaled)
        used = _range_used(flow.totals)
        if used > 1 / 4:  # what leaves the segment may be one jump further
            used = max(used, _range_used(tuple(g[None] for g in flow.carry)))
        if used > (1 if rescale else 1 / 4) and not (rescale and steps == 1):
            # Begin again near 1; if it began there, in shorter steps.
            steps = max(steps // 4, 1) if rescale else steps
            rescale = True
            continue
        yield Segment(start, stop, near_one, flow)
        carry, exponent, stop = flow.carry, near_one, start
        rescale = exponent is not None or used > 1 / 8
        if used < 1 / 4:
            steps = min(steps * 4, longest)
        elif used > 1 / 2:
            steps = max(steps // 2, 1)


def unscale(values: Array, exponent: Exponent | None) -> Array:
    """Values, (..., m), times ``2.0 ** exponent``; what falls below the smallest normal float becomes 0."""
    if exponent is None:
        return values
    plain: Array = np.ldexp(values, exponent)
    if exponent.min() < np.finfo(plain.dtype).minexp // 4:
        plain[np.abs(plain) < np.finfo(plain.dtype).tiny] = 0
    return plain


def _common_exponent(own: Array, carry: tuple[Array, ...], exponent: Exponent | None) -> tuple[Exponent, bool]:
    """For each sample the exponent that brings the largest of its carry and its own gradients near 1.

    And whether that would lose what the sweep meets first, because something that comes in later is so much larger.
    """
    carried = np.maximum.reduce([np.abs(g).max(axis=0) for g in carry])  # (m,)
    peaks = np.concatenate([carried[None], np.abs(own).max(axis=1)[::-1]])  # (1 + S, m), in the order of the sweep
    exponents = np.frexp(peaks)[1].astype(np.int64)
    exponents[0] += 0 if exponent is None else exponent
    # Where there is nothing, NaN or Inf there is nothing to bring near 1.
    there = (peaks > 0) & np.isfinite(peaks).all(axis=0)
    exponents[~there] = -ENDLESS
    near_one = np.where(there.any(axis=0), exponents.max(axis=0), 0)
    first = np.take_along_axis(exponents, there.argmax(axis=0)[None], axis=0)[0]
    later_is_larger = near_one - first > SAFE_SQUARE[own.itemsize] // 4
    return near_one, bool((there.any(axis=0) & later_is_larger).any())


def _range_used(totals: tuple[Array, ...]) -> float:
    """Share of the safe range that a segment's gradients use, on a log scale; above 1 they left it."""
    squares = np.einsum("tim,tim->tm", totals[0], totals[0])  # (S, m)
    for total in totals[1:]:
        squares += np.einsum("tim,tim->tm", total, total)
    low, high = float(squares.min()), float(squares.max())
    if not (low > 0 and high < math.inf):
        if (squares == math.inf).any():
            return math.inf
        # Exact zeros (no loss yet, a closed gate) and NaN stay as they are; a square that underflowed is out of range.
        nothing = ~np.logical_or.reduce([total.any(axis=1) for total in totals])
        something = squares[~nothing & ~np.isnan(squares)]
        low, high = float(something.min(initial=1)), float(something.max(initial=1))
        if low == 0:
            return math.inf
    return max(-math.log2(low), math.log2(high)) / SAFE_SQUARE[squares.itemsize]
