"""The band behind the first page's curves: of the setting that is shown, and of nothing else."""

from typing import Any

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.draws import bands
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
        assert len(bands(scenario)) > 0
        page.set("gain", 2.0)


def test_what_takes_long_has_none(opened: Opener) -> None:
    assert behind(opened(n_a="256", T_x="400", m="1")) is None


def test_what_was_edited_by_hand_is_no_draw(opened: Opener) -> None:
    page = opened(T_x="9", n_a="3")
    key = Scenario(T_x=9, n_a=3).key
    page.at.session_state["session"].edits = {key: (Edit("rnn", "Waa", (0, 0), 2.0),)}
    assert behind(page.run()) is None
    assert of_the_charts(page) == ""  # nor does that of before fit
