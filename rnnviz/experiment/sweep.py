"""Many scenarios at once: how fast the gradient fades, over two settings and averaged over seeds.

`sweep` computes in small parts, from coarse to fine, so that whoever draws it can show what there is, and stop. It uses
the machine's cores through joblib, whose backends reach further: within ``joblib.parallel_config(backend="dask")`` or
``"ray"`` the same call uses a cluster. Or it is given a pool of processes, as the app does.
"""

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.errors import ScenarioError
from rnnviz.experiment.declarations import BOUNDS, SETTINGS
from rnnviz.experiment.key import key_of
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.processes.parallel import Pool, given_or_joblib

__all__ = ["RANGES", "Means", "Measured", "Sweep", "means", "measure", "sweep", "swept_fields"]

#: The settings that can be swept, each with the range that is offered first.
RANGES = {
    "gain": (0.2, 3.0),
    "forget_bias": (-2.0, 6.0),
    "update_bias": (-2.0, 6.0),
    "T_x": (5, 200),
    "n_a": (4, 128),
    "input_scale": (0.0, 3.0),
}
#: What a part of the work takes, in seconds: as often there is something new to see, and a chance to stop.
PART_SECONDS = 0.4


@dataclass(frozen=True)
class Sweep:
    """A grid of scenarios.

    Parameters
    ----------
    scenario : Scenario
        What all of them have in common.
    across, up : str
        The two settings that are varied, of `RANGES`.
    xs, ys : tuple of float
        Their values.
    seeds : int
        Draws to average over: the scenario's own seed and those that follow it.

    Raises
    ------
    ScenarioError
        If one of the scenarios is not possible; it says which setting to change.

    Examples
    --------
    >>> plan = Sweep.over(Scenario(n_a=8), "gain", (0.5, 1.5), "forget_bias", (0.0, 3.0), points=3, seeds=2)
    >>> plan.xs, plan.ys, len(plan.work)
    ((0.5, 1.0, 1.5), (0.0, 1.5, 3.0), 18)
    """

    scenario: Scenario
    across: str
    up: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    seeds: int = 1

    def __post_init__(self) -> None:
        if self.across == self.up:
            raise ScenarioError(self.up, "The two settings of a map must differ. Choose another one.")
        possible = swept_fields(self.scenario)
        for name in (self.across, self.up):
            if name not in possible:
                raise ScenarioError(
                    name, f"Here a map can go over two of {', '.join(possible)}; got {name}. Choose one of them."
                )
        if not self.xs or not self.ys or self.seeds < 1:
            raise ScenarioError(self.across, "A map needs at least one value of each setting, and one seed.")
        for x in (self.xs[0], self.xs[-1]):
            for y in (self.ys[0], self.ys[-1]):
                self.at(x, y)

    @classmethod
    def over(
        cls,
        scenario: Scenario,
        across: str,
        x_range: tuple[float, float],
        up: str,
        y_range: tuple[float, float],
        *,
        points: int = 16,
        seeds: int = 1,
    ) -> "Sweep":
        """A grid of evenly spaced values of two settings, ends included; whole ones where only these are possible."""
        return cls(scenario, across, up, _spread(across, x_range, points), _spread(up, y_range, points), seeds)

    @property
    def key(self) -> str:
        """The content key: two have one exactly if all their scenarios have, in the same places."""
        # Whatever tells two plans apart in between does so at one of the two ends, too.
        ends = [self.at(xs, ys).key for xs, ys in ((self.xs[0], self.ys[0]), (self.xs[-1], self.ys[-1]))]
        return key_of("sweep", self.across, self.up, self.xs, self.ys, self.seeds, ends)

    def at(self, x: float, y: float, draw: int = 0) -> Scenario:
        """The scenario at one point, for one of the draws."""
        seed = (self.scenario.seed + draw) % (int(BOUNDS["seed"].high) + 1)
        changes: dict[str, Any] = {self.across: x, self.up: y, "seed": seed}
        return replace(self.scenario, **changes)

    @property
    def work(self) -> list[tuple[int, int, int]]:
        """What there is to compute, as (column, row, draw): one draw after the other, each from coarse to fine."""
        grid = sorted(
            ((column, row) for row in range(len(self.ys)) for column in range(len(self.xs))),
            key=lambda place: (-_coarseness(*place), place[::-1]),
        )
        return [(column, row, draw) for draw in range(self.seeds) for column, row in grid]

    def cost(self, place: tuple[int, int, int]) -> int:
        """Hidden values to compute for one piece of the work, in each cell."""
        point = {self.across: self.xs[place[0]], self.up: self.ys[place[1]]}
        steps, n_a = point.get("T_x", self.scenario.steps), point.get("n_a", self.scenario.n_a)
        return int(steps * n_a * self.scenario.batch)


