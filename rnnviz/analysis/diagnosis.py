r"""Why the gradient of a result vanishes or explodes: its causes, and where along the sequence they change.

The causes are those of `rnnviz.gradient_flow.causes`. A sequence is cut in two where this explains the most of how the
factor a step varies: at the step that leaves the smallest sum of squares about the two means, if that is a better
description than one mean by the Bayesian information criterion,

.. math::

    n \ln \frac{SS_2}{n} + 3 \ln n < n \ln \frac{SS_1}{n} + \ln n .
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.preactivations import Reach, reach_of
from rnnviz.analysis.units import ENDS, saturation
from rnnviz.cells import CELLS
from rnnviz.errors import RnnvizError
from rnnviz.experiment.outputs import output_loss
from rnnviz.experiment.run import CellResult, Result
from rnnviz.gradient_flow.causes import Causes, causes_of
from rnnviz.gradient_flow.itemized import Itemized, itemized_cost, itemized_gradient, operands_of
from rnnviz.gradient_flow.jacobians import StepJacobians, linearize

__all__ = ["Diagnosis", "Stop", "Stretch", "diagnose", "diagnosis_of", "itemize", "step_jacobians"]

Array = NDArray[Any]

#: Fewest steps of a stretch, and the fewest as a part of all (one in so many).
LEAST_STEPS = 5
MOST_PARTS = 10
#: Smallest change of the factor a step, in decades, that is worth a sentence.
LEAST_CHANGE = 0.05
#: Losses that are kept apart, and multiplications for them, while a person waits.
MOST_LOSSES, LEAST_LOSSES, MOST_WORK = 200, 8, 2e9


class Stretch(NamedTuple):
    """Some steps in a row, and what they do to the gradient on its way back.

    Parameters
    ----------
    first, last : int
        The steps, counted from 1: the gradient is carried from step ``last`` to step ``first - 1``.
    log10_factor : float
        Mean log₁₀ of the factor a step.
    causes : dict of str to float
        The same of every cause; they add up to ``log10_factor``.
    saturated : int
        Units at their limits: near an end of their range, or of a ReLU off, more than half of the time; of a cell that
        keeps its state by a gate, those of these gates that are below 1/2 on average.
    """

    first: int
    last: int
    log10_factor: float
    causes: dict[str, float]
    saturated: int


class Stop(NamedTuple):
    """Where the gradient ends on its way back.

    Parameters
    ----------
    step : int
        The last step, going back from the loss and counted from 1, to which something comes that can be taken apart.
    kind : str
        What comes to the step before: ``"zero"``, exactly 0; ``"number"``, none that is a number; ``"apart"``, one
        whose causes cannot be told apart. With ``step`` the reference, ``"nothing"`` if already there all is exactly 0.
    cause : str
        The first cause that is exactly 0 there; empty if none is.
    """

    step: int
    kind: str
    cause: str


class Diagnosis(NamedTuple):
    """What the gradient of a cell does on its way back, and why.

    Parameters
    ----------
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    activation : str
        Of the RNN.
    n_a, steps : int
        Units, and time steps.
    reference : int
        The step, counted from 1, from which the gradient goes back: the last one that feels the loss.
    causes : Causes
        Step by step.
    at_limits : int or None
        Units that are near an end of their range more than half of the time, over all steps; None where they have none.
    reach : Reach or None
        How far the input drives the units, if it is out of range.
    stop : Stop or None
        Where the gradient ends before it is at step 1.
    whole : Stretch or None
        All steps that the gradient is carried through, from the reference back without a gap; None where there are
        none, or one that leaves nothing.
    parts : tuple of Stretch
        The two stretches, earlier steps first, if there is a step at which the factor changes; else empty.
    """

    cell: str
    activation: str
    n_a: int
    steps: int
    reference: int
    causes: Causes
    at_limits: int | None
    reach: Reach | None
    stop: Stop | None
    whole: Stretch | None
    parts: tuple[Stretch, ...]


def step_jacobians(result: Result, cell: str) -> StepJacobians:
    """The step Jacobians of a cell of a result.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.

    Returns
    -------
    StepJacobians
        Of every step and sample.

    Raises
    ------
    RnnvizError
        If the result has no such cell.
    """
    if cell not in result.cells:
        raise RnnvizError(f"step_jacobians: cell must be one of {', '.join(result.cells)}; got {cell!r}.")
    one = result.cells[cell]
    return linearize(cell, one.states, one.gates, one.parameters, result.scenario.activation, result.x)


def diagnose(result: Result) -> dict[str, Diagnosis]:
    """Why the gradient of each cell vanishes or explodes.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.

    Returns
    -------
    dict of str to Diagnosis
        By cell: causes step by step, on average, and before and after the step at which they change.

    Examples
    --------
    A strong input from step 51 on saturates the RNN:

    >>> from rnnviz import Scenario, run
    >>> scenario = Scenario(input="step", input_at=51, input_scale=5.0)
    >>> parts = diagnose(run(scenario))["rnn"].parts
    >>> [(part.first, part.last, part.saturated) for part in parts]
    [(2, 50, 0), (51, 100, 29)]
    """
    return {cell: diagnosis_of(result, cell) for cell in result.cells}


def diagnosis_of(result: Result, cell: str) -> Diagnosis:
    """The same of one cell.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> round(diagnosis_of(run(Scenario(init="orthogonal")), "rnn").whole.causes["weights"], 12)
    0.0
    """
    one, s = result.cells[cell], result.scenario
    causes = causes_of(step_jacobians(result, cell), one.by_step)
    reference = one.fades[causes.state].reference
    known = np.isfinite(causes.total) & np.all([np.isfinite(f) for f in causes.factors.values()], axis=0)
    gaps = np.flatnonzero(~known[: reference - 1])
    gap = int(gaps[-1]) + 1 if gaps.size else 0
    stop = _stop(one, causes, reference, gap) if gap else None
    steps = np.arange(gap, reference - 1) + 2  # entry t - 2 is that from step t to step t - 1
    about = (
        cell,
        s.activation,
        s.n_a,
        s.steps,
        reference,
        causes,
        _at_limits(result, one),
        reach_of(result, cell),
        stop,
    )
    if not steps.size:
        return Diagnosis(*about, None, ())
    whole = _stretch(result, one, causes, steps)
    cut = _change(causes.total[steps - 2])
    parts = (
        () if cut is None else (_stretch(result, one, causes, steps[:cut]), _stretch(result, one, causes, steps[cut:]))
    )
    return Diagnosis(*about, whole, parts)


def _stop(one: CellResult, causes: Causes, reference: int, gap: int) -> Stop:
    """What becomes of the gradient between step ``gap + 1``, to which it comes, and step ``gap``."""
    size = one.fades[causes.state].log10_norm
    before = float(size[gap - 1])
    if gap == reference - 1 and not math.isfinite(size[gap]):
        return Stop(reference, "nothing" if size[gap] == -math.inf else "number", "")
    kind = "zero" if before == -math.inf else "apart" if math.isfinite(before) else "number"
    zero = (name for name, factor in causes.factors.items() if factor[gap - 1] == -math.inf)
    return Stop(gap + 1, kind, next(zero, ""))


def _change(values: Array) -> int | None:
    """Where to cut a series in two, if two means describe it better than one."""
    n = len(values)
    least = max(LEAST_STEPS, n // MOST_PARTS)
    if n < 2 * least:
        return None
    sums, squares = np.cumsum(values), np.cumsum(values**2)
    k = np.arange(least, n - least + 1)
    before = squares[k - 1] - sums[k - 1] ** 2 / k
    after = (squares[-1] - squares[k - 1]) - (sums[-1] - sums[k - 1]) ** 2 / (n - k)
    cut = int(k[np.argmin(before + after)])
    one, two = float(((values - values.mean()) ** 2).sum()), max(float((before + after).min()), 1e-30 * n)
    if abs(values[:cut].mean() - values[cut:].mean()) < LEAST_CHANGE:
        return None
    return cut if n * math.log(two / n) + 3 * math.log(n) < n * math.log(one / n) + math.log(n) else None


def _stretch(result: Result, one: CellResult, causes: Causes, steps: NDArray[np.int64]) -> Stretch:
    first, last = int(steps[0]), int(steps[-1])
    return Stretch(
        first,
        last,
        float(causes.total[steps - 2].mean()),
        {name: float(factor[steps - 2].mean()) for name, factor in causes.factors.items()},
        _saturated(result, one, slice(first - 1, last)),
    )


def _saturated(result: Result, one: CellResult, steps: slice) -> int:
    keeps = CELLS[one.cell].keeps
    if keeps:
        return int((one.gates[keeps][:, :, steps].mean(axis=(1, 2)) < 1 / 2).sum())
    a, activation = one.states["a"][:, :, steps], result.scenario.activation
    if activation in ENDS:
        low, high = saturation(a, activation)
        return int((low + high > 1 / 2).sum())
    off = (a == 0).mean(axis=(1, 2)) > 1 / 2
    return int(off.sum()) if activation == "relu" else 0


def _at_limits(result: Result, one: CellResult) -> int | None:
    if one.gates or result.scenario.activation not in ENDS:
        return None
    low, high = saturation(one.states["a"], result.scenario.activation)
    return int((low + high > 1 / 2).sum())


def itemize(result: Result, cell: str, sequence: int = 1, most: int | None = None) -> Itemized:
    """How much a loss at each step would give to the state at every step before it, in one sequence of the batch.

    Every step has its label, so that the question can be asked of all of them, whichever the scenario's loss looks at.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    sequence : int
        Its number in the batch, counted from 1.
    most : int, optional
        Losses at most, evenly spread over time, the last step among them; as many as can be waited for unless given.

    Returns
    -------
    Itemized
        Sizes by loss and step.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> itemize(run(Scenario(n_a=4, T_x=9)), "lstm").states["c"].shape
    (9, 9)
    """
    one, s = result.cells[cell], slice(sequence - 1, sequence)
    states = {key: value[:, s] for key, value in one.states.items()}
    gates = {key: value[:, s] for key, value in one.gates.items()}
    steps = linearize(cell, states, gates, one.parameters, result.scenario.activation, result.x[:, s])
    T = result.scenario.steps
    if most is None:
        most = min(MOST_LOSSES, max(LEAST_LOSSES, int(MOST_WORK / itemized_cost(steps, 1))))
    losses = np.unique(np.linspace(T if most == 1 else 1, T, min(most, T)).round().astype(np.int64))
    labels = result.labels[..., s, :]
    _, own = output_loss(result.scenario, states["a"], one.parameters, labels, slice(0, T))
    before = np.concatenate([np.zeros_like(states["a"][:, :, :1]), states["a"][:, :, :-1]], axis=2)
    operands = operands_of(steps, CELLS[cell].gate_weights(one.parameters), before, result.x[:, s])
    return itemized_gradient(steps, own / result.scenario.batch, operands, losses.tolist())
