"""What somebody has guessed, found and done in lessons: as a sheet, and as a code that is checked by computing again.

A code holds what was guessed and what it was told to be worth. Nobody has to believe it: the answers are computed anew
from the lessons, and what does not agree is named.
"""

import base64
import binascii
import json
import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.answers import answer_of, choices_of, is_guess, judge, judge_training, scenario_of
from rnnviz.lessons.challenge import Challenge
from rnnviz.lessons.challenge import reached as is_reached
from rnnviz.lessons.lesson import Card, Lesson
from rnnviz.lessons.outcomes import tallied

__all__ = [
    "WORDS",
    "Checked",
    "Entry",
    "Row",
    "Sheet",
    "checked",
    "code_of",
    "codes_in",
    "entries_of",
    "read_code",
    "rows",
    "score_of",
]

#: Characters of a code, bytes of what it holds, and entries in it, at most: it comes from a stranger.
MAX_CODE: Final = 60_000
MAX_HELD: Final = 400_000
#: Under what a browser keeps what somebody has learned of a lesson, in their own words.
WORDS: Final = "*"
MAX_ENTRIES: Final = 500
MAX_NAME: Final = 80
#: Lines into which paper breaks a code.
MAX_LINES: Final = 40
MAX_WORDS: Final = 300
MAX_ADDRESS: Final = 4000
_NOT_A_CODE: Final = "This is no code of a worksheet. Copy all of it, from the first letter to the last."


class Entry(NamedTuple):
    """What somebody has said and done on one card.

    Parameters
    ----------
    lesson, card : str
        Their ids.
    guess : str or None
        The key of a choice, or a number; empty if the answer was shown without one; None where nothing was asked.
    reason : str
        In their own words.
    done : bool
        Whether the card's task was done.
    came : float or None
        What came of a training that was asked about.
    """

    lesson: str
    card: str
    guess: str | None = None
    reason: str = ""
    done: bool = False
    came: float | None = None


class Row(NamedTuple):
    """One card of a sheet, with what is computed for it.

    Parameters
    ----------
    entry : Entry
        What was said and done.
    lesson : Lesson
        Of the card.
    card : Card
        The card.
    guess : str
        The guess as it is read; empty if there is none.
    answer : str
        The answer, as computed now, or of a training as it was told; empty where nothing is known.
    right : bool or None
        Whether the guess is right; None where there is none that could be.
    """

    entry: Entry
    lesson: Lesson
    card: Card
    guess: str
    answer: str
    right: bool | None

    @property
    def score(self) -> tuple[int, int]:
        """Right guesses, and guesses that could be right: several where networks were guessed one by one."""
        networks = tallied(self.entry.guess or "")
        if networks is not None and self.card.question is not None and self.card.question.kind == "train":
            return networks
        return (0, 0) if self.right is None else (int(self.right), 1)


def score_of(rows: Iterable[Row]) -> tuple[int, int]:
    """Right guesses of a sheet, and guesses that could be right."""
    scores = [row.score for row in rows]
    return sum(right for right, _ in scores), sum(guessed for _, guessed in scores)


class Sheet(NamedTuple):
    """What a code holds.

    Parameters
    ----------
    name : str
        Whose it is, as they wrote it.
    told : tuple of (Entry, bool or None)
        What was said and done on each card, and whether the sheet says that the guess was right.
    reached : tuple of (str, str)
        Ids of challenges, and the query of the address that reached each.
    """

    name: str
    told: tuple[tuple[Entry, bool | None], ...]
    reached: tuple[tuple[str, str], ...] = ()


class Checked(NamedTuple):
    """A sheet against what is computed.

    Parameters
    ----------
    name : str
        Whose it is.
    rows : tuple of Row
        Computed now, of the cards that are known here.
    wrong : tuple of str
        What the sheet says otherwise, each in a sentence; empty where it agrees.
    reached : tuple of str
        Titles of the challenges that were reached; those of a training as the sheet says, for it is not trained again.
    """

    name: str
    rows: tuple[Row, ...]
    wrong: tuple[str, ...]
    reached: tuple[str, ...] = ()

    @property
    def score(self) -> tuple[int, int]:
        """Right guesses, and guesses that could be right."""
        return score_of(self.rows)