class Measured(NamedTuple):
    """What came out at one point, for one draw.

    Parameters
    ----------
    column, row, draw : int
        Where.
    values : dict of str to (float, float)
        By cell, log₁₀ of the factor a step and of what is left at step 1 (see `rnnviz.gradient_flow.fade.Fade`).
    """

    column: int
    row: int
    draw: int
    values: dict[str, tuple[float, float]]


class Means(NamedTuple):
    """The draws so far, averaged.

    Parameters
    ----------
    log10 : dict of str to numpy.ndarray, each (2, rows, columns)
        By cell, the mean of log₁₀ of the factor a step and of what is left at step 1: what a person would see as the
        geometric mean. -inf if it is exactly 0 in a draw, NaN where there is nothing yet, or no number in a draw.
    draws : numpy.ndarray of int, (rows, columns)
        Over how many.
    """

    log10: dict[str, NDArray[Any]]
    draws: NDArray[Any]


def swept_fields(scenario: Scenario) -> list[str]:
    """The settings that change something about a scenario, of `RANGES`.

    Examples
    --------
    >>> swept_fields(Scenario(input="text")), swept_fields(Scenario(cells=("rnn",)))
    (['gain', 'forget_bias', 'n_a'], ['gain', 'T_x', 'n_a', 'input_scale'])
    """
    return [name for name in RANGES if scenario.counts(name)]


def _spread(name: str, ends: tuple[float, float], points: int) -> tuple[float, ...]:
    values = np.linspace(*ends, points)
    digits = None if SETTINGS[name].whole else 2  # a value that a person can set, too
    return tuple(sorted({round(value, digits) for value in values.tolist()}))


def _coarseness(column: int, row: int) -> int:
    """The largest power of two, up to 8, that divides both."""
    return min((column & -column) or 8, (row & -row) or 8, 8)


def measure(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """For each cell, log₁₀ of the factor a step and of what is left at step 1.

    Examples
    --------
    >>> factor, left = measure(Scenario(n_a=8, T_x=11, activation="linear", gain=0.5))["rnn"]
    >>> round(10**factor, 6), round(10**left * 2**10, 6)
    (0.5, 1.0)
    """
    fades = {cell: one.fades["a"] for cell, one in run(scenario).cells.items()}
    return {cell: (fade.log10_factor, fade.left) for cell, fade in fades.items()}


def sweep(
    plan: Sweep, work: Sequence[tuple[int, int, int]] | None = None, pool: Pool | None = None
) -> Iterator[list[Measured]]:
    """Compute a sweep in parts of about half a second, on all cores.

    Parameters
    ----------
    plan : Sweep
        The grid.
    work : sequence of (int, int, int), optional
        What of ``plan.work`` to do.
    pool : Pool, optional
        Where; by joblib unless given.

    Yields
    ------
    list of Measured
        What was computed since the last time.

    Examples
    --------
    >>> import joblib
    >>> plan = Sweep.over(Scenario(n_a=4, T_x=9), "gain", (0.5, 1.5), "forget_bias", (0.0, 3.0), points=2)
    >>> with joblib.parallel_config(backend="sequential"):
    ...     sum(len(part) for part in sweep(plan))
    4
    """
    rest = plan.work if work is None else list(work)
    with given_or_joblib(pool) as used:
        together = at_least = used.size
        while rest:
            part, rest = rest[:together], rest[together:]
            began = time.perf_counter()
            asked = [(plan.at(plan.xs[column], plan.ys[row], draw),) for column, row, draw in part]
            values = used.map(measure, asked)
            took = time.perf_counter() - began
            yield [Measured(*place, value) for place, value in zip(part, values, strict=True)]
            # As many as take about so long, but no more than three times as many at once: what comes may be larger.
            fitting = PART_SECONDS / took * len(part) if took > 0 else math.inf
            together = max(at_least, int(min(fitting, 3 * together)))


def means(plan: Sweep, measured: Iterable[Measured]) -> Means:
    """The average over the draws at each point.

    Examples
    --------
    >>> plan = Sweep(Scenario(cells=("rnn",)), "gain", "n_a", (1.0,), (4, 8))
    >>> found = means(plan, [Measured(0, 1, 0, {"rnn": (-1.0, -2.0)}), Measured(0, 1, 1, {"rnn": (-3.0, -2.0)})])
    >>> found.log10["rnn"][:, 1, 0].tolist(), found.draws.ravel().tolist()
    ([-2.0, -2.0], [0, 2])
    """
    shape = len(plan.ys), len(plan.xs)
    sums = {cell: np.zeros((2, *shape)) for cell in plan.scenario.cells}
    draws = np.zeros(shape, dtype=int)
    for column, row, _, values in measured:
        draws[row, column] += 1
        for cell, pair in values.items():
            sums[cell][:, row, column] += pair
    with np.errstate(invalid="ignore"):
        return Means({cell: total / draws for cell, total in sums.items()}, draws)
