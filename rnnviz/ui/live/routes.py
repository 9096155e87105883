"""What this server answers beside Streamlit's own: pictures while somebody drags, over a socket.

A question is what an address holds, and is read with the same suspicion; there is no session, cookie or state behind
it. A socket has one question at a time: whoever asks faster than there are answers asks for less.
"""

import asyncio
from collections.abc import Mapping
from typing import Final

import numpy as np
import streamlit as st
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from rnnviz.errors import RnnvizError
from rnnviz.pictures.answers import PICTURES, can_follow, question_in
from rnnviz.pictures.message import encode
from rnnviz.pictures.picture import Picture
from rnnviz.ui.live import pictures
from rnnviz.ui.live.files import file_routes
from rnnviz.ui.private_api import base_path

__all__ = ["ADDRESS", "MOST_SOCKETS", "frame", "is_let_in", "reply", "routes"]

#: Address of the socket of a page, relative to the app's.
ADDRESS: Final = "live"
#: Sockets that are open at once.
MOST_SOCKETS: Final = 500
#: Seconds between two answers at one socket, at least: no screen shows more.
_PACE: Final = 0.008
#: Answers without a picture: none is possible; it takes too long for one that follows.
NO, LATER = "no", "later"

_open = 0


def routes() -> list[BaseRoute]:
    """The routes, for `streamlit.App`; with them begin the processes that answer."""
    pictures.serve()
    return [WebSocketRoute(f"{base_path()}/{ADDRESS}/{{page}}", _socket), *file_routes()]


async def _socket(socket: WebSocket) -> None:
    """Answer one page's questions, until it is closed."""
    global _open  # noqa: PLW0603  # of one event loop
    page = socket.path_params["page"]
    if page not in PICTURES or _open >= MOST_SOCKETS or not is_let_in(socket.headers):
        await socket.close(1008)
        return
    _open += 1  # before anybody else has a turn
    try:
        await socket.accept()
        while (text := (await socket.receive()).get("text")) is not None:
            begun = asyncio.get_running_loop().time()
            answer = await reply(page, text)
            await (socket.send_text(answer) if isinstance(answer, str) else socket.send_bytes(answer))
            await asyncio.sleep(begun + _PACE - asyncio.get_running_loop().time())
        await socket.close(1003)  # bytes: no question
    except (WebSocketDisconnect, OSError, RuntimeError):
        pass  # somebody has left, perhaps in the middle of an answer
    finally:
        _open -= 1


def is_let_in(headers: Mapping[str, str]) -> bool:
    """Whether a socket is asked for by a page of this server, or by no page.

    As Streamlit's own, it also takes pages that ``server.corsAllowedOrigins`` names, and all of them where
    ``server.enableCORS`` is off. Streamlit's asks the network for this machine's address before it refuses one.

    Examples
    --------
    >>> is_let_in({"origin": "https://here.example", "host": "here.example"}), is_let_in({})
    (True, True)
    >>> is_let_in({"origin": "https://there.example", "host": "here.example"}), is_let_in({"origin": "null"})
    (False, False)
    """
    origin = headers.get("origin")
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    here = headers.get("host")
    return origin in (f"http://{here}", f"https://{here}", *(st.get_option("server.corsAllowedOrigins") or ()))


async def reply(page: str, text: str) -> str | bytes:
    """What is sent for a question, which may be any text.

    Parameters
    ----------
    page : str
        Of `rnnviz.pictures.answers.PICTURES`.
    text : str
        As of `rnnviz.pictures.answers.question_in`.

    Returns
    -------
    str or bytes
        A picture, or why there is none: ``"no"`` or ``"later"``.
    """
    question = question_in(text)
    if question is None:
        return NO
    if not (question.still or can_follow(question.scenario, question.look)):
        return LATER
    try:
        found = await asyncio.wrap_future(pictures.ask(page, question.scenario, (), question.look))
    except RnnvizError:
        return LATER
    return frame(found)


def frame(picture: Picture) -> bytes:
    """A picture as one message, whose parts are those that a component is sent."""
    parts = {name: np.frombuffer(part, np.uint8) for name, part in picture.parts.items()}
    return encode({"words": picture.words, "parts": parts})
