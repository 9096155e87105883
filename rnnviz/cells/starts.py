r"""What a network starts as: how plain textbooks and the frameworks that people use draw all of its parameters.

In each, "uniform ±b" is U(−b, b), and "truncated" a normal distribution cut off at two of its standard deviations:

==========  ==========================  =============================  =====================  ====================
start       recurrent weights           input weights                  biases                 output layer
==========  ==========================  =============================  =====================  ====================
plain       orthogonal, gate by gate    Glorot, gate by gate           0; forget gate 1       Glorot, bias 0
Keras       orthogonal, all gates       Glorot, all gates              0; forget gate 1       Glorot, bias 0
            as one matrix               as one matrix
PyTorch     uniform ±1/√n_a             uniform ±1/√n_a                the sum of two,        uniform ±1/√n_a,
                                                                       uniform ±1/√n_a each   bias too
Flax        orthogonal, gate by gate    truncated, variance 1/n_x      0                      truncated, variance
                                                                                              1/n_a, bias 0
Haiku       truncated normal of         as the recurrent ones; RNN     0; forget gate 1       truncated normal of
            variance 1/(n_a + n_x),     and GRU: of variance 1/n_x                            variance 1/n_a,
            RNN and GRU: 1/n_a                                                                bias 0
==========  ==========================  =============================  =====================  ====================

The plain start is that of Keras with each gate drawn by itself. It makes no difference to the RNN. Keras draws the
recurrent weights of all four gates of an LSTM as one orthogonal matrix (n_a, 4 n_a), and so each gate's are half as
large as an orthogonal matrix of their own; of a GRU, (n_a, 3 n_a), 1/√3 as large. PyTorch's two biases of a GRU's
candidate are not added, but kept apart, as ``bh`` and ``bhr``. Haiku's own GRU has its reset gate before the product,
and an update gate that takes the candidate where ours keeps the old state; as its biases are 0 and its weights
symmetric about 0, what it draws has the same distribution either way.

A truncated normal distribution has 0.8796 of the standard deviation that it had before it was cut off; Flax makes up
for that, Haiku does for its GRU only.

Read in the sources, and compared with parameters drawn by the frameworks themselves (Keras 3.15, PyTorch 2.13, Flax
0.12, Haiku 0.0.17): Keras ``keras/src/layers/rnn/lstm.py``, ``gru.py`` and ``simple_rnn.py``, of which the defaults of
weights and biases have been the same since Keras 2; PyTorch ``torch/nn/modules/rnn.py`` and ``linear.py``,
``reset_parameters``; Flax ``flax/linen/recurrent.py`` and ``flax/nnx/nn/recurrent.py``, ``LSTMCell``, ``GRUCell`` and
``SimpleCell`` (the GRU is that of linen; nnx draws its recurrent weights as Keras does, as one matrix); Haiku
``haiku/_src/recurrent.py`` and ``basic.py``, ``LSTM``, ``GRU`` and ``VanillaRNN``, whose own activation is a ReLU.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import RnnvizError

__all__ = [
    "OF_START",
    "OWN",
    "STARTS",
    "Start",
    "glorot",
    "orthogonal",
    "start_named",
    "take_from_start",
    "truncated_normal",
]

Array = NDArray[Any]
Rng = np.random.Generator

#: Recurrent weights as the start itself draws them, where these are none of the `INITIALIZATIONS`.
OWN = "own"
#: Standard deviation of a standard normal distribution that is cut off at ±2.
CUT_OFF = 0.87962566103423978


class _OfStart:
    """Stands for a setting that nobody gave, until the start decides it."""

    def __repr__(self) -> str:
        return "that of the start"


#: The default of a setting that a start decides.
OF_START: Any = _OfStart()


class Start(NamedTuple):
    """How the parameters of a network are drawn.

    Parameters
    ----------
    label : str
        Whose way it is.
    init : str
        How the recurrent weights are drawn: one of `rnnviz.cells.initialization.INITIALIZATIONS`, or `OWN`.
    forget_bias : float
        What is added to the bias of the forget gate.
    recurrent : callable or None
        ``recurrent(n_a, n_x, gates, rng)`` gives the recurrent weights of every gate, (gates, n_a, n_a); None where
        ``init`` says it.
    into : callable
        ``into(n_a, n_x, gates, rng)`` gives the input weights of one of so many gates, (n_a, n_x).
    biases : callable
        ``biases(n_a, rng)`` gives the two biases of a gate, of its input's product and of its recurrent one, each
        (n_a, 1). Most cells add them up, and have one: `bias`.
    output : callable
        ``output(n_y, n_a, rng)`` gives weights (n_y, n_a) and bias (n_y, 1) of the output layer.
    """

    label: str
    init: str
    forget_bias: float
    recurrent: Callable[[int, int, int, Rng], Array] | None
    into: Callable[[int, int, int, Rng], Array]
    biases: Callable[[int, Rng], tuple[Array, Array]]
    output: Callable[[int, int, Rng], tuple[Array, Array]]

    def bias(self, n_a: int, rng: Rng) -> Array:
        """The bias of a gate, (n_a, 1)."""
        of_input, recurrent = self.biases(n_a, rng)
        return of_input + recurrent

    @property
    def settings(self) -> dict[str, Any]:
        """What a person could set otherwise, as this start has it.

        Examples
        --------
        >>> STARTS["pytorch"].settings
        {'init': 'own', 'forget_bias': 0.0}
        """
        return {"init": self.init, "forget_bias": self.forget_bias}


# ------------------------------------------------------------------------------------------ distributions


def glorot(n_out: int, n_in: int, rng: Rng) -> Array:
    """Glorot-uniform weights, (n_out, n_in).

    Examples
    --------
    >>> bool(np.abs(glorot(5, 1, np.random.default_rng(0))).max() <= 1)
    True
    """
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, size=(n_out, n_in))


def orthogonal(n_out: int, n_in: int, rng: Rng) -> Array:
    """A random matrix with orthonormal columns, or rows where these are fewer, (n_out, n_in): all singular values 1.

    Examples
    --------
    >>> weights = orthogonal(4, 2, np.random.default_rng(0))
    >>> bool(np.allclose(weights.T @ weights, np.eye(2)))
    True
    """
    q, r = np.linalg.qr(rng.normal(size=(max(n_out, n_in), min(n_out, n_in))))
    # QR alone is not uniform over the orthogonal matrices; the signs of R's diagonal make it so (Mezzadri 2007).
    q = q * np.sign(np.diag(r))
    return np.asarray(q if n_out >= n_in else q.T)


def truncated_normal(n_out: int, n_in: int, scale: float, rng: Rng) -> Array:
    """Normal weights of standard deviation ``scale``, drawn again where they are beyond ±2 scale, (n_out, n_in).

    Examples
    --------
    >>> weights = truncated_normal(100, 100, 0.5, np.random.default_rng(0))
    >>> bool(np.abs(weights).max() <= 1), round(float(weights.std() / 0.5), 2)
    (True, 0.88)
    """
    drawn = rng.normal(size=(n_out, n_in))
    while (beyond := np.abs(drawn) > 2).any():
        drawn[beyond] = rng.normal(size=int(beyond.sum()))
    return scale * drawn


def _uniform(n_out: int, n_in: int, n_a: int, rng: Rng) -> Array:
    return rng.uniform(-1 / np.sqrt(n_a), 1 / np.sqrt(n_a), size=(n_out, n_in))


def _no_bias(n_a: int, rng: Rng) -> tuple[Array, Array]:
    return np.zeros((n_a, 1)), np.zeros((n_a, 1))


# ------------------------------------------------------------------------------------------ the starts


def _plain_into(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    return glorot(n_a, n_x, rng)


def _glorot_output(n_y: int, n_a: int, rng: Rng) -> tuple[Array, Array]:
    return glorot(n_y, n_a, rng), np.zeros((n_y, 1))


def _keras_recurrent(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    return orthogonal(gates * n_a, n_a, rng).reshape(gates, n_a, n_a)


def _keras_into(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    limit = np.sqrt(6 / (n_x + gates * n_a))  # of the whole matrix, whose entries are independent
    return rng.uniform(-limit, limit, size=(n_a, n_x))


def _pytorch_recurrent(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    return _uniform(gates * n_a, n_a, n_a, rng).reshape(gates, n_a, n_a)


def _pytorch_into(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    return _uniform(n_a, n_x, n_a, rng)


def _pytorch_bias(n_a: int, rng: Rng) -> tuple[Array, Array]:
    """bias_ih and bias_hh, which are always added, but for a GRU's candidate."""
    return _uniform(n_a, 1, n_a, rng), _uniform(n_a, 1, n_a, rng)


