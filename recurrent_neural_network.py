"""Makes ``from recurrent_neural_network import *`` work from the repository root."""

from rnnviz.recurrent_neural_network import *  # noqa: F403
