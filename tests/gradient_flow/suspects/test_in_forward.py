"""Mistakes in the forward pass: each is named, a right one never."""

import numpy as np
import pytest

from rnnviz import lstm_forward
from rnnviz.gradient_flow.suspects import suspects_in_forward, suspects_of_sequence
from rnnviz.gradient_flow.suspects.equations import RIGHT
from rnnviz.gradient_flow.suspects.in_forward import MISTAKES_FORWARD, states_of
from tests.oracles.kinds import draw, forward

CASES = [(cell, mistake) for cell in MISTAKES_FORWARD for mistake in MISTAKES_FORWARD[cell]]


#: Two sigmoids that are exchanged, or the weights that they are made with: it is the same.
SAME = {"forward: gates exchanged", "forward: gates in the order ifco"}


def network(cell, seed=0):
    return draw("tanh" if cell == "rnn" else cell, T=5, n_x=4, n_a=5, seed=seed)


@pytest.mark.parametrize(("cell", "mistake"), CASES, ids=lambda value: getattr(value, "name", value))
@pytest.mark.parametrize("seed", [0, 1])
def test_each_is_named(cell, mistake, seed):
    net = network(cell, seed)
    a = states_of(cell, net.x, net.states0, net.parameters, mistake)
    expected = SAME if cell == "lstm" and mistake.name in SAME else {mistake.name}
    found = suspects_in_forward(cell, net.x, net.states0, net.parameters, a)
    assert {suspect.name for suspect in found} == expected
    # So it is where gradients are asked about that may be right for such states.
    found = suspects_of_sequence({"da0": net.da[:, :, 0]}, net.x, net.states0, net.parameters, net.da, a)
    assert {suspect.name for suspect in found} == expected


@pytest.mark.parametrize("cell", MISTAKES_FORWARD)
def test_the_right_one_is_the_cell_s_and_not_accused(cell):
    net = network(cell)
    a = forward(net).states["a"]
    np.testing.assert_allclose(states_of(cell, net.x, net.states0, net.parameters, RIGHT), a, rtol=1e-12)
    assert suspects_in_forward(cell, net.x, net.states0, net.parameters, a) == ()


def test_an_order_of_the_gates_is_that_of_stacked_weights():
    # Weights stacked as f, i, c, o that are read as i, f, c, o.
    net = network("lstm")
    read = {**net.parameters}
    for kind in "Wb":
        read[kind + "f"], read[kind + "i"] = net.parameters[kind + "i"], net.parameters[kind + "f"]
    a = lstm_forward(net.x, net.states0["a"], read, net.states0["c"]).a
    found = suspects_in_forward("lstm", net.x, net.states0, net.parameters, a)
    assert any("PyTorch's and Keras's order i, f, g, o" in suspect.says for suspect in found)
