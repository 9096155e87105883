"""Claims about the one unit that feeds back on itself."""

import numpy as np
import pytest

from rnnviz.papers.bifurcations import CLAIMS, attractors, cliff, folds


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)
def test_it_agrees(claim):
    assert [check for check in claim.measure() if not check.agrees] == []


@pytest.mark.parametrize("w", [4.5, 5.0, 8.0])
def test_at_a_fold_the_map_touches_the_diagonal(w):
    for b in folds(w):
        x = np.linspace(-10, 10, 2_000_001)
        gap = w / (1 + np.exp(-x)) + b - x
        touching = np.abs(gap[np.abs(np.gradient(gap, x)) < 1e-4]).min()
        assert touching < 1e-6


def test_attractors_are_fixed_points():
    for x in attractors(np.array([-2.5]))[0]:
        assert 5 / (1 + np.exp(-x)) - 2.5 == pytest.approx(x, abs=1e-5)


def test_the_slope_is_the_numeric_one():
    b = np.array([-2.65, -2.6, -2.5, -2.4])
    h = 1e-6
    numeric = (cliff(b + h).loss - cliff(b - h).loss) / (2 * h)
    np.testing.assert_allclose(cliff(b).slope, numeric, rtol=1e-5, atol=1e-9)
