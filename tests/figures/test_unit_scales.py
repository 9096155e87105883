"""The fixed scales of units: symmetric, without end, and as they travel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.analysis.sequence import SignedLog
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.unit_scales import coded, gradient_position, light, signed_position


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_the_signed_scale_never_ends_and_is_symmetric(one: float, other: float) -> None:
    low, high = sorted((one, other))
    positions = signed_position(np.array([low, high, -high, 0.0]))
    assert -1 <= positions[0] <= positions[1] <= 1
    assert positions[2] == -positions[1]
    assert positions[3] == 0


def test_the_scale_of_gradients_is_fixed() -> None:
    low, high = DECADES
    log10 = np.array([[low - 5.0, low, (low + high) / 2, high, high + 9, -np.inf]])
    positions = gradient_position(SignedLog(np.array([[1, 1, -1, -1, 1, 0]], np.int8), log10))
    np.testing.assert_array_equal(positions, [[0, 0, -0.5, -1, 1, 0]])


@pytest.mark.parametrize("largest", [5.0, 300.0, 20_000.0])
def test_what_travels_keeps_three_digits_and_its_sign(largest: float) -> None:
    log10 = np.array([[largest, -largest, 0.25, -np.inf, np.nan]])
    sent = coded(SignedLog(np.array([[1, -1, -1, 0, 1]], np.int8), log10))
    values = sent["values"][0]
    assert values.dtype == (np.float32 if largest < 16_000 else np.float64)
    np.testing.assert_allclose(np.abs(values[:3]) - sent["offset"], log10[0, :3], atol=0.0022)
    assert (np.sign(values[:3]) == [1, -1, -1]).all()
    assert values[3] == 0
    assert np.isnan(values[4])


def test_values_that_float32_cannot_hold_travel_whole() -> None:
    assert light(np.array([0.0, 1.0, -np.inf, np.nan])).dtype == np.float32
    for far in (1e-40, 1e39):
        np.testing.assert_array_equal(light(np.array([0.5, far])), [0.5, far])
