"""What is wrong with a backward pass? Every known mistake of this exercise is made on purpose, and compared.

The mistakes are a table: `in_both`, `in_rnn`, `in_lstm`, `out_of_lstm`, `in_gru`, `out_of_gru`, `gate_order`, and for
the forward pass `in_forward`; each is a name, a sentence and the lines that it replaces in the plain loop of
`equations`. They are those of public copies of the exercise, of questions in its forum, and their like at other gates.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.activations import ACTIVATIONS
from rnnviz.cells.gru import gru_cell_forward, gru_forward
from rnnviz.cells.lstm import lstm_cell_forward, lstm_forward
from rnnviz.cells.rnn import rnn_cell_forward, rnn_forward
from rnnviz.gradient_flow.suspects.equations import LOOP, LSTM, RNN, Equations, Mistake, of_sequence, of_step
from rnnviz.gradient_flow.suspects.equations_of_gru import GRU_AFTER, GRU_BEFORE
from rnnviz.gradient_flow.suspects.gate_order import AMONG_GATES, AMONG_GATES_OF_GRU
from rnnviz.gradient_flow.suspects.in_both import IN_A_LOOP, WITH_THE_BATCH
from rnnviz.gradient_flow.suspects.in_forward import AROUND, FORWARD, MISTAKES_FORWARD, states_of
from rnnviz.gradient_flow.suspects.in_gru import in_gru
from rnnviz.gradient_flow.suspects.in_lstm import IN_LSTM
from rnnviz.gradient_flow.suspects.in_rnn import IN_RNN
from rnnviz.gradient_flow.suspects.out_of_gru import out_of_gru
from rnnviz.gradient_flow.suspects.out_of_lstm import CARRIED, OUT_OF_LSTM
from rnnviz.gradient_flow.suspects.search import Suspect, search

__all__ = [
    "CELL_EQUATIONS",
    "Suspect",
    "kind_of",
    "mistakes_of",
    "suspects_in_forward",
    "suspects_of_sequence",
    "suspects_of_step",
]

Array = NDArray[Any]

#: By kind of cell; of a GRU there are two, by where its reset gate is.
CELL_EQUATIONS: dict[str, Equations] = {"rnn": RNN, "lstm": LSTM, "gru after": GRU_AFTER, "gru before": GRU_BEFORE}
#: The parameters by which each is known, the more telling ones first.
NEEDED = {
    "rnn": {"Wax", "Waa", "ba"},
    "lstm": {f"{kind}{gate}" for kind in "Wb" for gate in "fico"},
    "gru after": {"bhr", *(f"{kind}{gate}" for kind in "Wb" for gate in "rzh")},
    "gru before": {f"{kind}{gate}" for kind in "Wb" for gate in "rzh"},
}
#: What is wrong in a step, by kind of cell.
IN_STEP: dict[str, tuple[Mistake, ...]] = {
    "rnn": IN_RNN,
    "lstm": (*IN_LSTM, *OUT_OF_LSTM, *AMONG_GATES),
    "gru after": (*in_gru("after"), *out_of_gru("after"), *AMONG_GATES_OF_GRU),
    "gru before": (*in_gru("before"), *out_of_gru("before"), *AMONG_GATES_OF_GRU),
}


def kind_of(parameters: Mapping[str, Any]) -> str | None:
    """``"rnn"``, ``"lstm"``, ``"gru after"`` or ``"gru before"``, from the names of the parameters; None for others.

    Examples
    --------
    >>> from rnnviz import initialize_parameters
    >>> kind_of(initialize_parameters()), kind_of(initialize_parameters(cell="lstm")), kind_of({"W1": 0})
    ('rnn', 'lstm', None)
    >>> gru = initialize_parameters(cell="gru")
    >>> kind_of(gru), kind_of({name: value for name, value in gru.items() if name != "bhr"})
    ('gru after', 'gru before')
    """
    return next((kind for kind, names in NEEDED.items() if names <= parameters.keys()), None)


def mistakes_of(kind: str, *, sequence: bool) -> tuple[Mistake, ...]:
    """The table: every known mistake in a cell's backward pass, over a sequence or in one step.

    Examples
    --------
    >>> [len(mistakes_of(kind, sequence=True)) > 40 for kind in ("rnn", "lstm", "gru after", "gru before")]
    [True, True, True, True]
    """
    in_loop = (*IN_A_LOOP, *(CARRIED if kind == "lstm" else ()))
    return (*(in_loop if sequence else ()), *WITH_THE_BATCH, *IN_STEP[kind])


def _run_sequence(kind: str, x: Array, states: Mapping[str, Array], parameters: Mapping[str, Any], by: str) -> Any:
    """The right forward pass; ``by`` is an RNN's activation."""
    if kind == "rnn":
        return rnn_forward(x, states["a"], parameters, by)
    if kind == "lstm":
        return lstm_forward(x, states["a"], parameters, states.get("c"))
    return gru_forward(x, states["a"], parameters, "after" if kind == "gru after" else "before")


def _run_step(kind: str, xt: Array, states: Mapping[str, Array], parameters: Mapping[str, Any], by: str) -> Any:
    """The same, of one step."""
    if kind == "rnn":
        return rnn_cell_forward(xt, states["a"], parameters, by)
    if kind == "lstm":
        return lstm_cell_forward(xt, states["a"], states["c"], parameters)
    return gru_cell_forward(xt, states["a"], parameters, "after" if kind == "gru after" else "before")


