"""The map over two settings, on its page: computed, stopped, continued, adopted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.criticality import critical
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.remedy_words import critical_in_words
from rnnviz.processes.parallel import Here
from rnnviz.processes.workers import WorkerEnded
from rnnviz.ui.parts import sweep as sweep_ui
from rnnviz.ui.session.background import background
from tests.opened_page import OpenedPage


def opened(monkeypatch: pytest.MonkeyPatch, **address: Any) -> OpenedPage:
    """The second view of the page."""
    page = OpenedPage(monkeypatch, page="why", **address)
    page.at.session_state["why_view"], page.at.session_state["why_question"] = "maps", "sweep"
    return page.run()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> OpenedPage:
    """A small scenario, with 8 × 8 points asked for and one draw."""
    monkeypatch.setattr(sweep_ui, "gentle_workers", Here)
    page = opened(monkeypatch, folds=(), n_a="4", T_x="8", m="2")
    choose(page, "sweep_points", 8)
    choose(page, "sweep_draws", 1)
    return page


def choose(page: OpenedPage, key: str, value: int) -> None:
    (group,) = (group for group in page.at.button_group if group.key == key)
    group.set_value(value)
    page.run()
    page.run()


def labels(page: OpenedPage) -> list[str]:
    return [button.label for button in page.at.button if (button.key or "").startswith("sweep_")]


def finished(page: OpenedPage) -> OpenedPage:
    background().wait(page.at.session_state["session"].jobs["sweep"].job)
    return page.run()


def heatmap(page: OpenedPage, name: str = "RNN: factor a step") -> dict[str, Any]:
    return dict(page.charts[name]["data"][0])


def test_a_map_is_computed_and_each_point_is_its_scenario(page: OpenedPage) -> None:
    assert labels(page) == ["Compute the map"]
    assert any("64 networks of each kind" in caption.value for caption in page.at.caption)
    finished(page.click("Compute the map"))
    assert labels(page) == []  # nothing to do again
    drawn = heatmap(page)
    assert np.isfinite(drawn["z"]).all()
    for column, row in ((0, 0), (7, 3)):
        fields = {"gain": float(drawn["x"][column]), "forget_bias": float(drawn["y"][row])}
        alone = run(replace(Scenario(n_a=4, T_x=8, m=2), **fields))  # type: ignore[arg-type]
        expected = alone.cells["rnn"].fades["a"].log10_factor
        np.testing.assert_allclose(drawn["z"][row][column], expected, rtol=1e-5)
    said = " ".join(caption.value for caption in page.at.caption)
    assert "The white dot is the setting of the page." in said
    assert "The LSTM comes nearest to keeping its gradient at" in said


def test_another_quantity_needs_no_other_computing(page: OpenedPage) -> None:
    finished(page.click("Compute the map"))
    job = page.at.session_state["session"].jobs["sweep"].job
    (group,) = (group for group in page.at.button_group if group.key == "sweep_quantity")
    group.set_value("left")
    page.run()
    page.run()
    assert "LSTM: gradient left at step 1" in page.charts
    assert page.at.session_state["session"].jobs["sweep"].job is job


def test_a_stopped_map_keeps_what_it_has_and_goes_on(page: OpenedPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.click("Compute the map")
    finished(page)
    asked = page.at.session_state["session"].jobs["sweep"]
    asked.job.finished, asked.job.done = False, asked.job.total / 2  # as if it had been stopped half way
    page.run()
    assert labels(page) == ["Go on"]
    assert [bar.proto.text for bar in page.at.get("progress")] == ["Stopped at 50 %"]
    assert np.isfinite(heatmap(page)["z"]).all()
    finished(page.click("Go on"))
    assert labels(page) == []


def test_a_changed_setting_leaves_the_map_and_says_so(page: OpenedPage) -> None:
    finished(page.click("Compute the map"))
    before = heatmap(page)["z"]
    page.set("n_a", 5)
    np.testing.assert_array_equal(heatmap(page)["z"], before)
    assert len(page.charts["RNN: factor a step"]["data"]) == 2  # without the dot
    assert any("Made before you changed n_a" in caption.value for caption in page.at.caption)
    assert labels(page) == ["Compute the map"]
    # Along the axes of the map the dot moves.
    page.set("n_a", 4)
    page.set("gain", 2.0)
    dot = page.charts["RNN: factor a step"]["data"][-1]
    assert (list(dot["x"]), list(dot["y"])) == ([2.0], [1.0])


def test_what_is_not_possible_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(monkeypatch, folds=(), n_a="4", m="64")
    (across,) = (box for box in page.at.selectbox if box.label == "Across")
    across.set_value("T_x")
    page.run()
    page.run()
    (up,) = (box for box in page.at.selectbox if box.label == "Up")
    up.set_value("n_a")
    page.run()
    page.run()
    (wide,) = (slider for slider in page.at.slider if slider.key == "sweep_range_T_x")
    wide.set_value((5, 1000))
    page.run()
    page.run()
    assert any("This map is not possible" in warning for warning in page.warnings)
    assert labels(page) == []


@pytest.mark.parametrize(
    "fields", [{"input": "text"}, {"cells": "rnn", "input": "text"}, {"cells": "lstm", "forget": "chrono"}], ids=str
)
def test_with_fewer_settings_there_still_is_a_map(monkeypatch: pytest.MonkeyPatch, fields: dict[str, str]) -> None:
    page = opened(monkeypatch, folds=(), n_a="4", **fields)
    assert labels(page) == ["Compute the map"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("a worker died"), "a worker died."),
        (OSError("[no] more\nof it"), "[no] more."),
        (WorkerEnded(), "a process that computes was ended from outside, perhaps for want of memory."),
    ],
    ids=["any", "of many lines", "killed"],
)
def test_a_failure_is_said_and_what_there_is_stays(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    class Failing(Here):
        parts = 0

        def map(self, function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
            self.parts += 1
            if self.parts > 1:
                raise error
            return super().map(function, arguments)

    monkeypatch.setattr(sweep_ui, "gentle_workers", Failing)
    page = opened(monkeypatch, folds=(), n_a="4", T_x="8", m="2")
    finished(page.click("Compute the map"))
    assert page.errors == [f"The map could not be completed: {said} Compute it again."]
    assert np.isfinite(heatmap(page)["z"]).any()
    assert labels(page) == ["Compute the map"]


def test_a_click_is_rounded_to_what_can_be_set() -> None:
    assert sweep_ui._as_it_must_be("n_a", 7.0) == 7
    assert isinstance(sweep_ui._as_it_must_be("n_a", 7.0), int)
    assert sweep_ui._as_it_must_be("gain", 5.0000001) == 5.0


def test_what_does_not_count_in_it_leaves_the_map_as_it_is(page: OpenedPage) -> None:
    finished(page.click("Compute the map"))
    page.set("input_scale", 0.5)
    page.set("input_scale", 1.0)
    page.set("gain", 2.0)  # along an axis
    assert labels(page) == []
    page.at.session_state["set_period"] = 7.0  # of no sine
    page.run()
    assert page.at.session_state["session"].scenario.period == 7.0
    assert labels(page) == []
    assert not any("Made before you changed" in caption.value for caption in page.at.caption)
    page.set("seed", 1)
    assert labels(page) == ["Compute the map"]


def test_two_people_have_a_map_each(page: OpenedPage, monkeypatch: pytest.MonkeyPatch) -> None:
    finished(page.click("Compute the map"))
    other = opened(monkeypatch, folds=(), n_a="4", T_x="8", m="2", seed="1")
    choose(other, "sweep_points", 8)
    choose(other, "sweep_draws", 1)
    assert labels(other) == ["Compute the map"]
    assert "RNN: factor a step" not in other.charts
    finished(other.click("Compute the map"))
    for seed, mine in ((0, page), (1, other), (0, page.run())):
        drawn = heatmap(mine)
        alone = run(Scenario(n_a=4, T_x=8, m=2, seed=seed, gain=float(drawn["x"][7]), forget_bias=float(drawn["y"][3])))
        np.testing.assert_allclose(drawn["z"][3][7], alone.cells["rnn"].fades["a"].log10_factor, rtol=1e-5)


def test_where_the_factor_is_one_is_said_beside_the_map(page: OpenedPage) -> None:
    scenario = Scenario(n_a=4, T_x=8, m=2)
    assert critical_in_words(scenario, critical(scenario)) in [markdown.value for markdown in page.at.markdown]
