"""plotly.min.js comes from this server."""

from rnnviz.ui.components.charts.plotly_js import plotly_urls


def test_plotly_comes_from_this_server():
    assert all("://" not in url and url.endswith(".min.js") for url in plotly_urls())
