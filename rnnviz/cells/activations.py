r"""Activations of the simple RNN, each with its derivative written in terms of its output.

===========  ======================  ==================  ==========
name         g(z)                    g'(z) from a = g(z)  bound γ
===========  ======================  ==================  ==========
``tanh``     tanh z                  1 - a²              1
``sigmoid``  1 / (1 + e^-z)          a (1 - a)           1/4
``relu``     max(z, 0)               1 if a > 0 else 0   1
``linear``   z                       1                   1
===========  ======================  ==================  ==========

γ, the largest value of g', is the factor in the bound of Pascanu, Mikolov & Bengio 2013, section 2.1.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError

__all__ = ["ACTIVATIONS", "Activation", "activation_named"]

Array = NDArray[Any]


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
    """

    function: Callable[[Array, Array], Any]
    derivative: Callable[[Array], Array]
    bound: float


def _sigmoid(z: Array, out: Array) -> None:
    # σ(z) = ½ + ½ tanh(z/2): one call that cannot overflow.
    np.tanh(z * z.dtype.type(0.5), out)
    out *= 0.5
    out += 0.5


def _one_minus_square(a: Array) -> Array:
    squares: Array = a * a
    np.subtract(1, squares, squares)
    return squares


ACTIVATIONS = {
    "tanh": Activation(np.tanh, _one_minus_square, 1.0),
    "sigmoid": Activation(_sigmoid, lambda a: a * (1 - a), 0.25),
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
