"""The profile before training and its history."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.cells import CELLS
from rnnviz.figures.training_profile import (
    HISTORY_DECADES,
    MAX_COLUMNS,
    MAX_ROWS,
    history_spec,
    profile_history,
    profile_spec,
)
from rnnviz.training.network import Network
from rnnviz.training.prediction import LIMITS, fade_before
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


def brackets(figure: go.Figure) -> dict[str, list[go.layout.Shape]]:
    named = [shape for shape in figure.layout.shapes if shape.name]
    return {name: [shape for shape in named if shape.name == name] for name in dict.fromkeys(one.name for one in named)}


@pytest.mark.parametrize("name", TRAININGS)
def test_the_profile_shows_where_enough_has_to_arrive(name: str) -> None:
    run = run_of(name)
    training, fade = run.training, run.records[0].fade
    reach, cell = training.task.reach(training.T), training.network.cell
    fades = {"one": (cell, fade)}
    figure = go.Figure(profile_spec(fades, reach, training.task.matters, {cell: "nearly all"}))
    finite = np.isfinite(fade.relative)
    np.testing.assert_array_equal(np.array(figure.data[0].y)[finite], fade.relative[finite])
    assert list(brackets(figure)) == [f"enough {cell}"] * bool(reach)
    for lines in brackets(figure).values():
        at = training.task.steps(training.T) - reach
        assert {shape.x0 for shape in lines} == {at}
        assert {y for shape in lines for y in (shape.y0, shape.y1)} == set(LIMITS[cell].enough)
        assert all(figure.layout.xaxis.range[0] <= shape.x0 <= figure.layout.xaxis.range[1] for shape in lines)
    words = [note.text.strip() for note in figure.layout.annotations]
    assert words == [training.task.matters, "<b>[</b>", "nearly all"] * bool(reach)
    untold = go.Figure(profile_spec(fades, reach, training.task.matters))
    assert not brackets(untold)
    assert untold.layout.yaxis.range == figure.layout.yaxis.range


def test_each_cell_has_a_bracket_side_by_side_and_words_on_lines_of_their_own() -> None:
    fades = {name: (run_of(name).training.network.cell, run_of(name).records[0].fade) for name in ("plain", "LSTM")}
    figure = go.Figure(profile_spec(fades, 6, "the first symbol", {"rnn": "one", "lstm": "other"}))
    first, second = brackets(figure).values()
    assert max(shape.x1 for shape in first) < min(shape.x0 for shape in second)
    assert {shape.line.color for shape in first} == {CELLS["rnn"].colour}
    assert {shape.line.color for shape in second} == {CELLS["lstm"].colour}
    heights = [note.y for note in figure.layout.annotations if "[" not in note.text]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 3
    assert min(heights) >= max(shape.y1 for shape in (*first, *second))  # above the brackets


@pytest.mark.parametrize("reach", [60, 30, 5])
@pytest.mark.parametrize("gain", [0.05, 0.7, 1.0, 1.3, 2.0, 5.0])
def test_no_curve_runs_through_the_words(gain: float, reach: int) -> None:
    training = replace(
        TRAININGS["plain"], T=60, network=Network("rnn", n_a=6, activation="relu", init="orthogonal", gain=gain)
    )
    fades = {
        "one": ("rnn", fade_before(training)),
        "other": ("lstm", fade_before(replace(TRAININGS["LSTM"], T=60))),
    }
    spec = profile_spec(fades, reach, "the first symbol", {"rnn": "6 of 9", "lstm": "all"})
    low, high = spec["layout"]["yaxis"]["range"]
    notes = [note for note in spec["layout"]["annotations"] if "<b>" not in note["text"]]
    line = max(note["y"] for note in notes) - sorted(note["y"] for note in notes)[-2]
    bottom, top = min(note["y"] for note in notes), max(note["y"] for note in notes) + line
    assert low <= bottom < top <= high + 1e-9
    for _, fade in fades.values():
        steps = len(fade.relative)
        late = notes[0]["xanchor"] == "right"
        under = fade.relative[: steps - reach] if late else fade.relative[steps - reach - 1 :][: int(0.75 * steps)]
        assert not np.any((under > bottom) & (under < top))


def test_two_networks_of_a_cell_share_a_bracket() -> None:
    fade = run_of("plain").records[0].fade
    figure = go.Figure(profile_spec({"a": ("rnn", fade), "b": ("rnn", fade)}, 6, "the first symbol", {"rnn": "one"}))
    assert list(brackets(figure)) == ["enough rnn"]


def test_the_map_ends_where_the_run_does() -> None:
    spec = history_spec(run_of("plain"))
    updates = [record.update for record in run_of("plain").records]
    assert spec["layout"]["yaxis"]["range"] == [updates[0], updates[-1]]
    assert (spec["data"][0]["zmin"], spec["data"][0]["zmax"]) == HISTORY_DECADES
