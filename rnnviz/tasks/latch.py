r"""The latch: remember the first symbol through T distractors.

The first of T + 1 symbols is A or B, the others are drawn from eight that say nothing; at the end the network names the
first. Guessing costs ln 2.
"""

import math

import numpy as np

from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task, one_hot_batch, which_steps

__all__ = ["TASK"]

DISTRACTORS = 8


def _draw(rng: Rng, m: int, T: int) -> Batch:
    first = rng.integers(2, size=m)
    symbols = np.concatenate([first[:, None], 2 + rng.integers(DISTRACTORS, size=(m, T))], axis=1)
    targets = np.broadcast_to(first[:, None], (m, T + 1))
    return Batch(one_hot_batch(symbols, 2 + DISTRACTORS), targets, which_steps(T + 1, -1))


TASK = Task(
    key="latch",
    label="Latch",
    about=(
        "The first symbol is A or B; T symbols without meaning follow; then the network has to name the first. It is "
        "hard because nothing but memory helps."
    ),
    source="Bengio, Simard & Frasconi 1994",
    kind="classes",
    n_x=2 + DISTRACTORS,
    n_y=2,
    lengths=Lengths(1, 300, 65),
    steps=lambda T: T + 1,
    reach=lambda T: T,
    matters="the first symbol",
    draw=_draw,
    baseline=lambda T: math.log(2),
    trivial="guessing",
    trivial_accuracy=lambda T: 1 / 2,
    solved=Solved("accuracy", 0.99),
    advice=Advice(0.001, 400),
    symbols=tuple("ABstuvwxyz"),
    classes=("A", "B"),
)
