"""Why does it vanish here? The page, from the verdict to the chain between two steps."""

import re
from collections.abc import Callable
from functools import partial
from statistics import fmean, pstdev
from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import diagnose
from rnnviz.analysis.remedies import remedies
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.cause_chain import chain_numbers
from rnnviz.figures.diagnosis_words import title, verdict
from rnnviz.figures.gallery import found
from tests.figures.awkward import SCENARIOS
from tests.figures.test_diagnosis_words import EXTREMES
from tests.opened_page import OpenedPage

Why = Callable[..., OpenedPage]


@pytest.fixture
def why(monkeypatch: pytest.MonkeyPatch) -> Why:
    """Open the page with an address: ``why(n_a="16")``."""
    return partial(OpenedPage, monkeypatch, page="why", folds=())


QUESTIONS = ("losses", "lags", "spectra", "weights", "sweep")


def maps(page: OpenedPage, question: str = "losses") -> OpenedPage:
    """Choose the second view, and one of its questions."""
    page.at.session_state["why_view"] = "maps"
    page.at.session_state["why_question"] = question
    return page.run()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"n_a": 1, "T_x": 1, "m": 1, "n_x": 1},
        {"n_a": 256, "T_x": 1000, "m": 1},
        {"cells": ("rnn",), "activation": "relu"},
        {"cells": ("lstm",), "forget": "chrono"},
        {"input": "text", "text": "ab"},
        {"input": "numbers", "numbers": ((1.0, -2.0, 3.0),)},
        {"activation": "sigmoid", "gain": 0.3, "T_x": 400},
        {"loss": "every"},
        {"loss": "step", "loss_step": 1},
    ],
    ids=str,
)
def test_at_the_extremes(why: Why, fields: dict[str, Any]) -> None:
    scenario = Scenario(**fields)
    page = why(**scenario.to_query())
    diagnoses = diagnose(run(scenario))
    assert page.title == title(diagnoses)
    assert page.errors == page.warnings == []
    assert page.address == scenario.to_query()
    assert page.sentence == "\n".join(verdict(diagnoses))
    for cell, diagnosis in diagnoses.items():
        chart = page.charts[f"{cell.upper()}: what multiplies its gradient"]
        *_, line = chart["data"]
        np.testing.assert_array_equal(line["y"], chain_numbers(diagnosis).total)
        assert len(chart["description"]) > 20


def test_numbers_that_are_none_are_said(why: Why) -> None:
    page = why(activation="linear", gain="5", T_x="450")
    assert any("from step 442 on" in warning for warning in page.warnings)


def test_a_remedy_is_adopted_with_one_click(why: Why) -> None:
    page = why()
    (chrono,) = (remedy for remedy in remedies(Scenario()) if remedy.name == "Chrono")
    page.click("Chrono")
    page.run()
    assert page.address == chrono.scenario.to_query()
    assert page.sentence == "\n".join(verdict(diagnose(run(chrono.scenario))))
    assert "Chrono" not in [button.label for button in page.at.button]


def test_what_was_adopted_can_be_undone_to_exactly_the_setting_before(why: Why) -> None:
    scenario = Scenario(n_a=4, input="numbers", numbers=((112.0, 118.0, 622.0, 104.0),), gain=1.23)
    page = why(**scenario.to_query())
    labels = [button.label for button in page.at.button]
    assert labels.count("Input scaled") == 2  # for each cell
    assert "Undo" not in labels
    page.at.get_by_key("adopt_lstm_Input scaled").click()
    page.run()
    page.run()
    mean, deviation = fmean(scenario.numbers[0]), pstdev(scenario.numbers[0])
    scaled = [float(value) for value in page.address["numbers"].split(",")]
    assert scaled == pytest.approx([(value - mean) / deviation for value in scenario.numbers[0]], abs=5e-5)
    page.at.get_by_key("adopt_lstm_Chrono").click()
    page.run()
    page.run()
    assert page.address["forget"] == "chrono"
    page.click("Undo")
    page.run()
    assert "forget" not in page.address
    page.click("Undo")
    page.run()
    assert page.address == scenario.to_query()
    assert "Undo" not in [button.label for button in page.at.button]


def test_what_is_no_longer_shown_cannot_be_undone(why: Why) -> None:
    page = why(n_a="8")
    page.click("Chrono")
    page.run()
    page.set("gain", 0.5)
    assert "Undo" not in [button.label for button in page.at.button]
    page.set("gain", 1.0)
    assert "Undo" in [button.label for button in page.at.button]


def test_the_critical_gain_is_adopted_as_it_is_said(why: Why) -> None:
    page = why(n_a="8", T_x="60")
    said = next(m.value for m in maps(page, "sweep").at.markdown if m.value.startswith("For this very draw"))
    page.at.session_state["why_view"] = "causes"
    page.run()
    page.click("Gain tuned to ×1")
    page.run()
    assert f"at gain {page.address['gain']} (RNN)" in said
    fade = run(Scenario.from_query(page.address).scenario).cells["rnn"].fades["a"]
    assert abs(10**fade.log10_factor - 1) < 5e-4
    assert "Gain tuned to ×1" not in [button.label for button in page.at.button]


