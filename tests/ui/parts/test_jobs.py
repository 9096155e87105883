"""The panel of what runs beside the page: its buttons, its words, its end."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rnnviz.ui.session.background import Job, background
from rnnviz.ui.session.session import session


def app() -> None:
    """A page with a panel; what it works on, and what it asks for, the tests put into the state."""
    # Imports stand here: AppTest runs the function alone.
    from typing import NamedTuple  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from rnnviz.ui.parts.jobs import JobPanel  # noqa: PLC0415
    from rnnviz.ui.session.background import Job  # noqa: PLC0415

    class Asked(NamedTuple):
        wanted: str
        job: Job[int]

    panel: JobPanel[Asked] = JobPanel("work", "It failed: {why} Begin again.", every=0.5)
    state = st.session_state
    state.setdefault("slices", lambda: iter(range(4)))
    state.setdefault("meanwhile", lambda _when, _asked: None)
    wanted = state.setdefault("wanted", "this")

    def begin() -> None:
        panel.begin(Asked(wanted, Job(state["slices"](), 4, lambda _: 1.0)))

    def draw(wanted: str) -> None:
        asked = panel.asked
        state["meanwhile"]("before the buttons", asked)
        panel.buttons(
            begin,
            same=asked is not None and asked.wanted == wanted,
            label="Begin",
            instead="Begin this instead",
            about="four slices",
            how_far="of four" if asked else "",
        )
        state["meanwhile"]("before the look", asked)
        panel.look()
        st.button("Forget", on_click=panel.forget)

    @st.fragment(key="findings")
    def findings() -> None:
        panel.watch(draw, wanted)

    findings()


class Page:
    """It, and what is on it."""

    def __init__(self) -> None:
        self.at = AppTest.from_function(app).run()

    @property
    def buttons(self) -> list[str]:
        return [button.label for button in self.at.button if button.label != "Forget"]

    @property
    def said(self) -> str:
        # AppTest knows no progress bars by name
        bars = [one.proto.text for one in self.at.get("progress")]
        return " ".join([*bars, *(one.value for one in self.at.caption), *(one.value for one in self.at.error)])

    @property
    def job(self) -> Job[Any]:
        found: Job[Any] = self.at.session_state["session"].jobs["work"].job
        return found

    def click(self, label: str) -> "Page":
        (button,) = (one for one in self.at.button if one.label == label)
        button.click().run()
        return self

    def wait(self) -> "Page":
        background().wait(self.job)
        self.at.run()
        return self


class Gate:
    """Slices of which the first waits until it may go on."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    def slices(self) -> Iterator[int]:
        self._open.wait(60)
        yield from range(4)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Of every time the panel was drawn with the whole: seconds between two looks, None if it looks no more."""
    found: list[float | None] = []
    fragment: Any = st.fragment

    def noting(*args: Any, **options: Any) -> Any:
        if options.get("key") == "work_progress":
            found.append(options["run_every"])
        return fragment(*args, **options)

    monkeypatch.setattr(st, "fragment", noting)
    return found


def stopping(page: Page, after: int) -> Iterator[int]:
    """Slices in the middle of which somebody stops the work."""
    for one in range(4):
        if one == after:
            background().stop(page.job)
        yield one


def test_it_begins_runs_and_is_done() -> None:
    page = Page()
    assert page.buttons == ["Begin"]
    assert page.said == "four slices"
    page.click("Begin").wait()
    assert page.job.results == [0, 1, 2, 3]
    assert page.buttons == []  # there is nothing left to ask for
    assert not page.said


def test_it_is_stopped_says_how_far_it_is_and_goes_on() -> None:
    page = Page()
    page.at.session_state["slices"] = lambda: stopping(page, 1)
    page.click("Begin").wait()
    assert page.job.results == [0, 1]
    assert page.buttons == ["Go on"]
    assert page.said == "of four. Stopped at 50 %"
    page.click("Go on").wait()
    assert page.job.finished


@pytest.mark.parametrize("stopped", [True, False])
def test_something_else_can_be_begun_instead(*, stopped: bool) -> None:
    page = Page()
    if stopped:
        page.at.session_state["slices"] = lambda: stopping(page, 1)
    page.click("Begin").wait()
    first = page.job
    page.at.session_state["wanted"] = "that"
    page.at.session_state["slices"] = lambda: iter(range(4))
    page.at.run()
    assert page.buttons == (["Go on", "Begin"] if stopped else ["Begin"])
    page.click("Begin").wait()
    assert page.job is not first
    assert page.job.finished


def test_while_it_works_it_can_be_stopped_or_something_else_begun() -> None:
    page, going = Page(), Gate()
    page.at.session_state["slices"] = going.slices
    page.click("Begin")
    try:
        assert page.buttons == ["Stop"]
        page.at.session_state["wanted"] = "that"
        page.at.run()
        assert page.buttons == ["Stop", "Begin this instead"]
        first = page.job
        page.at.session_state["slices"] = lambda: iter(range(4))
        page.click("Begin this instead")
        assert not first.wanted  # it ends with its slice
    finally:
        going.open()
    page.wait()
    assert page.job.finished


def test_why_it_ended_early_is_a_sentence_and_nothing_is_drawn_of_what_it_says() -> None:
    def failing() -> Iterator[int]:
        yield 0
        raise OSError("no more *processes*\nTraceback (most recent call last)")

    page = Page()
    page.at.session_state["slices"] = failing
    page.click("Begin").wait()
    (error,) = page.at.error
    assert error.value == r"It failed: no more \*processes\*. Begin again."
    assert page.buttons == ["Begin"]
    page.at.session_state["slices"] = lambda: iter(range(4))
    page.click("Begin").wait()
    assert not page.at.error
    assert page.job.finished


def test_what_is_forgotten_is_stopped_and_gone_even_if_clicked_twice() -> None:
    page = Page()
    page.at.session_state["slices"] = lambda: stopping(page, 1)
    page.click("Begin").wait()
    page.click("Forget").click("Forget")
    assert page.buttons == ["Begin"]
    assert page.at.session_state["session"].jobs == {}


@pytest.mark.parametrize(
    ("end", "left"),
    [("done", []), ("failed", ["Begin"]), ("stopped", ["Go on"]), ("forgotten", ["Begin"])],
)
@pytest.mark.parametrize("when", ["before the buttons", "before the look"])
def test_what_ends_while_it_is_drawn_for_the_first_time_is_looked_at_no_more(
    when: str, end: str, left: list[str], looks: list[float | None]
) -> None:
    page, going = Page(), Gate()

    def slices() -> Iterator[int]:
        for one in going.slices():
            if end == "failed":
                raise OSError("no more")
            yield one

    def meanwhile(now: str, asked: Any) -> None:
        if now != when or asked is None or not asked.job.active:
            return
        if end in ("stopped", "forgotten"):
            background().stop(asked.job)
        if end == "forgotten":
            del session().jobs["work"]
        going.open()
        background().wait(asked.job)
        assert not asked.job.active

    page.at.session_state["slices"] = slices
    page.at.session_state["meanwhile"] = meanwhile
    looks.clear()
    try:
        page.click("Begin")
    finally:
        going.open()
    assert not page.at.exception
    assert looks == [0.5, None]  # and no more often than that
    assert page.buttons == left
    assert len(page.at.error) == (end == "failed")
    page.at.run()
    assert looks == [0.5, None, None]


def test_what_ended_between_two_looks_is_drawn_with_the_whole_once(looks: list[float | None]) -> None:
    page, going = Page(), Gate()
    page.at.session_state["slices"] = going.slices
    looks.clear()
    try:
        page.click("Begin").at.run()
        assert looks == [0.5, 0.5]  # it works: it is looked at again, and the whole is not asked for
    finally:
        going.open()
    page.wait()
    assert looks == [0.5, 0.5, None]


def test_what_is_forgotten_while_it_works_leaves_no_note(looks: list[float | None]) -> None:
    page, going = Page(), Gate()
    page.at.session_state["slices"] = going.slices
    looks.clear()
    try:
        page.click("Begin").click("Forget")
    finally:
        going.open()
    assert looks == [0.5, None]
    assert page.buttons == ["Begin"]
    assert page.at.session_state["session"].were_running == set()
