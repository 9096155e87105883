"""All that is used of Streamlit and Plotly though it is no public interface of theirs, and why.

Each has a test (``tests/ui/test_private_api.py``, and for what only a browser has
``tests/browser/test_private_api.py``), so that a new version of either may come as soon as these pass, and what breaks
is found here. A test holds that no other file of rnnviz uses any of it.

=============================================  ===================================================================
of Streamlit                                   why
=============================================  ===================================================================
``ScriptRunContext.page_script_hash``          which page is drawn: a new page's controls have to be sent anew
``ScriptRunContext.is_history_navigation``     whether the browser went back or forward: then the address counts
``ScriptRunContext.session_id``                whose work it is, so that the queue is fair to persons
``Runtime.is_active_session``                  work ends when its page is closed
``Runtime.exists``                             whether this is loaded before the server or by its script
the option ``server.baseUrlPath``              routes of our own do not get it by themselves
addresses of components' folders               scripts for the browser where the app has no routes of its own
test ids and classes in style sheets           what the theme cannot say
=============================================  ===================================================================
"""

from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType
from typing import Final

import plotly
import streamlit as st
from streamlit import config, runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

__all__ = [
    "PLOTLY_INNER",
    "PLOTLY_SCRIPT",
    "SELECTORS",
    "base_path",
    "is_open",
    "page_of_run",
    "plotly_version",
    "serve_folder",
    "server_runs",
    "session_of_run",
    "to_the_top",
    "went_back_or_forward",
]

# ----------------------------------------------------------------------------------------- the run of the script


def page_of_run() -> str:
    """Streamlit's name of the page that is drawn; empty outside of a run."""
    context = get_script_run_ctx()
    return "" if context is None else context.page_script_hash


def went_back_or_forward() -> bool:
    """Whether this run was asked for by the browser's history."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def session_of_run() -> str | None:
    """Whose run of the script this is; None outside of one."""
    context = get_script_run_ctx()
    return None if context is None else context.session_id


def is_open(session: str) -> bool:
    """Whether somebody still has the page of a session open; always where there is no server, as in tests."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


# ----------------------------------------------------------------------------------------- routes of our own


def base_path() -> str:
    """What stands before all paths of the app; empty, or with a slash in front."""
    path = str(config.get_option("server.baseUrlPath")).strip("/")
    return f"/{path}" if path else ""


# ----------------------------------------------------------------------------------------- files that are served


def server_runs() -> bool:
    """Whether a server runs already: then the app's script is what loads this, and no route can be added."""
    return runtime.exists()


def serve_folder(name: str, folder: Path) -> str:
    """Let Streamlit serve a folder, as it serves a component's; its address, relative to the app's."""
    return f"component/{st.components.v1.declare_component(name, path=str(folder)).name}"


with as_file(files("plotly") / "package_data") as _folder:
    #: The script that the Python package brings along.
    PLOTLY_SCRIPT: Final = Path(_folder) / "plotly.min.js"


def plotly_version() -> str:
    """That of the package, and of its script."""
    return str(plotly.__version__)


# ----------------------------------------------------------------------------------------- names in the browser

#: Streamlit's test ids, classes and attributes that our style sheets and scripts name.
SELECTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stMain": "what scrolls: another page begins at its top",
        "stMainBlockContainer": "less empty space above; sizes of headings",
        "stSidebarHeader": "less empty space above",
        "stSidebar": "whether it is open; hints in it",
        "stSidebarUserContent": "whether there is anything in it",
        "stHeader": "what no sheet of paper needs",
        "stAppViewContainer": "paper is white",
        "stElementContainer": "a projector shows the main picture alone; links look like links",
        "stColumn": "the same",
        "stExpander": "the same",
        "stButtonGroup": "choices are as high as the fields beside them, and not on paper",
        "stNumberInput": "not on paper",
        "stSelectbox": "not on paper",
        "stExpandSidebarButton": "a word that tells a setting opens the sidebar to lead to its control",
        "stCaptionContainer": "contrast of captions",
        "stBaseButton-primary": "contrast of words on the main button",
        "InputInstructions": "they would stand on the number that is typed, and the picture follows without them",
        "stHtml": "words that follow a hand are exchanged in place",
        "stPopoverBody": "high enough to open upwards where there is no room below",
        "stWidgetLabel": "what cannot be chosen any more is still to be read",
        "stMarkdownContainer": "the same",
        "stLayoutWrapper": "what has nothing to show takes no room",
        "stTooltipIcon": "help stands beside the controls",
        "stCheckbox": "what is chosen is seen where a system forces its colours",
        "stPageLink": "links break on a phone",
        "stSlider": "what is chosen is seen where a system forces its colours",
    }
)
#: What ``components/modules/charts/inner.js`` reads of a drawn chart though Plotly does not document it.
PLOTLY_INNER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "_fullLayout": "margins and axes as they were drawn",
        "_plots": "the axes of each part of a chart, for the cursor over all of them",
        "_fullData": "the lines as they were drawn, for the values at the cursor",
        "_length": "how long an axis is, in pixels",
        "_offset": "where it begins",
        "d2p": "from a value to a pixel of an axis",
        "p2d": "and back",
    }
)


def to_the_top() -> str:
    """Markup that scrolls the page to its top: another page begins where the one before was scrolled to."""
    return """<script>document.querySelector('[data-testid="stMain"]').scrollTo(0, 0)</script>"""
