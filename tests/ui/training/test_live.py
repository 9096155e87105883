"""A training on its page: begun, stepped, paused, continued, kept, judged."""

import re

import pytest

from rnnviz.training.trainer import train
from tests.ui.training.opened import TrainPage, open_train


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> TrainPage:
    page = open_train(monkeypatch)
    page.at.session_state["train_view_4"] = "curves"
    return page


def test_a_run_is_that_of_the_trainer_and_is_judged(page: TrainPage) -> None:
    page.guess("learns")
    page.click("Train").wait()
    asked = page.at.session_state["session"].jobs["training"]
    drawn = page.charts["Loss"]["data"]
    for run, line in zip(asked.runs, drawn, strict=True):
        assert run.ended
        losses = [record.loss for record, _ in train(run.training, every=10)][: len(run.records)]
        assert list(line["y"]) == pytest.approx(losses)
    first, second = page.said("Your guess")
    assert first.endswith("This does not count: it could not be known before.")  # nothing was tried with so few units
    assert second == "None."
    assert not [said for said in page.said("Gradient") if "Right" in said or "Wrong" in said]
    assert "Continue" not in page.labels
    assert {"Look into the RNN", "Look into the LSTM", "Reset"} <= set(page.labels)


def test_one_update_at_a_time(page: TrainPage) -> None:
    page.click("One update").wait()
    assert all(said.startswith("After 1 update: loss") for said in page.said("Training"))
    page.click("One update").wait()
    asked = page.at.session_state["session"].jobs["training"]
    assert [run.update for run in asked.runs] == [2, 2]
    assert {"Continue", "One update", "Reset"} <= set(page.labels)
    page.click("Continue").wait()
    assert all(run.ended for run in asked.runs)


def test_reset_goes_back_to_before_the_first_update(page: TrainPage) -> None:
    page.click("One update").wait()
    page.at.get_by_key("train_reset").click()
    page.run()
    page.run()
    assert any("Nothing has been trained yet" in caption.value for caption in page.at.caption)
    assert "Train" in page.labels


def test_a_changed_setting_or_page_keeps_the_run(page: TrainPage) -> None:
    page.click("Train").wait()
    before = page.charts["Loss"]["data"][0]["y"]
    page.set_plan(gain_1=1.5)
    assert list(page.charts["Loss"]["data"][0]["y"]) == list(before)
    assert any("trained before, with other settings: Latch, T = 3" in i.value for i in page.at.info)
    assert "Train this instead" in page.labels
    page.change_page("why")
    page.change_page("train")
    assert list(page.charts["Loss"]["data"][0]["y"]) == list(before)


def test_a_paused_run_goes_on_whatever_is_set_meanwhile(page: TrainPage) -> None:
    page.click("One update").wait()
    asked = page.at.session_state["session"].jobs["training"]
    page.set_plan(gain_1=1.5)
    assert {"Train this instead", "Continue", "Stop"} <= set(page.labels)
    page.click("Continue").wait()
    assert page.at.session_state["session"].jobs["training"] is asked
    assert all(run.ended for run in asked.runs)
    page.click("Train this instead").wait()
    assert page.at.session_state["session"].jobs["training"].runs[0].training.network.gain == 1.5


def test_a_run_that_ended_is_trained_on(page: TrainPage) -> None:
    page.set_plan(until_solved=False)
    page.click("Train").wait()
    losses = list(page.charts["Loss"]["data"][0]["y"])
    page.set_plan(updates_latch=100)
    assert "Train this instead" not in page.labels
    assert not page.at.info  # it is the same run
    assert all(group.disabled for group in page.guesses)
    page.click("Train on").wait()
    assert set(page.said("Your guess")) == {"None."}
    asked = page.at.session_state["session"].jobs["training"]
    assert [run.update for run in asked.runs] == [100, 100]
    assert list(page.charts["Loss"]["data"][0]["y"])[: len(losses)] == losses
    page.set_plan(updates_latch=50)  # less than was done: that is another run
    assert "Train this instead" in page.labels


def test_stopped_it_has_ended_and_the_prediction_stays_open(page: TrainPage) -> None:
    page.click("One update").wait()
    page.click("Stop")
    page.run()
    page.run()
    assert {"Ended", "Reset"} <= set(page.labels)
    assert not {"Continue", "Stop", "Pause"} & set(page.labels)
    open_ = "Whether it would have learned within 50 updates stays open."
    assert all(said.startswith("Stopped after") and said.endswith(open_) for said in page.said("Training"))
    assert {"Look into the RNN", "Look into the LSTM"} <= set(page.labels)


def test_speed_changes_how_often_one_looks(page: TrainPage) -> None:
    page.at.session_state["train_speed"] = "Fast"
    page.run()
    page.set_plan(until_solved=False).click("Train").wait()
    asked = page.at.session_state["session"].jobs["training"]
    assert [record.update for record in asked.runs[0].records] == [0, 50]


def test_a_failure_of_the_work_is_said(page: TrainPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.click("One update").wait()

    def broken() -> int:
        raise OSError("no more processes")

    page.at.session_state["session"].jobs["training"].job.slices = iter(broken, None)
    page.click("Continue").wait()
    assert any("no more processes" in error for error in page.errors)
    assert re.search("Train|Reset", " ".join(page.labels))


def test_a_visit_that_has_lost_its_training_is_told_what_became_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    page.click("Train")
    page.wait()
    address = {name: v if isinstance(v, str) else v[0] for name, v in page.at.query_params.items()}
    later = TrainPage(monkeypatch, page="train", folds=(), **address)  # the server was started again
    (said,) = (c.value for c in later.at.caption if "Nothing has been trained yet" in c.value)
    assert "A training lasts as long as the visit" in said
    # What it says is so: the same settings are there, and the same numbers come of them.
    before = [record.loss for record in page.at.session_state["session"].jobs["training"].runs[0].records]
    later.click("Train")
    later.wait()
    assert [record.loss for record in later.at.session_state["session"].jobs["training"].runs[0].records] == before


def test_a_run_of_other_settings_is_shown_below_what_is_asked_now(page: TrainPage) -> None:
    page.guess("learns", "learns").click("Train").wait()
    page.set_plan(seed=1)
    assert page.said("Training") == ["Not begun.", "Not begun."]
    bodies = [
        one.proto.body for one in page.at.get("html") if one.proto.body.startswith('<div class="rnnviz-verdicts">')
    ]
    assert len(bodies) == 2
    assert "Not begun" not in bodies[1]
