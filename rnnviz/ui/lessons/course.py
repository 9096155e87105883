"""A lesson that somebody takes: where they are, what they have guessed, and the way in and out.

What stands here has no drawing. The address names the lesson and the card (``lesson``, ``card``); progress is one small
dict, which the browser keeps (`rnnviz.ui.components.keeper`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.lessons.answers import Answer, Judged, answer_of, is_guess, judge, judge_training, scenario_of
from rnnviz.lessons.challenge import Stand
from rnnviz.lessons.lesson import Card, Lesson
from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.outcomes import tallied
from rnnviz.lessons.worksheet import WORDS
from rnnviz.ui.session import state
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.session.told import number
from rnnviz.ui.training import controls

__all__ = [
    "DOERS",
    "MOST_WORDS",
    "SEALS",
    "TAKERS",
    "Course",
    "Guess",
    "ask_anew",
    "begin",
    "can_hide",
    "commit",
    "course",
    "enter",
    "finish",
    "forget",
    "hides",
    "how_far",
    "judged",
    "leave",
    "lesson_of",
    "next_lesson",
    "own",
    "progress",
    "restore",
    "said_of_tried",
    "settle",
    "show",
    "step",
]

#: Who is told a guess (of which card, what, why; empty of somebody who wants to be shown) before its answer is seen,
#: and says whether that has to wait: a room in which all guess first. What stands above this module puts itself here.
TAKERS: Final[list[Callable[[tuple[str, str], str, str], bool]]] = []
#: Who knows of a card whether it is asked anew, whatever was guessed before: one that is before all in a room.
SEALS: Final[list[Callable[[tuple[str, str]], bool]]] = []
#: Who is told that the task of a card is done, again and again while it is shown.
DOERS: Final[list[Callable[[tuple[str, str]], None]]] = []
#: Longest guess or reason that is kept, and longest text on what was learned.
_LONGEST: Final = 300
MOST_WORDS: Final = 600


@dataclass(frozen=True)
class Guess:
    """What somebody has said before they were shown.

    Parameters
    ----------
    value : str
        The key of a choice, or a number; empty if they wanted to be shown without a guess.
    reason : str
        Why, in their own words.
    """

    value: str
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether there was a guess."""
        return bool(self.value)


@dataclass
class Course:
    """What is kept of the lessons of a visit.

    Parameters
    ----------
    lesson : Lesson or None
        The one that is open.
    card : str
        Its card.
    guesses : dict of (str, str) to Guess
        By lesson and card.
    done : set of (str, str)
        Cards whose task was done.
    words : dict of str to str
        By id of a lesson, what somebody has learned of it, in their own words.
    came : dict of (str, str) to float
        What came of a training that was asked about, by lesson and card.
    tried : dict of (str, str) to str
        A number that was not right yet, by lesson and card.
    before : Scenario or None
        The setting that is gone back to when the lesson is left.
    moves : bool
        Whether the page of the card is still to be gone to.
    brought : dict of str to Lesson
        Lessons from files.
    drafts : dict of (str, str) to str
        The end of a curve as it was dragged last, by lesson and card.
    forgets : bool
        Whether the browser is still to be told to forget.
    ended : Lesson or None
        The one that was taken to its end last, until another one is begun.
    waits : (str, str) or None
        Lesson and card of a guess whose answer has to wait for others.
    earlier : dict of str to Any
        What was trained before the card was opened, by kind: it is no answer to what the card asks.
    stands : list of Stand
        How what the card's task asks for stood when it was looked at last.
    seen : str
        The card, or the challenge, that was drawn last; empty if there was none.
    """

    lesson: Lesson | None = None
    card: str = ""
    guesses: dict[tuple[str, str], Guess] = field(default_factory=dict)
    done: set[tuple[str, str]] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    came: dict[tuple[str, str], float] = field(default_factory=dict)
    tried: dict[tuple[str, str], str] = field(default_factory=dict)
    before: Scenario | None = None
    moves: bool = False
    brought: dict[str, Lesson] = field(default_factory=dict)
    drafts: dict[tuple[str, str], str] = field(default_factory=dict)
    forgets: bool = False
    ended: Lesson | None = None
    waits: tuple[str, str] | None = None
    earlier: dict[str, Any] = field(default_factory=dict)
    stands: list[Stand] = field(default_factory=list)
    seen: str = ""

    @property
    def now(self) -> Card | None:
        """The card that is shown."""
        return None if self.lesson is None else self.lesson.card(self.card)

    @property
    def key(self) -> tuple[str, str]:
        """Of what is kept of this card."""
        return ("" if self.lesson is None else self.lesson.id, self.card)

    @property
    def guess(self) -> Guess | None:
        """What was guessed on this card."""
        return self.guesses.get(self.key)

    @property
    def is_pending(self) -> bool:
        """Whether this card was guessed, and what decides is still to be trained."""
        question = None if self.now is None else self.now.question
        if question is None or not question.outcome or self.guess is None:
            return False
        return self.guess.counts and self.key not in self.came

    @property
    def is_open(self) -> bool:
        """Whether this card's question is still to be answered."""
        return self.now is not None and self.now.question is not None and self.guess is None


