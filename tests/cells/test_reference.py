"""The hand-written passes and derivatives of every cell against its graph."""

import numpy as np
import pytest

from rnnviz.cells import CELLS, initialize_parameters
from rnnviz.cells.cell import Before
from rnnviz.cells.reference import evaluate, local_derivatives

ACTIVATIONS = ("tanh", "sigmoid", "relu", "linear")
CASES = [*(("rnn", name) for name in ACTIVATIONS), ("lstm", "tanh"), ("gru", "tanh"), ("gru before", "tanh")]


def run(case: str, activation: str):
    """A cell, its weights, a forward pass of seven steps, and the input."""
    rng = np.random.default_rng(3)
    name = case.split(maxsplit=1)[0]
    parameters = initialize_parameters(3, 5, 2, cell=name, start="pytorch", rng=rng)
    if "before" in case:
        del parameters["bhr"]
    x = rng.normal(size=(3, 4, 7))
    forward = CELLS[name].forward(x, np.zeros((5, 4)), parameters, activation)
    return CELLS[name], CELLS[name].gate_weights(parameters), forward, x


@pytest.mark.parametrize(("case", "activation"), CASES)
def test_forwards_a_cell_is_its_graph(case: str, activation: str) -> None:
    kind, weights, forward, x = run(case, activation)
    states = {name: np.zeros((5, 4)) for name in forward.states}
    for t in range(7):
        found = evaluate(kind.graph(weights), weights, x[:, :, t], states, activation)
        for name, values in {**forward.gates, **forward.states}.items():
            np.testing.assert_allclose(found[name], values[:, :, t], rtol=1e-12, atol=1e-14)
        states = {name: found[name] for name in states}


@pytest.mark.parametrize(("case", "activation"), CASES)
def test_what_a_step_does_to_small_changes_is_what_the_chain_rule_says(case: str, activation: str) -> None:
    kind, weights, forward, x = run(case, activation)
    zeros = {name: np.zeros((5, 4)) for name in forward.states}
    fast = kind.local_derivatives(forward.states, forward.gates, activation, Before(weights, x, zeros))
    within = tuple(dict.fromkeys(one.acts_on for one in weights.values() if one.acts_on != "a"))
    for t in range(7):
        before = {name: s[:, :, t - 1] if t else zeros[name] for name, s in forward.states.items()}
        values = evaluate(kind.graph(weights), weights, x[:, :, t], before, activation)
        slow = local_derivatives(kind.graph(weights), values, tuple(forward.states), within, activation)
        for kind_of_link, expected in zip(fast, slow, strict=True):
            assert kind_of_link.keys() == expected.keys()
            for target, links in expected.items():
                assert kind_of_link[target].keys() == links.keys()
                for by, link in links.items():
                    np.testing.assert_allclose(kind_of_link[target][by][:, :, t], link, rtol=1e-9, atol=1e-13)


def test_a_wrong_derivative_would_be_seen() -> None:
    kind, weights, _, x = run("gru", "tanh")
    values = evaluate(kind.graph(weights), weights, x[:, :, 0], {"a": np.zeros((5, 4))})
    right = local_derivatives(kind.graph(weights), values, ("a",)).by_gate["a"]["z"]
    assert not np.allclose(right, -right, rtol=1e-9, atol=1e-13)
    assert np.abs(right).min() > 1e-4
