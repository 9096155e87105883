"""Numbers as they are written on paper, in one style everywhere: 0.014, 625, 1.8·10⁻¹⁴.

What a browser writes by itself follows the same style, in ``ui/components/modules/shared/numbers.js``.
"""

import math

__all__ = ["counted", "numeral", "power_of_ten", "times_power"]

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def times_power(mantissa: str, exponent: int) -> str:
    """A mantissa times a power of ten.

    Examples
    --------
    >>> times_power("1.8", -14)
    '1.8·10⁻¹⁴'
    """
    return f"{mantissa}·10{str(exponent).translate(_SUPERSCRIPT)}"


def counted(number: int, what: str) -> str:
    """So many of something, in singular or plural.

    Examples
    --------
    >>> counted(1, "hidden unit"), counted(2000, "step")
    ('1 hidden unit', '2,000 steps')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def numeral(value: float, digits: int = 4) -> str:
    """A number to so many digits.

    Examples
    --------
    >>> numeral(-2.61234, 4), numeral(2.6561e-5), numeral(5751.09, 3), numeral(100.0)
    ('−2.612', '2.656·10⁻⁵', '5750', '100')
    """
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "not a number")
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        rounded = float(f"{value:.{digits}g}")
        return f"{rounded:.10g}".replace("-", "−")
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return times_power(mantissa.replace("-", "−"), int(exponent))


def power_of_ten(log10: float) -> str:
    """A positive number, given by its log₁₀, to two digits.

    Examples
    --------
    >>> [power_of_ten(x) for x in (-1204.12, -13.73, -1.0, 0.3, 5.0, float("-inf"), float("nan"))]
    ['7.6·10⁻¹²⁰⁵', '1.9·10⁻¹⁴', '0.10', '2.0', '1.0·10⁵', 'exactly 0', 'not a number']
    """
    if math.isnan(log10):
        return "not a number"
    if math.isinf(log10):
        return "exactly 0" if log10 < 0 else "infinite"
    if -2.5 <= log10 < 3:
        value = 10.0**log10
        digits = max(0, 1 - math.floor(math.log10(value) + 1e-9))
        return f"{value:.{digits}f}"
    exponent = math.floor(log10)
    mantissa = f"{10.0 ** (log10 - exponent):.1f}"
    if mantissa == "10.0":
        exponent, mantissa = exponent + 1, "1.0"
    return times_power(mantissa, exponent)
