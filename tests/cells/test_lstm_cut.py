"""A sequence that is cut in two: what the pieces give is what the whole gives."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import initialize_parameters, lstm_backward, lstm_forward, rnn_backward, rnn_forward
from tests.oracles.kinds import Network, assert_close, draw


def joined(net, *cuts):
    """Give the gradients of the pieces, joined as the chain rule says; by the public functions alone."""
    edges = (0, *cuts, net.x.shape[2])
    a0, c0, caches = net.states0["a"], net.states0.get("c"), []
    for start, stop in pairwise(edges):
        x = net.x[:, :, start:stop]
        run = rnn_forward(x, a0, net.parameters) if c0 is None else lstm_forward(x, a0, net.parameters, c0)
        a0, c0 = run.a[:, :, -1], None if c0 is None else run.c[:, :, -1]
        caches.append(run.caches)
    found, da_next, dc_next = {}, 0, None
    for piece in reversed(range(len(caches))):
        da = net.da[:, :, edges[piece] : edges[piece + 1]].copy()
        da[:, :, -1] += da_next
        one = rnn_backward(da, caches[piece]) if c0 is None else lstm_backward(da, caches[piece], dc_next=dc_next)
        da_next, dc_next = one["da0"], one.get("dc0")
        for name, value in one.items():
            if name == "dx":
                found[name] = np.concatenate([value, found[name]], axis=2) if name in found else value
            else:
                found[name] = value if name in ("da0", "dc0") else value + found.get(name, 0)
    return found


def whole(net):
    if net.kind == "lstm":
        run = lstm_forward(net.x, net.states0["a"], net.parameters, net.states0["c"])
        return lstm_backward(net.da, run.caches)
    return rnn_backward(net.da, rnn_forward(net.x, net.states0["a"], net.parameters).caches)


@pytest.mark.parametrize("kind", ["tanh", "lstm"])
@given(
    T=st.integers(2, 30), cuts=st.sets(st.integers(1, 29), min_size=1, max_size=3), seed=st.integers(0, 99), n=st.data()
)
def test_pieces_give_the_gradients_of_the_whole(kind, T, cuts, seed, n):
    net = draw(kind, T=T, m=n.draw(st.integers(1, 3)), n_a=n.draw(st.integers(1, 6)), seed=seed)
    cuts = sorted(cut for cut in cuts if cut < T) or [1]
    expected, found = whole(net), joined(net, *cuts)
    assert found.keys() == expected.keys()
    for name, gradient in expected.items():
        assert_close(found[name], gradient, 1e-12, name)


def test_the_input_of_the_report():
    # 3 features, 5 units, T = 12, cut at 5: without the cell state's gradient dWf is off by two fifths.
    rng = np.random.default_rng(0)
    parameters = initialize_parameters(cell="lstm", rng=rng)
    states = {"a": np.zeros((5, 2)), "c": np.zeros((5, 2))}
    net = Network("lstm", parameters, rng.normal(size=(3, 2, 12)), states, rng.normal(size=(5, 2, 12)))
    expected, found = whole(net)["dWf"], joined(net, 5)["dWf"]
    assert_close(found, expected, 1e-12)
    first = lstm_forward(net.x[:, :, :5], states["a"], parameters)
    second = lstm_forward(net.x[:, :, 5:], first.a[:, :, -1], parameters, first.c[:, :, -1])
    after, da = lstm_backward(net.da[:, :, 5:], second.caches), net.da[:, :, :5].copy()
    da[:, :, -1] += after["da0"]
    without = after["dWf"] + lstm_backward(da, first.caches)["dWf"]
    assert np.abs(without - expected).max() > 0.1 * np.abs(expected).max()


def test_what_arrives_at_the_cell_state_must_fit():
    net = draw("lstm")
    caches = lstm_forward(net.x, net.states0["a"], net.parameters).caches
    with pytest.raises(ValueError, match=r"^lstm_backward: dc_next must have shape \(n_a, m\) with m = 4; got"):
        lstm_backward(net.da, caches, np.ones((5, 3)))
