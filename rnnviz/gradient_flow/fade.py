r"""How fast a gradient fades on its way back through time, and what becomes of it.

With :math:`g_t = \lVert dJ/da^{\langle t\rangle} \rVert` and r the last step at which the loss puts a gradient in,

.. math::

    \text{factor a step} = \Bigl(\frac{g_1}{g_s}\Bigr)^{1/(s-1)}, \qquad
    \text{half-life} = \frac{\ln \frac12}{\ln \text{factor}} .

Here s is r, but for the hidden state of a cell whose cell state carries the gradient. There the first step back is one
of its own: the loss looks at a⟨r⟩ = o tanh c⟨r⟩, and its gradient is multiplied by o (1 − tanh² c) on its way into the
carrier, once and never again. From then on a's gradient follows c's. So that one step is no part of the average: it is
said apart, as :math:`g_{r-1} / g_r`, and s is r − 1.

Everything is computed from :math:`\log_{10} g_t`, so that it is right far below the smallest float.
"""

import math
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.numerics.scaled import Scaled

__all__ = ["FLOAT64_FLOOR", "Fade", "Fate", "fade_of", "fades_of", "fate_of"]

Array = NDArray[Any]

#: Base-10 logarithm of the smallest normal float64, 2.2e-308.
FLOAT64_FLOOR = math.log10(np.finfo(np.float64).tiny)
#: What is left at the end, in decades up or down, until a gradient keeps its size, nearly keeps it, shrinks or grows;
#: beyond, it vanishes or explodes.
SAME, NEARLY, FAR = 0.0005, math.log10(1.1), 3.0
_HALF: Final = math.log10(2)
#: How far from a straight line, as a part of all it changes by, a curve may be for one rate to describe it.
EVEN: Final = 0.25

#: What becomes of a gradient: ``"zero"`` is exactly 0, ``"number"`` none that is one, ``"none"`` has no step to reach.
Fate = Literal["none", "number", "zero", "keeps", "nearly", "shrinks", "grows", "vanishes", "explodes"]


def fate_of(log10_left: float) -> Fate:
    """What to call it if so much of a gradient is left: the one place where this is decided.

    Examples
    --------
    >>> [fate_of(x) for x in (-13.7, -0.2, -0.02, 0.0, 0.3, 12.9, -math.inf, math.nan)]
    ['vanishes', 'shrinks', 'nearly', 'keeps', 'grows', 'explodes', 'zero', 'number']
    """
    if math.isnan(log10_left) or log10_left == math.inf:
        return "number"
    if log10_left == -math.inf:
        return "zero"
    if abs(log10_left) <= NEARLY:
        return "keeps" if abs(log10_left) <= SAME else "nearly"
    if log10_left < 0:
        return "shrinks" if log10_left > -FAR else "vanishes"
    return "grows" if log10_left < FAR else "explodes"


