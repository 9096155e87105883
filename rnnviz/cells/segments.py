"""Backwards through time in segments, none of which leaves the range of floats.

The carry shrinks or grows at every step and leaves the range of floats within a few hundred of them. So time is cut
into segments. Before each, the carry and the segment's own gradients are multiplied by a power of two that brings them
near 1, one exponent a sample; inside it, plain arithmetic runs at full speed. A segment in which a gradient left the
safe range all the same is done again in shorter ones. Scaling by powers of two is exact, so the result is that of plain
arithmetic with an unbounded exponent, and the loop never meets subnormal numbers, at which processors are slow.

Where one sample's units leave the range of floats by themselves (one at its limits has a slope of 10⁻⁵⁰⁰⁰, its
neighbour one of 1), steps are taken one at a time, with an exponent for each value (`rnnviz.numerics.wide`).
"""

import math
from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.numerics.wide import Wide

__all__ = ["BeyondFloats", "Flow", "OneStep", "Segment", "WideFlow", "backwards_in_segments", "longest_segment"]

Array = NDArray[Any]
Exponent = NDArray[np.int64]

#: Elements of one segment at most, unless these are fewer than so many steps: to spread the calls and bound memory.
BLOCK = 100_000
LEAST_STEPS = 16
#: Steps of the first segment at most, by item size; the next ones follow the decay that was met.
FIRST_STEPS = {4: 24, 8: 128}
#: Squared norms between 2^-this and 2^this are safe, by item size; squares are float64, whatever the values are.
SAFE_SQUARE = {4: 190, 8: 900}
#: Values of one sample up to 2^this apart are carried as floats; below 2^-that one may have been lost, by item size.
APART, LOST = {4: 60, 8: 450}, {4: 2.0**-110, 8: 2.0**-900}
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


