"""A scaled table: mean 0 and standard deviation 1 a feature, in numbers that an address can hold."""

import statistics

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnnviz.experiment.inputs import MAX_NUMBER, parse_table, standardized, table_text

values = st.floats(-MAX_NUMBER, MAX_NUMBER)
tables = st.lists(st.tuples(*[values] * 6), min_size=1, max_size=4).map(tuple)


@given(table=tables)
@example(((0.0, 0.0, 0.0, 0.0, 0.0, 1.2e-269),))
@example(((0.0, 0.0, 0.0, 0.0, 0.0, 5e-324),))
def test_each_row_is_scaled_by_itself(table: tuple[tuple[float, ...], ...]) -> None:
    for row, given_row in zip(standardized(table), table, strict=True):
        largest = max(map(abs, given_row)) or 1.0
        raw = [value / largest for value in given_row]  # the square of a number near the smallest float is 0
        deviation = statistics.pstdev(raw)
        if deviation > 1e-9 * max(map(abs, raw)):
            mean = statistics.fmean(raw)
            assert row == pytest.approx([(value - mean) / deviation for value in raw], abs=6e-5)
        elif deviation == 0:
            assert row == (0.0,) * 6


@given(table=tables)
def test_an_address_holds_it_in_few_digits(table: tuple[tuple[float, ...], ...]) -> None:
    scaled = standardized(table)
    text = table_text(scaled, separator=",", row_separator="|")
    assert parse_table(text) == scaled
    assert len(text) <= 8 * 6 * len(table)


def test_nothing_is_minus_zero() -> None:
    assert "-0.0" not in repr(standardized(((0.0, -1e-6, 10.0, -10.0),)))


def test_the_number_of_digits_can_be_chosen() -> None:
    assert standardized(((0.0, 1.0, 2.0),), digits=2) == ((-1.22, 0.0, 1.22),)
