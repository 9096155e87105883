"""The band behind the first page's curves: of the setting that is shown, and of nothing else."""

import re
from typing import Any

import pytest

from rnnviz.analysis.draws import DRAWS, draws_of
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.draws_words import causes_in_draws, left_in_draws, range_in_words
from tests.opened_page import OpenedPage, Opener
from tests.pictures.decoding import decode


def behind(page: OpenedPage) -> dict[str, Any] | None:
    found = [one for one in map(decode, page.drawn) if "bands" in one]
    assert len(found) <= 1
    return found[0] if found else None


def of_the_charts(page: OpenedPage) -> str:
    (found,) = {one["of"] for one in map(decode, page.drawn) if one.get("charts")}
    return str(found)


def test_chart_and_band_are_of_the_same_setting(opened: Opener) -> None:
    page = opened(T_x="9", n_a="3")
    for scenario in (Scenario(T_x=9, n_a=3), Scenario(T_x=9, n_a=3, gain=2.0)):
        found = behind(page)
        assert found is not None
        assert found["of"] == of_the_charts(page) == scenario.key
        page.set("gain", 2.0)


def test_what_takes_long_has_none(opened: Opener) -> None:
    assert behind(opened(n_a="256", T_x="400", m="1")) is None


def test_what_was_edited_by_hand_is_no_draw(opened: Opener) -> None:
    page = opened(T_x="9", n_a="3")
    key = Scenario(T_x=9, n_a=3).key
    page.at.session_state["session"].edits = {key: (Edit("rnn", "Waa", (0, 0), 2.0),)}
    assert behind(page.run()) is None
    assert of_the_charts(page) == ""  # nor does that of before fit


def test_what_many_draws_say_stands_beside_what_this_one_says(opened: Opener) -> None:
    page = opened(T_x="30", n_a="8", draws=DRAWS)
    expected = draws_of(Scenario(T_x=30, n_a=8))
    assert page.written("draws") == [left_in_draws(expected, back=29)]
    assert f"20 draws: {range_in_words(expected['rnn'].factors['a'])}, mean" in page.table
    page.set("gain", 2.0)
    assert page.written("draws") == [left_in_draws(draws_of(Scenario(T_x=30, n_a=8, gain=2.0)), back=29)]


def test_the_page_why_has_the_same_draws(opened: Opener) -> None:
    page = opened(page="why", T_x="30", n_a="8", draws=DRAWS)
    expected = draws_of(Scenario(T_x=30, n_a=8))
    assert page.written("draws") == [causes_in_draws(expected)]
    for one in expected.values():
        for values in (*[v for name, v in one.causes.items() if name != "new loss"], one.together):
            assert range_in_words(values) in page.words


@pytest.mark.parametrize(
    "address", [{"T_x": "1"}, {"loss": "every"}, {"cells": "rnn,lstm,gru"}, {"gain": "5"}], ids=str
)
@pytest.mark.parametrize("path", ["", "why"])
def test_at_extremes_nothing_is_left_open(opened: Opener, path: str, address: dict[str, str]) -> None:
    page = opened(page=path, **{"T_x": "9", "n_a": "3", **address})
    free = re.findall(r'data-draws="([^"]+)">\u00a0', page.words)
    assert set(free) <= ({"line left", "line causes", "mean factor rnn a"} if address == {"T_x": "1"} else set()) | {
        of for of in free if of.startswith("mean")
    }
