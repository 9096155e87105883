"""The room that a visit is in: as its teacher, or as one of its people.

What stands here has no drawing. The address names the room (``room``) and what was followed last (``turn``), so that
who reloads stays where they are; who one is there is kept by the browser (`rnnviz.ui.components.room`).
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final

from streamlit.navigation.page import StreamlitPage

from rnnviz.errors import RnnvizError
from rnnviz.lessons.answers import answer_of, choices_of, scenario_of
from rnnviz.lessons.library import LESSONS
from rnnviz.rooms.room import Held, Said, Shown, View
from rnnviz.rooms.rooms import Rooms, code_in
from rnnviz.ui.lessons import course
from rnnviz.ui.session import address, state
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.training import controls
from rnnviz.ui.training.values import to_address

__all__ = [
    "ALL_ROOMS",
    "Joined",
    "bring_back",
    "come_back",
    "end",
    "finish",
    "follow",
    "held",
    "in_turn",
    "is_asked_anew",
    "is_with_all",
    "join",
    "joined",
    "look",
    "open_room",
    "present",
    "reveal",
    "show",
    "take",
]

#: Those of this server.
ALL_ROOMS: Final = Rooms(clock=time.monotonic)
_NAMES: Final = ("room", "turn")
#: Pages that show the setting of the sidebar.
_OF_SETTING: Final = ("", "gates", "step", "why")
#: Pages of rooms that are drawn at the same time, and seconds that one waits at most.
_TURNS: Final = BoundedSemaphore(2)
_LONGEST_WAIT: Final = 2.0
_OVER: Final = "The room is over, or its letters are others. You can go on by yourself."


@dataclass
class Joined:
    """What is kept of the room of a visit.

    Parameters
    ----------
    code : str
        Of the room; empty if one is in none.
    token : str
        Who one is there; empty of its teacher.
    secret : str
        Of its teacher.
    turn : int
        What was followed last.
    revealed : bool
        Whether the answer could be seen then.
    heard : bool
        Whether the browser has said who one was there before.
    left : str
        The room that the browser is to forget.
    problem : str
        What could not be done.
    reasons : dict of (str, str) to str
        Why, in one's own words, by card.
    lesson : str
        Of the teacher's file, that the room has brought.
    bars : bool
        Whether the teacher's screen has the bars before they are revealed.
    """

    code: str = ""
    token: str = ""
    secret: str = ""
    turn: int = 0
    revealed: bool = False
    heard: bool = False
    left: str = ""
    problem: str = ""
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    lesson: str = ""
    bars: bool = True

    @property
    def teaches(self) -> bool:
        """Whether it is one's own room."""
        return bool(self.secret)


def joined() -> Joined:
    """That of the visit."""
    kept = session()
    if kept.room is None:
        kept.room = Joined()
    found: Joined = kept.room
    return found


# ------------------------------------------------------------------------------------------------- in and out


def open_room() -> None:
    """Open a room, and be its teacher."""
    end()
    kept = joined()
    try:
        kept.code, kept.secret = ALL_ROOMS.open()
    except RnnvizError as error:
        kept.problem = str(error)
        return
    kept.heard = True  # no browser can have known it before


def join(text: object) -> None:
    """Join the room of a code, as a new one."""
    end()
    kept, code = joined(), code_in(text)
    try:
        token = ALL_ROOMS.join(code) if code else None
    except RnnvizError as error:
        kept.problem = str(error)
        return
    if token is None:
        kept.problem = _OVER
        return
    kept.code, kept.token = code, token


def end() -> None:
    """Leave the room; a teacher's is over then, for all."""
    kept = joined()
    if kept.teaches:
        ALL_ROOMS.close(kept.code, kept.secret)
    elif kept.code:
        ALL_ROOMS.leave(kept.code, kept.token)
    session().room = Joined(left=kept.code, lesson=kept.lesson)
    address.write({}, _NAMES.__contains__)


def come_back(told: object) -> None:
    """Take up who a browser says that one was: this room's teacher, if the secret is right, or one of its people."""
    kept = joined()
    kept.heard = True
    if not isinstance(told, Mapping) or not kept.code or kept.teaches:
        return
    token, secret = told.get("token"), told.get("secret")
    if isinstance(secret, str) and 0 < len(secret) <= 100 and ALL_ROOMS.is_teacher(kept.code, secret):
        ALL_ROOMS.leave(kept.code, kept.token)
        kept.token, kept.secret = "", secret
    elif isinstance(token, str) and 0 < len(token) <= 100:
        kept.token = ALL_ROOMS.come_back(kept.code, kept.token, token)


def look() -> View | None:
    """The room now; None if it is over, or one was away for too long."""
    kept = joined()
    if kept.teaches:
        return ALL_ROOMS.teachers_view(kept.code, kept.secret)
    return ALL_ROOMS.view(kept.code, kept.token) if kept.code else None


@contextmanager
def in_turn() -> Iterator[None]:
    """Draw a page when it is its turn: a room's people all begin at once, and are done sooner one after the other."""
    kept = session().room  # none yet in a visit's first run, which takes its turn at once
    waits = kept is not None and bool(kept.code) and _TURNS.acquire(timeout=_LONGEST_WAIT)
    try:
        yield
    finally:
        if waits:
            _TURNS.release()


# ------------------------------------------------------------------------------------------------- to follow


