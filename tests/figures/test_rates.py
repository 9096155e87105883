"""Rates in words."""

import numpy as np
import pytest

from rnnviz.figures import rates
from rnnviz.gradient_flow.fade import fade_of
from rnnviz.numerics.scaled import Scaled
from tests.figures.sentences import fade


@pytest.mark.parametrize(
    ("factor", "text"), [(0.5, "×0.500"), (1.0, "×1.000"), (12.3, "×12.3"), (0.05, "×0.05"), (10.0, "×10")]
)
def test_factors(factor: float, text: str) -> None:
    assert rates.factor_in_words(factor) == text


def test_a_factor_beyond_floats_is_known() -> None:
    two_steps = fade_of(Scaled(np.ones((1, 1, 2)), np.array([[-4000, 0]])))
    assert rates.rate_in_words(two_steps) == "×7.6·10⁻¹²⁰⁵"  # 2^-4000 = 10^-1204.12
    assert rates.half_life_in_words(two_steps) == ("half-life", "under 1 step")
    grows = fade_of(Scaled(np.ones((1, 1, 2)), np.array([[4000, 0]])))
    assert rates.rate_in_words(grows) == "×1.3·10¹²⁰⁴"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1e-4, 1.0], ("1/1000 after", "1 step")),
        ([1e-4, 0.1, 1.0], ("1/1000 after", "2 steps")),
        ([0.5, 1.0], ("1/1000 after", "not in 1 step")),
        ([1.0], ("1/1000 after", "–")),
        ([0.0, 1.0], ("1/1000 after", "1 step")),
        ([1e4, 1e3, 1.0], ("1000× after", "1 step")),
        ([50.0, 7.0, 1.0], ("1000× after", "not in 2 steps")),
    ],
)
def test_steps_to_a_thousandth_or_a_thousandfold(values: list[float], text: tuple[str, str]) -> None:
    assert rates.thousandth_in_words(fade(values)) == text


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.25, 0.5, 1.0], ("half-life", "1.0 steps")),
        ([0.5, 1.0, 1.0], ("half left after", "2 steps")),
        ([4.0, 2.0, 1.0], ("doubles in", "1.0 steps")),
        ([3.0, 1.0, 1.0, 1.0], ("doubled after", "3 steps")),
        ([1.0, 1.0, 1.0], ("half-life", "not in 2 steps")),
        ([1.0], ("half-life", "–")),
    ],
)
def test_half_lives(values: list[float], expected: tuple[str, str]) -> None:
    assert rates.half_life_in_words(fade(values)) == expected
