"""What do the gates do? The page, from choices to what is drawn."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_maps import ORDERS, map_sections, text_sources, unit_order
from rnnviz.figures.unit_overview import unit_overview
from rnnviz.figures.unit_words import gates_takeaway
from tests.opened_page import OpenedPage
from tests.pictures.decoding import decode

Gates = Callable[..., OpenedPage]


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> Gates:
    """Open the page with an address: ``gates(n_a="16")``."""
    return partial(OpenedPage, monkeypatch, page="gates")


def with_maps(page: OpenedPage) -> OpenedPage:
    page.at.get_by_key("view_units").set_value("maps")
    return page.run()


def assert_opens(page: OpenedPage, scenario: Scenario, sequence: int = 1) -> None:
    """The page shows one unit of every cell, and sends no maps."""
    result = run(scenario)
    assert page.sentence == gates_takeaway(result)
    assert page.address == scenario.to_query()
    sent = page.overview
    assert not any("sections" in one and one["sections"] for one in map(decode, page.drawn))
    assert (sent["steps"], sent["batch"], sent["sequence"]) == (scenario.steps, scenario.batch, sequence)
    for got, expected in zip(sent["columns"], unit_overview(result, sequence), strict=True):
        assert (got["cell"], got["first"]) == (expected["cell"], expected["first"])
        for part in ("gates", "states", "gradients"):
            for one, curve in zip(got[part], expected[part], strict=True):
                np.testing.assert_array_equal(one["values"], curve["values"])
        for key in ("memory", "gradient", "share"):
            np.testing.assert_array_equal(got["table"][key], expected["table"][key])


def assert_shows(page: OpenedPage, scenario: Scenario, sequence: int = 1, order: str = "number") -> None:
    result = run(scenario)
    assert page.sentence == gates_takeaway(result)
    assert page.address == scenario.to_query()
    assert not any("columns" in one for one in map(decode, page.drawn))
    sent = page.maps
    assert sent["steps"] == scenario.steps
    for got, expected in zip(sent["sections"], map_sections(result, sequence, order), strict=True):
        np.testing.assert_array_equal(got["order"], expected["order"])
        for group, panels in zip(got["groups"], expected["groups"], strict=True):
            for one, panel in zip(group, panels, strict=True):
                np.testing.assert_array_equal(one["values"], panel["values"])
                assert one["description"] == panel["description"]


def test_it_opens_with_a_finished_result(gates: Gates) -> None:
    page = gates()
    assert page.title == "What do the gates do?"
    assert_opens(page, Scenario())
    assert page.errors == page.warnings == []
    assert_shows(with_maps(page), Scenario())
    assert page.errors == page.warnings == []


@pytest.mark.parametrize(
    "fields",
    [
        {"n_a": 1, "T_x": 1, "m": 1},
        {"n_a": 256, "T_x": 1000, "m": 1},
        {"cells": ("rnn",), "activation": "relu"},
        {"cells": ("lstm",), "n_x": 32},
        {"input": "text", "text": "a"},
        {"input": "numbers", "numbers": ((1.0, -2.0, 3.0),)},
        {"activation": "sigmoid", "gain": 0.3, "T_x": 1000},
        {"loss": "step", "loss_step": 1},
    ],
    ids=str,
)
def test_at_the_extremes(gates: Gates, fields: dict[str, Any]) -> None:
    scenario = Scenario(**fields)
    page = gates(**scenario.to_query())
    assert_opens(page, scenario)
    assert page.errors == page.warnings == []
    assert_shows(with_maps(page), scenario)
    assert page.errors == page.warnings == []


def test_numbers_that_are_none_are_said_and_shown(gates: Gates) -> None:
    scenario = Scenario(activation="linear", gain=5.0, T_x=1000)
    page = gates(**scenario.to_query())
    assert any("from step 442 on" in warning for warning in page.warnings)
    assert np.isnan(page.overview["columns"][0]["states"][0]["values"][:, 600]).all()
    values = with_maps(page).maps["sections"][0]["groups"][0][0]["values"]
    assert np.isnan(values[:, 600]).all()


def test_the_scenario_survives_changing_pages(gates: Gates) -> None:
    page = with_maps(gates(n_a="7").set("gain", 1.5))
    page.at.query_params = {}  # as Streamlit does when a page is clicked
    page.change_page("")
    scenario = Scenario(n_a=7, gain=1.5)
    assert page.shows(scenario)
    page.at.query_params = {}
    page.change_page("gates")
    assert_shows(page, scenario)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order(gates: Gates, order: str) -> None:
    page = with_maps(gates())
    page.at.get_by_key("view_order").set_value(order)
    assert_shows(page.run(), Scenario(), order=order)


def test_every_sequence_and_lines(gates: Gates) -> None:
    page = gates()
    page.at.get_by_key("view_sequence_8").set_value(8)
    assert_opens(page.run(), Scenario(), sequence=8)
    page.at.get_by_key("view_units").set_value("lines")
    assert_shows(page.run(), Scenario(), sequence=8)
    assert page.maps["lines"] is True
    page.set("m", 2)  # its own choice of sequence
    assert_shows(page, Scenario(m=2), sequence=1)


def test_the_text_can_be_coloured_by_everything(gates: Gates) -> None:
    scenario = Scenario(input="text", text="to be")
    page = gates(**scenario.to_query())
    result = run(scenario)
    for source, label in text_sources(scenario).items():
        page.at.get_by_key("view_text_rnn_lstm").set_value(source)
        (text,) = (one["text"] for one in map(decode, page.run().drawn) if one.get("text"))
        assert (text["label"], text["characters"]) == (label, list("to be"))
        np.testing.assert_array_equal(text["memory"], unit_order(result, source.split()[0], "memory"))


def test_the_code_shown_makes_the_figure(gates: Gates, monkeypatch: pytest.MonkeyPatch) -> None:
    import plotly.graph_objects as go  # noqa: PLC0415

    shown: list[go.Figure] = []

    def show(figure: go.Figure) -> None:
        shown.append(figure)

    monkeypatch.setattr(go.Figure, "show", show)
    page = gates(n_a="5", gain="2")
    (code,) = page.codes
    exec(code, {})
    forget = with_maps(page).maps["sections"][1]["groups"][0][0]["values"]
    np.testing.assert_array_equal(np.float32(shown[0].data[0].z), forget)
