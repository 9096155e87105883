"""From a training to the other pages, and into files that repeat it."""

import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.figures.snippets import run_code, training_code
from rnnviz.tasks import TASKS
from rnnviz.training.files import read_checkpoint, write_checkpoint
from rnnviz.training.inside import brought, file_name
from rnnviz.training.network import Network
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.training.trainer import Training, start, train
from rnnviz.ui.training import carry
from tests.ui.training.opened import TrainPage, open_train

SMALL = Training(TASKS["latch"], 3, Network("rnn", n_a=4, gain=1.2), batch=8, updates=50)
LARGE = replace(SMALL, T=249, network=Network("rnn", n_a=250))  # 250 steps, and a file of less than 8 MB
WIDE = replace(SMALL, network=Network("rnn", n_a=257))


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> TrainPage:
    page = open_train(monkeypatch, folds=("train_downloads",))
    page.click("Train").wait()
    return page


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
def test_a_trained_network_is_looked_into_on_every_page(page: TrainPage, kind: str) -> None:
    asked = page.at.session_state["session"].jobs["training"]
    trained = next(one for one in asked.runs if one.training.network.label.startswith(kind))
    page.click(f"Look into the {kind}")
    page.folds = ()
    for title in ("gates", "step", "why", ""):
        page.change_page(title)
        assert any("A trained network" in s.value for s in page.at.subheader)
        assert any(trained.training.task.label in m.value for m in page.at.markdown)
    page.at.get_by_key("leave_inside").click()
    page.run()
    assert not any("A trained network" in s.value for s in page.at.subheader)
    assert page.control("n_a").value == 32


def test_the_next_page_is_shown_from_its_top_once(page: TrainPage) -> None:
    def scrolls() -> bool:
        return any("scrollTo(0, 0)" in block.proto.body for block in page.at.get("html"))

    page.click("Look into the RNN")  # which goes on to the page of gates
    assert scrolls()
    page.folds = ()
    page.change_page("gates")
    assert not scrolls()


def test_its_numbers_are_those_of_the_checkpoint(page: TrainPage) -> None:
    asked = page.at.session_state["session"].jobs["training"]
    first = asked.runs[0]
    page.click("Look into the RNN")
    inside = page.at.session_state["session"].inside
    expected = brought(first.training, first.kept[max(first.kept)])
    np.testing.assert_array_equal(inside.parameters["rnn"]["Waa"], expected.parameters["rnn"]["Waa"])


def test_an_earlier_checkpoint_can_be_chosen(page: TrainPage) -> None:
    run_ = page.at.session_state["session"].jobs["training"].runs[0]
    updates = sorted(run_.kept)
    (slider, *_) = (s for s in page.at.select_slider if "after updates" in s.label)
    slider.set_value(updates[1])
    page.run()
    page.run()
    page.click("Look into the RNN")
    assert f"after {updates[1]} updates" in page.at.session_state["session"].inside.name


def test_a_remedy_elsewhere_or_a_preset_leaves_it(page: TrainPage) -> None:
    page.click("Look into the RNN")
    page.folds = ()
    page.change_page("why")
    assert any("Remedies change how a network is drawn" in caption.value for caption in page.at.caption)
    page.at.session_state["why_view"], page.at.session_state["why_question"] = "maps", "sweep"
    page.run()
    assert any("A map varies how networks are drawn" in caption.value for caption in page.at.caption)


def test_what_was_entered_by_hand_is_undone_one_by_one(page: TrainPage) -> None:
    page.click("Look into the RNN")
    inside = page.at.session_state["session"].inside
    page.at.session_state["session"].edits = {inside.key: (Edit("rnn", "Waa", (0, 0), 2.0),)}
    page.folds = ()
    page.change_page("step")
    assert any("Edited by hand" in m.value for m in page.at.markdown)


def test_the_files_repeat_the_run(page: TrainPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = page.at.session_state["session"].jobs["training"]
    first = asked.runs[0]
    script = tmp_path / "train.py"
    script.write_text(training_code(first.training), encoding="utf-8")
    found = runpy.run_path(str(script))
    assert found["training"] == first.training
    printed = capsys.readouterr().out.splitlines()
    losses = [float(line.split()[1]) for line in printed if line and line != "solved"]
    assert losses == [record.loss for record, _ in train(first.training, every=10)][: len(losses)]


def test_the_script_goes_on_after_it_is_solved_where_the_run_does(capsys: pytest.CaptureFixture[str]) -> None:
    training = Training(TASKS["latch"], 2, Network("rnn", n_a=8), updates=60, learning_rate=0.03)
    for until_solved in (True, False):
        history = History(training, until_solved=until_solved)
        sum(in_slices([history], Pace(10)))
        exec(compile(training_code(training, until_solved=until_solved), "code", "exec"), {})
        said = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line != "solved"]
        assert said == [str(record.update) for record in history.records]
        assert (history.update < 60) is until_solved


