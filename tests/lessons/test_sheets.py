"""Sheets to print: what stands on them is what was said and computed, and no word of a stranger is markup."""

import csv
import io
import re

import pytest

from rnnviz.lessons.answers import answer_of
from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.sheets import answer_key, class_table, sheet_table, worksheet
from rnnviz.lessons.worksheet import Entry, checked, code_of, read_code, rows

EVIL = '<script>alert(1)</script> =1+1 "'
ENTRIES = [
    Entry("forgetting", "letters", "-4.7", EVIL),
    Entry("forgetting", "factor", "0"),
    Entry("forgetting", "small", ""),
    Entry("forgetting", "right", None, "", True),
]
FOUND = rows(ENTRIES, LESSONS)


def test_a_worksheet_says_guess_reason_answer_and_task() -> None:
    page = worksheet("Ada", FOUND, "the-code", ["Kept 1 % over 500 steps."])
    for said in ("Name: Ada", "1 of 2 guesses right", "Guess: About 1/100 ✗", "Shown without a guess.", "✓ Done."):
        assert said in page
    assert "✓ Kept 1 % over 500 steps." in page
    assert "the-code" in page
    assert page.count("<section>") == len(FOUND)


def test_nothing_of_a_stranger_is_markup_and_nothing_is_loaded() -> None:
    page = worksheet(EVIL, FOUND, code_of(EVIL, FOUND), [EVIL])
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3
    assert not re.search(r"(src|href)=|@import|url\(", page)


def test_a_sheet_without_a_name_has_a_line_to_write_on() -> None:
    assert "Name: ____" in worksheet("", FOUND, "")


def test_tables_hold_what_sheets_do_and_no_formula() -> None:
    read = list(csv.DictReader(io.StringIO(sheet_table("=cmd()", FOUND))))
    assert [row["card"] for row in read] == [row.card.id for row in FOUND]
    assert [row["right"] for row in read] == ["yes", "no", "", ""]
    assert {row["name"] for row in read} == {"'=cmd()"}
    assert read[0]["reason"] == EVIL
    assert read[3]["task done"] == "yes"


def test_a_class_is_one_table() -> None:
    sheets = [checked(read_code(code_of(name, FOUND)), LESSONS) for name in ("Ada", "Ben")]
    read = list(csv.DictReader(io.StringIO(class_table(sheets))))
    assert [row["name"] for row in read] == ["Ada"] * 4 + ["Ben"] * 4
    assert {row["agrees"] for row in read} == {"yes"}


@pytest.mark.parametrize("name", LESSONS)
def test_the_key_of_every_lesson_holds_its_answers_and_a_note(name: str) -> None:
    lesson = LESSONS[name]
    page = answer_key(lesson)
    assert "For the teacher" in page
    assert page.count("<section>") == len(lesson.cards)
    for card in lesson.cards:
        if card.question is not None and card.question.measured is not None:
            assert answer_of(card).words.replace("'", "&#x27;") in page
    assert not re.search(r"\{[\w.]+\}|\]\(", page.partition("</style>")[2])  # numbers and links are written out


def test_what_was_learned_stands_with_its_lesson_unable_to_be_markup() -> None:
    sheet = worksheet("Ada", rows(ENTRIES, LESSONS), "abc", words={"forgetting": EVIL, "gates": "not begun"})
    assert "What I have learned" in sheet
    assert sheet.count("<script") == 0
    assert "not begun" not in sheet
