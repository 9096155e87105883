"""Mistakes in the GRU's equations on the way out of a step: to the state before it, the input and the weights."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.gradient_flow.suspects.equations import Compute, Mistake
from rnnviz.gradient_flow.suspects.equations_of_gru import GRU_GATES, parts_of_gru

__all__ = ["out_of_gru"]

Array = NDArray[Any]


def _kept() -> Iterator[Mistake]:
    """What zt hands back, and z and 1 - z throughout."""
    changes: dict[str, tuple[str, Compute]] = {
        "carry missing": (
            "da_prev lacks da_next * zt, what the update gate keeps.",
            lambda s: 0 * s.da_next,
        ),
        "1 - zt for zt": (
            "da_prev has da_next * (1 - zt) where da_next * zt belongs: here zt keeps the old state.",
            lambda s: s.da_next * (1 - s.zt),
        ),
        "zt missing": ("da_prev has da_next alone where da_next * zt belongs.", lambda s: s.da_next),
        "rt for zt": ("da_prev has da_next * rt where da_next * zt belongs.", lambda s: s.da_next * s.rt),
        "not multiplied with da_next": ("da_prev has zt without da_next.", lambda s: s.zt + 0 * s.da_next),
    }
    for name, (says, compute) in changes.items():
        yield Mistake(f"da_prev: {name}", says, ("da_prev",), {"kept": compute})
    yield Mistake(
        "z and 1 - z exchanged",
        "The whole pass has z and 1 - z exchanged, as textbooks with a = (1 - z) a_prev + z aat; here zt keeps the old "
        "state.",
        ("daat", "dzt", "da_prev"),
        {
            "daat": lambda s: s.da_next * s.zt * (1 - s.aat**2),
            "dzt": lambda s: s.da_next * (s.aat - s.a_prev) * s.zt * (1 - s.zt),
            "kept": lambda s: s.da_next * (1 - s.zt),
        },
    )


def _without(gate: str) -> Compute:
    """The gates' parts of what leaves the step, that of one set to 0."""
    return lambda s: {one: part * (one != gate) for one, part in parts_of_gru(s).items()}


def _part_missing(name: str, gate: str) -> Compute:
    if name == "da_prev":
        return lambda s: s.kept + sum(_without(gate)(s).values())[: s.n_a]
    return lambda s: sum(_without(gate)(s).values())[s.n_a :]


def _parts() -> Iterator[Mistake]:
    for gate in GRU_GATES:
        for name in ("da_prev", "dxt"):
            lines = {name: _part_missing(name, gate)}
            yield Mistake(f"{name}: {gate} missing", f"{name} lacks the part of W{gate}.", (name,), lines)
        says = f"da_prev and dxt lack the part of W{gate}."
        yield Mistake(f"da_prev, dxt: {gate} missing", says, ("da_prev", "dxt"), {"back": _without(gate)})


def _input_first() -> Iterator[Mistake]:
    """Of both gates; the candidate's parts stand apart in any case."""
    says = "the columns of Wr and Wz as if the input came first; the first n_a columns belong to the hidden state."

    def swapped(s: SimpleNamespace) -> Array:
        return np.asarray(s.Wr.T @ s.drt + s.Wz.T @ s.dzt)

    da_prev: dict[str, Compute] = {"da_prev": lambda s: s.kept + swapped(s)[-s.n_a :] + parts_of_gru(s)["h"][: s.n_a]}
    dxt: dict[str, Compute] = {"dxt": lambda s: swapped(s)[: -s.n_a] + parts_of_gru(s)["h"][s.n_a :]}
    operand: dict[str, Compute] = {"operand": lambda s: np.concatenate([s.xt, s.a_prev])}
    yield Mistake("da_prev: columns", f"da_prev takes {says}", ("da_prev",), da_prev)
    yield Mistake("dxt: columns", f"dxt takes {says}", ("dxt",), dxt)
    yield Mistake("da_prev, dxt: columns", f"da_prev and dxt take {says}", ("da_prev", "dxt"), da_prev | dxt)
    yield Mistake(
        "operand: input first",
        "dWr and dWz are made with the input above the hidden state; here the hidden state comes first.",
        ("operand", "dWr"),
        operand,
    )


def _through_h(part: Compute) -> Compute:
    """The parts of what leaves the step, with another one through the candidate's recurrent weights."""

    def back(s: SimpleNamespace) -> dict[str, Any]:
        parts = parts_of_gru(s)
        return {**parts, "h": np.concatenate([part(s), parts["h"][s.n_a :]])}

    return back


def _of_dWh(of_state: Compute) -> Compute:
    """Its columns of the hidden state, beside the right ones of the input."""
    return lambda s: np.concatenate([of_state(s), s.daat @ s.xt.T], axis=1)


