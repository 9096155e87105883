"""The page that offers lessons."""

import pytest

from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.wording import PARTS
from tests.architecture.project import ROOT
from tests.opened_page import OpenedPage


def test_all_lessons_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, page="learn", folds=())
    assert page.title == "Where do you want to begin?"
    assert page.errors == page.warnings == []
    assert {b.key for b in page.at.button if b.key and b.key.startswith("begin_")} == {f"begin_{n}" for n in LESSONS}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_that_words_lead_to_is_drawn_on_a_page(part: str) -> None:
    sources = [*(ROOT / "pages").glob("*.py"), *(ROOT / "rnnviz" / "ui").rglob("*.py")]
    key = PARTS[part]
    drawn = {f'"{key}"', f'("{key}", {key})', f'words("{key.removeprefix("words_")}")'}
    assert any(one in file.read_text(encoding="utf-8") for file in sources for one in drawn), part
