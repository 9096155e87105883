"""What was guessed, found and done, as a sheet and as a code: nothing in it has to be believed."""

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import RnnvizError
from rnnviz.lessons.library import CHALLENGES, LESSONS
from rnnviz.lessons.worksheet import (
    MAX_CODE,
    MAX_ENTRIES,
    MAX_NAME,
    Entry,
    Sheet,
    checked,
    code_of,
    entries_of,
    read_code,
    rows,
    score_of,
)

PROGRESS = {
    "forgetting": {"letters": ["-4.7", "it fades"], "factor": ["0", ""], "small": ["", ""], "right!": True},
    "gates": {"nothing-like-this": ["0", ""]},
}


def packed(held: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(held).encode())).decode()


def test_rows_stand_in_the_order_of_lessons_and_know_what_is_right() -> None:
    found = rows(entries_of(PROGRESS), LESSONS)
    assert [row.card.id for row in found] == ["letters", "factor", "small", "right"]
    assert [row.right for row in found] == [True, False, None, None]
    assert [row.guess for row in found] == ["2.0·10⁻⁵", "About 1/100", "", ""]
    assert [bool(row.answer) for row in found] == [True, True, True, False]
    assert [row.entry.done for row in found] == [False, False, False, True]


def test_every_right_answer_of_every_lesson_is_right_on_a_sheet() -> None:
    from rnnviz.lessons.answers import answer_of  # noqa: PLC0415

    entries = []
    for lesson in LESSONS.values():
        for card in lesson.cards:
            if card.question is not None and card.question.measured is not None:
                answer = answer_of(card)
                entries.append(Entry(lesson.id, card.id, answer.right or repr(answer.value)))
    found = rows(entries, LESSONS)
    assert len(found) == len(entries) > 20
    assert all(row.right for row in found)


def test_a_code_comes_back_as_it_was_and_agrees() -> None:
    found = rows(entries_of(PROGRESS), LESSONS)
    sheet = read_code(code_of("Ada <b>", found))
    assert sheet.name == "Ada <b>"
    assert [entry for entry, _ in sheet.told] == [row.entry for row in found]
    result = checked(sheet, LESSONS)
    assert (result.wrong, result.score, result.rows) == ((), (1, 2), tuple(found))


def test_a_code_survives_being_pasted_in_several_lines() -> None:
    code = code_of("", rows(entries_of(PROGRESS), LESSONS))
    assert read_code("\n".join([code[:20], f"  {code[20:]} "])) == read_code(code)


@pytest.mark.parametrize("says", [True, None])
def test_who_says_right_of_what_is_not_is_found_out(says: bool | None) -> None:
    forged = Sheet("Eve", ((Entry("forgetting", "factor", "0"), says),))
    [wrong] = checked(forged, LESSONS).wrong
    assert wrong.startswith("Why does an RNN forget?, card 2: the sheet says")
    assert checked(forged, LESSONS).score == (0, 1)


def test_what_is_not_known_here_is_named() -> None:
    sheet = Sheet("", ((Entry("forgetting", "factor", "no such choice"), True), (Entry("own", "one"), None)))
    assert len(checked(sheet, LESSONS).wrong) == 2


@pytest.mark.parametrize(
    "code",
    [
        "",
        "abc",
        "%%%",
        "é",
        "A" * (MAX_CODE + 1),
        packed({}),
        packed([1, 2, 3]),
        packed(["", []]),
        packed(["", [], [["half-life"]]]),
        packed(["", [], [["half-life", "q" * 4001]]]),
        packed(["n" * (MAX_NAME + 1), [], []]),
        packed(["", [["a", "b", None, "", False, None]] * (MAX_ENTRIES + 1), []]),
        packed(["", [["a", "b", None, "", 1, None]], []]),
        packed(["", [["a", "b", 3, "", False, None]], []]),
        packed(["", [["a", "b", None, "r" * 301, False, None]], []]),
        packed(["", "ab", []]),
        packed(["", [["a", "b", None, "", False, "yes"]], []]),
        packed("x" * 500_000),  # far smaller than what it holds
        base64.urlsafe_b64encode(zlib.compress(b"[" * 100_000)).decode(),
        packed(["", [], []])[:-6],
    ],
)
def test_what_is_no_code_is_one_sentence(code: str) -> None:
    with pytest.raises(RnnvizError, match="This is no code of a worksheet"):
        read_code(code)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: base64.urlsafe_b64encode(b).decode()))
def test_no_text_breaks_it(text: str) -> None:
    try:
        read_code(text)
    except RnnvizError:
        return
    pytest.fail("no such text is a code")


def test_challenges_of_a_sheet_are_computed_again_but_for_trainings() -> None:
    told = {"half-life": "cells=rnn&gain=1.5", "latch": "plan_T_latch=80", "explode": "cells=rnn", "mine": ""}
    sheet = read_code(code_of("Ada", [], told))
    assert dict(sheet.reached) == told
    found = checked(sheet, LESSONS, challenges=CHALLENGES)
    assert found.reached == (CHALLENGES["half-life"].title, CHALLENGES["latch"].title)
    assert len(found.wrong) == 2
    assert CHALLENGES["explode"].title in found.wrong[0]
    impossible = Sheet("", (), (("half-life", "gain=nothing"),))
    assert checked(impossible, LESSONS, challenges=CHALLENGES).reached == ()


def test_what_came_of_trainings_counts_as_it_was_told_and_as_on_the_page_learn() -> None:
    progress = {
        "learning": {
            "task": ["1/2", ""],
            "opens": ["2", "it learns to keep"],
            "opens=": 2.3,
            "seeds": ["0", ""],
            "seeds=": 0.6,
            "gain": ["", ""],
            "*": "It is a lottery.",
        }
    }
    entries = entries_of(progress)
    assert Entry("learning", "opens", "2", "it learns to keep", came=2.3) in entries
    found = {row.card.id: row for row in rows(entries, LESSONS)}
    assert (found["task"].guess, found["task"].right) == ("1 of your 2 guesses came true.", False)
    assert found["opens"].answer == "A hundred times more, or above (200 times what it was before), as it was trained"
    assert (found["opens"].right, found["seeds"].right, found["gain"].right) == (True, False, None)
    assert score_of(found.values()) == (2, 4)
    sheet = read_code(code_of("Ada", found.values()))
    assert {entry for entry, _ in sheet.told} == set(entries)
    again = checked(sheet, LESSONS)
    assert (again.wrong, again.score) == ((), (2, 4))


@pytest.mark.parametrize("came", ["much", True, [2.3], "NaN"])
def test_what_came_of_a_training_is_a_number(came: Any) -> None:
    told = [["learning", "opens", "2", "", False, came, True]]
    held = json.dumps(["Eve", told, []]).replace('"NaN"', "NaN")
    code = base64.urlsafe_b64encode(zlib.compress(held.encode())).decode().rstrip("=")
    with pytest.raises(RnnvizError, match="no code"):
        read_code(code)
