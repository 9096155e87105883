"""Words of a mark keep off the curves."""

import math

import pytest

from rnnviz.figures.over_updates import Level, over_updates
from rnnviz.figures.training_curves import training_curves
from tests.figures.trained import lasting

LN_2 = math.log(2)


@pytest.mark.parametrize(
    "losses",
    [
        [LN_2] * 40,
        [1.4 - 0.017 * i for i in range(40)],  # from above, down to the line: an exploding RNN
        [0.1 + 0.017 * i for i in range(40)],  # from below
        [LN_2 + 0.04 * (-1) ** i for i in range(40)],
        [LN_2 + (0.05 if i < 20 else -0.05) for i in range(40)],
    ],
    ids=["on the line", "falls to it", "rises to it", "about it", "through it"],
)
def test_words_of_the_trivial_answer_do_not_lie_over_a_curve(losses: list[float]) -> None:
    figure = training_curves([lasting(losses)])
    (words,) = figure.layout.annotations
    low, high = figure.layout.yaxis.range
    # Where the words are, in units of the axes: 15 of 188 pixels high, and less than half as wide as the plot.
    pixel = (high - low) / 188
    bottom = words.y + pixel * words.yshift - (15 * pixel if words.yanchor == "top" else 0)
    last = 10 * (len(losses) - 1)
    side = [y for i, y in enumerate(losses) if (10 * i <= 0.45 * last if words.x == 0 else 10 * i >= 0.55 * last)]
    assert not [y for y in side if bottom <= y <= bottom + 15 * pixel]
    assert low <= bottom
    assert bottom + 15 * pixel <= high


def test_words_of_a_mark_keep_off_the_line_of_another() -> None:
    levels = [Level(0.914, "solved", left=True), Level(0.83, "trivial answer: 83 %")]
    axis = {"range": [0, 1.13]}
    solved, trivial = over_updates([], levels, axis, 100)["layout"]["annotations"]
    assert (solved["yanchor"], trivial["yanchor"]) == ("bottom", "top")
    (alone,) = over_updates([], levels[1:], axis, 100)["layout"]["annotations"]
    assert alone["yanchor"] == "bottom"
