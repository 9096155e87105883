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
from rnnviz.experiment import run
from rnnviz.papers.claim import Check, Claim, ordered, within
from rnnviz.scenario import Scenario

__all__ = ["CLAIMS", "chi_measured", "chi_of_theory"]

Array = NDArray[Any]


def chi_of_theory(sigma_w: float, sigma_v: float) -> float:
    """The factor by which the squared gradient shrinks at every step.

    Examples
    --------
    >>> round(chi_of_theory(0.9, 0.1), 3)
    0.753
    """
    z, weights = np.polynomial.hermite_e.hermegauss(101)
    weights = weights / weights.sum()
    q = 1.0
    for _ in range(2000):
        q = sigma_w**2 * float(weights @ np.tanh(np.sqrt(q) * z) ** 2) + sigma_v**2
    return sigma_w**2 * float(weights @ (1 - np.tanh(np.sqrt(q) * z) ** 2) ** 2)


def chi_measured(sigma_w: float, sigma_v: float, n: int = 512, steps: int = 60, seed: int = 0) -> float:
    """The same in a network: its geometric mean over the steps that are far from both ends."""
    rng = np.random.default_rng(seed)
    m = 8
    parameters = {
        "Waa": rng.normal(0, sigma_w / np.sqrt(n), size=(n, n)),
        "Wax": rng.normal(0, sigma_v, size=(n, 1)),
        "ba": np.zeros((n, 1)),
        "Wya": np.zeros((1, n)),
        "by": np.zeros((1, 1)),
    }
    caches = rnn_forward(rng.normal(size=(1, m, steps)), np.zeros((n, m)), parameters).caches
    da = np.zeros((n, m, steps))
    da[:, :, -1] = rng.normal(size=(n, m))
    size = rnn_bptt(da, caches).da.log10_norm()
    return float(10 ** (2 * (size[steps // 3] - size[-2]) / (steps - 2 - steps // 3)))


def _mean_field() -> list[Check]:
    checks = []
    for sigma_w, theory in ((0.5, 0.244), (0.9, 0.753), (1.5, 1.129)):
        checks.append(within(f"χ of theory, σ_w = {sigma_w}", theory, chi_of_theory(sigma_w, 0.1), 0.005))
        measured = chi_measured(sigma_w, 0.1)
        checks.append(
            within(f"χ measured with 512 units, σ_w = {sigma_w}", chi_of_theory(sigma_w, 0.1), measured, 0.03)
        )
    return checks


def _common_settings() -> list[Check]:
    def left(cell: str, state: str, forget_bias: float = 1.0) -> float:
        plain = Scenario(n_x=8, n_a=64, m=4, T_x=100, init="glorot", cells=(cell,), forget_bias=forget_bias)
        # One draw differs from another by some orders of magnitude.
        found = [run(replace(plain, seed=seed)).cells[cell].fades[state].left for seed in range(8)]
        return float(10 ** np.mean(found))

    return [
        ordered("tanh RNN: first over last gradient at the hidden state", 3e-10, left("rnn", "a"), "derived"),
        ordered("LSTM, forget bias 0: at the cell state", 1e-16, left("lstm", "c", 0.0), "derived"),
        ordered("LSTM, forget bias 1: at the cell state", 3e-5, left("lstm", "c", 1.0), "derived"),
        ordered("LSTM, forget bias 3: at the cell state", 16.0, left("lstm", "c", 3.0), "derived"),
    ]


CLAIMS = (
    Claim(
        12,
        "Mean-field theory",
        "At every step back the squared gradient of a wide tanh RNN is multiplied by χ = σ_w² E[tanh'²].",
        "Chen, Pennington & Schoenholz 2018, section 3",
        _mean_field,
    ),
    Claim(
        13,
        "An untrained LSTM can vanish faster than an RNN",
        "Over 100 steps of noise an LSTM with forget bias 0 loses more of its gradient than a tanh RNN, one with bias "
        "3 gains.",
        "measured for this project; on the forget bias, Jozefowicz, Zaremba & Sutskever 2015",
        _common_settings,
    ),
)
