"""The bar says where all are; who is in no room has none, and pays nothing."""

import re

import pytest

from rnnviz.ui.rooms.joined import ALL_ROOMS
from tests.opened_page import OpenedPage
from tests.ui.rooms.test_joined import seen


def test_who_is_in_no_room_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, folds=())
    assert 'class="rnnviz-room"' not in page.words
    assert not [button for button in page.at.button if button.key and button.key.startswith("room_")]


def test_a_code_is_typed_on_the_page_that_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    code, secret = ALL_ROOMS.open()
    page = OpenedPage(monkeypatch, page="learn", folds=())
    page.at.text_input(key="room_code").set_value(code.lower())
    page.at.button(key="room_join").click()
    page.run()
    assert f"Room {code}" in page.words
    assert page.address["room"] == code
    page.at.button(key="room_end").click()
    page.run()
    assert "room" not in page.address
    view = ALL_ROOMS.teachers_view(code, secret)
    assert view is not None
    assert view.people == 0
    ALL_ROOMS.close(code, secret)


def test_a_teacher_shows_the_page_that_is_open_and_says_what_is_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    page = OpenedPage(monkeypatch, page="learn", folds=())
    page.at.button(key="room_open").click()
    page.run()
    page.change_page("gates")
    assert "Put this page before all" in [button.label for button in page.at.button]
    page.at.button(key="room_show").click()
    page.run()
    assert "Before all: Gates." in seen(page)
    assert "Bring all back here" in [button.label for button in page.at.button]
    page.set("n_a", 9)
    assert "Put this page before all" in [button.label for button in page.at.button]  # with another setting
    page.at.button(key="room_end").click()
    page.run()
    assert "rnnviz-room" not in re.sub("<style>.*?</style>", "", page.words, flags=re.DOTALL)
