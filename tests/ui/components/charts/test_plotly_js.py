"""plotly.min.js comes from this server."""

import plotly

from rnnviz.ui.components.browser.served import ADDRESS, FOLDERS
from rnnviz.ui.components.charts.plotly_js import PLOTLY_URL


def test_plotly_comes_from_this_server_and_with_its_version_in_the_address():
    address, folder, file = PLOTLY_URL.split("/")
    assert (address, folder) == (ADDRESS, f"plotly_{plotly.__version__}")
    assert (FOLDERS[folder].path / file).stat().st_size > 1_000_000
    assert FOLDERS[folder].files == (file,)