def course() -> Course:
    """That of the visit."""
    kept = session()
    if kept.course is None:
        kept.course = Course()
    found: Course = kept.course
    return found


def lesson_of(name: str) -> Lesson | None:
    """The lesson of an id: one of ours, or one that was brought."""
    return course().brought.get(name) or LESSONS.get(name)


def begin(name: str) -> None:
    """Open a lesson: at the first card that is not answered or done yet, or again at the first."""
    lesson, kept = lesson_of(name), course()
    if lesson is None:
        return
    rest = [card.id for card in lesson.cards if not _is_behind(kept, lesson, card)]
    enter(name, rest[0] if rest else lesson.cards[0].id)


def _is_behind(kept: Course, lesson: Lesson, card: Card) -> bool:
    key = (lesson.id, card.id)
    return key in (kept.done if card.task else kept.guesses)


def enter(name: str, card: str, *, sets: bool = True) -> None:
    """Open a card: the page shows its setting, unless an address has said which one."""
    lesson, kept = lesson_of(name), course()
    if lesson is None:
        return
    found = lesson.card(card) or lesson.cards[0]
    if kept.lesson is None:
        kept.before = session().scenario
    if kept.key != (lesson.id, found.id):
        kept.earlier = dict(session().jobs)
    kept.lesson, kept.card, kept.moves, kept.ended, kept.stands = lesson, found.id, True, None, []
    if sets:
        _set(found, answered=kept.guess is not None)


def _set(card: Card, *, answered: bool) -> None:
    """Make the page show a card's setting."""
    if card.page == "train":
        controls.ask_for(card.setting)
    elif card.page != "papers":
        state.adopt(scenario_of(card.answered if answered else card.setting))


def step(by: int) -> None:
    """Go to the next card, or back."""
    kept = course()
    if kept.lesson is None:
        return
    ids = [card.id for card in kept.lesson.cards]
    place = ids.index(kept.card) + by
    if 0 <= place < len(ids):
        enter(kept.lesson.id, ids[place])


def leave() -> None:
    """Close the lesson, and go back to the setting from before it."""
    kept = course()
    if kept.before is not None and kept.lesson is not None:
        state.adopt(kept.before)
    kept.lesson, kept.before, kept.moves = None, None, False


def finish() -> None:
    """Close a lesson at its end, as `leave` does, and go to the page that offers the next one."""
    ended = course().lesson
    leave()
    kept = course()
    kept.ended, kept.moves = ended, True


def next_lesson() -> Lesson | None:
    """The next of ours of which a card is still to be taken: after the one that was ended, else from the first."""
    kept, all_ = course(), list(LESSONS.values())
    after = all_.index(kept.ended) + 1 if kept.ended in all_ else 0
    rest = (one for one in all_[after:] + all_[:after] if not all(_is_behind(kept, one, card) for card in one.cards))
    return next(rest, None)


def commit(value: str, reason: str = "") -> None:
    """Take a guess; from now on it stays. A number that has to be computed stays only once it is right."""
    kept = course()
    card = kept.now
    if card is None or card.question is None or not kept.is_open:
        return
    if not value:
        return
    if _waits(kept, value[:_LONGEST], reason[:_LONGEST]):
        kept.waits = kept.key
        return
    if card.question.kind == "number" and not _judge(card, value[:_LONGEST]).right:
        kept.tried[kept.key] = value[:_LONGEST]
        return
    settle(value, reason)


def show() -> None:
    """Show the answer without a guess; one whose answer nobody wants to train counts for nothing."""
    kept = course()
    if kept.is_pending:
        kept.guesses[kept.key] = Guess("", "" if kept.guess is None else kept.guess.reason)
    elif kept.is_open and not _waits(kept, "", ""):
        settle("")


def _waits(kept: Course, value: str, reason: str) -> bool:
    """Whether the answer is not to be seen yet, though somebody has guessed."""
    return any(take(kept.key, value, reason) for take in TAKERS)


def ask_anew(key: tuple[str, str]) -> None:
    """Forget what was guessed on a card: it is asked again."""
    kept = course()
    for kind in (kept.guesses, kept.tried, kept.drafts, kept.came):
        kind.pop(key, None)


def settle(value: str, reason: str = "") -> None:
    """Take a guess as it stands, or none, and show the answer."""
    kept = course()
    card = kept.now
    if card is None or not kept.is_open:
        return
    kept.guesses[kept.key] = Guess(value[:_LONGEST], reason[:_LONGEST])
    if card.then is not None:
        _set(card, answered=True)


def hides(setting: Setting) -> bool:
    """Whether what the page shows would give an answer away that nobody has guessed yet.

    Where the question is about another setting than the card's, the page shows the card's to think about, until
    somebody moves something.
    """
    card = course().now
    return can_hide() and card is not None and (card.then is None or setting != scenario_of(card.setting))


