"""Mistakes in the LSTM's equations on the way out of a step: to the states before it, the input and the weights."""

from collections.abc import Iterator

import numpy as np

from rnnviz.gradient_flow.suspects.equations import GATES, Compute, Mistake

__all__ = ["CARRIED", "OUT_OF_LSTM"]


def _to_the_states() -> Iterator[Mistake]:
    changes: dict[str, tuple[str, Compute]] = {
        "through a missing": (
            "dc_prev is only dc_next * ft: the part from da_next is missing.",
            lambda s: s.dc_next * s.ft,
        ),
        "dc_next missing": ("dc_prev lacks the part that comes with dc_next.", lambda s: s.through * s.ft),
        "ft missing": ("dc_prev lacks the factor ft.", lambda s: s.dc),
        "parentheses": (
            "Parentheses are missing in dc_prev: ft multiplies only dc_next.",
            lambda s: s.dc_next * s.ft + s.through,
        ),
        "tanh' missing": (
            "dc_prev lacks the derivative of the output's tanh, 1 - np.tanh(c_next)**2.",
            lambda s: (s.dc_next + s.da_next * s.ot) * s.ft,
        ),
        "it for ft": ("dc_prev has it where ft belongs.", lambda s: s.dc * s.it),
        "not multiplied with da_next": (
            "dc_prev has ot * (1 - np.tanh(c_next)**2) without da_next.",
            lambda s: (s.dc_next + s.ot * (1 - s.tanh_c**2)) * s.ft,
        ),
    }
    for name, (says, compute) in changes.items():
        yield Mistake(f"dc_prev: {name}", says, ("dc_prev", "dc"), {"dc_prev": compute})
    for gate in GATES:
        for name in ("da_prev", "dxt"):
            lines = {name: _rows(name, _without(gate))}
            yield Mistake(f"{name}: {gate} missing", f"{name} lacks the part of W{gate}.", (name,), lines)
        says = f"da_prev and dxt lack the part of W{gate}."
        yield Mistake(f"da_prev, dxt: {gate} missing", says, ("da_prev", "dxt"), {"back": _without(gate)})


def _without(gate: str) -> Compute:
    """The gates' parts of what leaves the step, that of one set to 0."""
    return lambda s: {one: getattr(s, "W" + one).T @ getattr(s, d) * (one != gate) for one, d in GATES.items()}


def _rows(name: str, parts: Compute) -> Compute:
    """Of the sum of these parts the rows that belong to the hidden state or to the input."""
    return lambda s: sum(parts(s).values())[: s.n_a] if name == "da_prev" else sum(parts(s).values())[s.n_a :]


def _input_first() -> Iterator[Mistake]:
    says = "the columns of W as if the input came first; the first n_a columns belong to the hidden state."
    da_prev: dict[str, Compute] = {"da_prev": lambda s: sum(s.back.values())[-s.n_a :]}
    dxt: dict[str, Compute] = {"dxt": lambda s: sum(s.back.values())[: -s.n_a]}
    operand: dict[str, Compute] = {"operand": lambda s: np.concatenate([s.xt, s.a_prev])}
    yield Mistake("da_prev: columns", f"da_prev takes {says}", ("da_prev",), da_prev)
    yield Mistake("dxt: columns", f"dxt takes {says}", ("dxt",), dxt)
    yield Mistake("da_prev, dxt: columns", f"da_prev and dxt take {says}", ("da_prev", "dxt"), da_prev | dxt)
    yield Mistake(
        "operand: input first",
        "The weights' gradients are made with the input above the hidden state; here the hidden state comes first.",
        ("operand", "dWf"),
        operand,
    )
    yield Mistake(
        "input first",
        "The whole pass has the input above the hidden state; here the hidden state comes first.",
        ("operand", "da_prev", "dxt"),
        operand | da_prev | dxt,
    )


def _with(name: str) -> Compute:
    return lambda s: np.concatenate([getattr(s, name), s.xt])


def _weight_with_a_next(d: str) -> Compute:
    return lambda s: getattr(s, d) @ np.concatenate([s.a_next, s.xt]).T


def _first_sample(d: str) -> Compute:
    return lambda s: getattr(s, d)[:, :1]


def _to_the_weights() -> Iterator[Mistake]:
    for name, what in (("a_next", "the state after the step"), ("c_prev", "the cell state")):
        says = f"The weights' gradients are made with {name}, {what}; a_prev belongs there."
        yield Mistake(f"operand: {name}", says, ("operand", "dWf"), {"operand": _with(name)})
    for gate, d in GATES.items():
        says = f"dW{gate} has a_next where a_prev belongs."
        yield Mistake(f"dW{gate}: a_next", says, (f"dW{gate}",), {f"dW{gate}": _weight_with_a_next(d)})
        says = f"db{gate} is that of the first sample alone; it is the sum over the batch."
        yield Mistake(f"db{gate}: one sample", says, (f"db{gate}",), {f"db{gate}": _first_sample(d)})


#: What the loop carries, beside what both cells have.
CARRIED = (
    Mistake(
        "dc_prev not carried",
        "The gradient at the cell state is not carried from a step to the one before.",
        ("dc_next", "carry_c"),
        {"dc_next": lambda s: 0 * s.dc_prevt},
    ),
    Mistake(
        "neither carried",
        "Neither da_prev nor dc_prev is carried from a step to the one before.",
        ("da_next", "dc_next", "carry_a", "carry_c"),
        {"da_next": lambda s: s.own, "dc_next": lambda s: 0 * s.dc_prevt},
    ),
    Mistake(
        "da_prev carried as dc too",
        "What is carried at the cell state is da_prev; dc_prev belongs there.",
        ("dc_next", "carry_c"),
        {"carry_c": lambda s: s.da_prev},
    ),
    Mistake(
        "dc_prev carried as da too",
        "What is carried at the hidden state is dc_prev; da_prev belongs there.",
        ("da_next", "carry_a"),
        {"carry_a": lambda s: s.dc_prev},
    ),
    Mistake("dc0 stays 0", "dc0 stays 0: it is never set after the loop.", ("dc0",), {"dc0": lambda s: 0 * s.dc_prevt}),
)

#: At what leaves the step.
OUT_OF_LSTM = (*_to_the_states(), *_input_first(), *_to_the_weights())
