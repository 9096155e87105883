"""See what flows through a recurrent network: forwards its states, backwards its gradient at every time step."""

from rnnviz.errors import InputError, RnnvizError, ScenarioError, ShapeError
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import CellResult, Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.moved import follow_old_paths
from rnnviz.numerics.scaled import Scaled
from rnnviz.recurrent_neural_network import (
    gru_backward,
    gru_cell_backward,
    gru_cell_forward,
    gru_forward,
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

follow_old_paths()

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
    "gru_backward",
    "gru_cell_backward",
    "gru_cell_forward",
    "gru_forward",
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
