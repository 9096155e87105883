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

Where one sample's units leave the range of floats by themselves (one at its limits has a slope of 10⁻⁵⁰⁰⁰, its
neighbour one of 1), steps are taken one at a time, with an exponent for each value (`rnnviz.numerics.wide`).
"""

import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.cells.last_step import ask_which_step
from rnnviz.cells.layouts import with_advice
from rnnviz.cells.workspace import Workspace
from rnnviz.errors import ShapeError
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.shapes import as_array
from rnnviz.numerics.wide import Wide

__all__ = [
    "BeyondFloats",
    "Collected",
    "Flow",
    "OneStep",
    "Segment",
    "SumOverTime",
    "WideFlow",
    "collect",
    "gradients_of",
    "longest_segment",
    "own_gradient",
    "plain",
    "pre_activations_at",
    "sweep",
    "unscale",
]

Array = NDArray[Any]
Exponent = NDArray[np.int64]

#: Elements of one segment at most, unless these are fewer than so many steps: to spread the calls and bound memory.
BLOCK = 100_000
LEAST_STEPS = 16
#: Steps of the first segment at most, by item size; the next ones follow the decay that was met.
FIRST_STEPS = {4: 16, 8: 128}
#: Squared norms between 2^-this and 2^this are safe, by item size.
SAFE_SQUARE = {4: 100, 8: 900}
#: Values of one sample up to 2^this apart are carried as floats; below 2^-that one may have been lost, by item size.
APART, LOST = {4: 60, 8: 450}, {4: 2.0**-110, 8: 2.0**-900}
#: Where a step's samples are so many, and the products of a segment have so few elements, they are summed at the end.
MANY_SAMPLES, FEW_PRODUCTS = 16, 300_000
#: One unit in so many is found by itself, more of them by a product for all.
FEW = 8
#: An exponent beyond all that occur.
ENDLESS = 2**60


class Flow(NamedTuple):
    """What flows back through a segment of S steps.

    Parameters
    ----------
    dz : numpy.ndarray, (S, k, m)
        Gradient at the pre-activations.
        Its memory may be used again for the next segment.
    carry : tuple of numpy.ndarray, each (n_a, m)
        What arrives at the step before the segment, one for each of the states.
    """

    dz: Array
    carry: tuple[Array, ...]


class BeyondFloats(NamedTuple):
    """In place of a flow: the last step, counted from 0, that plain floats do not carry a gradient through."""

    step: int


class WideFlow(NamedTuple):
    """What flows back through one step, each value with an exponent of its own.

    Parameters
    ----------
    whole : tuple of Wide, each (n_a, m)
        The whole gradients at the states after the step.
    dz : Wide, (k, m)
        Gradient at the pre-activations.
    carry : tuple of Wide, each (n_a, m)
        What arrives at the states before the step.
    """

    whole: tuple[Wide, ...]
    dz: Wide
    carry: tuple[Wide, ...]


#: ``one_step(step, arriving)``: through one step, counted from 0, with all that arrives at the states after it.
OneStep = Callable[[int, tuple[Wide, ...]], WideFlow]


class Segment(NamedTuple):
    """Steps ``start`` to ``stop - 1``: the true values are those of ``flow`` and the totals times ``2.0 ** exponent``.

    ``exponent`` is (m,), or None where none was needed. A step beyond floats has no totals but in its flow.
    """

    start: int
    stop: int
    exponent: Exponent | None
    flow: Flow | WideFlow


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


def longest_segment(n_a: int, m: int, T: int) -> int:
    """Steps of a segment at most."""
    return min(max(BLOCK // (n_a * m), LEAST_STEPS), T)


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

    def add(self, dz: Array, h: Array) -> None:
        """Add the products of a segment: dz (S, k, m), h (S, n, m)."""
        steps, _, m = dz.shape
        if m >= MANY_SAMPLES and steps * self.shape[0] * self.shape[1] <= FEW_PRODUCTS:
            # Each step's product sums over enough samples, and all of them fit into the cache: nothing is copied.
            product = np.matmul(dz, h.swapaxes(1, 2)).sum(axis=0)
            self._total = product if self._total is None else np.add(self._total, product, out=self._total)
            return
        left, right = self.left[:steps], self.right[:steps]
        left[:], right[:] = dz.swapaxes(1, 2), h.swapaxes(1, 2)  # side by side, so that one product sums over both
        left, right = left.reshape(-1, self.shape[0]).T, right.reshape(-1, self.shape[1])
        if self._total is None:
            self._total = np.dot(left, right)
        else:
            self._product = np.dot(left, right, self._product)
            self._total += self._product


def sweep(
    da: Array,
    beyond: tuple[Array, ...],
    totals: Array,
    through: Callable[[int, int, Array, tuple[Array, ...]], Flow | BeyondFloats],
    one_step: OneStep,
) -> Iterator[Segment]:
    """Go backwards through time, segment by segment, and keep everything in the range of floats.

    Parameters
    ----------
    da : numpy.ndarray, (n_a, m, T)
        Each step's own gradient.
    beyond : tuple of numpy.ndarray, each (n_a, m)
        What arrives at the last step from beyond it, one for each of the cell's states.
    totals : numpy.ndarray, (states, T, n_a, m)
        Is filled with the whole gradient at each step: dJ/da⟨t⟩, and dJ/dc⟨t⟩ for a cell that has it.
    through : callable
        ``through(start, stop, totals, carry)`` carries the gradient through these steps. It finds their own gradients
        in ``totals[0]``, and leaves the whole ones in ``totals``, (states, S, n_a, m). It may not overwrite ``carry``.
        Or it does nothing, and names the last step that floats do not suffice for.
    one_step : callable
        Does such a step; and those at which the values of a sample are too far apart.

    Yields
    ------
    Segment
        From the last steps to the first ones, without gaps.
    """
    n_a, m, stop = da.shape
    own = da.transpose(2, 0, 1)
    longest = longest_segment(n_a, m, stop)
    safe = SAFE_SQUARE[da.itemsize]
    steps = min(FIRST_STEPS[da.itemsize], longest)
    carry, exponent = beyond, None
    rescale, lift = False, 0
    beyond_floats = False
    while stop > 0:
        if beyond_floats:
            stop, carry, exponent = yield from _one_by_one(own, carry, exponent, stop, one_step)
            beyond_floats, rescale, lift, steps = False, True, 0, 1
            continue
        start = max(stop - steps, 0)
        total = totals[:, start:stop]  # (states, S, n_a, m)
        total[0] = own[start:stop]
        scale, scaled, sinks = None, carry, False
        if rescale:
            near_one, far_apart = _common_exponent(total[0], carry, exponent)
            if far_apart and steps > 1:  # let a segment begin where the own gradient comes in
                steps = max(steps // 4, 1)
                continue
            scale = near_one - lift
            scaled, sinks = _rescaled(total[0], carry, exponent, scale)
        done = through(start, stop, total, scaled)
        if isinstance(done, BeyondFloats):
            steps = stop - done.step - 1
            beyond_floats = steps == 0
            continue
        low, high = _log2_range(total)
        low, high = low / safe, high / safe
        used = max(-low, high)
        if used > 1 / 4 or sinks:  # what leaves the segment is one jump further
            used = math.inf if _dies(total, done.carry) else max(used, _reach(done.carry) / safe)
        if used > 1 and not (rescale and lift == 0 and steps == 1):
            # Begin again near 1; if it began there, in shorter steps.
            steps = max(steps // 4, 1) if rescale else steps
            rescale, lift = True, 0
            continue
        if _units_part(total, done.carry, relative=used > 1 / 8):
            beyond_floats = True
            continue
        shrinks = used > 1 / 8 and np.abs(done.carry[-1]).max() < np.abs(total[-1, -1]).max()
        yield Segment(start, stop, scale, done)
        carry, exponent, stop = done.carry, scale, start
        rescale = exponent is not None or used > 1 / 8
        # A gradient that shrinks gets the whole range if it begins at its top, one that grows at its bottom.
        lift = int(0.4 * safe) * (1 if shrinks else -1) if used > 1 / 8 and steps > 1 else 0
        available, taken = 0.75 + 0.8 * (lift != 0), high - low + 1e-9
        steps = min(max(int(steps * min(available / taken, 4)), 1), longest)


def _rescaled(
    own: Array, carry: tuple[Array, ...], exponent: Exponent | None, scale: Exponent
) -> tuple[tuple[Array, ...], bool]:
    """The carry divided by 2^scale, as a segment's own gradients are in place; and whether some of these became 0."""
    scaled = tuple(np.ldexp(g, (0 if exponent is None else exponent) - scale) for g in carry)
    something = own.any(axis=1)
    if not something.any():
        return scaled, False
    np.ldexp(own, -scale, out=own)
    return scaled, bool((something & ~own.any(axis=1)).any())  # matters where nothing larger arrives


