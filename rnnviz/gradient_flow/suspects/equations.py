r"""The backward pass as a list of lines, so that a mistake is another line in one place.

A step evaluates its lines from top to bottom; each may use what stands above it, the step's cache and what arrived. The
loop around it has lines too: which cache step t uses, which part of ``da``, what is carried to the step before. A
`Mistake` replaces some lines, or changes what goes in or comes out, and nothing else. It is slow on purpose of being
plain: `rnnviz.cells` computes the same numbers fast.

Every line is kept as the code that a course has, with the function that computes it; names are those of the course:
``dtanh`` is the gradient at the pre-activation of the RNN, ``dft, dit, dcct, dot`` are those of the LSTM's gates.
"""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["LSTM", "RIGHT", "RNN", "Equations", "Line", "Mistake", "of_sequence", "of_step"]

Array = NDArray[Any]
Gradients = dict[str, Array]
Compute = Callable[[SimpleNamespace], Any]


class Line(NamedTuple):
    """One line of a backward pass.

    Parameters
    ----------
    code : str
        As a course writes it.
    compute : callable
        ``compute(s)``, with everything that is known so far as attributes of s.
    """

    code: str
    compute: Compute


class Equations(NamedTuple):
    """A cell's backward pass.

    Parameters
    ----------
    fields : tuple of str
        Of a cell's cache, in order; the last one is the parameters.
    step : dict of str to Line
        The lines of one step, in order.
    weights : tuple of str
        The gradients among them that are summed over the steps.
    states : tuple of str
        ``("a",)``, or ``("a", "c")`` with a cell state.
    """

    fields: tuple[str, ...]
    step: dict[str, Line]
    weights: tuple[str, ...]
    states: tuple[str, ...]


class Mistake(NamedTuple):
    """What a wrong backward pass does otherwise.

    Parameters
    ----------
    name : str
        Short, for tables and tests.
    says : str
        One sentence: what it does.
    look : tuple of str
        Names of the right lines that a person should compare.
    lines : dict of str to callable
        Lines that are replaced, in a step or in the loop around it.
    caches : callable, optional
        ``caches(list of cell caches)`` gives those that the pass uses.
    after : callable, optional
        ``after(gradients, m)`` gives those that it returns.
    """

    name: str
    says: str
    look: tuple[str, ...] = ()
    lines: Mapping[str, Compute] = {}
    caches: Callable[[list[Any]], list[Any]] | None = None
    after: Callable[[Gradients, int], Gradients] | None = None


#: No mistake.
RIGHT = Mistake("right", "It is right.")

#: The loop over time; ``order`` are the steps as they are visited, ``total`` the sum of a weight's gradient so far.
LOOP = {
    "order": Line("for t in reversed(range(T)):", lambda s: range(s.T)[::-1]),
    "cache": Line("caches[t]", lambda s: s.caches[s.t]),
    "own": Line("da[:, :, t]", lambda s: s.da[:, :, s.t]),
    "da_next": Line("da_next = da[:, :, t] + da_prevt", lambda s: s.own + s.da_prevt),
    "dc_next": Line("dc_next = dc_prevt", lambda s: s.dc_prevt),
    "carry_a": Line("da_prevt = gradients['da_prev']", lambda s: s.da_prev),
    "carry_c": Line("dc_prevt = gradients['dc_prev']", lambda s: s.dc_prev),
    "sum": Line("dW += gradients['dW']", lambda s: s.total + s.now),
    "dx_at": Line("dx[:, :, t] = gradients['dxt']", lambda s: s.t),
    "da0": Line("da0 = da_prevt", lambda s: s.da_prevt),
    "dc0": Line("dc0 = dc_prevt", lambda s: s.dc_prevt),
}

