r"""Linear networks, whose gradients are powers and products of matrices.

With :math:`W_{aa} = \rho Q`, Q orthogonal, every step multiplies the gradient by exactly ρ. A Gaussian matrix of the
same spectral radius does so only in the long run: at first its largest singular value, about twice ρ, shows. Products
of different Gaussian matrices lose most of their directions within a few steps, products of orthogonal ones none.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.rnn import rnn_bptt, rnn_forward
from rnnviz.papers.claim import Check, Claim, exactly, within
from rnnviz.parameters import INITIALIZATIONS, largest_singular_value, spectral_radius

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


def _spectral_radius_in_the_long_run() -> list[Check]:
    checks = []
    for rho in (0.9, 1.1):
        weights = INITIALIZATIONS["gaussian"](100, np.random.default_rng(1))
        weights *= rho / spectral_radius(weights)
        size = gradient_sizes(weights, 1000)
        slope = 10 ** ((size[0] - size[500]) / 500)
        checks.append(within(f"factor a step beyond 500 steps, spectral radius {rho}", rho, slope, 0.01))
        stretch = largest_singular_value(weights) / rho
        checks.append(within("largest singular value over spectral radius", 2.0, stretch, 0.15))
    return checks


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
    lags, published = (1, 5, 10), (0.80, 0.17, 0.033)
    gaussian, orthogonal = (median_singular_values(kind, lags) for kind in ("gaussian", "orthogonal"))
    return [
        *(
            within(f"median singular value of {lag} Gaussian matrices", value, measured, 0.1)
            for lag, value, measured in zip(lags, published, gaussian, strict=True)
        ),
        *(
            exactly(f"median singular value of {lag} orthogonal matrices", 1.0, measured)
            for lag, measured in zip(lags, orthogonal, strict=True)
        ),
    ]


CLAIMS = (
    Claim(
        2,
        "Powers of the spectral radius",
        "In a linear network whose recurrent weights are ρ times an orthogonal matrix, 100 steps multiply the "
        "gradient by ρ to the 100.",
        "Bengio, Simard & Frasconi 1994; Saxe, McClelland & Ganguli 2014; Arjovsky, Shah & Bengio 2016",
        _powers,
    ),
    Claim(
        3,
        "What decides in the long run",
        "With Gaussian weights the factor a step tends to the spectral radius, after a transient in which the largest "
        "singular value shows.",
        "Pascanu, Mikolov & Bengio 2013, section 2.1",
        _spectral_radius_in_the_long_run,
    ),
    Claim(
        9,
        "Products of random matrices",
        "Half of the singular values of a product of Gaussian matrices fall below 0.17 after 5 factors and 0.033 "
        "after 10; those of orthogonal ones stay 1.",
        "Saxe, McClelland & Ganguli 2014, section 3",
        _products,
    ),
)
