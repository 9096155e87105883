"""Changing a value by hand: what it does, what undoes it, what is refused."""

from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.parts import editing
from rnnviz.ui.session.session import Session
from tests.opened_page import OpenedPage


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> OpenedPage:
    return OpenedPage(monkeypatch, page="step", n_a="4")


def change(page: OpenedPage, **told: Any) -> OpenedPage:
    """What the browser does when somebody has entered a value."""
    scenario = page.at.session_state["session"].scenario
    kept = page.at.session_state["session"].edits
    kept[scenario.key] = (*kept.get(scenario.key, ()), Edit(**told))
    return page.run()


CHANGE = {"cell": "lstm", "name": "Wf", "place": (1, 2), "value": 0.75}


def shown(page: OpenedPage) -> np.ndarray:
    lstm = page.maps["runs"][1]
    return np.asarray(lstm["signals"]["f"])


def test_an_edit_is_computed_marked_undone_and_reset(step: OpenedPage) -> None:
    scenario = Scenario(n_a=4)
    plain = run(scenario).cells["lstm"].gates["f"][:, 0].T
    np.testing.assert_array_equal(shown(step), plain)
    change(step, **CHANGE)
    edited = run(scenario, [Edit(**CHANGE)]).cells["lstm"].gates["f"][:, 0].T
    np.testing.assert_array_equal(shown(step), edited)
    (mark,) = (m.value for m in step.at.markdown if "Edited by hand" in m.value)
    assert "1 value changed, the last one Wf" in mark
    assert "= 0.75" in mark
    change(step, **{**CHANGE, "place": (0, 0)})
    step.click("Undo")
    step.run()
    np.testing.assert_array_equal(shown(step), edited)
    step.click("Reset edits")
    step.run()
    np.testing.assert_array_equal(shown(step), plain)
    assert not [m for m in step.at.markdown if "Edited by hand" in m.value]


def test_edits_belong_to_their_scenario_and_wait_for_it(step: OpenedPage) -> None:
    change(step, **CHANGE)
    step.set("gain", 2.0)
    np.testing.assert_array_equal(shown(step), run(Scenario(n_a=4, gain=2.0)).cells["lstm"].gates["f"][:, 0].T)
    step.set("gain", 1.0)
    assert [m for m in step.at.markdown if "Edited by hand" in m.value]


def test_edits_are_seen_on_every_page_and_in_its_code(step: OpenedPage) -> None:
    change(step, **CHANGE)
    step.at.query_params = {}
    step.change_page("")
    assert [m for m in step.at.markdown if "Edited by hand" in m.value]
    assert all("Edit('lstm', 'Wf', (1, 2), 0.75)" in code for code in step.codes)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"cell": "lstm", "name": "Wf", "place": [9, 9], "value": 1.0}, "Wf has shape (4, 12), and no place (9, 9)."),
        ({"cell": "rnn", "name": "Waa", "place": [0, 0], "value": 1e9}, "1,000,000,000 cannot be used."),
        ({"cell": "rnn", "name": "Waa", "place": "ab", "value": 1.0}, "This is no number that can be used."),
        ({"cell": "rnn", "name": "Waa", "place": [0, 0]}, "This is no number that can be used."),
        ({"cell": "rnn", "name": "Waa", "place": [0, 0], "value": "x"}, "This is no number that can be used."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], sentence: str
) -> None:
    session = Session()
    monkeypatch.setattr(editing, "session", lambda: session)
    monkeypatch.setattr(editing, "scenario_asked", lambda: Scenario(n_a=4))
    monkeypatch.setattr(editing, "result_of", run)
    editing.note_edit(told)
    assert session.refused_edit.startswith(sentence)
    assert session.edits == {}
    editing.note_edit(CHANGE)
    assert editing.edits_of(Scenario(n_a=4)) == (Edit(**CHANGE),)
    assert editing.edits_of(Scenario()) == ()


def test_few_scenarios_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    monkeypatch.setattr(editing, "session", lambda: session)
    for seed in range(12):
        editing._keep(Scenario(seed=seed), (Edit(**CHANGE),))
    assert len(session.edits) == editing.MAX_SCENARIOS