def entries_of(progress: Mapping[str, Mapping[str, Any]]) -> list[Entry]:
    """The entries of what a browser keeps, in no order.

    Examples
    --------
    >>> found = entries_of({"forgetting": {"letters": ["-3.0", "it fades"], "right!": True}})
    >>> [(entry.card, entry.guess, entry.done) for entry in found]
    [('letters', '-3.0', False), ('right', None, True)]
    """
    found: dict[tuple[str, str], Entry] = {}
    for lesson, cards in progress.items():
        if lesson.endswith("!"):  # of challenges
            continue
        for name, value in cards.items():
            if name == WORDS:
                continue  # of the whole lesson
            key = (lesson, name.rstrip("!="))
            entry = found.get(key, Entry(*key))
            if name.endswith("!"):
                found[key] = entry._replace(done=True)
            elif name.endswith("="):
                found[key] = entry._replace(came=value)
            else:
                found[key] = entry._replace(guess=value[0], reason=value[1])
    return list(found.values())


def rows(
    entries: Iterable[Entry], lessons: Mapping[str, Lesson], run_of: Callable[[Scenario], Result] = run
) -> list[Row]:
    """What is computed for each entry, in the order of the lessons and their cards; what is not known is left out.

    Parameters
    ----------
    entries : iterable of Entry
        What was said and done.
    lessons : mapping of str to Lesson
        By their ids.
    run_of : callable
        Runs a scenario; the place for a memory.

    Examples
    --------
    >>> from rnnviz.lessons.library import LESSONS
    >>> [row] = rows([Entry("forgetting", "factor", "0")], LESSONS)
    >>> row.guess, row.answer, row.right
    ('About 1/100', 'About 10⁻⁸ (7.3·10⁻⁹)', False)
    """
    by_key = {(entry.lesson, entry.card): entry for entry in entries}
    found = []
    for lesson in lessons.values():
        for card in lesson.cards:
            entry = by_key.get((lesson.id, card.id))
            if entry is not None and (entry.guess is None or is_guess(card, entry.guess)):
                found.append(_row(entry, lesson, card, run_of))
    return found


def _row(entry: Entry, lesson: Lesson, card: Card, run_of: Callable[[Scenario], Result]) -> Row:
    question = card.question
    if question is None or question.measured is None:
        return _row_of_training(entry, lesson, card)
    result = run_of(scenario_of(card.answered))
    answer, choices = answer_of(card, result), choices_of(question)
    said = f"{choices[answer.right]} ({answer.words})" if answer.right else answer.words
    if not entry.guess:
        return Row(entry, lesson, card, "", said, None)
    guess = choices.get(entry.guess) or question.measured.kind.say(float(entry.guess))
    return Row(entry, lesson, card, guess, said, judge(card, entry.guess, answer, result).right)


def _row_of_training(entry: Entry, lesson: Lesson, card: Card) -> Row:
    """A card about a training, which is not done again: what came of it is what the sheet says."""
    question, guess = card.question, entry.guess or ""
    if question is None or question.kind != "train":
        return Row(entry, lesson, card, "", "", None)
    found = judge_training(question, guess, entry.came)
    answer, said = (None, None) if found is None else found
    right = None if said is None else said.right
    if not question.choices:
        return Row(entry, lesson, card, "" if said is None else said.words, "", right)
    choices = choices_of(question)
    came = "" if answer is None else f"{choices[answer.right]} ({answer.words}), as it was trained"
    return Row(entry, lesson, card, choices.get(guess, ""), came, right)


def code_of(name: str, sheet: Iterable[Row], reached: Mapping[str, str] = MappingProxyType({})) -> str:
    """A sheet as a code of letters, digits, - and _ , which is checked elsewhere.

    Examples
    --------
    >>> from rnnviz.lessons.library import LESSONS
    >>> code = code_of("Ada", rows([Entry("forgetting", "factor", "2", "0.727 to the 99th")], LESSONS))
    >>> read_code(code).name, read_code(code).told[0][1]
    ('Ada', True)
    """
    told = [[*row.entry, row.right] for row in sheet]
    held = json.dumps([name[:MAX_NAME], told, [*reached.items()]], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(held.encode(), 9)).decode().rstrip("=")


