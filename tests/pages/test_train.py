"""Will it learn? The page at its extremes."""

from typing import Any

import pytest

from tests.ui.training.opened import open_train


@pytest.mark.parametrize(
    "plan",
    [
        {"n_a": 1, "T_latch": 1, "batch": 1},
        {"n_a": 64, "T_latch": 300, "batch": 16, "gain_1": 5.0, "gain_2": 5.0},
        {"n_a": 2, "T_latch": 300, "gain_1": 0.05},
        {"task": "sine", "T_sine": 150, "n_a": 8},
        {"task": "text", "text": "ab" * 10_000, "T_text": 200, "n_a": 2},
        {"cell_1": "lstm", "cell_2": "lstm", "forget_2": "chrono", "dtype": "float32", "truncate": 1},
    ],
    ids=str,
)
def test_the_extremes_of_a_plan_are_predicted_and_trained(
    monkeypatch: pytest.MonkeyPatch, plan: dict[str, Any]
) -> None:
    page = open_train(monkeypatch, **plan)
    assert page.errors == []
    assert page.title == "Will it learn?"
    page.click("One update").wait()
    assert page.errors == []
    assert {"Right answers", "Loss"} & set(page.charts)
    assert all("nan" not in word.lower() for card in page.verdicts.values() for word in card.values())


def test_the_scenario_of_the_other_pages_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    before = page.at.session_state["session"].scenario
    page.click("One update").wait()
    page.change_page("")
    assert page.at.session_state["session"].scenario == before