def test_the_code_beside_a_figure_brings_the_checkpoint(page: TrainPage, tmp_path: Path) -> None:
    first = page.at.session_state["session"].jobs["training"].runs[0]
    result = run(brought(first.training, first.last))
    imports, made = run_code(result)
    name = file_name(first.training, first.last)
    file = tmp_path / name
    file.write_bytes(write_checkpoint(first.training, first.last))
    code = f"{imports}\n\n{made}".replace(f"Path({name!r})", f"Path({str(file)!r})")
    found: dict[str, Any] = {}
    exec(compile(code, "code", "exec"), found)
    assert found["result"].scenario.name == result.scenario.name
    np.testing.assert_array_equal(found["result"].cells["rnn"].y, result.cells["rnn"].y)
    training, checkpoint = read_checkpoint(file.read_bytes())
    assert (training, checkpoint.update) == (first.training, first.update)


def opened(monkeypatch: pytest.MonkeyPatch, content: bytes) -> TrainPage:
    """A fresh visit, where a file was chosen."""
    page = open_train(monkeypatch, folds=("train_open_0",))
    page.upload(content, "checkpoint-1.npz")
    page.folds = ()
    return page.run()  # type: ignore[return-value]


def test_a_checkpoint_that_was_downloaded_is_opened_and_goes_on_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    training = replace(SMALL, updates=100)
    whole = {checkpoint.update: (record, checkpoint) for record, checkpoint in train(training, every=10)}
    page = opened(monkeypatch, write_checkpoint(training, whole[30][1]))
    assert page.errors == []
    (run_,) = page.at.session_state["session"].jobs["training"].runs
    assert (run_.update, run_.records[0].loss) == (30, whole[30][0].loss)
    plan = page.at.session_state["session"].plan
    assert [one.settings for one in plan.trainings] == [training.settings]  # the controls show it
    assert not page.at.info
    page.click("Continue").wait()
    end = run_.last.update
    for name, value in run_.last.parameters.items():
        np.testing.assert_array_equal(value, whole[end][1].parameters[name])


def test_a_checkpoint_with_settings_that_no_control_has_is_opened_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    training = replace(SMALL, clip=0.25)
    page = opened(monkeypatch, write_checkpoint(training, start(training)))
    assert page.at.session_state["session"].jobs["training"].runs[0].training.settings == training.settings
    assert any("trained before, with other settings" in info.value for info in page.at.info)
    assert "Continue" in page.labels


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no file", "no checkpoint of rnnviz"),
        (write_checkpoint(LARGE, start(LARGE)), "hidden values in an update and 62,500 in a sequence"),
        (write_checkpoint(WIDE, start(WIDE)), "This network has 257 hidden units; at most 256 are possible here."),
        (bytes(8 * 10**6 + 1), "The file has 8.0 MB; at most 8 are taken."),
    ],
)
def test_what_is_no_checkpoint_or_too_large_is_said_and_the_run_stays(
    monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    page = open_train(monkeypatch, folds=("train_open_0",))
    page.click("One update").wait()
    before = page.at.session_state["session"].jobs["training"]
    page.upload(content, "checkpoint-1.npz")
    (error,) = page.errors
    assert said in error
    assert page.at.session_state["session"].jobs["training"] is before


def test_an_opened_run_stops_when_the_control_says_so_and_the_file_can_be_opened_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = write_checkpoint(SMALL, start(SMALL))
    page = open_train(monkeypatch, folds=("train_open_0",), until_solved=False)
    page.upload(content, "checkpoint-1.npz")
    page.folds = ()
    page.run()
    (run_,) = page.at.session_state["session"].jobs["training"].runs
    assert not run_.until_solved
    assert not page.at.session_state["session"].plan.until_solved
    page.folds = ("train_open_1",)
    page.run()
    assert page.at.file_uploader[0].value is None  # another one, folded in


def test_every_file_is_called_by_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, bytes | str] = {}

    def button(label: str, data: Any, name: str, *_: Any, **__: Any) -> None:
        files[name] = data()

    monkeypatch.setattr(carry.st, "download_button", button)
    seen: dict[str, bytes | str] = {}
    for plan in ({}, {"rate_latch": 0.01}, {"clip": "off", "batch": 9}, {"dtype": "float32"}):
        files.clear()
        page = open_train(monkeypatch, folds=("train_downloads",), **plan)
        page.click("Train").wait()
        files.clear()
        page.run()
        runs = page.at.session_state["session"].jobs["training"].runs
        kinds = sorted(name.split("-")[0] for name in files)
        assert kinds == ["checkpoint", "checkpoint", "train", "train", "training"]
        assert not files.keys() & seen.keys()
        seen |= files
        for run_ in runs:
            name = file_name(run_.training, run_.kept[max(run_.kept)])
            training, checkpoint = read_checkpoint(files[name])  # type: ignore[arg-type]
            assert (training, checkpoint.update) == (run_.training, run_.update)
            # The code beside a figure of this network asks for this very file.
            assert f"Path({name!r})" in run_code(run(brought(run_.training, run_.kept[max(run_.kept)])))[1]


def test_a_network_from_elsewhere_has_a_file_too(page: TrainPage) -> None:
    first = page.at.session_state["session"].jobs["training"].runs[0]
    elsewhere = replace(brought(first.training, first.last), file="")
    assert "Path('checkpoint.npz')" in run_code(run(elsewhere))[1]
