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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError

__all__ = ["CELLS", "INITIALIZATIONS", "initialize_parameters", "largest_singular_value", "spectral_radius"]

Array = NDArray[Any]
Rng = np.random.Generator


def _glorot(n_out: int, n_in: int, rng: Rng) -> Array:
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, size=(n_out, n_in))


def _gaussian(n: int, rng: Rng) -> Array:
    return rng.normal(0, 1 / np.sqrt(n), size=(n, n))


def _orthogonal(n: int, rng: Rng) -> Array:
    q, r = np.linalg.qr(rng.normal(size=(n, n)))
    # QR alone is not uniform over the orthogonal matrices; the signs of R's diagonal make it so (Mezzadri 2007).
    return np.asarray(q * np.sign(np.diag(r)))


INITIALIZATIONS: dict[str, Callable[[int, Rng], Array]] = {
    "glorot": lambda n, rng: _glorot(n, n, rng),
    "gaussian": _gaussian,
    "orthogonal": _orthogonal,
    "identity": lambda n, rng: np.eye(n),
}


def _rnn(n_x: int, n_a: int, n_y: int, recurrent: Callable[[], Array], rng: Rng) -> dict[str, Array]:
    return {
        "Wax": _glorot(n_a, n_x, rng),
        "Waa": recurrent(),
        "Wya": _glorot(n_y, n_a, rng),
        "ba": np.zeros((n_a, 1)),
        "by": np.zeros((n_y, 1)),
    }


def _lstm(n_x: int, n_a: int, n_y: int, recurrent: Callable[[], Array], rng: Rng) -> dict[str, Array]:
    parameters: dict[str, Array] = {}
    for gate in "fico":
        parameters["W" + gate] = np.concatenate([recurrent(), _glorot(n_a, n_x, rng)], axis=1)
        parameters["b" + gate] = np.zeros((n_a, 1))
    parameters["Wy"] = _glorot(n_y, n_a, rng)
    parameters["by"] = np.zeros((n_y, 1))
    return parameters


CELLS: dict[str, Callable[[int, int, int, Callable[[], Array], Rng], dict[str, Array]]] = {"rnn": _rnn, "lstm": _lstm}


def initialize_parameters(
    n_x: int = 3,
    n_a: int = 5,
    n_y: int = 2,
    *,
    cell: str = "rnn",
    init: str = "glorot",
    gain: float = 1.0,
    forget_bias: float = 1.0,
    t_max: int | None = None,
    rng: Rng | None = None,
    dtype: type[np.floating[Any]] = np.float64,
) -> dict[str, Array]:
    """Parameters of a network.

    Parameters
    ----------
    n_x, n_a, n_y : int
        Sizes of input, hidden state and output.
    cell : str
        ``"rnn"`` or ``"lstm"``.
    init : str
        Of the recurrent weights: ``"glorot"``, ``"gaussian"``, ``"orthogonal"`` or ``"identity"``.
    gain : float
        What the recurrent weights are multiplied by.
    forget_bias : float
        Bias of the LSTM's forget gate.
    t_max : int, optional
        If given, chrono initialisation for memories of up to so many steps takes the place of ``forget_bias``.
    rng : numpy.random.Generator, optional
        Source of randomness; without one every call draws anew.
    dtype : type
        ``numpy.float64`` or ``numpy.float32``.

    Returns
    -------
    dict of str to numpy.ndarray
        RNN: ``Wax`` (n_a, n_x), ``Waa`` (n_a, n_a), ``Wya`` (n_y, n_a), ``ba`` (n_a, 1), ``by`` (n_y, 1).
        LSTM: ``Wf, Wi, Wc, Wo`` (n_a, n_a + n_x), ``bf, bi, bc, bo`` (n_a, 1), ``Wy`` (n_y, n_a), ``by`` (n_y, 1).

    Raises
    ------
    RnnvizError
        If a name is not known, a size is less than 1, or ``t_max`` is less than 3.

    Examples
    --------
    >>> {name: value.shape for name, value in initialize_parameters().items()}
    {'Wax': (5, 3), 'Waa': (5, 5), 'Wya': (2, 5), 'ba': (5, 1), 'by': (2, 1)}
    >>> initialize_parameters(cell="lstm", n_a=2, forget_bias=3.0)["bf"]
    array([[3.],
           [3.]])
    """
    where = "initialize_parameters"
    if cell not in CELLS:
        raise RnnvizError(f"{where}: cell must be one of {', '.join(CELLS)}; got {cell!r}.")
    if init not in INITIALIZATIONS:
        raise RnnvizError(f"{where}: init must be one of {', '.join(INITIALIZATIONS)}; got {init!r}.")
    for name, size in (("n_x", n_x), ("n_a", n_a), ("n_y", n_y)):
        if size < 1:
            raise RnnvizError(f"{where}: {name} must be at least 1; got {size}.")
    if t_max is not None and t_max < 3:
        raise RnnvizError(f"{where}: t_max must be at least 3 for chrono initialisation; got {t_max}.")
    rng = np.random.default_rng() if rng is None else rng
    parameters = CELLS[cell](n_x, n_a, n_y, lambda: gain * INITIALIZATIONS[init](n_a, rng), rng)
    if cell == "lstm":
        if t_max is None:
            parameters["bf"][:] = forget_bias
        else:
            parameters["bf"] = np.log(rng.uniform(1, t_max - 1, size=(n_a, 1)))
            parameters["bi"] = -parameters["bf"]
    return {name: value.astype(dtype, copy=False) for name, value in parameters.items()}


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
