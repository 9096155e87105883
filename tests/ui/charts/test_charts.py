"""What the charts send to the browser, without a browser."""

import json
import math

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.figures.theme import DIVERGING, GATES, LSTM, RNN, TEMPLATES
from rnnviz.ui.charts import Chart, charts, payload
from rnnviz.ui.charts.payload import encode
from rnnviz.ui.charts.plotly_js import plotly_urls


def decode(message):
    """The header with its arrays put back: what charts.js does, in Python."""
    length = int.from_bytes(message[:4], "little")
    start = math.ceil((4 + length) / 8) * 8
    types = {"Float64Array": "f8", "Float32Array": "f4", "Int32Array": "i4", "Uint8Array": "u1", "Int8Array": "i1"}

    def revive(value):
        if "$array" not in value:
            return value
        name, offset, shape = value["$array"]
        assert (start + offset) % 8 == 0
        return np.frombuffer(message, "<" + types[name], math.prod(shape), start + offset).reshape(shape)

    return json.loads(message[4 : 4 + length], object_hook=revive)


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.0, np.nan, np.inf, -np.inf, 5e-324, -0.0]),
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.arange(24).reshape(2, 3, 4),
        np.array([], dtype=float),
        np.array([2**40, 1]),
        np.arange(10.0).reshape(2, 5).T,
        np.arange(3, dtype=">f8"),
        np.array([-1, 0, 1], dtype=np.int8),
    ],
    ids=str,
)
def test_arrays_arrive_as_they_were(array):
    arrived = decode(encode({"before": "ä", "it": array, "after": np.ones(3)}))
    np.testing.assert_array_equal(arrived["it"], array)
    np.testing.assert_array_equal(arrived["after"], np.ones(3))


def test_what_json_lacks_becomes_null():
    assert decode(encode({"x": [1.0, math.nan, math.inf, np.float64("nan")]}))["x"] == [1.0, None, None, None]


def test_small_things_stay_what_they_are():
    message = {"text": "c̃", "none": None, "yes": True, "nested": {"list": [1, "a", (2,)]}}
    assert decode(encode(message)) == {**message, "nested": {"list": [1, "a", [2]]}}
    assert decode(encode({"a": np.int64(3), "b": np.bool_(True), "c": np.array(["x"])})) == {
        "a": 3,
        "b": True,
        "c": ["x"],
    }


def test_a_figure_is_sent_without_template_and_size():
    figure = go.Figure(
        go.Scatter(y=np.array([1.0, 2.0])), layout={"height": 200, "width": 300, "meta": {"time_axis": True}}
    )
    (chart,) = decode(payload([Chart(figure, "a name", "a text")], columns=2))["charts"]
    assert (chart["name"], chart["description"], chart["height"]) == ("a name", "a text", 200)
    assert chart["layout"] == {"meta": {"time_axis": True}}
    np.testing.assert_array_equal(chart["data"][0]["y"], [1.0, 2.0])


def test_sending_leaves_the_figure_alone():
    figure = go.Figure(go.Heatmap(z=np.eye(2)), layout={"height": 200})
    before = figure.to_json()
    payload([Chart(figure, "", "")])
    assert figure.to_json() == before


def test_less_than_one_column_is_refused():
    with pytest.raises(ValueError, match=r"^charts: columns must be at least 1; got 0\.$"):
        charts([], key="k", columns=0)


def test_plotly_comes_from_this_server():
    assert all("://" not in url and url.endswith(".min.js") for url in plotly_urls())


def an_app():
    import plotly.graph_objects as go  # noqa: PLC0415

    from rnnviz.ui.charts import Chart, charts  # noqa: PLC0415

    charts([Chart(go.Figure(go.Scatter(y=[1.0, 2.0])), "a name", "a text")], key="k")


def test_apptest_sees_the_charts_as_one_element_with_its_bytes():
    app = AppTest.from_function(an_app).run()
    assert not app.exception
    (element,) = app.get("bidi_component")
    (chart,) = decode(element.proto.bytes)["charts"]
    assert chart["name"] == "a name"


def luminance(colour):
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("colour", [RNN, LSTM, *GATES.values()])
@pytest.mark.parametrize("background", ["#ffffff", "#0e1117"])
def test_lines_stand_out_from_the_background(colour, background):
    low, high = sorted([luminance(colour), luminance(background)])
    assert (high + 0.05) / (low + 0.05) >= 3


def test_the_themes_differ_in_colours_only_and_share_the_light_scale():
    light, dark = (TEMPLATES[name].layout for name in ("light", "dark"))
    assert light.margin == dark.margin
    assert [list(pair) for pair in light.colorscale.diverging] == DIVERGING
    assert light.colorscale.diverging != dark.colorscale.diverging
    assert light.font.color != dark.font.color
