"""The pictures that follow a hand: watches the controls in the browser, and asks for what they say.

Sliders and number fields are Streamlit's, with their labels, keys and help; this looks at them, asks the server's own
socket (`rnnviz.ui.live.routes`) while they move, and tells the script once they stand still.
"""

from collections.abc import Callable, Mapping
from typing import Any

from rnnviz.pictures.message import encode
from rnnviz.ui.components.browser import component

__all__ = ["follower"]

_component = component(__name__, "follower")


def follower(
    address: str,
    query: Mapping[str, str],
    look: Mapping[str, Any],
    values: Mapping[str, float],
    *,
    key: str,
    asks: bool,
    problem: bool,
    settled: int,
    on_settled: Callable[[], None],
    on_lost: Callable[[], None],
) -> None:
    """Follow the controls.

    Parameters
    ----------
    address : str
        Of the socket, relative to the app's.
    query : mapping of str to str
        The scenario that the script shows, as in an address.
    look : mapping of str to Any
        How it is looked at: fields of a `rnnviz.pictures.picture.Look`.
    values : mapping of str to float
        The settings whose controls are followed, as the script knows them.
    key : str
        Unique on the page.
    asks : bool
        Whether there is a picture to ask for; otherwise the script alone is told.
    problem : bool
        Whether the script cannot show what the controls say.
    settled : int
        What was told last.
    on_settled : callable
        Called when the controls stand still; ``[key]["settled"]`` in the session's state counts how often that was.
    on_lost : callable
        Called when this cannot work in a browser.
    """
    data = encode(
        {
            "address": address,
            "query": query,
            "look": look,
            "fields": list(values),
            "values": values,
            "asks": asks,
            "problem": problem,
            "settled": settled,
        }
    )
    _component(key=key, data=data, on_settled_change=on_settled, on_lost_change=on_lost)
