"""Mistakes in the LSTM's equations on the way into the cell state and at the gates."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.gradient_flow.suspects.equations import GATES, Compute, Mistake
from rnnviz.gradient_flow.suspects.slopes import wrong_slopes

__all__ = ["IN_LSTM"]

Array = NDArray[Any]
Step = SimpleNamespace


class _Gate(NamedTuple):
    """A gate's gradient is dc times ``factor`` times ``slope``."""

    factor: str
    slope: Callable[[Step], Array]
    slope_code: str


def _sigmoid_slope(gate: str) -> Callable[[Step], Array]:
    return lambda s: getattr(s, gate) * (1 - getattr(s, gate))


#: The three gates that reach the output through the cell state.
THROUGH_C = {
    "f": _Gate("c_prev", _sigmoid_slope("ft"), "ft * (1 - ft)"),
    "i": _Gate("cct", _sigmoid_slope("it"), "it * (1 - it)"),
    "c": _Gate("it", lambda s: 1 - s.cct**2, "1 - cct**2"),
}
VALUE = {"f": "ft", "i": "it", "c": "cct"}
#: What stands where the factor belongs, in copies: a state of another step, another gate.
OTHER_FACTORS = {"f": ("c_next", "a_prev", "cct"), "i": ("c_prev", "c_next"), "c": ("ft", "ot", "c_prev")}


def _changed(gate: str, compute: Callable[[Step, Array, Array], Array]) -> dict[str, Compute]:
    """The gate's line from the step, its factor and its slope."""
    factor, slope, _ = THROUGH_C[gate]
    return {GATES[gate]: lambda s: compute(s, getattr(s, factor), slope(s))}


def _product(first: str, second: str, slope: Callable[[Step], Array]) -> Compute:
    return lambda s: getattr(s, first) * getattr(s, second) * slope(s)


def _of_value(value: str, slope: Callable[[Array], Array]) -> Callable[[Step], Array]:
    return lambda s: slope(getattr(s, value))


def _at_gate(gate: str) -> Iterator[Mistake]:
    d, (factor, slope, code), value = GATES[gate], THROUGH_C[gate], VALUE[gate]
    changes: dict[str, tuple[str, Callable[[Step, Array, Array], Array]]] = {
        "parentheses": (
            f"Parentheses are missing: {code} multiplies only the second term of the sum, not the part with dc_next.",
            lambda s, k, g: s.dc_next * k + s.through * k * g,
        ),
        "parentheses, first term": (
            f"Parentheses are missing: {code} multiplies only the part with dc_next, not the one with da_next.",
            lambda s, k, g: s.dc_next * k * g + s.through * k,
        ),
        "derivative missing": (f"The derivative {code} is missing.", lambda s, k, g: s.dc * k),
        "dc_next missing": ("The part that comes with dc_next is missing.", lambda s, k, g: s.through * k * g),
        "through a missing": (
            "The part that comes from da_next, through ot and tanh, is missing.",
            lambda s, k, g: s.dc_next * k * g,
        ),
        "da_next missing": (
            "ot * (1 - np.tanh(c_next)**2) is not multiplied with da_next.",
            lambda s, k, g: (s.dc_next + s.ot * (1 - s.tanh_c**2)) * k * g,
        ),
        "ot missing": ("ot is missing.", lambda s, k, g: (s.dc_next + s.da_next * (1 - s.tanh_c**2)) * k * g),
        "tanh' of c missing": (
            "The derivative of the output's tanh, 1 - np.tanh(c_next)**2, is missing.",
            lambda s, k, g: (s.dc_next + s.da_next * s.ot) * k * g,
        ),
        f"{factor} missing": (f"The factor {factor} is missing.", lambda s, k, g: s.dc * g),
    }
    for name, (says, compute) in changes.items():
        yield Mistake(f"{d}: {name}", f"{d}: {says}", (d, "dc"), _changed(gate, compute))
    for other in OTHER_FACTORS[gate]:
        lines = {d: _product("dc", other, slope)}
        yield Mistake(f"{d}: {other} for {factor}", f"{d} has {other} where {factor} belongs.", (d,), lines)
    for name, says, other_slope in wrong_slopes(value, "tanh" if gate == "c" else "sigmoid"):
        lines = {d: _product("dc", factor, _of_value(value, other_slope))}
        yield Mistake(f"{d}: {name}", f"{d} {says}", (d,), lines)


