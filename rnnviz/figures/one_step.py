"""A whole run as plain data, from which the browser shows any step of it, forwards and backwards, number by number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.sequence import sequence_gradients
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.experiment.setting import loss_steps
from rnnviz.network.output_layer import output_layer
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.wide import NOTHING, Wide

__all__ = ["halved", "step_numbers"]

Array = NDArray[Any]

#: Numbers above which a run is sent in half the precision: the browser gets 16 MB at most.
MOST_NUMBERS = 1_500_000
#: Powers of two between the gradients of a step that floats hold, in half the precision too; and what stands for none.
TOGETHER, LEAST = 100, -(2**59)


def step_numbers(result: Result, cell: str, sequence: int = 1) -> dict[str, Any]:
    """What one sequence of a cell needs to be recomputed by hand, at every step.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    sequence : int
        Its number in the batch, counted from 1.

    Returns
    -------
    dict
        - ``cell``, ``label``, ``activation``, ``sequence``, ``batch``, ``steps``;
        - ``colours``, ``symbols`` and ``names`` by gate and state; ``limited``: which of them lie between 0 and 1;
        - ``graph``: the equations, ``[name, kind, *of]`` of each node, see `rnnviz.cells.graph`; ``parts``: of which
          gate's pre-activation another one is a part;
        - ``x`` (T, n_x), ``y`` (T, n_y) and what would have been ``right`` (T, n_y), NaN where the loss does not look;
          ``linear``: whether y are values, and no softmax;
        - ``letters`` and ``alphabet``, of a text;
        - ``signals``: every gate and state, (T, n_a);
        - ``weights``: by gate, ``recurrent`` (n_a, n_a), ``input`` (n_a, n_x), each None if there is none, ``bias``
          (n_a,), the ``names`` of the parameters they come from, and what the recurrent ones are ``acts_on``;
          ``output``: ``weights`` (n_y, n_a), ``bias`` (n_y,), ``names``;
        - ``gradients``: dJ/da, dJ/dc and those at the pre-activations, (T, n_a), dJ/dx, (T, n_x), divided by
          2^``exponent`` (T,); and each by 2^``apart[key]`` (T,) more, where floats do not hold them beside one another:
          elsewhere there is no ``apart``.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> numbers = step_numbers(run(Scenario(n_a=16)), "lstm")
    >>> numbers["signals"]["f"].shape, numbers["weights"]["f"]["recurrent"].shape
    ((100, 16), (16, 16))
    """
    one, kind = result.cells[cell], CELLS[cell]
    scenario, weights = result.scenario, kind.gate_weights(one.parameters)
    output = output_layer(one.parameters)
    gradients = _near_one(sequence_gradients(result, cell, sequence))
    named = {signal.key: signal for signal in kind.signals(scenario.activation)}

    where = loss_steps(scenario)
    right = np.full((scenario.steps, scenario.n_y), np.nan)
    if scenario.readout == "values":
        right[where] = result.labels[:, sequence - 1, where].T
    else:
        right[where] = np.arange(scenario.n_y) == result.labels[sequence - 1, where, None]
    numbers = {
        "cell": cell,
        "label": kind.label,
        "activation": scenario.activation,
        "sequence": sequence,
        "batch": scenario.batch,
        "steps": scenario.steps,
        "letters": list(scenario.characters(sequence)) or None,
        "alphabet": list(scenario.letters) or None,
        "colours": {key: kind.signal(key).colour for key in {**named, **weights}},
        "symbols": {key: signal.symbol for key, signal in named.items()},
        "names": {key: signal.name for key, signal in named.items()},
        "limited": [key for key, signal in named.items() if signal.kind == "gate"],
        "graph": [[name, node.kind, *node.of] for name, node in kind.graph(weights).items()],
        "parts": dict(kind.part_of),
        "x": result.x[:, sequence - 1].T,
        "y": one.y[:, sequence - 1].T,
        "right": right,
        "linear": scenario.readout == "values",
        "signals": {key: value[:, sequence - 1].T for key, value in {**one.gates, **one.states}.items()},
        "weights": {
            gate: {
                "recurrent": w.recurrent,
                "input": w.input,
                "bias": w.bias[:, 0],
                "names": w.names,
                "acts_on": w.acts_on,
            }
            for gate, w in weights.items()
        },
        "output": {
            "weights": output.weights,
            "bias": output.bias[:, 0],
            "names": output.names,
        },
    } | gradients
    return numbers if _count(numbers) <= MOST_NUMBERS else halved(numbers)


def _near_one(gradients: dict[str, Scaled]) -> dict[str, Any]:
    """The mantissas of all gradients, (T, n), and the exponents that bring the largest of each step between 1/2 and 1.

    The exponents of a backward pass leave more room than half of the precision has.
    """
    wide = {key: scaled.wide()[:, 0] for key, scaled in gradients.items()}
    tops = {key: np.where((top := values.exponent.max(axis=0)) == NOTHING, LEAST, top) for key, values in wide.items()}
    exponent = np.max(list(tops.values()), axis=0)  # (T,)
    exponent = np.where(exponent == LEAST, 0, exponent)
    apart = {key: np.where(top == LEAST, 0, top - exponent) for key, top in tops.items()}
    if min(shift.min() for shift in apart.values()) >= -TOGETHER:
        apart = {}
    mantissas = {
        key: (values * Wide(np.ones(1), -exponent - apart.get(key, 0))).to_float().T for key, values in wide.items()
    }
    return {"gradients": mantissas, "exponent": exponent} | ({"apart": apart} if apart else {})


def _count(numbers: Any) -> int:
    if isinstance(numbers, dict):
        return sum(_count(value) for value in numbers.values())
    return numbers.size if isinstance(numbers, np.ndarray) else 0


def halved(numbers: Any) -> Any:
    """The numbers of a run in half the precision, but for arrays with a number that is too large for it."""
    if isinstance(numbers, dict):
        return {key: halved(value) for key, value in numbers.items()}
    if not isinstance(numbers, np.ndarray) or numbers.dtype != np.float64:
        return numbers
    fits = np.abs(numbers[np.isfinite(numbers)]).max(initial=0) <= np.finfo(np.float32).max
    return numbers.astype(np.float32) if fits else numbers
