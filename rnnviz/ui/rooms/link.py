"""The link into a room, and the same as a picture for a phone."""

from typing import Final
from urllib.parse import urlsplit

import segno

from rnnviz.ui.private_api import base_path

__all__ = ["is_of_this_machine", "link_to", "qr_code"]

_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


def link_to(code: str, url: str | None) -> str:
    """The link into a room, at the address by which its teacher has the app; empty if that is not known.

    Examples
    --------
    >>> link_to("KLMNP", "http://10.0.0.7:8501/gates?n_a=8")
    'http://10.0.0.7:8501/?room=KLMNP'
    >>> link_to("KLMNP", None)
    ''
    """
    parts = urlsplit(url or "")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc}{base_path()}/?room={code}"


def is_of_this_machine(link: str) -> bool:
    """Whether a link leads others to their own machine.

    Examples
    --------
    >>> is_of_this_machine("http://localhost:8501/?room=KLMNP"), is_of_this_machine("http://10.0.0.7:8501/?room=KLMNP")
    (True, False)
    """
    return urlsplit(link).hostname in _THIS_MACHINE


def qr_code(link: str) -> str:
    """A link as a QR code: an image's address that holds the image, dark on white with the margin that cameras need.

    Examples
    --------
    >>> qr_code("http://10.0.0.7:8501/?room=KLMNP")[:18]
    'data:image/svg+xml'
    """
    return str(segno.make_qr(link, error="m").svg_data_uri(scale=8, border=4, dark="#000", light="#fff", nl=False))
