"""See what flows through a recurrent network: forwards its states, backwards its gradient at every time step."""

from rnnviz.recurrent_neural_network import *  # noqa: F403