def _reset_after() -> Iterator[Mistake]:
    def wha(s: SimpleNamespace) -> Array:
        return np.asarray(s.Wh[:, : s.n_a])

    through: dict[str, tuple[str, Compute]] = {
        "rt missing": ("da_prev has daat through Wh where dut belongs: rt is missing.", lambda s: wha(s).T @ s.daat),
        "Wh not transposed": (
            "da_prev is made with Wh[:, :n_a]; its transpose belongs there.",
            lambda s: wha(s) @ s.dut,
        ),
        "as with reset before": (
            "da_prev has np.dot(Wh[:, :n_a].T, daat) * rt, as with a reset gate before the product; here it is after.",
            lambda s: (wha(s).T @ s.daat) * s.rt,
        ),
    }
    for name, (says, compute) in through.items():
        yield Mistake(f"da_prev: {name}", says, ("da_prev",), {"back": _through_h(compute)})
    of_dWh: dict[str, tuple[str, Compute]] = {
        "rt missing": ("dWh has daat on the hidden state where dut belongs.", lambda s: s.daat @ s.a_prev.T),
        "as with reset before": (
            "dWh has daat on rt * a_prev, as with a reset gate before the product; here dut on a_prev belongs there.",
            lambda s: s.daat @ (s.rt * s.a_prev).T,
        ),
        "a_next": ("dWh has a_next where a_prev belongs.", lambda s: s.dut @ s.a_next.T),
    }
    for name, (says, compute) in of_dWh.items():
        yield Mistake(f"dWh: {name}", says, ("dWh",), {"dWh": _of_dWh(compute)})
    yield Mistake(
        "dWh: dut on the input",
        "dWh has dut on the input where daat belongs: the input's part of the candidate is not reset.",
        ("dWh",),
        {"dWh": lambda s: s.dut @ s.operand.T},
    )
    yield Mistake(
        "dbhr is dbh",
        "dbhr holds the sum of daat; that of dut belongs there, as rt multiplies bhr.",
        ("dbhr",),
        {"dbhr": lambda s: s.daat.sum(axis=1, keepdims=True)},
    )
    yield Mistake(
        "dbh is dbhr",
        "dbh holds the sum of dut; that of daat belongs there.",
        ("dbh",),
        {"dbh": lambda s: s.dut.sum(axis=1, keepdims=True)},
    )
    yield Mistake(
        "dbhr stays 0", "dbhr stays 0: the recurrent bias is forgotten.", ("dbhr",), {"dbhr": lambda s: 0 * s.bhr}
    )
    yield Mistake(
        "reset before",
        "The whole pass is that of a reset gate before the product; here it stands after it.",
        ("drt", "da_prev", "dWh"),
        {
            "drt": lambda s: (wha(s).T @ s.daat) * s.a_prev * s.rt * (1 - s.rt),
            "back": _through_h(lambda s: (wha(s).T @ s.daat) * s.rt),
            "dWh": _of_dWh(lambda s: s.daat @ (s.rt * s.a_prev).T),
            "dbhr": lambda s: 0 * s.bhr,
        },
    )


def _reset_before() -> Iterator[Mistake]:
    def after(s: SimpleNamespace) -> Array:
        return np.asarray(s.Wh[:, : s.n_a].T @ (s.daat * s.rt))

    through: dict[str, tuple[str, Compute]] = {
        "rt missing": ("da_prev has dq where dq * rt belongs.", lambda s: s.dq),
        "zt for rt": ("da_prev has dq * zt where dq * rt belongs.", lambda s: s.dq * s.zt),
        "as with reset after": (
            "da_prev has np.dot(Wh[:, :n_a].T, daat * rt), as with a reset gate after the product; here it is before.",
            after,
        ),
    }
    for name, (says, compute) in through.items():
        yield Mistake(f"da_prev: {name}", says, ("da_prev",), {"back": _through_h(compute)})
    of_dWh: dict[str, tuple[str, Compute]] = {
        "rt missing": ("dWh has a_prev where rt * a_prev belongs.", lambda s: s.daat @ s.a_prev.T),
        "as with reset after": (
            "dWh has daat * rt on a_prev, as with a reset gate after the product; daat on rt * a_prev belongs there.",
            lambda s: (s.daat * s.rt) @ s.a_prev.T,
        ),
        "a_next": ("dWh has a_next where a_prev belongs.", lambda s: s.daat @ (s.rt * s.a_next).T),
    }
    for name, (says, compute) in of_dWh.items():
        yield Mistake(f"dWh: {name}", says, ("dWh",), {"dWh": _of_dWh(compute)})
    yield Mistake(
        "reset after",
        "The whole pass is that of a reset gate after the product; here it stands before it.",
        ("drt", "da_prev", "dWh"),
        {
            "drt": lambda s: s.daat * (s.Wh[:, : s.n_a] @ s.a_prev) * s.rt * (1 - s.rt),
            "back": _through_h(after),
            "dWh": _of_dWh(lambda s: (s.daat * s.rt) @ s.a_prev.T),
        },
    )


def _with_a_next(d: str) -> Compute:
    return lambda s: getattr(s, d) @ np.concatenate([s.a_next, s.xt]).T


def _first_sample(d: str) -> Compute:
    return lambda s: getattr(s, d)[:, :1]


def _to_the_weights() -> Iterator[Mistake]:
    for gate, d in GRU_GATES.items():
        if gate != "h":
            says = f"dW{gate} has a_next where a_prev belongs."
            yield Mistake(f"dW{gate}: a_next", says, (f"dW{gate}",), {f"dW{gate}": _with_a_next(d)})
        says = f"db{gate} is that of the first sample alone; it is the sum over the batch."
        yield Mistake(f"db{gate}: one sample", says, (f"db{gate}",), {f"db{gate}": _first_sample(d)})
    yield Mistake(
        "dWr, dWz: rt * a_prev",
        "dWr and dWz are made with rt * a_prev, which belongs to the candidate; the gates act on a_prev.",
        ("operand", "dWr"),
        {"operand": lambda s: np.concatenate([s.rt * s.a_prev, s.xt])},
    )


def out_of_gru(reset: str) -> tuple[Mistake, ...]:
    """At what leaves the step, with the reset gate ``"after"`` the product or ``"before"`` it.

    Examples
    --------
    >>> [len(out_of_gru(reset)) > 30 for reset in ("after", "before")]
    [True, True]
    """
    of_reset = _reset_after if reset == "after" else _reset_before
    return (*_kept(), *_parts(), *_input_first(), *_to_the_weights(), *of_reset())
