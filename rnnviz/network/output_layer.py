r"""The output layer: from hidden states to what a network says, and its gradients back.

.. math::

    o^{\langle t\rangle} = W_y a^{\langle t\rangle} + b_y, \qquad
    \hat y^{\langle t\rangle} = \mathrm{softmax}(o^{\langle t\rangle}) \text{ or } o^{\langle t\rangle}

and backwards, with :math:`do` the gradient at the scores,

.. math::

    da^{\langle t\rangle} = W_y^\top do^{\langle t\rangle}, \qquad
    dW_y = \textstyle\sum_t do^{\langle t\rangle} a^{\langle t\rangle\top}, \qquad
    db_y = \sum_{t, batch} do^{\langle t\rangle} .

=================  ===========  ==========================================
symbol             shape        meaning
=================  ===========  ==========================================
a⟨t⟩               (n_a, m)     hidden state
o⟨t⟩               (n_y, m)     scores, or values
ŷ⟨t⟩               (n_y, m)     predictions
``Wya``, ``Wy``    (n_y, n_a)   hidden to output: the course's names, the first beside an RNN
``by``             (n_y, 1)     bias
=================  ===========  ==========================================

It stands on the hidden state alone, whatever cell that is from; nothing of it goes through time. Where scores are
beyond the range of floats, inf and NaN are its results: who calls it says whether NumPy shall warn of that.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.errors import ShapeError
from rnnviz.rnn_utils import softmax_of_floats

__all__ = ["OUTPUT_LAYER", "OutputLayer", "needed_axes", "output_layer"]

Array = NDArray[Any]

#: What a network may call its weights from hidden state to output.
WEIGHTS = ("Wya", "Wy")
BIAS = "by"
OUTPUT_LAYER = (*WEIGHTS, BIAS)


class OutputLayer(NamedTuple):
    """The parameters from hidden state to output.

    Parameters
    ----------
    weights : numpy.ndarray, (n_y, n_a)
        W_y.
    bias : numpy.ndarray, (n_y, 1)
        b_y.
    names : tuple of str
        What these are called among the parameters of the network.

    Examples
    --------
    >>> layer = OutputLayer(np.array([[1.0], [0.0]]), np.zeros((2, 1)), ("Wy", "by"))
    >>> a = np.full((1, 1, 3), 0.5)  # n_a, m, T
    >>> layer.scores(a)[:, 0, -1].tolist(), layer.predictions(a)[:, 0, -1].round(3).tolist()
    ([0.5, 0.0], [0.622, 0.378])
    """

    weights: Array
    bias: Array
    names: tuple[str, str]

    def by_step(self, hidden: Array) -> Array:
        """The scores, (K, n_y, m), of hidden states with time first, (K, n_a, m)."""
        found: Array = self.weights @ hidden + self.bias
        return found

    def scores(self, a: Array) -> Array:
        """The scores, (n_y, m, K), of hidden states with time last, (n_a, m, K)."""
        return self.by_step(a.transpose(2, 0, 1)).transpose(1, 2, 0)

    def predictions(self, a: Array) -> Array:
        """The softmax of the scores, (n_y, m, K), of hidden states with time last, (n_a, m, K)."""
        scores = self.weights @ a.transpose(2, 0, 1) + self.bias  # (K, n_y, m)
        return softmax_of_floats(scores.swapaxes(0, 1)).swapaxes(1, 2)

    def to_hidden(self, d_scores: Array) -> Array:
        """The gradient at the hidden states, (K, n_a, m), from that at the scores, (K, n_y, m)."""
        return np.asarray(self.weights.T @ d_scores)

    def gradients(self, d_scores: Array, hidden: Array) -> dict[str, Array]:
        """The gradients of both parameters, each under ``"d"`` and its name, summed over steps and batch.

        Parameters
        ----------
        d_scores : numpy.ndarray, (K, n_y, m)
            The gradient at the scores.
        hidden : numpy.ndarray, (K, n_a, m)
            The hidden states.

        Returns
        -------
        dict of str to numpy.ndarray
            (n_y, n_a) and (n_y, 1).
        """
        weights, bias = self.names
        return {
            f"d{weights}": np.einsum("kym,kam->ya", d_scores, hidden),
            f"d{bias}": d_scores.sum(axis=(0, 2))[:, None],
        }


def output_layer(parameters: Mapping[str, Array]) -> OutputLayer:
    """That of a network, found by its names.

    Parameters
    ----------
    parameters : mapping of str to numpy.ndarray
        Of the network.

    Raises
    ------
    ShapeError
        If there is none among them.

    Examples
    --------
    >>> output_layer({"Waa": np.ones((2, 2)), "Wya": np.ones((3, 2)), "by": np.ones((3, 1))}).names
    ('Wya', 'by')
    >>> output_layer({"Waa": np.ones((2, 2))})
    Traceback (most recent call last):
    rnnviz.errors.ShapeError: The parameters have no output layer; they are Waa. Add Wya or Wy, (n_y, n_a), and by,
    (n_y, 1).
    """
    for name in WEIGHTS:
        if name in parameters and BIAS in parameters:
            return OutputLayer(parameters[name], parameters[BIAS], (name, BIAS))
    raise ShapeError(
        f"The parameters have no output layer; they are {', '.join(parameters) or 'none'}. "
        f"Add {' or '.join(WEIGHTS)}, (n_y, n_a), and {BIAS}, (n_y, 1)."
    )


def needed_axes(axes: Mapping[str, tuple[str, ...]], parameters: Mapping[str, ArrayLike]) -> dict[str, tuple[str, ...]]:
    """The axes of the parameters without which no cell can run, and of an output layer as far as there is one.

    Examples
    --------
    >>> axes = {"Waa": ("n_a", "n_a"), "Wya": ("n_y", "n_a"), "by": ("n_y", "1")}
    >>> needed_axes(axes, {}), needed_axes(axes, {"Wya": np.ones((3, 2))})
    ({'Waa': ('n_a', 'n_a')}, {'Waa': ('n_a', 'n_a'), 'Wya': ('n_y', 'n_a')})
    """
    return {name: of for name, of in axes.items() if name in parameters or name not in OUTPUT_LAYER}
