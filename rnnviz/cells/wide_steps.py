"""Steps that floats do not carry a gradient through: what any cell does with it, each value with its own exponent."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import GateWeights, LocalDerivatives, Recurrent, before_step, gates_at, whole_at
from rnnviz.cells.segments import WideFlow
from rnnviz.numerics.wide import Wide

__all__ = ["WideSteps"]

Array = NDArray[Any]

#: Steps whose derivatives are found together.
TOGETHER = 32


class WideSteps:
    """Takes a gradient back through one step of a cell; a `rnnviz.cells.segments.OneStep`.

    Parameters
    ----------
    links : callable
        ``links(start, stop)`` gives the local derivatives of these steps, counted from 0, of shape (n_a, m, S).
    weights : callable
        ``weights()`` gives those behind every gate, in the order in which the cell stacks its pre-activations; it is
        asked when the first such step comes.
    states : tuple of str
        In the order in which the cell carries them.
    """

    def __init__(
        self,
        links: Callable[[int, int], LocalDerivatives],
        weights: Callable[[], Mapping[str, GateWeights]],
        states: tuple[str, ...],
    ) -> None:
        self._links, self._weights, self._states = links, weights, states
        self._start, self._stop = 0, 0

    def __call__(self, step: int, arriving: tuple[Wide, ...]) -> WideFlow:
        """Through one step, counted from 0."""
        if not self._start <= step < self._stop:
            self._start, self._stop = max(step + 1 - TOGETHER, 0), step + 1
            self._found, weights = self._links(self._start, self._stop), self._weights()
            self._order, self._recurrent = tuple(weights), Recurrent(weights)
        local = self._found.at((slice(None), slice(None), step - self._start))
        whole = whole_at(local, dict(zip(self._states, arriving, strict=True)))
        dz = gates_at(local, whole, self._recurrent)
        back = before_step(local, self._recurrent, whole, dz)
        return WideFlow(_wide(whole, self._states), _rows(dz, self._order), _wide(back, self._states))


def _wide(values: Mapping[str, Any], states: tuple[str, ...]) -> tuple[Wide, ...]:
    return tuple(values[state] for state in states)


def _rows(dz: Mapping[str, Any], order: tuple[str, ...]) -> Wide:
    """The gradients at the pre-activations of all gates, (k, m)."""
    mantissa = np.concatenate([dz[gate].mantissa for gate in order])
    return Wide(mantissa, np.concatenate([dz[gate].exponent for gate in order]))
