"""What every cell offers to the rest of the house, by the one list of cells there is."""

import numpy as np
import pytest

from rnnviz.cells import CELLS, initialize_parameters
from rnnviz.cells.lstm import lstm_backward, lstm_forward
from rnnviz.cells.rnn import rnn_backward, rnn_forward

CALLS = {"rnn": (rnn_forward, rnn_backward), "lstm": (lstm_forward, lstm_backward)}


def test_the_list():
    assert {name: cell.label for name, cell in CELLS.items()} == {"rnn": "RNN", "lstm": "LSTM"}


@pytest.mark.parametrize("name", CELLS)
class TestEachCell:
    x, a0, da = np.random.default_rng(0).normal(size=(3, 2, 6)), np.full((5, 2), 0.3), np.ones((5, 2, 6))

    def test_forward_is_the_public_function(self, name):
        parameters = initialize_parameters(cell=name, rng=np.random.default_rng(1))
        found = CELLS[name].forward(self.x, self.a0, parameters, "tanh")
        result = CALLS[name][0](self.x, self.a0, parameters)
        np.testing.assert_array_equal(found.states["a"], result.a)
        np.testing.assert_array_equal(found.y, result[-2])
        assert next(iter(found.states)) == "a"
        for t, cache in enumerate(result.caches[0]):
            for gate, field in {"f": "ft", "i": "it", "cct": "cct", "o": "ot"}.items():
                if name == "lstm":
                    np.testing.assert_array_equal(found.gates[gate][:, :, t], getattr(cache, field))
        assert len(found.gates) == (4 if name == "lstm" else 0)

    def test_backward_is_the_public_function(self, name):
        parameters = initialize_parameters(cell=name, rng=np.random.default_rng(1))
        forward = CELLS[name].forward(self.x, self.a0, parameters, "tanh")
        found = CELLS[name].backward(self.da, forward.caches)
        expected = CALLS[name][1](self.da, forward.caches)
        assert found.gradients.keys() == expected.keys()
        for key, gradient in expected.items():
            np.testing.assert_array_equal(found.gradients[key], gradient)
        assert found.by_step.keys() == forward.states.keys()

    def test_the_output_weights_are_a_parameter(self, name):
        parameters = initialize_parameters(2, 5, 7, cell=name)
        assert parameters[CELLS[name].output_weights].shape == (7, 5)


def test_the_activation_reaches_the_rnn():
    parameters = initialize_parameters(rng=np.random.default_rng(1))
    for activation in ("tanh", "relu", "sigmoid", "linear"):
        found = CELLS["rnn"].forward(TestEachCell.x, TestEachCell.a0, parameters, activation).states["a"]
        np.testing.assert_array_equal(found, rnn_forward(TestEachCell.x, TestEachCell.a0, parameters, activation).a)
