"""The window of gains and the trials, drawn from what was measured."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.cells import CELLS
from rnnviz.figures.trainability import gains_of, ratio_spec, trials_figure, window_spec
from rnnviz.training.network import Network
from rnnviz.training.prediction import LIMITS, trials
from rnnviz.training.runs import History
from rnnviz.training.statistics import success_rate
from tests.figures.trained import SMALL, run_of


def runs() -> list[History]:
    networks = [Network("rnn", n_a=6, gain=gain) for gain in (0.5, 1.5)]
    ended = [run_of("plain", network=network, seed=seed) for network in networks for seed in (0, 1)]
    return [*ended, History(SMALL)]  # of gain 1, not begun


def test_each_gain_has_its_share_and_what_arrived() -> None:
    small, not_begun, large = gains_of(runs())
    assert (small.gain, not_begun.gain, large.gain) == (0.5, 1.0, 1.5)
    assert (small.runs, not_begun.runs, large.runs) == (2, 0, 2)
    assert not_begun.rate is None
    assert math.isnan(not_begun.log10_arriving)
    for one, those in ((small, runs()[:2]), (large, runs()[2:4])):
        assert one.rate == success_rate(sum(run.solved_at is not None for run in those), 2)
        assert one.log10_arriving == pytest.approx(np.mean([run.records[0].fade.relative[0] for run in those]))
    assert small.log10_arriving < large.log10_arriving


def test_the_window_and_the_ratio_under_it() -> None:
    gains = gains_of(runs())
    window, ratio = go.Figure(window_spec(gains, "rnn")), go.Figure(ratio_spec(gains, "rnn"))
    assert list(window.data[0].x) == [0.5, 1.5]
    assert window.layout.xaxis.range == ratio.layout.xaxis.range
    assert list(ratio.data[0].x) == [0.5, 1.0, 1.5]
    assert {(shape.y0, shape.y1) for shape in ratio.layout.shapes} == set(LIMITS["rnn"])


@pytest.mark.parametrize("cell", LIMITS)
def test_the_window_has_the_colour_and_the_limits_of_its_cell(cell: str) -> None:
    gains = gains_of(runs())
    assert window_spec(gains, cell)["data"][0]["line"]["color"] == CELLS[cell].colour
    ratio = ratio_spec(gains, cell)
    assert ratio["data"][0]["line"]["color"] == CELLS[cell].colour
    assert {(shape["y0"], shape["y1"]) for shape in ratio["layout"]["shapes"]} == set(LIMITS[cell])


def test_where_no_limits_are_known_nothing_is_shaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(LIMITS, "lstm")
    assert ratio_spec(gains_of(runs()), "lstm")["layout"]["shapes"] == []


def test_nothing_yet() -> None:
    gains = gains_of([History(SMALL)])
    assert go.Figure(window_spec(gains, "rnn")).data[0].x == ()
    go.Figure(ratio_spec(gains, "rnn"))


@pytest.mark.parametrize("cell", LIMITS)
def test_every_trial_of_the_latch_is_a_point(cell: str) -> None:
    figure = trials_figure(cell)
    there = [trial for trial in trials() if trial.task == "latch" and trial.cell == cell]
    assert sum(len(trace.x) for trace in figure.data) == len(there)
    never = figure.layout.yaxis.tickvals[-1]
    drawn = sum(y == never for trace in figure.data for y in trace.y)
    assert drawn == sum(trial.solved is None for trial in there)
    assert all(y <= figure.layout.yaxis.range[1] for trace in figure.data for y in trace.y)
    low, high = figure.layout.xaxis.range  # what is beyond it is drawn at its ends
    assert all(low <= x <= high for trace in figure.data for x in trace.x)
