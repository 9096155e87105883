"""Many seeds of one training: counted, with the interval, and each run behind."""

import numpy as np

from rnnviz.figures.seed_lottery import lottery_curves
from rnnviz.training.runs import History
from rnnviz.training.statistics import success_rate
from tests.figures.trained import SMALL, run_of


def test_the_lottery_counts_the_seeds_that_have_solved_it() -> None:
    runs = [run_of("one step back", seed=seed, updates=60, learning_rate=0.03) for seed in range(4)]
    figure = lottery_curves([*runs, History(SMALL)])  # one has not begun
    share = figure.data[-1]
    assert share.name == "solved, of 4 seeds"
    solved = [run.solved_at for run in runs]
    for update, drawn in zip(share.x, share.y, strict=True):
        assert drawn == sum(at is not None and at <= update for at in solved) / 4
    upper, lower = figure.data[-3:-1]
    rate = success_rate(sum(at is not None for at in solved), 4)
    assert (upper.y[-1], lower.y[-1]) == (rate.high, rate.low)
    assert len(figure.data) == 4 + 3


def test_the_lottery_of_values_is_drawn_as_shares_of_the_trivial_loss() -> None:
    run = run_of("values")
    line = lottery_curves([run]).data[0]
    np.testing.assert_allclose(line.y, [record.loss / (1 / 6) for record in run.records])


def test_the_trivial_answer_stands_among_the_seeds() -> None:
    assert lottery_curves([run_of("plain")]).layout.shapes[0].y0 == 0.5  # guessing one of two
    assert lottery_curves([run_of("values")]).layout.shapes[0].y0 == 1  # as a share of its own loss
