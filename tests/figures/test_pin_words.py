"""What differs from what is pinned, and what that does: said as the numbers have it."""

import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.pin_words import difference_in_words, effect_in_words, pinned_name
from rnnviz.numerics.numerals import power_of_ten

SMALL = Scenario(T_x=30, n_a=6, m=2)
OTHERS = [
    Scenario(T_x=1, n_a=6, m=2),
    Scenario(T_x=12, n_a=6, m=2),
    Scenario(T_x=30, n_a=3, m=2),
    Scenario(T_x=30, n_a=6, m=2, cells=("rnn", "lstm", "gru")),
    Scenario(T_x=30, n_a=6, m=2, gain=5.0),
    Scenario(T_x=30, n_a=6, m=2, loss="every"),
    Scenario(T_x=30, n_a=6, m=2, start="pytorch"),
    Scenario(n_a=6, input="text", text="hello there"),
    Scenario(n_a=6, input="numbers", numbers=((1.0, 2.0, 3.0),)),
    Scenario(T_x=30, n_a=6, m=2, activation="relu", gain=0.05, input_scale=0.0),
]


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: str(one.changed()))
def test_both_ways_there_is_a_sentence(other: Scenario) -> None:
    for one, two in ((SMALL, other), (other, SMALL)):
        said = f"{difference_in_words(one, two)} {effect_in_words(run(one), run(two))}"
        assert said.startswith("Since it was pinned: ")
        assert said.endswith(".")
        assert "own" not in pinned_name(one, two)
        assert not any(word in said for word in ("None", "nan", "inf "))


def test_what_is_shown_itself_differs_in_nothing() -> None:
    assert difference_in_words(SMALL, SMALL) == "This result is pinned. Change a setting, and both are shown."
    assert effect_in_words(run(SMALL), run(SMALL)) == ""
    assert pinned_name(SMALL, SMALL) == "pinned"


def test_how_many_times_is_what_the_gradients_say() -> None:
    other = Scenario(T_x=30, n_a=6, m=2, gain=1.5, cells=("rnn",))
    before, after = run(SMALL), run(other)
    gap = after.cells["rnn"].fades["a"].left - before.cells["rnn"].fades["a"].left
    assert effect_in_words(before, after) == f"Now the RNN keeps {power_of_ten(gap)} times more."
    assert effect_in_words(after, before).startswith(f"Now the RNN keeps {power_of_ten(gap)} times less")


def test_networks_that_the_other_has_not_are_left_out() -> None:
    one, two = Scenario(T_x=9, n_a=3, cells=("rnn",)), Scenario(T_x=9, n_a=3, cells=("gru",))
    assert effect_in_words(run(one), run(two)) == ""
