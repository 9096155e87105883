"""What a number may be."""

import math

import pytest

from rnnviz.numerics.ranges import Bounds, in_full


@pytest.mark.parametrize("value", [1, 7, 1000])
def test_both_ends_are_included(value: int) -> None:
    assert Bounds(1, 1000).problem("n", value) == ""
    assert Bounds(1.0, 1000.0).problem("n", value) == ""


@pytest.mark.parametrize(
    ("bounds", "value", "said"),
    [
        (Bounds(1, 1000), 0, "n must be between 1 and 1,000; got 0. Choose a value in that range."),
        (Bounds(1, 1000), 1001, "n must be between 1 and 1,000; got 1,001. Choose a value in that range."),
        (Bounds(0.0, 0.5), 0.75, "n must be between 0 and 0.5; got 0.75. Choose a value in that range."),
        (Bounds(2.0, 9.0), 1.9999999999, "n must be between 2 and 9; got 1.9999999999. Choose a value in that range."),
        (Bounds(0.0, 0.5), math.nan, "n must be between 0 and 0.5; got nan. Choose a value in that range."),
        (Bounds(0.0, 0.5), 10**400, "n must be between 0 and 0.5; got 1.0·10⁴⁰⁰. Choose a value in that range."),
        (Bounds(1, 1000), 2.0, "n must be a whole number; got 2.0."),
        (Bounds(1, 1000), True, "n must be a whole number; got True."),
        (Bounds(1, 1000), None, "n must be a whole number; got None."),
        (Bounds(0.0, 0.5), "0.1", "n must be a number; got '0.1'."),
    ],
)
def test_what_is_not_possible_is_said(bounds: Bounds, value: object, said: str) -> None:
    assert bounds.problem("n", value) == said


def test_numbers_in_sentences_are_short() -> None:
    assert [in_full(n) for n in (10**6, -(10**15), 1e6, 2.5)] == ["1,000,000", "-1.0·10¹⁵", "1,000,000", "2.5"]