def read_code(code: str) -> Sheet:
    """What a code says, which may come from anybody.

    Raises
    ------
    RnnvizError
        If it is none, or holds too much.
    """
    text = "".join(code.split())
    if not text or len(text) > MAX_CODE:
        raise RnnvizError(_NOT_A_CODE)
    try:
        unpacked = zlib.decompressobj()
        held = unpacked.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), MAX_HELD)
        if unpacked.unconsumed_tail or not unpacked.eof:
            raise RnnvizError(_NOT_A_CODE)
        name, told, reached = json.loads(held)
        entries = tuple(_told(one) for one in told)
        challenges = tuple(_reached(one) for one in reached)
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError) as error:
        raise RnnvizError(_NOT_A_CODE) from error
    if not isinstance(name, str) or len(name) > MAX_NAME or len(entries) + len(challenges) > MAX_ENTRIES:
        raise RnnvizError(_NOT_A_CODE)
    return Sheet(name, entries, challenges)


def codes_in(text: str) -> Iterator[str]:
    """The codes of what was pasted, one below the other; paper breaks them into several lines.

    Examples
    --------
    >>> code = code_of("Ada", [])
    >>> list(codes_in(f"{code[:9]}\\n{code[9:]}\\n\\nnonsense\\n{code}")) == [code, "nonsense", code]
    True
    """
    lines = [line.strip() for line in text[: 4 * MAX_CODE].splitlines() if line.strip()]
    place = 0
    while place < len(lines):
        some = lines[place : place + MAX_LINES]
        count = next((count for count in range(1, len(some) + 1) if _is_code("".join(some[:count]))), 1)
        yield "".join(some[:count])
        place += count


def _is_code(text: str) -> bool:
    try:
        read_code(text)
    except RnnvizError:
        return False
    return True


def _told(one: object) -> tuple[Entry, bool | None]:
    """One entry of a code.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not isinstance(one, list) or len(one) != 7:
        raise ValueError
    lesson, card, guess, reason, done, came, right = one
    words = (lesson, card, reason) if guess is None else (lesson, card, reason, guess)
    if not all(isinstance(word, str) and len(word) <= MAX_WORDS for word in words):
        raise ValueError
    if not isinstance(done, bool) or not (right is None or isinstance(right, bool)):
        raise ValueError
    if not (came is None or (isinstance(came, int | float) and not isinstance(came, bool) and math.isfinite(came))):
        raise ValueError
    return Entry(lesson, card, guess, reason, done, came), right


def _reached(one: object) -> tuple[str, str]:
    """A challenge of a code, and the address that reached it.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not isinstance(one, list) or not all(isinstance(part, str) and len(part) <= MAX_ADDRESS for part in one):
        raise ValueError
    name, query = one
    return name, query


def checked(
    sheet: Sheet,
    lessons: Mapping[str, Lesson],
    run_of: Callable[[Scenario], Result] = run,
    challenges: Mapping[str, Challenge] = MappingProxyType({}),
) -> Checked:
    """A sheet against what is computed now.

    Examples
    --------
    >>> from rnnviz.lessons.library import LESSONS
    >>> forged = Sheet("Eve", ((Entry("forgetting", "factor", "0"), True),))
    >>> checked(forged, LESSONS).wrong
    ('Why does an RNN forget?, card 2: the sheet says right; computed, it is not.',)
    """
    found = rows([entry for entry, _ in sheet.told], lessons, run_of)
    known = {(row.lesson.id, row.card.id): row for row in found}
    wrong = []
    for entry, right in sheet.told:
        row = known.get((entry.lesson, entry.card))
        if row is None:
            wrong.append(f"A card “{entry.card}” of a lesson “{entry.lesson}” is not known here, or has no such guess.")
        elif row.right != right:
            said = {True: "right", False: "not right", None: "nothing of right or wrong"}
            is_ = {True: "it is", False: "it is not", None: "there is nothing to be right"}
            wrong.append(f"{_place(row)}: the sheet says {said[right]}; computed, {is_[row.right]}.")
    reached = []
    for name, query in dict(sheet.reached).items():
        challenge = challenges.get(name)
        if challenge is not None and (challenge.of_training or _reaches(challenge, query, run_of)):
            reached.append(challenge.title)
        else:
            title = "a challenge that is not known here" if challenge is None else f"“{challenge.title}”"
            wrong.append(f"The sheet says that {title} was reached; computed, it is not.")
    return Checked(sheet.name, tuple(found), tuple(wrong), tuple(reached))


def _reaches(challenge: Challenge, query: str, run_of: Callable[[Scenario], Result]) -> bool:
    try:
        return is_reached(challenge, run_of(scenario_of(dict(parse_qsl(query)))))
    except RnnvizError:
        return False


def _place(row: Row) -> str:
    return f"{row.lesson.title}, card {row.lesson.cards.index(row.card) + 1}"
