"""Two people at once, whose networks differ in one thing: each sees their own numbers, badge, edits and files."""

import io
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from pages import step
from rnnviz.analysis.diagnosis import itemize
from rnnviz.analysis.verification import check_run
from rnnviz.cells import CELLS
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.export import to_csv
from rnnviz.experiment.given import Given
from rnnviz.experiment.run import Result, run
from rnnviz.figures.itemized_map import itemized_spec
from rnnviz.figures.lags import bound_curves, lags_spec, path_curves
from rnnviz.figures.spectra import step_spectra, step_spectra_spec
from rnnviz.pictures.checked import verdict_in_words
from rnnviz.tasks import TASKS, next_character
from rnnviz.training.inside import brought
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training, train
from rnnviz.ui.parts import downloads
from rnnviz.ui.parts.checked import FEW
from rnnviz.ui.parts.editing import note_edit
from tests.opened_page import OpenedPage

BASE = Training(TASKS["latch"], 5, Network("rnn", n_a=4), batch=8, updates=20, learning_rate=0.03, clip=0.5)
LSTM = replace(BASE, network=Network("lstm", n_a=4))
TEXT = replace(BASE, task=next_character("abcabd"))


def drawn(training: Training, **changes: Any) -> Training:
    return replace(training, network=replace(training.network, **changes))


#: Every field once: what one person trains, and what the other does.
PAIRS = {
    "task": (BASE, replace(BASE, task=TASKS["order"], T=10)),
    "text": (TEXT, replace(TEXT, task=next_character("abdabc"))),
    "T": (BASE, replace(BASE, T=6)),
    "batch": (BASE, replace(BASE, batch=9)),
    "updates": (BASE, replace(BASE, updates=21)),
    "optimizer": (BASE, replace(BASE, optimizer="sgd")),
    "learning_rate": (BASE, replace(BASE, learning_rate=0.1)),
    "clip": (BASE, replace(BASE, clip=None)),
    "truncate": (BASE, replace(BASE, truncate=2)),
    "seed": (BASE, replace(BASE, seed=1)),
    "dtype": (BASE, replace(BASE, dtype="float32")),
    "network.cell": (BASE, LSTM),
    "network.n_a": (BASE, drawn(BASE, n_a=5)),
    "network.activation": (BASE, drawn(BASE, activation="relu")),
    "network.start": (LSTM, drawn(LSTM, start="keras")),
    "network.init": (BASE, drawn(BASE, init="glorot")),
    "network.gain": (BASE, drawn(BASE, gain=1.00000001)),
    "network.forget_bias": (LSTM, drawn(LSTM, forget_bias=1.00000001)),
    "network.t_max": (LSTM, drawn(LSTM, t_max=9)),
    "network.update_bias": (drawn(LSTM, cell="gru"), drawn(LSTM, cell="gru", update_bias=1.0)),
}


def test_every_field_is_tried() -> None:
    mine = {field.name for field in fields(Training)} - {"network"}
    assert PAIRS.keys() == mine | {"text"} | {f"network.{field.name}" for field in fields(Network)}


@cache
def trained(training: Training) -> tuple[Given, Result]:
    """The network at the end, and what comes out of it, computed apart from the app."""
    *_, (_, last) = train(training, every=1000)
    network = brought(training, last)
    return network, run(network)


Look = Callable[..., OpenedPage]


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Look:
    """Open the app in a session of its own, and look into a network there."""

    def opened(network: Given, *folds: str) -> OpenedPage:
        page = OpenedPage(monkeypatch, page="step", folds=folds)
        page.at.session_state["session"].inside = network
        page.run()
        return page

    return opened


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest) -> tuple[tuple[Given, Result], tuple[Given, Result]]:
    """Two networks that differ in one field of their trainings, each with its result."""
    one, other = map(trained, PAIRS[request.param])
    assert not np.array_equal(states_of(one[1]), states_of(other[1]))  # or there would be nothing to mix up
    return one, other


def states(page: OpenedPage) -> np.ndarray:
    """The hidden states that the page of one step was sent."""
    return np.asarray(page.maps["runs"][0]["signals"]["a"])


def states_of(result: Result) -> np.ndarray:
    (cell,) = result.cells.values()
    return cell.states["a"][:, 0].T


def test_each_sees_their_own_states_and_their_own_badge(look: Look, pair: Any) -> None:
    for network, result in (*pair, pair[0]):
        page = look(network, "checked")
        np.testing.assert_array_equal(states(page), states_of(result))
        (cell,) = result.cells
        label = CELLS[cell].label
        said = [m.value for m in page.at.markdown if "entries, chosen at random" in m.value]
        assert said == [verdict_in_words(label, check_run(result, cell, sample=FEW))]


