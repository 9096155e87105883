"""The map over two settings: its colours are what was measured, and its words say the same."""

import numpy as np
import pytest

from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.sweep import RANGES, Means, Measured, Sweep, means
from rnnviz.figures.sweep_map import (
    AXES,
    QUANTITIES,
    describe_sweep,
    nearest_to_one,
    sweep_map,
)

PLAN = Sweep(Scenario(n_a=4), "gain", "forget_bias", (0.5, 1.0, 1.5), (0.0, 3.0), 2)


def found(*places: tuple[int, int, float, float]) -> Means:
    return means(PLAN, [Measured(c, r, 0, {"rnn": (f, left), "lstm": (f, left)}) for c, r, f, left in places])


FULL = found(*((c, r, 0.1 * (c + r - 1), 9.9 * (c + r - 1)) for c in range(3) for r in range(2)))


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_the_colours_are_the_numbers_with_one_in_the_middle(cell: str, quantity: str) -> None:
    figure = sweep_map(PLAN, FULL, cell, quantity, (1.0, 2.0))  # type: ignore[arg-type]
    heatmap, contour, here = figure.data
    np.testing.assert_allclose(heatmap.z, FULL.log10[cell][list(QUANTITIES).index(quantity)], rtol=1e-6)  # type: ignore[call-overload]
    assert heatmap.zmin == -heatmap.zmax
    assert (heatmap.x.tolist(), heatmap.y.tolist()) == ([0.5, 1.0, 1.5], [0.0, 3.0])
    assert (contour.contours.start, contour.contours.end) == (0, 0)
    assert ((*here.x,), (*here.y,)) == ((1.0,), (2.0,))
    assert heatmap.zmin <= min(heatmap.colorbar.tickvals)
    assert max(heatmap.colorbar.tickvals) <= heatmap.zmax


def test_what_is_not_there_yet_is_blank_and_says_so() -> None:
    figure = sweep_map(PLAN, found((1, 0, -0.2, -19.8)), "rnn")
    (heatmap,) = figure.data  # no line, no dot
    assert np.isnan(heatmap.z).sum() == 5
    assert heatmap.text[0][1] == "gain 1, forget bias 0: ×0.631 a step"
    assert heatmap.text[1][2] == "not computed yet"


def test_an_exact_zero_has_the_lowest_colour_and_its_name() -> None:
    some = found((0, 0, float("nan"), float("-inf")))
    assert sweep_map(PLAN, some, "lstm", "left").data[0].z[0][0] < -1000
    assert "exactly 0" in sweep_map(PLAN, some, "lstm", "left").data[0].text[0][0]
    assert "no number" in sweep_map(PLAN, some, "lstm", "factor").data[0].text[0][0]


def test_the_words_name_the_point_nearest_to_one() -> None:
    assert nearest_to_one(PLAN, FULL, "lstm", "factor").endswith("gain 1, forget bias 0: ×1.000 a step.")
    assert "forget bias" not in nearest_to_one(PLAN, FULL, "rnn", "factor")  # it has none
    assert "no gradient to measure" in nearest_to_one(PLAN, found(), "rnn", "left")
    words = describe_sweep(PLAN, found((1, 0, -0.2, -19.8)), "lstm", "left")
    assert "Measured at 1 of 6 points so far" in words
    assert "1.6·10⁻²⁰ left at step 1" in words
    assert describe_sweep(PLAN, found(), "lstm", "left").startswith("LSTM: gradient left at step 1 as colour")


def test_means_say_over_how_many() -> None:
    twice = means(PLAN, [Measured(0, 0, d, {"rnn": (0.0, 0.0), "lstm": (0.0, 0.0)}) for d in range(2)])
    assert sweep_map(PLAN, twice, "rnn").data[0].text[0][0].endswith("mean of 2 draws")


def test_every_setting_has_a_name() -> None:
    assert list(AXES) == list(RANGES)


def test_a_single_value_has_room_around_it() -> None:
    plan = Sweep(Scenario(n_a=4), "gain", "n_a", (1.0,), (3,))
    one = means(plan, [Measured(0, 0, 0, {"rnn": (0.0, 0.0), "lstm": (0.0, 0.0)})])
    figure = sweep_map(plan, one, "rnn")
    assert figure.layout.xaxis.range == (0.5, 1.5)
    assert len(figure.data) == 1  # a line needs more points than one
