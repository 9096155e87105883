"""What is drawn from a scenario's seed: its input, its labels, the parameters of its networks."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.experiment import inputs

if TYPE_CHECKING:
    from rnnviz.experiment.scenario import Scenario

__all__ = ["drawn_input", "drawn_labels", "drawn_parameters"]

Array = NDArray[Any]

#: Streams of random numbers that do not depend on one another, all from the scenario's seed.
_INPUT, _LABELS, _PARAMETERS = range(3)


def drawn_input(scenario: "Scenario") -> Array:
    """The input that a scenario describes, (n_x, m, T).

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> drawn_input(Scenario(input="text", text="hello")).shape
    (4, 1, 5)
    """
    s = scenario
    sizes, rng = (s.n_x, s.m, s.T_x), _rng(s, _INPUT)
    match s.input:
        case "noise":
            return inputs.gaussian_noise(*sizes, scale=s.input_scale, rng=rng)
        case "impulse":
            return inputs.impulse(*sizes, at=s.input_at, scale=s.input_scale, rng=rng)
        case "step":
            return inputs.step_function(*sizes, at=s.input_at, scale=s.input_scale, rng=rng)
        case "sine":
            return inputs.sine(*sizes, period=s.period, scale=s.input_scale, rng=rng)
        case "text":
            return inputs.one_hot(s.text)
        case _:
            return inputs.table(s.numbers)


def drawn_labels(scenario: "Scenario") -> Array:
    """A class for every sequence at every step, (m, T) of int.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> drawn_labels(Scenario(m=2, T_x=9)).shape
    (2, 9)
    """
    return _rng(scenario, _LABELS).integers(scenario.n_y, size=(scenario.batch, scenario.steps))


def drawn_parameters(scenario: "Scenario", cell: str) -> dict[str, Array]:
    """The parameters of a cell, by name.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> drawn_parameters(Scenario(n_a=4), "rnn")["Waa"].shape
    (4, 4)
    """
    s = scenario
    t_max = s.t_max if s.forget == "chrono" else None
    biases = {name: getattr(s, name) for name in ("forget_bias", "input_bias", "output_bias", "update_bias")}
    initialization = Initialization(s.init, s.gain, t_max=t_max, start=s.start, **biases)
    return CELLS[cell].draw(s.features, s.n_a, s.n_y, initialization, _rng(s, _PARAMETERS))


def _rng(scenario: "Scenario", stream: int) -> np.random.Generator:
    return np.random.default_rng([scenario.seed, stream])
