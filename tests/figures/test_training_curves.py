"""Curves over training: what was measured, what is trivial, and colours that tell networks apart."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.theme import LSTM, RNN
from rnnviz.figures.training_curves import (
    QUANTITIES,
    colours_of,
    curves_spec,
    gates_spec,
    lottery_curves,
    training_curves,
)
from rnnviz.training.runs import History
from rnnviz.training.statistics import success_rate
from rnnviz.training.trainer import Record, start
from tests.figures.trained import SMALL, TRAININGS, run_of


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("name", TRAININGS)
def test_every_run_is_drawn_as_it_was_measured(name: str, quantity: str) -> None:
    run = run_of(name)
    figure = training_curves([run], quantity)  # type: ignore[arg-type]
    (line,) = figure.data
    assert list(line.x) == [record.update for record in run.records]
    measured = np.array([getattr(record, quantity) for record in run.records])
    known = np.isfinite(measured) & (measured > 0)
    drawn = np.log10(measured[known]) if quantity == "norm" else measured[known]
    np.testing.assert_allclose(np.array(line.y)[known], drawn)
    low, high = figure.layout.yaxis.range
    assert low < high
    assert math.isfinite(low)
    assert math.isfinite(high)


def test_the_trivial_answer_stands_in_every_chart_of_the_loss() -> None:
    for name in TRAININGS:
        training = run_of(name).training
        shapes = training_curves([run_of(name)]).layout.shapes
        assert shapes[0].y0 == training.task.baseline(training.T)


def test_where_the_norm_is_clipped() -> None:
    assert [shape.y0 for shape in training_curves([run_of("plain")], "norm").layout.shapes] == [0.0]
    assert len(training_curves([run_of("trouble")], "norm").layout.shapes) == 0


def test_two_networks_have_two_colours() -> None:
    assert colours_of(["rnn", "lstm"]) == [RNN, LSTM]
    for cell in ("rnn", "lstm"):
        first, second = colours_of([cell, cell])
        assert first != second
    two = curves_spec([run_of("plain"), run_of("LSTM")], "loss")["data"]
    assert [trace["line"]["color"] for trace in two] == [RNN, LSTM]


@pytest.mark.parametrize("name", [name for name in TRAININGS if "ReLU" not in name and name != "trouble"])
def test_gates_are_drawn_as_they_were_measured(name: str) -> None:
    run = run_of(name)
    traces = go.Figure(gates_spec(run)).data
    keys = list(run.records[0].gates)
    assert len(traces) == 2 * len(keys)
    for key, mean, ends in zip(keys, traces[::2], traces[1::2], strict=True):
        assert list(mean.y) == [record.gates[key].mean for record in run.records]
        assert list(ends.y) == [record.gates[key].low + record.gates[key].high for record in run.records]


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


def lasting(losses: Sequence[float]) -> History:
    """A run of the latch with given losses, one a look."""
    record: Record = run_of("plain").records[0]
    run = History(replace(SMALL, updates=10 * len(losses)))
    run.records = [record._replace(update=10 * i, loss=loss) for i, loss in enumerate(losses)]
    run.last = start(SMALL)._replace(update=10 * (len(losses) - 1))
    return run


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


def test_the_trivial_answer_stands_among_the_seeds() -> None:
    assert lottery_curves([run_of("plain")]).layout.shapes[0].y0 == 0.5  # guessing one of two
    assert lottery_curves([run_of("values")]).layout.shapes[0].y0 == 1  # as a share of its own loss


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_a_run_that_has_not_begun_is_no_line(quantity: str) -> None:
    figure = training_curves([History(SMALL), run_of("LSTM")], quantity)  # type: ignore[arg-type]
    assert [len(line.x) for line in figure.data] == [0, len(run_of("LSTM").records)]


def test_every_first_loss_is_in_the_picture() -> None:
    figure = training_curves([lasting([0.7] * 100), lasting([5.0, *[0.7] * 99])])
    assert figure.layout.yaxis.range[1] > 5
