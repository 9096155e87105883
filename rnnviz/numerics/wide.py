r"""Arrays in which every value has a binary exponent of its own: mantissa × 2^exponent.

A unit at its limits passes on :math:`\mathrm{sech}^2 z`, which is 10⁻⁸⁶⁸⁵ at z = 10⁴: far below the range of floats,
beside units whose slope is 1. Arithmetic on such values is that of floats, done on the mantissas; the exponents are
added, or aligned. Scaling by powers of two is exact, so a result has the precision of float64 and no bounds.

It takes some ten times as long as floats do, and is used only where they do not reach.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Wide", "log10_of", "norm_of", "stacked", "total_of"]

Array = NDArray[Any]
Exponent = NDArray[np.int64]

LOG10_2 = float(np.log10(2.0))
#: The exponent of 0: below all that occur, and far enough from the ends of int64 to be added up.
NOTHING = -(2**60)
#: What is so many powers of two below another number is nothing beside it.
BESIDE = 1100
#: Values of one matrix product are at most so many powers of two apart: a weight may take 900 more.
BAND = 100


class Wide:
    """An array of float64 with an exponent for each value.

    Parameters
    ----------
    values : array_like
        Of any shape.
    exponent : array_like of int
        Broadcasts to that shape: the numbers are ``values * 2.0 ** exponent``.

    Examples
    --------
    >>> tiny = Wide(np.array([0.5, 3.0]), np.array([-40_000, 0]))
    >>> (tiny * tiny).log10().round(2)
    array([-2.4083e+04,  9.5000e-01])
    >>> (tiny + 1.0).to_float()
    array([1., 4.])
    """

    __slots__ = ("exponent", "mantissa")
    # array * wide and array @ wide are asked of this class.
    __array_ufunc__ = None

    def __init__(self, values: ArrayLike, exponent: ArrayLike = 0) -> None:
        mantissa, shift = np.frexp(np.asarray(values, dtype=np.float64))
        own = np.asarray(shift, dtype=np.int64) + np.asarray(exponent, dtype=np.int64)
        self.mantissa: Array = np.broadcast_to(mantissa, own.shape)
        self.exponent: Exponent = np.where(self.mantissa == 0, NOTHING, own)

    @classmethod
    def _made(cls, mantissa: Array, exponent: Exponent) -> "Wide":
        made = cls.__new__(cls)
        made.mantissa, made.exponent = mantissa, exponent
        return made

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return self.mantissa.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.mantissa.ndim

    @property
    def T(self) -> "Wide":
        """With the axes in reverse."""
        return Wide._made(self.mantissa.T, self.exponent.T)

    def __len__(self) -> int:
        return len(self.mantissa)

    def __getitem__(self, at: Any) -> "Wide":
        return Wide._made(np.asarray(self.mantissa[at]), np.asarray(self.exponent[at]))

    def reshape(self, *shape: int) -> "Wide":
        """With other axes over the same values."""
        return Wide._made(self.mantissa.reshape(*shape), self.exponent.reshape(*shape))

    def transpose(self, *axes: int) -> "Wide":
        """With the axes in another order."""
        return Wide._made(self.mantissa.transpose(*axes), self.exponent.transpose(*axes))

    def __abs__(self) -> "Wide":
        return Wide._made(np.abs(self.mantissa), self.exponent)

    def __mul__(self, other: "Wide | Array | float") -> "Wide":
        other = _wide(other)
        return Wide(self.mantissa * other.mantissa, self.exponent + other.exponent)

    __rmul__ = __mul__

    def __add__(self, other: "Wide | Array | float") -> "Wide":
        other = _wide(other)
        top = np.maximum(self.exponent, other.exponent)
        one, two = (np.ldexp(w.mantissa, np.maximum(w.exponent - top, -BESIDE)) for w in (self, other))
        return Wide(one + two, top)

    __radd__ = __add__

    def __rmatmul__(self, matrix: Array) -> "Wide":
        """``matrix @ wide``, (r, n) @ (n, ...) -> (r, ...): of a column, what matters and no more."""
        flat = self.reshape(len(self), -1)
        product = _matrix_product(np.asarray(matrix, dtype=np.float64), flat.mantissa, flat.exponent)
        return product.reshape(len(matrix), *self.shape[1:])

    def sum(self, axis: int | tuple[int, ...]) -> "Wide":
        """Sum over some axes."""
        top = self.exponent.max(axis=axis, keepdims=True)
        near_one = np.ldexp(self.mantissa, np.maximum(self.exponent - top, -BESIDE))
        return Wide(near_one.sum(axis=axis), top.reshape(near_one.sum(axis=axis).shape))

    def mean(self, axis: int | tuple[int, ...]) -> "Wide":
        """Mean over some axes."""
        axes = (axis,) if isinstance(axis, int) else axis
        return self.sum(axis) * (1 / np.prod([self.shape[k] for k in axes]))

    def to_float(self) -> Array:
        """The plain values: 0 where they are below the range of floats, inf where they are above it."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(np.ldexp(self.mantissa, self.exponent))

    def log10(self) -> Array:
        """Base-10 logarithm of the sizes; -inf for 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(self.mantissa == 0, -np.inf, self._log10()))

    def _log10(self) -> Array:
        return np.asarray(np.log10(np.abs(self.mantissa)) + LOG10_2 * self.exponent)

    def log10_norm(self, axis: int | tuple[int, ...]) -> Array:
        """Base-10 logarithm of the Euclidean norm over some axes; -inf where all is 0."""
        return np.asarray((self * self).sum(axis).log10() / 2)

    def replaced(self, steps: NDArray[np.int64], values: "Wide") -> "Wide":
        """With other values, (n_a, m, K), at K steps of the last axis."""
        mantissa, exponent = self.mantissa.copy(), self.exponent.copy()
        mantissa[..., steps], exponent[..., steps] = values.mantissa, values.exponent
        return Wide._made(mantissa, exponent)

    def no_larger_than(self, other: "Wide") -> Array:
        """Where these values are of at most the other ones' size.

        Examples
        --------
        >>> Wide([0.75, -3.0, 0.0], -9000).no_larger_than(Wide([1.0, 2.0, 0.0], -9000))
        array([ True, False,  True])
        """
        smaller = np.abs(self.mantissa) <= np.abs(other.mantissa)
        return np.where(self.exponent == other.exponent, smaller, self.exponent < other.exponent)

    def where(self, choose: Array, other: "Wide") -> "Wide":
        """These values where ``choose`` holds, and the other ones elsewhere."""
        mantissa = np.where(choose, self.mantissa, other.mantissa)
        return Wide._made(mantissa, np.where(choose, self.exponent, other.exponent))

    @classmethod
    def along_last(cls, parts: "Sequence[Wide]") -> "Wide":
        """Arrays side by side along a new last axis."""
        return cls._made(np.stack([w.mantissa for w in parts], -1), np.stack([w.exponent for w in parts], -1))

    def near_one(self, axis: int | tuple[int, ...]) -> tuple[Array, Exponent]:
        """Plain values divided by the power of two that brings the largest along some axes near 1; and its exponent.

        What is lost is less than 1e-320 of the largest.
        """
        top = self.exponent.max(axis=axis, keepdims=True)
        top = np.where(top == NOTHING, 0, top)
        with np.errstate(under="ignore"):
            return np.ldexp(self.mantissa, self.exponent - top), top

    def spread(self, axis: int | tuple[int, ...]) -> Exponent:
        """Powers of two between the largest and the smallest along some axes; what is 0 does not count."""
        smallest = np.where(self.mantissa == 0, -NOTHING, self.exponent).min(axis=axis)
        return np.asarray(np.maximum(self.exponent.max(axis=axis) - smallest, 0))


def _wide(value: "Wide | Array | float") -> Wide:
    return value if isinstance(value, Wide) else Wide(value)


def stacked(parts: "Sequence[Wide | Array]") -> "Wide | Array":
    """As `numpy.stack`, for arrays of either kind."""
    if not any(isinstance(part, Wide) for part in parts):
        return np.stack(parts)  # type: ignore[arg-type]  # all are arrays here
    wide = [_wide(part) for part in parts]
    return Wide._made(np.stack([w.mantissa for w in wide]), np.stack([w.exponent for w in wide]))


def total_of(parts: "Sequence[Wide | Array]") -> "Wide | Array":
    """The sum of arrays of either kind, of one shape."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def log10_of(values: "Wide | Array") -> Array:
    """Base-10 logarithm of the sizes of an array of either kind; -inf for 0."""
    if isinstance(values, Wide):
        return values.log10()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log10(np.abs(values)))


