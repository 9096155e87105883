r"""Cells that are made to remember: the LSTM with and without forget gate, the identity RNN, chrono initialisation."""

import numpy as np

from rnnviz.cells.initialization import Initialization
from rnnviz.cells.lstm import lstm_forward
from rnnviz.cells.rnn import rnn_forward
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.jacobians import StepJacobians, linearize
from rnnviz.gradient_flow.paths import cell_paths
from rnnviz.gradient_flow.products import log_singular_values_by_lag
from rnnviz.numerics.numerals import numeral
from rnnviz.papers.claim import Check, Claim, exactly, ordered, within
from rnnviz.papers.study import Knob, Nearest, Picture, Place, Series, Study
from rnnviz.rnn_utils import sigmoid

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
    return linearize("lstm", {"a": forward.a, "c": forward.c}, gates, parameters, x=x), forward.c


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
    checks = []
    for bias in (0.0, 1.0, 2.0, 3.0, 5.0):
        measured = constant_forget_gates(bias, 100)
        f = float(sigmoid(np.array(bias)))
        half = 100 * np.log(0.5) / np.log(measured)
        checks.append(exactly(f"left after 100 steps, forget bias {bias:g}", f**100, measured))
        checks.append(exactly(f"steps until half is left, forget bias {bias:g}", float(np.log(0.5) / np.log(f)), half))
    return checks


def _picture_of_forget_gates(forget_bias: float, steps: int) -> Picture:
    lags = np.arange(steps + 1)
    left = cell_paths(_blind_lstm(forget_bias, steps + 1)[0], lags=lags.tolist()).whole
    f = float(sigmoid(np.array(forget_bias)))
    half = float(np.log(0.5) / np.log(f))
    return Picture(
        "steps back",
        "left of a change of the cell state",
        [
            Series("measured", lags, left, "c"),
            Series(f"{f:.4g} to the steps", lags, lags * np.log10(f), "expected"),
        ],
        log10=True,
        marks=[],
        says=f"With forget bias {numeral(forget_bias)} the gate stands at {numeral(f)}: {numeral(10 ** left[-1], 3)} "
        f"of a change is left after {steps} steps, and half of it after {numeral(half, 3)}.",
        backwards=True,
    )


#: The controls scale the weights from the hidden state, but do not take them away.
_NEARLY_BLIND = "the gates do read the hidden state, with weights that are scaled down to a twentieth"


def _set_forget_gates(forget_bias: float, steps: int) -> Nearest:
    scenario = Scenario(cells=("lstm",), gain=0.05, forget_bias=forget_bias, T_x=steps + 1, input_scale=0.0)
    return Nearest(scenario, differs=_NEARLY_BLIND)


def _constant_error_carousel() -> list[Check]:
    gradient, size = carousel(401)
    return [
        exactly("gradient along the cell after 400 steps", 1.0, gradient, "published"),
        within(
            "cell state after 400 steps over that after 100: it drifts as √t", 2.0, float(size[399] / size[99]), 0.1
        ),
    ]


def _picture_of_carousel(steps: int) -> Picture:
    jacobians, c = _blind_lstm(40.0, steps)
    size, t = np.sqrt((c**2).mean(axis=(0, 1))), np.arange(1, steps + 1)
    gradient = 10 ** cell_paths(jacobians, lags=list(range(steps))).whole
    return Picture(
        "steps",
        "size",
        [
            Series("gradient along the cell", t - 1, gradient, "c"),
            Series("cell state, root mean square", t, size, "lstm"),
            Series("grows as √t", t, size[-1] * np.sqrt(t / steps), "expected"),
        ],
        log10=False,
        marks=[],
        says=f"After {steps - 1} steps the gradient is still {numeral(gradient[-1], 6)}; the cell state has grown from "
        f"{numeral(size[0], 2)} to {numeral(size[-1], 3)} meanwhile.",
    )


def _set_carousel(steps: int) -> Nearest:
    scenario = Scenario(cells=("lstm",), gain=0.05, forget_bias=10.0, T_x=steps)
    return Nearest(scenario, differs="the forget gate is σ(10) = 0.99995, and all gates read input and hidden state")


def _identity_rnn() -> list[Check]:
    lags = [1, 10, 200]
    return [
        exactly(f"{which} singular value over {lag} steps", 1.0, float(np.exp(row[place])))
        for lag, row in zip(lags, _identity_spectra("relu", 1.0, 16, lags), strict=True)
        for which, place in (("largest", 0), ("smallest", -1))
    ]


def _identity_spectra(activation: str, scale: float, n_a: int, lags: list[int]) -> np.ndarray:
    """Natural logarithms of the singular values over some lags, with a multiple of the identity and no input."""
    a0 = np.random.default_rng(0).uniform(0.1, 1.0, size=(n_a, 1))
    zeros = {"Wax": np.zeros((n_a, 1)), "ba": np.zeros((n_a, 1)), "Wya": np.zeros((1, n_a)), "by": np.zeros((1, 1))}
    parameters = {"Waa": scale * np.eye(n_a), **zeros}
    a = rnn_forward(np.zeros((1, 1, lags[-1])), a0, parameters, activation).a
    return log_singular_values_by_lag(linearize("rnn", {"a": a}, {}, parameters, activation), lags)


