r"""Cells that are made to remember: the LSTM with and without forget gate, the identity RNN, chrono initialisation."""

import numpy as np

from rnnviz.cells.lstm import lstm_forward
from rnnviz.cells.rnn import rnn_forward
from rnnviz.experiment import run
from rnnviz.gradient_flow.jacobians import StepJacobians, linearize
from rnnviz.gradient_flow.paths import cell_paths
from rnnviz.gradient_flow.products import log_singular_values_by_lag
from rnnviz.papers.claim import Check, Claim, exactly, ordered, within
from rnnviz.parameters import Initialization
from rnnviz.rnn_utils import sigmoid
from rnnviz.scenario import Scenario

__all__ = ["CLAIMS", "carousel", "constant_forget_gates"]


def _blind_lstm(forget_bias: float, steps: int, n_a: int = 8) -> tuple[StepJacobians, np.ndarray]:
    """An LSTM whose gates do not read the hidden state, and its cell states (n_a, m, T)."""
    rng = np.random.default_rng(0)
    inputs = {gate: rng.normal(size=(n_a, 4)) * (gate == "c") for gate in "fico"}
    parameters = {f"W{gate}": np.concatenate([np.zeros((n_a, n_a)), W], axis=1) for gate, W in inputs.items()}
    parameters |= {f"b{gate}": np.full((n_a, 1), forget_bias if gate == "f" else 0.0) for gate in "fico"}
    parameters |= {"Wy": np.zeros((1, n_a)), "by": np.zeros((1, 1))}
    x = rng.normal(size=(4, 64, steps))
    forward = lstm_forward(x, np.zeros((n_a, 64)), parameters)
    gates = {
        "f": np.stack([cell.ft for cell in forward.caches.cells], axis=2),
        "i": np.stack([cell.it for cell in forward.caches.cells], axis=2),
        "cct": np.stack([cell.cct for cell in forward.caches.cells], axis=2),
        "o": np.stack([cell.ot for cell in forward.caches.cells], axis=2),
    }
    return linearize("lstm", {"a": forward.a, "c": forward.c}, gates, parameters), forward.c


def constant_forget_gates(forget_bias: float, lag: int) -> float:
    """What is left of a change of the cell state after so many steps, if the gates do not read the hidden state.

    Examples
    --------
    >>> round(constant_forget_gates(5.0, 100), 3)
    0.511
    """
    return float(10 ** cell_paths(_blind_lstm(forget_bias, lag + 1)[0], lags=[lag]).whole[0])


def carousel(steps: int) -> tuple[float, np.ndarray]:
    """The cell of 1997: the gradient after so many steps, and the cell state's root mean square at every step.

    Its forget gate is always open: σ(40) is 1 in float64.
    """
    jacobians, c = _blind_lstm(40.0, steps)
    return float(10 ** cell_paths(jacobians, lags=[steps - 1]).whole[0]), np.sqrt((c**2).mean(axis=(0, 1)))


def _product_of_forget_gates() -> list[Check]:
    published = {0.0: 7.89e-31, 1.0: 2.48e-14, 2.0: 3.07e-6, 3.0: 7.76e-3, 5.0: 0.511}
    half_lives = {0.0: 1.0, 1.0: 2.21, 2.0: 5.46, 3.0: 14.3, 5.0: 103.0}
    checks = []
    for bias, left in published.items():
        measured = constant_forget_gates(bias, 100)
        f = float(sigmoid(np.array(bias)))
        checks.append(exactly(f"over σ({bias:g}) to the 100", 1.0, measured / f**100))
        checks.append(within(f"left after 100 steps, forget bias {bias:g}", left, measured, 0.005))
        half_life = 100 * np.log(0.5) / np.log(measured)
        checks.append(within(f"half-life in steps, forget bias {bias:g}", half_lives[bias], float(half_life), 0.01))
    return checks


def _constant_error_carousel() -> list[Check]:
    gradient, size = carousel(401)
    return [
        exactly("gradient along the cell after 400 steps", 1.0, gradient, "published"),
        within(
            "cell state after 400 steps over that after 100: it drifts as √t", 2.0, float(size[399] / size[99]), 0.1
        ),
    ]


