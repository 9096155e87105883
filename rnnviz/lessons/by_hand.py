r"""Numbers of one step back that a learner computes by hand, and what comes out if a term is forgotten.

Of the simple RNN, for one unit i of one sequence, from what the page on one step shows:

.. math::

    z^{\langle t\rangle} &= W_{aa} a^{\langle t-1\rangle} + W_{ax} x^{\langle t\rangle} + b_a, \quad
    a^{\langle t\rangle} = g(z^{\langle t\rangle}), \\
    \frac{\partial J}{\partial z^{\langle t\rangle}} &= g'(z^{\langle t\rangle})
    \frac{\partial J}{\partial a^{\langle t\rangle}}, \quad
    \frac{\partial J}{\partial a^{\langle t-1\rangle}} = W_{aa}^\mathsf{T}
    \frac{\partial J}{\partial z^{\langle t\rangle}} .
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.experiment.run import Result

__all__ = ["BY_HAND", "ByHand", "Step", "by_hand", "mistakes"]

Array = NDArray[np.float64]


class Step(NamedTuple):
    """What there is to compute with, of one step and one sequence: vectors over units, and the recurrent weights."""

    a: Array
    slope: Array
    da: Array
    Waa: Array

    @property
    def dz(self) -> Array:
        """dJ/dz of this step."""
        return self.slope * self.da


class ByHand(NamedTuple):
    """A number: its name, how it is computed, and what comes out if something is forgotten, by what that is."""

    name: str
    right: Callable[[Step], Array]
    wrong: Mapping[str, Callable[[Step], Array]] = MappingProxyType({})


#: By name, of the simple RNN with tanh.
BY_HAND: Final[Mapping[str, ByHand]] = MappingProxyType(
    {
        "a": ByHand("a⟨t⟩", lambda s: s.a),
        "slope": ByHand(
            "the slope 1 − a²",
            lambda s: s.slope,
            {
                "the square of a: it is 1 − a², not 1 − a": lambda s: 1 - s.a,
                "the 1: the slope is 1 − a², not a²": lambda s: s.a**2,
                "that tanh is meant: a (1 − a) is the slope of the sigmoid": lambda s: s.a * (1 - s.a),
            },
        ),
        "da": ByHand("∂J/∂a⟨t⟩", lambda s: s.da),
        "dz": ByHand(
            "∂J/∂z⟨t⟩",
            lambda s: s.dz,
            {
                "the slope: multiply by 1 − a²": lambda s: s.da,
                "the gradient that arrives: multiply by ∂J/∂a": lambda s: s.slope,
                "the square of a: the slope is 1 − a²": lambda s: (1 - s.a) * s.da,
            },
        ),
        "da_back": ByHand(
            "∂J/∂a⟨t−1⟩",
            lambda s: s.Waa.T @ s.dz,
            {
                "the slopes: the weights multiply ∂J/∂z, not ∂J/∂a": lambda s: s.Waa.T @ s.da,
                "to transpose: going back, take the column of Waa, not its row": lambda s: s.Waa @ s.dz,
                "the weights: multiply by the column of Waa and add up": lambda s: s.dz,
                "the other units: all of them add up": lambda s: np.diag(s.Waa) * s.dz,
            },
        ),
    }
)


def _step(result: Result, cell: str, at: int, sequence: int) -> Step:
    one = result.cells[cell]
    a = one.states["a"][:, sequence - 1, at - 1].astype(float)
    da = one.by_step["a"].at(slice(sequence - 1, sequence), slice(at - 1, at)).to_float()[:, 0, 0].astype(float)
    return Step(a, 1 - a**2, da, one.parameters["Waa"].astype(float))


def by_hand(result: Result, cell: str = "rnn", *, name: str, unit: int = 1, at: int = 1, sequence: int = 1) -> float:
    """A number of one step.

    Parameters
    ----------
    result : Result
        Of a simple RNN with tanh.
    cell : str
        That RNN.
    name : str
        Of `BY_HAND`.
    unit, at, sequence : int
        Which unit, step and sequence, counted from 1.

    Raises
    ------
    IndexError
        If there is no such unit, step or sequence.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> result = run(Scenario(n_a=2, T_x=3, m=1, cells=("rnn",)))
    >>> slope, arriving = (by_hand(result, name=name, at=3) for name in ("slope", "da"))
    >>> abs(by_hand(result, name="dz", at=3) - slope * arriving) < 1e-15
    True
    """
    return float(BY_HAND[name].right(_step(result, cell, at, sequence))[unit - 1])


def mistakes(
    result: Result, cell: str = "rnn", *, name: str, unit: int = 1, at: int = 1, sequence: int = 1
) -> dict[str, float]:
    """What comes out if something is forgotten, by what that is; parameters are those of `by_hand`.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> list(mistakes(run(Scenario(n_a=2, T_x=3, m=1)), name="dz"))[0]
    'the slope: multiply by 1 − a²'
    """
    step = _step(result, cell, at, sequence)
    return {what: float(wrong(step)[unit - 1]) for what, wrong in BY_HAND[name].wrong.items()}