def test_of_losses_at_every_step_the_last_is_judged_alone(why: Why) -> None:
    every, last = why(n_a="8", loss="every"), why(n_a="8")

    def told(page: OpenedPage) -> list[str]:
        return [m.value for m in page.at.markdown if m.value.startswith(("RNN: ", "LSTM: "))]

    assert told(every) == told(last) != []
    assert [heading.value for heading in every.at.header] == ["What would repair the gradient of the last loss?"]
    assert any("Only the loss at the last step counts here" in caption.value for caption in every.at.caption)


def test_the_slope_and_the_limits_are_told_apart_and_linked(why: Why) -> None:
    page = why(n_a="8")
    (said,) = (one for one in page.captions if one.startswith("At their limits (saturated)"))
    assert "of 8 units" in said
    assert "how steep tanh is, on average" in page.words
    links = [link.proto.label for link in page.at.get("page_link") if link.proto.page.endswith("gates")]
    assert any("at their limits" in label for label in links)


def test_large_networks_try_the_remedies_when_asked(why: Why) -> None:
    page = why(n_a="64", T_x="100", m="32")
    assert "RNN: its gradient with each remedy" not in page.charts
    (toggle,) = (toggle for toggle in page.at.toggle if toggle.label.startswith("Try the remedies"))
    toggle.set_value(True)
    page.run()
    assert "RNN: its gradient with each remedy" in page.run().charts


def test_an_explosion_is_told_what_clipping_does(why: Why) -> None:
    page = why(gain="3")
    said, _ = (m.value for m in page.at.markdown if "Clipped to norm 1" in m.value)  # that of the LSTM grows
    assert said.startswith("RNN: The gradient explodes, and over all weights its norm is ")
    assert not [m for m in why().at.markdown if "Clipped" in m.value]


def test_cut_the_gate_paths_leave_the_product_of_the_forget_gates(why: Why) -> None:
    page = maps(why(), "lags")
    name = "LSTM: a change of c⟨t⟩, and its paths"
    assert len(page.charts[name]["data"]) == 6
    page.at.get_by_key("view_cut").set_value(True)
    page.run()
    whole, cell = page.run().charts[name]["data"]
    np.testing.assert_allclose(whole["y"], cell["y"], atol=1e-9)


def test_only_the_view_that_is_shown_is_there(why: Why) -> None:
    page = why(n_a="4", T_x="8")
    first = {header.value for header in page.at.header}
    assert first == {"What would repair it?"}
    asked = [[header.value for header in maps(page, question).at.header] for question in QUESTIONS]
    assert all(len(headers) == 1 and headers[0].endswith("?") for headers in asked)
    assert len({headers[0] for headers in asked}) == len(QUESTIONS)
    assert "RNN: what multiplies its gradient" not in page.charts
    assert page.sentence == "\n".join(verdict(diagnose(run(Scenario(n_a=4, T_x=8)))))


def test_each_claim_leads_to_the_result_of_its_paper(why: Why) -> None:
    page = why(n_a="8", T_x="60", init="glorot", gain="4")

    def results() -> set[str]:
        links = [link.proto for link in page.at.get("page_link")]
        return {link.query_string.partition("result=")[2] for link in links if "result=" in link.query_string}

    known = results()
    assert {"saxe-2014-orthogonal-weights", "le-2015-identity-rnn", "tallec-2018-chrono"} <= known
    assert "pascanu-2013-cliff" in known
    for question, names in {
        "lags": {"pascanu-2013-bound", "hochreiter-1997-gate-paths"},
        "spectra": {"saxe-2014-orthogonal-weights"},
        "weights": {"pascanu-2013-long-run"},
        "sweep": {"chen-2018-mean-field"},
    }.items():
        maps(page, question)
        assert names <= results()
        assert all(found(name) for name in results())


def test_the_chain_between_a_loss_and_a_step(why: Why) -> None:
    page = maps(why(T_x="30"))
    assert "RNN: from the loss at step 20 to step 5" not in page.charts
    page.at.session_state["session"].pair = (20, 5)
    page.run()
    chart = page.charts["RNN: from the loss at step 20 to step 5"]
    expected = chain_numbers(diagnose(run(Scenario(T_x=30, loss="step", loss_step=20)))["rnn"], 5)
    np.testing.assert_array_equal(chart["data"][-1]["y"], expected.total)
    assert expected.steps[0] == 5


def test_a_shorter_sequence_keeps_the_chain_inside(why: Why) -> None:
    page = maps(why(T_x="30"))
    page.at.session_state["session"].pair = (20, 5)
    page.run()
    page.set("T_x", 10)
    assert page.errors == []
    assert "RNN: from the loss at step 10 to step 5" in page.charts


#: What no sentence may hold: numbers that are none, formats of programs, and words that say nothing.
UNSAID = re.compile(
    r"\b(nan|inf|None)\b|\de[+-]?\d|10\^|not here|not finite|\b1 (steps|units|values)\b|\b0 steps\b", re.IGNORECASE
)


@pytest.mark.parametrize("name", [*EXTREMES, *SCENARIOS])
def test_every_sentence_is_one_at_the_extremes(why: Why, name: str) -> None:
    page = why(**Scenario(**{**EXTREMES, **SCENARIOS}[name]).to_query())
    sentences(page)
    for question in QUESTIONS:
        sentences(maps(page, question))


def sentences(page: OpenedPage) -> None:
    assert page.errors == []
    said = [element.value for kind in ("markdown", "caption", "title", "header") for element in page.at.get(kind)]
    said += [text for chart in page.charts.values() for text in (chart["name"], chart["description"])]
    assert [text for text in said if UNSAID.search(text) or not text.strip("* ")] == []
