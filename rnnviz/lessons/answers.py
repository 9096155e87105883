"""The answer of a question, computed from the run, and what is said of a guess."""

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.by_hand import BY_HAND, mistakes
from rnnviz.lessons.lesson import Card, Question
from rnnviz.lessons.outcomes import OUTCOMES, came_true, tallied

__all__ = [
    "CLEAR",
    "Answer",
    "Judged",
    "answer_of",
    "choices_of",
    "is_guess",
    "judge",
    "judge_training",
    "scenario_of",
]

#: How many times nearer the right choice has to be than the next: a question with two right answers teaches nothing.
CLEAR: Final = 2.0
#: A guess of a size is close within this factor.
CLOSE: Final = 10.0
#: A number that was computed by hand is right to this part of it.
BY_HAND_WITHIN: Final = 0.01
_CHANGES: Final = {"more": "It becomes larger", "same": "It stays about the same", "less": "It becomes smaller"}


class Answer(NamedTuple):
    """An answer.

    Parameters
    ----------
    value : float
        What is measured, of a size its log₁₀; of the networks that are compared that of the right one.
    right : str
        The key of the right choice; empty where a number is asked for.
    words : str
        The answer.
    clear : float
        How many times nearer the right choice is than the next, or larger the right network's value; infinite where
        there is nothing to mistake it for.
    """

    value: float
    right: str
    words: str
    clear: float = math.inf


class Judged(NamedTuple):
    """What is said of a guess.

    Parameters
    ----------
    right : bool
        Whether it is right, or close.
    words : str
        What to say.
    """

    right: bool
    words: str


def scenario_of(query: Mapping[str, str]) -> Scenario:
    """The scenario of a card.

    Raises
    ------
    RnnvizError
        If it is none.
    """
    scenario, problems = Scenario.from_query(query)
    if problems:
        raise RnnvizError(str(problems[0]))
    return scenario


def choices_of(question: Question) -> dict[str, str]:
    """What there is to choose from, by key; empty where a number is asked for.

    Examples
    --------
    >>> choices_of(Question("Which?", "which", cells=("rnn", "lstm")))
    {'rnn': 'RNN', 'lstm': 'LSTM'}
    """
    if question.choices:
        return {str(number): one.text for number, one in enumerate(question.choices)}
    if question.kind == "which":
        return {cell: CELLS[cell].label for cell in question.cells}
    return dict(_CHANGES) if question.kind == "change" else {}


def is_guess(card: Card, guess: str) -> bool:
    """Whether this can be a guess of a card: one of its choices, a number where one is asked for, or none.

    Examples
    --------
    >>> card = Card("keeps", "", "", question=Question("Which?", "which", cells=("rnn", "lstm")))
    >>> is_guess(card, "rnn"), is_guess(card, ""), is_guess(card, "gru")
    (True, True, False)
    """
    if card.question is None:
        return False
    choices = choices_of(card.question)
    if not guess or guess in choices:
        return True
    if card.question.kind == "train" and not choices:
        return tallied(guess) is not None
    if choices or card.question.measured is None:
        return False
    try:
        return math.isfinite(float(guess))
    except ValueError:
        return False


def answer_of(card: Card, result: Result | None = None) -> Answer:
    """The answer of a card's question.

    Parameters
    ----------
    card : Card
        With a question that no training answers.
    result : Result, optional
        Of the card's answered setting; run unless given.

    Examples
    --------
    >>> from rnnviz.lessons.measures import measured
    >>> question = Question("Which keeps more?", "which", measured("left", "rnn"), cells=("rnn", "lstm"))
    >>> answer_of(Card("keeps", "", "", question=question)).right
    'lstm'
    """
    question = card.question
    if question is None or question.measured is None:
        raise RnnvizError(f'Card "{card.id}": nothing is computed for it. Ask for a measure.')
    found = run(scenario_of(card.answered), weights=False) if result is None else result
    if question.kind == "which":
        return _which(question, found)
    value = question.measured.of(found)
    if math.isnan(value):
        raise RnnvizError(
            f'Card "{card.id}": "{question.measured.measure}" has no value there. Choose another setting.'
        )
    said = question.measured.kind.say(value)
    if question.kind == "choice":
        return _nearest(question, value, said)
    if question.kind == "change":
        before = question.measured.of(run(scenario_of(card.setting), weights=False))
        return _change(question, before, value)
    return Answer(value, "", said)


def _which(question: Question, result: Result) -> Answer:
    measured = question.measured
    assert measured is not None
    values = {cell: measured._replace(cell=cell).of(result) for cell in question.cells}
    order = sorted(values, key=values.__getitem__, reverse=True)
    first, second = values[order[0]], values[order[1]]
    clear = _factor(first - second) if measured.kind.is_log else (first / second if second else math.inf)
    said = ", ".join(f"{CELLS[cell].label} {measured.kind.say(values[cell])}" for cell in order)
    return Answer(first, order[0], said, clear)


