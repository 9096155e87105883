"""The sentences about gates say what the numbers are."""

import re

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import diagnose, step_jacobians
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures import unit_words as words
from rnnviz.figures.words import factor_in_words
from rnnviz.gradient_flow.arriving import through_gates
from tests.figures.awkward import SCENARIOS, result_of
from tests.numerics.test_numerals import value_of


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
    found = re.search(r"keeps ×([\d.]+) a step, that of unit (\d+) most, ×([\d.]+)\.", words.gates_details(result))
    assert found
    assert abs(float(found[1]) - np.median(kept)) < 0.006
    assert int(found[2]) == kept.argmax() + 1
    assert abs(float(found[3]) - kept.max()) < 0.006


SIZE = r"×([\d.,]+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"


@pytest.mark.parametrize("forget_bias", [-3.0, 1.0, 6.0])
def test_which_way_what_arrives_has_come(forget_bias: float) -> None:
    result = run(Scenario(cells=("lstm",), forget_bias=forget_bias, T_x=30, n_a=12))
    lstm = result.cells["lstm"]
    dc = lstm.by_step["c"].to_float()
    along = dc[:, :, -1] * lstm.gates["f"][:, :, 1:].prod(axis=2)
    whole = dc[:, :, 0]
    expected = [np.linalg.norm(part) / np.linalg.norm(dc[:, :, -1]) for part in (whole, along, whole - along)]
    sentence = words.gates_takeaway(result)
    found = re.search(
        rf"arrives at step 1 with {SIZE} of its size: {SIZE} along the cell state and {SIZE} through gates and hidden "
        r"state(, which partly cancel)?; (\d+) of 12 units holds? 90 % of it\.",
        sentence,
    )
    assert found, sentence
    for text, size in zip(found.groups()[:3], expected, strict=True):
        assert abs(value_of(text) / size - 1) < 0.051, text
    assert (found[4] is not None) == (float((along * (whole - along)).sum()) < -0.025 * (whole**2).sum())
    shares = (whole**2).sum(axis=1) / (whole**2).sum()
    enough = next(k for k in range(1, 13) if np.sort(shares)[::-1][:k].sum() >= 0.9)
    assert int(found[5]) == enough
    most = f"Of what arrives, unit {shares.argmax() + 1} holds most, {100 * shares.max():.0f} %."
    assert most in words.gates_details(result)


def test_without_recurrent_weights_all_comes_along_the_cell() -> None:
    edits = [Edit("lstm", f"W{gate}", (i, j), 0.0) for gate in "fico" for i in range(2) for j in range(2)]
    result = run(Scenario(cells=("lstm",), n_a=2, T_x=6), edits)
    assert "of its size: all of it along the cell state; " in words.gates_takeaway(result)


def test_each_gate_has_its_part() -> None:
    result = result_of("plain")
    lstm = result.cells["lstm"]
    sizes = through_gates(step_jacobians(result, "lstm"), lstm.by_step, 100)
    names = ["forget gate", "input gate", "candidate", "output gate"]
    found = re.search(
        ", ".join(f"the {name} {SIZE}" for name in names[:3]) + rf" and the {names[3]} {SIZE}\.",
        words.gates_details(result),
    )
    assert found
    for text, size in zip(found.groups(), sizes.values(), strict=True):
        assert abs(value_of(text) / 10**size - 1) < 0.051
    assert "first through" not in words.gates_details(run(Scenario(T_x=1000)))


def test_of_losses_at_every_step_no_way_is_told() -> None:
    assert "arrives" not in words.gates_takeaway(result_of("loss at every step"))
    assert "arrives" not in words.gates_takeaway(result_of("one step"))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_units_at_their_limits_and_the_slope_are_two_numbers(activation: str) -> None:
    result = run(Scenario(cells=("rnn",), activation=activation, gain=5.0, input_scale=10.0))
    a = result.cells["rnn"].states["a"]
    ends = {"tanh": (-0.8, 0.8), "sigmoid": (0.1, 0.9)}[activation]
    there = (a < ends[0]) | (a > ends[1])
    often = sum(there[unit].mean() > 0.5 for unit in range(32))
    sentence = words.gates_takeaway(result)
    assert sentence.startswith(f"{often} of 32 RNN units are at their limits more than half of the time; the slope of ")
    low, high = {"tanh": ("−0.8", "0.8"), "sigmoid": ("0.1", "0.9")}[activation]
    explained = f"At its limits (saturated) a unit is below {low} or above {high}: here {100 * there.mean():.0f} %"
    assert words.gates_details(result).startswith(explained)
    slopes = {"tanh": 1 - a**2, "sigmoid": a * (1 - a)}[activation][:, :, 1:].mean(axis=(0, 1))
    found = re.search(rf"; the slope of {activation} is ×([\d.]+) on average\.", sentence)
    assert found, sentence
    assert float(found[1]) == pytest.approx(np.exp(np.log(slopes).mean()), abs=6e-4)


def test_the_slope_is_that_of_the_page_that_says_why() -> None:
    result = result_of("plain")
    (slope, *_) = diagnose(result)["rnn"].whole.causes.values()
    assert f"; the slope of tanh is {factor_in_words(10**slope)} on average. None" in words.gates_takeaway(result)


def test_dead_units_are_counted() -> None:
    assert words.gates_takeaway(result_of("dead ReLU")).startswith("The one RNN unit is 0 at every step")


@pytest.mark.parametrize("name", SCENARIOS)
def test_there_is_always_a_sentence(name: str) -> None:
    sentence = words.gates_takeaway(result_of(name)) + " " + words.gates_details(result_of(name))
    assert sentence.strip().endswith(".")
    assert "nan" not in sentence.lower()
    assert not re.search(r"\d{7}|e[+-]\d", sentence)


def test_values_that_are_none_are_counted() -> None:
    text = words.describe_signal("RNN", "hidden state a", np.array([[1.0, np.nan], [np.inf, -2.0]]), "signed")
    assert text.endswith("from −2 to 1, mean −0.5; 2 of 4 values are not finite.")
    assert words.describe_signal("RNN", "a", np.array([[np.nan]]), "signed").endswith("no finite numbers.")
