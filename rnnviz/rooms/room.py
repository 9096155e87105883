"""One room: what is shown, who is here, what was guessed. It knows no clock, no lock and no secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from rnnviz.lessons.lesson import Card, Lesson, Question
from rnnviz.rooms.guesses import LONGEST, Bar, counted_guesses, is_guessed_in_rooms, taken

__all__ = [
    "AWAY_SECONDS",
    "CARDS",
    "LONGEST_ANSWER",
    "PEOPLE",
    "PRESENT_SECONDS",
    "Held",
    "Room",
    "Said",
    "Shown",
    "View",
]

#: People of a room.
PEOPLE: Final = 120
#: Cards of a room whose guesses are kept, the last ones.
CARDS: Final = 20
#: Characters of an answer.
LONGEST_ANSWER: Final = 300
#: Somebody is here who was seen so many seconds ago: long enough to reload a page.
PRESENT_SECONDS: Final = 15.0
#: Who was not seen for so many seconds gives way when the room is full.
AWAY_SECONDS: Final = 300.0

Key = tuple[str, str]


class Shown(NamedTuple):
    """What a teacher puts before all.

    Parameters
    ----------
    page : str
        Of the app, as in its address.
    query : mapping of str to str
        Its setting, as in an address; a card has its own.
    lesson : Lesson or None
        Of a card.
    card : str
        Of the lesson.
    title : str
        What the page is called.
    """

    page: str
    query: Mapping[str, str] = MappingProxyType({})
    lesson: Lesson | None = None
    card: str = ""
    title: str = "a page"

    @property
    def key(self) -> Key:
        """Of the card."""
        return ("" if self.lesson is None else self.lesson.id, self.card)

    @property
    def question(self) -> Question | None:
        """That the room guesses."""
        card: Card | None = None if self.lesson is None else self.lesson.card(self.card)
        return card.question if card is not None and is_guessed_in_rooms(card.question) else None

    @property
    def has_task(self) -> bool:
        """Whether there is something to do freely."""
        card = None if self.lesson is None else self.lesson.card(self.card)
        return card is not None and card.task is not None


class Said(NamedTuple):
    """The answer of a question, as all are told it.

    Parameters
    ----------
    right : str
        The key of the right choice; empty of a number.
    words : str
        The answer.
    """

    right: str
    words: str


class View(NamedTuple):
    """A room as one person sees it now.

    Parameters
    ----------
    shown : Shown or None
        What is before all.
    turn : int
        How often something was put before all.
    answer : Said or None
        Once it was revealed.
    people : int
        How many are here.
    guessed : int
        How many have guessed.
    mine : str or None
        What this person has guessed.
    bars : list of Bar
        What all have guessed; empty for who may not see it yet.
    done : int
        How many have done the card's task.
    """

    shown: Shown | None
    turn: int
    answer: Said | None
    people: int
    guessed: int
    mine: str | None = None
    bars: tuple[Bar, ...] = ()
    done: int = 0

    @property
    def revealed(self) -> bool:
        """Whether the answer may be seen."""
        return self.answer is not None


class Held(NamedTuple):
    """What came of a card in a room.

    Parameters
    ----------
    shown : Shown
        The card.
    bars : tuple of Bar
        What was guessed.
    answer : Said or None
        If it was revealed.
    done : int
        How many have done its task.
    """

    shown: Shown
    bars: tuple[Bar, ...]
    answer: Said | None
    done: int


@dataclass
class Room:
    """One room; all that is kept of it.

    Parameters
    ----------
    shown : Shown or None
        What is before all.
    turn : int
        How often something was put there.
    seen : dict of str to float
        By token: when somebody was here last.
    cards : dict of (str, str) to Shown
        That were before all, the last ones.
    guesses : dict of (str, str) to dict of str to str
        By card and token.
    done : dict of (str, str) to set of str
        By card: the tokens of those who have done its task.
    answers : dict of (str, str) to Said
        By card: of those whose answer may be seen.

    Examples
    --------
    >>> room = Room()
    >>> room.join("a", now=0.0), room.view("a", now=1.0).people
    (True, 1)
    """

    shown: Shown | None = None
    turn: int = 0
    seen: dict[str, float] = field(default_factory=dict)
    cards: dict[Key, Shown] = field(default_factory=dict)
    guesses: dict[Key, dict[str, str]] = field(default_factory=dict)
    done: dict[Key, set[str]] = field(default_factory=dict)
    answers: dict[Key, Said] = field(default_factory=dict)

    def join(self, token: str, now: float) -> bool:
        """Let somebody in; False if the room is full."""
        if token not in self.seen and len(self.seen) >= PEOPLE:
            longest = min(self.seen, key=self.seen.__getitem__)
            if now - self.seen[longest] < AWAY_SECONDS:
                return False
            self.leave(longest)
        self.seen[token] = now
        return True

    def leave(self, token: str) -> None:
        """Forget somebody, and what they have guessed."""
        self.seen.pop(token, None)
        for guesses in self.guesses.values():
            guesses.pop(token, None)
        for done in self.done.values():
            done.discard(token)

    def show(self, shown: Shown) -> None:
        """Put something before all; what was guessed of a card before stays."""
        self.shown, self.turn = shown, self.turn + 1
        if shown.question is None and not shown.has_task:
            return
        self.cards.pop(shown.key, None)
        self.cards[shown.key] = shown  # the last one
        self.guesses.setdefault(shown.key, {})
        self.done.setdefault(shown.key, set())
        for oldest in list(self.cards)[:-CARDS]:
            for kind in (self.cards, self.guesses, self.done, self.answers):
                kind.pop(oldest, None)

    def reveal(self, answer: Said) -> None:
        """Let all see what was guessed, and the answer."""
        if self.shown is not None and self.shown.question is not None:
            self.answers[self.shown.key] = Said(answer.right[:LONGEST], answer.words[:LONGEST_ANSWER])

    def guess(self, token: str, key: Key, value: object) -> bool:
        """Take a guess of the card that is shown, until it is revealed; the last one counts. Whether it was taken."""
        shown = self.shown
        if token not in self.seen or shown is None or shown.question is None or key != shown.key:
            return False
        kept = taken(shown.question, value)
        if kept is None or key in self.answers:
            return False
        self.guesses[key][token] = kept
        return True

    def finish(self, token: str, key: Key) -> bool:
        """Note that somebody has done the task of the card that is shown. Whether it was noted."""
        shown = self.shown
        if token not in self.seen or shown is None or not shown.has_task or key != shown.key:
            return False
        self.done[key].add(token)
        return True

    def held(self) -> list[Held]:
        """What came of the last cards, in the order in which they were put before all."""
        found = []
        for key, shown in self.cards.items():
            question, guesses = shown.question, self.guesses[key].values()
            bars = () if question is None else tuple(counted_guesses(question, guesses))
            found.append(Held(shown, bars, self.answers.get(key), len(self.done[key])))
        return found

    def view(self, token: str | None, now: float, *, sees_bars: bool = False) -> View:
        """The room as somebody sees it, who is here by asking.

        Parameters
        ----------
        token : str or None
            Theirs; None of who only looks.
        now : float
            Seconds.
        sees_bars : bool
            Whether the guesses are seen before they are revealed.
        """
        if token in self.seen:
            self.seen[token] = now
        people = sum(now - last <= PRESENT_SECONDS for last in self.seen.values())
        shown = self.shown
        done = len(self.done[shown.key]) if shown is not None and shown.has_task else 0
        if shown is None or shown.question is None:
            return View(shown, self.turn, None, people, 0, done=done)
        guesses, answer = self.guesses[shown.key], self.answers.get(shown.key)
        bars = tuple(counted_guesses(shown.question, guesses.values())) if answer or sees_bars else ()
        return View(shown, self.turn, answer, people, len(guesses), guesses.get(token or ""), bars, done)
