"""How fast a gradient fades or grows, in words: its factor a step, and the steps in which it halves or doubles."""

import math
from typing import Final

from rnnviz.gradient_flow.fade import Fade
from rnnviz.numerics.numerals import numeral, power_of_ten

__all__ = [
    "UNDER_ONE",
    "factor_in_words",
    "factor_of_log10",
    "first_step_in_words",
    "half_life_in_words",
    "halving",
    "rate_in_words",
    "steps_counted",
    "steps_in_words",
    "thousandth_in_words",
]

#: A half-life of less than a step.
UNDER_ONE: Final = "under 1 step"


def factor_in_words(factor: float) -> str:
    """A factor a step.

    Examples
    --------
    >>> factor_in_words(0.7265), factor_in_words(1.0004), factor_in_words(3.2e-30), factor_in_words(float("nan"))
    ('×0.727', '×1.0004', '×3.2·10⁻³⁰', '–')

    What is 1 to four digits needs no fourth to be told from it:

    >>> factor_in_words(1.00001)
    '×1.000'
    """
    if math.isnan(factor):
        return "–"
    if 0.99 < factor < 1.01 and abs(factor - 1) >= 5e-5:
        return f"×{factor:.4f}"
    if 0.0995 <= factor < 10:
        return f"×{factor:.3f}"
    if 1e-3 <= factor < 1e3:
        return f"×{numeral(factor, 3)}"
    return f"×{power_of_ten(math.log10(factor)) if factor else 0}"


def factor_of_log10(log10: float) -> str:
    """A factor that is given by its log₁₀, however small or large.

    Examples
    --------
    >>> factor_of_log10(-0.1387), factor_of_log10(-520.75)
    ('×0.727', '×1.8·10⁻⁵²¹')
    """
    return f"×{power_of_ten(log10)}" if abs(log10) > 300 else factor_in_words(10.0**log10)


def rate_in_words(fade: Fade) -> str:
    """The factor a step of a gradient, also where it is beyond the range of floats.

    Examples
    --------
    >>> import numpy as np
    >>> rate_in_words(Fade(np.array([-521.0, -0.25]), 2, 1, 0.0, 0.0006, 1))
    '×1.8·10⁻⁵²¹'
    """
    return factor_of_log10(fade.log10_factor)


def first_step_in_words(fade: Fade) -> str | None:
    """The factor of the first step back, where it is one of its own.

    Examples
    --------
    >>> import numpy as np
    >>> first_step_in_words(Fade(np.array([-0.9, -0.7, 0.0]), 3, 1, 0.63, 1.5, None, apart=True))
    '×0.200'
    """
    return None if math.isnan(fade.log10_first) else factor_of_log10(fade.log10_first)


def steps_in_words(steps: float) -> str:
    """A number of steps, not necessarily whole.

    Examples
    --------
    >>> steps_in_words(2.17), steps_in_words(1.0), steps_in_words(1234.5)
    ('2.2 steps', '1.0 steps', '1,234 steps')
    """
    return f"{steps:.1f} steps" if steps < 100 else f"{steps:,.0f} steps"


def half_life_in_words(fade: Fade) -> tuple[str, str]:
    """What to call it, and how long it is: a half-life, or for a gradient that grows the time in which it doubles.

    Examples
    --------
    >>> import numpy as np
    >>> half_life_in_words(Fade(np.log10([4.0, 2.0, 1.0]), 3, 1, 2.0, float("inf"), None))
    ('doubles in', '1.0 steps')
    >>> half_life_in_words(Fade(np.log10([0.9, 0.95, 1.0]), 3, 1, 0.9487, 13.2, None))
    ('half-life', 'not in 2 steps')
    """
    name, time = halving(fade)
    return name, _never(fade) if time is None else time


def halving(fade: Fade) -> tuple[str, str | None]:
    """As `half_life_in_words`, with None where that takes longer than the sequence is, or cannot be said.

    Examples
    --------
    >>> import numpy as np
    >>> halving(Fade(np.log10([0.9, 0.95, 1.0]), 3, 1, 0.9487, 13.2, None))
    ('half-life', None)
    """
    if math.isnan(fade.factor) or fade.fate in ("keeps", "nearly"):
        return "half-life", None
    steps, known = fade.start - fade.first, fade.even
    if known and fade.factor > 1:
        doubling = math.log10(2) / fade.log10_factor
        return "doubles in", _time(doubling) if doubling <= steps else None
    if known:
        return "half-life", _time(fade.half_life) if fade.half_life <= steps else None
    # No one rate describes it: what is seen is said instead.
    name, seen = ("doubled after", fade.steps_to_double) if fade.factor > 1 else ("half left after", fade.steps_to_half)
    return name, None if seen is None else steps_counted(seen)


def _time(steps: float) -> str:
    """So many steps; below one the factor a step says more than a time does."""
    return steps_in_words(steps) if steps >= 1 else UNDER_ONE


def thousandth_in_words(fade: Fade) -> tuple[str, str]:
    """What to call it, and after how many steps 1/1000 is left, or for a gradient that grows, 1,000 times as much.

    Examples
    --------
    >>> import numpy as np
    >>> thousandth_in_words(Fade(np.array([4.0, 2.0, 0.0]), 3, 1, 100.0, float("inf"), None))
    ('1000× after', '2 steps')
    """
    grows = fade.fate in ("grows", "explodes")
    name, steps = ("1000× after", fade.steps_to_thousandfold) if grows else ("1/1000 after", fade.steps_to_thousandth)
    return name, _never(fade) if steps is None else steps_counted(steps)


def _never(fade: Fade) -> str:
    """What is said of a time that is longer than the sequence; a dash where there is nothing that could be timed."""
    untold = fade.reference == 1 or fade.fate in ("number", "zero")
    return "–" if untold else f"not in {steps_counted(fade.reference - 1)}"


def steps_counted(number: int) -> str:
    """A whole number of steps.

    Examples
    --------
    >>> steps_counted(1), steps_counted(99)
    ('1 step', '99 steps')
    """
    return f"{number} step{'' if number == 1 else 's'}"
