"""What comes of trainings: kept in a few letters, compared with what was guessed."""

import math

import pytest

from rnnviz.errors import RnnvizError
from rnnviz.lessons.answers import choices_of, is_guess, judge_training
from rnnviz.lessons.lesson import Card
from rnnviz.lessons.library import LESSONS
from rnnviz.lessons.outcomes import OUTCOMES, tallied, tally
from rnnviz.lessons.reading import lesson_in
from tests.lessons.test_reading import with_card

CARDS = {card.id: card for card in LESSONS["learning"].cards}


def question(card: str):
    found = CARDS[card].question
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("share", "right"), [(0.0, "2"), (0.2, "2"), (0.3, "1"), (0.6, "1"), (0.7, "1"), (0.8, "0"), (1.0, "0")]
)
def test_the_share_of_seeds_lies_at_one_of_the_choices(share: float, right: str) -> None:
    for guess in choices_of(question("seeds")):
        found = judge_training(question("seeds"), guess, share)
        assert found is not None
        answer, judged = found
        assert answer.right == right
        assert judged is not None
        assert judged.right == (guess == right)
        assert f"{100 * share:.0f} %" in judged.words


def test_before_it_has_come_nothing_is_said() -> None:
    assert judge_training(question("opens"), "1", None) is None
    assert judge_training(question("task"), "", None) is None
    found = judge_training(question("opens"), "", 2.0)
    assert found is not None
    assert found[1] is None  # who was shown has not guessed
    assert found[0].words == "100 times what it was before"


@pytest.mark.parametrize(("right", "guessed"), [(0, 1), (1, 1), (1, 2), (2, 2)])
def test_a_tally_is_a_guess_of_a_card_without_choices(right: int, guessed: int) -> None:
    kept = tally(right, guessed)
    assert tallied(kept) == (right, guessed)
    assert is_guess(CARDS["task"], kept)
    assert not is_guess(CARDS["opens"], kept)
    found = judge_training(question("task"), kept, None)
    assert found is not None
    assert found[1] is not None
    assert found[1].right == (right == guessed)


@pytest.mark.parametrize("text", ["2/1", "0/0", "1", "1/", "\uff11/\uff12", "1/2\n", "-1/2", "nan", "10/20"])
def test_what_is_no_tally_is_none(text: str) -> None:
    assert tallied(text) is None
    assert not is_guess(CARDS["task"], text)


def test_what_does_not_decide_is_no_outcome() -> None:
    card = Card("a", "train", "", question=None)
    assert not is_guess(card, "1/2")
    told = with_card(page="train", question={"ask": "?", "kind": "train", "outcome": "mood", "choices": []})
    with pytest.raises(RnnvizError, match=f"\"outcome\" must be one of {', '.join(OUTCOMES)}; got 'mood'."):
        lesson_in(told)
    told = with_card(page="train", question={"ask": "?", "kind": "train", "outcome": "share", "choices": []})
    with pytest.raises(RnnvizError, match="2 to 6 answers"):
        lesson_in(told)


def test_each_outcome_is_said() -> None:
    assert all(outcome.say(value) for outcome in OUTCOMES.values() for value in (-300.0, 0.0, 0.5, 300.0))
    assert not any(
        math.isnan(choice.value) for card in CARDS.values() if card.question for choice in card.question.choices
    )
