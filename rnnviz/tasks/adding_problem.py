r"""The adding problem: add the two numbers that are marked.

At every step a number from U(0, 1) and a marker, which is 1 once in each half of the sequence and else 0. At the end
the network gives the sum of the two marked numbers. Always to answer 1, the mean, costs the variance of the sum, 1/6.
"""

import numpy as np

from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task, which_steps

__all__ = ["TASK"]


def _draw(rng: Rng, m: int, T: int) -> Batch:
    numbers, sequence = rng.uniform(size=(m, T)), np.arange(m)
    markers = np.zeros((m, T))
    for low, high in ((0, T // 2), (T // 2, T)):
        markers[sequence, rng.integers(low, high, size=m)] = 1
    total = (numbers * markers).sum(axis=1)
    targets = np.broadcast_to(total[None, :, None], (1, m, T))
    return Batch(np.stack([numbers, markers]), targets, which_steps(T, -1))


TASK = Task(
    key="adding",
    label="Adding problem",
    about=(
        "Of T numbers between 0 and 1 two are marked, one in each half; at the end the network has to give their sum. "
        "It is hard because it has to keep a number exactly, not only one of two symbols, and to ignore all the "
        "others."
    ),
    source="Hochreiter & Schmidhuber 1997, experiment 4",
    kind="values",
    n_x=2,
    n_y=1,
    lengths=Lengths(2, 400, 100),
    steps=lambda T: T,
    reach=lambda T: 3 * T // 4,
    matters="the first marked number, on average",
    draw=_draw,
    baseline=lambda T: 1 / 6,
    trivial="always answering 1",
    solved=Solved("loss", 0.01),
    advice=Advice(0.01, 800),
)
