"""The button that copies a link to what is on the screen, and the projector mode: both live in the browser."""

from collections.abc import Mapping, Sequence
from typing import Any

from rnnviz.pictures.message import encode
from rnnviz.ui.components.browser import component

__all__ = ["link"]

_component = component(__name__, "link")


def link(
    query: Mapping[str, str],
    says: Mapping[str, str],
    lacks: Sequence[str],
    number: int,
    look: Mapping[str, Any],
    *,
    key: str,
    hidden: Sequence[str],
    hidable: Sequence[str],
    most: int,
) -> None:
    """Draw the button.

    Parameters
    ----------
    query : mapping of str to str
        What the link holds, but for what the browser alone knows.
    says : mapping of str to str
        By name, what is said of what the link cannot hold.
    lacks : sequence of str
        Names of what it cannot hold now.
    number : int
        How many addresses have counted in this visit: `look` is followed once for each.
    look : mapping of str to Any
        What the drawings are to show, of the address that counted last (`rnnviz.ui.sharing.looks.in_browser`).
    key : str
        Unique on the page.
    hidden : sequence of str
        What this visit leaves out, and so does whoever opens the link.
    hidable : sequence of str
        What can be left out.
    most : int
        Characters of the longest link's query.
    """
    data = {
        "query": query,
        "says": says,
        "lacks": list(lacks),
        "number": number,
        "look": look,
        "hidden": list(hidden),
        "hidable": list(hidable),
        "most": most,
    }
    _component(key=key, data=encode(data))
