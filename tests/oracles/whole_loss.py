"""A whole experiment again, the plain way: the loss step by step from its definition, its gradient by differences."""

import math

import numpy as np

from rnnviz.cells.gru import gru_cell_backward, gru_cell_forward
from rnnviz.cells.lstm import lstm_cell_backward, lstm_cell_forward
from rnnviz.cells.rnn import rnn_cell_backward, rnn_cell_forward
from rnnviz.experiment.run import Result

LOSS_STEPS = {
    "last": lambda s: [s.steps],
    "every": lambda s: list(range(1, s.steps + 1)),
    "step": lambda s: [s.loss_step],
}


def loss_steps(result: Result) -> list[int]:
    """Give the steps, counted from 1, at which the loss looks."""
    return LOSS_STEPS[result.scenario.loss](result.scenario)


def log_softmax(z: np.ndarray) -> np.ndarray:
    shifted = z - z.max(axis=0)
    return shifted - np.log(np.exp(shifted).sum(axis=0))


def cross_entropy(result: Result, cell: str, a: np.ndarray, t: int, parameters: dict[str, np.ndarray]) -> float:
    """Give step t's share of the loss, from its hidden state (n_a, m)."""
    Wy = parameters["Wya" if cell == "rnn" else "Wy"]
    log_y = log_softmax(Wy @ a + parameters["by"])
    m = a.shape[1]
    return -math.fsum(log_y[result.labels[sample, t - 1], sample] for sample in range(m)) / m


def run_cells(result: Result, cell: str, parameters: dict[str, np.ndarray], x: np.ndarray) -> tuple[list, list]:
    """Give hidden states and caches of all steps, one cell call after the other."""
    n_a, m = result.scenario.n_a, result.scenario.batch
    a, c, states, caches = np.zeros((n_a, m)), np.zeros((n_a, m)), [], []
    for t in range(x.shape[2]):
        if cell == "rnn":
            a, _, cache = rnn_cell_forward(x[:, :, t], a, parameters, result.scenario.activation)
        elif cell == "gru":
            a, _, cache = gru_cell_forward(x[:, :, t], a, parameters)
        else:
            a, c, _, cache = lstm_cell_forward(x[:, :, t], a, c, parameters)
        states.append(a)
        caches.append(cache)
    return states, caches


def whole_loss(result: Result, cell: str, parameters: dict[str, np.ndarray], x: np.ndarray) -> float:
    states, _ = run_cells(result, cell, parameters, x)
    return math.fsum(cross_entropy(result, cell, states[t - 1], t, parameters) for t in loss_steps(result))


def slope(f, array: np.ndarray, index: tuple[int, ...], step: float = 1e-5) -> float:
    """Central difference of f() with respect to one entry of an array that f reads."""
    kept = array[index]
    array[index] = kept + step
    above = f()
    array[index] = kept - step
    below = f()
    array[index] = kept
    return (above - below) / (2 * step)


def own_gradient(result: Result, cell: str, a: np.ndarray, t: int) -> np.ndarray:
    """Numeric derivative of step t's share of the loss with respect to its hidden state, (n_a, m)."""
    a, parameters = a.copy(), dict(result.cells[cell].parameters)
    f = lambda: cross_entropy(result, cell, a, t, parameters)  # noqa: E731
    return np.array([[slope(f, a, (i, s)) for s in range(a.shape[1])] for i in range(a.shape[0])])


def plain_bptt(result: Result, cell: str) -> list[np.ndarray]:
    """All of dJ/da<t>, one cell call after the other; each step's own part is numeric."""
    parameters = dict(result.cells[cell].parameters)
    states, caches = run_cells(result, cell, parameters, result.x)
    da, dc, totals = np.zeros_like(states[0]), np.zeros_like(states[0]), []
    for t in reversed(range(len(states))):
        if t + 1 in loss_steps(result):
            da = da + own_gradient(result, cell, states[t], t + 1)
        totals.append(da)
        if cell == "rnn":
            da = rnn_cell_backward(da, caches[t])["da_prev"]
        elif cell == "gru":
            da = gru_cell_backward(da, caches[t])["da_prev"]
        else:
            back = lstm_cell_backward(da, dc, caches[t])
            da, dc = back["da_prev"], back["dc_prev"]
    return totals[::-1]
