"""What runs beside the page: begun, watched, stopped and gone on with, its end in words. One panel for all of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

import streamlit as st

from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.parts.waiting import ended_in_words, state_of
from rnnviz.ui.session import state
from rnnviz.ui.session.background import Job, background
from rnnviz.ui.session.session import session

__all__ = ["JobPanel", "WithJob"]


class WithJob(Protocol):
    """What was asked for, with its work."""

    @property
    def job(self) -> Job[Any]:
        """Its work."""


A = TypeVar("A", bound=WithJob)


@dataclass(frozen=True)
class JobPanel(Generic[A]):
    """The part of a page that shows something which is computed in the background, one at a time.

    Parameters
    ----------
    name : str
        Unique in the app: what was asked for last is kept under it, and its buttons begin with it.
    failed : str
        What is said if it ended early, with ``{why}``.
    every : float
        Seconds between two looks.
    """

    name: str
    failed: str
    every: float

    @property
    def asked(self) -> A | None:
        """What was asked for last, if anything was."""
        found: A | None = session().jobs.get(self.name)
        return found

    @property
    def _running(self) -> bool:
        asked = self.asked
        return asked is not None and asked.job.active

    # ------------------------------------------------------------------------------------- what is drawn

    def watch(self, draw: Callable[..., None], *args: Any) -> None:
        """Draw the panel, again and again while there is something new to see.

        Parameters
        ----------
        draw : callable
            What draws it; it calls `look` once its buttons are there.
        *args : Any
            What it is called with.
        """
        running, were_running = self._running, session().were_running
        # Noted before it is drawn: it may have come to its end by the time of the first look.
        if running:
            were_running.add(self.name)
        else:
            were_running.discard(self.name)
        # The last of the runs while it works asks for one of the whole, which ends this.
        st.fragment(draw, run_every=self.every if running else None, key=f"{self.name}_progress")(*args)

    def look(self) -> None:
        """Notice that the work has come to an end, and say why if it was before its time."""
        if self.name in session().were_running and not self._running:
            st.rerun()  # `watch` sees that there is nothing more to look for
        asked = self.asked
        if asked is not None and asked.job.error is not None:
            st.error(self.failed.format(why=verbatim(ended_in_words(asked.job.error))))

    def buttons(
        self, begin: Callable[[], None], *, same: bool, label: str, instead: str, about: str, how_far: str
    ) -> None:
        """Draw what can be done now, and how far it is.

        Parameters
        ----------
        begin : callable
            Begins what the page asks for now.
        same : bool
            Whether that is what was asked for last.
        label, instead : str
            Of the button that begins it, and of the same while something else is worked on.
        about : str
            What it will take.
        how_far : str
            What there is already; may be empty.
        """
        job = self.asked.job if self.asked else None
        active = job is not None and job.active
        stopped = job is not None and not active and not job.finished and job.error is None
        done = same and (stopped or (job is not None and job.finished))
        with st.container(horizontal=True, vertical_alignment="center"):
            if active:
                st.button("Stop", on_click=self.stop, key=f"{self.name}_stop")
                if not same:
                    st.button(instead, on_click=begin, key=f"{self.name}_start")
            elif stopped:
                st.button(
                    "Go on", on_click=self.go_on, key=f"{self.name}_go_on", type="primary" if same else "secondary"
                )
            if not active and not done:
                st.button(label, on_click=begin, key=f"{self.name}_start", type="primary")
                st.caption(about)
            if job is not None and (active or stopped):
                self.progress(". ".join(filter(None, [how_far, state_of(job) if active else _stopped(job)])))

    def progress(self, words: str, width: int | Literal["stretch"] = "stretch") -> None:
        """Draw how far it is, with these words, as wide as it may be or a number of pixels."""
        job = self.asked.job if self.asked else None
        if job is not None:
            st.progress(min(1.0, job.done / job.total), text=words, width=width)

    # ------------------------------------------------------------------------------------ what is done

    def put(self, asked: A) -> None:
        """Put something in the place of what was asked for before, which is stopped."""
        self.stop()
        session().jobs[self.name] = asked

    def begin(self, asked: A, slices: float = math.inf) -> None:
        """Put something in the place of what was asked for before, and begin with it."""
        self.put(asked)
        self.go_on(slices)

    def go_on(self, slices: float = math.inf) -> None:
        """Go on, for some slices or to the end; nothing if it was taken away meanwhile."""
        asked = self.asked
        if asked is not None:
            background().start(asked.job, slices)
            st.rerun(state.FINDINGS)  # which looks again and again from now on

    def forget(self) -> None:
        """Take away what was asked for; nothing if it is gone already: somebody clicked twice."""
        self.stop()
        session().jobs.pop(self.name, None)
        st.rerun(state.FINDINGS)

    def stop(self) -> None:
        """Stop after the slice that is being done; what came out is kept."""
        asked = self.asked
        if asked is not None:
            background().stop(asked.job)


def _stopped(job: Job[Any]) -> str:
    return f"Stopped at {100 * job.done / job.total:.0f} %"
