"""A socket for each screen of a room: it says who one is, and is told what changes.

Streamlit's own way, a part of the page that runs again every second, loses pages: a run that has just ended is thrown
away, with all that was not sent yet, if the next one is asked for in that moment (decision 25).
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Final

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from rnnviz.rooms.room import View
from rnnviz.ui.live.routes import is_let_in
from rnnviz.ui.private_api import base_path
from rnnviz.ui.rooms.joined import ALL_ROOMS
from rnnviz.ui.rooms.told import told_of

__all__ = ["MOST_SOCKETS", "routes"]

#: Sockets that are open at once.
MOST_SOCKETS: Final = 2_000
#: Seconds between two looks at the room.
_PACE: Final = 0.2
#: Seconds in which somebody has to say who they are, and characters.
_PATIENCE: Final = 10.0
_LONGEST: Final = 300

_open = 0


def routes() -> list[BaseRoute]:
    """The route, for `streamlit.App`."""
    return [WebSocketRoute(f"{base_path()}/room/{{code}}", _socket)]


async def _socket(socket: WebSocket) -> None:
    """Tell one screen what changes, until it is closed."""
    global _open  # noqa: PLW0603  # of one event loop
    if _open >= MOST_SOCKETS or not is_let_in(socket.headers):
        await socket.close(1008)
        return
    _open += 1  # before anybody else has a turn
    try:
        await socket.accept()
        async with asyncio.timeout(_PATIENCE):
            said = (await socket.receive()).get("text")
        look, teaches = _looks(socket.path_params["code"], said)
        await _tell(socket, look, teaches=teaches)
    except (TimeoutError, WebSocketDisconnect, OSError, RuntimeError):
        pass  # somebody has left, or says nothing
    finally:
        _open -= 1


def _looks(code: str, said: object) -> tuple[Callable[[], View | None], bool]:
    """How somebody sees a room, by what their browser says; whether as its teacher."""
    try:
        who = json.loads(said) if isinstance(said, str) and len(said) <= _LONGEST else None
    except (ValueError, RecursionError):
        who = None
    token, secret = (who.get("token"), who.get("secret")) if isinstance(who, Mapping) else (None, None)
    if isinstance(secret, str) and secret:
        return lambda: ALL_ROOMS.teachers_view(code, secret), True
    own = token if isinstance(token, str) else ""
    return lambda: ALL_ROOMS.view(code, own), False


async def _tell(socket: WebSocket, look: Callable[[], View | None], *, teaches: bool) -> None:
    """Say what has changed, again and again; who is in no such room is told so, once."""
    before: View | None = None
    gone = asyncio.ensure_future(socket.receive())  # nothing more is to be said: it is the end
    try:
        while not gone.done():
            view = look()
            if view is None:
                await socket.send_text("{}")
                await socket.close()
                return
            if view != before:
                before = view
                await socket.send_text(json.dumps(told_of(view, teaches=teaches)._asdict()))
            await asyncio.wait([gone], timeout=_PACE)
        await socket.close(1003)
    finally:
        gone.cancel()
