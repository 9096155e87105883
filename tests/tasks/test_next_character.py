"""Next character: pieces of the text, each shifted by one."""

import math

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.tasks.next_character import MAX_CHARACTERS, MAX_TEXT, TEXT, next_character


def test_what_is_right_is_what_comes_next() -> None:
    text = "the tide"
    task = next_character(text)
    letters = sorted(set(text))
    x, targets, counts = task.batch(np.random.default_rng(0), 40, 5)
    for sequence, right in zip(x.argmax(axis=0), targets, strict=True):
        read = "".join(letters[k] for k in sequence)
        answer = "".join(letters[k] for k in right)
        assert read[1:] == answer[:-1]
        assert read + answer[-1] in text + text
    assert counts.all()


def test_a_piece_may_be_longer_than_the_text() -> None:
    x, _, _ = next_character("ab").batch(np.random.default_rng(0), 3, 9)
    assert x.shape == (2, 3, 9)


def test_the_baseline_is_the_entropy_of_the_characters() -> None:
    assert next_character("aaab").baseline(10) == pytest.approx(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "at least two different characters"),
        ("aaaa", "at least two different characters"),
        ("ab" * (MAX_TEXT // 2 + 1), "at most 20,000 are possible"),
        ("".join(chr(0x4E00 + k) for k in range(MAX_CHARACTERS + 1)), "different characters; at most 128"),
        ("a\ud83d", "half a surrogate pair"),
        ("a" + "\u0315\u0300" * 60_000, "The text has 120,001 characters; at most 20,000"),
        ("a" + "\u0315\u0300" * 9_000, "18,000 combining marks in a row"),
    ],
    ids=["nothing", "one", "long", "many", "surrogate", "long marks", "marks"],
)
def test_a_text_that_cannot_be_learned_from_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        next_character(text)


def test_the_text_that_is_shipped_is_enough_to_learn_from() -> None:
    assert 500 < len(TEXT) < MAX_TEXT
    assert next_character().n_x < 40


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="must be a str; got bytes"):
        next_character(b"abab")  # type: ignore[arg-type]


def test_solved_is_better_than_the_trivial_answer() -> None:
    task = next_character("a" * 19 + "b")
    assert task.trivial_accuracy is not None
    assert task.trivial_accuracy(5) == 0.95
    assert task.solved.bound == pytest.approx(0.975)
    assert next_character("abcd").solved.bound == 0.9