RNN = Equations(
    fields=("a_next", "a_prev", "xt", "parameters"),
    step={
        "slope": Line("1 - a_next**2", lambda s: s.derivative(s.a_next)),
        "dtanh": Line("dtanh = (1 - a_next**2) * da_next", lambda s: s.slope * s.da_next),
        "dxt": Line("dxt = np.dot(Wax.T, dtanh)", lambda s: s.Wax.T @ s.dtanh),
        "da_prev": Line("da_prev = np.dot(Waa.T, dtanh)", lambda s: s.Waa.T @ s.dtanh),
        "dWax": Line("dWax = np.dot(dtanh, xt.T)", lambda s: s.dtanh @ s.xt.T),
        "dWaa": Line("dWaa = np.dot(dtanh, a_prev.T)", lambda s: s.dtanh @ s.a_prev.T),
        "dba": Line("dba = np.sum(dtanh, axis=1, keepdims=True)", lambda s: s.dtanh.sum(axis=1, keepdims=True)),
    },
    weights=("dWax", "dWaa", "dba"),
    states=("a",),
)


def _weight(gate: str) -> Compute:
    return lambda s: getattr(s, GATES[gate]) @ s.operand.T


def _bias(gate: str) -> Compute:
    return lambda s: getattr(s, GATES[gate]).sum(axis=1, keepdims=True)


#: The gates by their letter, and what the course calls the gradient at their pre-activation.
GATES = {"f": "dft", "i": "dit", "c": "dcct", "o": "dot"}
_BACK = "np.dot(Wf{0}.T, dft) + np.dot(Wi{0}.T, dit) + np.dot(Wc{0}.T, dcct) + np.dot(Wo{0}.T, dot)"

LSTM = Equations(
    fields=("a_next", "c_next", "a_prev", "c_prev", "ft", "it", "cct", "ot", "xt", "parameters"),
    step={
        "tanh_c": Line("np.tanh(c_next)", lambda s: np.tanh(s.c_next)),
        "through": Line("da_next * ot * (1 - np.tanh(c_next)**2)", lambda s: s.da_next * s.ot * (1 - s.tanh_c**2)),
        "dc": Line("dc = dc_next + da_next * ot * (1 - np.tanh(c_next)**2)", lambda s: s.dc_next + s.through),
        "dft": Line("dft = dc * c_prev * ft * (1 - ft)", lambda s: s.dc * s.c_prev * s.ft * (1 - s.ft)),
        "dit": Line("dit = dc * cct * it * (1 - it)", lambda s: s.dc * s.cct * s.it * (1 - s.it)),
        "dcct": Line("dcct = dc * it * (1 - cct**2)", lambda s: s.dc * s.it * (1 - s.cct**2)),
        "dot": Line(
            "dot = da_next * np.tanh(c_next) * ot * (1 - ot)", lambda s: s.da_next * s.tanh_c * s.ot * (1 - s.ot)
        ),
        "operand": Line("np.concatenate((a_prev, xt))", lambda s: np.concatenate([s.a_prev, s.xt])),
        "back": Line("W", lambda s: {gate: getattr(s, "W" + gate).T @ getattr(s, d) for gate, d in GATES.items()}),
        "da_prev": Line("da_prev = " + _BACK.format("[:, :n_a]"), lambda s: sum(s.back.values())[: s.n_a]),
        "dxt": Line("dxt = " + _BACK.format("[:, n_a:]"), lambda s: sum(s.back.values())[s.n_a :]),
        "dc_prev": Line("dc_prev = dc * ft", lambda s: s.dc * s.ft),
    }
    | {
        f"dW{gate}": Line(f"dW{gate} = np.dot({d}, np.concatenate((a_prev, xt)).T)", _weight(gate))
        for gate, d in GATES.items()
    }
    | {f"db{gate}": Line(f"db{gate} = np.sum({d}, axis=1, keepdims=True)", _bias(gate)) for gate, d in GATES.items()},
    weights=tuple(f"d{kind}{gate}" for gate in GATES for kind in "Wb"),
    states=("a", "c"),
)


