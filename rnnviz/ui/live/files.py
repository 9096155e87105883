"""Routes of scripts that never change under their address: packed once, and kept by browsers for ever."""

import gzip
import re
from functools import cache
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rnnviz.ui.components.browser.served import ADDRESS, FOLDERS
from rnnviz.ui.private_api import base_path

__all__ = ["file_routes"]

_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_KIND: Final = "text/javascript; charset=utf-8"


def file_routes() -> list[Route]:
    """One route for all files of `rnnviz.ui.components.browser.served.FOLDERS`."""
    return [Route(f"{base_path()}/{ADDRESS}/{{name}}/{{file:path}}", _file)]


async def _file(request: Request) -> Response:
    name, file = request.path_params["name"], request.path_params["file"]
    folder = FOLDERS.get(name)
    if folder is None or file not in folder.files:
        return Response("There is no such file.", 404)
    if not _takes_gzip(request.headers.get("Accept-Encoding", "")):
        return Response(await run_in_threadpool((folder.path / file).read_bytes), headers=_KEPT, media_type=_KIND)
    packed = await run_in_threadpool(_packed, name, file)
    return Response(packed, headers={**_KEPT, "Content-Encoding": "gzip"}, media_type=_KIND)


def _takes_gzip(accepted: str) -> bool:
    """Whether a header allows it: ``gzip``, and not ``gzip;q=0``."""
    return re.search(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accepted) is not None


@cache  # as many as there are files
def _packed(name: str, file: str) -> bytes:
    return gzip.compress((FOLDERS[name].path / file).read_bytes(), 6, mtime=0)
