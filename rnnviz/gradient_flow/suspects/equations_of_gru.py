"""The GRU's backward pass as a list of lines, with the reset gate after the product and before it.

``daat`` is the gradient at the candidate's pre-activation, ``drt`` and ``dzt`` are those at the gates'. With the reset
gate after the product ``ut`` is what it multiplies and ``dut`` the gradient there; with the reset gate before it ``dq``
is the gradient at the product of the gate and the state.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np

from rnnviz.gradient_flow.suspects.equations import Compute, Equations, Line

__all__ = ["GRU_AFTER", "GRU_BEFORE", "GRU_FIELDS", "GRU_GATES", "parts_of_gru"]

#: The gates by their letter, and what the gradient at their pre-activation is called; h is the candidate.
GRU_GATES = {"r": "drt", "z": "dzt", "h": "daat"}
#: Of a cell's cache that the lines use; what stands behind them, where the reset gate is, they know.
GRU_FIELDS = ("a_next", "a_prev", "rt", "zt", "aat", "xt", "parameters")

_OPERAND = "np.concatenate((a_prev, xt))"
_BACK = "np.dot(Wr{0}.T, drt) + np.dot(Wz{0}.T, dzt) + "


def parts_of_gru(s: SimpleNamespace) -> dict[str, Any]:
    """What leaves the step through each gate's weights, by letter, each (n_a + n_x, m): the state's part above."""
    through_h = s.rt * s.dq if hasattr(s, "dq") else s.Wh[:, : s.n_a].T @ s.dut
    of_h = np.concatenate([through_h, s.Wh[:, s.n_a :].T @ s.daat])
    return {"r": s.Wr.T @ s.drt, "z": s.Wz.T @ s.dzt, "h": of_h}


def _bias(d: str) -> Compute:
    return lambda s: getattr(s, d).sum(axis=1, keepdims=True)


def _equations(of_reset: dict[str, Line], to_state: str, dWh: Line, biases: dict[str, str]) -> Equations:
    """The lines that both have, around those that depend on where the reset gate is; ``biases`` maps names to dz."""
    step = {
        "daat": Line("daat = da_next * (1 - zt) * (1 - aat**2)", lambda s: s.da_next * (1 - s.zt) * (1 - s.aat**2)),
        **of_reset,
        "dzt": Line(
            "dzt = da_next * (a_prev - aat) * zt * (1 - zt)",
            lambda s: s.da_next * (s.a_prev - s.aat) * s.zt * (1 - s.zt),
        ),
        "operand": Line(_OPERAND, lambda s: np.concatenate([s.a_prev, s.xt])),
        "kept": Line("da_next * zt", lambda s: s.da_next * s.zt),
        "back": Line("W", parts_of_gru),
        "da_prev": Line(
            f"da_prev = da_next * zt + {_BACK.format('[:, :n_a]')}{to_state}",
            lambda s: s.kept + sum(s.back.values())[: s.n_a],
        ),
        "dxt": Line(
            f"dxt = {_BACK.format('[:, n_a:]')}np.dot(Wh[:, n_a:].T, daat)", lambda s: sum(s.back.values())[s.n_a :]
        ),
        "dWr": Line(f"dWr = np.dot(drt, {_OPERAND}.T)", lambda s: s.drt @ s.operand.T),
        "dWz": Line(f"dWz = np.dot(dzt, {_OPERAND}.T)", lambda s: s.dzt @ s.operand.T),
        "dWh": dWh,
    }
    step |= {f"d{name}": Line(f"d{name} = np.sum({d}, axis=1, keepdims=True)", _bias(d)) for name, d in biases.items()}
    weights = ("dWr", "dbr", "dWz", "dbz", "dWh", *(f"d{name}" for name in biases if "h" in name))
    return Equations(GRU_FIELDS, step, weights, ("a",))


_BIASES = {f"b{gate}": d for gate, d in GRU_GATES.items()}

GRU_AFTER = _equations(
    {
        "ut": Line("ut = np.dot(Wh[:, :n_a], a_prev) + bhr", lambda s: s.Wh[:, : s.n_a] @ s.a_prev + s.bhr),
        "dut": Line("dut = daat * rt", lambda s: s.daat * s.rt),
        "drt": Line("drt = daat * ut * rt * (1 - rt)", lambda s: s.daat * s.ut * s.rt * (1 - s.rt)),
    },
    "np.dot(Wh[:, :n_a].T, dut)",
    Line(
        "dWh = np.concatenate((np.dot(dut, a_prev.T), np.dot(daat, xt.T)), axis=1)",
        lambda s: np.concatenate([s.dut @ s.a_prev.T, s.daat @ s.xt.T], axis=1),
    ),
    {**_BIASES, "bhr": "dut"},
)
GRU_BEFORE = _equations(
    {
        "dq": Line("dq = np.dot(Wh[:, :n_a].T, daat)", lambda s: s.Wh[:, : s.n_a].T @ s.daat),
        "drt": Line("drt = dq * a_prev * rt * (1 - rt)", lambda s: s.dq * s.a_prev * s.rt * (1 - s.rt)),
    },
    "dq * rt",
    Line(
        "dWh = np.dot(daat, np.concatenate((rt * a_prev, xt)).T)",
        lambda s: s.daat @ np.concatenate([s.rt * s.a_prev, s.xt]).T,
    ),
    _BIASES,
)