def of_step(
    cell: Equations, cache: Any, arriving: Mapping[str, Array], mistake: Mistake = RIGHT, derivative: Any = None
) -> Gradients:
    """Gradients of one step, with a mistake.

    Parameters
    ----------
    cell : Equations
        Of the cell.
    cache : tuple
        From its forward function.
    arriving : mapping of str to numpy.ndarray, each (n_a, m)
        ``da_next``, and ``dc_next`` of a cell with a cell state.
    mistake : Mistake
        None unless given.
    derivative : callable, optional
        Of an RNN's activation, from its output; that of tanh unless given.

    Examples
    --------
    >>> from rnnviz import initialize_parameters, rnn_cell_backward, rnn_cell_forward
    >>> xt, a_prev, da_next = np.ones((3, 2)), np.ones((5, 2)), np.ones((5, 2))
    >>> cache = rnn_cell_forward(xt, a_prev, initialize_parameters()).cache
    >>> found, expected = of_step(RNN, cache, {"da_next": da_next}), rnn_cell_backward(da_next, cache)
    >>> all(np.allclose(found[name], expected[name]) for name in expected)
    True
    """
    cache = cache if mistake.caches is None else mistake.caches([cache])[0]
    gradients = vars(_step(cell, cache, arriving, mistake, derivative))
    names = ("dxt", *(f"d{state}_prev" for state in cell.states), *cell.weights)
    found = {name: gradients[name] for name in names}
    return found if mistake.after is None else mistake.after(found, found["dxt"].shape[1])


def _step(
    cell: Equations, cache: Any, arriving: Mapping[str, Array], mistake: Mistake, derivative: Any
) -> SimpleNamespace:
    *values, parameters = cache
    known = {name: np.asarray(value, dtype=np.float64) for name, value in zip(cell.fields, values, strict=False)}
    weights = {name: np.asarray(value, dtype=np.float64) for name, value in parameters.items()}
    s = SimpleNamespace(**weights, **known, **arriving, derivative=derivative or (lambda a: 1 - a**2))
    s.n_a, s.m = s.a_next.shape
    for name, line in cell.step.items():
        setattr(s, name, mistake.lines.get(name, line.compute)(s))
    return s


def of_sequence(
    cell: Equations, caches: list[Any], da: Array, mistake: Mistake = RIGHT, derivative: Any = None
) -> Gradients:
    """Gradients of a sequence, with a mistake.

    Parameters
    ----------
    cell : Equations
        Of the cell.
    caches : list of tuple
        One for each step, from its forward function.
    da : numpy.ndarray, (n_a, m, T)
        Gradient at each step's own output; T may be less than there are caches.
    mistake, derivative
        As in `of_step`.

    Examples
    --------
    >>> from rnnviz import initialize_parameters, lstm_backward, lstm_forward
    >>> rng = np.random.default_rng(0)
    >>> x, a0, da = rng.normal(size=(3, 2, 4)), np.ones((5, 2)), rng.normal(size=(5, 2, 4))
    >>> caches = lstm_forward(x, a0, initialize_parameters(cell="lstm")).caches
    >>> found, expected = of_sequence(LSTM, list(caches[0]), da), lstm_backward(da, caches)
    >>> all(np.allclose(found[name], expected[name]) for name in expected)
    True
    """
    caches = caches if mistake.caches is None else mistake.caches(caches)
    lines = {name: mistake.lines.get(name, line.compute) for name, line in LOOP.items()}
    T = da.shape[2]
    loop = SimpleNamespace(caches=caches, da=da, T=T, da_prevt=np.zeros_like(da[:, :, 0]))
    loop.dc_prevt = loop.da_prevt.copy()
    totals: Gradients = {}
    dx: dict[int, Array] = {}
    for t in lines["order"](loop):
        loop.t = t
        loop.own = lines["own"](loop)
        arriving = {f"d{state}_next": lines[f"d{state}_next"](loop) for state in cell.states}
        s = _step(cell, lines["cache"](loop), arriving, mistake, derivative)
        loop.da_prev, loop.dc_prev, loop.da_next = s.da_prev, getattr(s, "dc_prev", None), arriving["da_next"]
        loop.before = loop.da_prevt
        for state in cell.states:
            setattr(loop, f"d{state}_prevt", lines[f"carry_{state}"](loop))
        dx[lines["dx_at"](loop)] = s.dxt
        for name in cell.weights:
            now = getattr(s, name)
            total = totals.get(name, np.zeros_like(now))
            totals[name] = lines["sum"](SimpleNamespace(total=total, now=now, t=t, T=T))
    gradients = {"dx": np.stack([dx[t] for t in range(T)], axis=2)}
    gradients |= {f"d{state}0": lines[f"d{state}0"](loop) for state in cell.states} | totals
    return gradients if mistake.after is None else mistake.after(gradients, da.shape[1])
