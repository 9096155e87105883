r"""How the parameters of a network are drawn.

What a framework does with all of them is a start: `rnnviz.cells.starts`. Its recurrent weights, which decide how fast a
gradient fades, can be drawn in one of four other ways, and are multiplied by a gain. For an LSTM every gate's recurrent
weights are drawn like this.

==============  ==========================================================================================
``glorot``      uniform in ±√(6 / (fan in + fan out)), variance 1/n_a (Glorot & Bengio 2010, equation 16)
``gaussian``    normal with variance 1/n_a: spectral radius about 1 (circular law)
``orthogonal``  uniformly random orthogonal matrix, all singular values 1 (Saxe, McClelland & Ganguli 2014)
``identity``    the identity matrix (Le, Jaitly & Hinton 2015)
==============  ==========================================================================================

Constants can be added to the biases that a start gives to the LSTM's gates, above all a forget bias (1 is the advice of
Gers, Schmidhuber & Cummins 2000 and of Jozefowicz, Zaremba & Sutskever 2015). Chrono initialisation (Tallec & Ollivier
2018, section 2), for memories of up to :math:`T_{max}` steps, takes the place of two of them:

.. math::

    b_f = \log U(1, T_{max} - 1), \qquad b_i = -b_f .
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.starts import OWN, Start, glorot, orthogonal, start_named
from rnnviz.errors import RnnvizError

__all__ = [
    "INITIALIZATIONS",
    "Initialization",
    "glorot",
    "largest_singular_value",
    "spectral_radius",
]

Array = NDArray[Any]
Rng = np.random.Generator


def _gaussian(n: int, rng: Rng) -> Array:
    return rng.normal(0, 1 / np.sqrt(n), size=(n, n))


#: Ways to draw recurrent weights, (n, n).
INITIALIZATIONS: dict[str, Callable[[int, Rng], Array]] = {
    "glorot": lambda n, rng: glorot(n, n, rng),
    "gaussian": _gaussian,
    "orthogonal": lambda n, rng: orthogonal(n, n, rng),
    "identity": lambda n, rng: np.eye(n),
}


class Initialization(NamedTuple):
    """How the parameters of a network are drawn.

    Parameters
    ----------
    init : str
        Of the recurrent weights: ``"glorot"``, ``"gaussian"``, ``"orthogonal"``, ``"identity"``, or ``"own"``: as the
        start has them.
    gain : float
        What the recurrent weights are multiplied by.
    forget_bias : float
        What is added to the bias of a forget gate, which is drawn by PyTorch's start and 0 in all others.
    t_max : int, optional
        If given, chrono initialisation for memories of up to so many steps takes the place of all biases of the forget
        and the input gate.
    start : str
        How everything else is drawn, of `rnnviz.cells.starts.STARTS`.
    input_bias, output_bias : float
        As ``forget_bias``, of the input gate and of the output gate.
    update_bias : float
        The same, of a GRU's update gate, which keeps the old state.

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
    start: str = "plain"
    input_bias: float = 0.0
    output_bias: float = 0.0
    update_bias: float = 0.0

    def recurrent(self, n_a: int, rng: Rng) -> Array:
        """Recurrent weights, (n_a, n_a)."""
        if self.init not in INITIALIZATIONS:
            raise RnnvizError(f"init must be one of {', '.join(INITIALIZATIONS)}; got {self.init!r}.")
        return self.gain * INITIALIZATIONS[self.init](n_a, rng)

    def recurrents(self, n_a: int, n_x: int, gates: int, rng: Rng) -> Iterator[Array]:
        """Recurrent weights of so many gates, each (n_a, n_a), drawn when they are asked for.

        Examples
        --------
        >>> [weights] = Initialization("own", start="pytorch").recurrents(2, 3, 1, np.random.default_rng(0))
        >>> weights.shape, bool(np.abs(weights).max() <= 1 / np.sqrt(2))
        ((2, 2), True)
        """
        draw = self.of_start.recurrent
        if self.init == OWN and draw is not None:
            yield from self.gain * draw(n_a, n_x, gates, rng)
        else:
            for _ in range(gates):
                yield self.recurrent(n_a, rng)

    @property
    def of_start(self) -> Start:
        """How everything but the recurrent weights is drawn."""
        return start_named(self.start)

    def gate_biases(self, n_a: int, rng: Rng) -> tuple[Array, Array]:
        """Biases of the forget gate and of the input gate, each (n_a, 1), without what a start draws."""
        if self.t_max is None:
            return np.full((n_a, 1), float(self.forget_bias)), np.full((n_a, 1), float(self.input_bias))
        if self.t_max < 3:
            raise RnnvizError(f"t_max must be at least 3 for chrono initialisation; got {self.t_max}.")
        forget = np.log(rng.uniform(1, self.t_max - 1, size=(n_a, 1)))
        return forget, -forget

    def biased(self, drawn: Mapping[str, Array], rng: Rng) -> dict[str, Array]:
        """All biases of an LSTM's gates, from those that its start draws.

        Parameters
        ----------
        drawn : mapping of str to numpy.ndarray, each (n_a, 1)
            By gate: ``"f"``, ``"i"``, ``"c"``, ``"o"``.
        rng : numpy.random.Generator
            For chrono initialisation.

        Examples
        --------
        >>> zeros = {gate: np.zeros((1, 1)) for gate in "fico"}
        >>> biases = Initialization(output_bias=-2.0).biased(zeros, np.random.default_rng(0))
        >>> {gate: float(bias[0, 0]) for gate, bias in biases.items()}
        {'f': 1.0, 'i': 0.0, 'c': 0.0, 'o': -2.0}
        """
        forget, put_in = self.gate_biases(len(drawn["f"]), rng)
        if self.t_max is None:
            forget, put_in = drawn["f"] + forget, drawn["i"] + put_in
        return {**drawn, "f": forget, "i": put_in, "o": drawn["o"] + self.output_bias}


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
