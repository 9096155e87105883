"""Charts as bytes: what is drawn arrives as it was; what the page decides itself stays behind."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.pictures.charts import Chart, chart_bytes
from tests.pictures.decoding import decode

VALUES = np.array([1.0, np.nan, -np.inf, 5e-324])


def figure() -> go.Figure:
    drawn = go.Figure(go.Scatter(y=VALUES, name="curve"), {"height": 123, "width": 456, "autosize": False})
    drawn.update_layout(template="plotly_dark", xaxis={"title": {"text": "t"}})
    return drawn


def test_a_figure_and_the_same_as_plain_data_are_drawn_alike() -> None:
    one = figure()
    plain = {"data": [trace.to_plotly_json() for trace in one.data], "layout": one.layout.to_plotly_json()}
    assert chart_bytes([Chart(one, "a", "b")]) == chart_bytes([Chart(plain, "a", "b")])
    assert "height" in plain["layout"], "what was given is left as it was"


def test_numbers_arrive_and_what_the_page_decides_does_not() -> None:
    (chart,) = decode(chart_bytes([Chart(figure(), "name", "in words")]))["charts"]
    np.testing.assert_array_equal(chart["data"][0]["y"], VALUES)
    assert (chart["name"], chart["description"], chart["height"]) == ("name", "in words", 123)
    assert chart["layout"] == {"xaxis": {"title": {"text": "t"}}}


def test_a_chart_without_a_height_has_one() -> None:
    (chart,) = decode(chart_bytes([Chart({"data": [], "layout": {}}, "", "")]))["charts"]
    assert chart["height"] == 320


@pytest.mark.parametrize(("charts", "columns", "found"), [(1, 1, 1), (1, 2, 1), (3, 2, 2), (0, 2, 1)])
def test_there_are_no_more_columns_than_charts(charts: int, columns: int, found: int) -> None:
    items = [Chart({"data": [], "layout": {}}, str(k), "") for k in range(charts)]
    sent = decode(chart_bytes(items, columns))
    assert sent["columns"] == found
    assert [chart["name"] for chart in sent["charts"]] == [str(k) for k in range(charts)]
