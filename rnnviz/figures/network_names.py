"""What a trained network is called in titles and legends: its cell, and in a few words what was chosen about it."""

import re

from rnnviz.training.network import Network

__all__ = ["called"]


def called(network: Network) -> str:
    """The label of a network, with its gain alone where its weights are orthogonal as by default.

    Examples
    --------
    >>> [called(one) for one in (Network("rnn", gain=0.7), Network("lstm"), Network("lstm", gain=2.0))]
    ['RNN, gain 0.7', 'LSTM, forget bias 1', 'LSTM, forget bias 1, gain 2']
    >>> called(Network("rnn", activation="relu")), called(Network("rnn", start="pytorch", init="orthogonal"))
    ('RNN, ReLU, gain 1', 'RNN, as in PyTorch, orthogonal × 1')
    """
    if network.start != "plain":
        return network.label
    return re.sub(
        r", (?:(\w+) )?orthogonal × ", lambda found: f", {found[1] + ', ' if found[1] else ''}gain ", network.label
    )
