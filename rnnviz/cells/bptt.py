r"""Backpropagation through time that never underflows: the sweep from right to left that all cells share.

.. math::

    \frac{dJ}{da^{\langle t\rangle}} =
        \underbrace{\frac{\partial J}{\partial a^{\langle t\rangle}}}_{\text{own: from step t's output}}
      + \underbrace{\Bigl(\frac{\partial a^{\langle t+1\rangle}}{\partial a^{\langle t\rangle}}\Bigr)^{\!\top}
        \frac{dJ}{da^{\langle t+1\rangle}}}_{\text{carry: from step t+1}}

The sweep goes segment by segment: `rnnviz.cells.segments`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.cells.last_step import ask_which_step
from rnnviz.cells.layouts import with_advice
from rnnviz.cells.segments import (
    SAFE_SQUARE,
    BeyondFloats,
    Exponent,
    Flow,
    OneStep,
    WideFlow,
    backwards_in_segments,
    longest_segment,
)
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import ShapeError
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.shapes import as_array
from rnnviz.numerics.wide import Wide

__all__ = [
    "Collected",
    "SumOverTime",
    "collect",
    "gradients_of",
    "own_gradient",
    "plain",
    "pre_activations_at",
    "unscale",
]

Array = NDArray[Any]

#: Where a step's samples are so many, and the products of a segment have so few elements, they are summed at the end.
MANY_SAMPLES, FEW_PRODUCTS = 16, 300_000
#: One unit in so many is found by itself, more of them by a product for all.
FEW = 8


def own_gradient(where: str, da: ArrayLike, a_shape: tuple[int, int, int], dtype: np.dtype[Any]) -> Array:
    """Check ``da``, (n_a, m, T) with T at most ``a_shape``'s, and give it the type of the states.

    One step beside more than one can mean the first or the last of them, so it is asked about, not taken.
    """
    n_a, m, T_x = a_shape
    ask_which_step(where, da.shape if isinstance(da, np.ndarray) else np.asarray(da, dtype=object).shape, a_shape)
    try:
        da = as_array(where, "da", da, ("n_a", "m", "T"), {"n_a": n_a, "m": m})
    except ShapeError as error:
        sizes = {"n_a": n_a, "m": m, "T_x": T_x}
        raise with_advice(error, where, {"da": (da, ("n_a", "m", "T_x"))}, sizes) from None
    if da.shape[2] > T_x:
        raise ShapeError(
            f"{where}: da has {da.shape[2]} steps, but the forward pass had {T_x}. "
            f"Pass at most as many: da[:, :, :{T_x}]."
        )
    return da.astype(dtype, copy=False)


def pre_activations_at(
    weights: Array, operand: Array, steps: NDArray[np.int64], units: NDArray[np.int64], samples: NDArray[np.int64]
) -> Array:
    """Pre-activations of single units, in float64.

    Parameters
    ----------
    weights : numpy.ndarray, (k, n_a, n)
        What the operand is multiplied by to give the k pre-activations of each unit.
    operand : numpy.ndarray, (T_x + 1, n, m)
        ``[a; x; 1]`` before each step.
    steps, units, samples : numpy.ndarray of int, each (E,)
        Where; steps are counted from 0.

    Returns
    -------
    numpy.ndarray, (k, E)
        z.
    """
    weights = weights.astype(np.float64, copy=False)
    some, row = np.unique(steps, return_inverse=True)
    if len(steps) * FEW <= len(some) * weights.shape[1] * operand.shape[2]:
        return np.asarray(np.einsum("ken,en->ke", weights[:, units], operand[steps, :, samples]))
    z = np.matmul(weights, operand[some, None].astype(np.float64, copy=False))  # (K, k, n_a, m)
    return np.asarray(z[row, :, units, samples].T)


class SumOverTime:
    """The sum over steps and samples of products dz⟨t⟩ h⟨t⟩ᵀ, one segment after the other.

    It keeps its memory from segment to segment: to free it and to allocate it anew costs more than the addition.

    Parameters
    ----------
    shape : tuple of int
        (k, n): rows of dz, rows of h.
    m : int
        Samples.
    longest : int
        Steps of a segment at most.
    dtype : numpy.dtype
        Of all.
    workspace : Workspace, optional
        Where to take memory from.
    """

    def __init__(
        self, shape: tuple[int, int], m: int, longest: int, dtype: np.dtype[Any], workspace: Workspace | None = None
    ) -> None:
        workspace = workspace or Workspace()
        self.left = workspace.empty("left", (longest, m, shape[0]), dtype)
        self.right = workspace.empty("right", (longest, m, shape[1]), dtype)
        self.shape, self.dtype = shape, dtype
        self._total: Array | None = None
        self._product: Array | None = None

    @property
    def total(self) -> Array:
        """The sum, (k, n)."""
        return np.zeros(self.shape, dtype=self.dtype) if self._total is None else self._total

    def add(self, dz: Array, h: Array, exponent: int = 0) -> None:
        """Add the products of a segment, dz (S, k, m) with h (S, n, m), times ``2.0 ** exponent``."""
        product = self._product_of(dz, h)
        if exponent and not _lower(product, exponent):
            return
        if self._total is None:
            self._total, self._product = product, None
        else:
            self._total += product

    def _product_of(self, dz: Array, h: Array) -> Array:
        steps, _, m = dz.shape
        if m >= MANY_SAMPLES and steps * self.shape[0] * self.shape[1] <= FEW_PRODUCTS:
            # Each step's product sums over enough samples, and all of them fit into the cache: nothing is copied.
            return np.asarray(np.matmul(dz, h.swapaxes(1, 2)).sum(axis=0))
        left, right = self.left[:steps], self.right[:steps]
        left[:], right[:] = dz.swapaxes(1, 2), h.swapaxes(1, 2)  # side by side, so that one product sums over both
        left, right = left.reshape(-1, self.shape[0]).T, right.reshape(-1, self.shape[1])
        self._product = np.dot(left, right, self._product)
        return self._product


class Collected(NamedTuple):
    """What a sweep found: gradients at every step, and those of all steps together.

    Parameters
    ----------
    by_step : tuple of Scaled, each (n_a, m, T)
        The whole gradients at each of the states; empty where nobody wants them.
    dx : Scaled, (n_x, m, T)
        At the input.
    plain_dx : numpy.ndarray, (n_x, m, T)
        The same as floats.
    weights : numpy.ndarray, (k, n), or None
        Of all weights and biases, summed over samples and steps; None where nobody wants them.
    before : tuple of numpy.ndarray, each (n_a, m)
        At the states before the first step.
    """

    by_step: tuple[Scaled, ...]
    dx: Scaled
    plain_dx: Array
    weights: Array | None
    before: tuple[Array, ...]


def collect(
    da: Array,
    beyond: tuple[Array, ...],
    operand: Array,
    weights: Array,
    through: Callable[[int, int, Array, tuple[Array, ...]], Flow | BeyondFloats],
    one_step: OneStep,
    workspace: Workspace,
    *,
    n_x: int,
    by_step: bool = True,
    summed: bool = True,
) -> Collected:
    """Sweep, and gather what comes of it.

    Parameters
    ----------
    da, beyond, through, one_step
        As of `rnnviz.cells.segments.backwards_in_segments`; ``through`` is given totals that this allocates.
    operand : numpy.ndarray, (T_x + 1, n, m)
        Before each step: the states, what else weights act on, the input and 1, one under the other.
    weights : numpy.ndarray, (k, n)
        What the operand is multiplied by to give the pre-activations.
    workspace : Workspace
        Where to take memory from.
    n_x : int
        Rows of the input.
    by_step : bool
        Whether anybody wants the gradients at every step.
    summed : bool
        Whether anybody wants those of the weights.

    Returns
    -------
    Collected
        Gradients.
    """
    n_a, m, T = da.shape
    to_input = weights[:, -1 - n_x : -1].T
    longest = longest_segment(n_a, m, T)
    totals = workspace.empty("totals", (len(beyond), T if by_step else longest, n_a, m), da.dtype)
    dx = workspace.empty("dx", (T, len(to_input), m), da.dtype)
    plain_dx = dx  # as long as no step needs an exponent
    d_weights = SumOverTime(weights.shape, m, longest, da.dtype, workspace) if summed else None
    exponent = np.zeros((T, m), dtype=np.int64)
    wide: dict[int, tuple[Wide, ...]] = {}
    before: tuple[Array, ...] = ()
    for start, stop, scale, flow in backwards_in_segments(da, beyond, totals, through, one_step):
        if plain_dx is dx and (scale is not None or isinstance(flow, WideFlow)):
            plain_dx = workspace.empty("plain_dx", dx.shape, da.dtype)
            plain_dx[stop:] = dx[stop:]
        if isinstance(flow, WideFlow):
            wide[start] = (*flow.whole, to_input @ flow.dz)
            plain_dx[start] = _normal(wide[start][-1], da.dtype)
            if d_weights is not None:
                d_weights.add(_normal(flow.dz, da.dtype)[None], operand[start:stop])
            before = tuple(_normal(g, da.dtype) for g in flow.carry)
            continue
        np.matmul(to_input, flow.dz, out=dx[start:stop])
        if scale is not None:
            exponent[start:stop] = scale
            if unscale(dx[start:stop], scale, out=plain_dx[start:stop]) is None:
                plain_dx[start:stop] = 0
        if d_weights is not None:
            dz, together = (flow.dz, 0) if scale is None else _with_one_exponent(flow.dz, scale)
            if dz is not None:
                d_weights.add(dz, operand[start:stop], together)
        if start == 0:
            before = flow.carry if scale is None else tuple(plain(g, scale) for g in flow.carry)
    series = [
        _series(of_state, exponent, {t: found[k] for t, found in wide.items()})
        for k, of_state in enumerate([*(totals if by_step else ()), dx], 0 if by_step else len(totals))
    ]
    total = None if d_weights is None else d_weights.total
    return Collected(tuple(series[:-1]), series[-1], plain_dx.transpose(1, 2, 0), total, before)


#: Where the gradient of a parameter stands among those of all weights: rows and columns of its parts, side by side.
Places = Mapping[str, Sequence[tuple[slice, slice]]]


def gradients_of(found: Collected, states: Sequence[str], places: Places) -> dict[str, Array]:
    """What a sequence's backward pass returns: ``dx``, ``da0`` ... and the parameters' gradients, if there are any.

    Parameters
    ----------
    found : Collected
        From `collect`.
    states : sequence of str
        In the order in which the cell carries them.
    places : mapping of str to sequence of (slice, slice)
        By parameter.

    Returns
    -------
    dict of str to numpy.ndarray
        In this order.
    """
    gradients = {"dx": found.plain_dx}
    for state, before in zip(states, found.before, strict=True):
        gradients[f"d{state}0"] = before
    weights = found.weights
    if weights is None:
        return gradients
    for name, parts in places.items():
        gradients["d" + name] = weights[parts[0]] if len(parts) == 1 else np.concatenate([weights[p] for p in parts], 1)
    return gradients


def _series(values: Array, exponent: Exponent, wide: dict[int, Wide]) -> Scaled:
    """Values of all steps, (T, n, m), with those of some steps that have exponents of their own."""
    if not wide:
        return Scaled(values.transpose(1, 2, 0), exponent.T)
    every = Wide(values.transpose(1, 2, 0), exponent.T)
    return Scaled.of(every.replaced(np.array(list(wide)), Wide.along_last(list(wide.values()))), values.dtype)


def _normal(values: Wide, dtype: np.dtype[Any]) -> Array:
    """As floats; what is below the smallest normal one becomes 0."""
    found = values.to_float().astype(dtype, copy=False)
    found[np.abs(found) < np.finfo(dtype).tiny] = 0
    return found


def unscale(values: Array, exponent: Exponent | None, out: Array | None = None) -> Array | None:
    """Values of a segment, (..., m), times ``2.0 ** exponent``; None if all of them are below the range of floats.

    What falls below the smallest normal float becomes 0. With ``out``, which may be ``values``, no memory is allocated.
    """
    if exponent is None:
        return values
    info, reach = np.finfo(values.dtype), SAFE_SQUARE[values.itemsize] // 2
    if exponent.max() + reach < info.minexp - info.nmant and np.isfinite(values).all():
        return None
    one, far = values.dtype.type(1), exponent.min() - reach < info.minexp
    # By factors, because ldexp is slow; by two, if one alone may be out of range where the product is not.
    half = np.clip(exponent, 4 * info.minexp, 4 * info.maxexp) // 2 if far or exponent.max() >= info.maxexp else None
    if half is None:
        return np.asarray(np.multiply(values, np.ldexp(one, exponent), out=out))
    product: Array = np.multiply(values, np.ldexp(one, half), out=out)
    product *= np.ldexp(one, exponent - half)
    if far:
        product[np.abs(product) < info.tiny] = 0
    return product


def _with_one_exponent(values: Array, exponent: Exponent) -> tuple[Array | None, int]:
    """Values of a segment, (S, k, m), in place, as multiples of one power of two; None if all are below its range.

    Products of such small ones would be subnormal, at which processors are slow; so it is their sum that is made small.
    """
    together = min(int(exponent.max()), 0)
    if together < 0:
        info, reach = np.finfo(values.dtype), SAFE_SQUARE[values.itemsize] // 2
        if together + reach < info.minexp - info.nmant and np.isfinite(values).all():
            return None, 0
        exponent = exponent - together
    return (unscale(values, exponent, out=values) if exponent.any() else values), together


def _lower(values: Array, exponent: int) -> bool:
    """Multiply by ``2.0 ** exponent``, below 1, in place; False, and nothing done, if all would be below the range."""
    info, one = np.finfo(values.dtype), values.dtype.type(1)
    exponent = max(exponent, info.minexp - info.maxexp + 4)  # lower than that there is nothing left but NaN and Inf
    size, smallest = np.abs(values), np.ldexp(info.tiny, -exponent)
    if size.max() < smallest:  # never true of NaN
        return False
    values[size < smallest] = 0
    values *= np.ldexp(one, exponent // 2)  # by two factors, for one alone may be out of range
    values *= np.ldexp(one, exponent - exponent // 2)
    return True


def plain(values: Array, exponent: Exponent | None) -> Array:
    """As `unscale`, with zeros where all are below the range of floats."""
    product = unscale(values, exponent)
    return np.zeros_like(values) if product is None else product
