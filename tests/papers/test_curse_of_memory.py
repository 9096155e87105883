"""The curse of memory: what is derived, and what the project's own backward pass measures."""

import numpy as np
import pytest

from rnnviz.papers import curse_of_memory
from rnnviz.papers.curse_of_memory import CLAIMS, derived, measured


def test_it_agrees() -> None:
    assert [check for check in CLAIMS[0].measure() if not check.agrees] == []


@pytest.mark.parametrize(("decay", "square"), [(0.5, 2.963), (0.9, 263.9), (0.99, 2.513e5)])
def test_the_numbers_of_the_claim(decay: float, square: float) -> None:
    assert derived(decay).sensitivity == pytest.approx(square, rel=2e-4)


@pytest.mark.parametrize("normalized", [False, True])
@pytest.mark.parametrize("decay", [0.0, 0.3, 0.9])
def test_what_is_derived_is_the_sum_over_the_impulse_response(decay: float, *, normalized: bool) -> None:
    # h = Σ k_j x⟨t−j⟩ with k_j = γ λ^j: of white noise the mean squares are Σ k_j² and Σ (dk_j/dλ)².
    j, step = np.arange(400), 1e-6

    def response(at: float) -> np.ndarray:
        return (np.sqrt(1 - at**2) if normalized else 1.0) * np.float64(at) ** j

    slope = (response(decay + step) - response(decay - step)) / (2 * step)
    found = derived(decay, normalized=normalized)
    assert found.state == pytest.approx((response(decay) ** 2).sum())
    assert found.sensitivity == pytest.approx((slope**2).sum(), rel=1e-6)


@pytest.mark.parametrize("normalized", [False, True])
def test_what_is_measured_is_the_change_of_the_last_state(*, normalized: bool) -> None:
    decay, step, steps, sequences = 0.8, 1e-6, 50, 7

    def last(at: float) -> np.ndarray:
        x = np.random.default_rng(3).standard_normal((1, sequences, steps))[0]
        h = np.zeros(sequences)
        for t in range(steps):
            h = at * h + (np.sqrt(1 - at**2) if normalized else 1.0) * x[:, t]
        return h

    found = measured(decay, sequences, normalized=normalized, seed=3)
    assert found.state == pytest.approx((last(decay) ** 2).mean())
    slope = (last(decay + step) - last(decay - step)) / (2 * step)
    assert found.sensitivity == pytest.approx((slope**2).mean(), rel=1e-6)


def test_how_many_fit_into_one_pass_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = measured(0.5, 50)
    monkeypatch.setattr(curse_of_memory, "AT_ONCE", 20 * 7)  # sequences of 20 steps, 7 at once
    assert measured(0.5, 50) == pytest.approx(whole)


@pytest.mark.parametrize("memory", [2, 100])
def test_what_is_measured_lies_about_what_is_derived(memory: int) -> None:
    picture = CLAIMS[0].study.picture(memory=memory, sequences=2000)
    for found, expected in zip(picture.series[::2], picture.series[1::2], strict=True):
        there = np.interp(found.x[-1], expected.x, expected.y)
        # log₁₀ of 1 ± 5 standard errors of √(2 / 2000)
        assert found.y[-1] == pytest.approx(there, abs=0.07)
