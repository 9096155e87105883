"""The forward pass as a list of lines too, for gradients that are wrong because the states are.

A backward pass is checked against the forward pass beside it. Where that one is not the cell's the mistake is there: a
hidden state that ignores a0 makes every ``da0`` look wrong.
"""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.gradient_flow.suspects.equations import Compute, Line, Mistake
from rnnviz.gradient_flow.suspects.gate_order import COURSE, FRAMEWORKS
from rnnviz.gradient_flow.suspects.in_gru_forward import FORWARD_AFTER, FORWARD_BEFORE, in_gru_forward
from rnnviz.rnn_utils import sigmoid

__all__ = ["FORWARD", "MISTAKES_FORWARD", "states_of"]

Array = NDArray[Any]


#: By letter, what a gate's value is called and made with.
VALUES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "f": ("ft", sigmoid),
    "i": ("it", sigmoid),
    "c": ("cct", np.tanh),
    "o": ("ot", sigmoid),
}


def _gate(letter: str, function: Callable[[Any], Any], bias: float = 1.0) -> Compute:
    return lambda s: function(getattr(s, "W" + letter) @ s.operand + bias * getattr(s, "b" + letter))


#: By cell, the lines of a step and what surrounds them.
FORWARD: dict[str, dict[str, Line]] = {
    "rnn": {
        "z": Line("np.dot(Wax, xt) + np.dot(Waa, a_prev) + ba", lambda s: s.Wax @ s.xt + s.Waa @ s.a_prev + s.ba),
        "a_next": Line("a_next = np.tanh(np.dot(Wax, xt) + np.dot(Waa, a_prev) + ba)", lambda s: s.activation(s.z)),
    },
    "lstm": {
        "operand": Line("concat = np.concatenate((a_prev, xt))", lambda s: np.concatenate([s.a_prev, s.xt])),
        "ft": Line("ft = sigmoid(np.dot(Wf, concat) + bf)", _gate("f", sigmoid)),
        "it": Line("it = sigmoid(np.dot(Wi, concat) + bi)", _gate("i", sigmoid)),
        "cct": Line("cct = np.tanh(np.dot(Wc, concat) + bc)", _gate("c", np.tanh)),
        "ot": Line("ot = sigmoid(np.dot(Wo, concat) + bo)", _gate("o", sigmoid)),
        "c_next": Line("c_next = ft * c_prev + it * cct", lambda s: s.ft * s.c_prev + s.it * s.cct),
        "a_next": Line("a_next = ot * np.tanh(c_next)", lambda s: s.ot * np.tanh(s.c_next)),
    },
    "gru after": FORWARD_AFTER,
    "gru before": FORWARD_BEFORE,
}
AROUND = {
    "start": Line("a_next = a0", lambda s: s.a0),
    "carry_a": Line("a_prev of step t is a_next of step t - 1", lambda s: s.a_next),
    "carry_c": Line("c_prev of step t is c_next of step t - 1", lambda s: s.c_next),
}

IN_BOTH = (
    Mistake(
        "forward: a0 ignored",
        "The forward pass starts from zeros and ignores a0.",
        ("start",),
        {"start": lambda s: 0 * s.a0},
    ),
    Mistake(
        "forward: state not carried",
        "The forward pass starts every step from a0; a step starts from the state of the one before.",
        ("carry_a",),
        {"carry_a": lambda s: s.a0},
    ),
    Mistake(
        "forward: state set to zero",
        "The forward pass starts every step but the first from zeros; a step starts from the state of the one before.",
        ("carry_a",),
        {"carry_a": lambda s: 0 * s.a_next},
    ),
)

IN_RNN_FORWARD = (
    Mistake(
        "forward: bias missing",
        "The forward pass leaves out ba.",
        ("a_next",),
        {"z": lambda s: s.Wax @ s.xt + s.Waa @ s.a_prev},
    ),
    Mistake(
        "forward: bias twice",
        "The forward pass adds ba twice.",
        ("a_next",),
        {"z": lambda s: s.Wax @ s.xt + s.Waa @ s.a_prev + 2 * s.ba},
    ),
    Mistake(
        "forward: Waa transposed",
        "The forward pass multiplies with the transpose of Waa.",
        ("a_next",),
        {"z": lambda s: s.Wax @ s.xt + s.Waa.T @ s.a_prev + s.ba},
    ),
    Mistake(
        "forward: tanh twice",
        "The forward pass applies tanh twice.",
        ("a_next",),
        {"a_next": lambda s: np.tanh(np.tanh(s.z))},
    ),
)


