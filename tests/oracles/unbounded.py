"""A network in mpmath: as many digits as it needs, no bounds, the equations written once more and nothing shared.

Forwards from the parameters, or from the hidden states of a pass in float32, whose rounding is its own. Gates at their
limits can make a cell state 1 - 1 but for e^-z: that takes digits in proportion to the largest pre-activation.
"""

from typing import Any

import mpmath as mp
import numpy as np

#: Least digits, and digits for each unit of the largest pre-activation: 2 / ln 10, as sech² z is about 4 e^-2z.
DIGITS, DIGITS_FOR_EACH = 40, 0.87


def _matrix(values: Any) -> mp.matrix:
    return mp.matrix(np.asarray(values, dtype=np.float64).tolist())


def _each(function: Any, *columns: mp.matrix) -> mp.matrix:
    return mp.matrix([function(*values) for values in zip(*columns, strict=True)])


def _slope_of_sigmoid(z: Any) -> Any:
    return mp.exp(-abs(z)) / (1 + mp.exp(-abs(z))) ** 2


SLOPES = {"tanh": lambda z: mp.sech(z) ** 2, "sigmoid": _slope_of_sigmoid, "relu": lambda z: mp.mpf(z > 0)}
FUNCTIONS = {"tanh": mp.tanh, "sigmoid": lambda z: 1 / (1 + mp.exp(-z)), "relu": lambda z: max(z, mp.mpf(0))}


def log10_norms(
    kind: str, parameters: dict[str, Any], x: np.ndarray, da: np.ndarray, a: np.ndarray | None = None, more: int = 0
) -> dict[str, list[float]]:
    """Give log10 of the norms of dJ/da<t>, of dJ/dc<t> for an LSTM, and of dJ/dx<t>, from zero states, one sequence.

    ``x`` (n_x, T), ``da`` (n_a, T); ``a`` (n_a, T) are hidden states to take in place of computed ones; ``more`` digits
    are for states that come near one another step by step.
    """
    cell = {"lstm": _lstm, "gru after": _gru, "gru before": _gru}.get(kind, _rnn)
    with mp.workdps(
        DIGITS + more + (int(DIGITS_FOR_EACH * _largest(parameters, x)) if "Wr" in parameters or kind == "lstm" else 0)
    ):
        found = cell(kind, {k: _matrix(v) for k, v in parameters.items()}, x, da, a)
        return {name: [_log10(v) for v in values[::-1]] for name, values in found.items()}


def _log10(column: mp.matrix) -> float:
    size = mp.norm(column, 2)
    return float(mp.log10(size)) if size else -np.inf


def _largest(parameters: dict[str, Any], x: np.ndarray) -> float:
    """About the largest pre-activation that there can be."""
    inputs = np.concatenate([np.full(len(parameters["Wy"][0]), 1.0), np.abs(x).max(axis=1)])
    gates = [name[1:] for name in parameters if name.startswith("W") and parameters[name].shape[1] == len(inputs)]
    return max(float((np.abs(parameters["W" + k]) @ inputs + np.abs(parameters["b" + k]).ravel()).max()) for k in gates)


def _before(a: np.ndarray | None, computed: list[mp.matrix], t: int) -> mp.matrix:
    return computed[-1] if a is None or t == 0 else _matrix(a[:, t - 1 : t])


def _rnn(kind: str, p: dict[str, Any], x: np.ndarray, da: np.ndarray, a: np.ndarray | None) -> dict[str, list[Any]]:
    states, slopes = [mp.zeros(len(da), 1)], []
    for t in range(x.shape[1]):
        z = p["Waa"] * _before(a, states, t) + p["Wax"] * _matrix(x[:, t : t + 1]) + p["ba"]
        states.append(_each(FUNCTIONS[kind], z))
        slopes.append(_each(SLOPES[kind], z))
    arriving, found = mp.zeros(len(da), 1), {"a": [], "x": []}
    for t in reversed(range(x.shape[1])):
        whole = arriving + _matrix(da[:, t : t + 1])
        dz = _each(lambda s, g: s * g, slopes[t], whole)
        arriving = p["Waa"].T * dz
        found["a"].append(whole)
        found["x"].append(p["Wax"].T * dz)
    return found


