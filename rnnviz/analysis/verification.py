"""Is the backward pass of this very run right? Its gradients against central differences of its own loss."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.experiment.outputs import output_loss
from rnnviz.experiment.run import Result
from rnnviz.experiment.setting import loss_steps
from rnnviz.gradient_flow.check import Verdict, check_gradients

__all__ = ["check_run"]

Array = NDArray[Any]


def check_run(result: Result, cell: str, *, sample: int | None = None, seed: int = 0) -> Verdict:
    """Compare the gradients of a run, of all parameters behind the hidden state and of the input, with differences.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    sample : int, optional
        Entries of each array to check, chosen at random; all unless given. Each costs four forward passes.
    seed : int
        Of that choice.

    Returns
    -------
    Verdict
        One comparison an array, the worst first.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> check_run(run(Scenario(n_a=4, m=2, T_x=9)), "lstm", sample=5).passed
    True
    """
    one, kind, scenario = result.cells[cell], CELLS[cell], result.scenario
    a0 = np.zeros((scenario.n_a, scenario.batch))

    def loss(arguments: Mapping[str, Array]) -> float:
        parameters = {**one.parameters, **{name: value for name, value in arguments.items() if name != "x"}}
        a = kind.forward(arguments["x"], a0, parameters, scenario.activation).states["a"]
        return output_loss(scenario, a, parameters, result.labels, loss_steps(scenario))[0]

    arguments = {name: value for name, value in one.parameters.items() if f"d{name}" in one.gradients}
    return check_gradients(
        loss, {**arguments, "x": result.x}, one.gradients, sample=sample, rng=np.random.default_rng(seed)
    )
