"""Mistakes in the GRU's equations at its gates and its candidate, wherever the reset gate is."""

from collections.abc import Callable, Iterator
from typing import Any

from numpy.typing import NDArray

from rnnviz.gradient_flow.suspects.equations import Compute, Mistake
from rnnviz.gradient_flow.suspects.slopes import wrong_slopes

__all__ = ["in_gru"]

Array = NDArray[Any]


def _changed(d: str, changes: dict[str, tuple[str, Compute]]) -> Iterator[Mistake]:
    """One line replaced in each, and what is said of it."""
    for name, (says, compute) in changes.items():
        yield Mistake(f"{d}: {name}", f"{d} {says}", (d,), {d: compute})


def _with_slope(factor: Compute, value: str, slope: Callable[[Array], Array]) -> Compute:
    return lambda s: factor(s) * slope(getattr(s, value))


def _wrong_slopes(d: str, value: str, factor: Compute) -> Iterator[Mistake]:
    """The line with each wrong derivative, beside what else it is made of."""
    of = "tanh" if value == "aat" else "sigmoid"
    for name, says, slope in wrong_slopes(value, of):
        yield Mistake(f"{d}: {name}", f"{d} {says}", (d,), {d: _with_slope(factor, value, slope)})
    code = "1 - aat**2" if of == "tanh" else f"{value} * (1 - {value})"
    yield Mistake(f"{d}: derivative missing", f"{d} lacks the derivative {code}.", (d,), {d: factor})


def _at_candidate() -> Iterator[Mistake]:
    changes: dict[str, tuple[str, Compute]] = {
        "zt for 1 - zt": (
            "has zt where 1 - zt belongs: here zt keeps the old state, and 1 - zt takes the candidate.",
            lambda s: s.da_next * s.zt * (1 - s.aat**2),
        ),
        "1 - zt missing": ("lacks the factor 1 - zt.", lambda s: s.da_next * (1 - s.aat**2)),
        "da_next missing": ("is not multiplied with da_next.", lambda s: (1 - s.zt) * (1 - s.aat**2)),
        "parentheses": (
            "has zt multiplied only with the derivative: parentheses are missing around 1 - zt.",
            lambda s: s.da_next * (1 - s.zt * (1 - s.aat**2)),
        ),
        "a_next for aat": (
            "has a_next**2 where aat**2 belongs: the tanh is the candidate's.",
            lambda s: s.da_next * (1 - s.zt) * (1 - s.a_next**2),
        ),
        "rt too many": (
            "has a factor rt too many: the input's part of the candidate is not reset.",
            lambda s: s.da_next * (1 - s.zt) * (1 - s.aat**2) * s.rt,
        ),
    }
    yield from _changed("daat", changes)
    yield from _wrong_slopes("daat", "aat", lambda s: s.da_next * (1 - s.zt))


def _at_update_gate() -> Iterator[Mistake]:
    def slope(s: Any) -> Any:
        return s.zt * (1 - s.zt)

    changes: dict[str, tuple[str, Compute]] = {
        "another sign": (
            "has aat - a_prev where a_prev - aat belongs: here zt keeps the old state.",
            lambda s: s.da_next * (s.aat - s.a_prev) * slope(s),
        ),
        "candidate's part missing": (
            "has a_prev alone where a_prev - aat belongs: the derivative of 1 - zt is forgotten.",
            lambda s: s.da_next * s.a_prev * slope(s),
        ),
        "state's part missing": (
            "has -aat alone where a_prev - aat belongs: the part that zt keeps is forgotten.",
            lambda s: -s.da_next * s.aat * slope(s),
        ),
        "a plus": (
            "has a_prev + aat where a_prev - aat belongs: the derivative of 1 - zt is -1.",
            lambda s: s.da_next * (s.a_prev + s.aat) * slope(s),
        ),
        "a_next for a_prev": (
            "has a_next where a_prev belongs.",
            lambda s: s.da_next * (s.a_next - s.aat) * slope(s),
        ),
        "difference missing": ("lacks the factor a_prev - aat.", lambda s: s.da_next * slope(s)),
        "da_next missing": ("is not multiplied with da_next.", lambda s: (s.a_prev - s.aat) * slope(s)),
        "parentheses": (
            "has the derivative zt * (1 - zt) on aat alone: parentheses are missing around a_prev - aat.",
            lambda s: s.da_next * (s.a_prev - s.aat * slope(s)),
        ),
        "parentheses, da_next": (
            "has da_next on a_prev alone: parentheses are missing around a_prev - aat.",
            lambda s: s.da_next * s.a_prev - s.aat * slope(s),
        ),
    }
    yield from _changed("dzt", changes)
    yield from _wrong_slopes("dzt", "zt", lambda s: s.da_next * (s.a_prev - s.aat))