def norm_of(values: "Wide | Array", axis: int | tuple[int, ...]) -> Array:
    """Base-10 logarithm of the Euclidean norm over some axes, of an array of either kind."""
    if isinstance(values, Wide):
        return values.log10_norm(axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log10((values * values).sum(axis=axis)) / 2)


def _matrix_product(matrix: Array, mantissa: Array, exponent: Exponent) -> Wide:
    """(r, n) @ (n, k) of values far apart, each column by bands: the largest values first, until no other matters."""
    finite = np.isfinite(mantissa).all(axis=0)
    if not finite.all():  # what IEEE 754 makes of Inf and NaN
        with np.errstate(invalid="ignore"):
            plain = Wide(matrix @ mantissa)
        rest = _matrix_product(matrix, np.where(finite, mantissa, 0.0), np.where(finite, exponent, NOTHING))
        return Wide(np.where(finite, rest.mantissa, plain.mantissa), np.where(finite, rest.exponent, plain.exponent))
    most = int(np.frexp(max(np.abs(matrix).max(initial=0.0), 5e-324) * matrix.shape[1])[1])
    left = exponent
    product = Wide(np.zeros((len(matrix), mantissa.shape[1])))
    while True:
        top = left.max(axis=0)  # (k,)
        if (top == NOTHING).all():
            return product
        inside = left > np.maximum(top - BAND, NOTHING)
        band = np.where(inside, np.ldexp(mantissa, np.maximum(left - top, -BESIDE)), 0.0)
        product = product + Wide(matrix @ band, top)
        left = np.where(inside, NOTHING, left)
        # Where the rest is so much smaller that it would be rounded off, it need not be looked at.
        if (product.exponent > left.max(axis=0) + most + 64).all():
            return product
