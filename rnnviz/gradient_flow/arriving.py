r"""What of the gradient at an LSTM's cell state arrives at step 1: along which way, through which gate, at which units.

`rnnviz.gradient_flow.paths` sorts the ways of the whole derivative of a cell state. Here the ways of one gradient are
added up, that of a loss at step r, over all units and samples at once: with the gradient :math:`dz_k` at the
pre-activations of each gate k, which backpropagation gives, every way out of the cell is known already, and

.. math::

    \frac{dJ}{dc^{\langle 1\rangle}} = \underbrace{\prod_{s=2}^{r} f^{\langle s\rangle}
        \odot \frac{dJ}{dc^{\langle r\rangle}}}_{\text{along the cell}}
        + \sum_k \underbrace{\sum_{t=1}^{r-1} \prod_{s=2}^{t} f^{\langle s\rangle}
        \odot \bigl(o (1 - \tanh^2 c)\bigr)^{\langle t\rangle}
        \odot U_k^\top dz_k^{\langle t+1\rangle}}_{\text{out, through gate } k} .
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import at_gates, quietly
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.numerics.scaled import LOG10_2, Scaled
from rnnviz.numerics.wide import Wide

__all__ = ["Arriving", "arriving", "through_gates"]

Array = NDArray[Any]


class Arriving(NamedTuple):
    """What of the gradient at the cell state arrives at step 1, by the way that it takes and by units.

    Parameters
    ----------
    whole, cell, gates : float
        log₁₀ of the size of all of it; of what never leaves the cell, the gradient times the product of the forget
        gates; and of the rest, which comes through the gates and the hidden state: relative to the gradient at the
        step of the loss. -inf where it is exactly 0, NaN where it is no number.
    units : numpy.ndarray, (n_a,)
        Each unit's share of the whole's square; they add up to 1.
    """

    whole: float
    cell: float
    gates: float
    units: Array


def arriving(forget: Array | Wide, gradient: Scaled, reference: int) -> Arriving:
    r"""What of the gradient at the cell state arrives at step 1, along the cell alone and through the gates.

    .. math::

        \frac{dJ}{dc^{\langle 1\rangle}} = \frac{dJ}{dc^{\langle r\rangle}} \odot \prod_{t=2}^r f^{\langle t\rangle}
            + \text{what comes through the gates}

    Parameters
    ----------
    forget : numpy.ndarray or Wide, (n_a, m, T)
        The forget gate, ∂c⟨t⟩/∂c⟨t − 1⟩.
    gradient : Scaled, (n_a, m, T)
        dJ/dc of a loss that looks at one step.
    reference : int
        That step r, counted from 1.

    Returns
    -------
    Arriving
        Over units and samples.

    Examples
    --------
    The product of forget gates is not what an LSTM's gradient is:

    >>> from rnnviz import Scenario, run
    >>> lstm = run(Scenario()).cells["lstm"]
    >>> found = arriving(lstm.gates["f"], lstm.by_step["c"], 100)
    >>> round(found.whole), round(found.cell), round(found.gates)
    (-5, -14, -5)
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        at_loss, whole = (_log10_sizes(gradient, step) for step in (reference, 1))  # (n_a, m)
        cell = at_loss + _log10(forget[:, :, 1:reference]).sum(axis=2)
        start, size = _norm_of(at_loss), _norm_of(whole)
        scale = max(size, _norm_of(cell))
        signs = (np.sign(gradient.mantissa[:, :, step - 1]) for step in (1, reference))
        first, kept = (sign * 10.0 ** (part - scale) for sign, part in zip(signs, (whole, cell), strict=True))
        gates = scale + float(np.log10(np.linalg.norm(first - kept)))
        units = (10.0 ** (2 * (whole - size))).sum(axis=1)
    return Arriving(size - start, _norm_of(cell) - start, -math.inf if scale == -math.inf else gates - start, units)


@quietly
def through_gates(steps: StepJacobians, by_step: Mapping[str, Scaled], reference: int) -> dict[str, float]:
    r"""What of the gradient at the cell state arrives at step 1 through each gate: that by which it leaves c first.

    What arrives through the gate k of an LSTM is, with the gradient dz at its pre-activations,

    .. math::

        \sum_{t=1}^{r-1} \prod_{s=2}^{t} f^{\langle s\rangle}
            \odot \bigl(o (1 - \tanh^2 c)\bigr)^{\langle t\rangle} \odot U_k^\top dz_k^{\langle t+1\rangle} .

    With what comes `arriving` along the cell these parts add up to the whole, as vectors.

    Parameters
    ----------
    steps : StepJacobians
        Of a cell with a direct link.
    by_step : mapping of str to Scaled, each (n_a, m, T)
        The whole gradients at the states, of a loss that looks at one step.
    reference : int
        That step r, counted from 1.

    Returns
    -------
    dict of str to float
        By gate, log₁₀ of the size over units and samples, relative to the gradient at the carrier at step r.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> lstm = run(Scenario()).cells["lstm"]
    >>> steps = linearize("lstm", lstm.states, lstm.gates, lstm.parameters)
    >>> {gate: round(size, 1) for gate, size in through_gates(steps, lstm.by_step, 100).items()}
    {'f': -6.6, 'i': -6.4, 'cct': -5.4, 'o': -6.8}
    """
    with np.errstate(divide="ignore"):  # the logarithm of 0 is −∞ here
        return _through_gates(steps, by_step, reference)


def _through_gates(steps: StepJacobians, by_step: Mapping[str, Scaled], reference: int) -> dict[str, float]:
    before, after = slice(0, reference - 1), slice(1, reference)
    direct = _log10(steps.direct[:, :, 1 : reference - 1]) / LOG10_2
    kept = np.concatenate([np.zeros((*direct.shape[:2], 1)), np.cumsum(direct, axis=2)], axis=2)  # (n_a, m, r - 1)
    dz = at_gates(steps.local, by_step, steps.recurrent)
    out = {gate: dz[gate].at(step=after).through(U.T) for gate, U in steps.recurrent.items()}
    for gate, quantity in steps.recurrent.acts_on.items():
        out[gate] = out[gate].times(steps.local.by_state[quantity]["a"][:, :, after])
    if steps.leaving is not None:
        out = {gate: part.times(steps.leaving[:, :, before]) for gate, part in out.items()}
    # The largest term decides the scale: what is so much smaller that it becomes 0 adds nothing.
    sizes = [np.log2(np.abs(part.mantissa).max(axis=0)) + (part.exponent + kept).max(axis=0) for part in out.values()]
    scale = float(np.max(sizes))
    if not math.isfinite(scale):
        return dict.fromkeys(out, scale)
    start = float(by_step[steps.carrier].log10_norm()[reference - 1])
    found = {}
    for gate, part in out.items():
        weights = np.exp2(np.minimum(kept + part.exponent - scale, 1000.0))
        total = np.linalg.norm(np.einsum("imt,imt->im", part.mantissa, weights))
        found[gate] = float(np.log10(total)) + scale * LOG10_2 - start
    return found


def _log10(values: Array | Wide) -> Array:
    return values.log10() if isinstance(values, Wide) else np.log10(values)


def _log10_sizes(gradient: Scaled, step: int) -> Array:
    return gradient.at(step=slice(step - 1, step)).log10_norm(axis=())[:, :, 0]


def _norm_of(log10: Array) -> float:
    """log₁₀ of the norm of numbers that are given by their log₁₀."""
    largest = float(log10.max())
    if not math.isfinite(largest):
        return largest
    return largest + float(np.log10(np.sum(10.0 ** (2 * (log10 - largest))))) / 2
