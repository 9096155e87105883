"""What is handed in, and what a teacher has: worksheets, answer keys, and codes that are checked."""

from functools import partial
from typing import Final

import streamlit as st

from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.lesson import Lesson
from rnnviz.lessons.library import CHALLENGES, LESSONS
from rnnviz.lessons.sheets import answer_key, class_table, sheet_table, worksheet
from rnnviz.lessons.worksheet import MAX_NAME, Checked, checked, code_of, codes_in, entries_of, read_code, rows
from rnnviz.numerics.numerals import counted
from rnnviz.ui.lessons import contest, course
from rnnviz.ui.parts import explain
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.session.results import result_of

__all__ = ["hand_in", "teachers"]

#: Codes that are checked at once: a class.
_MOST: Final = 60
_NAME: Final = "sheet_name"
_CODES: Final = "sheet_codes"


def hand_in() -> None:
    """A worksheet of what was guessed and done in this visit, to keep, print or hand in."""
    with explain.fold("Your worksheet", ":material/assignment:", "worksheet_fold") as fold:
        if not fold.open:
            return
        found = rows(entries_of(course.progress()), _lessons(), _run)
        reached = contest.contest().reached
        if not found and not reached:
            st.markdown(
                "It holds what you guess, why, and what you find. "
                "Answer a card of a lesson, or reach a challenge, first."
            )
            return
        st.markdown(
            f"{counted(len(found), 'card')}, with your guesses and reasons beside what is computed, and "
            f"{counted(len(reached), 'challenge')} reached. Print it, or hand in its code: it is checked by computing "
            "everything again."
        )
        name = st.text_input("Your name (on the sheet and in its code only)", key=_NAME, max_chars=MAX_NAME)
        code = code_of(name, found, reached)
        challenges = [CHALLENGES[one].title for one in reached]
        with st.container(horizontal=True):
            st.download_button(
                "Worksheet to print (HTML)",
                worksheet(name, found, code, challenges, course.course().words),
                "worksheet.html",
                "text/html",
                key="sheet_html",
            )
            st.download_button(
                "As a table (CSV)", sheet_table(name, found), "worksheet.csv", "text/csv", key="sheet_csv"
            )
        st.caption("The code:")
        st.code(code, language=None, wrap_lines=True)


def teachers() -> None:
    """What a teacher has: answer keys with notes, and a check of the codes of worksheets."""
    with explain.fold("For teachers", ":material/school:", "teachers_fold") as fold:
        if not fold.open:
            return
        st.markdown("**Answer keys**, with a note for you: how to use a lesson, and what people stumble over.")
        with st.container(horizontal=True, key="answer_keys"):
            for lesson in _lessons().values():
                st.download_button(
                    lesson.title,
                    partial(answer_key, lesson, _run),
                    f"answers-{lesson.id}.html",
                    "text/html",
                    key=f"key_{lesson.id}",
                )
        st.markdown("**Worksheets.** Paste the codes that were handed in, one below the other.")
        codes = st.text_area("Codes of worksheets", key=_CODES, height=120, label_visibility="collapsed")
        if codes.strip():
            _check(codes)


def _check(codes: str) -> None:
    """Compute the answers of handed-in sheets again, and say which agree."""
    found: list[Checked] = []
    for place, code in enumerate(codes_in(codes), start=1):
        if place > _MOST:
            st.warning(f"Only the first {_MOST} codes are checked. Check the others after them.")
            break
        try:
            found.append(checked(read_code(code), _lessons(), _run, CHALLENGES))
        except RnnvizError as error:
            st.error(f"Code {place}: {verbatim(str(error))}")
    if not found:
        return
    st.dataframe([_line(one) for one in found], hide_index=True)
    for one in found:
        for wrong in one.wrong:
            st.warning(verbatim(f"{one.name or 'Without a name'}: {wrong}"))
    st.download_button("All answers (CSV)", class_table(found), "worksheets.csv", "text/csv", key="class_csv")


def _line(one: Checked) -> dict[str, str | int]:
    right, judged = one.score
    return {
        "Name": one.name or "–",
        "Cards": len(one.rows),
        "Guesses right": f"{right} of {judged}",
        "Tasks done": sum(row.entry.done for row in one.rows),
        "Challenges": ", ".join(one.reached) or "–",
        "Agrees with what is computed": "no" if one.wrong else "yes",
    }


def _lessons() -> dict[str, Lesson]:
    return {**LESSONS, **course.course().brought}


def _run(scenario: Scenario) -> Result:
    return result_of(scenario)
