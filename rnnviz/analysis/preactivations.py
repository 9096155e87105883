r"""How far an input drives the units of a cell: the size of their pre-activations, beside the ends of their range.

Every gate, and the hidden state of a simple RNN, is an activation of

.. math::

    z^{\langle t\rangle} = U a^{\langle t-1\rangle} + W x^{\langle t\rangle} + b .

tanh and σ are flat far from 0: beyond :math:`|z| = \operatorname{arcosh} 10 \approx 3` tanh has less than a hundredth
of its largest slope, and σ beyond twice that. An input is *out of range* if its own part, W x, is beyond there at more
than half of all gates, units, sequences and steps, and its numbers are large. Then no initialisation of the recurrent
weights helps: the input has to be scaled.
"""

import math
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.cells.cell import Before, quietly
from rnnviz.experiment.run import CellResult, Result

__all__ = ["FLAT", "Reach", "preactivations", "reach_of"]

Array = NDArray[Any]

#: ``|z|`` beyond which an activation has less than 1/100 of its largest slope: sech² z, and for σ sech² (z/2) / 4.
FLAT: Final = {"tanh": math.acosh(10), "sigmoid": 2 * math.acosh(10)}
#: Root mean square from which on an input's numbers are large: scaled ones have 1.
LARGE: Final = 1.5


class Reach(NamedTuple):
    """How far an input that is out of range drives the units of a cell.

    Parameters
    ----------
    low, high : float
        The smallest and the largest number of the input.
    median, largest : float
        Of ``|z|``; with several gates the median of their medians.
    flat : float
        ``|z|`` beyond which the first of the activations has less than 1/100 of its largest slope.
    activation : str
        That activation.
    """

    low: float
    high: float
    median: float
    largest: float
    flat: float
    activation: str


@quietly
def preactivations(result: Result, cell: str) -> Iterator[tuple[str, Array, Array]]:
    """The pre-activations of a cell of a result, gate by gate.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.

    Yields
    ------
    (str, numpy.ndarray, numpy.ndarray)
        The gate (``"a"`` for a cell without), z, and the part of it that is the input's own, W x; both (n_a, m, T).

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> result = run(Scenario(n_a=4, m=2, T_x=5))
    >>> ((_, z, _),) = preactivations(result, "rnn")
    >>> bool(np.allclose(np.tanh(z), result.cells["rnn"].states["a"]))
    True
    """
    one, kind = result.cells[cell], CELLS[cell]
    a, weights = one.states["a"], kind.gate_weights(one.parameters)
    given = Before(weights, result.x, {state: np.zeros_like(values[:, :, 0]) for state, values in one.states.items()})
    for gate, z in kind.pre_activations(given, a, np.arange(a.shape[2])).items():
        into = weights[gate].input
        yield gate, z, np.zeros_like(a) if into is None else np.tensordot(into, result.x, 1)


def reach_of(result: Result, cell: str) -> Reach | None:
    """How far the input drives the units of a cell, if it is out of range.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.

    Returns
    -------
    Reach or None
        None if the input is in range, or if the units have no range (ReLU, linear).

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> reach = reach_of(run(Scenario(n_a=1, input="numbers", numbers=((0.0, 20.0),))), "rnn")
    >>> reach.low, reach.high, round(reach.largest, 1)
    (0.0, 20.0, 29.0)
    >>> reach_of(run(Scenario()), "rnn") is None
    True
    """
    x, one = result.x, result.cells[cell]
    with np.errstate(over="ignore"):
        large = np.isfinite(x).all() and math.sqrt(float((x**2).mean())) > LARGE
    kinds = {signal.key: signal.activation for signal in CELLS[cell].signals(result.scenario.activation)}
    if not large or not _mostly_flat(one, kinds):
        return None
    beyond, counted, sizes, largest = 0, 0, [], 0.0
    for gate, z, own in preactivations(result, cell):
        # The first step begins at zero states; a gradient is carried through the others.
        later = slice(1, None) if z.shape[2] > 1 else slice(None)
        size = np.abs(z[:, :, later])
        beyond += int((np.abs(own[:, :, later]) > FLAT[str(kinds[gate])]).sum())
        counted += size.size
        sizes.append(float(np.median(size)))
        largest = max(largest, float(size.max()))
    if 2 * beyond <= counted or not math.isfinite(largest):
        return None
    first = str(kinds[next(iter(CELLS[cell].gate_weights(one.parameters)))])
    return Reach(float(x.min()), float(x.max()), float(np.median(sizes)), largest, FLAT[first], first)


def _mostly_flat(one: CellResult, kinds: dict[str, str | None]) -> bool:
    """Whether most values are so near to the ends that z is worth a look: cheaper than all of z."""
    values = one.gates or {"a": one.states["a"]}
    flat, counted = 0, 0
    for key, value in values.items():
        activation = kinds[key]
        if activation not in FLAT:
            return False
        low, high = math.tanh(-FLAT["tanh"]), math.tanh(FLAT["tanh"])
        if activation == "sigmoid":
            low, high = (low + 1) / 2, (high + 1) / 2
        later = value[:, :, 1:] if value.shape[2] > 1 else value
        flat += int(((later < low) | (later > high)).sum())
        counted += later.size
    return 2 * flat > counted
