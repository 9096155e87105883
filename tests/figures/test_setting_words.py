"""What one looks at, in one line: true of every setting, and every word that tells a setting leads to it."""

import pytest
from hypothesis import given

from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.setting_words import setting_in_words
from tests.pictures.settings import brought
from tests.strategies import scenarios


def line(scenario: Scenario) -> str:
    return "".join(part.text for part in setting_in_words(scenario))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {},
            "Two untrained networks of 32 units, with random weights as in Keras, each gate by itself, read 100 "
            "steps of noise; the loss looks at the last step.",
        ),
        (
            {"cells": ("rnn",), "n_a": 1, "T_x": 1},
            "One untrained network, an RNN of 1 unit, with random weights as in Keras, reads 1 step of noise; the loss "
            "looks at the last step.",
        ),
        (
            {"start": "pytorch", "init": "own", "gain": 2.0, "forget_bias": 1.0, "loss": "step", "loss_step": 7},
            "Two untrained networks of 32 units, with random weights as in PyTorch, but for gain 2 and 1 more for the "
            "forget bias, read 100 steps of noise; the loss looks at step 7.",
        ),
        (
            {"cells": ("gru",), "input": "text", "text": "Hello", "loss": "every"},
            "One untrained network, a GRU of 32 units, with random weights as in Keras, each gate by itself, reads a "
            "text of 5 characters; the loss looks at every step.",
        ),
        (
            {"input": "numbers", "numbers": ((1.0, 2.0), (3.0, 4.0)), "init": "identity"},
            "Two untrained networks of 32 units, with random weights as in Keras, each gate by itself, but for "
            "the identity as recurrent weights, read 2 series of yours of 2 steps; the loss looks at the last step.",
        ),
    ],
)
def test_it_is_read_as_a_sentence(fields: dict[str, object], expected: str) -> None:
    assert line(Scenario(**fields)) == expected  # type: ignore[arg-type]


@given(scenarios())
def test_every_word_leads_to_a_setting_that_counts(scenario: Scenario) -> None:
    parts = setting_in_words(scenario)
    for part in parts:
        assert part.text
        assert not part.field or scenario.counts(part.field), part
        assert not part.field or part.field in SETTINGS
    told = line(scenario)
    assert told.endswith(".")
    assert "  " not in told


def test_a_network_that_was_brought_leads_nowhere() -> None:
    parts = setting_in_words(brought("its name", "its file", letters=("a", "b", "c")))
    assert not any(part.field for part in parts)
    assert "brought or trained" in parts[0].text
