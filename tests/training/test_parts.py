"""The parts of an NPZ file: what is read, and that damage is found by looking."""

import io
import zipfile

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.training.parts import Parts

DAMAGED = "This is no checkpoint of rnnviz, or a damaged one"


def npz(**arrays: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def with_part(content: bytes) -> Parts:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.npy", content)
    return Parts(out.getvalue())


def npy(array: np.ndarray, version: tuple[int, int] = (1, 0)) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version)
    return out.getvalue()


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", [(3, 2), (4,), (), (1, 5), (2, 0)])
def test_an_array_comes_back_in_its_order(
    shape: tuple[int, ...], dtype: str, order: str, version: tuple[int, int]
) -> None:
    whole = np.asarray(np.random.default_rng(0).normal(size=shape), dtype, order=order)
    found = with_part(npy(whole, version)).array("a", np.zeros(shape, dtype))
    assert found is not None
    np.testing.assert_array_equal(found, whole)
    assert found.dtype == whole.dtype
    assert found.flags.writeable
    assert found.flags.c_contiguous == whole.flags.c_contiguous
    assert found.flags.f_contiguous == whole.flags.f_contiguous


def test_what_is_not_like_it_is_none() -> None:
    parts = Parts(npz(a=np.zeros((2, 3))))
    assert parts.array("b", np.zeros((2, 3))) is None
    assert parts.array("a", np.zeros((3, 2))) is None
    assert parts.array("a", np.zeros((2, 3), np.float32)) is None
    assert parts.array("a", np.zeros((2, 3), ">f8")) is None


WHOLE = npy(np.zeros((2, 3)))


@pytest.mark.parametrize(
    "content",
    [
        WHOLE[:-1],
        WHOLE + b"more",
        WHOLE[:8] + bytes([WHOLE[8] - 1]) + WHOLE[9:],
        WHOLE.replace(b"(2, 3)", b"(2, x)"),
        WHOLE.replace(b"False", b"Fa[se"),
        b"\x93NUMPY\x03" + WHOLE[7:],
        WHOLE[:20],
        b"",
    ],
    ids=["short", "long", "other length", "no shape", "no order", "no version", "no end", "empty"],
)
def test_damage_is_found(content: bytes) -> None:
    with pytest.raises(InputError, match=DAMAGED):
        with_part(content).array("a", np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("field", "value"),
    [(8, 0x01), (8, 0x20), (8, 0x40), (10, 12), (42, 0xFF)],
    ids=["encrypted", "patched", "strongly encrypted", "packed by bzip2", "somewhere else"],
)
def test_what_a_part_says_of_itself_is_looked_at(field: int, value: int) -> None:
    content = bytearray(npz(a=np.zeros(2)))
    entry = content.index(b"PK\x01\x02")
    content[entry + field : entry + field + 2] = bytes([value, 0xFF if field == 42 else 0])
    with pytest.raises(InputError, match=DAMAGED):
        Parts(bytes(content))


def test_text_is_of_bytes_and_not_too_long() -> None:
    parts = Parts(npz(a=np.frombuffer(b"hello", np.uint8), b=np.zeros(2)))
    assert parts.text("a", 5) == b"hello"
    for name, most in (("a", 4), ("b", 100), ("c", 100)):
        with pytest.raises(InputError, match=DAMAGED):
            parts.text(name, most)
