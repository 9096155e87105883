"""The cells as a good student writes them from the course exercise: right, clear, one small product after the other.

What `rnnviz` is compared with. Nothing here is slow on purpose, and nothing is done for speed.
"""

import numpy as np

from benchmarks.problem import Array, Problem

__all__ = ["plain_loop"]

Parameters = dict[str, Array]


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def _rnn_forward(x: Array, a0: Array, p: Parameters) -> tuple[Array, Array, list[tuple[Array, ...]]]:
    n_a, (_, m, T) = len(a0), x.shape
    a, y = np.zeros((n_a, m, T)), np.zeros((len(p["by"]), m, T))
    caches = []
    a_next = a0
    for t in range(T):
        xt, a_prev = x[:, :, t], a_next
        a_next = np.tanh(p["Waa"] @ a_prev + p["Wax"] @ xt + p["ba"])
        a[:, :, t] = a_next
        y[:, :, t] = _softmax(p["Wya"] @ a_next + p["by"])
        caches.append((a_next, a_prev, xt))
    return a, y, caches


def _rnn_backward(da: Array, p: Parameters, caches: list[tuple[Array, ...]]) -> dict[str, Array]:
    n_a, m, T = da.shape
    gradients = {"d" + name: np.zeros_like(p[name]) for name in ("Wax", "Waa", "ba")}
    gradients["dx"] = np.zeros((p["Wax"].shape[1], m, T))
    da_prev = np.zeros((n_a, m))
    for t in reversed(range(T)):
        a_next, a_prev, xt = caches[t]
        dz = (1 - a_next**2) * (da[:, :, t] + da_prev)
        gradients["dWax"] += dz @ xt.T
        gradients["dWaa"] += dz @ a_prev.T
        gradients["dba"] += dz.sum(axis=1, keepdims=True)
        gradients["dx"][:, :, t] = p["Wax"].T @ dz
        da_prev = p["Waa"].T @ dz
    gradients["da0"] = da_prev
    return gradients


def _lstm_forward(x: Array, a0: Array, p: Parameters) -> tuple[Array, Array, list[tuple[Array, ...]]]:
    n_a, (_, m, T) = len(a0), x.shape
    a, c, y = np.zeros((n_a, m, T)), np.zeros((n_a, m, T)), np.zeros((len(p["by"]), m, T))
    caches = []
    a_next, c_next = a0, np.zeros_like(a0)
    for t in range(T):
        concat, c_prev = np.concatenate([a_next, x[:, :, t]]), c_next
        ft = _sigmoid(p["Wf"] @ concat + p["bf"])
        it = _sigmoid(p["Wi"] @ concat + p["bi"])
        cct = np.tanh(p["Wc"] @ concat + p["bc"])
        ot = _sigmoid(p["Wo"] @ concat + p["bo"])
        c_next = ft * c_prev + it * cct
        a_next = ot * np.tanh(c_next)
        a[:, :, t], c[:, :, t] = a_next, c_next
        y[:, :, t] = _softmax(p["Wy"] @ a_next + p["by"])
        caches.append((concat, c_next, c_prev, ft, it, cct, ot))
    return a, y, caches


def _lstm_backward(da: Array, p: Parameters, caches: list[tuple[Array, ...]]) -> dict[str, Array]:
    n_a, m, T = da.shape
    n_x = p["Wf"].shape[1] - n_a
    gradients = {"d" + name: np.zeros_like(p[name]) for name in p if name not in ("Wy", "by")}
    gradients["dx"] = np.zeros((n_x, m, T))
    da_prev, dc_prev = np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in reversed(range(T)):
        concat, c_next, c_prev, ft, it, cct, ot = caches[t]
        da_next, tanh_c = da[:, :, t] + da_prev, np.tanh(c_next)
        dc = dc_prev + da_next * ot * (1 - tanh_c**2)
        dz = {
            "f": dc * c_prev * ft * (1 - ft),
            "i": dc * cct * it * (1 - it),
            "c": dc * it * (1 - cct**2),
            "o": da_next * tanh_c * ot * (1 - ot),
        }
        d_concat = np.zeros_like(concat)
        for gate, dz_gate in dz.items():
            gradients["dW" + gate] += dz_gate @ concat.T
            gradients["db" + gate] += dz_gate.sum(axis=1, keepdims=True)
            d_concat += p["W" + gate].T @ dz_gate
        da_prev, gradients["dx"][:, :, t] = d_concat[:n_a], d_concat[n_a:]
        dc_prev = dc * ft
    gradients |= {"da0": da_prev, "dc0": dc_prev}
    return gradients