def _lstm(kind: str, p: dict[str, Any], x: np.ndarray, da: np.ndarray, a: np.ndarray | None) -> dict[str, list[Any]]:
    n_a, T = da.shape[0], x.shape[1]
    states, c, steps = [mp.zeros(n_a, 1)], mp.zeros(n_a, 1), []
    for t in range(T):
        before = mp.matrix([*_before(a, states, t), *_matrix(x[:, t : t + 1])])
        z = {gate: p["W" + gate] * before + p["b" + gate] for gate in "fico"}
        value = {gate: _each(FUNCTIONS["tanh" if gate == "c" else "sigmoid"], z[gate]) for gate in "fico"}
        slope = {gate: _each(SLOPES["tanh" if gate == "c" else "sigmoid"], z[gate]) for gate in "fico"}
        c_prev, c = c, _each(lambda f, c, i, g: f * c + i * g, value["f"], c, value["i"], value["c"])
        states.append(_each(lambda o, c: o * mp.tanh(c), value["o"], c))
        steps.append((value, slope, c_prev, c))
    da_next, dc_next, found = mp.zeros(n_a, 1), mp.zeros(n_a, 1), {"a": [], "c": [], "x": []}
    for t in reversed(range(T)):
        value, slope, c_prev, c = steps[t]
        whole = da_next + _matrix(da[:, t : t + 1])
        dc = dc_next + _each(lambda g, o, c: g * o * mp.sech(c) ** 2, whole, value["o"], c)
        dz = {
            "f": _each(lambda g, s, c: g * s * c, dc, slope["f"], c_prev),
            "i": _each(lambda g, s, v: g * s * v, dc, slope["i"], value["c"]),
            "c": _each(lambda g, s, v: g * s * v, dc, slope["c"], value["i"]),
            "o": _each(lambda g, s, c: g * s * mp.tanh(c), whole, slope["o"], c),
        }
        back = mp.zeros(n_a + x.shape[0], 1)
        for gate in "fico":
            back += p["W" + gate].T * dz[gate]
        da_next, dc_next = back[:n_a], _each(lambda g, f: g * f, dc, value["f"])
        found["a"].append(whole)
        found["c"].append(dc)
        found["x"].append(back[n_a:])
    return found


def _gru(kind: str, p: dict[str, Any], x: np.ndarray, da: np.ndarray, a: np.ndarray | None) -> dict[str, list[Any]]:
    n_a, T = da.shape[0], x.shape[1]
    Wha, Whx = p["Wh"][:, :n_a], p["Wh"][:, n_a:]
    states, kept, steps = [mp.zeros(n_a, 1)], mp.zeros(n_a, 1), []
    sigma, slope = FUNCTIONS["sigmoid"], SLOPES["sigmoid"]
    for t in range(T):
        a_prev, xt = _before(a, states, t), _matrix(x[:, t : t + 1])
        z_r, z_z = (p["W" + gate] * mp.matrix([*a_prev, *xt]) + p["b" + gate] for gate in "rz")
        r = _each(sigma, z_r)
        u = Wha * a_prev + p["bhr"] if kind == "gru after" else None
        acted_on = _each(lambda r, by: r * by, r, a_prev if u is None else u)
        z_h = Whx * xt + p["bh"] + (Wha * acted_on if u is None else acted_on)
        new = _each(mp.tanh, z_h)
        steps.append((a_prev, r, u, kept - new, z_r, z_z, z_h))
        kept = _each(lambda z, a, new: sigma(z) * a + sigma(-z) * new, z_z, kept, new)
        states.append(kept)
    arriving, found = mp.zeros(n_a, 1), {"a": [], "x": []}
    for t in reversed(range(T)):
        a_prev, r, u, change, z_r, z_z, z_h = steps[t]
        whole = arriving + _matrix(da[:, t : t + 1])
        dh = _each(lambda g, z, h: g * sigma(-z) * mp.sech(h) ** 2, whole, z_z, z_h)
        within = Wha.T * (dh if u is None else _each(lambda g, r: g * r, dh, r))
        through = _each(lambda g, r: g * r, within, r) if u is None else within
        d_r, by = (within, a_prev) if u is None else (dh, u)
        dz = {
            "r": _each(lambda g, by, z: g * by * slope(z), d_r, by, z_r),
            "z": _each(lambda g, change, z: g * change * slope(z), whole, change, z_z),
        }
        back = p["Wr"].T * dz["r"] + p["Wz"].T * dz["z"]
        arriving = _each(lambda g, z, b, h: g * sigma(z) + b + h, whole, z_z, back[:n_a], through)
        found["a"].append(whole)
        found["x"].append(back[n_a:] + Whx.T * dh)
    return found