def _reach(carry: tuple[Array, ...]) -> float:
    """Binary digits of the squared norms that leave a segment, up or down."""
    return max(abs(bits) for bits in _log2_range(np.stack(carry)[:, None]))


def _one_by_one(
    own: Array, carry: tuple[Array, ...], exponent: Exponent | None, stop: int, one_step: OneStep
) -> Generator[Segment, None, tuple[int, tuple[Array, ...], Exponent | None]]:
    """Step by step, at least one, until floats suffice again; gives where that is, and carry and exponent there."""
    wide = tuple(Wide(g, 0 if exponent is None else np.broadcast_to(exponent, g.shape)) for g in carry)
    while stop > 0:
        flow = one_step(stop - 1, (wide[0] + own[stop - 1], *wide[1:]))
        yield Segment(stop - 1, stop, None, flow)
        stop, wide = stop - 1, flow.carry
        narrow = _narrowed(wide, own.dtype)
        if narrow is not None:
            return stop, *narrow
    return stop, carry, exponent


def _narrowed(carry: tuple[Wide, ...], dtype: np.dtype[Any]) -> tuple[tuple[Array, ...], Exponent] | None:
    """The carry as floats with one exponent a sample; None where the values of a sample are too far apart for that."""
    together = Wide(np.stack([g.mantissa for g in carry]), np.stack([g.exponent for g in carry]))
    if (together.spread((0, 1)) > APART[dtype.itemsize]).any():
        return None
    values, exponent = together.near_one((0, 1))
    return tuple(values.astype(dtype, copy=False)), exponent.reshape(-1)