def _picture_of_identity(scale: float, steps: int) -> Picture:
    lags = list(range(1, steps + 1))
    relu, tanh = (_identity_spectra(name, scale, 8, lags) / np.log(10) for name in ("relu", "tanh"))
    x = np.array(lags)
    return Picture(
        "steps back",
        "left of a change",
        [
            Series("ReLU, largest", x, relu[:, 0], "rnn"),
            Series("ReLU, smallest", x, relu[:, -1], "rnn", points=True),
            Series("tanh instead, largest", x, tanh[:, 0], "other"),
            Series(f"{scale:g} to the steps", x, x * np.log10(scale), "expected"),
        ],
        log10=True,
        marks=[],
        says=f"Over {steps} steps a change of any direction is multiplied by {numeral(10 ** relu[-1, -1])} to "
        f"{numeral(10 ** relu[-1, 0])} with ReLU; with tanh instead by {numeral(10 ** tanh[-1, 0], 2)} at most.",
        backwards=True,
    )


def _set_identity(scale: float, steps: int) -> Nearest:
    scenario = Scenario(cells=("rnn",), init="identity", activation="relu", gain=scale, T_x=steps + 1)
    return Nearest(scenario, differs="an input switches some of the units off")


def _chrono() -> list[Check]:
    checks = []
    for t_max in (20, 100, 1000):
        forget, put_in = Initialization(t_max=t_max).gate_biases(2000, np.random.default_rng(0))
        memory = 1 / (1 - sigmoid(forget))
        outside = float(((memory < 2 - 1e-9) | (memory > t_max + 1e-9)).sum())
        checks.append(exactly(f"of 2000 memories, those outside of 2 to {t_max} steps", 0.0, outside))
        checks.append(within(f"longest memory, T_max = {t_max}", float(t_max), float(memory.max()), 0.02))
        checks.append(
            exactly(f"largest sum of forget and input bias, T_max = {t_max}", 0.0, float(np.abs(forget + put_in).max()))
        )
    return checks


def _picture_of_chrono(t_max: int) -> Picture:
    forget, _ = Initialization(t_max=t_max).gate_biases(2000, np.random.default_rng(0))
    memory = np.sort(1 / (1 - sigmoid(forget[:, 0])))
    share = np.arange(1, memory.size + 1) / memory.size
    return Picture(
        "memory in steps, 1 / (1 − f)",
        "share of units with less",
        [
            Series("2000 units, measured", memory, share, "lstm"),
            Series("evenly from 2 to T_max", np.array([2, t_max]), np.array([0.0, 1.0]), "expected"),
        ],
        log10=False,
        marks=[],
        says=f"The memories of 2000 units lie between {numeral(memory[0], 3)} and {numeral(memory[-1], 3)} steps; half "
        f"of them are shorter than {numeral(float(np.median(memory)), 3)}.",
    )


def _set_chrono(t_max: int) -> Nearest:
    return Nearest(Scenario(cells=("lstm",), forget="chrono", t_max=t_max, T_x=min(max(t_max, 2), 1000)))


