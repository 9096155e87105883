"""The page that offers lessons and challenges: what each takes and gives, and how far one is."""

import html
from collections.abc import Iterable
from typing import Final

import streamlit as st

from rnnviz.errors import RnnvizError
from rnnviz.lessons.lesson import Lesson
from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.reading import MAX_BYTES, read_lesson
from rnnviz.numerics.numerals import counted
from rnnviz.ui.lessons import contest, course
from rnnviz.ui.parts import explain
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.session.calm import hides

__all__ = ["kept", "lessons", "own_lesson"]

_OWN: Final = "own_lesson"


def lessons() -> None:
    """The lessons, in order; each with a button that begins it or goes on."""
    _ended()
    st.markdown("Each lesson asks before it shows, on the pages of this app, where everything can still be moved.")
    _list([*LESSONS.values(), *course.course().brought.values()])


def _ended() -> None:
    """What came of the lesson that has just been taken to its end, and the next one."""
    lesson = course.course().ended
    if lesson is None:
        return
    behind, right, guessed = course.how_far(lesson)
    rest = len(lesson.cards) - behind
    said = [f"**You have been through “{lesson.title}”**"]
    said += [f"{right} of {guessed} guesses right"] * bool(guessed)
    said += [f"{counted(rest, 'card')} left open"] * bool(rest)
    with st.container(border=True, key="lesson_ended"):
        st.markdown(f"{', '.join(said)}. Now you can {lesson.able}.")
        st.session_state.setdefault(_words_key(lesson), course.course().words.get(lesson.id, ""))
        st.text_area(
            "What have you learned? Two sentences, for yourself; they stand on your worksheet.",
            key=_words_key(lesson),
            max_chars=course.MOST_WORDS,
            height=80,
            on_change=_note_words,
            args=[lesson],
        )
        follows = course.next_lesson()
        if follows is not None:
            label = f"Go on with “{follows.title}”"
            st.button(label, key="next_lesson", type="primary", on_click=course.begin, args=[follows.id])


def _words_key(lesson: Lesson) -> str:
    return f"words_{lesson.id}"


def _note_words(lesson: Lesson) -> None:
    """Keep them at once: the browser is told before the page is drawn."""
    course.course().words[lesson.id] = st.session_state[_words_key(lesson)].strip()


def _list(all_of_them: Iterable[Lesson]) -> None:
    with st.container(key="lessons"):
        for number, lesson in enumerate(all_of_them, start=1):
            with st.container(border=True, key=f"lesson_{lesson.id}"):
                behind, right, guessed = course.how_far(lesson)
                st.html(
                    f'<h3 class="rnnviz-offer">{number}. {html.escape(lesson.title)}</h3>'
                    f'<p class="rnnviz-caption">{counted(lesson.minutes, "minute")}, '
                    f"{counted(len(lesson.cards), 'card')}. Afterwards you can {html.escape(lesson.able)}.</p>"
                )
                with st.container(horizontal=True, vertical_alignment="center"):
                    label = "Begin" if not behind else "Go on" if behind < len(lesson.cards) else "Look again"
                    st.button(label, key=f"begin_{lesson.id}", on_click=course.begin, args=[lesson.id])
                    if behind:
                        said = f", {right} of {guessed} guesses right" if guessed else ""
                        st.caption(f"{behind} of {len(lesson.cards)} cards{said}", width="content")


def own_lesson() -> None:
    """Take a lesson from a file."""
    with explain.fold("A lesson of your own", ":material/upload_file:", "own_lesson_fold") as fold:
        if not fold.open:
            return
        st.markdown(
            "A TOML or JSON file: `id`, `title`, `minutes`, `able`, and `cards`, each with `id`, `page`, `text`, "
            "`setting`, a `question` whose answer is computed, `notice`, and a `task`."
        )
        if not hides("downloads"):
            _download()
        file = st.file_uploader("Lesson file", type=["toml", "json"], key=_OWN, max_upload_size=1)
        if file is None:
            return
        content = file.getvalue()
        try:
            if len(content) > MAX_BYTES:
                raise RnnvizError(f"The file has {len(content):,} bytes, more than {MAX_BYTES:,}. Leave something out.")
            lesson = read_lesson(content, file.name)
            course.own(lesson)
        except RnnvizError as error:
            st.error(verbatim(str(error)))
        else:
            st.success(f"“{verbatim(lesson.title)}” is in the list above from the next click on.")


def _download() -> None:
    from importlib.resources import files  # noqa: PLC0415

    text = files("rnnviz.lessons").joinpath("forgetting.toml").read_bytes()
    st.markdown("Begin with one of ours:")
    st.download_button("Download a lesson as an example", text, "lesson.toml", "application/toml")


def kept() -> None:
    """Say where progress is kept, and let it go."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("What you have answered and reached is kept in this browser, and nowhere else.", width="content")
        if course.progress() or contest.progress():
            st.button("Forget it", key="forget_progress", on_click=_forget)


def _forget() -> None:
    course.forget()
    contest.forget()