def follow(pages: Iterable[StreamlitPage]) -> StreamlitPage | None:
    """Go where the room is, if it went on since: the page to go to, unless a card says it.

    Parameters
    ----------
    pages : iterable of StreamlitPage
        All of the app.
    """
    named, comes = address.read(), False
    if session().scenario is None and session().room is None and "room" in named:
        join(named["room"])
        turn = named.get("turn", "")
        joined().turn = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 10 else 0
        comes = "turn" not in named
    kept, view = joined(), look()
    if not kept.code:
        return None
    if view is None:
        end()
        joined().problem = _OVER
        return None
    moves = not kept.teaches and view.shown is not None and view.turn != kept.turn
    kept.turn, kept.revealed = view.turn, view.revealed
    page = _go(view.shown, pages) if moves and view.shown is not None else None
    if view.revealed and view.shown is not None and course.course().key == view.shown.key:
        question = view.shown.question
        of_use = view.mine if question is not None and question.kind != "number" else None
        course.settle(of_use or "", kept.reasons.get(view.shown.key, ""))
    address.write({"room": kept.code, "turn": str(kept.turn)}, _NAMES.__contains__)
    if comes and view.shown is None:  # the first page may hold the first answer
        return next((one for one in pages if one.url_path == "learn"), None)
    return page


def _go(shown: Shown, pages: Iterable[StreamlitPage]) -> StreamlitPage | None:
    """Show what is before all."""
    if shown.lesson is not None:
        _bring(shown)
        if is_asked_anew(shown.key):
            course.ask_anew(shown.key)
        course.enter(shown.lesson.id, shown.card)
        own = {"lesson": shown.lesson.id, "card": shown.card}
    else:
        course.leave()
        own = dict(shown.query)
        if shown.page == "train":
            controls.ask_for(shown.query)
        elif shown.page in _OF_SETTING:
            state.adopt(scenario_of(shown.query))
    scenario = session().scenario
    of_setting = scenario.to_query() if scenario is not None and shown.page in _OF_SETTING else {}
    address.write(of_setting | own, lambda name: name not in _NAMES)  # what stood there was of another place
    return None if shown.lesson is not None else next((page for page in pages if page.url_path == shown.page), None)


def _bring(shown: Shown) -> None:
    """Have a lesson that is none of ours; only the last one of a room is kept."""
    kept, brought = joined(), course.course().brought
    assert shown.lesson is not None
    if shown.lesson.id not in LESSONS:
        brought.pop(kept.lesson, None)
        brought[shown.lesson.id], kept.lesson = shown.lesson, shown.lesson.id


def is_with_all(page: str, view: View) -> bool:
    """Whether one is where the room is.

    Parameters
    ----------
    page : str
        That is shown.
    view : View
        The room.
    """
    if view.shown is None:
        return True
    now = course.course()
    own = now.key if now.lesson is not None else ("", "")
    return page == view.shown.page and own == view.shown.key


def bring_back() -> None:
    """Go where the room is, in the run that follows."""
    joined().turn = -1


def take(card: tuple[str, str], value: str, reason: str) -> bool:
    """Tell the room a guess; whether its answer has to wait until it is revealed."""
    kept = joined()
    if kept.teaches or not kept.code:
        return False
    view = look()
    if view is None or view.shown is None or view.revealed or card != view.shown.key:
        return False
    if value and ALL_ROOMS.guess(kept.code, kept.token, card, value):
        kept.reasons = {card: reason}
    question = view.shown.question
    return question is not None and question.kind != "number"


def is_asked_anew(card: tuple[str, str]) -> bool:
    """Whether a card is before all and not revealed: then nobody sees its answer, whatever they guessed before."""
    view = look()
    return view is not None and view.shown is not None and not view.revealed and card == view.shown.key


def finish(card: tuple[str, str]) -> None:
    """Tell the room that the task of a card is done."""
    kept = session().room
    if kept is not None and kept.code and not kept.teaches:
        ALL_ROOMS.finish(kept.code, kept.token, card)


course.TAKERS.append(take)
course.DOERS.append(finish)
course.SEALS.append(is_asked_anew)


# ------------------------------------------------------------------------------------------------- to teach


def present(page: str, title: str) -> Shown:
    """What the teacher's own page shows now.

    Parameters
    ----------
    page, title : str
        That is shown.

    Raises
    ------
    RnnvizError
        If others cannot see it.
    """
    now, visit = course.course(), session()
    if now.now is not None and now.now.page == page:
        return Shown(page, lesson=now.lesson, card=now.card, title=title)
    if page == "train" and visit.plan_values is not None:
        return Shown(page, to_address(visit.plan_values), title=title)
    if page not in _OF_SETTING or visit.scenario is None:
        return Shown(page, title=title)
    if visit.inside is not None:
        raise RnnvizError("A network that was brought is on your screen alone. Leave it, and put a setting before all.")
    return Shown(page, visit.scenario.to_query(), title=title)


def show(page: str, title: str) -> None:
    """Put before all what the teacher's page shows."""
    kept = joined()
    try:
        shown = present(page, title)
        ALL_ROOMS.show(kept.code, kept.secret, shown)
    except RnnvizError as error:
        kept.problem = str(error)
        return
    if shown.lesson is not None and is_asked_anew(shown.key):
        course.ask_anew(shown.key)
        course.enter(shown.lesson.id, shown.card)  # with the setting that is asked about


def held() -> list[Held]:
    """What came of the last cards; of who does not teach, nothing."""
    kept = joined()
    return ALL_ROOMS.held(kept.code, kept.secret) if kept.teaches else []


def reveal() -> None:
    """Let all see what was guessed, and the answer."""
    kept, view = joined(), look()
    shown = None if view is None else view.shown
    card = None if shown is None or shown.lesson is None else shown.lesson.card(shown.card)
    if card is not None and card.question is not None:
        answer = answer_of(card, result_of(scenario_of(card.answered)))
        words = f"{choices_of(card.question)[answer.right]} ({answer.words})" if answer.right else answer.words
        ALL_ROOMS.reveal(kept.code, kept.secret, Said(answer.right, words))
