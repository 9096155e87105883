"""Where values of units stand on the scales of colours, which are fixed, and how they travel to the browser.

Three scales: gates from 0 to 1; signed values v, which know no bound, at ``v / (½ + |v|)`` on a scale that is symmetric
about exactly 0; signed gradients by their power of ten, from 10^-16 to 10^2 of the gradient at the loss, on the same
colours. Nothing is scaled by its own maximum.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.sequence import SignedLog
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.gradient_map import DECADES

__all__ = ["SIGNED_TICKS", "coded", "gradient_position", "is_gate", "light", "signed_position"]

Array = NDArray[Any]

#: Sizes of exponents up to which float32 keeps three digits.
FAR = 2**14
#: Values of the signed scale that its legend names.
SIGNED_TICKS: Final = (-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0)


def signed_position(values: Array) -> Array:
    """Where signed values stand on the diverging scale, from -1 to 1.

    Examples
    --------
    >>> signed_position(np.array([-0.5, 0.0, 0.5, 1.0, np.inf]))
    array([-0.5       ,  0.        ,  0.5       ,  0.66666667,  1.        ])
    """
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(values), np.sign(values), values / (0.5 + np.abs(values)))


def gradient_position(gradient: SignedLog) -> Array:
    """Where signed gradients stand on the diverging scale, from -1 to 1.

    Examples
    --------
    >>> gradient_position(SignedLog(np.array([[-1, 1, 0]], np.int8), np.array([[2.0, -7.0, -np.inf]])))
    array([[-1. ,  0.5,  0. ]])
    """
    low, high = DECADES
    return np.asarray(gradient.sign * np.clip((gradient.log10 - low) / (high - low), 0, 1))


def is_gate(result: Result, cell: str, key: str) -> bool:
    """Whether a signal of a cell is a gate, from 0 to 1.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> result = run(Scenario(n_a=3))
    >>> is_gate(result, "lstm", "f"), is_gate(result, "lstm", "c")
    (True, False)
    """
    return any(s.key == key and s.activation == "sigmoid" for s in CELLS[cell].signals(result.scenario.activation))


def coded(gradient: SignedLog) -> dict[str, Any]:
    """Signed logarithms as one number each, sign · (log₁₀ + offset), in as many bytes as keep three digits.

    Examples
    --------
    >>> sent = coded(SignedLog(np.array([[1, -1, 0]], np.int8), np.array([[2.0, -7.0, -np.inf]])))
    >>> sent["values"].tolist(), float(sent["offset"])
    ([[34.0, -25.0, 0.0]], 32.0)
    """
    finite = gradient.log10[np.isfinite(gradient.log10)]
    offset = 2.0 ** np.ceil(np.log2(np.abs(finite).max(initial=30) + 2))
    with np.errstate(invalid="ignore"):
        numbers = np.where(gradient.log10 == -np.inf, 0, gradient.sign * (gradient.log10 + offset))
    numbers[np.isnan(gradient.log10)] = np.nan
    return {"values": numbers.astype(np.float32) if offset < FAR else numbers, "offset": offset}


def light(values: Array) -> Array:
    """The values in half the space, unless some are too large or too small for that.

    Examples
    --------
    >>> light(np.array([0.5])).dtype, light(np.array([1e-300])).dtype
    (dtype('float32'), dtype('float64'))
    """
    sizes, limits = np.abs(values[np.isfinite(values) & (values != 0)]), np.finfo(np.float32)
    fits = limits.tiny <= sizes.min(initial=1) <= sizes.max(initial=1) < limits.max
    return values.astype(np.float32) if fits else values
