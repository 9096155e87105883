"""Mistakes in the GRU's forward pass, with its lines; the reset gate stands after the product or before it."""

from collections.abc import Iterator

import numpy as np

from rnnviz.gradient_flow.suspects.equations import Compute, Line, Mistake
from rnnviz.rnn_utils import sigmoid

__all__ = ["FORWARD_AFTER", "FORWARD_BEFORE", "in_gru_forward"]


def _gate(letter: str, bias: float = 1.0) -> Compute:
    return lambda s: sigmoid(getattr(s, "W" + letter) @ s.operand + bias * getattr(s, "b" + letter))


_GATES = {
    "operand": Line("concat = np.concatenate((a_prev, xt))", lambda s: np.concatenate([s.a_prev, s.xt])),
    "rt": Line("rt = sigmoid(np.dot(Wr, concat) + br)", _gate("r")),
    "zt": Line("zt = sigmoid(np.dot(Wz, concat) + bz)", _gate("z")),
}
_STATE = {"a_next": Line("a_next = zt * a_prev + (1 - zt) * aat", lambda s: s.zt * s.a_prev + (1 - s.zt) * s.aat)}
#: What the candidate's recurrent weights give, and the input's part with its bias.
_OF_STATE: Compute = lambda s: s.Wh[:, : s.n_a] @ s.a_prev  # noqa: E731
_OF_INPUT: Compute = lambda s: s.Wh[:, s.n_a :] @ s.xt + s.bh  # noqa: E731
_RESET_BEFORE: Compute = lambda s: np.tanh(_OF_INPUT(s) + s.Wh[:, : s.n_a] @ (s.rt * s.a_prev))  # noqa: E731

FORWARD_AFTER = {
    **_GATES,
    "ut": Line("ut = np.dot(Wh[:, :n_a], a_prev) + bhr", lambda s: _OF_STATE(s) + s.bhr),
    "aat": Line("aat = np.tanh(np.dot(Wh[:, n_a:], xt) + bh + rt * ut)", lambda s: np.tanh(_OF_INPUT(s) + s.rt * s.ut)),
    **_STATE,
}
FORWARD_BEFORE = {
    **_GATES,
    "aat": Line("aat = np.tanh(np.dot(Wh, np.concatenate((rt * a_prev, xt))) + bh)", _RESET_BEFORE),
    **_STATE,
}


def _in_either() -> Iterator[Mistake]:
    yield Mistake(
        "forward: z and 1 - z exchanged",
        "The update gate takes the candidate, a_next = (1 - zt) * a_prev + zt * aat, as in many textbooks; here, as in "
        "PyTorch and Keras, it keeps the old state.",
        ("a_next",),
        {"a_next": lambda s: (1 - s.zt) * s.a_prev + s.zt * s.aat},
    )
    yield Mistake(
        "forward: 1 - zt missing",
        "The candidate is added whole; 1 - zt belongs before it.",
        ("a_next",),
        {"a_next": lambda s: s.zt * s.a_prev + s.aat},
    )
    yield Mistake(
        "forward: gates exchanged",
        "The reset gate and the update gate are exchanged, or their weights are: Keras has z before r.",
        ("rt", "zt"),
        {"rt": _gate("z"), "zt": _gate("r")},
    )
    for letter, name in (("r", "reset"), ("z", "update")):
        yield Mistake(
            f"forward: {name} gate's bias missing",
            f"The forward pass leaves out b{letter}.",
            (f"{letter}t",),
            {f"{letter}t": _gate(letter, 0.0)},
        )


def _after() -> Iterator[Mistake]:
    changes: dict[str, tuple[str, Compute]] = {
        "reset before": (
            "The reset gate stands before the product, and bhr is left out; here, as in PyTorch, it stands after it.",
            _RESET_BEFORE,
        ),
        "reset before, bhr added": (
            "The reset gate stands before the product, to which bhr is added; here, as in PyTorch, it is after both.",
            lambda s: np.tanh(_OF_INPUT(s) + s.Wh[:, : s.n_a] @ (s.rt * s.a_prev) + s.bhr),
        ),
        "bhr missing": ("The forward pass leaves out bhr.", lambda s: np.tanh(_OF_INPUT(s) + s.rt * _OF_STATE(s))),
        "bhr not reset": (
            "bhr is added beside what the reset gate multiplies; it stands inside.",
            lambda s: np.tanh(_OF_INPUT(s) + s.rt * _OF_STATE(s) + s.bhr),
        ),
        "bh reset": (
            "bh stands inside of what the reset gate multiplies; it stands beside it.",
            lambda s: np.tanh(_OF_INPUT(s) - s.bh + s.rt * (s.ut + s.bh)),
        ),
        "reset missing": ("The candidate is made without the reset gate.", lambda s: np.tanh(_OF_INPUT(s) + s.ut)),
        "all reset": (
            "The reset gate multiplies the input's part of the candidate too.",
            lambda s: np.tanh(s.rt * (_OF_INPUT(s) + s.ut)),
        ),
        "candidate by sigmoid": (
            "The candidate is made with a sigmoid; it is a tanh.",
            lambda s: sigmoid(_OF_INPUT(s) + s.rt * s.ut),
        ),
    }
    for name, (says, compute) in changes.items():
        yield Mistake(f"forward: {name}", says, ("ut", "aat"), {"aat": compute})


def _before() -> Iterator[Mistake]:
    changes: dict[str, tuple[str, Compute]] = {
        "reset after": (
            "The reset gate stands after the product; without bhr it stands before it, as in the paper.",
            lambda s: np.tanh(_OF_INPUT(s) + s.rt * _OF_STATE(s)),
        ),
        "reset missing": (
            "The candidate is made without the reset gate.",
            lambda s: np.tanh(_OF_INPUT(s) + _OF_STATE(s)),
        ),
        "bias missing": (
            "The forward pass leaves out bh.",
            lambda s: np.tanh(_OF_INPUT(s) - s.bh + s.Wh[:, : s.n_a] @ (s.rt * s.a_prev)),
        ),
        "candidate by sigmoid": (
            "The candidate is made with a sigmoid; it is a tanh.",
            lambda s: sigmoid(_OF_INPUT(s) + s.Wh[:, : s.n_a] @ (s.rt * s.a_prev)),
        ),
    }
    for name, (says, compute) in changes.items():
        yield Mistake(f"forward: {name}", says, ("aat",), {"aat": compute})


def in_gru_forward(reset: str) -> tuple[Mistake, ...]:
    """Those of a GRU with its reset gate ``"after"`` the product or ``"before"`` it.

    Examples
    --------
    >>> [mistake.name for mistake in in_gru_forward("before")][0]
    'forward: z and 1 - z exchanged'
    """
    return (*_in_either(), *(_after() if reset == "after" else _before()))
