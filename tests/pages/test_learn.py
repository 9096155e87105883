"""The page that offers lessons."""

import pytest

from rnnviz.lessons.library import LESSONS
from tests.opened_page import OpenedPage


def test_all_lessons_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, page="learn", folds=())
    assert page.title == "Where do you want to begin?"
    assert page.errors == page.warnings == []
    assert {b.key for b in page.at.button if b.key and b.key.startswith("begin_")} == {f"begin_{n}" for n in LESSONS}
