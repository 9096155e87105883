r"""One unit that feeds back on itself: where its attractors appear, and the cliff.

The unit is :math:`x \leftarrow w\, \sigma(x) + b`.

Two attractors exist only between two folds, where the map touches the diagonal,

.. math::

    w\, \sigma'(x) = 1, \quad b = x - w\, \sigma(x), \qquad \sigma(x) = \tfrac12 \bigl(1 \pm \sqrt{1 - 4/w}\bigr) .

With :math:`a = \sigma(x)` the map is a sigmoid RNN of one unit, so that its loss after 50 steps and the derivative by b
are those of the project's own forward and backward pass.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.rnn import rnn_backward, rnn_forward
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.numerics.numerals import numeral
from rnnviz.papers.claim import Check, Claim, exactly, within
from rnnviz.papers.study import Kind, Knob, Mark, Nearest, Picture, Place, Series, Study

__all__ = ["CLAIMS", "Cliff", "attractors", "cliff", "folds"]

Array = NDArray[Any]

WEIGHT, STEPS, START, TARGET = 5.0, 50, 0.5, 0.7
#: Before a bias, on one line with it.
_B: Final = "b\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"
#: Where the wall stands; it is about 0.0001 wide.
WALL = -2.6122967


class Cliff(NamedTuple):
    """The loss :math:`E = (\\sigma(x_{50}) - 0.7)^2` and its derivative, at every b, each (n,)."""

    b: Array
    loss: Array
    slope: Array


def folds(w: float = WEIGHT) -> tuple[float, float]:
    """The two biases between which there are two attractors; w must be more than 4.

    Examples
    --------
    >>> [round(b, 4) for b in folds()]
    [-2.6556, -2.3444]
    """
    root = math.sqrt(1 - 4 / w)
    ends = []
    for a in ((1 + root) / 2, (1 - root) / 2):
        ends.append(math.log(a / (1 - a)) - w * a)
    return ends[0], ends[1]


def attractors(b: Array, w: float = WEIGHT, iterations: int = 20_000) -> list[list[float]]:
    """Where the map ends for every b, from starts on both sides.

    Examples
    --------
    >>> [len(found) for found in attractors(np.array([-2.5, -2.0]))]
    [2, 1]
    """
    x = np.broadcast_to(np.array([-10.0, 10.0]), (len(b), 2))
    for _ in range(iterations):
        x = w / (1 + np.exp(-x)) + b[:, None]
    return [sorted({round(float(value), 6) for value in ends}) for ends in x]


def cliff(b: Array, w: float = WEIGHT) -> Cliff:
    """The loss after 50 steps from x = 0.5, and its derivative by b, for many b.

    Parameters
    ----------
    b : numpy.ndarray, (n,)
        Biases.
    w : float
        Weight of the unit on itself.
    """
    # Every bias is a sequence of a batch: it comes in as a constant input with weight 1.
    n = len(b)
    parameters = {"Waa": [[w]], "Wax": [[1.0]], "ba": [[0.0]], "Wya": [[1.0]], "by": [[0.0]]}
    x = np.broadcast_to(b[None, :, None], (1, n, STEPS))
    a0 = np.full((1, n), 1 / (1 + math.exp(-START)))
    a, _, caches = rnn_forward(x, a0, parameters, "sigmoid")
    error = a[:, :, -1] - TARGET  # (1, n)
    da = np.zeros((1, n, STEPS))
    da[:, :, -1] = 2 * error
    return Cliff(b, error[0] ** 2, rnn_backward(da, caches)["dx"][0].sum(axis=1))


def _two_attractors() -> list[Check]:
    low, high = folds()
    b = np.linspace(-3.0, -2.0, 201)
    seen = b[[len(found) == 2 for found in attractors(b)]]
    return [
        within("smallest b with two attractors: the lower fold", low, float(seen.min()), 0.003),
        within("largest b with two attractors: the upper fold", high, float(seen.max()), 0.003),
    ]


def _picture_of_attractors(w: float) -> Picture:
    low, high = folds(w)
    b = np.linspace(low - 0.4, high + 0.4, 241)
    found = attractors(b, w, 4000)
    ends_at = np.repeat(b, [len(one) for one in found])
    ends = np.concatenate(found)
    # The fixed points are b = x − w σ(x); between the folds the middle one repels.
    a = np.linspace(0.002, 0.998, 400)
    x = np.log(a / (1 - a))
    curve = x - w * a
    shown = (curve > b[0]) & (curve < b[-1])
    seen = b[[len(one) == 2 for one in found]]
    return Picture(
        "bias b",
        "where x ends",
        [
            Series("attractors, by iteration", ends_at, ends, "rnn", points=True),
            Series("fixed points b = x − w σ(x)", curve[shown], x[shown], "expected"),
        ],
        log10=False,
        marks=[Mark(low, f"fold {numeral(low)}"), Mark(high, f"fold {numeral(high)}")],
        says=f"Of the b drawn here, those from {numeral(seen.min())} to {numeral(seen.max())} have two attractors; by "
        f"the equation, they are there between the folds {numeral(low)} and {numeral(high)}.",
    )


def _unit(w: float, b: float, steps: int) -> Nearest:
    """A network of one sigmoid unit; its weights are set by hand, because the app draws them.

    The first input takes it from a = 0 to σ(`START`), from where the steps are counted.
    """
    scenario = Scenario(
        cells=("rnn",),
        n_a=1,
        activation="sigmoid",
        init="identity",
        input="numbers",
        numbers=((START - b, *[0.0] * steps),),
    )
    weights = {"Waa": w, "Wax": 1.0, "ba": b}
    edits = tuple(Edit("rnn", name, (0, 0), value) for name, value in weights.items())
    return Nearest(scenario, edits, "the loss is a cross-entropy")


def _set_attractors(w: float) -> Nearest:
    return _unit(w, sum(folds(w)) / 2, STEPS)


def _picture_of_cliff(rate: float, threshold: float) -> Picture:
    b = np.unique(np.concatenate([np.linspace(-2.7, -2.3, 800), np.linspace(WALL - 1e-3, WALL + 1e-3, 800)]))
    found = cliff(b)
    at = int(np.abs(found.slope).argmax())
    start, slope, loss = float(b[at]), float(found.slope[at]), float(found.loss[at])
    clipped = slope * min(1.0, threshold / abs(slope))
    ends = {"as it is": start - rate * slope, "clipped": start - rate * clipped}
    left, right = float(b[0]), float(b[-1])
    series = [Series("loss after 50 steps", b, found.loss, "rnn")]
    for name, end in ends.items():
        inside = min(max(end, left), right)
        out = "" if inside == end else f", on to b = {numeral(end)}"
        series.append(Series(f"step {name}{out}", np.array([start, inside]), np.array([loss, loss]), _STEPS[name]))
    leaves = "leaves the picture" if not left <= ends["as it is"] <= right else "stays in the picture"
    return Picture(
        "bias b",
        "loss E",
        series,
        log10=False,
        marks=[],
        says=f"At the wall, {_B}{numeral(start)}, the slope is {numeral(slope, 3)}. An unclipped step leads to {_B}"
        f"{numeral(ends['as it is'])} and {leaves}; one clipped to norm {threshold:g} leads to {_B}"
        f"{numeral(ends['clipped'])}.",
    )


_STEPS: dict[str, Kind] = {"clipped": "other", "as it is": "another"}


def _set_cliff(rate: float, threshold: float) -> Nearest:
    return _unit(WEIGHT, WALL, STEPS)


def _wall() -> list[Check]:
    coarse = cliff(np.linspace(-2.7, -2.3, 4001))
    around = float(coarse.b[np.abs(coarse.slope).argmax()])
    fine = cliff(np.linspace(around - 2e-4, around + 2e-4, 4001))
    peak = int(np.abs(fine.slope).argmax())
    wall = float(fine.b[peak])
    before, after = cliff(np.array([WALL - 5e-4, WALL + 5e-4])).loss
    # One step of gradient descent from the wall, with rate 0.01: as it is, and clipped to norm 1.
    slope = float(fine.slope[peak])
    step = {"unclipped": 0.01 * abs(slope), "clipped": 0.01 * min(abs(slope), 1.0)}
    width = 0.4
    return [
        exactly("an unclipped step leaves the picture (1: yes)", 1.0, float(step["unclipped"] > width)),
        exactly("a clipped step stays in it (1: yes)", 1.0, float(step["clipped"] <= width)),
        within("bias b where the wall is steepest", WALL, wall, 1e-4, "own"),
        within("loss 0.0005 to its left", 0.3415, float(before), 1e-3, "own"),
        within("loss 0.0005 to its right", 0.0094, float(after), 1e-2, "own"),
        within("steepest slope", 5.8e3, abs(slope), 0.05, "own"),
        within("median slope between b = −2.7 and −2.3", 0.1, float(np.median(np.abs(coarse.slope))), 0.5, "own"),
    ]


CLAIMS = (
    Claim(
        10,
        "Where attractors appear",
        "One unit that feeds back on itself comes to rest at one value or at one of two, depending on its bias b; "
        "where the number of these attractors changes, a small change of b moves the end far.",
        "Pascanu, Mikolov & Bengio 2013, figure 3",
        "https://arxiv.org/abs/1211.5063",
        _two_attractors,
        Study((Knob("w", "Weight w", 4.2, 8.0, 0.1, 5.0),), _picture_of_attractors, _set_attractors, places=()),
        "The paper shows the picture for w = 5. The folds, its turning points, are computed here from the equation "
        "x = w σ(x) + b; beside them stands where the iteration ends from two starts.",
    ),
    Claim(
        11,
        "The cliff",
        "Where the state crosses from one attractor to another the loss has a wall, as steep as a cliff: from there a "
        "step of gradient descent leaps far away, unless its gradient is clipped.",
        "Pascanu, Mikolov & Bengio 2013, figure 6",
        "https://arxiv.org/abs/1211.5063",
        _wall,
        Study(
            (
                Knob("rate", "Learning rate", 0.001, 0.1, 0.001, 0.01),
                Knob("threshold", "Norm that is clipped to", 0.1, 10.0, 0.1, 1.0),
            ),
            _picture_of_cliff,
            _set_cliff,
            (
                Place(
                    "why",
                    "Why: an RNN whose gradient explodes, and what clipping does to its step",
                    {"cells": "rnn", "gain": "3"},
                    alone=True,
                ),
            ),
        ),
        "The loss is the paper’s, (σ(x) − 0.7)² after 50 steps from x = 0.5. The paper draws it over w and b; here w "
        "is 5 and b varies, so that the wall is seen from the side.",
    ),
)