def _reordered(order: str) -> dict[str, Compute]:
    return {VALUES[gate][0]: _gate(one, VALUES[gate][1]) for gate, one in zip(COURSE, order, strict=True)}


IN_LSTM_FORWARD = (
    Mistake(
        "forward: candidate by sigmoid",
        "The candidate is made with a sigmoid; it is a tanh.",
        ("cct",),
        {"cct": _gate("c", sigmoid)},
    ),
    Mistake(
        "forward: tanh of c missing",
        "The hidden state is made with c_next; its tanh belongs there.",
        ("a_next",),
        {"a_next": lambda s: s.ot * s.c_next},
    ),
    Mistake(
        "forward: gates exchanged",
        "The forget gate multiplies the candidate, and the input gate the cell state: they are exchanged.",
        ("c_next",),
        {"c_next": lambda s: s.it * s.c_prev + s.ft * s.cct},
    ),
    Mistake(
        "forward: input first",
        "The input stands above the hidden state; here the hidden state comes first.",
        ("operand",),
        {"operand": lambda s: np.concatenate([s.xt, s.a_prev])},
    ),
    Mistake(
        "forward: cell state not carried",
        "The cell state starts from zeros at every step; it starts from that of the step before.",
        ("carry_c",),
        {"carry_c": lambda s: 0 * s.c_next},
    ),
    Mistake(
        "forward: biases missing",
        "The forward pass leaves out the gates' biases.",
        ("ft", "it", "cct", "ot"),
        {name: _gate(letter, function, 0.0) for letter, (name, function) in VALUES.items()},
    ),
    *(
        Mistake(
            f"forward: gates in the order {order}",
            f"The forward pass takes the gates' weights in {framework}; the course has f, i, c, o.",
            ("ft", "it", "cct", "ot"),
            _reordered(order),
        )
        for order, framework in FRAMEWORKS.items()
    ),
)
#: By cell, mistakes in the forward pass.
MISTAKES_FORWARD = {
    "rnn": (*IN_BOTH, *IN_RNN_FORWARD),
    "lstm": (*IN_BOTH, *IN_LSTM_FORWARD),
    "gru after": (*IN_BOTH, *in_gru_forward("after")),
    "gru before": (*IN_BOTH, *in_gru_forward("before")),
}


def states_of(
    cell: str,
    x: Array,
    states: Mapping[str, Array],
    parameters: Mapping[str, Any],
    mistake: Mistake,
    activation: Callable[[Any], Any] = np.tanh,
) -> Array:
    """The hidden states of a forward pass with a mistake, (n_a, m, T_x).

    Parameters
    ----------
    cell : str
        ``"rnn"``, ``"lstm"``, ``"gru after"`` or ``"gru before"``.
    x : numpy.ndarray, (n_x, m, T_x)
        Input.
    states : mapping of str to numpy.ndarray, each (n_a, m)
        ``"a"``, and for an LSTM ``"c"`` unless it is zero, before the first step.
    parameters : mapping
        The cell's.
    mistake : Mistake
        A forward one.
    activation : callable
        Of an RNN.

    Examples
    --------
    >>> from rnnviz import initialize_parameters, lstm_forward
    >>> from rnnviz.gradient_flow.suspects.equations import RIGHT
    >>> p, x, a0 = initialize_parameters(cell="lstm"), np.ones((3, 1, 4)), np.ones((5, 1))
    >>> np.allclose(states_of("lstm", x, {"a": a0}, p, RIGHT), lstm_forward(x, a0, p).a)
    True
    """
    lines = {name: mistake.lines.get(name, line.compute) for name, line in (FORWARD[cell] | AROUND).items()}
    s = SimpleNamespace(**{name: np.asarray(value) for name, value in parameters.items()}, activation=activation)
    s.a0 = np.asarray(states["a"])
    s.n_a = len(s.a0)
    s.a_prev, s.c_prev, found = lines["start"](s), np.asarray(states.get("c", np.zeros_like(s.a0))), []
    for t in range(x.shape[2]):
        s.xt = x[:, :, t]
        for name in FORWARD[cell]:
            setattr(s, name, lines[name](s))
        found.append(s.a_next)
        s.a_prev = lines["carry_a"](s)
        if cell == "lstm":
            s.c_prev = lines["carry_c"](s)
    return np.stack(found, axis=2)
