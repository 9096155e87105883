"""See what flows through a recurrent network: forwards its states, backwards its gradient at every time step."""

from rnnviz.edits import Edit
from rnnviz.errors import InputError, RnnvizError, ScenarioError, ShapeError
from rnnviz.experiment import CellResult, Result, run
from rnnviz.recurrent_neural_network import (
    initialize_adam,
    initialize_parameters,
    lstm_backward,
    lstm_cell_backward,
    lstm_cell_forward,
    lstm_forward,
    rnn_backward,
    rnn_cell_backward,
    rnn_cell_forward,
    rnn_forward,
    sigmoid,
    softmax,
    update_parameters_with_adam,
)
from rnnviz.scaled import Scaled
from rnnviz.scenario import Scenario

__version__ = "0.1.0"

__all__ = [
    "CellResult",
    "Edit",
    "InputError",
    "Result",
    "RnnvizError",
    "Scaled",
    "Scenario",
    "ScenarioError",
    "ShapeError",
    "initialize_adam",
    "initialize_parameters",
    "lstm_backward",
    "lstm_cell_backward",
    "lstm_cell_forward",
    "lstm_forward",
    "rnn_backward",
    "rnn_cell_backward",
    "rnn_cell_forward",
    "rnn_forward",
    "run",
    "sigmoid",
    "softmax",
    "update_parameters_with_adam",
]