def _at_output_gate() -> Iterator[Mistake]:
    slope = _sigmoid_slope("ot")
    changes: dict[str, tuple[str, Compute]] = {
        "tanh of c missing": ("has c_next where np.tanh(c_next) belongs.", lambda s: s.da_next * s.c_next * slope(s)),
        "c missing": ("lacks the factor np.tanh(c_next).", lambda s: s.da_next * slope(s)),
        "derivative missing": ("lacks the derivative ot * (1 - ot).", lambda s: s.da_next * s.tanh_c),
        "dc for da_next": ("has dc where da_next belongs.", lambda s: s.dc * s.tanh_c * slope(s)),
        "dc_next for da_next": ("has dc_next where da_next belongs.", lambda s: s.dc_next * s.tanh_c * slope(s)),
        "a_next for tanh of c": (
            "has a_next, which is ot * tanh(c_next), where np.tanh(c_next) belongs.",
            lambda s: s.da_next * s.a_next * slope(s),
        ),
        "c_prev": ("has c_prev where c_next belongs.", lambda s: s.da_next * np.tanh(s.c_prev) * slope(s)),
    }
    for name, (says, compute) in changes.items():
        yield Mistake(f"dot: {name}", f"dot {says}", ("dot",), {"dot": compute})
    for name, says, other in wrong_slopes("ot", "sigmoid"):
        yield Mistake(
            f"dot: {name}", f"dot {says}", ("dot",), {"dot": _product("da_next", "tanh_c", _of_value("ot", other))}
        )


def _into_the_cell_state() -> Iterator[Mistake]:
    look = ("dc",)
    changes: dict[str, tuple[str, Compute]] = {
        "dc_next missing": (
            "dc lacks dc_next, what arrives at the cell state from the step after.",
            lambda s: s.through,
        ),
        "da_next missing": ("dc is only dc_next: the part through a_next is missing.", lambda s: s.dc_next),
        "tanh' missing": (
            "dc lacks the derivative of the output's tanh, 1 - np.tanh(c_next)**2.",
            lambda s: s.dc_next + s.da_next * s.ot,
        ),
        "ot missing": ("dc lacks the factor ot.", lambda s: s.dc_next + s.da_next * (1 - s.tanh_c**2)),
        "tanh twice": (
            "dc applies tanh to tanh(c_next) before the derivative is taken.",
            lambda s: s.dc_next + s.da_next * s.ot * (1 - np.tanh(s.tanh_c) ** 2),
        ),
        "tanh of c missing": (
            "dc has c_next**2 where np.tanh(c_next)**2 belongs.",
            lambda s: s.dc_next + s.da_next * s.ot * (1 - s.c_next**2),
        ),
        "tanh not squared": (
            "dc has np.tanh(c_next) where its square belongs.",
            lambda s: s.dc_next + s.da_next * s.ot * (1 - s.tanh_c),
        ),
        "a_next for tanh of c": (
            "dc has a_next**2 where np.tanh(c_next)**2 belongs.",
            lambda s: s.dc_next + s.da_next * s.ot * (1 - s.a_next**2),
        ),
        "c_prev for c_next": (
            "dc has c_prev where c_next belongs.",
            lambda s: s.dc_next + s.da_next * s.ot * (1 - np.tanh(s.c_prev) ** 2),
        ),
        "not multiplied with da_next": (
            "dc has ot * (1 - np.tanh(c_next)**2) without da_next.",
            lambda s: s.dc_next + s.ot * (1 - s.tanh_c**2),
        ),
    }
    for name, (says, compute) in changes.items():
        yield Mistake(f"dc: {name}", says, look, {"dc": compute})
    together = {d: line for gate in THROUGH_C for d, line in _changed(gate, _without_parentheses).items()}
    yield Mistake(
        "parentheses at all gates",
        "Parentheses are missing in dft, dit and dcct: the gate's derivative multiplies only the second term of a sum.",
        ("dft", "dit", "dcct", "dc"),
        together,
    )
    yield Mistake(
        "the course's first formula of dcct",
        "dcct is made as an early version of the course printed it: the derivative, there 1 - tanh(cct)**2, multiplies "
        "only the second term, with a factor cct too many.",
        ("dcct", "dc"),
        {"dcct": lambda s: s.dc_next * s.it + s.through * s.it * s.cct * (1 - np.tanh(s.cct) ** 2)},
    )


def _without_parentheses(s: Step, factor: Array, slope: Array) -> Array:
    product: Array = s.dc_next * factor + s.through * factor * slope
    return product


#: At every gate, and at the cell state.
IN_LSTM = (
    *(mistake for gate in THROUGH_C for mistake in _at_gate(gate)),
    *_at_output_gate(),
    *_into_the_cell_state(),
)
