"""Many trainings on the page: the lottery and the window."""

import pytest

from rnnviz.training.statistics import success_rate
from rnnviz.ui.training.many import GAINS
from tests.ui.training.opened import open_train

FOLDS = ("train_lottery", "train_window")


def test_the_lottery_trains_every_seed_and_says_how_sure_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, FOLDS, T_latch=1, rate_latch=0.03)
    page.at.session_state["lottery_seeds"] = 5
    page.run()
    page.click("Train 5 networks").wait("lottery")
    asked = page.at.session_state["session"].jobs["lottery"]
    assert [run.training.seed for run in asked.runs] == [0, 1, 2, 3, 4]
    assert all(run.ended for run in asked.runs)
    solved = sum(run.solved_at is not None for run in asked.runs)
    rate = success_rate(solved, 5)
    assert f"{solved} of 5 seeds: {100 * rate.share:.0f} % ({100 * rate.low:.0f} to" in page.bold[-1].replace("\\", "")
    assert page.charts["Seeds that have solved it"]["data"][-1]["name"] == "solved, of 5 seeds"
    assert "Train 5 networks" not in page.labels


def test_the_window_trains_every_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, FOLDS, T_latch=1, rate_latch=0.03)
    page.at.session_state["window_seeds"] = 1
    page.run()
    page.click(f"Train {len(GAINS)} networks").wait("window")
    gains = {run.training.network.gain for run in page.at.session_state["session"].jobs["window"].runs}
    assert gains == set(GAINS)
    assert len(page.charts["Seeds that learned, by gain"]["data"][0]["x"]) == len(GAINS)
    assert len(page.charts["Gradient that arrives before training, by gain"]["data"][0]["y"]) == len(GAINS)


def test_it_can_be_stopped_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, FOLDS, T_latch=1, rate_latch=0.03)
    page.at.session_state["lottery_seeds"] = 5
    page.run()
    page.click("Train 5 networks").wait("lottery")
    asked = page.at.session_state["session"].jobs["lottery"]
    asked.job.finished = False  # as if it had been stopped
    page.run()
    assert "Go on" in page.labels
    page.click("Go on").wait("lottery")
    assert "Go on" not in page.labels


def test_another_plan_leaves_what_was_found_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, FOLDS, T_latch=1, rate_latch=0.03)
    page.at.session_state["lottery_seeds"] = 5
    page.run()
    page.click("Train 5 networks").wait("lottery")
    page.set_plan(gain_1=2.0)
    assert "Seeds that have solved it" in page.charts
    assert any("What is shown was trained before" in caption.value for caption in page.at.caption)
    assert "Train 5 networks" in page.labels


def test_one_network_needs_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, FOLDS, second=False)
    assert not [box for box in page.at.selectbox if box.label == "Network"]


def test_after_the_last_seed_comes_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, FOLDS, T_latch=1, seed=2**32 - 2)
    page.at.session_state["lottery_seeds"] = 5
    page.run()
    page.click("Train 5 networks").wait("lottery")
    runs = page.at.session_state["session"].jobs["lottery"].runs
    assert [run.training.seed for run in runs] == [2**32 - 2, 2**32 - 1, 0, 1, 2]


def test_folded_it_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    assert not [label for label in page.labels if "networks" in label]


def test_who_has_trained_a_network_many_times_knows_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, FOLDS, second=False, T_latch=1, rate_latch=0.03)
    page.at.session_state["lottery_seeds"] = 5
    page.run()
    page.click("Train 5 networks").wait("lottery")
    assert [one.disabled for one in page.guesses] == [True]
    page.set_plan(seed=5)  # not one of the five
    assert [one.disabled for one in page.guesses] == [False]
