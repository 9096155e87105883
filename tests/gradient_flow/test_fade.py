"""How fast a gradient fades, on gradients whose size is a known power at every step."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.gradient_flow.fade import FLOAT64_FLOOR, Fade, fade_of, fades_of, fate_of
from rnnviz.numerics.scaled import Scaled


def powers_of_two(exponents: Sequence[int], n_a: int = 1, m: int = 1) -> Scaled:
    """2^exponent at every unit, sample and step."""
    exponent = np.broadcast_to(np.array(exponents, dtype=np.int64), (m, len(exponents)))
    return Scaled(np.ones((n_a, m, len(exponents))), exponent)


def plain(values: Sequence[float]) -> Scaled:
    """The values themselves, of one unit and one sample."""
    return Scaled(np.array(values, dtype=float)[None, None, :], np.zeros((1, len(values)), dtype=np.int64))


def test_the_floor_is_the_smallest_normal_float() -> None:
    assert math.isclose(FLOAT64_FLOOR, -1022 * math.log10(2), rel_tol=1e-15)


@pytest.mark.parametrize("per_step", [-1, -3, 1, 4, -1500, -40])
@pytest.mark.parametrize("T", [2, 3, 20])
def test_powers_of_two_are_exact(per_step: int, T: int) -> None:
    # g_t = 2^(per_step · steps back): the factor a step is 2^per_step whatever T is.
    fade = fade_of(powers_of_two([per_step * (T - t) for t in range(1, T + 1)], n_a=3, m=2))
    assert (fade.reference, fade.first) == (T, 1)
    assert math.isclose(fade.left, per_step * (T - 1) * math.log10(2), rel_tol=1e-12)
    np.testing.assert_allclose(
        fade.relative, [per_step * (T - t) * math.log10(2) for t in range(1, T + 1)], rtol=1e-12, atol=1e-12
    )
    # the norm of 6 equal entries is √6 times as large as one of them
    assert math.isclose(fade.log10_norm[-1], math.log10(6) / 2, rel_tol=1e-12)
    assert math.isclose(fade.log10_factor, per_step * math.log10(2), rel_tol=1e-12)
    assert math.isclose(fade.half_life, -1 / per_step if per_step < 0 else math.inf, rel_tol=1e-12)
    # 2^-1500 is smaller than any float; what is left is right all the same
    assert math.isclose(fade.factor, 2.0**per_step if per_step > -1074 else 0.0, rel_tol=1e-12)


def test_below_the_float_range_everything_is_still_known() -> None:
    fade = fade_of(powers_of_two([-4000, -3000, -2000, -1000]))
    assert math.isclose(fade.factor, 2.0**-1000, rel_tol=1e-9)
    assert math.isclose(fade.half_life, 1 / 1000, rel_tol=1e-12)
    assert fade.steps_to_thousandth == 1
    assert math.isclose(fade.log10_norm[0], -4000 * math.log10(2), rel_tol=1e-12)


@pytest.mark.parametrize(("exponent", "steps"), [(-9, None), (-10, 4), (-5, None)])
def test_a_thousandth_is_at_most_a_thousandth(exponent: int, steps: int | None) -> None:
    # 2^-10 = 1/1024 is below 1/1000, 2^-9 = 1/512 is not
    assert fade_of(powers_of_two([exponent, -4, -3, -2, 0])).steps_to_thousandth == steps


def test_a_thousandth_counts_from_the_reference_to_the_first_time() -> None:
    dips = fade_of(plain([0.5, 1e-4, 0.5, 1e-5, 1.0]))
    assert dips.steps_to_thousandth == 1
    assert fade_of(plain([1e-3 * 0.999, 0.1, 1.0, 0.0, 0.0])).steps_to_thousandth == 2
    assert fade_of(plain([1e-3 * (1 - 1e-9), 0.1, 1.0])).steps_to_thousandth == 2
    assert fade_of(plain([1e-3 * (1 + 1e-9), 0.1, 1.0])).steps_to_thousandth is None


@pytest.mark.parametrize("value", [1.0, 0.0, math.nan, 1e-300])
def test_one_step_has_no_factor(value: float) -> None:
    fade = fade_of(plain([value]))
    assert (fade.reference, fade.first, fade.steps_to_thousandth) == (1, 1, None)
    assert math.isnan(fade.factor)
    assert math.isnan(fade.half_life)


def test_a_loss_in_the_middle_leaves_nothing_after_it() -> None:
    fade = fade_of(plain([0.25, 0.5, 1.0, 0.0, 0.0]))
    assert (fade.reference, fade.first) == (3, 1)
    assert math.isclose(fade.factor, 0.5)
    np.testing.assert_allclose(fade.relative[:3], np.log10([0.25, 0.5, 1]), atol=1e-15)
    assert (fade.relative[3:] == -np.inf).all()


def test_a_loss_at_the_first_step() -> None:
    fade = fade_of(plain([2.0, 0.0, 0.0]))
    assert (fade.reference, fade.first, fade.left) == (1, 1, 0.0)
    assert math.isnan(fade.factor)


def test_a_gradient_that_dies_is_measured_while_it_lives() -> None:
    fade = fade_of(plain([0.0, 0.0, 0.125, 0.25, 0.5, 1.0]))
    assert (fade.reference, fade.first) == (6, 3)
    assert math.isclose(fade.factor, 0.5)
    assert fade.left == -math.inf
    assert fade.steps_to_thousandth == 4  # exactly 0 is less than a thousandth


def test_a_gradient_that_is_zero_for_a_moment_is_measured_after_it() -> None:
    fade = fade_of(plain([7.0, 0.0, 0.25, 0.5, 1.0]))
    assert (fade.reference, fade.first) == (5, 3)
    assert math.isclose(fade.factor, 0.5)


def test_a_gradient_that_is_zero_right_before_the_loss_has_no_factor() -> None:
    fade = fade_of(plain([0.0, 0.0, 1.0]))
    assert (fade.reference, fade.first) == (3, 3)
    assert math.isnan(fade.factor)
    assert fade.steps_to_thousandth == 1


def test_nothing_anywhere_stays_nothing() -> None:
    fade = fade_of(plain([0.0, 0.0, 0.0]))
    assert fade.reference == 3
    assert fade.log10_reference == 0.0
    assert (fade.relative == -np.inf).all()
    assert fade.left == -math.inf
    assert math.isnan(fade.factor)
    assert fade.steps_to_thousandth is None


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_gives_no_factor(bad: float) -> None:
    fade = fade_of(plain([bad, bad, 0.5, 1.0]))
    assert fade.reference == 4
    assert math.isnan(fade.factor)
    assert math.isnan(fade.half_life)
    assert fade.steps_to_thousandth is None
    everywhere = fade_of(plain([bad, bad]))
    assert math.isnan(everywhere.factor)
    assert np.isnan(everywhere.relative).all()


def test_a_constant_gradient_never_halves() -> None:
    fade = fade_of(plain([1.0, 1.0, 1.0]))
    assert (fade.factor, fade.half_life, fade.steps_to_thousandth, fade.left) == (1.0, math.inf, None, 0.0)


def test_the_norms_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        fade_of(plain([1.0, 2.0])).log10_norm[0] = 5


@given(st.lists(st.integers(-3000, 3000), min_size=2, max_size=12), st.integers(1, 3), st.integers(1, 3))
def test_the_factor_carries_from_end_to_end(exponents: list[int], n_a: int, m: int) -> None:
    fade: Fade = fade_of(powers_of_two(exponents, n_a, m))
    decades_a_step = (exponents[0] - exponents[-1]) * math.log10(2) / (len(exponents) - 1)
    assert math.isclose(fade.left, decades_a_step * (len(exponents) - 1), abs_tol=1e-9)
    if abs(decades_a_step) < 300:
        assert math.isclose(math.log10(fade.factor), decades_a_step, abs_tol=1e-9)
        assert (fade.half_life == math.inf) == (exponents[0] >= exponents[-1])


# ------------------------------------------------------------------------------------------------ the first step


def test_the_step_into_the_carrier_is_no_part_of_the_factor() -> None:
    # Once ×2^-10, then ×1/2 a step.
    gradient = powers_of_two([-14, -13, -12, -11, -10, 0])
    fades = fades_of({"a": gradient, "c": gradient})
    apart, carrier = fades["a"], fades["c"]
    assert (apart.start, carrier.start) == (5, 6)
    assert math.isclose(apart.log10_first, -10 * math.log10(2), rel_tol=1e-12)
    assert math.isclose(apart.factor, 0.5, rel_tol=1e-12)
    assert math.isclose(apart.half_life, 1.0, rel_tol=1e-12)
    assert math.isnan(carrier.log10_first)
    assert math.isclose(carrier.factor, 2 ** (-14 / 5), rel_tol=1e-12)
    # What is drawn, and what is left in all, is the same.
    assert apart.steps_to_thousandth == carrier.steps_to_thousandth == 1
    assert apart.left == carrier.left
    assert apart.even
    assert not carrier.even


def test_a_cell_whose_hidden_state_carries_has_no_step_apart() -> None:
    (fade,) = fades_of({"a": powers_of_two([-14, -10, 0])}).values()
    assert (fade.apart, fade.start) == (False, 3)
    assert math.isnan(fade.log10_first)


def test_where_the_loss_looks_at_every_step_none_is_apart() -> None:
    gradient = powers_of_two([-14, -10, 0])
    assert not fades_of({"a": gradient, "c": gradient}, once=False)["a"].apart


@pytest.mark.parametrize(
    ("values", "first", "factor"),
    [
        ([1.0], math.nan, math.nan),
        ([0.1, 1.0], -1.0, math.nan),
        ([0.05, 0.1, 1.0], -1.0, 0.5),
        ([0.0, 0.1, 1.0], -1.0, math.nan),  # it ends where the first step leads
        ([0.0, 0.0, 1.0], math.nan, math.nan),
        ([0.0, 0.05, 0.1, 1.0], -1.0, 0.5),
        ([math.nan, 0.1, 1.0], -1.0, math.nan),
        ([0.05, 0.1, 1.0, 0.0], -1.0, 0.5),  # the loss looks before the end
    ],
)
def test_short_ways_into_the_carrier(values: list[float], first: float, factor: float) -> None:
    fade = fade_of(plain(values), apart=True)
    np.testing.assert_allclose([fade.log10_first, fade.factor], [first, factor], rtol=1e-12)


# ------------------------------------------------------------------------------------------------ what becomes of it


@pytest.mark.parametrize(
    ("values", "fate"),
    [
        ([1.0], "none"),
        ([2.0, 0.0], "none"),
        ([0.9e-3, 1.0], "vanishes"),
        ([1.1e-3, 1.0], "shrinks"),
        ([0.9, 1.0], "shrinks"),
        ([0.92, 1.0], "nearly"),
        ([0.9995, 1.0], "keeps"),
        ([1.0, 1.0], "keeps"),
        ([1.09, 1.0], "nearly"),
        ([1.11, 1.0], "grows"),
        ([0.9e3, 1.0], "grows"),
        ([1.1e3, 1.0], "explodes"),
        ([0.0, 1.0], "zero"),
        ([0.0, 0.0], "zero"),
        ([math.nan, 1.0], "number"),
        ([math.inf, 1.0], "number"),
        ([math.nan, math.nan], "number"),
    ],
)
def test_fates(values: list[float], fate: str) -> None:
    assert fade_of(plain(values)).fate == fate


def test_a_fate_far_beyond_floats() -> None:
    assert [fate_of(x) for x in (-1e6, 1e6, 0.0)] == ["vanishes", "explodes", "keeps"]


# ------------------------------------------------------------------------------------------------ one rate, or not


@pytest.mark.parametrize(
    ("log2", "even"),
    [
        ([-8, -6, -4, -2, 0], True),
        ([-8, -8, -8, -8, 0], False),  # all of it in one step
        ([-9, -6, -4, -2, 0], True),
        ([-30, -20, -10, 0], True),
        ([0, 0, 0, 0], True),
        ([20, 1, 0, 0], False),
    ],
)
def test_one_rate_describes_a_straight_line(log2: list[int], even: bool) -> None:
    assert fade_of(powers_of_two(log2)).even == even


@given(st.lists(st.floats(-6, 1), min_size=2, max_size=40), st.booleans())
def test_a_half_life_is_never_contradicted_by_the_curve(decades: list[float], apart: bool) -> None:
    """If one rate is said to describe a curve, then a half and a thousandth are left about when it says so."""
    log10 = np.concatenate([np.cumsum(decades)[::-1], [0.0]])
    fade = fade_of(plain((10.0 ** np.maximum(log10, -300)).tolist()), apart=apart)
    back = fade.relative[::-1]
    if fade.steps_to_thousandth is not None:
        assert back[fade.steps_to_thousandth] <= -3
        assert (back[: fade.steps_to_thousandth] > -3).all()
    if fade.steps_to_half is not None:
        assert back[fade.steps_to_half] <= -math.log10(2)
        assert (back[: fade.steps_to_half] > -math.log10(2)).all()
    if fade.even and fade.factor < 1 and fade.steps_to_thousandth is not None:
        first = 0.0 if math.isnan(fade.log10_first) else fade.log10_first
        expected = max(1.0, (fade.reference - fade.start) + (-3 - first) / fade.log10_factor)
        assert fade.steps_to_thousandth <= 2 * expected + 1
        assert expected <= 2 * fade.steps_to_thousandth + 1


def test_the_bounds_of_fates() -> None:
    assert [fate_of(x) for x in (-3.0, -2.999, 3.0, 2.999)] == ["vanishes", "shrinks", "explodes", "grows"]
