"""The parts of an NPZ file that somebody brings: every size and name is looked at before anything is unpacked.

What zipfile and zlib raise on damaged bytes is caught where they are called, and nowhere else: a mistake of our own is
never taken for damage.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import InputError

__all__ = ["MAX_BYTES", "MAX_PARTS", "Parts", "damaged"]

Array = NDArray[Any]

#: Most that is read, unpacked.
MAX_BYTES: Final = 50_000_000
#: Most arrays that a file may have: three for each parameter of a cell, and the settings.
MAX_PARTS: Final = 100
#: What each entry of the list of a ZIP file's parts begins with.
_ENTRY: Final = b"PK\x01\x02"
#: The ways in which NumPy packs.
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What a part may be marked with: how well it is packed, that its size follows it, that its name is UTF-8.
_MARKS: Final = 0b110 | 0x8 | 0x800
#: What the header of an array says, in the two versions that NumPy writes for plain numbers.
_HEADER: Final = re.compile(
    rb"\x93NUMPY(?:\x01\x00(?P<short>..)|\x02\x00(?P<long>....))"
    rb"(?P<text>\{'descr': '(?P<type>[^']{1,9})', 'fortran_order': (?P<fortran>False|True), "
    rb"'shape': \((?P<shape>[\d, ]{0,60})\), \} *\n)",
    re.DOTALL,
)
#: Longest header: twice what an array of two axes has.
_MAX_HEADER: Final = 256


def damaged() -> InputError:
    """What is said of a file that is none of ours, or has bytes that were changed on the way."""
    return InputError("This is no checkpoint of rnnviz, or a damaged one. Choose another file.")


class Parts:
    """An NPZ file, opened.

    Parameters
    ----------
    content : bytes
        The file.

    Raises
    ------
    InputError
        If it is none, or larger than `MAX_BYTES` or `MAX_PARTS` allow.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> np.savez(file, a=np.eye(2))
    >>> parts = Parts(file.getvalue())
    >>> parts.array("a", np.zeros((2, 2))), parts.array("b", np.zeros(1)), parts.array("a", np.zeros(3))
    (array([[1., 0.],
           [0., 1.]]), None, None)
    """

    def __init__(self, content: bytes) -> None:
        number = content.count(_ENTRY)
        if number > MAX_PARTS:
            raise InputError(
                f"The file has {number:,} parts; a checkpoint has {MAX_PARTS} at most. Choose another file."
            )
        with _reading():
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._infos = {part.filename: part for part in self._archive.infolist()}
        for part in self._infos.values():
            strange = part.compress_type not in _PACKED or part.flag_bits & ~_MARKS
            if strange or not 0 <= part.header_offset < len(content):
                raise damaged()
        unpacked = sum(part.file_size for part in self._infos.values())
        if unpacked > MAX_BYTES:
            raise InputError(
                f"The file holds {unpacked:,} bytes; at most {MAX_BYTES:,} are read. Choose a smaller one."
            )

    def text(self, name: str, most: int) -> bytes:
        """An array of bytes, as they are.

        Parameters
        ----------
        name : str
            Of the array.
        most : int
            Bytes that it may have.

        Raises
        ------
        InputError
            If there is none, or it is longer.
        """
        found = self._read(name, most)
        if found is None or found[0] != "|u1" or len(found[-1]) > most:
            raise damaged()
        return found[-1]

    def array(self, name: str, like: Array) -> Array | None:
        """An array, if it is there and of the shape and type of another one; nothing else is unpacked.

        Parameters
        ----------
        name : str
            Of the array.
        like : numpy.ndarray
            Whose shape and type it must have.

        Raises
        ------
        InputError
            If its bytes are damaged.
        """
        found = self._read(name, like.nbytes)
        if found is None:
            return None
        kind, shape, fortran, data = found
        if kind != like.dtype.str or shape != like.shape:
            return None
        if len(data) != like.nbytes:
            raise damaged()
        return np.frombuffer(data, like.dtype).reshape(like.shape, order="F" if fortran else "C").copy("K")

    def _read(self, name: str, most: int) -> tuple[str, tuple[int, ...], bool, bytes] | None:
        """The type, shape, order and bytes of an array, of which a few more than the most are unpacked at most."""
        part = self._infos.get(f"{name}.npy")
        if part is None:
            return None
        with _reading(), self._archive.open(part) as file:
            found = file.read(most + _MAX_HEADER + 1)
        header = _HEADER.match(found[:_MAX_HEADER])
        if header is None or int.from_bytes(header["short"] or header["long"], "little") != len(header["text"]):
            raise damaged()
        shape = tuple(int(size) for size in re.findall(rb"\d+", header["shape"]))
        return header["type"].decode("latin-1"), shape, header["fortran"] == b"True", found[header.end() :]


@contextmanager
def _reading() -> Iterator[None]:
    """Around calls of zipfile alone: what they raise on bytes that are no ZIP file, or were changed."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError):
        raise damaged() from None
