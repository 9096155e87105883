"""The chart by which a training is judged, before, while and after it."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.network_names import called
from rnnviz.figures.training_result import judged_by, result_spec
from rnnviz.training.runs import History
from tests.figures.trained import TRAININGS, run_of


@pytest.mark.parametrize("name", TRAININGS)
@pytest.mark.parametrize("guess", ["learns", "fails"])
def test_a_run_and_its_ghost_are_drawn_over_all_updates(name: str, guess: str) -> None:
    run = run_of(name)
    training, by = run.training, judged_by(run)
    figure = go.Figure(result_spec([run], {training.network.label: guess}))
    ghost, curve = figure.data
    finite = [record.update for record in run.records]
    assert list(curve.x) == finite
    values = np.array([getattr(record, by) for record in run.records], dtype=float)
    np.testing.assert_array_equal(np.array(curve.y, dtype=float), np.where(np.isfinite(values), values, np.nan))
    level = training.task.solved.bound if guess == "learns" else trivial(run)
    assert set(ghost.y) == {level}
    assert training.updates == max(ghost.x) <= figure.layout.xaxis.range[1]
    assert "your guess" in [note.text for note in figure.layout.annotations]


def trivial(run: History) -> float:
    task, T = run.training.task, run.training.T
    share = task.trivial_accuracy(T) if task.trivial_accuracy else 0.0
    return share if judged_by(run) == "accuracy" else task.baseline(T)


def test_before_it_begins_its_axes_are_there() -> None:
    training = run_of("plain").training
    empty, begun = (result_spec([run], {})["layout"] for run in (History(training), run_of("plain")))
    assert empty["xaxis"] == begun["xaxis"]
    assert empty["yaxis"] == begun["yaxis"]
    assert empty["height"] == begun["height"]


def test_of_two_networks_each_guess_is_named_and_beside_the_other() -> None:
    runs = [run_of("plain"), run_of("LSTM")]
    labels = [run.training.network.label for run in runs]
    apart = go.Figure(result_spec(runs, dict(zip(labels, ("learns", "fails"), strict=True))))
    said = {note.text for note in apart.layout.annotations}
    assert {f"your guess: {called(run.training.network)}" for run in runs} <= said
    same = go.Figure(result_spec(runs, dict.fromkeys(labels, "learns")))
    first, second = same.data[:2]
    assert max(second.x) < min(first.x)
    assert [note.text for note in same.layout.annotations].count("your guesses") == 1


def test_who_guesses_nothing_sees_no_ghost() -> None:
    run = run_of("plain")
    assert len(result_spec([run], {})["data"]) == 1


def test_the_axis_reaches_as_far_as_the_longest() -> None:
    run = run_of("plain")
    longer = run.longer(replace(run.training, updates=500), until_solved=True)
    assert result_spec([longer], {})["layout"]["xaxis"]["range"][1] >= 500