def suspects_of_sequence(
    gradients: Mapping[str, Array],
    x: Array,
    states: Mapping[str, Array],
    parameters: Mapping[str, Any],
    da: Array,
    a: Array | None = None,
) -> tuple[Suspect, ...]:
    """The mistakes that give these gradients of a sequence.

    Parameters
    ----------
    gradients : mapping of str to numpy.ndarray
        ``dx, da0, dWax`` and so on, as many as there are.
    x : numpy.ndarray, (n_x, m, T_x)
        Input.
    states : mapping of str to numpy.ndarray, each (n_a, m)
        ``"a"``, and of an LSTM ``"c"`` unless it is zero, before the first step.
    parameters : mapping
        The cell's.
    da : numpy.ndarray, (n_a, m, T)
        Gradient at each step's own output.
    a : numpy.ndarray, (n_a, m, T_x), optional
        The hidden states of the forward pass beside it: for the activation, and because a mistake may be there.

    Returns
    -------
    tuple of Suspect
        None if nothing is wrong or nothing is known. Several cannot be told apart with these numbers, unless they say
        that they stand together.

    Examples
    --------
    >>> from rnnviz import initialize_parameters, rnn_backward, rnn_forward
    >>> rng = np.random.default_rng(0)
    >>> x, a0, da, p = rng.normal(size=(3, 4, 5)), np.ones((5, 4)), rng.normal(size=(5, 4, 5)), initialize_parameters()
    >>> gradients = rnn_backward(da, rnn_forward(x, a0, p).caches)
    >>> suspects_of_sequence(gradients, x, {"a": a0}, p, da)
    ()
    >>> print(*suspects_of_sequence({**gradients, "da0": 0 * gradients["da0"]}, x, {"a": a0}, p, da))
    da0 stays 0: it is made before the loop and never set after it. Right: da0 = da_prevt.
    """
    kind = kind_of(parameters)
    if kind is None:
        return ()
    equations, caches, activation = CELL_EQUATIONS[kind], None, "tanh"
    for activation in ACTIVATIONS if kind == "rnn" else ("tanh",):
        run = _run_sequence(kind, x, states, parameters, activation)
        if a is None or np.allclose(run.a, a, rtol=1e-5, atol=1e-8):
            caches = [tuple(cache)[: len(equations.fields)] for cache in run.caches[0]]
            break
    if caches is None:
        assert a is not None
        return suspects_in_forward(kind, x, states, parameters, a)
    derivative = None if activation == "tanh" else ACTIVATIONS[activation].derivative
    return search(
        gradients,
        lambda mistake: of_sequence(equations, caches, np.asarray(da), mistake, derivative),
        _possible(mistakes_of(kind, sequence=True), activation),
        _code(kind),
    )


def suspects_of_step(
    gradients: Mapping[str, Array],
    xt: Array,
    states: Mapping[str, Array],
    parameters: Mapping[str, Any],
    arriving: Mapping[str, Array],
    a_next: Array | None = None,
) -> tuple[Suspect, ...]:
    """The mistakes that give these gradients of one step.

    Parameters
    ----------
    gradients : mapping of str to numpy.ndarray
        ``dxt, da_prev, dWax`` and so on, as many as there are.
    xt : numpy.ndarray, (n_x, m)
        Input.
    states : mapping of str to numpy.ndarray, each (n_a, m)
        ``"a"``, and of an LSTM ``"c"``, before the step.
    parameters : mapping
        The cell's.
    arriving : mapping of str to numpy.ndarray, each (n_a, m)
        ``da_next``, and of an LSTM ``dc_next``.
    a_next : numpy.ndarray, (n_a, m), optional
        As ``a`` in `suspects_of_sequence`.

    Returns
    -------
    tuple of Suspect
        As from `suspects_of_sequence`.
    """
    kind = kind_of(parameters)
    if kind is None:
        return ()
    equations, cache, activation = CELL_EQUATIONS[kind], None, "tanh"
    for activation in ACTIVATIONS if kind == "rnn" else ("tanh",):
        step = _run_step(kind, xt, states, parameters, activation)
        if a_next is None or np.allclose(step.a_next, a_next, rtol=1e-5, atol=1e-8):
            cache = tuple(step.cache)[: len(equations.fields)]
            break
    if cache is None:
        assert a_next is not None
        return suspects_in_forward(kind, np.asarray(xt)[:, :, None], states, parameters, np.asarray(a_next)[:, :, None])
    derivative = None if activation == "tanh" else ACTIVATIONS[activation].derivative
    return search(
        gradients,
        lambda mistake: of_step(equations, cache, arriving, mistake, derivative),
        _possible(mistakes_of(kind, sequence=False), activation),
        _code(kind),
    )


def suspects_in_forward(
    kind: str, x: Array, states: Mapping[str, Array], parameters: Mapping[str, Any], a: Array
) -> tuple[Suspect, ...]:
    """The mistakes in a forward pass that give these hidden states, (n_a, m, T_x).

    Examples
    --------
    >>> from rnnviz import initialize_parameters, rnn_forward
    >>> x, a0, p = np.ones((3, 1, 4)), np.ones((5, 1)), initialize_parameters()
    >>> print(*suspects_in_forward("rnn", x, {"a": a0}, p, rnn_forward(x, 0 * a0, p).a))
    The forward pass starts from zeros and ignores a0. Right: a_next = a0.
    """
    code = {name: line.code for name, line in (FORWARD[kind] | AROUND).items()}
    return search(
        {"a": np.asarray(a)},
        lambda mistake: {"a": states_of(kind, np.asarray(x), states, parameters, mistake)},
        MISTAKES_FORWARD[kind],
        code,
    )


def _possible(mistakes: tuple[Mistake, ...], activation: str) -> tuple[Mistake, ...]:
    """Without those that are about tanh, where another activation is used."""
    return tuple(m for m in mistakes if activation == "tanh" or not {"slope", "dtanh"} & m.lines.keys())


def _code(kind: str) -> dict[str, str]:
    return {name: line.code for name, line in (LOOP | CELL_EQUATIONS[kind].step).items()}
