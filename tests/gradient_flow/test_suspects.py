"""The whole table, and the search through the public functions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz import lstm_forward, rnn_backward, rnn_cell_backward, rnn_forward
from rnnviz.gradient_flow.suspects import CELL_EQUATIONS, kind_of, mistakes_of, suspects_of_sequence, suspects_of_step
from rnnviz.gradient_flow.suspects.equations import LOOP, of_sequence
from tests.oracles.kinds import KINDS, RNNS, backward, cell_backward, draw, forward


@pytest.mark.parametrize("sequence", [True, False])
@pytest.mark.parametrize("cell", CELL_EQUATIONS)
def test_every_mistake_has_a_name_a_sentence_and_lines_that_there_are(cell, sequence):
    mistakes = mistakes_of(cell, sequence=sequence)
    assert len({mistake.name for mistake in mistakes}) == len(mistakes)
    lines = LOOP | CELL_EQUATIONS[cell].step
    for mistake in mistakes:
        assert mistake.says.endswith(".")
        assert {*mistake.look, *mistake.lines} <= lines.keys(), mistake.name
        assert mistake.lines or mistake.after or mistake.caches
        if mistake.lines and not mistake.after:
            assert mistake.look, mistake.name  # where to look is said


sizes = st.tuples(st.integers(1, 7), st.integers(1, 4), st.integers(1, 4), st.integers(1, 6))


@settings(max_examples=20)
@given(size=sizes, seed=st.integers(0, 99), kind=st.sampled_from(KINDS), short=st.integers(1, 7))
def test_a_right_pass_is_never_accused(size, seed, kind, short):
    T, m, n_x, n_a = size
    net = draw(kind, T=T, m=m, n_x=n_x, n_a=n_a, seed=seed)
    da = net.da if T == 1 or short == 1 else net.da[:, :, :short]
    run = forward(net)
    gradients = backward(kind, da, run.caches).gradients
    step = cell_backward(kind, {"a": net.da[:, :, 0], "c": net.da[:, :, -1]}, run.caches[0][0])
    a = run.states["a"]
    assert suspects_of_sequence(gradients, net.x, net.states0, net.parameters, da, a) == ()
    arriving = {"da_next": net.da[:, :, 0]} | ({"dc_next": net.da[:, :, -1]} if kind == "lstm" else {})
    found = suspects_of_step(step, net.x[:, :, 0], net.states0, net.parameters, arriving, a[:, :, 0])
    assert found == ()


@pytest.mark.parametrize("kind", RNNS)
def test_with_another_activation_mistakes_are_named_too(kind):
    net = draw(kind)
    run = rnn_forward(net.x, net.states0["a"], net.parameters, kind)
    gradients = rnn_backward(net.da, run.caches)
    wrong = gradients | {"dba": gradients["dba"] / 4}
    found = suspects_of_sequence(wrong, net.x, net.states0, net.parameters, net.da, run.a)
    assert [suspect.name for suspect in found] == ["biases averaged over the batch"]
    step = rnn_cell_backward(net.da[:, :, 0], run.caches[0][0])
    step["da_prev"] = net.parameters["Waa"].T @ net.da[:, :, 0]  # without the activation's derivative
    arguments = net.x[:, :, 0], net.states0, net.parameters, {"da_next": net.da[:, :, 0]}, run.a[:, :, 0]
    found = suspects_of_step(step, *arguments)
    assert [suspect.name for suspect in found] == ([] if kind == "linear" else ["da_prev without tanh'"])


def test_another_cell_is_left_alone():
    assert kind_of({"Wz": 0, "Wr": 0}) is None
    nothing = np.ones((2, 1))
    assert suspects_of_sequence({"dba": nothing}, nothing[:, :, None], {"a": nothing}, {}, nothing[:, :, None]) == ()
    assert suspects_of_step({"dba": nothing}, nothing, {"a": nothing}, {}, {"da_next": nothing}) == ()


def test_an_unknown_forward_pass_is_left_alone():
    net = draw("tanh")
    found = suspects_of_sequence({"da0": net.da[:, :, 0]}, net.x, net.states0, net.parameters, net.da, net.da)
    assert found == ()


def test_a_shorter_da():
    net, short = draw("lstm"), slice(0, 3)
    caches = [tuple(one) for one in lstm_forward(net.x, net.states0["a"], net.parameters).caches[0]]
    mistake = next(one for one in mistakes_of("lstm", sequence=True) if one.name == "dft: parentheses")
    wrong = of_sequence(CELL_EQUATIONS["lstm"], caches, net.da[:, :, short], mistake)
    states = {"a": net.states0["a"]}
    found = suspects_of_sequence(wrong, net.x, states, net.parameters, net.da[:, :, short])
    assert [suspect.name for suspect in found] == [mistake.name]
