r"""The 3-bit flip-flop: hold the sign of the last pulse, in each of three channels.

Every channel is 0 but for pulses of +1 or −1: one at the first step, and then on average four more, at steps that vary.
At every step the network gives, for each channel, the sign of its last pulse. Always to answer 0 costs 1² = 1.
"""

import numpy as np

from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task

__all__ = ["BITS", "PULSES", "TASK"]

BITS, PULSES = 3, 4


def _draw(rng: Rng, m: int, T: int) -> Batch:
    shape = (BITS, m, T)
    pulsed = rng.uniform(size=shape) < PULSES / (T - 1)
    pulsed[..., 0] = True
    x = np.where(pulsed, rng.choice([-1.0, 1.0], size=shape), 0.0)
    last = np.maximum.accumulate(np.where(pulsed, np.arange(T), 0), axis=-1)  # the step of the last pulse, (BITS, m, T)
    return Batch(x, np.take_along_axis(x, last, axis=-1), np.ones(T, dtype=bool))


TASK = Task(
    key="flipflop",
    label="3-bit flip-flop",
    about=(
        "Each of three channels has a pulse of +1 or −1 now and then; at every step the network has to give the sign "
        "of each channel's last pulse. It is hard because the three bits have to be held without disturbing one "
        "another."
    ),
    source="Sussillo & Barak 2013",
    kind="values",
    n_x=BITS,
    n_y=BITS,
    lengths=Lengths(8, 300, 50),
    steps=lambda T: T,
    reach=lambda T: (
        0
    ),  # short gaps between pulses can be learned first, and who holds a bit for long has learned it there
    matters="",
    draw=_draw,
    baseline=lambda T: 1.0,
    trivial="always answering 0",
    solved=Solved("loss", 0.01),
    advice=Advice(0.01, 800),
)
