"""A training on its page: begun, stepped, paused, continued, kept, judged."""

import re

import pytest

from rnnviz.figures.training_words import prediction_in_words
from rnnviz.training.prediction import fade_before, predict
from rnnviz.training.trainer import train
from tests.ui.training.opened import TrainPage, open_train


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> TrainPage:
    return open_train(monkeypatch)


def answers_of(page: TrainPage) -> list[str]:
    bodies = [block.proto.body for block in page.at.get("html")]
    return [body for body in bodies if "rnnviz-answers" in body and "<table" in body]


def test_before_training_it_says_what_to_expect(page: TrainPage) -> None:
    plan = page.at.session_state["training_plan"]
    for training in plan.trainings:
        assert prediction_in_words(training, predict(training, fade_before(training))) in page.said[0]
    drawn = page.charts["Gradient at every time step, before training"]["data"]
    assert [trace["name"] for trace in drawn] == [one.network.label for one in plan.trainings]


def test_a_run_is_that_of_the_trainer_and_is_judged(page: TrainPage) -> None:
    page.at.session_state["training_expected_latch_3_RNN, orthogonal × 0.7"] = "learns"
    page.run()
    page.click("Train").wait()
    asked = page.at.session_state["training_live"]
    drawn = page.charts["Loss"]["data"]
    for run, line in zip(asked.runs, drawn, strict=True):
        assert run.ended
        losses = [record.loss for record, _ in train(run.training, every=10)][: len(run.records)]
        assert list(line["y"]) == pytest.approx(losses)
    said = page.said[1]
    assert said.count("The prediction was") == 2
    assert said.count("you were") == 1
    assert "Continue" not in page.labels
    assert {"Look into the RNN", "Look into the LSTM", "Reset"} <= set(page.labels)


@pytest.mark.parametrize(
    ("task", "said"), [("latch", "on sequences drawn"), ("text", "on pieces of the same text drawn")]
)
def test_it_says_what_it_is_measured_on(page: TrainPage, task: str, said: str) -> None:
    page.set_plan(task=task)
    page.click("One update").wait()
    assert any(said in caption.value for caption in page.at.caption)


def test_one_update_at_a_time(page: TrainPage) -> None:
    page.click("One update").wait()
    assert page.said[1].count("after 1 update, loss") == 2
    page.click("One update").wait()
    asked = page.at.session_state["training_live"]
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
    assert any("the run that was started before" in info.value for info in page.at.info)
    assert "Train this instead" in page.labels
    page.change_page("why")
    page.change_page("train")
    assert list(page.charts["Loss"]["data"][0]["y"]) == list(before)


def test_speed_changes_how_often_one_looks(page: TrainPage) -> None:
    page.at.session_state["train_speed"] = "Fast"
    page.run()
    page.set_plan(until_solved=False).click("Train").wait()
    asked = page.at.session_state["training_live"]
    assert [record.update for record in asked.runs[0].records] == [0, 50]


@pytest.mark.parametrize("task", ["adding", "copy", "order", "sine", "text"])
def test_every_task_is_trained_and_answers(monkeypatch: pytest.MonkeyPatch, task: str) -> None:
    page = open_train(monkeypatch, task=task, T_adding=4, T_copy=2, T_order=10, T_sine=8, T_text=5)
    page.click("One update").wait()
    if task == "sine":
        assert "A fresh example" in page.charts
        return
    (table,) = answers_of(page)
    assert "Right" in table
    page.click("Another example")
    page.run()
    assert answers_of(page) != [table]


def test_trouble_is_said_and_something_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(
        monkeypatch,
        second=False,
        T_latch=300,
        activation_1="relu",
        gain_1=5.0,
        init_1="identity",
        clip="off",
        optimizer="sgd",
        rate_latch=1.0,
    )
    page.click("Train").wait()
    assert "stopped. At update " in page.said[1]
    assert "Loss" in page.charts
    assert any("What may help" in m.value for m in page.at.markdown)
    page.click("Learning rate 0.1 instead of 1")
    page.run()
    page.run()
    plan = page.at.session_state["training_plan"]
    assert (plan.trainings[0].learning_rate, plan.trainings[0].clip) == (0.1, None)
    page.click("Clip to norm 1")
    page.run()
    page.run()
    assert page.at.session_state["training_plan"].trainings[0].clip == 1.0


def test_a_failure_of_the_work_is_said(page: TrainPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.click("One update").wait()

    def broken() -> int:
        raise OSError("no more processes")

    page.at.session_state["training_live"].job.slices = iter(broken, None)
    page.click("Continue").wait()
    assert any("no more processes" in error for error in page.errors)
    assert re.search("Train|Reset", " ".join(page.labels))


def test_how_the_limits_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, folds=("train_limits",))
    assert {"RNN: the trials", "LSTM: the trials"} <= set(page.charts)
    assert any("networks learned the latch" in m.value for m in page.at.markdown)
