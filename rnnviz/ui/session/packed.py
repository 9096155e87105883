"""An address as one short text: what it says, deflated, in letters that every address can have.

The browser packs in the same way (``components/modules/link/packing.js``). What comes from an address is a
stranger's: it is bounded in what it takes, in what it unpacks to, and in how many names it has.
"""

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from rnnviz.errors import InputError

__all__ = ["MAX_PACKED", "MAX_UNPACKED", "VERSION", "packed", "unpacked"]

#: The letter that a packed text begins with; another way of packing takes the next one.
VERSION: Final = "a"
#: Longest packed text, in characters, and longest text that one may unpack to, in bytes.
MAX_PACKED: Final = 12_500
MAX_UNPACKED: Final = 400_000
#: Most names in one.
_MOST_NAMES: Final = 300
#: Raw deflate, without header and checksum.
_RAW: Final = -15


def packed(query: Mapping[str, str]) -> str:
    """Names and texts as one short text.

    Examples
    --------
    >>> unpacked(packed({"n_a": "8", "text": "a b&c=ä"}))
    {'n_a': '8', 'text': 'a b&c=ä'}
    """
    deflate = zlib.compressobj(9, wbits=_RAW)
    content = deflate.compress(urlencode(query).encode()) + deflate.flush()
    return VERSION + base64.urlsafe_b64encode(content).decode().rstrip("=")


def unpacked(text: str) -> dict[str, str]:
    """What was packed.

    Raises
    ------
    InputError
        If it cannot be read, or is too large.

    Examples
    --------
    >>> unpacked("zzz")
    Traceback (most recent call last):
    rnnviz.errors.InputError: This link cannot be read. Copy all of it, or ask for a new one.
    """
    unreadable = InputError("This link cannot be read. Copy all of it, or ask for a new one.")
    if len(text) > MAX_PACKED or not text.startswith(VERSION) or not text.isascii():
        raise unreadable
    inner = text[len(VERSION) :]
    try:
        content = base64.b64decode(inner + "=" * (-len(inner) % 4), altchars=b"-_", validate=True)
        inflate = zlib.decompressobj(wbits=_RAW)
        query = inflate.decompress(content, MAX_UNPACKED + 1)
        if not inflate.eof or inflate.unused_data or len(query) > MAX_UNPACKED:
            raise unreadable
        pairs = parse_qsl(query.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_NAMES)
    except (binascii.Error, zlib.error, ValueError):
        raise unreadable from None
    return dict(pairs)