def _whole_and_cell(scenario: Scenario, lags: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """log₁₀ of the gradient at the cell state over some lags, and of its part along the cell; means over the batch."""
    result = run(scenario)
    one = result.cells["lstm"]
    steps = linearize("lstm", one.states, one.gates, one.parameters, x=result.x)
    found = [cell_paths(steps, sample, lags=lags) for sample in range(scenario.batch)]
    return tuple(np.mean([getattr(paths, name) for paths in found], axis=0) for name in ("whole", "cell"))


def _picture_of_more(forget_bias: float, n_a: int) -> Picture:
    lags = list(range(0, 81, 4))
    whole, cell = _whole_and_cell(_set_more(forget_bias, n_a).scenario, lags)
    x = np.array(lags)
    return Picture(
        "steps back",
        "left of a change of the cell state",
        [
            Series("along all paths", x, whole, "c"),
            Series("product of the forget gates", x, cell, "other"),
            Series(
                "measured before",
                np.array([20, 60, 20, 60]),
                np.log10([0.082, 3.7e-4, 1.8e-3, 2.5e-8]),
                "expected",
                points=True,
            ),
        ][: 3 if (forget_bias, n_a) == (1.0, 16) else 2],
        log10=True,
        marks=[],
        says=f"60 steps back {numeral(10.0 ** whole[15], 2)} of the gradient is left along all paths, and "
        f"{numeral(10.0 ** cell[15], 2)} by the product of the forget gates alone: "
        f"{numeral(10.0 ** (whole[15] - cell[15]), 2)} times as much.",
        backwards=True,
    )


def _set_more(forget_bias: float, n_a: int) -> Nearest:
    return Nearest(Scenario(n_a=n_a, forget_bias=forget_bias, cells=("lstm",), m=16))


def _more_than_the_forget_gates() -> list[Check]:
    whole, cell = (10**found for found in _whole_and_cell(_set_more(1.0, 16).scenario, [20, 60]))
    return [
        ordered("whole gradient at the cell state, 20 steps back", 0.082, float(whole[0]), "own"),
        ordered("product of the forget gates, 20 steps back", 1.8e-3, float(cell[0]), "own"),
        ordered("whole gradient at the cell state, 60 steps back", 3.7e-4, float(whole[1]), "own"),
        ordered("product of the forget gates, 60 steps back", 2.5e-8, float(cell[1]), "own"),
    ]


CLAIMS = (
    Claim(
        5,
        "The product of the forget gates",
        "A forget gate f multiplies the cell state at every step: if no gate reads the hidden state, the product of "
        "the forget gates is all that is left of a change.",
        "Gers, Schmidhuber & Cummins 2000",
        "https://doi.org/10.1162/089976600300015015",
        _product_of_forget_gates,
        Study(
            (
                Knob("forget_bias", "LSTM forget bias", -2.0, 6.0, 0.25, 1.0),
                Knob("steps", "Steps", 10, 300, 10, 100),
            ),
            _picture_of_forget_gates,
            _set_forget_gates,
            (
                Place("gates", "Gates: the forget gate stands still at this height"),
                Place("why", "Why: what is left, beside the product of the forget gates", {"view": "lags"}),
            ),
        ),
        "The paper learns its forget gates. Here a bias alone holds them still, so that the product is a power. Gates "
        "that read the hidden state open more paths: see “More than the forget gates”.",
    ),
    Claim(
        6,
        "The constant error carousel",
        "A cell that only adds to its state carries the gradient back unchanged, the “constant error carousel”; but "
        "what it adds piles up, which is why Gers et al. let it forget.",
        "Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000",
        "https://doi.org/10.1162/neco.1997.9.8.1735",
        _constant_error_carousel,
        Study(
            (Knob("steps", "Steps", 50, 800, 50, 400),),
            _picture_of_carousel,
            _set_carousel,
            (Place("gates", "Gates: the cell state drifts while the forget gate stays open"),),
        ),
        "Today’s LSTM is taken, with its forget gate held at 1 and gates that do not read the hidden state. Its input "
        "is noise, so that the state grows like the square root of time.",
    ),
    Claim(
        7,
        "The identity RNN (IRNN)",
        "An IRNN is a plain RNN of ReLU units whose recurrent weights begin as the identity matrix: while all units "
        "are on, each step copies the state, and a gradient comes back unchanged.",
        "Le, Jaitly & Hinton 2015",
        "https://arxiv.org/abs/1504.00941",
        _identity_rnn,
        Study(
            (
                Knob("scale", "Multiple of the identity", 0.9, 1.1, 0.01, 1.0),
                Knob("steps", "Steps", 10, 200, 10, 200),
            ),
            _picture_of_identity,
            _set_identity,
            (
                Place("", "Gradient: an IRNN that reads noise, which switches units off"),
                Place("why", "Why: the IRNN among the repairs of a tanh RNN", {"cells": "rnn"}, alone=True),
            ),
        ),
        "There is no input here, so that no unit is ever off. Where an input switches units off, what goes through "
        "them is lost.",
    ),
    Claim(
        8,
        "Chrono initialisation",
        "Chrono draws each forget bias as the logarithm of a number from 1 to T_max − 1, so that memories of 2 to "
        "T_max steps occur equally often; the input biases are the same with a minus.",
        "Tallec & Ollivier 2018, section 2",
        "https://arxiv.org/abs/1804.11188",
        _chrono,
        Study(
            (Knob("t_max", "Longest memory T_max", 3, 1000, 1, 100),),
            _picture_of_chrono,
            _set_chrono,
            (
                Place("gates", "Gates: some forget gates keep for long, some for a few steps"),
                Place("", "Gradient: what chrono leaves of it"),
            ),
        ),
        "The memory 1 / (1 − f) is that of a forget gate f that stays where its bias puts it. The paper trains with "
        "it; here nothing is trained.",
    ),
    Claim(
        14,
        "More than the forget gates",
        "Hochreiter & Schmidhuber train with a gradient that is cut where it would leave the cell through a gate; only "
        "the way along the cell state is left of it.",
        "Measured here, after Hochreiter & Schmidhuber 1997, appendix A.1",
        "https://doi.org/10.1162/neco.1997.9.8.1735",
        _more_than_the_forget_gates,
        Study(
            (
                Knob("forget_bias", "LSTM forget bias", -1.0, 5.0, 0.25, 1.0),
                Knob("n_a", "Hidden units n_a", 4, 24, 1, 16),
            ),
            _picture_of_more,
            _set_more,
            (
                Place(
                    "why",
                    "Why: the path through each gate, which can be cut there",
                    {"view": "lags"},
                ),
            ),
        ),
        "The paper does not say how large the part is that it cuts off, and its cell has no forget gate. Here today’s "
        "LSTM is measured untrained, on 16 sequences of noise. Draws differ, so that only "
        "orders of magnitude are compared.",
    ),
)
