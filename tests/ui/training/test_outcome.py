"""What came of a training: measured on what, answered how, and what is offered where numbers ended."""

import pytest

from tests.ui.training.opened import TrainPage, open_train


def answers_of(page: TrainPage) -> list[str]:
    bodies = [block.proto.body for block in page.at.get("html")]
    return [body for body in bodies if "rnnviz-answers" in body and "<table" in body]


@pytest.mark.parametrize(
    ("task", "said"), [("latch", "on sequences that are not trained on"), ("text", "on other pieces of the same text")]
)
def test_it_says_what_it_is_measured_on(monkeypatch: pytest.MonkeyPatch, task: str, said: str) -> None:
    page = open_train(monkeypatch, task=task)
    page.at.session_state["train_view_4"] = "curves"
    page.click("One update").wait()
    assert {"Loss", "Gradient norm before clipping"} <= set(page.charts)
    assert any(said in caption.value for caption in page.at.caption)


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
    assert page.said("Training")[0].startswith("Broke off. At update ")
    assert "Right answers" in page.charts
    assert any("What may help" in m.value for m in page.at.markdown)
    page.click("Learning rate 0.1 instead of 1")
    page.run()
    page.run()
    plan = page.at.session_state["session"].plan
    assert (plan.trainings[0].learning_rate, plan.trainings[0].clip) == (0.1, None)
    page.click("Clip to norm 1")
    page.run()
    page.run()
    assert page.at.session_state["session"].plan.trainings[0].clip == 1.0


def test_where_the_first_update_fails_no_smaller_step_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(
        monkeypatch, second=False, T_latch=300, activation_1="relu", gain_1=5.0, init_1="identity", dtype="float32"
    )
    page.click("Train").wait()
    assert page.said("Training")[0].startswith("Broke off. At update 1 ")
    assert any("smaller recurrent weights" in m.value for m in page.at.markdown)
    assert not [label for label in page.labels if "Learning rate" in label or "Clip" in label]


def test_where_the_result_will_be_is_seen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    before = page.charts["Right answers"]
    assert [len(line["x"]) for line in before["data"]] == [0, 0]
    page.click("One update").wait()
    after = page.charts["Right answers"]
    assert [len(line["x"]) for line in after["data"]] == [2, 2]
    assert before["layout"]["xaxis"]["range"] == after["layout"]["xaxis"]["range"]
    assert before["height"] == after["height"] == page.charts["Gradient before training"]["height"]


@pytest.mark.parametrize(
    ("view", "there"),
    [
        ("answers", set()),
        ("curves", {"Loss", "Gradient norm before clipping"}),
        ("history", {"RNN, gain 1: gradient over training", "LSTM, forget bias 1: gradient over training"}),
        ("gates", {"RNN, gain 1: mean |a|", "LSTM, forget bias 1: mean of each gate"}),
    ],
)
def test_one_view_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch, view: str, there: set[str]) -> None:
    page = open_train(monkeypatch)
    page.at.session_state["train_view_4"] = view
    page.click("One update").wait()
    assert set(page.charts) == {"Gradient before training", "Right answers", *there}
    assert bool(answers_of(page)) == (view == "answers")