class Fade(NamedTuple):
    """The size of a gradient at every step, and what it says about how fast it fades.

    Parameters
    ----------
    log10_norm : numpy.ndarray, (T,)
        log₁₀ of the gradient's norm over units and samples; -inf where it is exactly 0, NaN where it is none.
    reference : int
        Step, counted from 1, that the others are compared with: the last one that feels the loss.
    first : int
        Step, counted from 1, down to which the gradient is more than 0, going back from the reference.
    factor : float
        Factor a step, the geometric mean from ``start`` back to ``first``; NaN if that is no step, or if there
        are NaN or Inf; 0 or inf where it is beyond the range of floats, see ``log10_factor``.
    half_life : float
        Steps until half is left, at that factor; inf if it does not fade.
    steps_to_thousandth : int or None
        Steps back from the reference until at most 1/1000 is left for the first time; None if that never happens.
    apart : bool
        Whether the first step back leads into the carrier, and is no part of the factor.
    """

    log10_norm: Array
    reference: int
    first: int
    factor: float
    half_life: float
    steps_to_thousandth: int | None
    apart: bool = False

    @property
    def start(self) -> int:
        """The step, counted from 1, from which back the factor a step is measured."""
        return self.reference - (self.apart and self.first < self.reference)

    @property
    def log10_first(self) -> float:
        """log₁₀ of the factor of the first step back, if that stands apart; NaN if it does not, or there is none."""
        if self.start == self.reference:
            return math.nan
        first = float(self.relative[self.reference - 2])
        return first if math.isfinite(first) else math.nan

    @property
    def relative(self) -> Array:
        """log₁₀ of the norm, relative to that at the reference step, (T,)."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.log10_norm - self.log10_reference)

    @property
    def log10_reference(self) -> float:
        """log₁₀ of the norm at the reference step; 0 if it is exactly 0 there, as it then is everywhere."""
        value = float(self.log10_norm[self.reference - 1])
        return 0.0 if value == -math.inf else value

    @property
    def log10_factor(self) -> float:
        """log₁₀ of the factor a step, however small or large; NaN where there is none."""
        steps = self.start - self.first
        ends = self.log10_norm[[self.first - 1, self.start - 1]]
        return float(ends[0] - ends[1]) / steps if steps and np.isfinite(ends).all() else math.nan

    @property
    def left(self) -> float:
        """log₁₀ of what is left at step 1 of the gradient at the reference step."""
        return float(self.relative[0])

    @property
    def fate(self) -> Fate:
        """What becomes of it on its way back to step 1."""
        here = self.log10_norm[: self.reference]
        if not (np.isfinite(here) | (here == -np.inf)).all():
            return "number"
        if here[-1] == -np.inf:
            return "zero"
        return "none" if self.reference == 1 else fate_of(self.left)

    @property
    def steps_to_half(self) -> int | None:
        """Steps back from the reference until at most half is left for the first time; None if that never happens."""
        return _steps_to(self.log10_norm, self.reference, -_HALF)

    @property
    def steps_to_double(self) -> int | None:
        """Steps back from the reference until it has at least doubled for the first time, or None."""
        return _steps_to(-self.log10_norm, self.reference, -_HALF)

    @property
    def steps_to_thousandfold(self) -> int | None:
        """Steps back from the reference until it is 1,000 times as large for the first time, or None."""
        return _steps_to(-self.log10_norm, self.reference, -3)

    @property
    def even(self) -> bool:
        """Whether it changes at about one rate, so that the factor a step says what the curve does between its ends."""
        steps, rate = self.start - self.first, self.log10_factor
        if not steps or math.isnan(rate):
            return False
        back = self.relative[self.first - 1 : self.start][::-1]
        line = back[0] + rate * np.arange(steps + 1)
        if float(np.abs(back - line).max()) > max(EVEN * abs(rate * steps), 1e-9):
            return False
        if rate >= 0:
            return True
        # What follows from the rate must not contradict what is seen: 1/1000 is left when one would expect it.
        expected = max(1.0, self.reference - self.start + (-3 - back[0]) / rate)
        seen = self.steps_to_thousandth
        if seen is None:
            return bool(expected >= (self.reference - self.first) / 2)
        return bool(seen <= 2 * expected + 1 and expected <= 2 * seen + 1)


def fades_of(by_step: Mapping[str, Scaled], *, once: bool = True) -> dict[str, Fade]:
    """How the gradient at each state of a cell fades.

    Parameters
    ----------
    by_step : mapping of str to Scaled, each (n_a, m, T)
        The gradients at the states, the carrier last: as in `rnnviz.cells.cell.Backward`.
    once : bool
        Whether the loss looks at one step. If it looks at more, gradients are added up at each, and no step is apart.

    Examples
    --------
    >>> halved = Scaled(np.ones((1, 1, 5)), np.array([[-9, -8, -7, -6, 0]]))
    >>> fade = fades_of({"a": halved, "c": halved})["a"]
    >>> fade.apart, round(10**fade.log10_first * 2**6, 6), round(fade.factor, 6)
    (True, 1.0, 0.5)
    """
    carrier = list(by_step)[-1]
    return {state: fade_of(gradient, apart=once and state != carrier) for state, gradient in by_step.items()}


def fade_of(gradient: Scaled, *, apart: bool = False) -> Fade:
    """How a gradient fades, from its values at every step.

    Parameters
    ----------
    gradient : Scaled, (n_a, m, T)
        dJ/da⟨t⟩ or dJ/dc⟨t⟩ as backpropagation through time gives it.
    apart : bool
        Whether the first step back leads into the state that carries the gradient, and is one of its own.

    Returns
    -------
    Fade
        Norms, factor a step, half-life and the steps until 1/1000 is left.

    Examples
    --------
    >>> halved = Scaled(np.ones((1, 1, 5)), np.array([[-4, -3, -2, -1, 0]]))
    >>> fade = fade_of(halved)
    >>> round(fade.factor, 6), round(fade.half_life, 6), fade.steps_to_thousandth
    (0.5, 1.0, None)
    """
    log10_norm = gradient.log10_norm()
    log10_norm.flags.writeable = False
    felt = np.flatnonzero(log10_norm != -np.inf)
    reference = int(felt[-1]) if felt.size else len(log10_norm) - 1
    zeros = np.flatnonzero(log10_norm[:reference] == -np.inf)
    first = int(zeros[-1]) + 1 if zeros.size else 0
    thousandth = _steps_to(log10_norm, reference + 1, -3)
    fade = Fade(log10_norm, reference + 1, first + 1, math.nan, math.nan, thousandth, apart)
    decades = fade.log10_factor
    with np.errstate(over="ignore", under="ignore"):
        factor = float(np.power(10.0, decades))
    half_life = math.log10(0.5) / decades if decades < 0 else math.inf if decades >= 0 else math.nan
    return fade._replace(factor=factor, half_life=half_life)


def _steps_to(log10_norm: Array, reference: int, level: float) -> int | None:
    """Steps back from the reference until the norm is down to a level for the first time."""
    with np.errstate(invalid="ignore"):
        small = np.flatnonzero(log10_norm[:reference] - log10_norm[reference - 1] <= level)
    return reference - 1 - int(small[-1]) if small.size else None
