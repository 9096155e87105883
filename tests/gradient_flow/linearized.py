"""Linearised forward passes for the tests of the analysis layer."""

from typing import Any

import numpy as np

from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.gradient_flow.jacobians import StepJacobians, linearize


def linearized(result: Result, cell: str) -> StepJacobians:
    """The step Jacobians of a cell of a result."""
    one = result.cells[cell]
    return linearize(cell, one.states, one.gates, one.parameters, result.scenario.activation, result.x)


def linearized_run(cell: str, **settings: Any) -> StepJacobians:
    """The step Jacobians of a scenario, small unless told otherwise."""
    settings = {"n_x": 2, "n_a": 4, "m": 2, "T_x": 12} | settings
    return linearized(run(Scenario(cells=(cell,), **settings)), cell)


def linear_network(Waa: np.ndarray, T: int) -> StepJacobians:
    """A linear RNN of T steps, each of whose Jacobians is ``Waa``."""
    n_a = len(Waa)
    parameters = {"Waa": Waa, "Wax": np.ones((n_a, 1)), "ba": np.zeros((n_a, 1))}
    return linearize("rnn", {"a": np.zeros((n_a, 1, T))}, {}, parameters, activation="linear")


#: Raw numbers, at which every unit stands at its limits: slopes of 10⁻¹⁰⁰ and of 10⁻²⁰⁰⁰.
SERIES = (1120.0, 1180.0, -1320.0, 1290.0, 1210.0, -1350.0, 1480.0, 6220.0, -1360.0)
SATURATED: dict[str, Any] = {"input": "numbers", "numbers": (SERIES,), "gain": 2.0}