def _pytorch_output(n_y: int, n_a: int, rng: Rng) -> tuple[Array, Array]:
    return _uniform(n_y, n_a, n_a, rng), _uniform(n_y, 1, n_a, rng)


def _flax_into(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    return truncated_normal(n_a, n_x, 1 / np.sqrt(n_x) / CUT_OFF, rng)


def _flax_output(n_y: int, n_a: int, rng: Rng) -> tuple[Array, Array]:
    return truncated_normal(n_y, n_a, 1 / np.sqrt(n_a) / CUT_OFF, rng), np.zeros((n_y, 1))


def _haiku_recurrent(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    scale = _haiku_scale(n_a, n_a + n_x, gates)
    return truncated_normal(gates * n_a, n_a, scale, rng).reshape(gates, n_a, n_a)


def _haiku_into(n_a: int, n_x: int, gates: int, rng: Rng) -> Array:
    return truncated_normal(n_a, n_x, _haiku_scale(n_x, n_a + n_x, gates), rng)


def _haiku_scale(own: int, both: int, gates: int) -> float:
    """The LSTM (4 gates) has one layer for [x; a], the RNN (1) one for each; the GRU (3) allows for the cut-off."""
    return float({1: 1 / np.sqrt(own), 3: 1 / np.sqrt(own) / CUT_OFF}.get(gates, 1 / np.sqrt(both)))


def _haiku_output(n_y: int, n_a: int, rng: Rng) -> tuple[Array, Array]:
    return truncated_normal(n_y, n_a, 1 / np.sqrt(n_a), rng), np.zeros((n_y, 1))


#: Every start, the first that of the app.
STARTS: dict[str, Start] = {
    "plain": Start("Keras, gate by gate", "orthogonal", 1.0, None, _plain_into, _no_bias, _glorot_output),
    "keras": Start("Keras", OWN, 1.0, _keras_recurrent, _keras_into, _no_bias, _glorot_output),
    "pytorch": Start("PyTorch", OWN, 0.0, _pytorch_recurrent, _pytorch_into, _pytorch_bias, _pytorch_output),
    "flax": Start("Flax", "orthogonal", 0.0, None, _flax_into, _no_bias, _flax_output),
    "haiku": Start("Haiku", OWN, 1.0, _haiku_recurrent, _haiku_into, _no_bias, _haiku_output),
}


def start_named(name: str) -> Start:
    """A start by its name.

    Raises
    ------
    RnnvizError
        If there is none of this name.

    Examples
    --------
    >>> start_named("pytorch").label
    'PyTorch'
    """
    if name not in tuple(STARTS):  # also what cannot be looked up
        raise RnnvizError(f"start must be one of {', '.join(STARTS)}; got {name!r}.")
    return STARTS[name]


def take_from_start(settings: object, start: str) -> None:
    """Fill in, in a frozen dataclass that is being made, what its start decides and nobody gave: see `OF_START`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> made = SimpleNamespace(init=OF_START, forget_bias=1.0)
    >>> take_from_start(made, "pytorch")
    >>> made.init, made.forget_bias
    ('own', 1.0)
    """
    for name, value in start_named(start).settings.items():
        if getattr(settings, name) is OF_START:
            object.__setattr__(settings, name, value)