def _identity_rnn() -> list[Check]:
    n_a, steps = 16, 200
    a0 = np.random.default_rng(0).uniform(0.1, 1.0, size=(n_a, 1))
    zeros = {"Wax": np.zeros((n_a, 1)), "ba": np.zeros((n_a, 1)), "Wya": np.zeros((1, n_a)), "by": np.zeros((1, 1))}
    parameters = {"Waa": np.eye(n_a), **zeros}
    a = rnn_forward(np.zeros((1, 1, steps)), a0, parameters, "relu").a
    values = np.exp(log_singular_values_by_lag(linearize("rnn", {"a": a}, {}, parameters, "relu"), [1, 10, steps]))
    return [
        exactly(f"{which} singular value over {lag} steps", 1.0, float(row[place]))
        for lag, row in zip((1, 10, steps), values, strict=True)
        for which, place in (("largest", 0), ("smallest", -1))
    ]


def _chrono() -> list[Check]:
    checks = []
    for t_max in (20, 100, 1000):
        forget, put_in = Initialization(t_max=t_max).gate_biases(2000, np.random.default_rng(0))
        memory = 1 / (1 - sigmoid(forget))
        outside = float(((memory < 2 - 1e-9) | (memory > t_max + 1e-9)).sum())
        checks.append(exactly(f"of 2000 memories outside of 2 to {t_max} steps", 0.0, outside))
        checks.append(within(f"longest memory, T_max = {t_max}", float(t_max), float(memory.max()), 0.02))
        checks.append(
            exactly(
                "largest difference between input bias and minus forget bias", 0.0, float(np.abs(forget + put_in).max())
            )
        )
    return checks


def _more_than_the_forget_gates() -> list[Check]:
    result = run(Scenario(n_a=16, forget_bias=1.0, cells=("lstm",), m=16))
    one = result.cells["lstm"]
    steps = linearize("lstm", one.states, one.gates, one.parameters)
    found = [cell_paths(steps, sample, lags=[20, 60]) for sample in range(16)]
    whole = 10 ** np.mean([paths.whole for paths in found], axis=0)
    cell = 10 ** np.mean([paths.cell for paths in found], axis=0)
    return [
        ordered("whole gradient at the cell state, 20 steps back", 0.082, float(whole[0]), "derived"),
        ordered("product of the forget gates, 20 steps back", 1.8e-3, float(cell[0]), "derived"),
        ordered("whole gradient at the cell state, 60 steps back", 3.7e-4, float(whole[1]), "derived"),
        ordered("product of the forget gates, 60 steps back", 2.5e-8, float(cell[1]), "derived"),
    ]


CLAIMS = (
    Claim(
        5,
        "The product of the forget gates",
        "If the gates do not read the hidden state, what is left of a change of the cell state is exactly the product "
        "of the forget gates.",
        "Gers, Schmidhuber & Cummins 2000",
        _product_of_forget_gates,
    ),
    Claim(
        6,
        "The constant error carousel",
        "Without a forget gate the cell carries a gradient of exactly 1, and its state drifts away, which is why "
        "forgetting was added.",
        "Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000",
        _constant_error_carousel,
    ),
    Claim(
        7,
        "The identity RNN",
        "With the identity as recurrent weights and ReLU units that are all active, the Jacobian over any number of "
        "steps is the identity.",
        "Le, Jaitly & Hinton 2015",
        _identity_rnn,
    ),
    Claim(
        8,
        "Chrono initialisation",
        "Forget biases log U(1, T_max − 1) give memories between 2 and T_max steps; the input biases are their "
        "negatives.",
        "Tallec & Ollivier 2018, section 2",
        _chrono,
    ),
    Claim(
        14,
        "More than the forget gates",
        "In a full LSTM the gradient at the cell state is far larger than the product of the forget gates: the paths "
        "through the gates carry most of it.",
        "measured for this project; the truncated gradient is that of Hochreiter & Schmidhuber 1997, appendix A.1",
        _more_than_the_forget_gates,
    ),
)