def _gru_forward(x: Array, a0: Array, p: Parameters) -> tuple[Array, Array, list[tuple[Array, ...]]]:
    n_a, (_, m, T) = len(a0), x.shape
    Wha, Whx = p["Wh"][:, :n_a], p["Wh"][:, n_a:]
    a, y = np.zeros((n_a, m, T)), np.zeros((len(p["by"]), m, T))
    caches = []
    a_next = a0
    for t in range(T):
        a_prev, xt = a_next, x[:, :, t]
        concat = np.concatenate([a_prev, xt])
        rt = _sigmoid(p["Wr"] @ concat + p["br"])
        zt = _sigmoid(p["Wz"] @ concat + p["bz"])
        ut = Wha @ a_prev + p["bhr"]
        aat = np.tanh(Whx @ xt + p["bh"] + rt * ut)
        a_next = zt * a_prev + (1 - zt) * aat
        a[:, :, t] = a_next
        y[:, :, t] = _softmax(p["Wy"] @ a_next + p["by"])
        caches.append((concat, rt, zt, ut, aat))
    return a, y, caches


def _gru_backward(da: Array, p: Parameters, caches: list[tuple[Array, ...]]) -> dict[str, Array]:
    n_a, m, T = da.shape
    Wha, Whx = p["Wh"][:, :n_a], p["Wh"][:, n_a:]
    gradients = {"d" + name: np.zeros_like(p[name]) for name in p if name not in ("Wy", "by")}
    gradients["dx"] = np.zeros((Whx.shape[1], m, T))
    da_prev = np.zeros((n_a, m))
    for t in reversed(range(T)):
        concat, rt, zt, ut, aat = caches[t]
        a_prev, xt = concat[:n_a], concat[n_a:]
        da_next = da[:, :, t] + da_prev
        dh = da_next * (1 - zt) * (1 - aat**2)
        du = dh * rt
        d_concat = np.zeros_like(concat)
        for gate, dz in {"r": dh * ut * rt * (1 - rt), "z": da_next * (a_prev - aat) * zt * (1 - zt)}.items():
            gradients["dW" + gate] += dz @ concat.T
            gradients["db" + gate] += dz.sum(axis=1, keepdims=True)
            d_concat += p["W" + gate].T @ dz
        gradients["dWh"] += np.concatenate([du @ a_prev.T, dh @ xt.T], axis=1)
        gradients["dbh"] += dh.sum(axis=1, keepdims=True)
        gradients["dbhr"] += du.sum(axis=1, keepdims=True)
        da_prev = d_concat[:n_a] + Wha.T @ du + zt * da_next
        gradients["dx"][:, :, t] = d_concat[n_a:] + Whx.T @ dh
    gradients["da0"] = da_prev
    return gradients


PASSES = {
    "rnn": (_rnn_forward, _rnn_backward),
    "lstm": (_lstm_forward, _lstm_backward),
    "gru": (_gru_forward, _gru_backward),
}


def plain_loop(problem: Problem) -> dict[str, Array]:
    """Forward and backward: ``a``, ``y`` and every gradient."""
    cell, x, a0, p, da = problem
    forward, backward = PASSES[cell]
    a, y, caches = forward(x, a0, p)
    return {"a": a, "y": y} | backward(da, p, caches)
