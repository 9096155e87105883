"""The plain loop: without a mistake it is right, and says so in the course's own code."""

import numpy as np
import pytest

from rnnviz import rnn_forward
from rnnviz.gradient_flow.suspects import CELL_EQUATIONS
from rnnviz.gradient_flow.suspects.equations import LOOP, LSTM, RIGHT, RNN, of_sequence, of_step
from tests.gradient_flow.suspects.planted import CELLS, SIZES, plant
from tests.oracles.kinds import assert_close, backward, cell_backward, draw, forward


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cell", CELLS)
def test_without_a_mistake_it_is_right(cell, size):
    planted = plant(cell, size)
    net, kind = planted.net, planted.net.kind
    run = forward(net)
    expected = backward(kind, net.da, run.caches).gradients
    of_one = cell_backward(kind, {"a": net.da[:, :, 0], "c": net.da[:, :, -1]}, run.caches[0][0])
    found, step = planted.compute(RIGHT), of_step(CELL_EQUATIONS[cell], planted.caches[0], planted.arriving)
    assert found.keys() == expected.keys()
    assert step.keys() == of_one.keys()
    for name, value in expected.items():
        assert_close(found[name], value, 1e-11, name)
    for name, value in of_one.items():
        assert_close(step[name], value, 1e-11, name)


@pytest.mark.parametrize("cell", CELLS)
def test_a_shorter_da(cell):
    planted, equations = plant(cell, "all different"), CELL_EQUATIONS[cell]
    short = of_sequence(equations, planted.caches, planted.net.da[:, :, :3])
    whole = of_sequence(equations, planted.caches[:3], planted.net.da[:, :, :3])
    for name, value in whole.items():
        np.testing.assert_array_equal(short[name], value)


def test_float32_is_computed_in_float64():
    net = draw("tanh")
    caches = rnn_forward(*(v.astype(np.float32) for v in (net.x, net.states0["a"])), net.parameters).caches
    assert all(value.dtype == np.float64 for value in of_sequence(RNN, list(caches[0]), net.da).values())


@pytest.mark.parametrize("kind", CELLS)
def test_the_code_of_the_lines_computes_what_the_lines_compute(kind):
    cell, planted = CELL_EQUATIONS[kind], plant(kind, "all different", sequence=False)
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
    for lines in (LOOP, *(equations.step for equations in CELL_EQUATIONS.values())):
        assert all(line.code for line in lines.values())
