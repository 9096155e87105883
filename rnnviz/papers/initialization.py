r"""Gradients at initialisation: what mean-field theory predicts, and what common settings do.

For a wide tanh RNN whose recurrent weights have variance :math:`\sigma_w^2 / n` and whose inputs add the variance
:math:`\sigma_v^2` to the pre-activations, the squared gradient shrinks by χ a step (Chen, Pennington & Schoenholz
2018),

.. math::

    \chi = \sigma_w^2\, \mathbb{E}\bigl[\tanh'^2(\sqrt{q^*} z)\bigr], \qquad
    q^* = \sigma_w^2\, \mathbb{E}\bigl[\tanh^2(\sqrt{q^*} z)\bigr] + \sigma_v^2, \quad z \sim N(0, 1) .
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.rnn import rnn_bptt, rnn_forward
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.numerics.numerals import numeral
from rnnviz.papers.claim import Check, Claim, ordered, within
from rnnviz.papers.study import Knob, Mark, Nearest, Picture, Place, Series, Study

__all__ = ["CLAIMS", "chi_measured", "chi_of_theory"]

Array = NDArray[Any]


def chi_of_theory(sigma_w: float, sigma_v: float, iterations: int = 2000) -> float:
    """The factor by which the squared gradient shrinks at every step; q* is found by iteration.

    Examples
    --------
    >>> round(chi_of_theory(0.9, 0.1), 3)
    0.753
    """
    z, weights = np.polynomial.hermite_e.hermegauss(101)
    weights = weights / weights.sum()
    q = 1.0
    for _ in range(iterations):
        q = sigma_w**2 * float(weights @ np.tanh(np.sqrt(q) * z) ** 2) + sigma_v**2
    return sigma_w**2 * float(weights @ (1 - np.tanh(np.sqrt(q) * z) ** 2) ** 2)


def chi_measured(sigma_w: float, sigma_v: float, n: int = 512, steps: int = 60, seed: int = 0) -> float:
    """The same in a network: its geometric mean over the steps that are far from both ends."""
    rng = np.random.default_rng(seed)
    m = 8
    # As many features as units: a single one would move all units together, and the theory averages over them.
    parameters = {
        "Waa": rng.normal(0, sigma_w / np.sqrt(n), size=(n, n)),
        "Wax": rng.normal(0, sigma_v / np.sqrt(n), size=(n, n)),
        "ba": np.zeros((n, 1)),
        "Wya": np.zeros((1, n)),
        "by": np.zeros((1, 1)),
    }
    caches = rnn_forward(rng.normal(size=(n, m, steps)), np.zeros((n, m)), parameters).caches
    da = np.zeros((n, m, steps))
    da[:, :, -1] = rng.normal(size=(n, m))
    size = rnn_bptt(da, caches).da.log10_norm()
    return float(10 ** (2 * (size[steps // 3] - size[-2]) / (steps - 2 - steps // 3)))


def _mean_field() -> list[Check]:
    checks = []
    for sigma_w, theory in ((0.5, 0.244), (0.9, 0.753), (1.5, 1.129)):
        checks.append(within(f"χ of theory, σ_w = {sigma_w}", theory, chi_of_theory(sigma_w, 0.1), 0.005, "own"))
        measured = chi_measured(sigma_w, 0.1)
        checks.append(
            within(f"χ in a network of 512 units, σ_w = {sigma_w}", chi_of_theory(sigma_w, 0.1), measured, 0.03)
        )
    return checks


def _picture_of_mean_field(sigma_v: float, n: int) -> Picture:
    fine, few = np.linspace(0.3, 2.0, 60), np.linspace(0.3, 2.0, 9)
    theory = np.array([chi_of_theory(sigma_w, sigma_v, 200) for sigma_w in fine.tolist()])
    measured = np.array([chi_measured(sigma_w, sigma_v, n) for sigma_w in few.tolist()])
    critical = float(np.interp(1.0, theory, fine))
    off = float(np.abs(measured / [chi_of_theory(sigma_w, sigma_v, 200) for sigma_w in few.tolist()] - 1).max())
    return Picture(
        "σ_w, size of the recurrent weights",
        "χ, factor a step of the squared gradient",
        [
            Series("theory", fine, theory, "expected"),
            Series(f"measured with {n} units", few, measured, "rnn", points=True),
        ],
        log10=False,
        marks=[Mark(critical, "χ = 1")],
        says=f"By theory the gradient keeps its size at σ_w = {numeral(critical, 3)}. In networks of {n} units χ is at "
        f"most {numeral(100 * off, 2)} % off.",
    )


def _set_mean_field(sigma_v: float, n: int) -> Nearest:
    return Nearest(
        Scenario(cells=("rnn",), init="gaussian", n_x=32, n_a=min(n, 64), T_x=60, input_scale=sigma_v),
        differs="σ_w is called gain, there are at most 64 units, and input weights are Glorot’s",
    )


def _mean_fade(cell: str, state: str, forget_bias: float = 1.0, n_a: int = 64, steps: int = 100) -> Array:
    """log₁₀ of the gradient at every step, at the last one = 0: the mean over 8 draws, which differ by orders."""
    plain = Scenario(n_x=8, n_a=n_a, m=4, T_x=steps, init="glorot", cells=(cell,), forget_bias=forget_bias)
    return np.asarray(
        np.mean([run(replace(plain, seed=k)).cells[cell].fades[state].relative for k in range(8)], axis=0)
    )


def _picture_of_common(forget_bias: float, n_a: int) -> Picture:
    rnn, lstm = _mean_fade("rnn", "a", n_a=n_a), _mean_fade("lstm", "c", forget_bias, n_a)
    t = np.arange(1, 101)
    expected = {0.0: 1e-16, 1.0: 3e-5, 3.0: 16.0}
    points = [3e-10] + ([expected[forget_bias]] if forget_bias in expected else [])
    series = [
        Series("tanh RNN", t, rnn, "rnn"),
        Series(f"LSTM, forget bias {forget_bias:g}, cell state", t, lstm, "c"),
    ]
    if n_a == 64:
        series.append(Series("measured before", np.ones(len(points)), np.log10(points), "expected", points=True))
    return Picture(
        "time step t",
        "gradient size, at the last step = 1",
        series,
        log10=True,
        marks=[],
        says=f"At step 1 the RNN has {numeral(10.0 ** rnn[0], 2)} of its gradient left, the LSTM with forget bias "
        f"{numeral(forget_bias)} has {numeral(10.0 ** lstm[0], 2)}: geometric means of 8 draws.",
    )


def _set_common(forget_bias: float, n_a: int) -> Nearest:
    return Nearest(Scenario(n_x=8, n_a=n_a, m=4, T_x=100, init="glorot", forget_bias=forget_bias))


def _common_settings() -> list[Check]:
    def left(cell: str, state: str, forget_bias: float = 1.0) -> float:
        return float(10 ** _mean_fade(cell, state, forget_bias)[0])

    return [
        ordered("tanh RNN: gradient at step 1 over that at step 100", 3e-10, left("rnn", "a"), "own"),
        ordered("LSTM, forget bias 0: the same, at the cell state", 1e-16, left("lstm", "c", 0.0), "own"),
        ordered("LSTM, forget bias 1: the same, at the cell state", 3e-5, left("lstm", "c", 1.0), "own"),
        ordered("LSTM, forget bias 3: the same, at the cell state", 16.0, left("lstm", "c", 3.0), "own"),
    ]


CLAIMS = (
    Claim(
        12,
        "Mean-field theory",
        "In a wide tanh RNN each step back multiplies the squared gradient by one number χ, which follows from the "
        "size of the weights and of the input alone; where χ = 1 it neither vanishes nor explodes.",
        "Chen, Pennington & Schoenholz 2018, section 3",
        "https://arxiv.org/abs/1806.05394",
        _mean_field,
        Study(
            (
                Knob("sigma_v", "σ_v, size of the input", 0.05, 1.0, 0.05, 0.1),
                Knob("n", "Hidden units", 16, 256, 16, 256),
            ),
            _picture_of_mean_field,
            _set_mean_field,
            (
                Place("", "Gradient: drag the gain to where it neither fades nor grows"),
                Place(
                    "why",
                    "Why: a map of where it vanishes and where not",
                    {"view": "sweep"},
                ),
            ),
        ),
        "The theory is of infinitely many units, χ = σ_w² E[tanh'²]; here as many are measured as the slider says.",
    ),
    Claim(
        13,
        "An LSTM can fade faster than an RNN",
        "Forget gates that begin half open, with forget bias 0, halve the gradient at every step; Jozefowicz et al. "
        "let every LSTM begin with forget bias 1 instead.",
        "Measured here, after Jozefowicz, Zaremba & Sutskever 2015",
        "https://proceedings.mlr.press/v37/jozefowicz15.html",
        _common_settings,
        Study(
            (
                Knob("forget_bias", "LSTM forget bias", -1.0, 5.0, 0.25, 0.0),
                Knob("n_a", "Hidden units n_a", 4, 96, 4, 64),
            ),
            _picture_of_common,
            _set_common,
            (
                Place("", "Gradient: the same two networks; drag the forget bias"),
                Place("gates", "Gates: how far the forget gates are open"),
            ),
        ),
        "The paper trains, and compares what was learned. Here nothing is trained: new networks read noise, so that "
        "the difference is that of the forget bias alone. Draws differ, so that only orders of magnitude are compared.",
    ),
)
