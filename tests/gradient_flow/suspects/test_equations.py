"""The plain loop: without a mistake it is right, and says so in the course's own code."""

import numpy as np
import pytest

from rnnviz import lstm_backward, lstm_cell_backward, lstm_forward, rnn_backward, rnn_cell_backward, rnn_forward
from rnnviz.gradient_flow.suspects import CELL_EQUATIONS
from rnnviz.gradient_flow.suspects.equations import LOOP, LSTM, RIGHT, RNN, of_sequence, of_step
from tests.gradient_flow.suspects.planted import SIZES, plant
from tests.oracles.kinds import assert_close, draw


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_without_a_mistake_it_is_right(cell, size):
    planted = plant(cell, size)
    net, states = planted.net, planted.net.states0
    if cell == "rnn":
        expected = rnn_backward(net.da, rnn_forward(net.x, states["a"], net.parameters).caches)
        of_one = rnn_cell_backward(net.da[:, :, 0], planted.caches[0])
    else:
        expected = lstm_backward(net.da, lstm_forward(net.x, states["a"], net.parameters, states["c"]).caches)
        of_one = lstm_cell_backward(net.da[:, :, 0], net.da[:, :, -1], planted.caches[0])
    found, step = planted.compute(RIGHT), of_step(CELL_EQUATIONS[cell], planted.caches[0], planted.arriving)
    assert found.keys() == expected.keys()
    assert step.keys() == of_one.keys()
    for name, value in expected.items():
        assert_close(found[name], value, 1e-11, name)
    for name, value in of_one.items():
        assert_close(step[name], value, 1e-11, name)


@pytest.mark.parametrize("cell", [RNN, LSTM])
def test_a_shorter_da(cell):
    kind = "rnn" if cell is RNN else "lstm"
    planted = plant(kind, "all different")
    caches = planted.caches
    short = of_sequence(cell, caches, planted.net.da[:, :, :3])
    whole = of_sequence(cell, caches[:3], planted.net.da[:, :, :3])
    for name, value in whole.items():
        np.testing.assert_array_equal(short[name], value)


def test_float32_is_computed_in_float64():
    net = draw("tanh")
    caches = rnn_forward(*(v.astype(np.float32) for v in (net.x, net.states0["a"])), net.parameters).caches
    assert all(value.dtype == np.float64 for value in of_sequence(RNN, list(caches[0]), net.da).values())


@pytest.mark.parametrize("cell", [RNN, LSTM])
def test_the_code_of_the_lines_computes_what_the_lines_compute(cell):
    kind = "rnn" if cell is RNN else "lstm"
    planted = plant(kind, "all different", sequence=False)
    names = dict(zip(cell.fields, planted.caches[0], strict=True))
    names |= planted.arriving | planted.net.parameters | {"np": np, "n_a": 5}
    if cell is LSTM:
        exec(LSTM.step["dc"].code, names)
    for name, line in cell.step.items():
        if line.code.startswith(f"{name} = "):
            exec(line.code, names)
    for name, value in planted.compute(RIGHT).items():
        np.testing.assert_allclose(names[name], value, rtol=1e-12, atol=1e-15, err_msg=name)


def test_every_line_has_its_code():
    for line in (LOOP | RNN.step | LSTM.step).values():
        assert line.code
