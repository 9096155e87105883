"""An address as one short text: there and back, and whatever a stranger sends instead."""

import base64
import zlib
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import InputError
from rnnviz.ui.session.packed import MAX_PACKED, MAX_UNPACKED, packed, unpacked
from tests.strategies import scenarios

characters = st.characters(codec="utf-8")
names = st.text(characters, min_size=1, max_size=8)


@given(st.dictionaries(names, st.text(characters, max_size=40), min_size=1, max_size=20))
def test_what_is_packed_comes_back(query: dict[str, str]) -> None:
    assert unpacked(packed(query)) == query


@given(scenarios())
def test_every_scenario_fits_and_is_short(scenario: object) -> None:
    query = {"hide": "code", **scenario.to_query()}  # type: ignore[attr-defined]
    text = packed(query)
    assert unpacked(text) == query
    assert len(text) < 40 + 1.4 * len(urlencode(query))
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(
    st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda b: "a" + base64.urlsafe_b64encode(b).decode()))
)
def test_random_bytes_are_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        found = unpacked(text)
    except InputError:
        return
    assert all(isinstance(part, str) for pair in found.items() for part in pair)


def deflated(content: bytes) -> str:
    deflate = zlib.compressobj(9, wbits=-15)
    return "a" + base64.urlsafe_b64encode(deflate.compress(content) + deflate.flush()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        deflated(b"text=" + b"a" * 10_000_000),  # a bomb of 10 KB
        deflated(b"text=" + b"a" * MAX_UNPACKED),
        "a" + "A" * MAX_PACKED,
        deflated(b"&".join(b"n%d=1" % i for i in range(1000))),
        deflated(b"n_a=8")[:-2],
        deflated(b"n_a=8") + "AAAA",
        deflated(b"n_a"),
        "b" + deflated(b"n_a=8")[1:],  # of another version
        "",
        "a",
        "aä",
    ],
)
def test_what_is_too_large_or_broken_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        unpacked(text)
