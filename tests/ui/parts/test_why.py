"""What the page says beside its figures."""

from typing import Any

import numpy as np

from rnnviz.analysis.diagnosis import itemize
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.itemized_map import itemized_spec
from rnnviz.figures.lags import bound_curves, lags_spec, path_curves
from rnnviz.figures.spectra import step_spectra, step_spectra_spec
from tests.opened_page import OpenedPage


def captions(page: OpenedPage) -> str:
    return " ".join(caption.value for caption in page.at.caption)


def test_what_is_not_drawn_of_a_large_network_is_said(monkeypatch) -> None:
    page = OpenedPage(monkeypatch, page="why", folds=(), n_a="128", T_x="300", m="1")
    assert "Drawn over the last" in captions(maps(page, "lags"))
    assert "Rows are the losses at" in captions(maps(page, "losses"))


def test_of_a_small_one_everything_is_drawn(monkeypatch) -> None:
    page = OpenedPage(monkeypatch, page="why", folds=("explain_causes", "explain_lags", "explain_losses"), n_a="8")
    assert sum("**gate paths**" in m.value for m in page.at.markdown) == 1
    lags = captions(maps(page, "lags"))
    assert "Drawn over the last" not in lags
    assert "It leaves open weights" in lags
    assert any("Pascanu" in m.value for m in page.at.markdown)
    assert "Rows are the losses" not in captions(maps(page, "losses"))
    assert any("Row s" in m.value for m in page.at.markdown)
    assert "Spectral radius ρ" in captions(maps(page, "weights"))


def maps(page: OpenedPage, question: str = "losses") -> OpenedPage:
    """Choose the second view, and one of its questions."""
    page.at.session_state["why_view"] = "maps"
    page.at.session_state["why_question"] = question
    return page.run()


def expected(result: Result, sequence: int) -> dict[str, dict[str, Any]]:
    """The charts that are kept from run to run, computed apart from the page."""
    spectra = {cell: step_spectra(result, cell, sequence) for cell in result.cells}
    return {
        "What one step stretches a change by": step_spectra_spec(result, spectra),
        "RNN: a change of a⟨t⟩, and its bound": lags_spec(result, bound_curves(result, sequence)),
        "LSTM: a change of c⟨t⟩, and its paths": lags_spec(result, path_curves(result, sequence)),
        "RNN: loss at step s, felt at step t": itemized_spec("rnn", itemize(result, "rnn", sequence)),
        "LSTM: loss at step s, felt at step t": itemized_spec("lstm", itemize(result, "lstm", sequence)),
    }


def shows(page: OpenedPage, result: Result, sequence: int) -> bool:
    sent = {}
    for question in ("spectra", "lags", "losses"):
        sent |= maps(page, question).charts
    for name, spec in expected(result, sequence).items():
        for drawn, trace in zip(sent[name]["data"], spec["data"], strict=True):
            for axis in {"y", "z"} & trace.keys():
                np.testing.assert_array_equal(np.asarray(drawn[axis]), np.asarray(trace[axis]))
    return True


def test_each_sequence_and_each_edit_has_its_own_charts(monkeypatch) -> None:
    scenario = Scenario(n_a=4, T_x=8, m=2)
    plain, edits = run(scenario), (Edit("rnn", "Waa", (0, 0), 2.0), Edit("lstm", "Wf", (0, 0), 2.0))
    page = maps(OpenedPage(monkeypatch, page="why", folds=(), n_a="4", T_x="8", m="2"))
    assert shows(page, plain, 1)
    page.at.session_state["view_sequence_2"] = 2
    assert shows(page.run(), plain, 2)
    page.at.session_state["session"].edits = {scenario.key: edits}
    assert shows(page.run(), run(scenario, edits), 2)
