"""The cells once more, from their equations alone, differentiated by the package autograd.

Every state is added a ``nudge`` of zeros, so that the gradient with respect to step t's nudge is all of dJ/da<t>.
"""

from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

FUNCTIONS = {
    "tanh": anp.tanh,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "relu": lambda z: anp.maximum(z, 0),
    "linear": lambda z: z,
}


def rnn_states(kind: str, v: dict[str, Any]) -> list[Any]:
    a, states = v["a0"], []
    for t in range(v["x"].shape[2]):
        a = FUNCTIONS[kind](v["Waa"] @ a + v["Wax"] @ v["x"][:, :, t] + v["ba"]) + v["nudge_a"][t]
        states.append(a)
    return states


def lstm_states(v: dict[str, Any]) -> list[Any]:
    a, c, states = v["a0"], v["c0"], []
    sigma = FUNCTIONS["sigmoid"]
    for t in range(v["x"].shape[2]):
        a_x = anp.concatenate([a, v["x"][:, :, t]])
        f, i, o = (sigma(v["W" + gate] @ a_x + v["b" + gate]) for gate in "fio")
        c = f * c + i * anp.tanh(v["Wc"] @ a_x + v["bc"]) + v["nudge_c"][t]
        a = o * anp.tanh(c) + v["nudge_a"][t]
        states.append(a)
    return states


def gru_states(kind: str, v: dict[str, Any]) -> list[Any]:
    a, states, n_a = v["a0"], [], len(v["a0"])
    sigma = FUNCTIONS["sigmoid"]
    for t in range(v["x"].shape[2]):
        xt = v["x"][:, :, t]
        r, z = (sigma(v["W" + gate] @ anp.concatenate([a, xt]) + v["b" + gate]) for gate in "rz")
        if kind == "gru after":
            new = v["Wh"][:, n_a:] @ xt + v["bh"] + r * (v["Wh"][:, :n_a] @ a + v["bhr"])
        else:
            new = v["Wh"] @ anp.concatenate([r * a, xt]) + v["bh"]
        a = z * a + (1 - z) * anp.tanh(new) + v["nudge_a"][t]
        states.append(a)
    return states


def states(kind: str, variables: dict[str, Any]) -> list[Any]:
    """Give a<1> to a<T>, each (n_a, m)."""
    if kind == "lstm":
        return lstm_states(variables)
    return (gru_states if kind.startswith("gru") else rnn_states)(kind, variables)


def gradients(kind: str, parameters: dict, x: np.ndarray, states0: dict, da: np.ndarray) -> dict[str, np.ndarray]:
    """Differentiate J = sum(da * a): with respect to the parameters, x, a0, c0, and as da, dc by step, time last."""
    T = da.shape[2]
    variables = {**parameters, "x": x[:, :, :T]}
    for name, state0 in states0.items():
        variables |= {f"{name}0": state0, f"nudge_{name}": np.zeros((T, *state0.shape))}

    def loss(variables: dict[str, Any]) -> Any:
        return sum(anp.sum(da[:, :, t] * a) for t, a in enumerate(states(kind, variables)))

    found = {"d" + name: value for name, value in grad(loss)(variables).items()}
    by_step = {"d" + name: found.pop(f"dnudge_{name}").transpose(1, 2, 0) for name in states0}
    return {**found, **by_step}
