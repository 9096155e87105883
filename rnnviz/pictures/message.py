"""Bytes for the browser: JSON for what is small, raw little-endian numbers for what is long.

The layout, in order::

    4 bytes    length of the header, unsigned, little-endian
    header     UTF-8 JSON; an array in it reads {"$array": [type, start, shape]}
    padding    up to a multiple of 8
    numbers    every array, each starting at a multiple of 8; `start` counts from the first of them

A float stays the float it was: NaN and the infinities, which JSON lacks, pass through arrays unharmed. A lone one in
the header becomes null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["encode"]

_ALIGNMENT: Final = 8
_TYPES: Final[Mapping[str, str]] = {
    "f4": "Float32Array",
    "f8": "Float64Array",
    "i1": "Int8Array",
    "i2": "Int16Array",
    "i4": "Int32Array",
    "u1": "Uint8Array",
    "u2": "Uint16Array",
    "u4": "Uint32Array",
}
"""NumPy's kinds of number that JavaScript has too, and their names there."""


def encode(message: Mapping[str, Any]) -> bytes:
    """Encode plain data with NumPy arrays anywhere in it.

    Parameters
    ----------
    message : Mapping[str, Any]
        Dicts, lists, tuples, text, numbers, None and arrays of any shape.

    Returns
    -------
    bytes
        In the layout that the module's text describes.
    """
    blobs: list[bytes] = []
    header = json.dumps(
        _plain(message, blobs), ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False
    ).encode()
    start = len(header).to_bytes(4, "little") + header
    return b"".join([start, bytes(-len(start) % _ALIGNMENT), *blobs])


def _plain(value: Any, blobs: list[bytes]) -> Any:
    """Make a value fit for JSON, moving its arrays to `blobs`."""
    if isinstance(value, float):  # np.float64 is one
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {key: _plain(item, blobs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, blobs) for item in value]
    array = np.asarray(value)
    return _array(array, blobs) if array.ndim else _plain(array.item(), blobs)


def _array(array: NDArray[Any], blobs: list[bytes]) -> Any:
    """Append an array's numbers to `blobs` and say where they are; text and booleans become lists."""
    array = _narrowed(array)
    name = _TYPES.get(f"{array.dtype.kind}{array.dtype.itemsize}")
    if name is None:
        return _plain(array.tolist(), blobs)
    start = sum(map(len, blobs))
    numbers = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
    blobs.append(numbers + bytes(-len(numbers) % _ALIGNMENT))
    return {"$array": [name, start, list(array.shape)]}


def _narrowed(array: NDArray[Any]) -> NDArray[Any]:
    """Change number types that JavaScript lacks: half floats, and 64-bit integers where that loses nothing."""
    if array.dtype == np.float16:
        return array.astype(np.float32)
    if array.dtype.kind in "iu" and array.dtype.itemsize == 8:
        narrow = array.astype(np.int32)
        return narrow if np.array_equal(narrow, array) else array.astype(np.float64)
    return array
