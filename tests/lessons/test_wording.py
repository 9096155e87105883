"""Words of cards: computed numbers, links, and nothing else that a browser would take for markup."""

import pytest

from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.lesson import Card
from rnnviz.lessons.wording import as_html, check_words, with_numbers
from rnnviz.numerics.numerals import power_of_ten

RESULT = run(Scenario(n_a=8, T_x=20))


def test_numbers_are_those_of_the_result() -> None:
    left = RESULT.cells["rnn"].fades["a"].left
    assert with_numbers("{left.rnn} of {answer}", RESULT, "all").endswith(" of all")
    assert with_numbers("{left.rnn}", RESULT) == power_of_ten(left)
    assert with_numbers("{left.gru}", RESULT) == "–"


def test_only_links_and_stress_are_markup() -> None:
    said = as_html('<img src=x> [<b>](gain) **<i>** [term](gradient) [x](javascript)" onclick="')
    assert "<img" not in said
    assert "<b>" not in said
    assert "<i>" not in said
    assert 'data-goes="gain"' in said
    assert 'data-goes="part-unrolled"' in as_html("See [the boxes](strips).")
    assert "<dfn" in said
    assert "javascript" not in said.replace(">x<", "")


@pytest.mark.parametrize("text", ["{size.rnn}", "{left.cnn}", "[a](b)"])
def test_what_is_not_there_is_found(text: str) -> None:
    for card in (Card("a", "", text), Card("a", "", "", notice=text)):
        with pytest.raises(RnnvizError):
            check_words(card)