def can_hide() -> bool:
    """Whether this card's answer can be seen on its page, and is not to be seen yet."""
    kept = course()
    card = kept.now
    return (
        card is not None
        and kept.is_open
        and card.page not in ("train", "papers")
        and (card.question is not None and card.question.kind != "number")
    )


def _result(card: Card) -> Result:
    return result_of(scenario_of(card.answered))


def _judge(card: Card, value: str) -> Judged:
    result = _result(card)
    return judge(card, value, answer_of(card, result), result)


def said_of_tried() -> str:
    """What is said of a number that was not right yet; empty if there is none."""
    kept = course()
    card, value = kept.now, kept.tried.get(kept.key)
    return "" if card is None or value is None else _judge(card, value).words


def forget() -> None:
    """Forget all guesses and tasks, here and in the browser."""
    kept = course()
    for kind in (kept.guesses, kept.tried, kept.drafts, kept.came):
        kind.clear()
    kept.words.clear()
    kept.done.clear()
    kept.forgets = True


def judged() -> tuple[Answer, Judged | None] | None:
    """The answer of this card, and what is said of the guess; None while it is open, or where nothing is computed."""
    kept = course()
    card, guess = kept.now, kept.guess
    if card is None or guess is None or card.question is None:
        return None
    if card.question.kind == "train":
        return judge_training(card.question, guess.value, kept.came.get(kept.key))
    if card.question.measured is None:
        return None
    result = _result(card)
    answer = answer_of(card, result)
    return answer, judge(card, guess.value, answer, result) if guess.counts else None


def how_far(lesson: Lesson) -> tuple[int, int, int]:
    """Cards that are behind somebody; right guesses; guesses that could be right."""
    kept = course()
    behind = sum(_is_behind(kept, lesson, card) for card in lesson.cards)
    right = guessed = 0
    for card in lesson.cards:
        key = (lesson.id, card.id)
        guess = kept.guesses.get(key)
        if guess is None or not guess.counts or card.question is None:
            continue
        networks = tallied(guess.value) if card.question.kind == "train" and not card.question.choices else None
        if networks is not None:
            right, guessed = right + networks[0], guessed + networks[1]
            continue
        if card.question.kind == "train":
            found = judge_training(card.question, guess.value, kept.came.get(key))
            said = None if found is None else found[1]
        else:
            said = _judge(card, guess.value) if card.question.measured is not None else None
        if said is not None:
            right, guessed = right + said.right, guessed + 1
    return behind, right, guessed


# ------------------------------------------------------------------------------------------ what the browser keeps


def progress() -> dict[str, Any]:
    """What was guessed and done, as JSON."""
    kept = course()
    told: dict[str, Any] = {}
    for (lesson, card), guess in kept.guesses.items():
        told.setdefault(lesson, {})[card] = [guess.value, guess.reason]
    for lesson, card in sorted(kept.done):
        told.setdefault(lesson, {}).setdefault(f"{card}!", True)
    for (lesson, card), value in kept.came.items():
        told.setdefault(lesson, {})[f"{card}="] = value
    for lesson, words in kept.words.items():
        told.setdefault(lesson, {})[WORDS] = words
    return told


def restore(told: object) -> None:
    """Take up what a browser has kept, which may be anything; what was answered in this visit stays."""
    kept = course()
    if not isinstance(told, Mapping):
        return
    for name, cards in list(told.items())[:100]:
        lesson = lesson_of(name) if isinstance(name, str) else None
        if lesson is None or not isinstance(cards, Mapping):
            continue
        for card, value in list(cards.items())[:100]:
            if not isinstance(card, str):
                continue
            if card == WORDS and isinstance(value, str):
                kept.words.setdefault(lesson.id, value[:MOST_WORDS])
                continue
            found = lesson.card(card.rstrip("!="))
            if found is None:
                continue
            if card.endswith("="):
                came = number(value)
                if came is not None and found.question is not None and found.question.outcome:
                    kept.came.setdefault((lesson.id, found.id), came)
            elif card.endswith("!"):
                if value is True:
                    kept.done.add((lesson.id, found.id))
            elif _is_guess(found, value) and not any(seal((lesson.id, found.id)) for seal in SEALS):
                kept.guesses.setdefault((lesson.id, found.id), Guess(*value))


def _is_guess(card: Card, value: object) -> bool:
    """Whether what a browser tells is a guess of a card."""
    if card.question is None or not isinstance(value, list | tuple) or len(value) != 2:
        return False
    guess, reason = value
    if not (isinstance(guess, str) and isinstance(reason, str) and len(guess) <= _LONGEST and len(reason) <= _LONGEST):
        return False
    return is_guess(card, guess)


def own(lesson: Lesson) -> None:
    """Take a lesson from a file.

    Raises
    ------
    RnnvizError
        If it has the name of one of ours.
    """
    if lesson.id in LESSONS:
        raise RnnvizError(f'There is a lesson "{lesson.id}" already. Give yours another id.')
    course().brought[lesson.id] = lesson
