r"""Temporal order: in which order did X and Y come?

Two symbols of a sequence, one between T/10 and 2T/10 and one between 5T/10 and 6T/10, are X or Y; the others are drawn
from four that say nothing. At the end the network names the order, one of XX, XY, YX, YY. Guessing costs ln 4.
"""

import math

import numpy as np

from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task, one_hot_batch, which_steps

__all__ = ["TASK"]

DISTRACTORS = 4


def _draw(rng: Rng, m: int, T: int) -> Batch:
    symbols, sequence = 2 + rng.integers(DISTRACTORS, size=(m, T)), np.arange(m)
    which = rng.integers(2, size=(2, m))
    for symbol, tenths in zip(which, (1, 5), strict=True):
        low = tenths * T // 10
        symbols[sequence, rng.integers(low, max(low + 1, (tenths + 1) * T // 10), size=m)] = symbol
    targets = np.broadcast_to((2 * which[0] + which[1])[:, None], (m, T))
    return Batch(one_hot_batch(symbols, 2 + DISTRACTORS), targets, which_steps(T, -1))


TASK = Task(
    key="order",
    label="Temporal order",
    about=(
        "Two of T symbols count, one early and one in the middle, each X or Y; at the end the network has to name them "
        "in order. It is hard because their places vary and all other symbols are noise."
    ),
    source="Hochreiter & Schmidhuber 1997, experiment 6a; Pascanu, Mikolov & Bengio 2013, section 4.1",
    kind="classes",
    n_x=2 + DISTRACTORS,
    n_y=4,
    lengths=Lengths(10, 300, 50),
    steps=lambda T: T,
    reach=lambda T: 17 * T // 20,
    matters="the first X or Y, on average",
    draw=_draw,
    baseline=lambda T: math.log(4),
    trivial="guessing",
    trivial_accuracy=lambda T: 1 / 4,
    solved=Solved("accuracy", 0.99),
    advice=Advice(0.003, 800),
    symbols=tuple("XYabcd"),
    classes=("XX", "XY", "YX", "YY"),
)
