"""The profile before training and its history."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.training_profile import (
    HISTORY_DECADES,
    MAX_COLUMNS,
    MAX_ROWS,
    history_spec,
    profile_history,
    profile_spec,
)
from rnnviz.figures.training_words import what_lies_there
from rnnviz.training.prediction import LIMITS
from tests.figures.trained import TRAININGS, run_of


@pytest.mark.parametrize("name", TRAININGS)
def test_a_row_is_the_profile_at_a_look(name: str) -> None:
    run = run_of(name)
    (drawn,) = profile_history(run).data
    steps = run.training.task.steps(run.training.T)
    assert drawn.z.shape == (len(run.records), min(steps, -(-steps // -(-steps // MAX_COLUMNS))))
    assert list(drawn.y) == [record.update for record in run.records]
    if steps <= MAX_COLUMNS:
        expected = run.records[-1].fade.relative
        finite = np.isfinite(expected)
        np.testing.assert_allclose(drawn.z[-1][finite], expected[finite], rtol=1e-6)


def test_many_looks_are_thinned_to_the_first_and_last_of_them() -> None:
    run = run_of("plain", updates=1)
    records = run.records
    run.records = [records[0]._replace(update=update) for update in range(500)]
    spec = history_spec(run)
    run.records = records
    rows = spec["data"][0]["y"]
    assert len(rows) == MAX_ROWS
    assert (rows[0], rows[-1]) == (0, 499)


@pytest.mark.parametrize("name", TRAININGS)
def test_the_profile_shows_where_enough_has_to_arrive(name: str) -> None:
    run = run_of(name)
    training, fade = run.training, run.records[0].fade
    reach = training.task.reach(training.T)
    figure = go.Figure(profile_spec({"one": (training.network.cell, fade)}, reach, what_lies_there(training.task)))
    finite = np.isfinite(fade.relative)
    np.testing.assert_array_equal(np.array(figure.data[0].y)[finite], fade.relative[finite])
    bars = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert len(bars) == (1 if reach else 0)
    for bar in bars:
        at = training.task.steps(training.T) - reach
        assert bar.x0 <= at + 0.5
        assert bar.x1 >= at - 0.5
        assert bar.x0 >= 0.5
        assert (bar.y0, bar.y1) == LIMITS[training.network.cell].enough
    assert [words.text.split("<br>")[0] for words in figure.layout.annotations] == [training.task.matters] * bool(reach)


def test_two_networks_have_a_bar_each_side_by_side() -> None:
    fades = {name: (run_of(name).training.network.cell, run_of(name).records[0].fade) for name in ("plain", "LSTM")}
    first, second = (s for s in go.Figure(profile_spec(fades, 6, "the first symbol")).layout.shapes if s.type == "rect")
    assert first.x1 == pytest.approx(second.x0)
    assert first.fillcolor != second.fillcolor


def test_the_map_ends_where_the_run_does() -> None:
    spec = history_spec(run_of("plain"))
    updates = [record.update for record in run_of("plain").records]
    assert spec["layout"]["yaxis"]["range"] == [updates[0], updates[-1]]
    assert (spec["data"][0]["zmin"], spec["data"][0]["zmax"]) == HISTORY_DECADES
