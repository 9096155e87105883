"""What a browser keeps of a room: who one is in it, so that one comes back as the same."""

from collections.abc import Callable

from rnnviz.pictures.message import encode
from rnnviz.ui.components.browser import component

__all__ = ["room"]

_component = component(__name__, "room")


def room(*, code: str, token: str, secret: str, heard: bool, key: str, on_kept: Callable[[], None]) -> None:
    """Have the browser keep who one is in a room, and say who one was there before.

    Parameters
    ----------
    code : str
        Of the room.
    token, secret : str
        Of one of its people, or of who teaches. Without either, the browser forgets the room.
    heard : bool
        Whether it was told already what the browser had kept.
    key : str
        Unique on the page.
    on_kept : callable
        Called when the browser had kept something of this room: ``[key]["kept"]``, with ``token`` and ``secret``.
    """
    message = {"code": code, "token": token, "secret": secret, "heard": heard}
    _component(key=key, data=encode(message), on_kept_change=on_kept)
