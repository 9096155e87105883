"""The sentences about gates say what the numbers are."""

import re

import numpy as np
import pytest

from rnnviz.experiment import run
from rnnviz.figures import unit_words as words
from rnnviz.scenario import Scenario
from tests.figures.awkward import SCENARIOS, result_of


def test_open_forget_gates_are_counted() -> None:
    result = run(Scenario(cells=("lstm",), forget_bias=2.0, input_scale=2.0))
    f = result.cells["lstm"].gates["f"]
    count = sum((f[unit] > 0.9).mean() > 0.9 for unit in range(32))
    wide = run(Scenario(cells=("lstm",), forget_bias=8.0))
    assert words.gates_takeaway(wide).startswith("32 of 32 forget gates are open more than 90 % of the time")
    opening = f"{count} of 32 forget gates" if count else "None of 32 forget gates"
    assert words.gates_takeaway(result).startswith(opening)


def test_what_a_cell_state_keeps_by_itself() -> None:
    result = result_of("LSTM only")
    kept = np.exp(np.log(result.cells["lstm"].gates["f"]).mean(axis=(1, 2)))
    found = re.search(r"keeps ×([\d.]+) a step; .* unit (\d+), ×([\d.]+), half of it gone after ([\d.]+) steps",
                      words.gates_takeaway(result))  # fmt: skip
    assert found
    assert abs(float(found[1]) - np.median(kept)) < 0.006
    assert int(found[2]) == kept.argmax() + 1
    assert abs(float(found[4]) - np.log(0.5) / np.log(kept.max())) < 0.06


@pytest.mark.parametrize(("activation", "slope"), [("tanh", "1 − a² is at most 0.36"), ("sigmoid", "a(1 − a) is at")])
def test_saturated_units_are_counted(activation: str, slope: str) -> None:
    result = run(Scenario(cells=("rnn",), activation=activation, gain=5.0, input_scale=10.0))
    a = result.cells["rnn"].states["a"]
    ends = {"tanh": (-0.8, 0.8), "sigmoid": (0.1, 0.9)}[activation]
    often = sum(((a[u] < ends[0]) | (a[u] > ends[1])).mean() > 0.5 for u in range(32))
    sentence = words.gates_takeaway(result)
    assert sentence.startswith(f"{often} of 32 RNN units are saturated")
    assert slope in sentence


def test_dead_units_are_counted() -> None:
    assert words.gates_takeaway(result_of("dead ReLU")).startswith("1 of 1 RNN units is 0 at every step")


@pytest.mark.parametrize("name", SCENARIOS)
def test_there_is_always_a_sentence(name: str) -> None:
    sentence = words.gates_takeaway(result_of(name))
    assert sentence.endswith(".")
    assert "nan" not in sentence.lower()
    assert not re.search(r"\d{7}|e[+-]\d", sentence)


def test_values_that_are_none_are_counted() -> None:
    text = words.describe_signal("RNN", "hidden state a", np.array([[1.0, np.nan], [np.inf, -2.0]]), "signed")
    assert text.endswith("from −2 to 1, mean −0.5; 2 of 4 values are not finite.")
    assert words.describe_signal("RNN", "a", np.array([[np.nan]]), "signed").endswith("no finite numbers.")
