r"""How fast a gradient fades on its way back through time.

With :math:`g_t = \lVert dJ/da^{\langle t\rangle} \rVert` and r the last step at which the loss puts a gradient in,

.. math::

    \text{factor a step} = \Bigl(\frac{g_1}{g_r}\Bigr)^{1/(r-1)}, \qquad
    \text{half-life} = \frac{\ln \frac12}{\ln \text{factor}} .

Everything is computed from :math:`\log_{10} g_t`, so that it is right far below the smallest float.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.scaled import Scaled

__all__ = ["FLOAT64_FLOOR", "Fade", "fade_of"]

Array = NDArray[Any]

#: Base-10 logarithm of the smallest normal float64, 2.2e-308.
FLOAT64_FLOOR = math.log10(np.finfo(np.float64).tiny)


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
        Factor a step, the geometric mean from ``reference`` back to ``first``; NaN if that is no step, or if there
        are NaN or Inf; 0 or inf where it is beyond the range of floats, see ``log10_factor``.
    half_life : float
        Steps until half is left, at that factor; inf if it does not fade.
    steps_to_thousandth : int or None
        Steps back from the reference until at most 1/1000 is left for the first time; None if that never happens.
    """

    log10_norm: Array
    reference: int
    first: int
    factor: float
    half_life: float
    steps_to_thousandth: int | None

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
        steps = self.reference - self.first
        ends = self.log10_norm[[self.first - 1, self.reference - 1]]
        return float(ends[0] - ends[1]) / steps if steps and np.isfinite(ends).all() else math.nan

    @property
    def left(self) -> float:
        """log₁₀ of what is left at step 1 of the gradient at the reference step."""
        return float(self.relative[0])


def fade_of(gradient: Scaled) -> Fade:
    """How a gradient fades, from its values at every step.

    Parameters
    ----------
    gradient : Scaled, (n_a, m, T)
        dJ/da⟨t⟩ or dJ/dc⟨t⟩ as backpropagation through time gives it.

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
    with np.errstate(invalid="ignore"):
        small = np.flatnonzero(log10_norm[: reference + 1] - log10_norm[reference] <= -3)
    thousandth = reference - int(small[-1]) if small.size else None
    fade = Fade(log10_norm, reference + 1, first + 1, math.nan, math.nan, thousandth)
    decades = fade.log10_factor
    with np.errstate(over="ignore", under="ignore"):
        factor = float(np.power(10.0, decades))
    half_life = math.log10(0.5) / decades if decades < 0 else math.inf if decades >= 0 else math.nan
    return fade._replace(factor=factor, half_life=half_life)
