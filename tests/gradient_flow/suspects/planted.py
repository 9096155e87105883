"""Every known mistake, planted in networks of several sizes."""

from functools import cache

import numpy as np

from rnnviz.gradient_flow.suspects import CELL_EQUATIONS, mistakes_of
from rnnviz.gradient_flow.suspects.equations import of_sequence, of_step
from rnnviz.gradient_flow.suspects.search import search, wrong_parts
from tests.oracles.kinds import draw, forward

CELLS = ("rnn", "lstm", "gru after", "gru before")
#: Steps, samples, features, units: all different, two of a kind, and square.
SIZES = {"all different": (6, 4, 3, 5), "few": (3, 3, 2, 3), "as many features as units": (4, 3, 4, 4)}


class Plant:
    """A network of one cell, and what each mistake computes on it."""

    def __init__(self, cell, size, sequence=True):
        self.cell, self.sequence = cell, sequence
        T, m, n_x, n_a = SIZES[size]
        self.net = net = draw("tanh" if cell == "rnn" else cell, T=T, m=m, n_x=n_x, n_a=n_a, seed=len(size))
        run = forward(net)
        fields = CELL_EQUATIONS[cell].fields
        self.a, self.caches = run.states["a"], [tuple(one)[: len(fields)] for one in run.caches[0]]
        self.arriving = {"da_next": net.da[:, :, 0]} | ({"dc_next": net.da[:, :, -1]} if cell == "lstm" else {})
        self.mistakes = mistakes_of(cell, sequence=sequence)
        self.known = {}

    def compute(self, mistake):
        if mistake.name not in self.known:
            equations = CELL_EQUATIONS[self.cell]
            if self.sequence:
                found = of_sequence(equations, self.caches, self.net.da, mistake)
            else:
                found = of_step(equations, self.caches[0], self.arriving, mistake)
            self.known[mistake.name] = found
        return self.known[mistake.name]

    def named(self, gradients):
        return [suspect.name for suspect in search(gradients, self.compute, self.mistakes, {})]

    def same(self, one, other):
        """Whether two mistakes make the same numbers here, to a rounding error."""
        return not wrong_parts(self.compute(one), self.compute(other))


@cache
def plant(cell, size, sequence=True):
    return Plant(cell, size, sequence)


def every(mistakes, cell, sequences=(True, False)):
    """Each of these mistakes with each network in which it can be made."""
    return [(mistake, plant(cell, size, sequence)) for size in SIZES for sequence in sequences for mistake in mistakes]


def check_named(mistake, planted, rng=None):
    """The mistake is named, and beside it only what makes the same numbers."""
    gradients = {name: np.array(value) for name, value in planted.compute(mistake).items()}
    names = planted.named(gradients)
    assert mistake.name in names
    by_name = {one.name: one for one in planted.mistakes}
    for other in names:
        assert planted.same(mistake, by_name[other]), other
    return names
