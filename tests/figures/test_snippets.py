"""The code beside each figure: run, it gives the figure that the page shows."""

from typing import Any

import joblib
import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given

from rnnviz.analysis.diagnosis import diagnose, itemize
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.sweep import Sweep, means, sweep
from rnnviz.figures import cause_chain, cell_gradient_paths, gradient_bound, gradient_fade, itemized_map, sweep_map
from rnnviz.figures.snippets import (
    diagnosis_code,
    lags_code,
    losses_code,
    scenario_code,
    snippet,
    step_code,
    sweep_code,
)
from tests.opened_page import Opener
from tests.strategies import scenarios


def figure_of(code: str, monkeypatch: pytest.MonkeyPatch) -> go.Figure:
    """What the code shows, in a namespace of its own."""
    shown: list[go.Figure] = []

    def show(figure: go.Figure) -> None:
        shown.append(figure)

    monkeypatch.setattr(go.Figure, "show", show)
    exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
    (figure,) = shown
    return figure


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"n_a": 16, "gain": 1.65, "loss": "every"},
        {"loss": "step", "loss_step": 7, "cells": ("lstm",)},
        {"input": "text", "text": 'it\'s "quoted",\n\\n \\ \'\'\' """ \t{x} %s é😀\u2028'},
        {"input": "numbers", "numbers": ((0.1, -2.0, 1e-7), (3.0, 1e6, -0.0))},
        {"input": "sine", "period": 12.5, "forget": "chrono", "t_max": 50, "activation": "relu", "seed": 4294967295},
        {"input": "impulse", "input_at": 9, "init": "identity", "n_x": 2, "n_y": 3, "m": 5, "T_x": 30},
        {"activation": "linear", "gain": 5.0, "T_x": 600, "n_a": 4},
        {"start": "pytorch"},
        {"start": "keras", "init": "orthogonal", "forget_bias": 0.0, "input_bias": -1.0, "output_bias": 2.5},
    ],
    ids=["plain", "few", "one cell", "text", "numbers", "sine", "impulse", "NaN", "PyTorch", "Keras, changed"],
)
def test_the_code_on_the_page_makes_the_figures_on_the_page(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    page = opened(**Scenario(**fields).to_query())
    fade, first_map = (figure_of(code, monkeypatch) for code in page.codes)
    for made in (fade, first_map):
        assert any(trace.text is not None for trace in made.data)
        made.update_traces(text=None)  # on the page, the browser writes what a point says
    (sent,) = page.charts.values()
    assert go.Figure(sent["data"]).to_json() == go.Figure(fade.data).to_json()
    panel = page.maps["sections"][0]["groups"][0][0]
    drawn = first_map.data[0].z
    steps = panel["values"].shape[1] // drawn.shape[1]  # that share a column in a figure, which has no room for more
    values = np.fmax.reduce(panel["values"].reshape(*drawn.shape, steps), axis=2)
    np.testing.assert_array_equal(values, np.asarray(drawn, values.dtype))


def test_another_scenario_makes_another_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (figure_of(snippet(run(Scenario(seed=k)), "gradient_fade"), monkeypatch) for k in (0, 1))
    assert one.to_json() != other.to_json()


@given(scenarios())
def test_the_scenario_as_code_is_the_scenario_as_far_as_it_counts(scenario: Scenario) -> None:
    made = eval(scenario_code(scenario), {"Scenario": Scenario})
    counts = {
        "text": scenario.input == "text",
        "numbers": scenario.input == "numbers",
        "input_at": scenario.input in ("impulse", "step"),
        "period": scenario.input == "sine",
        "loss_step": scenario.loss == "step",
        "t_max": scenario.forget == "chrono",
    }
    for name, value in vars(scenario).items():
        if counts.get(name, True):
            assert getattr(made, name) == value
    assert (made.steps, made.features, made.cost) == (scenario.steps, scenario.features, scenario.cost)


def test_a_start_and_what_was_changed_about_it_as_code() -> None:
    assert scenario_code(Scenario(start="pytorch")) == "Scenario(start='pytorch')"
    changed = Scenario(start="pytorch", init="orthogonal", forget_bias=1.0)
    assert scenario_code(changed) == "Scenario(start='pytorch', init='orthogonal', forget_bias=1.0)"


def test_what_does_not_count_is_left_out() -> None:
    # The figure is the same with and without it.
    full = Scenario(T_x=20, period=7.0, t_max=9, loss_step=3, input_at=4, text="unused", numbers=((1.0,),))
    assert scenario_code(full) == "Scenario(T_x=20)"
    assert gradient_fade(run(full)).to_json() == gradient_fade(run(Scenario(T_x=20))).to_json()


def test_many_settings_stand_on_lines_of_their_own() -> None:
    code = scenario_code(Scenario(n_a=1, n_x=2, n_y=3, m=4, T_x=5, gain=0.5, seed=6, activation="relu", init="glorot"))
    assert code.splitlines()[0] == "Scenario("
    assert code.splitlines()[1] == "    n_x=2,"
    assert code.splitlines()[-1] == ")"
    assert max(map(len, code.splitlines())) <= 80


def test_further_arguments_follow_the_result() -> None:
    assert snippet(run(Scenario()), "gradient_map", '"lstm"', '"c"').endswith(
        'gradient_map(result, "lstm", "c").show()'
    )


@pytest.mark.parametrize("t", [1, 4, 6])
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_a_step_is_computed_again(cell: str, t: int, capsys: pytest.CaptureFixture[str]) -> None:
    edits = [Edit(cell, {"rnn": "Waa", "lstm": "Wi"}[cell], (0, 1), 0.5)]
    result = run(Scenario(n_a=3, m=2, T_x=6, n_x=2, activation="sigmoid", loss="every"), edits)
    names: dict[str, Any] = {}
    exec(str(t).join(step_code(result, cell, 2)), names)
    capsys.readouterr()
    one = result.cells[cell]
    np.testing.assert_allclose(names["step"].a_next[:, 0], one.states["a"][:, 1, t - 1])
    np.testing.assert_allclose(names["step"].yt_pred[:, 0], one.y[:, 1, t - 1])
    np.testing.assert_allclose(names["gradients"]["dxt"][:, 0], one.gradients["dx"][:, 1, t - 1], atol=1e-17)
    if t == 1:
        np.testing.assert_allclose(names["gradients"]["da_prev"][:, 0], one.gradients["da0"][:, 1], atol=1e-17)


@pytest.mark.parametrize("fields", [{}, {"cells": ("lstm",)}, {"cells": ("rnn",), "n_a": 5}], ids=str)
@pytest.mark.parametrize("sequence", [1, 2])
def test_the_code_of_the_causes_makes_the_figures_of_the_page(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], sequence: int
) -> None:
    result = run(Scenario(T_x=12, **fields))
    cell = next(iter(result.cells))
    causes = figure_of(diagnosis_code(result), monkeypatch)
    assert causes.to_json() == cause_chain(diagnose(result), cell).to_json()
    losses = figure_of(losses_code(result, sequence), monkeypatch)
    assert losses.to_json() == itemized_map(cell, itemize(result, cell, sequence)).to_json()
    for cut in (False, True):
        lags = figure_of(lags_code(result, sequence, cut=cut), monkeypatch)
        rnn = cell == "rnn"
        expected = gradient_bound(result, sequence) if rnn else cell_gradient_paths(result, sequence, cut=cut)
        assert lags.to_json() == expected.to_json()


def test_the_code_of_a_map_makes_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Sweep.over(Scenario(n_a=4, T_x=6, m=2), "gain", (0.5, 1.5), "n_a", (3, 5), points=3, seeds=2)
    with joblib.parallel_config(backend="sequential"):
        shown = figure_of(sweep_code(plan, "left"), monkeypatch)
        found = means(plan, [one for part in sweep(plan) for one in part])
    assert shown.to_json() == sweep_map(plan, found, "rnn", "left").to_json()
