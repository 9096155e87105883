r"""Activations, each with its derivative, its slope, from the output and from the pre-activation.

===========  ======================  ===================  ==========
name         g(z)                    g'(z) from a = g(z)  bound γ
===========  ======================  ===================  ==========
``tanh``     tanh z                  1 - a²               1
``sigmoid``  1 / (1 + e^-z)          a (1 - a)            1/4
``relu``     max(z, 0)               1 if a > 0 else 0    1
``linear``   z                       1                    1
===========  ======================  ===================  ==========

γ, the largest value of g', is the factor in the bound of Pascanu, Mikolov & Bengio 2013, section 2.1.

Near its limits the output has lost the slope: 1 - a² cancels from ``|z|`` of about 8 on, and is 0 from 19. The
pre-activation has it,

.. math::

    \mathrm{sech}^2 z = \frac{4 e^{-2|z|}}{(1 + e^{-2|z|})^2}, \qquad
    \sigma'(z) = \frac{e^{-|z|}}{(1 + e^{-|z|})^2} = \tfrac14 \mathrm{sech}^2 \tfrac z2,

and where that is below the range of floats, from ``|z|`` of about 372 on, it carries an exponent. To take it from the
output costs nothing, so that is done wherever it still has most of it, see `FLAT`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError
from rnnviz.numerics.wide import Wide

__all__ = [
    "ACTIVATIONS",
    "DEEPEST",
    "FLAT",
    "Activation",
    "activation_named",
    "depth",
    "plain_slope",
    "slope_of_output",
    "slope_of_sigmoid",
    "slope_of_tanh",
    "wide_sigmoid",
]

Array = NDArray[Any]

#: Slopes below which the output has lost too much of them, by item size: what is left of it is exact to 1e-11, or 3e-4.
FLAT = {4: 2.0**-12, 8: 2.0**-17}
#: Binary digits, by item size, of which slopes may be below 1 so that floats still carry what is multiplied by them.
DEEPEST = {4: 100, 8: 900}
#: ln 2, as a sum of which the first part has few digits, so that its multiples are exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
LOG2_E = 1 / float(np.log(2))
#: Pre-activations beyond this, 10¹², are taken as this, so that exponents can be added up.
FURTHEST = 2.0**40


class Activation(NamedTuple):
    """An elementwise function.

    Parameters
    ----------
    function : callable
        ``function(z, out)`` writes g(z) to ``out``; ``z`` may be overwritten.
    derivative : callable
        ``derivative(a)`` gives g' as a new array of the shape of ``a``, from the output a = g(z).
    bound : float
        The largest value of g'.
    slope : callable or None
        ``slope(z)`` gives g' as numbers without bounds, from the pre-activation; None where the output always has it.
    """

    function: Callable[[Array, Array], Any]
    derivative: Callable[[Array], Array]
    bound: float
    slope: Callable[[Array], Wide] | None = None


def _sigmoid(z: Array, out: Array) -> None:
    # σ(z) = ½ + ½ tanh(z/2): one call that cannot overflow.
    np.tanh(z * z.dtype.type(0.5), out)
    out *= 0.5
    out += 0.5


def _one_minus_square(a: Array) -> Array:
    squares: Array = a * a
    np.subtract(1, squares, squares)
    return squares


def _exp_of_minus(size: Array) -> Wide:
    """e^-size for sizes from 0 on, of any size; exact to the last digits."""
    size = np.minimum(size, FURTHEST)
    shift = np.rint(np.nan_to_num(size) / np.log(2))
    return Wide(np.exp(shift * LN2_HIGH - size + shift * LN2_LOW), -shift.astype(np.int64))


def slope_of_tanh(z: Array) -> Wide:
    """sech² z, the derivative of tanh, for any z; of the same shape.

    Examples
    --------
    >>> slope_of_tanh(np.array([0.0, 29.0, 1e4])).log10().round(4)
    array([    0.    ,   -24.587 , -8685.2876])
    """
    size = np.abs(np.asarray(z, dtype=np.float64))
    with np.errstate(under="ignore"):
        small = np.exp(-2 * size)
    factor: Array = 4 / (1 + small) ** 2
    return _exp_of_minus(2 * size) * factor


def slope_of_sigmoid(z: Array) -> Wide:
    """σ(z) (1 - σ(z)), the derivative of σ, for any z; of the same shape.

    Examples
    --------
    >>> slope_of_sigmoid(np.array([0.0, 40.0, 1e4])).log10().round(4)
    array([-6.0210000e-01, -1.7371800e+01, -4.3429448e+03])
    """
    return slope_of_tanh(np.asarray(z, dtype=np.float64) / 2) * 0.25


def wide_sigmoid(z: Array) -> Wide:
    """σ(z), however small; of the same shape.

    Examples
    --------
    >>> wide_sigmoid(np.array([0.0, -1e4])).log10().round(4)
    array([-3.0100000e-01, -4.3429448e+03])
    """
    z = np.asarray(z, dtype=np.float64)
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(z))
    return _exp_of_minus(np.maximum(-z, 0)) * (1 / (1 + small))


def plain_slope(z: Array, *, of: str) -> Array:
    """The derivative of ``"tanh"`` or ``"sigmoid"`` as floats, from the pre-activation; of the same shape.

    Examples
    --------
    >>> plain_slope(np.array([29.0]), of="tanh")
    array([2.58809397e-25])
    """
    twice = np.abs(z) * (2.0 if of == "tanh" else 1.0)
    small = np.exp(-twice)
    return np.asarray(small * ((4.0 if of == "tanh" else 1.0) / (1 + small) ** 2))


def depth(z: Array, *, of: str) -> Array:
    """How many binary digits the derivative of ``"tanh"`` or ``"sigmoid"`` is below its largest value, about."""
    return np.asarray(np.abs(z) * (2 * LOG2_E if of == "tanh" else LOG2_E))


def slope_of_output(a: Array, z: Array, *, of: str) -> Array:
    """The derivative of ``"tanh"`` or ``"sigmoid"`` at an output, with the digits that the output has lost.

    Parameters
    ----------
    a : numpy.ndarray
        The output.
    z : numpy.ndarray, of the same shape
        The pre-activation that it came from. Where it is another one's, the output counts.
    of : str
        Which.

    Examples
    --------
    >>> slope_of_output(np.array([0.0, 1.0, 1.0]), np.array([0.0, 29.0, 0.5]), of="tanh")
    array([1.00000000e+00, 2.58809397e-25, 0.00000000e+00])
    """
    g = ACTIVATIONS[of]
    from_output, again = g.derivative(a), np.empty_like(z)
    g.function(z.copy(), again)
    lost = from_output < 0.5 * g.bound
    return np.where(lost & (np.abs(again - a) <= 1e-3), plain_slope(z, of=of), from_output).astype(a.dtype, copy=False)


ACTIVATIONS = {
    "tanh": Activation(np.tanh, _one_minus_square, 1.0, slope_of_tanh),
    "sigmoid": Activation(_sigmoid, lambda a: a * (1 - a), 0.25, slope_of_sigmoid),
    "relu": Activation(lambda z, out: np.maximum(z, 0, out=out), lambda a: (a > 0).astype(a.dtype), 1.0),
    "linear": Activation(lambda z, out: np.copyto(out, z), np.ones_like, 1.0),
}


def activation_named(name: str) -> Activation:
    """The activation of that name.

    Raises
    ------
    RnnvizError
        If there is none.
    """
    try:
        return ACTIVATIONS[name]
    except KeyError:
        raise RnnvizError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {name!r}.") from None
