"""What the charts send to the browser, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.figures.theme import DIVERGING, TEMPLATES
from rnnviz.ui.components.charts import charts
from tests.pictures.decoding import decode


def test_less_than_one_column_is_refused():
    with pytest.raises(ValueError, match=r"^charts: columns must be at least 1; got 0\.$"):
        charts([], key="k", columns=0)


def an_app():
    import plotly.graph_objects as go  # noqa: PLC0415

    from rnnviz.ui.components.charts import Chart, charts  # noqa: PLC0415

    charts([Chart(go.Figure(go.Scatter(y=[1.0, 2.0])), "a name", "a text")], key="k")


def test_apptest_sees_the_charts_as_one_element_with_its_bytes():
    app = AppTest.from_function(an_app).run()
    assert not app.exception
    (element,) = app.get("bidi_component")
    (chart,) = decode(element.proto.bytes)["charts"]
    assert chart["name"] == "a name"


def test_the_themes_differ_in_colours_only_and_share_the_light_scale():
    light, dark = (TEMPLATES[name].layout for name in ("light", "dark"))
    assert light.margin == dark.margin
    assert [list(pair) for pair in light.colorscale.diverging] == DIVERGING
    assert light.colorscale.diverging != dark.colorscale.diverging
    assert light.font.color != dark.font.color
