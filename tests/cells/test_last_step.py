"""A gradient at one step: at which one is asked, and what the answer's line does is what it says."""

import numpy as np
import pytest

from rnnviz import rnn_backward, rnn_forward
from rnnviz.cells.last_step import ask_which_step
from rnnviz.errors import ShapeError
from tests.oracles.kinds import draw


@pytest.mark.parametrize(
    ("shape", "a_shape"),
    [((5, 4, 7), (5, 4, 7)), ((5, 4, 2), (5, 4, 7)), ((5, 4, 1), (5, 4, 1)), ((5, 7), (5, 1, 7)), ((), (5, 4, 7))],
)
def test_what_is_no_question(shape, a_shape):
    ask_which_step("f", shape, a_shape)


@pytest.mark.parametrize(
    ("shape", "a_shape"),
    [
        *[(shape, (5, 4, 7)) for shape in [(5, 4), (4, 5), (5, 4, 1), (5, 1, 4), (1, 5, 4)]],
        *[(shape, (5, 1, 7)) for shape in [(5, 1), (1, 5), (5,), (5, 1, 1)]],
        ((4, 4), (4, 4, 7)),
    ],
)
def test_the_line_puts_it_at_the_last_step(shape, a_shape):
    n_a, m, _ = a_shape
    g = np.arange(1.0, n_a * m + 1).reshape(n_a, m)
    given = {(5, 1, 4): g[:, None], (1, 5, 4): g[None], (4, 5): g.T, (1, 5): g.T}.get(shape, g.reshape(shape))
    with pytest.raises(ShapeError) as caught:
        ask_which_step("f", shape, a_shape)
    message = str(caught.value)
    line = (
        message.partition(": ")[2]
        .partition("last step")[2]
        .partition(": ")[2]
        .partition(". For the first")[0]
        .rstrip(".")
    )
    names = {"np": np, "da": given, "g": given}
    exec(line, names)
    np.testing.assert_array_equal(names["da"][:, :, -1], g)
    assert not names["da"][:, :, :-1].any()
    assert names["da"].shape == a_shape


def test_for_a_batch_no_batch_axis_is_advised():
    with pytest.raises(ShapeError) as caught:
        ask_which_step("f", (5, 7), (5, 4, 7))
    assert str(caught.value) == (
        "f: da must have 3 axes (n_a, m, T) = (5, 4, 7), T at most that; got shape (5, 7). "
        "Make it one gradient for each hidden state."
    )


def test_lists_are_asked_about_too():
    net = draw("tanh")
    caches = rnn_forward(net.x, net.states0["a"], net.parameters).caches
    for da in (net.da[:, :, 0].tolist(), net.da[:, :, :1].tolist()):
        with pytest.raises(ShapeError, match="last step"):
            rnn_backward(da, caches)