def _nearest(question: Question, value: float, said: str, *, plainly: bool = False) -> Answer:
    plainly = plainly or (question.measured is not None and question.measured.kind.is_log)
    apart = [abs(one.value - value) if plainly else _apart(one.value, value) for one in question.choices]
    order = sorted(range(len(apart)), key=apart.__getitem__)
    return Answer(value, str(order[0]), said, _factor(apart[order[1]] - apart[order[0]]))


def _apart(one: float, other: float) -> float:
    """How many powers of ten two numbers lie apart; of numbers with 0 or below, how far as such, in shares."""
    return abs(math.log10(one / other)) if one > 0 and other > 0 else abs(one - other)


def _change(question: Question, before: float, value: float) -> Answer:
    measured = question.measured
    assert measured is not None
    change = value - before if measured.kind.is_log else math.log10(value / before)
    key = "same" if abs(change) < math.log10(CLEAR) else "more" if change > 0 else "less"
    said = f"{measured.kind.say(before)} before, {measured.kind.say(value)} now"
    # Between two of the answers lies a factor of 2: how far it is from there.
    return Answer(value, key, said, _factor(abs(abs(change) - math.log10(CLEAR))))


def _factor(decades: float) -> float:
    return float(10.0 ** min(decades, 300.0))


def judge(card: Card, guess: str, answer: Answer, result: Result) -> Judged:
    """What is said of a guess.

    Parameters
    ----------
    card : Card
        With a question.
    guess : str
        The key of a choice; or a number, of a size its log₁₀.
    answer : Answer
        From `answer_of`.
    result : Result
        That the answer is about.
    """
    question = card.question
    assert question is not None
    if choices_of(question):
        return _judge_choice(question, guess, answer)
    value = float(guess)
    assert question.measured is not None
    say = question.measured.kind.say
    if question.kind == "end":
        gap = abs(value - answer.value)
        right = gap <= math.log10(CLOSE)
        far = "Close" if right else f"Off by {_decades(gap)}"
        return Judged(right, f"{far}: you {say(value)}, computed {answer.words}.")
    return _judge_number(question, value, answer, result)


def _judge_choice(question: Question, guess: str, answer: Answer) -> Judged:
    choices, right = choices_of(question), guess == answer.right
    said = "" if right else f" You chose “{choices.get(guess, guess)}”."
    words = choices[answer.right]
    computed = "" if answer.words in words else f" ({answer.words})"
    return Judged(right, f"{'Right' if right else 'Not here'}: {words}{computed}.{said}")


def judge_training(question: Question, guess: str, came: float | None) -> tuple[Answer, Judged | None] | None:
    """What came of a training, and what is said of the guess, if there was one; None while it has not come.

    Parameters
    ----------
    question : Question
        Of kind ``"train"``.
    guess : str
        The key of a choice, or how many guesses beside networks came true (`rnnviz.lessons.outcomes.tally`); empty of
        somebody who was shown.
    came : float or None
        The question's outcome, once it is there.

    Examples
    --------
    >>> question = Question("Which learn?", "train")
    >>> judge_training(question, "2/2", None)[1]
    Judged(right=True, words='2 of your 2 guesses came true.')
    """
    if not question.choices:
        found = tallied(guess)
        return None if found is None else (Answer(math.nan, "", ""), Judged(found[0] == found[1], came_true(*found)))
    if came is None:
        return None
    answer = _nearest(question, came, OUTCOMES[question.outcome].say(came), plainly=True)
    return answer, _judge_choice(question, guess, answer) if guess else None


def _decades(gap: float) -> str:
    whole = round(gap)
    return f"{whole} power{'' if whole == 1 else 's'} of ten"


def _judge_number(question: Question, value: float, answer: Answer, result: Result) -> Judged:
    measured = question.measured
    assert measured is not None
    if _agree(value, answer.value):
        return Judged(True, f"Right: {answer.words}.")
    if measured.measure == "by_hand" and measured.arguments["name"] in BY_HAND:
        for what, wrong in mistakes(result, measured.cell, **measured.arguments).items():
            if _agree(value, wrong):
                return Judged(False, f"Not yet: you left out {what}.")
        if _agree(value, -answer.value):
            return Judged(False, "Not yet: the size is right, the sign is not.")
    return Judged(False, f"Not yet: it is not {measured.kind.say(value)}.")


def _agree(one: float, other: float) -> bool:
    return abs(one - other) <= BY_HAND_WITHIN * abs(other) + 1e-12
