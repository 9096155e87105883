"""Every kind of cell behind one set of calls, so that a test can be written once and run for all of them.

A kind is ``"lstm"``, ``"gru after"`` or ``"gru before"`` (where the reset gate stands), or the name of an RNN's
activation. States go by name, (n_a, m) each: ``"a"``, for an LSTM also ``"c"``.
"""

from typing import Any, NamedTuple

import numpy as np

from rnnviz.cells.gru import gru_bptt, gru_cell_backward, gru_cell_forward, gru_forward
from rnnviz.cells.lstm import lstm_bptt, lstm_cell_backward, lstm_cell_forward, lstm_forward
from rnnviz.cells.rnn import rnn_bptt, rnn_cell_backward, rnn_cell_forward, rnn_forward

RNNS = ("tanh", "sigmoid", "relu", "linear")
GRUS = ("gru after", "gru before")
KINDS = (*RNNS, "lstm", *GRUS)


class Network(NamedTuple):
    """Something to run: shapes as in the API, time last; ``states0`` is what the first step starts from."""

    kind: str
    parameters: dict[str, np.ndarray]
    x: np.ndarray
    states0: dict[str, np.ndarray]
    da: np.ndarray


class Run(NamedTuple):
    """A forward pass: ``states`` are (n_a, m, T) each."""

    states: dict[str, np.ndarray]
    y: np.ndarray
    caches: Any


class Back(NamedTuple):
    """A backward pass: ``gradients`` hold d + every parameter, ``dx``, ``da0``, for an LSTM ``dc0``."""

    gradients: dict[str, np.ndarray]
    by_step: dict[str, Any]


def draw(kind: str, T: int = 7, m: int = 4, n_x: int = 3, n_a: int = 5, seed: int = 0, gain: float = 1.0) -> Network:
    """Draw a network in which nothing is zero, so that nothing can hide; ReLUs stay away from their kink."""
    while True:
        rng = np.random.default_rng(seed)
        net = _draw(kind, T, m, n_x, n_a, gain, rng)
        if kind != "relu" or _distance_from_kink(net) > 1e-3:
            return net
        seed += 1000


def _draw(kind: str, T: int, m: int, n_x: int, n_a: int, gain: float, rng: np.random.Generator) -> Network:
    def weights(n_out: int, n_in: int) -> np.ndarray:
        return rng.normal(size=(n_out, n_in)) * gain / np.sqrt(n_in)

    if kind == "lstm":
        parameters = {"W" + gate: weights(n_a, n_a + n_x) for gate in "fico"}
        parameters |= {"b" + gate: rng.normal(size=(n_a, 1)) for gate in "fico"}
        parameters |= {"Wy": weights(2, n_a), "by": rng.normal(size=(2, 1))}
    elif kind in GRUS:
        parameters = {"W" + gate: weights(n_a, n_a + n_x) for gate in "rzh"}
        parameters |= {"b" + gate: rng.normal(size=(n_a, 1)) for gate in ("r", "z", "h", "hr")[: 4 - (kind != GRUS[0])]}
        parameters |= {"Wy": weights(2, n_a), "by": rng.normal(size=(2, 1))}
    else:
        parameters = {"Wax": weights(n_a, n_x), "Waa": weights(n_a, n_a), "Wya": weights(2, n_a)}
        parameters |= {"ba": rng.normal(size=(n_a, 1)), "by": rng.normal(size=(2, 1))}
    states0 = {name: rng.normal(size=(n_a, m)) for name in state_names(kind)}
    return Network(kind, parameters, rng.normal(size=(n_x, m, T)), states0, rng.normal(size=(n_a, m, T)))


def _distance_from_kink(net: Network) -> float:
    p, a, nearest = net.parameters, net.states0["a"], np.inf
    for t in range(net.x.shape[2]):
        z = p["Waa"] @ a + p["Wax"] @ net.x[:, :, t] + p["ba"]
        nearest, a = min(nearest, np.abs(z).min()), np.maximum(z, 0)
    return nearest


def state_names(kind: str) -> tuple[str, ...]:
    return ("a", "c") if kind == "lstm" else ("a",)


def forward(net: Network) -> Run:
    if net.kind == "lstm":
        a, c, y, caches = lstm_forward(net.x, net.states0["a"], net.parameters, net.states0["c"])
        return Run({"a": a, "c": c}, y, caches)
    if net.kind in GRUS:
        a, y, caches = gru_forward(net.x, net.states0["a"], net.parameters, net.kind.split()[1])
        return Run({"a": a}, y, caches)
    a, y, caches = rnn_forward(net.x, net.states0["a"], net.parameters, net.kind)
    return Run({"a": a}, y, caches)


def backward(kind: str, da: np.ndarray, caches: Any, dc_next: np.ndarray | None = None) -> Back:
    if kind == "lstm":
        bptt = lstm_bptt(da, caches, dc_next)
        return Back({**bptt.gradients, "dc0": bptt.dc0}, {"a": bptt.da, "c": bptt.dc})
    bptt = (gru_bptt if kind in GRUS else rnn_bptt)(da, caches)
    return Back(bptt.gradients, {"a": bptt.da})


def cell_forward(kind: str, xt: np.ndarray, states: dict[str, np.ndarray], parameters: Any) -> Run:
    if kind == "lstm":
        a, c, y, cache = lstm_cell_forward(xt, states["a"], states["c"], parameters)
        return Run({"a": a, "c": c}, y, cache)
    if kind in GRUS:
        a, y, cache = gru_cell_forward(xt, states["a"], parameters, kind.split()[1])
        return Run({"a": a}, y, cache)
    a, y, cache = rnn_cell_forward(xt, states["a"], parameters, kind)
    return Run({"a": a}, y, cache)


def cell_backward(kind: str, d_states: dict[str, np.ndarray], cache: Any) -> dict[str, np.ndarray]:
    if kind == "lstm":
        return lstm_cell_backward(d_states["a"], d_states["c"], cache)
    return (gru_cell_backward if kind in GRUS else rnn_cell_backward)(d_states["a"], cache)


def last_step_only(net: Network) -> np.ndarray:
    """Give the network's ``da`` with all but its last step set to 0."""
    da = np.zeros_like(net.da)
    da[:, :, -1] = net.da[:, :, -1]
    return da


def assert_close(got: np.ndarray, expected: np.ndarray, relative: float, what: str = "") -> None:
    """Compare within ``relative`` times the largest entry expected."""
    assert np.shape(got) == np.shape(expected), what
    error = np.abs(np.asarray(got) - expected).max() if np.size(expected) else 0.0
    assert error <= relative * np.abs(expected).max(), f"{what}: off by {error:.3g}"
