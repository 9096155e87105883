"""What a browser has of a room: who one is in it, so that one comes back as the same; and what the room says now."""

from collections.abc import Callable
from typing import Any

from rnnviz.pictures.message import encode
from rnnviz.ui.components.browser import component

__all__ = ["room"]

_component = component(__name__, "room")


def room(*, key: str, on_kept: Callable[[], None], **said: Any) -> None:
    """Have the browser keep who one is in a room, say who one was there before, and show what the room tells.

    Parameters
    ----------
    key : str
        Unique on the page.
    on_kept : callable
        Called when the browser had kept something of this room: ``[key]["kept"]``, with ``token`` and ``secret``.
    **said : Any
        ``code`` of the room; ``token`` and ``secret``, who one is, and without either, the browser forgets the room;
        ``heard``, whether it was told already what the browser had kept; ``turn`` and ``revealed`` of the page that is
        drawn, for a new one is asked for if the room is further; ``bars``, whether guesses are shown before they are
        revealed; and what the room ``told`` until now.
    """
    told = said.get("told")
    message = {**said, "told": None if told is None else told._asdict()}
    _component(key=key, data=encode(message), on_kept_change=on_kept, on_behind_change=_run)


def _run() -> None:
    """The room is further than the page: this run draws it."""
