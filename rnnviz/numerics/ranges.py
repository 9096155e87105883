"""What a number may be, and the sentence for one that may not."""

import math
import reprlib
from decimal import Decimal
from typing import NamedTuple

from rnnviz.numerics.numerals import numeral, times_power

__all__ = ["Bounds", "in_full"]


class Bounds(NamedTuple):
    """Smallest and largest value that is allowed, both included; whole numbers alone if the smallest is an int."""

    low: float
    high: float

    def problem(self, name: str, value: object) -> str:
        """What is wrong with a value, and what to do; empty if nothing is.

        Examples
        --------
        >>> Bounds(1, 1000).problem("n_a", 5000)
        'n_a must be between 1 and 1,000; got 5,000. Choose a value in that range.'
        >>> Bounds(1, 1000).problem("n_a", 1.5)
        'n_a must be a whole number; got 1.5.'
        >>> Bounds(0.0, 1.0).problem("share", 0.5)
        ''
        """
        whole = isinstance(self.low, int)
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            return f"{name} must be {'a whole number' if whole else 'a number'}; got {reprlib.repr(value)}."
        if self.low <= value <= self.high:
            return ""
        low, high, got = in_full(self.low), in_full(self.high), in_full(value)
        if got in (low, high):  # six digits are not enough to tell them apart
            got = repr(value)
        return f"{name} must be between {low} and {high}; got {got}. Choose a value in that range."


def in_full(value: float) -> str:
    """A number for a sentence.

    Examples
    --------
    >>> in_full(1000), in_full(0.5), in_full(10**20)
    ('1,000', '0.5', '1.0·10²⁰')
    """
    if abs(value) < 10**15 and value == int(value):
        return f"{int(value):,}"
    if isinstance(value, int):
        mantissa, _, exponent = f"{Decimal(value):.1e}".partition("e")
        return times_power(mantissa, int(exponent))
    return numeral(value, 6) if math.isfinite(value) else str(value)