def _units_part(totals: Array, carry: tuple[Array, ...], *, relative: bool) -> bool:
    """Whether values of one sample came so far apart in a segment that floats lose some beside the others.

    Units that are mixed by the weights never do; those that are carried each by itself, as in a cell state, may.
    """
    apart = 2.0 ** -APART[totals.itemsize]
    smallest, largest = math.inf, 1.0
    for g in carry:
        size = np.abs(g)
        smallest = min(smallest, float(size.min()))
        largest = max(largest, float(size.max())) if relative else 1.0
    if not smallest < apart * largest:  # NaN is no reason
        return False
    together = np.abs(np.stack(carry))
    tops = together.max(axis=(0, 1))
    if (np.where(together > 0, together, math.inf).min(axis=(0, 1)) < apart * tops).any():
        return True
    # Exact zeros (a unit that is off) stay; if one was lost, something was tiny on the way.
    return bool((together == 0).any() and ((totals != 0) & (np.abs(totals) < LOST[totals.itemsize])).any())


class Collected(NamedTuple):
    """What a sweep found: gradients at every step, and those of all steps together.

    Parameters
    ----------
    by_step : tuple of Scaled, each (n_a, m, T)
        The whole gradients at each of the states.
    dx : Scaled, (n_x, m, T)
        At the input.
    plain_dx : numpy.ndarray, (n_x, m, T)
        The same as floats.
    weights : numpy.ndarray, (k, n)
        Of all weights and biases, summed over samples and steps.
    before : tuple of numpy.ndarray, each (n_a, m)
        At the states before the first step.
    """

    by_step: tuple[Scaled, ...]
    dx: Scaled
    plain_dx: Array
    weights: Array
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
) -> Collected:
    """Sweep, and gather what comes of it.

    Parameters
    ----------
    da, beyond, through, one_step
        As of `sweep`; ``through`` is given totals that this allocates.
    operand : numpy.ndarray, (T_x + 1, n, m)
        Before each step: the states, what else weights act on, the input and 1, one under the other.
    weights : numpy.ndarray, (k, n)
        What the operand is multiplied by to give the pre-activations.
    workspace : Workspace
        Where to take memory from.
    n_x : int
        Rows of the input.

    Returns
    -------
    Collected
        Gradients.
    """
    n_a, m, T = da.shape
    to_input = weights[:, -1 - n_x : -1].T
    totals = workspace.empty("totals", (len(beyond), T, n_a, m), da.dtype)
    dx = workspace.empty("dx", (T, len(to_input), m), da.dtype)
    plain_dx = dx  # as long as no step needs an exponent
    d_weights = SumOverTime(weights.shape, m, longest_segment(n_a, m, T), da.dtype, workspace)
    exponent = np.zeros((T, m), dtype=np.int64)
    wide: dict[int, tuple[Wide, ...]] = {}
    before: tuple[Array, ...] = ()
    for start, stop, scale, flow in sweep(da, beyond, totals, through, one_step):
        if plain_dx is dx and (scale is not None or isinstance(flow, WideFlow)):
            plain_dx = workspace.empty("plain_dx", dx.shape, da.dtype)
            plain_dx[stop:] = dx[stop:]
        if isinstance(flow, WideFlow):
            wide[start] = (*flow.whole, to_input @ flow.dz)
            plain_dx[start] = _normal(wide[start][-1], da.dtype)
            d_weights.add(_normal(flow.dz, da.dtype)[None], operand[start:stop])
            before = tuple(_normal(g, da.dtype) for g in flow.carry)
            continue
        np.matmul(to_input, flow.dz, out=dx[start:stop])
        dz: Array | None = flow.dz
        if scale is not None:
            exponent[start:stop] = scale
            dz = unscale(flow.dz, scale, out=flow.dz)
            if unscale(dx[start:stop], scale, out=plain_dx[start:stop]) is None:
                plain_dx[start:stop] = 0
        if dz is not None:
            d_weights.add(dz, operand[start:stop])
        if start == 0:
            before = flow.carry if scale is None else tuple(plain(g, scale) for g in flow.carry)
    by_step = [
        _series(of_state, exponent, {t: found[k] for t, found in wide.items()}) for k, of_state in enumerate(totals)
    ]
    scaled_dx = _series(dx, exponent, {t: found[-1] for t, found in wide.items()})
    return Collected(tuple(by_step), scaled_dx, plain_dx.transpose(1, 2, 0), d_weights.total, before)


