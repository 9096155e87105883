"""Curves over training: what was measured, what is trivial, and colours that tell networks apart."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.cells import CELLS
from rnnviz.figures.training_curves import (
    QUANTITIES,
    curves_spec,
    gates_spec,
    training_curves,
)
from rnnviz.training.runs import History
from tests.figures.trained import SMALL, TRAININGS, lasting, run_of


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


@pytest.mark.parametrize("name", [name for name in TRAININGS if "ReLU" not in name and name != "trouble"])
def test_gates_are_drawn_as_they_were_measured(name: str) -> None:
    run = run_of(name)
    traces = go.Figure(gates_spec(run)).data
    keys = list(run.records[0].gates)
    assert len(traces) == 2 * len(keys)
    for key, mean, ends in zip(keys, traces[::2], traces[1::2], strict=True):
        assert list(mean.y) == [record.gates[key].mean for record in run.records]
        assert list(ends.y) == [record.gates[key].low + record.gates[key].high for record in run.records]


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_a_run_that_has_not_begun_is_no_line(quantity: str) -> None:
    figure = training_curves([History(SMALL), run_of("LSTM")], quantity)  # type: ignore[arg-type]
    assert [len(line.x) for line in figure.data] == [0, len(run_of("LSTM").records)]


def test_every_first_loss_is_in_the_picture() -> None:
    figure = training_curves([lasting([0.7] * 100), lasting([5.0, *[0.7] * 99])])
    assert figure.layout.yaxis.range[1] > 5


def test_a_peak_is_seen_or_said() -> None:
    """One that would press the rest flat is cut, and the axis says how high it is."""
    seen = training_curves([lasting([*[0.7] * 99, 0.9])]).layout.yaxis
    assert (seen.title.text, seen.range[1] > 0.9) == ("loss", True)
    cut = training_curves([lasting([0.7] * 50 + [12.34] + [0.7] * 49)]).layout.yaxis
    assert (cut.title.text, cut.range[1] < 1.5) == ("loss, cut: up to 12", True)


def test_two_networks_have_two_colours() -> None:
    two = curves_spec([run_of("plain"), run_of("LSTM")], "loss")["data"]
    assert [trace["line"]["color"] for trace in two] == [CELLS["rnn"].colour, CELLS["lstm"].colour]
