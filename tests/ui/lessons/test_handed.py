"""What is handed in on the page Learn, and checked there."""

import pytest

from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.worksheet import Entry, Sheet, code_of, read_code, rows
from rnnviz.ui.lessons.course import Guess
from tests.opened_page import OpenedPage

FOLDS = ("worksheet_fold", "teachers_fold")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> OpenedPage:
    return OpenedPage(monkeypatch, page="learn", folds=FOLDS)


def paste(page: OpenedPage, codes: str) -> OpenedPage:
    page.at.text_area(key="sheet_codes").set_value(codes)
    return page.run()


def test_who_has_answered_nothing_is_told_what_a_worksheet_holds(page: OpenedPage) -> None:
    assert any("Answer a card of a lesson, or reach a challenge, first." in told.value for told in page.at.markdown)
    assert not page.at.code


def test_a_worksheet_holds_what_was_guessed_and_its_code_is_that_of_the_name(page: OpenedPage) -> None:
    page.at.session_state["session"].course.guesses["forgetting", "factor"] = Guess("2", "0.727 to the 99th")
    page.run()
    page.at.text_input(key="sheet_name").set_value("Ada")
    page.run()
    assert page.errors == page.warnings == []
    sheet = read_code(page.at.code[0].value)
    assert sheet == Sheet("Ada", ((Entry("forgetting", "factor", "2", "0.727 to the 99th"), True),))


def test_every_lesson_has_an_answer_key(page: OpenedPage) -> None:
    keys = [button.key for button in page.at.get("download_button") if (button.key or "").startswith("key_")]
    assert keys == [f"key_{name}" for name in LESSONS]


def test_codes_of_a_class_are_checked_one_a_line(page: OpenedPage) -> None:
    honest = code_of("Ada", rows([Entry("forgetting", "factor", "2")], LESSONS))
    found = rows([Entry("forgetting", "factor", "0")], LESSONS)
    forged = code_of("Eve", [found[0]._replace(right=True)])
    paste(page, f"{honest}\n\nnonsense\n{forged}\n")
    table = page.at.dataframe[0].value
    assert list(table["Name"]) == ["Ada", "Eve"]
    assert list(table["Guesses right"]) == ["1 of 1", "0 of 1"]
    assert list(table["Agrees with what is computed"]) == ["yes", "no"]
    assert page.errors == ["Code 2: This is no code of a worksheet. Copy all of it, from the first letter to the last."]
    [warning] = page.warnings
    assert warning.startswith("Eve: Why does an RNN forget?")


def test_a_name_on_a_sheet_is_not_markup(page: OpenedPage) -> None:
    found = rows([Entry("forgetting", "factor", "0")], LESSONS)
    paste(page, code_of("![x](http://a.b/c)", [found[0]._replace(right=True)]))
    assert page.at.warning[0].value.startswith(r"\!\[x\](http\://a.b/c)")


def test_more_than_a_class_is_not_checked_at_once(page: OpenedPage) -> None:
    paste(page, "\n".join(["x"] * 61))
    assert page.warnings == ["Only the first 60 codes are checked. Check the others after them."]
