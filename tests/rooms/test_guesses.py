"""What browsers say is taken only if it is a guess; counted, all that were taken are there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.lessons.lesson import Choice, Question
from rnnviz.lessons.measures import measured
from rnnviz.rooms.guesses import LONGEST, MOST_BARS, counted_guesses, is_guessed_in_rooms, taken

WHICH = Question("Which?", "which", measured("left", "rnn"), cells=("rnn", "lstm"))
CHANGE = Question("What happens?", "change", measured("left", "rnn"))
CHOICE = Question("How much?", "choice", measured("left", "rnn"), choices=(Choice("A lot", 0), Choice("Nothing", -9)))
END = Question("How much?", "end", measured("left", "rnn"))
NUMBER = Question("Compute.", "number", measured("left", "rnn"))
QUESTIONS = (WHICH, CHANGE, CHOICE, END, NUMBER)
ANYTHING = st.one_of(
    st.text(max_size=40), st.floats().map(str), st.none(), st.integers(), st.lists(st.text()), st.sampled_from(["rnn"])
)


@given(question=st.sampled_from(QUESTIONS), told=st.lists(ANYTHING, max_size=60))
def test_whatever_browsers_say_the_bars_are_few_and_hold_what_was_taken(question: Question, told: list[object]) -> None:
    kept = [one for one in (taken(question, value) for value in told) if one is not None]
    assert all(len(one) <= LONGEST for one in kept)
    bars = counted_guesses(question, kept)
    assert len(bars) <= MOST_BARS
    assert sum(bar.people for bar in bars) == len(kept)


@given(st.lists(st.floats(-300, 300), min_size=1, max_size=50))
def test_sizes_have_bars_from_the_smallest_to_the_largest(values: list[float]) -> None:
    kept = [taken(END, f"{value:.1f}") for value in values]
    bars = counted_guesses(END, [one for one in kept if one is not None])
    assert bars[0].people
    assert bars[-1].people
    assert 1 <= len(bars) <= MOST_BARS


def test_a_bar_of_sizes_says_its_ends() -> None:
    assert [bar.label for bar in counted_guesses(END, ["-13.7", "-12.2"])] == ["10⁻¹⁴ to 10⁻¹³", "10⁻¹³ to 10⁻¹²"]
    assert [bar.label for bar in counted_guesses(END, ["-0.5"])] == ["10⁻¹ to 1"]


def test_numbers_that_few_have_said_stand_together() -> None:
    guesses = ["0.5"] * 5 + [str(number) for number in range(1, 12)]
    bars = counted_guesses(NUMBER, guesses)
    assert ("0.5", 5) in [(bar.label, bar.people) for bar in bars]
    assert bars[-1].label == "others"


def test_nothing_is_counted_of_a_training() -> None:
    train = Question("Will it learn?", "train")
    assert not is_guessed_in_rooms(train)
    assert not is_guessed_in_rooms(None)
    assert taken(train, "1") is None


@pytest.mark.parametrize("value", ["", "x" * 25, "inf", "nan", "1e999", "-1e300", "<b>", b"1", 1.0, {}, ["1"]])
def test_what_is_no_size_is_not_taken(value: object) -> None:
    assert taken(END, value) is None
