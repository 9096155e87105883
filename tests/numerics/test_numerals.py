"""Numbers as they are written on paper."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.numerics.numerals import numeral, power_of_ten, times_power

SUPERSCRIPTS = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"


def value_of(text: str) -> float:
    """Read a number back as a person would: 1.8·10⁻¹⁴, 0.014, −625."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    return float(f"{mantissa}e{''.join('-0123456789'[SUPERSCRIPTS.index(c)] for c in power) or 0}")


def log10_of(text: str) -> float:
    """log₁₀ of a positive number, however small."""
    mantissa, _, power = text.partition("·10")
    return math.log10(float(mantissa)) + int("".join("-0123456789"[SUPERSCRIPTS.index(c)] for c in power) or 0)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (-0.5, 4, "−0.5"),
        (12345.0, 2, "12000"),
        (-1.5e-7, 4, "−1.5·10⁻⁷"),
        (9.99999e-4, 3, "1·10⁻³"),
        (float("inf"), 4, "∞"),
        (float("-inf"), 4, "−∞"),
        (float("nan"), 4, "not a number"),
    ],
)
def test_numbers_are_written_as_on_paper(value: float, digits: int, text: str) -> None:
    assert numeral(value, digits) == text


@given(st.floats(-1e300, 1e300, allow_subnormal=False), st.integers(1, 8))
def test_a_numeral_is_right_to_its_digits_and_never_written_as_by_a_machine(value: float, digits: int) -> None:
    text = numeral(value, digits)
    assert "e" not in text
    assert "-" not in text
    assert math.isclose(value_of(text), value, rel_tol=0.5001 * 10.0 ** (1 - digits), abs_tol=1e-305)


def test_a_mantissa_and_its_power() -> None:
    assert times_power("−2.50", 0) == "−2.50·10⁰"
    assert value_of(times_power("7", -120)) == 7e-120


@given(st.floats(-2000, 2000))
def test_a_power_of_ten_is_right_to_two_digits(log10: float) -> None:
    assert abs(log10_of(power_of_ten(log10)) - log10) <= 0.0218  # 5 in the third digit of 1.0
    assert len(power_of_ten(log10)) < 14


@pytest.mark.parametrize(
    ("log10", "text"),
    [
        (0.0, "1.0"),
        (-2.0, "0.010"),
        (-3.0, "1.0·10⁻³"),
        (2.0, "100"),
        (3.0, "1.0·10³"),
        (math.log10(9.96e5), "1.0·10⁶"),  # not 10.0·10⁵
        (math.log10(9.96), "10.0"),
        (-1000.0, "1.0·10⁻¹⁰⁰⁰"),
        (-math.inf, "exactly 0"),
        (math.inf, "infinite"),
        (math.nan, "not a number"),
    ],
)
def test_powers_of_ten(log10: float, text: str) -> None:
    assert power_of_ten(log10) == text