def longest_segment(n_a: int, m: int, T: int) -> int:
    """Steps of a segment at most."""
    return min(max(BLOCK // (n_a * m), LEAST_STEPS), T)


def backwards_in_segments(
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
        Is filled with the whole gradient at each step: dJ/da⟨t⟩, and dJ/dc⟨t⟩ for a cell that has it. Where nobody
        wants them, `longest_segment` steps will do, which are used again for every segment.
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
    own = da.transpose(2, 0, 1)
    pace = _Pace(longest_segment(*da.shape), da.itemsize)
    carry, exponent, stop = beyond, None, len(own)
    kept = totals.shape[1] == stop
    while stop > 0:
        if not pace.steps:  # floats do not suffice for the next one
            stop, carry, exponent = yield from _one_by_one(own, carry, exponent, stop, one_step)
            pace.begin_anew()
            continue
        start = max(stop - pace.steps, 0)
        total = totals[:, start:stop] if kept else totals[:, : stop - start]  # (states, S, n_a, m)
        total[0] = own[start:stop]
        entered = _entered(total[0], carry, exponent, pace)
        if entered is None:  # let a segment begin where the own gradient comes in
            pace.shorten()
            continue
        done = through(start, stop, total, entered.carry)
        if isinstance(done, BeyondFloats):
            pace.steps = stop - done.step - 1
            continue
        used = _used(total, done.carry, pace.safe, entered.sinks)
        if pace.refuses(used.share):
            pace.begin_again()
            continue
        if _units_part(total, done.carry, relative=used.share > 1 / 8):
            pace.steps = 0
            continue
        yield Segment(start, stop, entered.exponent, done)
        if start == 0:
            return
        pace.go_on(
            used, shrinks=used.share > 1 / 8 and _shrinks(total, done.carry), scaled=entered.exponent is not None
        )
        carry, exponent, stop = done.carry, entered.exponent, start


class _Used(NamedTuple):
    """How much of the safe range a segment took: by its lowest and its highest squared norm, and at most."""

    low: float
    high: float
    share: float


class _Pace:
    """How many steps the next segment takes, and whether and where in the range of floats it begins.

    It follows what was met: the more of the range a segment took, the fewer steps the next one gets.

    Parameters
    ----------
    longest : int
        Steps of a segment at most.
    itemsize : int
        Of the numbers, in bytes.
    """

    def __init__(self, longest: int, itemsize: int) -> None:
        self.longest, self.safe = longest, SAFE_SQUARE[itemsize]
        self.steps = min(FIRST_STEPS[itemsize], longest)
        self.rescale, self.lift = False, 0

    def shorten(self) -> None:
        """The same again in shorter steps."""
        self.steps = max(self.steps // 4, 1)

    def refuses(self, share: float) -> bool:
        """Whether a segment left the safe range, and can be done better."""
        return share > 1 and not (self.rescale and self.lift == 0 and self.steps == 1)

    def begin_again(self) -> None:
        """The same again, begun near 1; if it began there, in shorter steps."""
        if self.rescale:
            self.shorten()
        self.rescale, self.lift = True, 0

    def begin_anew(self) -> None:
        """After steps that were taken one by one."""
        self.rescale, self.lift, self.steps = True, 0, 1

    def go_on(self, used: _Used, *, shrinks: bool, scaled: bool) -> None:
        """After a segment that was right."""
        much = used.share > 1 / 8
        self.rescale = scaled or much
        # A gradient that shrinks gets the whole range if it begins at its top, one that grows at its bottom.
        self.lift = int(0.4 * self.safe) * (1 if shrinks else -1) if much and self.steps > 1 else 0
        available, taken = 0.75 + 0.8 * (self.lift != 0), used.high - used.low + 1e-9
        self.steps = min(max(int(self.steps * min(available / taken, 4)), 1), self.longest)


class _Entered(NamedTuple):
    """With what a segment begins: its carry, divided by 2^exponent, and whether own gradients became 0 by that."""

    carry: tuple[Array, ...]
    exponent: Exponent | None
    sinks: bool


def _entered(own: Array, carry: tuple[Array, ...], exponent: Exponent | None, pace: _Pace) -> _Entered | None:
    """The beginning of a segment, whose own gradients are scaled in place; None if it should be a shorter one."""
    if not pace.rescale:
        return _Entered(carry, None, False)
    something = np.asarray(own.any(axis=1))  # (S, m)
    near_one, far_apart = _common_exponent(own if something.any() else None, carry, exponent)
    if far_apart and pace.steps > 1:
        return None
    scale = near_one - pace.lift
    scaled, sinks = _rescaled(own, something, carry, exponent, scale)
    return _Entered(scaled, scale, sinks)


def _used(totals: Array, carry: tuple[Array, ...], safe: int, sinks: bool) -> _Used:
    low, high = _log2_range(totals)
    low, high = low / safe, high / safe
    share = max(-low, high)
    if share > 1 / 4 or sinks:  # what leaves the segment is one jump further
        share = math.inf if _dies(totals, carry) else max(share, _reach(carry) / safe)
    return _Used(low, high, share)


def _shrinks(totals: Array, carry: tuple[Array, ...]) -> bool:
    return bool(np.abs(carry[-1]).max() < np.abs(totals[-1, -1]).max())


def _rescaled(
    own: Array, something: Array, carry: tuple[Array, ...], exponent: Exponent | None, scale: Exponent
) -> tuple[tuple[Array, ...], bool]:
    """The carry divided by 2^scale, as a segment's own gradients are in place; and whether some of these became 0.

    ``something`` is where there are any, (S, m).
    """
    change = -scale if exponent is None else exponent - scale
    scaled = tuple(np.ldexp(g, change) for g in carry)
    if not something.any():
        return scaled, False
    np.ldexp(own, -scale, out=own)
    return scaled, bool((something & ~own.any(axis=1)).any())  # matters where nothing larger arrives


def _reach(carry: tuple[Array, ...]) -> float:
    """Binary digits of the squared norms that leave a segment, up or down."""
    return max(abs(bits) for bits in _log2_range(_stacked(carry)[:, None]))


def _stacked(carry: tuple[Array, ...]) -> Array:
    return carry[0][None] if len(carry) == 1 else np.stack(carry)  # (states, n_a, m)


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
    smallest, largest = math.inf, 0.0 if relative else 1.0
    for g in carry:
        size = np.abs(g)
        smallest = min(smallest, float(np.minimum.reduce(size, axis=None)))
        if relative:
            largest = max(largest, float(np.maximum.reduce(size, axis=None)))
    if not smallest < apart * largest:  # NaN is no reason
        return False
    together = np.abs(np.stack(carry))
    tops = together.max(axis=(0, 1))
    if (np.where(together > 0, together, math.inf).min(axis=(0, 1)) < apart * tops).any():
        return True
    # Exact zeros (a unit that is off) stay; if one was lost, something was tiny on the way.
    return bool((together == 0).any() and ((totals != 0) & (np.abs(totals) < LOST[totals.itemsize])).any())


def _common_exponent(own: Array | None, carry: tuple[Array, ...], exponent: Exponent | None) -> tuple[Exponent, bool]:
    """For each sample the exponent that brings the largest of its carry and its own gradients near 1.

    And whether that would lose what the sweep meets first, because something that comes in later is so much larger.
    There may be no own gradients.
    """
    carried = np.abs(_stacked(carry)).max(axis=(0, 1))  # (m,)
    if own is None and carried.all() and np.isfinite(carried).all():
        first = np.frexp(carried)[1].astype(np.int64)
        return first if exponent is None else first + exponent, False
    peaks = carried[None]  # (1 + S, m), in the order of the sweep
    if own is not None:
        peaks = np.concatenate([peaks, np.abs(own).max(axis=1)[::-1]])
    exponents = np.frexp(peaks)[1].astype(np.int64)
    exponents[0] += 0 if exponent is None else exponent
    # Where there is nothing, NaN or Inf there is nothing to bring near 1.
    there = (peaks > 0) & np.isfinite(peaks).all(axis=0)
    exponents[~there] = -ENDLESS
    near_one = np.where(there.any(axis=0), exponents.max(axis=0), 0)
    first = np.take_along_axis(exponents, there.argmax(axis=0)[None], axis=0)[0]
    later_is_larger = near_one - first > SAFE_SQUARE[carried.itemsize] // 4
    return near_one, bool((there.any(axis=0) & later_is_larger).any())


def _log2_range(totals: Array) -> tuple[float, float]:
    """log₂ of the smallest and of the largest squared norm over steps and samples; infinite if it left the floats."""
    squares = np.einsum("ktim,ktim->tm", totals, totals, dtype=np.float64)  # (S, m)
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