def _at_reset_gate_after() -> Iterator[Mistake]:
    def slope(s: Any) -> Any:
        return s.rt * (1 - s.rt)

    changes: dict[str, tuple[str, Compute]] = {
        "bhr missing": (
            "has ut without bhr, which stands inside of what rt multiplies.",
            lambda s: s.daat * (s.ut - s.bhr) * slope(s),
        ),
        "ut missing": ("lacks the factor ut.", lambda s: s.daat * slope(s)),
        "a_prev for ut": (
            "has a_prev where np.dot(Wh[:, :n_a], a_prev) + bhr belongs.",
            lambda s: s.daat * s.a_prev * slope(s),
        ),
        "dut for daat": (
            "has dut where daat belongs: rt is in it once too often.",
            lambda s: s.dut * s.ut * slope(s),
        ),
        "da_next for daat": ("has da_next where daat belongs.", lambda s: s.da_next * s.ut * slope(s)),
        "as with reset before": (
            "is that of a reset gate before the product, np.dot(Wh[:, :n_a].T, daat) * a_prev * rt * (1 - rt); here it "
            "stands after it.",
            lambda s: (s.Wh[:, : s.n_a].T @ s.daat) * s.a_prev * slope(s),
        ),
    }
    yield from _changed("drt", changes)
    yield from _wrong_slopes("drt", "rt", lambda s: s.daat * s.ut)
    of_dut: dict[str, tuple[str, Compute]] = {
        "rt missing": ("lacks the factor rt.", lambda s: s.daat),
        "zt for rt": ("has zt where rt belongs.", lambda s: s.daat * s.zt),
        "1 - rt for rt": ("has 1 - rt where rt belongs.", lambda s: s.daat * (1 - s.rt)),
    }
    yield from _changed("dut", of_dut)


def _at_reset_gate_before() -> Iterator[Mistake]:
    def slope(s: Any) -> Any:
        return s.rt * (1 - s.rt)

    changes: dict[str, tuple[str, Compute]] = {
        "a_prev missing": ("lacks the factor a_prev.", lambda s: s.dq * slope(s)),
        "a_next for a_prev": ("has a_next where a_prev belongs.", lambda s: s.dq * s.a_next * slope(s)),
        "Wh missing": (
            "has daat where np.dot(Wh[:, :n_a].T, daat) belongs.",
            lambda s: s.daat * s.a_prev * slope(s),
        ),
        "as with reset after": (
            "is that of a reset gate after the product, daat * np.dot(Wh[:, :n_a], a_prev) * rt * (1 - rt); here it "
            "stands before it.",
            lambda s: s.daat * (s.Wh[:, : s.n_a] @ s.a_prev) * slope(s),
        ),
    }
    yield from _changed("drt", changes)
    yield from _wrong_slopes("drt", "rt", lambda s: s.dq * s.a_prev)
    of_dq: dict[str, tuple[str, Compute]] = {
        "Wh not transposed": (
            "is made with Wh[:, :n_a]; its transpose belongs there.",
            lambda s: s.Wh[:, : s.n_a] @ s.daat,
        ),
        "Wh missing": ("is not multiplied with Wh[:, :n_a].T.", lambda s: s.daat),
    }
    yield from _changed("dq", of_dq)


def in_gru(reset: str) -> tuple[Mistake, ...]:
    """At the candidate and at both gates.

    Parameters
    ----------
    reset : str
        ``"after"`` or ``"before"`` the product, where the reset gate is.

    Examples
    --------
    >>> [len(in_gru(reset)) > 25 for reset in ("after", "before")]
    [True, True]
    """
    of_reset = _at_reset_gate_after if reset == "after" else _at_reset_gate_before
    return (*_at_candidate(), *_at_update_gate(), *of_reset())
