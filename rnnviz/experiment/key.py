"""Content keys: a digest of everything that decides about a result, so that what is kept is found for nothing else.

A key is the SHA-256 of an encoding that is canonical (what counts as the same value is the same bytes) and unambiguous
(every part begins with its type and its length, so that no two values run together into the same bytes). Cut to 128
bits, two of a million million settings share one with a probability of 10⁻¹⁵.

What can be run has its key as a property, `rnnviz.Scenario.key` for instance. Caches, edits, names of files and of jobs
take that and nothing else: an equal ``repr`` says little, since it may leave something out, and an array shows its
corners only.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["SHORT", "key_of"]

#: Hexadecimal digits of a key, and those of them that stand in the name of a file.
LENGTH: Final = 32
SHORT: Final = 10
#: The types of numbers of which an array has a key, by NumPy's letters: all that are the same on every machine.
_TYPES: Final = "?bhilqBHILQefdFD"


def key_of(*parts: object) -> str:
    """The content key of some values.

    Numbers are the same if they are equal, whatever their type: 1, 1.0 and ``np.float64(1.0)`` are, and so are 0.0 and
    -0.0. Arrays are the same if their types, shapes and numbers are, whatever their layout in memory; lists and tuples
    if their items are, in order; mappings if their items are, in any order.

    Parameters
    ----------
    *parts : None, bool, number, str, bytes, numpy.ndarray, or sequences and mappings with text as keys of these
        What decides. The first one should say what kind of thing it is the key of.

    Returns
    -------
    str
        32 hexadecimal digits.

    Raises
    ------
    TypeError
        If a part is anything else. What has no key must not be kept.

    Examples
    --------
    >>> key_of("gain", 1.0) == key_of("gain", 1), key_of("gain", 1.0) == key_of("gain", 1.0000000000000002)
    (True, False)
    >>> key_of("a", "b") == key_of("ab"), key_of(np.zeros((2, 3))) == key_of(np.zeros((3, 2)))
    (False, False)
    >>> key_of(object())
    Traceback (most recent call last):
    TypeError: object has no content key, so nothing that depends on it can be kept. Give its numbers and texts instead.
    """
    digest = hashlib.sha256()
    for piece in _encoded(parts):
        digest.update(piece)
    return digest.hexdigest()[:LENGTH]


def _encoded(value: object) -> Iterator[bytes]:
    """A value as bytes, piece by piece: a letter for its type, its length, what is in it."""
    match value:
        case None:
            yield b"N"
        case bool() | np.bool_():
            yield b"B1" if value else b"B0"
        case int() | float() | np.integer() | np.floating():
            yield from _number(value)
        case str():
            yield from _sized(b"S", value.encode("utf-8", "surrogatepass"))
        case bytes():
            yield from _sized(b"Y", value)
        case np.ndarray():
            yield from _array(value)
        case tuple() | list():
            yield b"T" + _length(len(value))
            for item in value:
                yield from _encoded(item)
        case Mapping() if all(isinstance(name, str) for name in value):
            yield b"M" + _length(len(value))
            for name in sorted(value):
                yield from _encoded(name)
                yield from _encoded(value[name])
        case _:
            raise _without_key(type(value).__name__)


def _number(value: Any) -> Iterator[bytes]:
    """Whole numbers exactly, all others as the floats that they are."""
    if isinstance(value, np.longdouble):
        raise _without_key("longdouble")  # a float would be another number
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, int) or number.is_integer():
        yield from _sized(b"I", f"{int(number):x}".encode())
    else:
        yield from _sized(b"F", number.hex().encode())


def _array(value: NDArray[Any]) -> Iterator[bytes]:
    if value.dtype.char not in _TYPES:
        raise _without_key(f"an array of {value.dtype}")
    numbers = np.array(value, dtype=value.dtype.newbyteorder("<"), order="C")
    if numbers.dtype.kind in "fc":
        numbers += numbers.dtype.type(0)  # which makes 0 of -0
        numbers[np.isnan(numbers)] = np.nan
    yield b"A"
    yield from _encoded(numbers.dtype.str)
    yield from _encoded(numbers.shape)
    yield from _sized(b"Y", numbers.tobytes())


def _sized(kind: bytes, content: bytes) -> Iterator[bytes]:
    yield kind + _length(len(content))
    yield content


def _length(number: int) -> bytes:
    return number.to_bytes(8, "little")


def _without_key(name: str) -> TypeError:
    return TypeError(
        f"{name} has no content key, so nothing that depends on it can be kept. Give its numbers and texts instead."
    )
