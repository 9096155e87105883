"""Where the browser finds plotly.min.js: on this server, out of the installed plotly package, never from outside.

Why so: ``docs/decisions/0003-charts-in-one-component.md``.
"""

from typing import Final

from rnnviz.ui.components.browser.served import serve
from rnnviz.ui.private_api import PLOTLY_SCRIPT, plotly_version

__all__ = ["PLOTLY_URL"]

#: Its address, relative to the app's: a new one with each version.
PLOTLY_URL: Final = (
    f"{serve(f'plotly_{plotly_version()}', PLOTLY_SCRIPT.parent, (PLOTLY_SCRIPT.name,))}/{PLOTLY_SCRIPT.name}"
)