#: Where the gradient of a parameter stands among those of all weights: rows and columns of its parts, side by side.
Places = Mapping[str, Sequence[tuple[slice, slice]]]


def gradients_of(found: Collected, states: Sequence[str], places: Places) -> dict[str, Array]:
    """What a sequence's backward pass returns: ``dx``, ``da0`` ... and the parameters' gradients.

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
    gradients |= {f"d{state}0": before for state, before in zip(states, found.before, strict=True)}
    for name, (first, *others) in places.items():
        part = found.weights[first]
        gradients["d" + name] = np.concatenate([part, *(found.weights[one] for one in others)], 1) if others else part
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


def plain(values: Array, exponent: Exponent | None) -> Array:
    """As `unscale`, with zeros where all are below the range of floats."""
    product = unscale(values, exponent)
    return np.zeros_like(values) if product is None else product


def _common_exponent(own: Array, carry: tuple[Array, ...], exponent: Exponent | None) -> tuple[Exponent, bool]:
    """For each sample the exponent that brings the largest of its carry and its own gradients near 1.

    And whether that would lose what the sweep meets first, because something that comes in later is so much larger.
    """
    carried = np.abs(np.stack(carry)).max(axis=(0, 1))  # (m,)
    if not own.any() and carried.all() and np.isfinite(carried).all():
        first = np.frexp(carried)[1].astype(np.int64)
        return first if exponent is None else first + exponent, False
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


def _log2_range(totals: Array) -> tuple[float, float]:
    """log₂ of the smallest and of the largest squared norm over steps and samples; infinite if it left the floats."""
    squares = np.einsum("ktim,ktim->tm", totals, totals)  # (S, m)
    low, high = float(np.minimum.reduce(squares, axis=None)), float(np.maximum.reduce(squares, axis=None))
    if not (low > 0 and high < math.inf):
        if (squares == math.inf).any():
            return 0.0, math.inf
        # Exact zeros (no loss yet, a closed gate: see _dies) and NaN stay as they are, not a square that underflowed.
        nothing = ~totals.any(axis=(0, 2))
        something = squares[~nothing & ~np.isnan(squares)]
        if not something.size:
            return 0.0, 0.0
        low, high = float(something.min()), float(something.max())
        if low == 0:
            return -math.inf, 0.0
    return math.log2(low), math.log2(high)


def _dies(totals: Array, carry: tuple[Array, ...]) -> bool:
    """Whether a sample's gradient is something at one step and exactly 0 at the one before.

    That may be true, or a jump out of the range of floats; a segment of this one step, scaled, will tell.
    """
    arriving = np.any(carry, axis=(0, 1), keepdims=True)[0]  # (1, m)
    alive = np.concatenate([arriving, totals.any(axis=(0, 2))])  # (1 + S, m)
    return bool((~alive[:-1] & alive[1:]).any())
