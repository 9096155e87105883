"""The line that says whose defaults are shown is true of what is drawn."""

from typing import Any

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.cells.starts import STARTS
from rnnviz.experiment.given import Given
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import CHOICES, Scenario
from rnnviz.figures.start_words import drawn_in_words

HALF = " Keras itself draws the LSTM’s four gates as one matrix: recurrent weights half as large."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, f"drawn as in Keras, gate by gate.{HALF}"),
        ({"cells": ("rnn",)}, "drawn as in Keras."),
        ({"cells": ("rnn",), "forget_bias": 3.0, "output_bias": 1.0}, "drawn as in Keras."),
        ({"start": "keras"}, "drawn as in Keras."),
        ({"start": "pytorch"}, "drawn as in PyTorch."),
        ({"start": "flax"}, "drawn as in Flax."),
        ({"start": "haiku"}, "drawn as in Haiku."),
        ({"gain": 1.65}, f"drawn as in Keras, gate by gate, but for gain 1.65.{HALF}"),
        ({"init": "identity"}, "drawn as in Keras, gate by gate, but for the identity as recurrent weights."),
        (
            {"start": "pytorch", "init": "orthogonal", "forget_bias": 1.0},
            "drawn as in PyTorch, but for orthogonal recurrent weights and 1 more for the forget bias.",
        ),
        ({"start": "pytorch", "output_bias": -2.5}, "drawn as in PyTorch, but for 2.5 less for the output bias."),
        (
            {"start": "haiku", "input_bias": -1.5, "forget_bias": 0.0},
            "drawn as in Haiku, but for forget bias 0 and input bias −1.5.",
        ),
        (
            {"start": "flax", "forget": "chrono", "t_max": 2000, "forget_bias": 5.0, "input_bias": 5.0},
            "drawn as in Flax, but for chrono biases for memories up to 2,000 steps.",
        ),
    ],
    ids=str,
)
def test_whose_start_it_is_and_what_is_different(fields: dict[str, Any], words: str) -> None:
    assert drawn_in_words(Scenario(**fields)) == f"Untrained, {words}"


def test_half_as_large_is_what_it_is() -> None:
    def size(start: str) -> float:
        lstm = run(Scenario(start=start, T_x=1, n_a=64)).cells["lstm"].parameters
        return float(np.sqrt(np.mean([lstm["W" + gate][:, :64] ** 2 for gate in "fico"])))

    assert size("keras") == pytest.approx(size("plain") / 2, rel=1e-12)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("init", CHOICES["init"])
def test_every_setting_has_its_words(start: str, init: str) -> None:
    words = drawn_in_words(Scenario(start=start, init=init, gain=2.0))
    assert "gain 2" in words
    assert STARTS[start].label in words


def test_what_was_brought_is_not_drawn() -> None:
    rng = np.random.default_rng(0)
    parameters = CELLS["rnn"].draw(2, 3, 2, Initialization(), rng)
    labels = np.zeros((1, 4), dtype=int)
    brought = Given("mine", rng.normal(size=(2, 1, 4)), labels, {"rnn": parameters}, n_y=2)
    assert drawn_in_words(brought) == ""
