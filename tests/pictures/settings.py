"""Settings that a page must have a picture of: by name, the fields of a scenario; and one that was brought."""

from typing import Any, Final

import numpy as np

from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.experiment.given import Given
from tests.pictures.markup_read import HOSTILE

EXTREMES: Final[dict[str, dict[str, Any]]] = {
    "defaults": {},
    "one unit": {"n_a": 1, "n_x": 1, "m": 1, "T_x": 9},
    "one step": {"T_x": 1, "n_a": 3},
    "two steps": {"T_x": 2, "n_a": 3},
    "one of all": {"T_x": 1, "n_a": 1, "n_x": 1, "m": 1, "n_y": 2},
    "the least gain": {"gain": 0.05, "T_x": 30, "n_a": 4},
    "the largest gain": {"gain": 5.0, "T_x": 60, "n_a": 4, "activation": "linear"},
    "no input": {"input_scale": 0.0, "T_x": 9, "n_a": 3},
    "all cells": {"cells": ("gru", "rnn", "lstm"), "T_x": 9, "n_a": 3},
    "GRU only": {"cells": ("gru",), "T_x": 9, "n_a": 3},
    "RNN only": {"cells": ("rnn",), "T_x": 9, "n_a": 3},
    "LSTM only": {"cells": ("lstm",), "T_x": 9, "n_a": 3},
    "a text": {"input": "text", "text": "hello", "n_a": 3},
    "a text of markup": {"input": "text", "text": HOSTILE, "n_a": 3},
    "a letter": {"input": "text", "text": "<", "n_a": 2},
    "a table": {"input": "numbers", "numbers": ((0.5, -1.0, 1e6),), "n_a": 3},
    "a loss at every step": {"loss": "every", "T_x": 9, "n_a": 3},
    "a loss at the first step": {"loss": "step", "loss_step": 1, "T_x": 9, "n_a": 3},
}


def brought(name: str = "mine", file: str = "mine.npz", *, letters: tuple[str, ...] = ()) -> Given:
    """A network and four sequences, of letters if there are any."""
    rng = np.random.default_rng(3)
    n_x = len(letters) or 3
    x = np.eye(n_x)[:, rng.integers(n_x, size=(4, 6))] if letters else rng.normal(size=(n_x, 4, 6))
    parameters = {cell: CELLS[cell].draw(n_x, 4, 2, Initialization(), rng) for cell in ("rnn", "lstm")}
    labels = rng.integers(2, size=(4, 6))
    return Given(name, x, labels, parameters, n_y=2, alphabet=letters, file=file)
