"""The list of challenges, and the card above a page."""

import pytest

from rnnviz.lessons.library import CHALLENGES
from rnnviz.ui.lessons.contest import Contest
from tests.opened_page import OpenedPage


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> OpenedPage:
    return OpenedPage(monkeypatch, page="learn", folds=())


def test_all_are_listed_easy_to_hard(page: OpenedPage) -> None:
    labels = [button.key for button in page.at.button if button.label == "Try it"]
    assert labels == [f"try_{name}" for name in CHALLENGES]
    assert any("Reached: 0 of 12." in one.value for one in page.at.markdown)


def test_what_was_tried_and_reached_stands_there(page: OpenedPage) -> None:
    kept = Contest(tries={"explode": 2, "latch": 1}, reached={"half-life": "gain=1.5"})
    page.at.session_state["session"].contest = kept
    page.run()
    assert any("Reached: 1 of 12." in one.value for one in page.at.markdown)
    captions = [one.value for one in page.at.caption]
    assert "2 settings tried" in captions
    assert "1 training tried" in captions
    assert [page.at.button(f"try_{name}").label for name in ("half-life", "explode", "gru")] == [
        "Once more",
        "Go on",
        "Try it",
    ]
