"""Pin, change something, see both: on every page, at extremes, over page changes and a reload."""

from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.pin_words import difference_in_words, effect_in_words
from tests.opened_page import OpenedPage, Opener
from tests.pictures.decoding import decode

SMALL = {"T_x": "9", "n_a": "3", "m": "2"}
EXTREMES: list[dict[str, str]] = [
    {"T_x": "1", "n_a": "3"},
    {"T_x": "25", "n_a": "3"},
    {"T_x": "9", "n_a": "7", "m": "1"},
    {"T_x": "9", "n_a": "3", "cells": "rnn,lstm,gru"},
    {"T_x": "9", "n_a": "3", "cells": "gru"},
    {"n_a": "3", "input": "text", "text": "to be or not to be"},
    {"n_a": "3", "input": "numbers", "numbers": "1 2 3\n4 5 6"},
    {"T_x": "9", "n_a": "3", "loss": "every"},
    {"T_x": "9", "n_a": "3", "gain": "5", "activation": "relu"},
]


def line(page: OpenedPage) -> str:
    (found,) = page.written("pinned")
    return found


def rows(page: OpenedPage) -> list[dict[str, Any]]:
    (found,) = (one for one in map(decode, page.drawn) if "rows" in one)
    return list(found["rows"])


def test_pin_change_and_both_are_seen(opened: Opener) -> None:
    page = opened(**SMALL).click("Pin")
    first = Scenario(T_x=9, n_a=3, m=2)
    assert line(page) == "This result is pinned. Change a setting, and both are shown."
    page.set("gain", 2.0)
    second = Scenario(T_x=9, n_a=3, m=2, gain=2.0)
    assert line(page) == f"{difference_in_words(first, second)} {effect_in_words(run(first), run(second))}"
    curves = page.curves
    for name, scenario in (("RNN", second), ("RNN, pinned: gain 1", first)):
        np.testing.assert_array_equal(curves[name]["y"], run(scenario).cells["rnn"].fades["a"].relative)
    assert curves["RNN, pinned: gain 1"]["line"]["dash"] not in (curves["RNN"]["line"]["dash"], "solid")
    assert curves["RNN, pinned: gain 1"]["line"]["width"] < curves["RNN"]["line"]["width"]
    assert [row["label"] for row in rows(page)] == ["RNN", "RNN, pinned", "LSTM", "LSTM, pinned"]
    assert page.table.startswith("now pinned RNN factor a step")


@pytest.mark.parametrize("path", ["", "gates", "why"])
@pytest.mark.parametrize("other", EXTREMES, ids=str)
def test_at_extremes_both_ways(opened: Opener, path: str, other: dict[str, str]) -> None:
    for now, then in ((SMALL, other), (other, SMALL)):
        page = opened(page=path, pin=urlencode(then), **now)
        assert not page.warnings
        assert line(page).startswith("Since it was pinned: ")


def test_it_survives_pages_and_a_reload_and_goes_when_it_is_unpinned(opened: Opener) -> None:
    page = opened(**SMALL).click("Pin")
    page.set("gain", 2.0)
    said = line(page)
    page.at.query_params.clear()  # a page that is clicked has a bare address
    for path in ("gates", "why", ""):
        assert line(page.change_page(path)) == said
    assert line(opened(**page.address)) == said
    page.click("Unpin")
    assert page.written("pinned") == []
    assert "pin" not in page.address


def test_swapped_each_is_where_the_other_was(opened: Opener) -> None:
    page = opened(pin="defaults", gain="2", **SMALL)
    before = page.address
    page.click("Swap")
    kept = page.at.session_state["session"]
    assert (kept.scenario, kept.pinned) == (Scenario(), Scenario(T_x=9, n_a=3, m=2, gain=2.0))
    assert page.control("gain").value == 1.0
    page.click("Swap")
    assert page.address == before


def test_the_way_back_has_what_was_pinned_then(opened: Opener) -> None:
    page = opened(**SMALL)
    page.go_to(pin="defaults", **SMALL)
    assert page.at.session_state["session"].pinned == Scenario()
    page.go_to(**SMALL)
    assert page.at.session_state["session"].pinned is None


def test_units_have_both_and_maps_can_be_switched(opened: Opener) -> None:
    page = opened(page="gates", pin=urlencode(SMALL | {"T_x": "12"}), gain="2", **SMALL)
    overview = page.overview
    assert overview["steps"] == 12  # of the longer one
    assert overview["pinned"] == "pinned"
    lstm = overview["columns"][1]
    for item in lstm["gates"] + lstm["states"] + lstm["gradients"]:
        assert np.shape(item["values"]) == (3, 9)
        assert np.shape(item["pinned"]) == (3, 12)
    page.at.get_by_key("view_units").set_value("maps")
    page.run()
    assert page.maps["steps"] == 9
    page.at.get_by_key("view_pinned").set_value("pinned")
    assert page.run().maps["steps"] == 12


def test_why_has_the_factors_of_both(opened: Opener) -> None:
    page = opened(page="why", pin=urlencode(SMALL), gain="2", **SMALL)
    names = [trace["name"] for trace in next(iter(page.charts.values()))["data"]]
    assert names[-1] == "pinned: gain 1"
    assert page.words.count("<small>pinned ×") == 8  # slope, weights, alignment, together; three of the LSTM, together


def test_what_was_edited_by_hand_cannot_be_pinned_and_is_seen_beside_what_is(opened: Opener) -> None:
    page = opened(pin=urlencode(SMALL), **SMALL)
    key = Scenario(T_x=9, n_a=3, m=2).key
    page.at.session_state["session"].edits = {key: (Edit("rnn", "Waa", (0, 0), 2.0),)}
    page.run()
    assert line(page).startswith("Since it was pinned: changed by hand (RNN). Now the RNN keeps ")
    (swap,) = (button for button in page.at.button if button.label == "Swap")
    assert swap.disabled
    page.click("Unpin")
    (button,) = (button for button in page.at.button if button.label == "Pin")
    assert button.disabled


def test_a_pin_that_is_not_possible_is_none(opened: Opener) -> None:
    page = opened(pin="n_a=many", **SMALL)
    assert page.written("pinned") == []
