"""Keys are canonical and unambiguous: the same exactly for what is the same."""

import hashlib
import math
from collections import OrderedDict
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.key import key_of


def test_the_encoding_is_the_one_that_is_described() -> None:
    # Written out by hand: a letter, the length in eight bytes, the content.
    one = (1).to_bytes(8, "little")
    two = (2).to_bytes(8, "little")
    written = b"T" + two + b"S" + one + b"a" + b"T" + one + b"I" + two + b"ff"
    assert key_of("a", [255.0]) == hashlib.sha256(written).hexdigest()[:32]


NUMBERS = [0, 1, -1, 2, 10**20, 0.0, -0.0, 1.0, 0.5, 1e20, math.inf, -math.inf, math.nan, 2**53, 2**53 + 1, 2.0**53]
SCALARS = [np.float64(1.0), np.float32(0.5), np.float32(0.1), 0.1, np.int8(2), np.uint64(2**64 - 1), 2**64 - 1]
LEAVES = [None, True, False, np.bool_(True), *NUMBERS, *SCALARS, "", "a", "b", "ab", "1", "N", np.str_("a"), b"", b"a"]
FEW = ["a", "b", "ab", 1, True, None, b"a"]


def sequences(items: list[Any]) -> list[Any]:
    """Every sequence of up to two of some items, and every mapping of up to two names to some of them."""
    found: list[Any] = [pair for n in range(3) for pair in product(items, repeat=n)]
    found += [list(pair) for pair in found[:20]]
    return found + [{"a": one} for one in items] + [{name: one, "b": 1} for name in ("a", "") for one in items]


#: What only looks alike is among them: ("a", "b") and ("ab",), (1, (2,)) and ((1, 2),), 1 and True and "1".
VALUES = [*LEAVES, *sequences(FEW), *sequences([*FEW[:3], (), ("a",), ("a", "b"), [["a"]], {"a": "b"}])]


def told_apart(value: Any) -> str:
    """A value in words that are equal exactly if the values are the same."""
    if isinstance(value, bool | np.bool_):
        return f"bool {bool(value)}"
    if isinstance(value, int | float | np.number):
        number = value.item() if isinstance(value, np.number) else value
        return f"number {Fraction(number) if isinstance(number, int) or math.isfinite(number) else number}"
    if isinstance(value, list | tuple):
        return f"sequence {[told_apart(item) for item in value]!r}"
    if isinstance(value, dict):
        return f"mapping {sorted((name, told_apart(item)) for name, item in value.items())!r}"
    return f"text {str(value)!r}" if isinstance(value, str) else f"other {value!r}"


def test_two_values_have_one_key_exactly_if_they_are_the_same() -> None:
    by_key: dict[str, set[str]] = {}
    by_words: dict[str, set[str]] = {}
    for value in VALUES:
        by_key.setdefault(key_of(value), set()).add(told_apart(value))
        by_words.setdefault(told_apart(value), set()).add(key_of(value))
    assert [words for words in by_key.values() if len(words) > 1] == []
    assert [words for words, keys in by_words.items() if len(keys) > 1] == []
    assert len(by_key) > 150
    assert len(by_key) < len(VALUES)  # some are the same in other types


def test_parts_do_not_run_together() -> None:
    parts = [pair for n in range(4) for pair in product(["a", "b", "ab", "", ("a",)], repeat=n)]
    assert len({key_of(*pair) for pair in parts}) == len(parts)


@pytest.mark.parametrize("value", [1.0, 0.1, -1e-300, 5e-324, 2.0**60])
def test_the_next_float_is_another(value: float) -> None:
    assert key_of(value) != key_of(math.nextafter(value, math.inf))
    assert key_of(np.array([value])) != key_of(np.array([math.nextafter(value, math.inf)]))


ARRAY = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    "same",
    [ARRAY.copy(order="F"), np.repeat(ARRAY, 2, axis=1)[:, ::2], ARRAY.astype(">f8"), ARRAY[::-1][::-1]],
    ids=["columns first", "strided", "other byte order", "turned twice"],
)
def test_how_an_array_lies_in_memory_does_not_matter(same: np.ndarray) -> None:
    assert key_of(same) == key_of(ARRAY)


@pytest.mark.parametrize(
    "other",
    [ARRAY.T, ARRAY.ravel(), ARRAY[None], ARRAY.astype(np.float32), ARRAY.astype(int), ARRAY + 1e-15, ARRAY.tolist()],
    ids=["turned", "flat", "one axis more", "float32", "whole", "a little off", "a list"],
)
def test_its_shape_type_and_numbers_do(other: Any) -> None:
    assert key_of(other) != key_of(ARRAY)


def test_zeros_have_no_sign_and_what_is_no_number_is_one_thing() -> None:
    assert key_of(np.array([0.0, -0.0])) == key_of(np.zeros(2))
    payload = np.array([0x7FF8000000000001], dtype=np.uint64).view(np.float64)
    assert np.isnan(payload[0])
    assert key_of(payload) == key_of(np.array([math.nan])) != key_of(np.array([math.inf]))
    assert key_of(np.zeros((0, 3))) != key_of(np.zeros((3, 0)))


def test_an_array_is_left_as_it_is() -> None:
    array = np.array([-0.0, math.nan])
    before = array.tobytes()
    key_of(array)
    assert array.tobytes() == before


def test_the_order_of_names_does_not_matter_that_of_items_does() -> None:
    assert key_of({"a": 1, "b": 2}) == key_of(OrderedDict(b=2, a=1)) == key_of(MappingProxyType({"b": 2, "a": 1}))
    assert key_of(["a", "b"]) != key_of(["b", "a"])
    assert key_of(Edit("rnn", "ba", (0, 0), 1.0)) == key_of(("rnn", "ba", (0, 0), 1))


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (object(), "object"),
        (len, "builtin_function_or_method"),
        ({1, 2}, "set"),
        ({1: "a"}, "dict"),
        (np.longdouble(1) / 3, "longdouble"),
        (np.array([object()]), "an array of object"),
        (np.array(["a"]), "an array of <U1"),
        ([1, [len]], "builtin_function_or_method"),
    ],
    ids=["object", "function", "set", "names of numbers", "longdouble", "objects", "texts", "within"],
)
def test_what_has_no_key_is_refused(value: Any, named: str) -> None:
    with pytest.raises(TypeError, match=f"^{named} has no content key, so nothing that depends on it can be kept"):
        key_of("something", value)
