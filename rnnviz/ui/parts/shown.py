"""What a page shows in this run of its script: the picture of what is asked for, and the hand that it follows."""

from functools import cached_property
from typing import Final

import streamlit as st

from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.run import Result
from rnnviz.experiment.setting import Setting
from rnnviz.pictures.draws import with_draws
from rnnviz.pictures.picture import Look
from rnnviz.ui.components.follower import follower
from rnnviz.ui.live import pictures
from rnnviz.ui.live.routes import ADDRESS
from rnnviz.ui.parts.editing import edits_of
from rnnviz.ui.session import state
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.session.told import told, whole

__all__ = ["Shown", "ahead", "is_followed", "place"]

#: Key of the component that follows the controls.
_KEY: Final = "follower"


class Shown:
    """A page's picture in this run; what it was computed from only where that is asked for.

    Parameters
    ----------
    page : str
        Of `rnnviz.pictures.answers.PICTURES`.
    look : Look
        How it is looked at.
    """

    def __init__(self, page: str, look: Look = Look()) -> None:  # noqa: B008  # immutable
        self.page = page
        self.setting = state.scenario_asked()
        self.edits = edits_of(self.setting)
        self.look = look._replace(pinned=session().pinned).within(self.setting)
        self._places: dict[str, st.delta_generator.DeltaGenerator] = {}
        self.picture = pictures.picture_of(page, self.setting, self.edits, self.look)
        session().looks[page] = self.look

    @cached_property
    def result(self) -> Result:
        """The result that the picture shows."""
        return result_of(self.setting, self.edits)

    def words(self, name: str) -> None:
        """Draw the words of one of the picture's places, which follow a hand."""
        with place(name):
            self._places[name] = st.empty()
        self._places[name].html(self._said(name))

    def _said(self, name: str) -> str:
        """With what many draws say, if that is known already."""
        words, drawn, scenario = self.picture.words[name] or _NOTHING, session().drawn, self.setting.adjustable
        if drawn is None or scenario is None or drawn[0] != scenario.key:
            return words
        return with_draws(words, scenario, drawn[1])

    def fill(self) -> None:
        """Draw words once more that have room for what many draws say."""
        for name, there in self._places.items():
            if (said := self._said(name)) != self.picture.words[name]:
                there.html(said)

    def follow(self) -> None:
        """Follow the controls while they move; nothing to see."""
        scenario = self.setting.adjustable
        if scenario is None or not is_followed():
            return
        kept, pinned = session(), self.look.pinned
        follower(
            f"{ADDRESS}/{self.page}",
            scenario.to_query(),
            self.look._asdict() | {"pinned": None if pinned is None else pinned.to_query()},
            {name: float(getattr(scenario, name)) for name, one in SETTINGS.items() if one.bounds is not None},
            key=_KEY,
            asks=not any(kept.edits.values()),  # what was edited by hand is no part of a question
            problem=kept.problem,
            settled=kept.settled,
            on_settled=_note_settled,
            on_lost=_note_lost,
        )


#: What stands for no words: an element that is empty would not be there, and could not be filled.
_NOTHING: Final = "<span></span>"


def place(name: str) -> "st.delta_generator.DeltaGenerator":
    """Where words stand that follow a hand."""
    return st.container(key=f"words_{name}")


def ahead(page: str, setting: Setting) -> None:
    """Compute a picture before anything is drawn: what is sent meanwhile would be painted piece by piece."""
    look = session().looks.get(page, Look())._replace(pinned=session().pinned)
    pictures.picture_of(page, setting, edits_of(setting), look.within(setting))


def is_followed() -> bool:
    """Whether pictures follow the controls here: there is somebody to ask, and the browser can."""
    return pictures.is_serving() and not session().lost


def _note_settled() -> None:
    session().settled = whole(told(_KEY, "settled"), 0, 2**53) or 0
    state.settled()


def _note_lost() -> None:
    session().lost = True
    state.redraw()
