"""A socket for each screen of a room: it says who one is, and is told what changes.

Streamlit's own way, a part of the page that runs again every second, loses pages: a run that has just ended is thrown
away, with all that was not sent yet, if the next one is asked for in that moment (decision 25).
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from rnnviz.rooms.room import View
from rnnviz.ui.live.routes import is_let_in
from rnnviz.ui.private_api import base_path
from rnnviz.ui.rooms.joined import ALL_ROOMS
from rnnviz.ui.rooms.told import told_of

__all__ = ["MOST_OF_ONE", "MOST_SOCKETS", "routes"]

#: Sockets that are open at once.
MOST_SOCKETS: Final = 2_000
#: Of them, of one person: so many windows they may have.
MOST_OF_ONE: Final = 8
#: Seconds between two looks at the room.
_PACE: Final = 0.2
#: Seconds in which somebody has to say who they are, and characters.
_PATIENCE: Final = 10.0
_LONGEST: Final = 300

_open = 0
_of_one: Counter[tuple[str, str]] = Counter()


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
        await _serve(socket, socket.path_params["code"], *_who(said))
    except (TimeoutError, WebSocketDisconnect, OSError, RuntimeError):
        pass  # somebody has left, or says nothing
    finally:
        _open -= 1


def _who(said: object) -> tuple[str, str]:
    """The token and the secret of a person, by what their browser says, which may be anything."""
    try:
        who = json.loads(said) if isinstance(said, str) and len(said) <= _LONGEST else None
    except (ValueError, RecursionError):
        who = None
    found = (who.get("token"), who.get("secret")) if isinstance(who, Mapping) else ()
    token, secret = (text if isinstance(text, str) else "" for text in found or ("", ""))
    return token, secret


async def _serve(socket: WebSocket, code: str, token: str, secret: str) -> None:
    """Tell one person, who has not too many windows."""
    one = code, token or secret
    if _of_one[one] >= MOST_OF_ONE:
        await socket.close(1008)
        return
    _of_one[one] += 1
    try:
        if secret:
            await _tell(socket, lambda: ALL_ROOMS.teachers_view(code, secret), teaches=True)
        else:
            await _tell(socket, lambda: ALL_ROOMS.view(code, token), teaches=False)
    finally:
        _of_one[one] -= 1
        if not _of_one[one]:
            del _of_one[one]


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
