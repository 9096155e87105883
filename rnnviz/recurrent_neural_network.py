"""The functions that a course on recurrent networks names, in one place."""

from rnnviz.cells import initialize_parameters
from rnnviz.cells.gru import gru_backward, gru_cell_backward, gru_cell_forward, gru_forward
from rnnviz.cells.lstm import lstm_backward, lstm_cell_backward, lstm_cell_forward, lstm_forward
from rnnviz.cells.rnn import rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward
from rnnviz.rnn_utils import initialize_adam, sigmoid, softmax, update_parameters_with_adam

__all__ = [
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
    "sigmoid",
    "softmax",
    "update_parameters_with_adam",
]
