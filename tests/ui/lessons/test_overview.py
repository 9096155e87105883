"""The page that offers lessons, and takes those of others."""

from importlib.resources import files

import pytest

from tests.opened_page import OpenedPage

OURS = files("rnnviz.lessons").joinpath("forgetting.toml").read_bytes()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> OpenedPage:
    return OpenedPage(monkeypatch, page="learn", folds=("own_lesson_fold",))


def upload(page: OpenedPage, content: bytes, name: str = "own.toml") -> OpenedPage:
    page.at.file_uploader[0].set_value((name, content, "application/toml"))
    return page.run()


def test_a_lesson_says_what_it_takes_and_gives(page: OpenedPage) -> None:
    assert "10 minutes, 7 cards. Afterwards you can say why a gradient shrinks" in page.words
    page.at.get_by_key("begin_forgetting").click()
    page.run()
    assert page.at.session_state["session"].course.card == "letters"


def test_a_lesson_of_ones_own_is_taken(page: OpenedPage) -> None:
    upload(page, OURS.replace(b'id = "forgetting"', b'id = "mine"', 1))
    assert page.errors == []
    page.run()
    page.at.get_by_key("begin_mine").click()
    page.run()
    assert page.at.session_state["session"].course.lesson.id == "mine"


@pytest.mark.parametrize(
    ("content", "said"),
    [(OURS, "There is a lesson"), (b"x", "The file is not TOML"), (b'title = "a"', '"cards" must be a list')],
)
def test_what_is_no_lesson_gets_a_sentence(page: OpenedPage, content: bytes, said: str) -> None:
    upload(page, content)
    (error,) = page.errors
    assert said in error


def test_what_was_answered_can_be_forgotten(page: OpenedPage) -> None:
    assert not [b for b in page.at.button if b.key == "forget_progress"]
    page.at.session_state["session"].course.done.add(("forgetting", "right"))
    page.run()
    page.at.get_by_key("forget_progress").click()
    page.run()
    assert not page.at.session_state["session"].course.done
