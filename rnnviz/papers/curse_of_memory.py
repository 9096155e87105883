r"""The curse of memory: what a state owes to its parameters grows with how long it remembers.

A linear unit, :math:`h_t = \lambda h_{t-1} + x_t`, reads white noise of variance 1. With
:math:`g_t = \partial h_t / \partial \lambda = h_{t-1} + \lambda g_{t-1}`, in the long run

.. math::

    E[h^2] = \frac{1}{1 - \lambda^2}, \qquad
    E[h g] = \frac12 \frac{d}{d\lambda} E[h^2] = \frac{\lambda}{(1 - \lambda^2)^2}, \qquad
    E[g^2] = \frac{E[h^2] + 2 \lambda E[h g]}{1 - \lambda^2} = \frac{1 + \lambda^2}{(1 - \lambda^2)^3} .

With its input scaled, :math:`k_t = \lambda k_{t-1} + \gamma x_t` and :math:`\gamma = \sqrt{1 - \lambda^2}`, the state
has variance 1 at every :math:`\lambda`. Since :math:`k = \gamma h`, its sensitivity is
:math:`\gamma g - \frac{\lambda}{\gamma} h`, and the mean square of it

.. math::

    \gamma^2 E[g^2] - 2 \lambda E[h g] + \frac{\lambda^2}{\gamma^2} E[h^2]
    = \frac{1 + \lambda^2 - 2 \lambda^2 + \lambda^2}{(1 - \lambda^2)^2} = \frac{1}{(1 - \lambda^2)^2} .

So it still grows, as the square of the memory :math:`1 / (1 - \lambda)`, though no gradient explodes.
Both are measured by backpropagation through time in the project's own RNN.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.rnn import rnn_backward, rnn_forward
from rnnviz.experiment.scenario import Scenario
from rnnviz.numerics.numerals import numeral
from rnnviz.papers.claim import Check, Claim, within
from rnnviz.papers.study import Knob, Nearest, Picture, Place, Series, Study

__all__ = ["CLAIMS", "Squares", "derived", "measured"]

Array = NDArray[Any]

#: Steps after which nothing is left of the start: so many memories long.
MEMORIES = 10
#: Sequences for a check: the mean of so many squares of normal numbers has a standard error of 1 %.
SEQUENCES = 20_000
#: Hidden values of one pass, so that it stays in some tens of megabytes.
AT_ONCE = 1_000_000


class Squares(NamedTuple):
    """Mean squares in the long run.

    Parameters
    ----------
    state : float
        Of the state.
    sensitivity : float
        Of its derivative by λ.
    """

    state: float
    sensitivity: float


def derived(decay: float, *, normalized: bool = False) -> Squares:
    """What follows from the equations.

    Parameters
    ----------
    decay : float
        λ, from 0 to below 1.
    normalized : bool
        Whether the input is scaled so that the state has variance 1.

    Examples
    --------
    >>> [round(derived(decay).sensitivity, 3) for decay in (0.5, 0.9)]
    [2.963, 263.887]
    >>> derived(0.5, normalized=True)
    Squares(state=1.0, sensitivity=1.7777777777777777)
    """
    rest = 1 - decay**2
    return Squares(1.0, 1 / rest**2) if normalized else Squares(1 / rest, (1 + decay**2) / rest**3)


def measured(decay: float, sequences: int, *, normalized: bool = False, seed: int = 0) -> Squares:
    """The same by a forward and a backward pass over so many sequences of white noise.

    Parameters
    ----------
    decay : float
        λ, from 0 to below 1.
    sequences : int
        How many; the relative standard error of both is √(2 / sequences).
    normalized : bool
        Whether the input is scaled so that the state has variance 1.
    seed : int
        Of the noise.

    Examples
    --------
    >>> found, expected = measured(0.5, 5000), derived(0.5)
    >>> all(abs(a / b - 1) < 0.06 for a, b in zip(found, expected, strict=True))
    True
    """
    steps = round(MEMORIES / (1 - decay))
    rng, part = np.random.default_rng(seed), max(1, AT_ONCE // steps)
    sums, rest = np.zeros(2), sequences
    while rest:
        m = min(part, rest)
        state, sensitivity = _last_step(decay, rng.standard_normal((1, m, steps)), normalized=normalized)
        sums += [np.sum(state**2), np.sum(sensitivity**2)]
        rest -= m
    return Squares(*(sums / sequences).tolist())


def _last_step(decay: float, x: Array, *, normalized: bool) -> tuple[Array, Array]:
    """The state after x, (1, m, T), and its derivative by λ, each (m,)."""
    scale = math.sqrt(1 - decay**2) if normalized else 1.0
    parameters = {"Waa": [[decay]], "Wax": [[scale]], "ba": [[0.0]], "Wya": [[1.0]], "by": [[0.0]]}
    a, _, caches = rnn_forward(x, np.zeros((1, x.shape[1])), parameters, "linear")
    da = np.zeros_like(a)
    da[..., -1] = 1
    dz = rnn_backward(da, caches)["dx"][0] / scale  # (m, T)
    sensitivity = (dz[:, 1:] * a[0, :, :-1]).sum(axis=1)
    if normalized:  # λ stands in the weight of the input, too
        sensitivity -= decay / scale * (dz * x[0]).sum(axis=1)
    return a[0, :, -1], sensitivity


def _it_grows() -> list[Check]:
    checks = []
    for normalized, how in ((False, ""), (True, "input scaled, ")):
        for decay in (0.5, 0.9, 0.99):
            expected, found = derived(decay, normalized=normalized), measured(decay, SEQUENCES, normalized=normalized)
            at = f"{how}λ = {decay:g}"
            checks += [
                within(f"E[h²], {at}", expected.state, found.state, 0.05),
                within(f"E[(dh/dλ)²], {at}", expected.sensitivity, found.sensitivity, 0.05),
            ]
    return checks


def _picture(memory: int, sequences: int) -> Picture:
    memories = np.unique(np.linspace(1, memory, 12).round())
    decays = (1 - 1 / memories).tolist()
    plain = np.log10([measured(decay, sequences) for decay in decays])  # (memories, 2)
    scaled = np.log10([measured(decay, sequences, normalized=True) for decay in decays])
    fine = np.linspace(1, memory, 200)
    expected = np.log10([derived(1 - 1 / one) for one in fine.tolist()])
    expected_scaled = np.log10([derived(1 - 1 / one, normalized=True) for one in fine.tolist()])
    return Picture(
        "memory 1 / (1 − λ), in steps",
        "mean square",
        [
            Series("sensitivity dh/dλ", memories, plain[:, 1], "rnn", points=True),
            Series("(1 + λ²) / (1 − λ²)³", fine, expected[:, 1], "expected"),
            Series("sensitivity, input scaled", memories, scaled[:, 1], "other", points=True),
            Series("1 / (1 − λ²)²", fine, expected_scaled[:, 1], "expected"),
            Series("state h", memories, plain[:, 0], "another", points=True),
            Series("1 / (1 − λ²)", fine, expected[:, 0], "expected"),
        ],
        log10=True,
        marks=[],
        says=f"With a memory of {memory} steps the mean square of the state is {numeral(10 ** plain[-1, 0], 3)}, that "
        f"of its sensitivity {numeral(10 ** plain[-1, 1], 3)}; with scaled input the sensitivity is still "
        f"{numeral(10 ** scaled[-1, 1], 3)}.",
    )


def _set(memory: int, sequences: int) -> Nearest:
    scenario = Scenario(
        cells=("rnn",),
        n_a=1,
        n_x=1,
        T_x=MEMORIES * memory,
        activation="linear",
        init="identity",
        gain=1 - 1 / memory,
    )
    return Nearest(scenario, differs="the weight of the input is drawn, and sequences are fewer")


CLAIMS = (
    Claim(
        22,
        "The curse of memory",
        "The longer a state h remembers, the more sensitive it is to its own recurrent weight λ, though no gradient "
        "explodes; scaling the input so that the state keeps its size weakens this, but does not end it.",
        "Zucchet & Orvieto 2024, section 2.2",
        "https://arxiv.org/abs/2405.21064",
        _it_grows,
        Study(
            (
                Knob("memory", "Memory 1 / (1 − λ) of the last point, in steps", 2, 100, 1, 100),
                Knob("sequences", "Sequences for each point", 100, 2000, 100, 1000),
            ),
            _picture,
            _set,
            (Place("", "Gradient: one linear unit, whose gain is λ; its gradient never explodes"),),
        ),
        "The paper treats whole networks and inputs of any correlation; here one unit reads white noise, h ← λ h + x, "
        "so that the expected values can be derived exactly.",
    ),
)
