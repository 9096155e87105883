r"""The bound on the gradient of a simple RNN: never exceeded, sometimes reached."""

import numpy as np

from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.initialization import INITIALIZATIONS
from rnnviz.cells.rnn import rnn_forward
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.bounds import Bound, pascanu_bound
from rnnviz.gradient_flow.jacobians import linearize
from rnnviz.numerics.numerals import power_of_ten
from rnnviz.papers.claim import Check, Claim, exactly
from rnnviz.papers.study import Knob, Nearest, Picture, Place, Series, Study

__all__ = ["CLAIMS", "random_bound"]


def random_bound(activation: str, gain: float, input_scale: float, seed: int, n_a: int = 16, steps: int = 60) -> Bound:
    """The bound and the true norms of a random RNN.

    Parameters
    ----------
    activation : str
        Of the RNN.
    gain, input_scale : float
        Factors on Gaussian recurrent weights and inputs.
    seed : int
        Of everything drawn.
    n_a, steps : int
        Sizes.
    """
    rng = np.random.default_rng(seed)
    weights = gain * INITIALIZATIONS["gaussian"](n_a, rng)
    return _bound(weights, input_scale * rng.normal(size=(4, 1, steps)), rng.normal(size=(n_a, 4)), activation)


def _bound(weights: np.ndarray, x: np.ndarray, Wax: np.ndarray, activation: str) -> Bound:
    n_a = len(weights)
    zeros = {"ba": np.zeros((n_a, 1)), "Wya": np.zeros((1, n_a)), "by": np.zeros((1, 1))}
    parameters = {"Waa": weights, "Wax": Wax, **zeros}
    a = rnn_forward(x, np.zeros((n_a, 1)), parameters, activation).a
    return pascanu_bound(linearize("rnn", {"a": a}, {}, parameters, activation, x), activation)


def _largest_slope(activation: str) -> float:
    a = np.empty(1001)
    ACTIVATIONS[activation].function(np.linspace(-5.0, 5.0, 1001), a)
    return float(ACTIVATIONS[activation].derivative(a).max())


def _never_exceeded() -> list[Check]:
    violated = 0
    for seed in range(60):
        found = random_bound(("tanh", "sigmoid")[seed % 2], 0.3 + 0.05 * seed, 0.1 * (seed % 7), seed)
        violated += int((found.norm > found.bound + 1e-9).sum())
    q = INITIALIZATIONS["orthogonal"](16, np.random.default_rng(0))
    still = _bound(0.99 * q, np.zeros((1, 1, 100)), np.zeros((16, 1)), "tanh")
    return [
        exactly("γ, largest slope of tanh", 1.0, _largest_slope("tanh"), "published"),
        exactly("γ, largest slope of the sigmoid", 0.25, _largest_slope("sigmoid"), "published"),
        exactly("times that the bound is exceeded, in 60 random networks over 1 to 60 steps", 0.0, float(violated)),
        exactly(
            "left of a change after 100 steps of tanh at a = 0, weights 0.99 times orthogonal",
            0.99**100,
            float(10 ** still.norm[100]),
        ),
        exactly("the same over its bound", 1.0, float(10 ** (still.norm[100] - still.bound[100]))),
    ]


def _picture_of_bound(gain: float, input_scale: float, n_a: int) -> Picture:
    found = random_bound("tanh", gain, input_scale, 0, n_a)
    lags = np.arange(len(found.norm))
    violated = int((found.norm > found.bound + 1e-9).sum())
    return Picture(
        "steps back",
        "size of a change",
        [
            Series("largest possible change, measured", lags, found.norm, "rnn"),
            Series("bound: (γ σ₁) to the steps", lags, found.bound, "expected"),
        ],
        log10=True,
        marks=[],
        says=f"Over {lags[-1]} steps a change is multiplied by {power_of_ten(found.norm[-1])} at most; the bound "
        f"allows {power_of_ten(found.bound[-1])}. It is exceeded at {violated} of {len(lags)} distances.",
        backwards=True,
    )


def _set_bound(gain: float, input_scale: float, n_a: int) -> Nearest:
    return Nearest(
        Scenario(cells=("rnn",), init="gaussian", gain=gain, input_scale=input_scale, n_a=n_a, n_x=4, T_x=60, m=1),
        differs="input weights are smaller, and all weights are another draw",
    )


CLAIMS = (
    Claim(
        4,
        "A bound that is never exceeded",
        "At each step a change of the hidden state grows by γ σ₁ at most: γ is the largest slope of the activation, σ₁ "
        "the largest singular value of the recurrent weights, by which they stretch at most.",
        "Pascanu, Mikolov & Bengio 2013, section 2.1",
        "https://arxiv.org/abs/1211.5063",
        _never_exceeded,
        Study(
            (
                Knob("gain", "Gain", 0.3, 3.0, 0.05, 1.0),
                Knob("input_scale", "Input scale", 0.0, 2.0, 0.1, 0.3),
                Knob("n_a", "Hidden units n_a", 2, 48, 1, 16),
            ),
            _picture_of_bound,
            _set_bound,
            (
                Place(
                    "why",
                    "Why: the bound beside what is true",
                    {"view": "lags"},
                ),
            ),
        ),
        "The proof needs the largest singular value. With the spectral radius in its place the bound would not hold, "
        "as the first steps of “What decides in the long run” show.",
    ),
)
