"""Claims about linear networks."""

import numpy as np
import pytest

from rnnviz.papers.linear_networks import CLAIMS, gradient_sizes, median_singular_values


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_it_agrees(claim):
    assert [check for check in claim.measure() if not check.agrees] == []


def test_sizes_are_those_of_matrix_powers():
    weights = np.random.default_rng(0).normal(size=(5, 5))
    found, g = gradient_sizes(weights, 6, seed=3), np.random.default_rng(3).normal(size=5)
    expected = [np.linalg.norm(np.linalg.matrix_power(weights.T, k) @ g) / np.linalg.norm(g) for k in range(6, -1, -1)]
    np.testing.assert_allclose(10**found, expected, rtol=1e-10)


def test_products_of_larger_matrices_have_the_same_median():
    small, large = (median_singular_values("gaussian", (5,), n)[0] for n in (60, 140))
    assert small == pytest.approx(large, rel=0.2)
