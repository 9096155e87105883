r"""How the parameters of a network are drawn.

Input and output weights are Glorot-uniform; the recurrent weights, which decide how fast a gradient fades, are drawn in
one of four ways and multiplied by a gain. For an LSTM every gate's recurrent weights are drawn like this.

==============  ==========================================================================================
``glorot``      uniform in ±√(6 / (fan in + fan out)), variance 1/n_a (Glorot & Bengio 2010, equation 16)
``gaussian``    normal with variance 1/n_a: spectral radius about 1 (circular law)
``orthogonal``  uniformly random orthogonal matrix, all singular values 1 (Saxe, McClelland & Ganguli 2014)
``identity``    the identity matrix (Le, Jaitly & Hinton 2015)
==============  ==========================================================================================

Biases are 0, except the LSTM's forget bias (1 is the advice of Gers, Schmidhuber & Cummins 2000 and of Jozefowicz,
Zaremba & Sutskever 2015) and chrono initialisation (Tallec & Ollivier 2018, section 2), for memories of up to
:math:`T_{max}` steps:

.. math::

    b_f = \log U(1, T_{max} - 1), \qquad b_i = -b_f .
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError

__all__ = ["INITIALIZATIONS", "Initialization", "glorot", "largest_singular_value", "spectral_radius"]

Array = NDArray[Any]
Rng = np.random.Generator


def glorot(n_out: int, n_in: int, rng: Rng) -> Array:
    """Glorot-uniform weights, (n_out, n_in).

    Examples
    --------
    >>> bool(np.abs(glorot(5, 1, np.random.default_rng(0))).max() <= 1)
    True
    """
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, size=(n_out, n_in))


def _gaussian(n: int, rng: Rng) -> Array:
    return rng.normal(0, 1 / np.sqrt(n), size=(n, n))


def _orthogonal(n: int, rng: Rng) -> Array:
    q, r = np.linalg.qr(rng.normal(size=(n, n)))
    # QR alone is not uniform over the orthogonal matrices; the signs of R's diagonal make it so (Mezzadri 2007).
    return np.asarray(q * np.sign(np.diag(r)))


#: Ways to draw recurrent weights, (n, n).
INITIALIZATIONS: dict[str, Callable[[int, Rng], Array]] = {
    "glorot": lambda n, rng: glorot(n, n, rng),
    "gaussian": _gaussian,
    "orthogonal": _orthogonal,
    "identity": lambda n, rng: np.eye(n),
}


class Initialization(NamedTuple):
    """How recurrent weights and forget biases are drawn.

    Parameters
    ----------
    init : str
        ``"glorot"``, ``"gaussian"``, ``"orthogonal"`` or ``"identity"``.
    gain : float
        What the recurrent weights are multiplied by.
    forget_bias : float
        Bias of a forget gate.
    t_max : int, optional
        If given, chrono initialisation for memories of up to so many steps takes the place of ``forget_bias``.

    Examples
    --------
    >>> Initialization("identity", gain=0.5).recurrent(2, np.random.default_rng(0))
    array([[0.5, 0. ],
           [0. , 0.5]])
    """

    init: str = "glorot"
    gain: float = 1.0
    forget_bias: float = 1.0
    t_max: int | None = None

    def recurrent(self, n_a: int, rng: Rng) -> Array:
        """Recurrent weights, (n_a, n_a)."""
        if self.init not in INITIALIZATIONS:
            raise RnnvizError(f"init must be one of {', '.join(INITIALIZATIONS)}; got {self.init!r}.")
        return self.gain * INITIALIZATIONS[self.init](n_a, rng)

    def gate_biases(self, n_a: int, rng: Rng) -> tuple[Array, Array]:
        """Biases of the forget gate and of the input gate, each (n_a, 1)."""
        if self.t_max is None:
            return np.full((n_a, 1), float(self.forget_bias)), np.zeros((n_a, 1))
        if self.t_max < 3:
            raise RnnvizError(f"t_max must be at least 3 for chrono initialisation; got {self.t_max}.")
        forget = np.log(rng.uniform(1, self.t_max - 1, size=(n_a, 1)))
        return forget, -forget


def spectral_radius(weights: Array) -> float:
    """Largest size of an eigenvalue, ρ: what decides over very many steps.

    Parameters
    ----------
    weights : numpy.ndarray, (n, n)
        Any square matrix.

    Examples
    --------
    >>> spectral_radius(np.array([[0.0, 100.0], [0.0, 0.5]]))
    0.5
    """
    return float(np.abs(np.linalg.eigvals(weights)).max())


def largest_singular_value(weights: Array) -> float:
    """Largest singular value, σ₁: the most that one step can stretch a vector.

    Parameters
    ----------
    weights : numpy.ndarray, (n_out, n_in)
        Any matrix.

    Examples
    --------
    >>> round(largest_singular_value(np.array([[0.0, 100.0], [0.0, 0.5]])), 5)
    100.00125
    """
    return float(np.linalg.norm(weights, 2))
