"""What every cell offers to the rest of the house, by the one list of cells there is."""

import numpy as np
import pytest

from rnnviz.cells import CELLS, initialize_parameters
from rnnviz.cells.cell import Before, Recurrent, at_gates
from rnnviz.cells.gru import gru_backward, gru_forward
from rnnviz.cells.lstm import lstm_backward, lstm_forward
from rnnviz.cells.rnn import rnn_backward, rnn_forward
from rnnviz.errors import ShapeError
from rnnviz.network.output_layer import output_layer

CALLS = {"rnn": (rnn_forward, rnn_backward), "lstm": (lstm_forward, lstm_backward), "gru": (gru_forward, gru_backward)}
#: Where a cache of one step has the gates.
FIELDS = {
    "rnn": {},
    "lstm": {"f": "ft", "i": "it", "cct": "cct", "o": "ot"},
    "gru": {"r": "rt", "z": "zt", "aat": "aat"},
}


def test_the_list():
    assert {name: cell.label for name, cell in CELLS.items()} == {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


@pytest.mark.parametrize("name", CELLS)
class TestEachCell:
    x, a0, da = np.random.default_rng(0).normal(size=(3, 2, 6)), np.full((5, 2), 0.3), np.ones((5, 2, 6))

    def test_forward_is_the_public_function(self, name):
        parameters = initialize_parameters(cell=name, rng=np.random.default_rng(1))
        found = CELLS[name].forward(self.x, self.a0, parameters, "tanh")
        result = CALLS[name][0](self.x, self.a0, parameters)
        np.testing.assert_array_equal(found.states["a"], result.a)
        np.testing.assert_array_equal(output_layer(parameters).predictions(found.states["a"]), result[-2])
        assert next(iter(found.states)) == "a"
        for t, cache in enumerate(result.caches[0]):
            for gate, field in FIELDS[name].items():
                np.testing.assert_array_equal(found.gates[gate][:, :, t], getattr(cache, field))
        assert list(found.gates) == list(FIELDS[name])

    def test_backward_is_the_public_function(self, name):
        parameters = initialize_parameters(cell=name, rng=np.random.default_rng(1))
        forward = CELLS[name].forward(self.x, self.a0, parameters, "tanh")
        found = CELLS[name].backward(self.da, forward.caches)
        expected = CALLS[name][1](self.da, forward.caches)
        assert found.gradients.keys() == expected.keys()
        for key, gradient in expected.items():
            np.testing.assert_array_equal(found.gradients[key], gradient)
        assert found.by_step.keys() == forward.states.keys()

    @pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear"])
    def test_gradients_at_the_pre_activations_add_up_to_those_of_the_parameters(self, name, activation):
        # z = W [a_prev; x] + b, so dW is the sum over steps and samples of dz [a_prev; x]ᵀ, and db that of dz.
        rng = np.random.default_rng(1)
        parameters = initialize_parameters(cell=name, rng=rng)
        forward = CELLS[name].forward(self.x, self.a0, parameters, activation)
        gradients, by_step, _ = CELLS[name].backward(rng.normal(size=self.da.shape), forward.caches)
        weights = CELLS[name].gate_weights(parameters)
        before = {key: np.zeros_like(state[:, :, 0]) for key, state in forward.states.items()} | {"a": self.a0}
        local = CELLS[name].local_derivatives(forward.states, forward.gates, activation, Before(weights, None, before))
        found = at_gates(local, by_step, Recurrent(weights))
        assert set(found) == set(weights)
        a_prev = np.concatenate([self.a0[:, :, None], forward.states["a"][:, :, :-1]], axis=2)
        for gate, scaled in found.items():
            dz, one = scaled.to_float(), weights[gate]
            recurrent, _, bias = one.names
            np.testing.assert_allclose(dz.sum(axis=(1, 2))[:, None], gradients["d" + bias], rtol=1e-12, atol=1e-15)
            if one.recurrent is not None:
                dW = np.einsum("imt,jmt->ij", dz, a_prev)
                np.testing.assert_allclose(dW, gradients["d" + recurrent][:, :5], rtol=1e-11, atol=1e-14)

    def test_gradients_at_the_pre_activations_never_underflow(self, name):
        x = np.zeros((3, 1, 4000))
        parameters = initialize_parameters(
            cell=name, gain=0.3, forget_bias=-1.0, update_bias=-1.0, rng=np.random.default_rng(1)
        )
        forward = CELLS[name].forward(x, np.full((5, 1), 0.3), parameters, "tanh")
        da = np.zeros((5, 1, 4000))
        da[:, :, -1] = 1
        by_step = CELLS[name].backward(da, forward.caches).by_step
        weights = CELLS[name].gate_weights(parameters)
        given = Before(weights, None, {key: np.zeros_like(state[:, :, 0]) for key, state in forward.states.items()})
        local = CELLS[name].local_derivatives(forward.states, forward.gates, "tanh", given)
        for scaled in at_gates(local, by_step, Recurrent(weights)).values():
            assert scaled.log10_norm()[1] < -308
            assert np.isfinite(scaled.log10_norm()[1])

    def test_an_output_layer_is_drawn_with_it_and_not_needed_to_run_it(self, name):
        parameters = initialize_parameters(3, 5, 7, cell=name)
        layer = output_layer(parameters)
        assert (layer.weights.shape, layer.bias.shape) == ((7, 5), (7, 1))
        alone = {key: value for key, value in parameters.items() if key not in layer.names}
        with_it, without = (CELLS[name].forward(self.x, self.a0, p, "tanh") for p in (parameters, alone))
        np.testing.assert_array_equal(without.states["a"], with_it.states["a"])
        with_it, without = (CELLS[name].backward(self.da, run.caches) for run in (with_it, without))
        assert without.gradients.keys() == with_it.gradients.keys()
        for key, gradient in with_it.gradients.items():
            np.testing.assert_array_equal(without.gradients[key], gradient)

    def test_an_output_layer_that_does_not_fit_is_refused(self, name):
        parameters = initialize_parameters(3, 5, 7, cell=name)
        weights = output_layer(parameters).names[0]
        with pytest.raises(ShapeError, match=weights):
            CELLS[name].forward(self.x, self.a0, parameters | {weights: np.ones((7, 4))}, "tanh")


def test_the_activation_reaches_the_rnn():
    parameters = initialize_parameters(rng=np.random.default_rng(1))
    for activation in ("tanh", "relu", "sigmoid", "linear"):
        found = CELLS["rnn"].forward(TestEachCell.x, TestEachCell.a0, parameters, activation).states["a"]
        np.testing.assert_array_equal(found, rnn_forward(TestEachCell.x, TestEachCell.a0, parameters, activation).a)
