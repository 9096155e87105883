"""What is pinned is computed once, is never somebody else's, and is drawn as its own result has it."""

import json
from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_overview import unit_curves
from rnnviz.pictures.answers import PICTURES, answer, can_follow, question_in
from rnnviz.pictures.picture import Look
from rnnviz.pictures.pinned import name_of, pin_words, pinned_beside
from tests.pictures.decoding import decode
from tests.pictures.settings import brought

NOW, THEN = Scenario(T_x=9, n_a=3, m=2), Scenario(T_x=12, n_a=5, m=1, cells=("lstm", "gru"))
GIVEN = brought("a", "b", letters=("a", "b", "c"))


def test_it_is_computed_once_for_all_that_is_equal() -> None:
    assert pinned_beside(NOW) is pinned_beside(Scenario(T_x=9, n_a=3, m=2))
    assert pinned_beside(NOW) is not pinned_beside(THEN)


@pytest.mark.parametrize("page", ["gradient", "gates", "why"])
def test_what_is_shown_itself_is_as_without(page: str) -> None:
    plain, both = answer(page, NOW, (), Look()), answer(page, NOW, (), Look(pinned=THEN))
    assert plain.words["pinned"] == ""
    assert both.words["pinned"] != ""
    assert plain.words["findings"] == both.words["findings"]
    assert answer(page, NOW, (), Look(pinned=THEN)) == both


@pytest.mark.parametrize("page", PICTURES)
@pytest.mark.parametrize("setting", [NOW, THEN, GIVEN], ids=["now", "then", "given"])
def test_every_page_has_a_picture_beside_it(page: str, setting: Any) -> None:
    for pinned in (NOW, THEN):
        assert answer(page, setting, (), Look(pinned=pinned)).parts


def test_units_that_the_other_has_not_are_not_drawn() -> None:
    (part,) = answer("gates", NOW, (), Look(sequence=2, pinned=THEN)).parts.values()
    rnn, lstm = decode(part)["columns"]
    assert not any("pinned" in item for item in rnn["states"] + rnn["gradients"])
    expected = unit_curves(run(THEN), "lstm", 1)  # it has one sequence only
    for item in lstm["gates"] + lstm["states"]:
        np.testing.assert_array_equal(item["pinned"], expected.values[item["key"]])
    assert lstm["pinned_last"] == 12


def test_strips_of_the_longer_one_have_room() -> None:
    told = decode(answer("gradient", NOW, (), Look(pinned=THEN)).parts["unrolled"])
    assert told["steps"] == 12
    found = [(row["label"], len(row["values"])) for row in told["rows"]]
    assert found == [
        ("RNN", 9),
        ("LSTM", 9),
        ("LSTM, pinned", 12),
    ]


def test_a_question_that_somebody_asks_holds_it() -> None:
    def asked(pinned: Any) -> Scenario | None:
        found = question_in(json.dumps({"query": {}, "look": {"pinned": pinned}}))
        assert found is not None
        return found.look.pinned

    assert asked({"gain": "2"}) == Scenario(gain=2.0)
    assert asked({}) == Scenario()
    for nonsense in (None, 3, "gain", [], {"gain": 2}, {"gain": "much"}):
        assert asked(nonsense) is None


def test_a_large_one_beside_is_not_followed() -> None:
    large = Scenario(n_a=128, T_x=1000)
    assert can_follow(NOW, Look(pinned=THEN))
    assert not can_follow(NOW, Look(pinned=large))


def test_beside_a_network_that_was_brought_it_is_named_and_said() -> None:
    given = run(brought("a", "b", letters=("a", "b", "c")))
    assert name_of(NOW, given) == "pinned"
    assert "was brought or trained" in pin_words(NOW, given, pinned_beside(NOW))
