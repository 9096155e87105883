r"""Numbers kept as mantissa × 2^exponent, so that a gradient that has vanished to 1e-1000 is still known.

A gradient that is carried back through hundreds of steps leaves the range of float64 (2.2e-308 to 1.8e308) long before
it stops being a well-defined number. Scaling by a power of two is exact, so the mantissas keep all their digits, and

.. math::

    \log_{10} \lVert g \rVert = \log_{10} \lVert \text{mantissa} \rVert + \text{exponent} \cdot \log_{10} 2 .
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.numerics.wide import LOG10_2, NOTHING, Wide

__all__ = ["LOG10_2", "Scaled"]


class _Fields(NamedTuple):
    mantissa: NDArray[Any]
    exponent: NDArray[np.int64]


class Scaled(_Fields):
    """An array over units, samples and time, with one binary exponent for each sample and step.

    Parameters
    ----------
    mantissa : numpy.ndarray, (n, m, T)
        The values, divided by ``2.0 ** exponent``.
    exponent : numpy.ndarray of int, (m, T)
        Binary exponents.

    Attributes
    ----------
    apart : Wide or None
        The same values, (n, m, T), where those of one step are further apart than floats reach: the smallest of them
        are 0 in ``mantissa``.

    Examples
    --------
    >>> tiny = Scaled(np.full((4, 1, 1), 0.5), np.array([[-4000]]))
    >>> tiny.to_float().max()
    np.float64(0.0)
    >>> tiny.log10_norm().round(2)
    array([-1204.12])
    """

    apart: Wide | None = None

    @classmethod
    def of(cls, values: Wide, dtype: "np.dtype[Any] | None" = None) -> "Scaled":
        """Values that have exponents of their own, (n, m, T); the mantissas in the type that is given, or float64."""
        mantissa, exponent = values.near_one(0)
        made = cls(mantissa if dtype is None else mantissa.astype(dtype, copy=False), exponent[0])
        made.apart = values
        return made

    def wide(self) -> Wide:
        """The same with an exponent for each value."""
        if self.apart is not None:
            return self.apart
        return Wide(self.mantissa, np.broadcast_to(self.exponent, self.mantissa.shape))

    def at(self, sample: slice = slice(None), step: slice = slice(None)) -> "Scaled":
        """Some of the samples and steps."""
        if self.apart is not None:
            return Scaled.of(self.apart[:, sample, step])
        return Scaled(self.mantissa[:, sample, step], self.exponent[sample, step])

    def times(self, factor: "NDArray[Any] | Wide") -> "Scaled":
        """Multiplied value by value, (n, m, T)."""
        if self.apart is not None or isinstance(factor, Wide):
            return Scaled.of(self.wide() * factor)
        return Scaled(factor * self.mantissa, self.exponent)

    def through(self, weights: NDArray[Any]) -> "Scaled":
        """Multiplied by a matrix, (k, n), at every sample and step: (k, m, T)."""
        if self.apart is not None:
            return Scaled.of(weights @ self.apart)
        return Scaled(np.tensordot(weights, self.mantissa, 1), self.exponent)

    def plus(self, other: "Scaled") -> "Scaled":
        """Added value by value."""
        plain = self.apart is None and other.apart is None
        if plain and np.array_equal(self.exponent, other.exponent):
            return Scaled(self.mantissa + other.mantissa, self.exponent)
        return Scaled.of(self.wide() + other.wide())

    def to_float(self) -> NDArray[Any]:
        """The plain values, (n, m, T): 0 where they are below the float range, inf where they are above it."""
        if self.apart is not None:
            return self.apart.to_float()
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(np.ldexp(self.mantissa, self.exponent))

    def log10_norm(self, axis: tuple[int, ...] = (0, 1)) -> NDArray[Any]:
        """Base-10 logarithm of the Euclidean norm over some of the axes.

        Parameters
        ----------
        axis : tuple of int
            Axes to take the norm over: ``(0, 1)`` over units and samples gives ``(T,)``, ``(0,)`` over units
            ``(m, T)``, ``(1,)`` over samples ``(n, T)``, ``()`` over none ``(n, m, T)``.

        Returns
        -------
        numpy.ndarray
            Float64; ``-inf`` where the norm is exactly 0, ``nan`` where a value is NaN.
        """
        if self.apart is not None:
            return self.apart.log10_norm(axis)
        if axis == (1,):
            common = self.exponent.max(axis=0)  # (T,)
            apart = np.maximum(self.exponent - common, -1000)  # (m,) of a step; what is further down does not count
            scaled = self.mantissa * np.ldexp(1.0, apart) if apart.any() else self.mantissa
            squares = np.einsum("imt,imt->it", scaled, scaled, dtype=np.float64)
            return LOG10_2 * (np.log2(squares) / 2 + common) if _safe(squares) else self._log10_norm_of_any(axis)
        if 0 not in axis:
            return self._log10_norm_of_any(axis)
        squares = np.einsum("imt,imt->mt", self.mantissa, self.mantissa, dtype=np.float64)
        if not _safe(squares):
            return self._log10_norm_of_any(axis)
        log2 = np.log2(squares) / 2 + self.exponent  # (m, T)
        return np.asarray(LOG10_2 * (log2 if axis == (0,) else np.logaddexp2.reduce(2 * log2, axis=0) / 2))

    def _log10_norm_of_any(self, axis: tuple[int, ...]) -> NDArray[Any]:
        """The same for any values; slower, because every one is split into mantissa and exponent."""
        magnitude, exponent = np.frexp(self.mantissa.astype(np.float64, copy=False))
        exponent = exponent + self.exponent
        # Zeros have no exponent of their own and must not decide the common one.
        exponent[magnitude == 0] = NOTHING
        common = exponent.max(axis=axis, keepdims=True, initial=NOTHING)
        with np.errstate(divide="ignore", under="ignore", invalid="ignore"):
            # Every term is at most 1 in size and the largest at least 1/2, so no square that matters is lost.
            squares = np.ldexp(magnitude, np.maximum(exponent - common, -1100)) ** 2
            log = np.log10(np.sqrt(squares.sum(axis=axis)))
        return np.asarray(log + LOG10_2 * common.reshape(log.shape))


def _safe(squares: NDArray[Any]) -> bool:
    """Whether no square left the range of floats, or came so near its ends that a part of it may have."""
    return bool(1e-290 < squares.min(initial=1) <= squares.max(initial=1) < 1e290)
