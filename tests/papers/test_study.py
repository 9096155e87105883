"""Studies: what is drawn is measured, at the paper's own numbers and at the ends of every knob."""

import inspect
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiment.run import run
from rnnviz.papers import CLAIMS, Claim
from rnnviz.papers.bifurcations import cliff
from rnnviz.papers.study import Picture

EVERY = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.title)


def values_of(claim: Claim, which: str = "value", **others: float) -> dict[str, Any]:
    return {knob.name: getattr(knob, which) for knob in claim.study.knobs} | others


def claim_of(number: int) -> Claim:
    return next(claim for claim in CLAIMS if claim.number == number)


def drawn(number: int, **values: float) -> Picture:
    claim = claim_of(number)
    return claim.study.picture(**values_of(claim, **values))


def series(picture: Picture, start: str) -> np.ndarray:
    (found,) = (one for one in picture.series if one.name.startswith(start))
    return found.y


@EVERY
@pytest.mark.parametrize("which", ["value", "low", "high"])
def test_everything_can_be_drawn_and_taken_to_the_first_screen(claim: Claim, which: str) -> None:
    values = values_of(claim, which)
    picture = claim.study.picture(**values)
    assert picture.says.endswith(".")
    assert len({one.name for one in picture.series}) == len(picture.series)
    for one in picture.series:
        assert one.x.shape == one.y.shape
        assert one.x.size
        assert np.isfinite(one.y).all(), one.name
    assert any(one.kind == "expected" for one in picture.series) or claim.number in (11, 13, 14)
    setting = claim.study.setting(**values)
    result = run(setting.scenario, setting.edits)
    assert all(cell.fades["a"].log10_norm.size == setting.scenario.steps for cell in result.cells.values())


@EVERY
def test_a_knob_has_the_papers_own_value_between_its_ends(claim: Claim) -> None:
    assert claim.study.knobs
    names = [knob.name for knob in claim.study.knobs]
    assert list(inspect.signature(claim.study.picture).parameters) == names
    assert list(inspect.signature(claim.study.setting).parameters) == names
    for knob in claim.study.knobs:
        assert knob.low < knob.high
        assert knob.low <= knob.value <= knob.high
        assert abs(round((knob.value - knob.low) / knob.step) * knob.step + knob.low - knob.value) < 1e-9


@EVERY
def test_every_knob_changes_what_is_drawn(claim: Claim) -> None:
    own = claim.study.picture(**values_of(claim))
    for knob in claim.study.knobs:
        end = knob.low if knob.value != knob.low else knob.high
        other = claim.study.picture(**values_of(claim, **{knob.name: end}))
        same = own.says == other.says and all(
            one.y.shape == two.y.shape and np.allclose(one.y, two.y, rtol=1e-12, atol=0)
            for one, two in zip(own.series, other.series, strict=False)
        )
        # In the first one the number of units makes no difference, which is what it claims.
        assert same == ((claim.number, knob.name) == (2, "n_a")), knob.name


@given(rho=st.floats(0.8, 1.2), n_a=st.integers(2, 20))
def test_the_powers_are_powers(rho: float, n_a: int) -> None:
    picture = drawn(2, rho=rho, n_a=n_a)
    np.testing.assert_allclose(series(picture, "measured"), np.arange(101) * np.log10(rho), atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_direction_that_grows_most_starts_at_the_largest_singular_value(seed: int) -> None:
    picture = drawn(3, seed=seed, n_a=30)
    largest, gradient = series(picture, "direction"), series(picture, "gradient")
    np.testing.assert_allclose(largest[0], series(picture, "largest singular")[0])
    assert (largest >= gradient - 1e-9).all()
    assert abs(largest[-1] - 0.9) < 0.02


def test_the_setting_of_the_powers_gives_the_powers() -> None:
    claim = claim_of(2)
    fade = run(claim.study.setting(rho=0.95, n_a=16).scenario).cells["rnn"].fades["a"]
    np.testing.assert_allclose(fade.left, 100 * np.log10(0.95), atol=1e-9)


def test_the_bound_holds_wherever_it_is_drawn() -> None:
    for gain in (0.3, 1.0, 3.0):
        picture = drawn(4, gain=gain, n_a=6)
        assert (series(picture, "largest") <= series(picture, "bound") + 1e-9).all()
        assert "exceeded at 0 of" in picture.says


@pytest.mark.parametrize("forget_bias", [-2.0, 0.0, 2.5, 6.0])
def test_the_cell_keeps_the_product_of_the_forget_gates(forget_bias: float) -> None:
    picture = drawn(5, forget_bias=forget_bias, steps=40)
    np.testing.assert_allclose(picture.series[0].y, picture.series[1].y, atol=1e-9)


def test_the_identity_keeps_every_direction() -> None:
    picture = drawn(7, steps=20, scale=1.05)
    for name in ("ReLU, largest", "ReLU, smallest"):
        np.testing.assert_allclose(series(picture, name), series(picture, "1.05"), atol=1e-9)
    assert series(picture, "tanh")[-1] < series(picture, "1.05")[-1]


def test_attractors_are_fixed_points_and_two_only_between_the_folds() -> None:
    picture = drawn(10, w=6.0)
    found = picture.series[0]
    low, high = (mark.x for mark in picture.marks)
    # Close to a fold the iteration takes forever.
    away = (np.abs(found.x - low) > 0.01) & (np.abs(found.x - high) > 0.01)
    np.testing.assert_allclose(6.0 / (1 + np.exp(-found.y)) + found.x, found.y, atol=1e-5)
    for b, number in zip(*np.unique(found.x[away], return_counts=True), strict=True):
        assert number == (2 if low < b < high else 1)


def test_the_clipped_step_is_as_long_as_rate_and_norm_say() -> None:
    picture = drawn(11, rate=0.02, threshold=2.0)
    (clipped,) = (one for one in picture.series if one.name == "step clipped")
    assert abs(clipped.x[1] - clipped.x[0]) == pytest.approx(0.04)
    (as_it_is,) = (one for one in picture.series if one.name.startswith("step as it is"))
    assert as_it_is.x[1] == picture.series[0].x[-1]  # at the edge of the picture
    assert "leaves the picture" in picture.says


def test_the_unit_of_the_first_screen_is_the_one_of_the_paper() -> None:
    setting = claim_of(11).study.setting(rate=0.01, threshold=1.0)
    result = run(setting.scenario, setting.edits)
    parameters = result.cells["rnn"].parameters
    assert parameters["Waa"].item() == 5.0
    assert parameters["ba"].item() == pytest.approx(-2.6122967)
    # It takes the same way, and ends where the study's does.
    a = result.cells["rnn"].states["a"][0, 0]
    assert a[0] == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert (a[50] - 0.7) ** 2 == pytest.approx(cliff(parameters["ba"][0]).loss.item(), rel=1e-6)
    assert result.cells["rnn"].fades["a"].left > 2  # what was felt at the wall is felt at its foot, a hundredfold