def charts_of(result: Result) -> Iterator[tuple[str, dict[str, Any]]]:
    """The charts of the page that says why that are kept from run to run, computed apart from the app."""
    (cell,) = result.cells
    yield "What one step stretches a change by", step_spectra_spec(result, {cell: step_spectra(result, cell)})
    label = CELLS[cell].label
    if cell == "rnn":
        yield "RNN: a change of a⟨t⟩, and its bound", lags_spec(result, bound_curves(result))
    else:
        kept = CELLS[cell].carrier
        yield f"{label}: a change of {kept}⟨t⟩, and its paths", lags_spec(result, path_curves(result, cell=cell))
    yield f"{label}: loss at step s, felt at step t", itemized_spec(cell, itemize(result, cell))


def test_each_sees_their_own_spectra_lags_and_losses(look: Look, pair: Any) -> None:
    for network, result in pair:
        page = look(network)
        page.at.session_state["why_view"], sent = "maps", {}
        page.change_page("why")
        for question in ("spectra", "lags", "losses"):
            page.at.session_state["why_question"] = question
            sent |= page.run().charts
        for name, spec in charts_of(result):
            for drawn_there, trace in zip(sent[name]["data"], spec["data"], strict=True):
                for axis in {"y", "z"} & trace.keys():
                    np.testing.assert_array_equal(np.asarray(drawn_there[axis]), np.asarray(trace[axis]))


def test_each_takes_their_own_files_home(look: Look, pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, Any] = {}

    def button(label: str, data: Callable[[], Any], name: str, *_: Any, **__: Any) -> None:
        files[name] = data()

    monkeypatch.setattr(downloads.st, "download_button", button)
    monkeypatch.setattr(downloads, "standalone", lambda figure: figure.to_json())
    names = []
    for network, result in pair:
        files.clear()
        look(network, "downloads").change_page("")
        names.append(set(files))
        for name, content in files.items():
            if name.endswith(".csv"):
                assert content == to_csv(result)
            elif name.endswith(".npz"):
                (cell,) = result.cells
                with np.load(io.BytesIO(content)) as arrays:
                    np.testing.assert_array_equal(arrays[f"{cell}/states/a"], result.cells[cell].states["a"])
                    np.testing.assert_array_equal(arrays["x"], result.x)
        assert len(files) == 3
    assert not names[0] & names[1]  # so that the one does not lie about the other in a folder


def test_an_edit_stays_with_its_network_and_its_session(look: Look, pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    drawing = step.one_step

    def entered(*arguments: Any, **about: Any) -> None:
        """What the browser does: it draws, and tells a value that somebody has entered there."""
        drawing(*arguments, **about)
        if told:
            note_edit(told.pop())

    monkeypatch.setattr(step, "one_step", entered)
    (network, result), (other, others) = pair
    (cell,), (others_cell,) = result.cells, others.cells

    def enter(page: OpenedPage, cell: str) -> OpenedPage:
        told.append({"cell": cell, "name": "by", "place": [0, 0], "value": 7.5})
        return page.run().run()

    def marked(page: OpenedPage) -> bool:
        return any("Edited by hand" in m.value for m in page.at.markdown)

    def outputs(page: OpenedPage) -> np.ndarray:
        return np.asarray(page.maps["runs"][0]["y"])

    def outputs_of(network: Given, *edits: Edit) -> np.ndarray:
        (one,) = run(network, edits).cells.values()
        return one.y[:, 0].T

    edit, others_edit = Edit(cell, "by", (0, 0), 7.5), Edit(others_cell, "by", (0, 0), 7.5)
    mine = enter(look(network), cell)
    assert marked(mine)
    np.testing.assert_array_equal(outputs(mine), outputs_of(network, edit))
    theirs = look(other)
    assert not marked(theirs)
    np.testing.assert_array_equal(outputs(theirs), outputs_of(other))
    np.testing.assert_array_equal(outputs(enter(theirs, others_cell)), outputs_of(other, others_edit))
    mine.at.session_state["session"].inside = other  # the same person looks into the other network
    assert not marked(mine.run())
    np.testing.assert_array_equal(outputs(mine), outputs_of(other))
    mine.at.session_state["session"].inside = network
    assert marked(mine.run())
    np.testing.assert_array_equal(outputs(mine), outputs_of(network, edit))
