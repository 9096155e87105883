r"""Sine continuation: hear half of a wave, go on with it in silence.

A sine of random phase and period, T steps; then T steps of silence, in which the network has to give the wave's next
values. Always to answer 0 costs the mean of sin², ½.
"""

import numpy as np

from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task

__all__ = ["TASK"]

PERIODS = (8.0, 16.0)


def _draw(rng: Rng, m: int, T: int) -> Batch:
    period, phase = rng.uniform(*PERIODS, size=(m, 1)), rng.uniform(size=(m, 1))
    wave = np.sin(2 * np.pi * (np.arange(2 * T) / period + phase))  # (m, 2 T)
    heard = np.arange(2 * T) < T
    x = np.stack([np.where(heard, wave, 0.0), np.broadcast_to(heard, wave.shape).astype(np.float64)])
    return Batch(x, wave[None], ~heard)


TASK = Task(
    key="sine",
    label="Sine continuation",
    about=(
        "The network hears T steps of a sine wave of unknown period and phase, and has to continue it for T steps of "
        "silence. It is hard because it has to find the period and then oscillate by itself, neither fading nor "
        "growing."
    ),
    source="Posed for rnnviz",
    kind="values",
    n_x=2,
    n_y=1,
    lengths=Lengths(8, 150, 30),
    steps=lambda T: 2 * T,
    reach=lambda T: 0,  # the first of the silent steps needs what has just been heard, and the others can follow
    matters="",
    draw=_draw,
    baseline=lambda T: 0.5,
    trivial="always answering 0",
    solved=Solved("loss", 0.01),
    advice=Advice(0.01, 800),
)
