r"""Linear networks, whose gradients are powers and products of matrices.

With :math:`W_{aa} = \rho Q`, Q orthogonal, every step multiplies the gradient by exactly ρ. A Gaussian matrix of the
same spectral radius does so only in the long run: at first its largest singular value, about twice ρ, shows. Products
of different Gaussian matrices lose most of their directions within a few steps, products of orthogonal ones none.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.initialization import INITIALIZATIONS, largest_singular_value, spectral_radius
from rnnviz.cells.rnn import rnn_bptt, rnn_forward
from rnnviz.experiment.scenario import Scenario
from rnnviz.numerics.numerals import counted, numeral
from rnnviz.papers.claim import Check, Claim, exactly, within
from rnnviz.papers.study import Knob, Nearest, Picture, Place, Series, Study

__all__ = ["CLAIMS", "gradient_sizes", "median_singular_values"]

Array = NDArray[Any]


def gradient_sizes(weights: Array, steps: int, seed: int = 0) -> Array:
    """log₁₀ of the gradient's size in a linear RNN, relative to that at the last step.

    Parameters
    ----------
    weights : numpy.ndarray, (n_a, n_a)
        Recurrent weights.
    steps : int
        Steps to go back.
    seed : int
        Of the gradient at the last step.

    Returns
    -------
    numpy.ndarray, (steps + 1,)
        The last step last.
    """
    n_a = len(weights)
    zeros = {"Wax": np.zeros((n_a, 1)), "ba": np.zeros((n_a, 1)), "Wya": np.zeros((1, n_a)), "by": np.zeros((1, 1))}
    x, a0 = np.zeros((1, 1, steps + 1)), np.zeros((n_a, 1))
    caches = rnn_forward(x, a0, {"Waa": weights, **zeros}, "linear").caches
    da = np.zeros((n_a, 1, steps + 1))
    da[:, 0, -1] = np.random.default_rng(seed).normal(size=n_a)
    size = rnn_bptt(da, caches).da.log10_norm()
    return np.asarray(size - size[-1])


def _powers() -> list[Check]:
    q = INITIALIZATIONS["orthogonal"](32, np.random.default_rng(0))
    return [
        exactly(f"left after 100 steps at ρ = {rho}", rho**100, 10 ** gradient_sizes(rho * q, 100)[0])
        for rho in (0.9, 0.95, 1.0, 1.05, 1.1)
    ]


def _picture_of_powers(rho: float, n_a: int) -> Picture:
    q = INITIALIZATIONS["orthogonal"](n_a, np.random.default_rng(0))
    back = np.arange(101)
    size = gradient_sizes(rho * q, 100)[::-1]
    expected = back * np.log10(rho)
    return Picture(
        "steps back",
        "gradient size, at the last step = 1",
        [
            Series("measured in a linear RNN", back, size, "rnn"),
            Series(f"{rho:g} to the steps", back, expected, "expected"),
        ],
        log10=True,
        marks=[],
        says=f"After 100 steps {numeral(10 ** size[-1])} of the gradient is left; the 100th power of {rho:g} is "
        f"{numeral(10 ** expected[-1])}.",
        backwards=True,
    )


def _set_powers(rho: float, n_a: int) -> Nearest:
    linear = Scenario(cells=("rnn",), activation="linear", init="orthogonal", gain=rho, n_a=n_a, T_x=101)
    return Nearest(linear)


def _spectral_radius_in_the_long_run() -> list[Check]:
    checks, stretch = [], 0.0
    for rho in (0.9, 1.1):
        weights = INITIALIZATIONS["gaussian"](100, np.random.default_rng(1))
        weights *= rho / spectral_radius(weights)
        size = gradient_sizes(weights, 1000)
        slope = 10 ** ((size[0] - size[500]) / 500)
        checks.append(within(f"factor a step beyond 500 steps, spectral radius {rho}", rho, slope, 0.01))
        stretch = largest_singular_value(weights) / rho
    return [*checks, within("largest singular value over spectral radius: 2 in large matrices", 2.0, stretch, 0.15)]


def _picture_of_long_run(rho: float, n_a: int, seed: int) -> Picture:
    weights = INITIALIZATIONS["gaussian"](n_a, np.random.default_rng(seed))
    weights *= rho / spectral_radius(weights)
    size, lags = gradient_sizes(weights, 200)[::-1], np.unique(np.geomspace(1, 200, 40).round().astype(int))
    norms = np.array([np.log10(largest_singular_value(np.linalg.matrix_power(weights, int(lag)))) for lag in lags])
    gradient, largest = (10 ** (log10 / lags) for log10 in (size[lags], norms))
    ends, sigma = np.array([0, 200]), largest_singular_value(weights)
    return Picture(
        "over so many steps",
        "mean factor a step",
        [
            Series("gradient", lags, gradient, "rnn"),
            Series("direction that grows most", lags, largest, "other"),
            Series(f"spectral radius ρ = {numeral(rho)}", ends, np.array([rho, rho]), "expected"),
            Series(f"largest singular value σ₁ = {numeral(sigma, 3)}", ends, np.array([sigma, sigma]), "another"),
        ],
        log10=False,
        marks=[],
        says=f"In one step, the direction that grows most is multiplied by {numeral(largest[0], 3)}; over 200 steps, "
        f"by {numeral(largest[-1], 3)} a step on average, and the gradient by {numeral(gradient[-1], 3)}.",
    )


def _set_long_run(rho: float, n_a: int, seed: int) -> Nearest:
    return Nearest(
        Scenario(
            cells=("rnn",), activation="linear", init="gaussian", gain=rho, n_a=n_a, T_x=201, seed=seed, input_scale=0.0
        ),
        differs="the weights have the spectral radius ρ on average, not exactly",
    )


def median_singular_values(kind: str, lags: tuple[int, ...], n: int = 100, draws: int = 10) -> list[float]:
    """Median singular value of products of random matrices, the mean over some draws.

    Parameters
    ----------
    kind : str
        ``"gaussian"`` (variance 1/n) or ``"orthogonal"``.
    lags : tuple of int
        Numbers of factors.
    n : int
        Rows of the matrices.
    draws : int
        Products that are drawn.
    """
    rng, found = np.random.default_rng(0), np.zeros(len(lags))
    for _ in range(draws):
        product = np.eye(n)
        for lag in range(1, max(lags) + 1):
            product = INITIALIZATIONS[kind](n, rng) @ product
            if lag in lags:
                found[lags.index(lag)] += np.median(np.linalg.svd(product, compute_uv=False)) / draws
    return [float(value) for value in found]


def _products() -> list[Check]:
    lags, before = (1, 5, 10), (0.80, 0.17, 0.033)
    gaussian, orthogonal = (median_singular_values(kind, lags) for kind in ("gaussian", "orthogonal"))
    return [
        *(
            within(f"median singular value of {counted(lag, 'Gaussian factor')}", value, measured, 0.1, "own")
            for lag, value, measured in zip(lags, before, gaussian, strict=True)
        ),
        *(
            exactly(f"median singular value of {counted(lag, 'orthogonal factor')}", 1.0, measured)
            for lag, measured in zip(lags, orthogonal, strict=True)
        ),
    ]


def _picture_of_products(n: int, factors: int) -> Picture:
    lags = tuple(range(1, factors + 1))
    gaussian, orthogonal = (np.log10(median_singular_values(kind, lags, n, 4)) for kind in ("gaussian", "orthogonal"))
    before = {lag: value for lag, value in {1: 0.80, 5: 0.17, 10: 0.033}.items() if lag <= factors}
    x = np.array(lags)
    return Picture(
        "number of matrices",
        "median singular value",
        [
            Series("Gaussian, variance 1/n", x, gaussian, "rnn"),
            Series("orthogonal", x, orthogonal, "other"),
            Series(
                "measured before, n = 100", np.array([*before]), np.log10([*before.values()]), "expected", points=True
            ),
        ],
        log10=True,
        marks=[],
        says=f"The product of {factors} Gaussian matrices shrinks half of all directions to "
        f"{numeral(10 ** gaussian[-1], 2)} or less (its median singular value); that of {factors} orthogonal ones "
        f"keeps the length {numeral(10 ** orthogonal[-1])} in each.",
    )


def _set_products(n: int, factors: int) -> Nearest:
    return Nearest(
        Scenario(cells=("rnn",), activation="linear", init="gaussian", n_a=n, T_x=factors + 1),
        differs="all steps multiply by the same matrix",
    )


CLAIMS = (
    Claim(
        2,
        "Powers of the spectral radius",
        "Each step back multiplies the gradient by the recurrent weights once more, so that it shrinks or grows like a "
        "power; with weights that only turn and scale by ρ, T linear steps multiply it by ρ to the power of T.",
        "Bengio, Simard & Frasconi 1994; Saxe, McClelland & Ganguli 2014; Arjovsky, Shah & Bengio 2016",
        "https://doi.org/10.1109/72.279181",
        _powers,
        Study(
            (
                Knob("rho", "Factor ρ", 0.8, 1.2, 0.01, 0.9),
                Knob("n_a", "Hidden units n_a", 2, 128, 1, 32),
            ),
            _picture_of_powers,
            _set_powers,
            (
                Place("", "Gradient: the same straight line; drag the gain, which is ρ there"),
                Place("why", "Why: the weights are the only cause that is left"),
            ),
        ),
        "The papers treat networks with a nonlinearity, too. The linear one is shown because there the power is exact.",
    ),
    Claim(
        3,
        "What decides in the long run",
        "In a linear network the spectral radius ρ of the recurrent weights, the size of their largest eigenvalue, "
        "decides in the long run whether a gradient vanishes or explodes.",
        "Pascanu, Mikolov & Bengio 2013, section 2.1",
        "https://arxiv.org/abs/1211.5063",
        _spectral_radius_in_the_long_run,
        Study(
            (
                Knob("rho", "Spectral radius ρ", 0.7, 1.3, 0.01, 0.9),
                Knob("n_a", "Hidden units n_a", 2, 128, 1, 100),
                Knob("seed", "Seed", 0, 20, 1, 1),
            ),
            _picture_of_long_run,
            _set_long_run,
            (Place("why", "Why: the eigenvalues of such weights", {"view": "weights"}),),
        ),
        "The paper draws no network for this. Gaussian weights are taken because they can stretch a change by about 2 "
        "ρ in one step, their largest singular value σ₁: it shows at first, and is no measure of the long run.",
    ),
    Claim(
        9,
        "Products of random matrices",
        "A product of random Gaussian matrices shrinks nearly all directions, the more the more factors it has; a "
        "product of orthogonal ones keeps every length.",
        "Saxe, McClelland & Ganguli 2014, section 3",
        "https://arxiv.org/abs/1312.6120",
        _products,
        Study(
            (
                Knob("n", "Rows n", 5, 150, 1, 100),
                Knob("factors", "Factors", 2, 20, 1, 10),
            ),
            _picture_of_products,
            _set_products,
            (
                Place("why", "Why: what one step stretches, with Gaussian weights", {"view": "spectra"}),
                Place(
                    "why",
                    "Why: the same with orthogonal weights, which stretch nothing",
                    {"view": "spectra", "init": "orthogonal"},
                ),
            ),
        ),
        "The paper is about deep networks, with another matrix in each layer, and so is this; a recurrent network has "
        "one matrix for all steps.",
    ),
)
