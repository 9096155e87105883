"""Backpropagation through time in decimal arithmetic with 50 digits and no bounds on the exponent.

The states of the float64 forward pass are taken as they are, every one an exact decimal number; only the backward
recursion is done again. NumPy multiplies arrays of `Decimal` as it does any objects.
"""

import decimal
from decimal import Decimal
from typing import Any

import numpy as np

CONTEXT = decimal.Context(prec=50, Emin=-999_999_999, Emax=999_999_999)

DERIVATIVES = {
    "tanh": lambda a: 1 - a * a,
    "sigmoid": lambda a: a * (1 - a),
    "relu": lambda a: exact((a > 0).astype(float)),
    "linear": lambda a: exact(np.ones(a.shape)),
}

#: Decimals of floats, without rounding.
exact = np.vectorize(Decimal, otypes=[object])


def by_step(kind: str, da: np.ndarray, caches: Any) -> list[dict[str, np.ndarray]]:
    """Give, for each step, all of dJ/da<t> (and dJ/dc<t>) and the weights' share of that step, as `Decimal`."""
    with decimal.localcontext(CONTEXT):
        if kind == "lstm":
            return _lstm(da, caches)
        return (_gru if kind.startswith("gru") else _rnn)(kind, da, caches)


def _rnn(kind: str, da: np.ndarray, caches: Any) -> list[dict[str, np.ndarray]]:
    Waa = exact(caches[0][0].parameters["Waa"])
    arriving = exact(np.zeros(da.shape[:2]))
    steps = []
    for t in reversed(range(da.shape[2])):
        cache = caches[0][t]
        total = exact(da[:, :, t]) + arriving
        dz = DERIVATIVES[kind](exact(cache.a_next)) * total
        arriving = Waa.T @ dz
        steps.append({"da": total, "dWaa": dz @ exact(cache.a_prev).T, "da0": arriving})
    return steps[::-1]


def _lstm(da: np.ndarray, caches: Any) -> list[dict[str, np.ndarray]]:
    n_a, m, T = da.shape
    W = {gate: exact(caches[0][0].parameters["W" + gate])[:, :n_a] for gate in "fico"}
    arriving = arriving_c = exact(np.zeros((n_a, m)))
    steps = []
    for t in reversed(range(T)):
        cache = caches[0][t]
        f, i, cc, o, a_prev, c_prev = (
            exact(getattr(cache, name)) for name in ("ft", "it", "cct", "ot", "a_prev", "c_prev")
        )
        tanh_c = exact(np.tanh(cache.c_next))
        total = exact(da[:, :, t]) + arriving
        dc = arriving_c + total * o * (1 - tanh_c * tanh_c)
        dz = {"f": dc * c_prev * f * (1 - f), "i": dc * cc * i * (1 - i), "c": dc * i * (1 - cc * cc)}
        dz["o"] = total * tanh_c * o * (1 - o)
        arriving, arriving_c = sum(W[gate].T @ dz[gate] for gate in dz), dc * f
        steps.append({"da": total, "dc": dc, "dWf": dz["f"] @ a_prev.T, "da0": arriving, "dc0": arriving_c})
    return steps[::-1]


def _gru(kind: str, da: np.ndarray, caches: Any) -> list[dict[str, np.ndarray]]:
    n_a, m, T = da.shape
    parameters = caches[0][0].parameters
    W = {gate: exact(parameters["W" + gate])[:, :n_a] for gate in "rzh"}
    arriving = exact(np.zeros((n_a, m)))
    steps = []
    for t in reversed(range(T)):
        cache = caches[0][t]
        r, z, new, a_prev = (exact(getattr(cache, name)) for name in ("rt", "zt", "aat", "a_prev"))
        total = exact(da[:, :, t]) + arriving
        dh = total * (1 - z) * (1 - new * new)
        if kind == "gru after":
            u = W["h"] @ a_prev + exact(parameters["bhr"])
            d_r, through = dh * u, W["h"].T @ (dh * r)
        else:
            within = W["h"].T @ dh
            d_r, through = within * a_prev, within * r
        dz = {"r": d_r * r * (1 - r), "z": total * (a_prev - new) * z * (1 - z)}
        arriving = total * z + through + W["r"].T @ dz["r"] + W["z"].T @ dz["z"]
        steps.append({"da": total, "dWr": dz["r"] @ a_prev.T, "da0": arriving})
    return steps[::-1]


def log10_norm(values: np.ndarray) -> float:
    """Base-10 logarithm of the Euclidean norm of an array of `Decimal`."""
    with decimal.localcontext(CONTEXT):
        return float(sum(v * v for v in values.ravel()).log10() / 2)


def of_scaled(mantissa: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """Give mantissa * 2 ** exponent, as `Decimal`."""
    with decimal.localcontext(CONTEXT):
        return exact(mantissa) * np.array([Decimal(2) ** int(e) for e in exponent])
