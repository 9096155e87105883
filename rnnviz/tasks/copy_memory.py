r"""Copy memory: give back ten symbols after T steps of nothing.

Ten symbols of eight, T − 1 blanks, a delimiter, and ten more blanks during which the ten symbols are to be given in
order; before that the right answer is the blank. Blanks first and then guesses cost 10 ln 8 / (T + 20) a step.
"""

import math

import numpy as np

from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task, one_hot_batch

__all__ = ["TASK"]

SYMBOLS, COPIED = 8, 10
BLANK, DELIMITER = SYMBOLS, SYMBOLS + 1


def _draw(rng: Rng, m: int, T: int) -> Batch:
    copied = rng.integers(SYMBOLS, size=(m, COPIED))
    symbols = np.full((m, T + 2 * COPIED), BLANK)
    symbols[:, :COPIED] = copied
    symbols[:, COPIED + T - 1] = DELIMITER
    targets = np.full_like(symbols, BLANK)
    targets[:, -COPIED:] = copied
    return Batch(one_hot_batch(symbols, SYMBOLS + 2), targets, np.ones(T + 2 * COPIED, dtype=bool))


TASK = Task(
    key="copy",
    label="Copy memory",
    about=(
        "The network reads ten symbols, then T − 1 blanks (·) and a signal (:), and has to repeat the ten in order. It "
        "is hard because all ten have to be kept at once, unchanged, until the end."
    ),
    source="Hochreiter & Schmidhuber 1997; Arjovsky, Shah & Bengio 2016, section 4.1",
    kind="classes",
    n_x=SYMBOLS + 2,
    n_y=SYMBOLS + 1,
    lengths=Lengths(1, 300, 20),
    steps=lambda T: T + 2 * COPIED,
    reach=lambda T: T + COPIED,
    matters="the tenth symbol",
    draw=_draw,
    baseline=lambda T: COPIED * math.log(SYMBOLS) / (T + 2 * COPIED),
    trivial="blanks, then guessing",
    trivial_accuracy=lambda T: (T + COPIED + COPIED / SYMBOLS) / (T + 2 * COPIED),
    solved=Solved("accuracy", 0.99),
    advice=Advice(0.01, 1500),
    symbols=tuple("12345678·:"),
    classes=tuple("12345678·"),
)
