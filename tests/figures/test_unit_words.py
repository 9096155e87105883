"""The sentences about gates say what the numbers are."""

import math
import re

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import diagnose, step_jacobians
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures import unit_words as words
from rnnviz.figures.unit_overview import unit_overview
from rnnviz.figures.words import factor_in_words
from rnnviz.gradient_flow.arriving import through_gates
from tests.figures.awkward import SCENARIOS, result_of
from tests.numerics.test_numerals import value_of


def test_open_forget_gates_are_counted() -> None:
    result = run(Scenario(cells=("lstm",), forget_bias=2.0, input_scale=2.0))
    f = result.cells["lstm"].gates["f"]
    count = sum((f[unit] > 0.9).mean() > 0.9 for unit in range(32))
    wide = run(Scenario(cells=("lstm",), forget_bias=8.0))
    assert words.gates_details(wide).startswith("32 of 32 forget gates are open more than 90 % of the time")
    opening = f"{count} of 32 forget gates" if count else "None of 32 forget gates"
    assert words.gates_details(result).startswith(opening)


def a_half_is_gone(result: Result, cell: str, keeps: str) -> float:
    """Steps in which half of what a unit holds is gone, of half the units sooner."""
    kept = np.median(np.log(result.cells[cell].gates[keeps]).mean(axis=(1, 2)))
    return float(np.log(0.5) / kept) if kept else np.inf


def test_what_gates_keep_by_themselves() -> None:
    result = run(Scenario(cells=("rnn", "lstm", "gru"), update_bias=2.0))
    lstm, gru = a_half_is_gone(result, "lstm", "f"), a_half_is_gone(result, "gru", "z")
    found = re.search(
        r"after ([\d.]+) steps in the LSTM and after ([\d.]+) steps in the GRU\.", words.gates_takeaway(result)
    )
    assert found
    assert float(found[1]) == pytest.approx(lstm, abs=0.06)
    assert float(found[2]) == pytest.approx(gru, abs=0.06)


@pytest.mark.parametrize(
    ("forget_bias", "said"), [(1.0, "after 1.5 steps"), (-5.0, "within one step"), (40.0, "after over a million steps")]
)
def test_how_long_a_typical_unit_keeps_what_it_holds(forget_bias: float, said: str) -> None:
    edits = [Edit("lstm", "bf", (unit, 0), forget_bias) for unit in range(3)]
    result = run(Scenario(cells=("lstm",), n_a=3, T_x=20), edits)
    along = (
        result.cells["lstm"].gates["f"][:, :, 1:].prod(axis=2) * result.cells["lstm"].by_step["c"].to_float()[:, :, -1]
    )
    whole = result.cells["lstm"].by_step["c"].to_float()
    cell, arrived = (
        float(np.log10(np.linalg.norm(one) / np.linalg.norm(whole[:, :, -1]))) for one in (along, whole[:, :, 0])
    )
    more = cell < -math.log10(2) and arrived > cell + math.log10(2)
    expected = f"By its forget gates alone, half of what a typical LSTM unit holds is gone {said}"
    expected += "; more comes back through the gates." if more else "."
    assert words.gates_takeaway(result) == expected
    assert more == (forget_bias < 40)
    steps = a_half_is_gone(result, "lstm", "f")
    assert (steps < 1) == (said == "within one step")
    assert (steps > 1e6) == ("million" in said)
    if "1.5" in said:
        assert steps == pytest.approx(1.5, abs=0.06)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_takeaway_is_one_sentence_of_25_words_at_most(name: str) -> None:
    sentence = words.gates_takeaway(result_of(name))
    assert len(sentence.split()) <= 25
    assert re.fullmatch(r"[A-Z].*[^.]\.", sentence)
    assert not re.search(r"[a-z]\. [A-Z]", sentence)


@pytest.mark.parametrize("cells", [("rnn",), ("gru",), ("lstm", "gru"), ("rnn", "lstm", "gru")], ids=str)
def test_of_every_choice_of_cells_as_well(cells: tuple[str, ...]) -> None:
    for fields in ({}, {"update_bias": 9.0, "forget_bias": 10.0}, {"n_a": 1}, {"gain": 5.0}):
        kept = {key: value for key, value in fields.items() if key[:2] != "up" or "gru" in cells}
        sentence = words.gates_takeaway(run(Scenario(cells=cells, T_x=9, m=1, **kept)))  # type: ignore[arg-type]
        assert len(sentence.split()) <= 25, sentence


def test_the_slope_of_a_network_without_gates_is_that_of_the_page_that_says_why() -> None:
    result = result_of("RNN only")
    (slope, *_) = diagnose(result)["rnn"].whole.causes.values()
    assert words.gates_takeaway(result).endswith(f"the slope of tanh, {factor_in_words(10**slope)} on average.")


SIZE = r"×([\d.,]+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"


@pytest.mark.parametrize("forget_bias", [-3.0, 1.0, 6.0])
def test_which_way_what_arrives_has_come(forget_bias: float) -> None:
    result = run(Scenario(cells=("lstm",), forget_bias=forget_bias, T_x=30, n_a=12))
    lstm = result.cells["lstm"]
    dc = lstm.by_step["c"].to_float()
    along = dc[:, :, -1] * lstm.gates["f"][:, :, 1:].prod(axis=2)
    whole = dc[:, :, 0]
    expected = [np.linalg.norm(part) / np.linalg.norm(dc[:, :, -1]) for part in (whole, along, whole - along)]
    sentence = words.gates_details(result)
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
    assert unit_overview(result)[0]["first"] == shares.argmax()
    np.testing.assert_allclose(unit_overview(result)[0]["table"]["share"], shares, rtol=1e-5)


def test_without_recurrent_weights_all_comes_along_the_cell() -> None:
    edits = [Edit("lstm", f"W{gate}", (i, j), 0.0) for gate in "fico" for i in range(2) for j in range(2)]
    result = run(Scenario(cells=("lstm",), n_a=2, T_x=6), edits)
    assert "of its size: all of it along the cell state; " in words.gates_details(result)


def test_each_gate_has_its_part() -> None:
    result = result_of("plain")
    lstm = result.cells["lstm"]
    sizes = through_gates(step_jacobians(result, "lstm"), lstm.by_step, 100)
    names = ["forget gate", "input gate", "candidate", "output gate"]
    found = re.search(
        ", ".join(f"the {name} {SIZE}" for name in names[:3]) + rf" and the {names[3]} {SIZE}\.",
        words.gate_by_gate(result),
    )
    assert found
    for text, size in zip(found.groups(), sizes.values(), strict=True):
        assert abs(value_of(text) / 10**size - 1) < 0.051
    assert words.gate_by_gate(run(Scenario(T_x=1000))) == ""


def test_of_losses_at_every_step_no_way_is_told() -> None:
    assert "arrives" not in words.gates_details(result_of("loss at every step"))
    assert "arrives" not in words.gates_details(result_of("one step"))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_units_at_their_limits_and_the_slope_are_two_numbers(activation: str) -> None:
    result = run(Scenario(cells=("rnn",), activation=activation, gain=5.0, input_scale=10.0))
    a = result.cells["rnn"].states["a"]
    ends = {"tanh": (-0.8, 0.8), "sigmoid": (0.1, 0.9)}[activation]
    there = (a < ends[0]) | (a > ends[1])
    often = sum(there[unit].mean() > 0.5 for unit in range(32))
    sentence = words.gates_details(result)
    low, high = {"tanh": ("−0.8", "0.8"), "sigmoid": ("0.1", "0.9")}[activation]
    counted = f"{often} of 32 RNN units are at their limits, below {low} or above {high}, more than half of the time; "
    assert sentence.startswith(counted + "the slope of ")
    np.testing.assert_allclose(unit_overview(result)[0]["table"]["limits"], there.mean(axis=(1, 2)), rtol=1e-6)
    slopes = {"tanh": 1 - a**2, "sigmoid": a * (1 - a)}[activation][:, :, 1:].mean(axis=(0, 1))
    found = re.search(rf"; the slope of {activation} is ×([\d.]+) on average\.", sentence)
    assert found, sentence
    assert float(found[1]) == pytest.approx(np.exp(np.log(slopes).mean()), abs=6e-4)


def test_the_slope_is_that_of_the_page_that_says_why() -> None:
    result = result_of("plain")
    (slope, *_) = diagnose(result)["rnn"].whole.causes.values()
    assert f"; the slope of tanh is {factor_in_words(10**slope)} on average. None" in words.gates_details(result)


def test_dead_units_are_counted() -> None:
    assert words.gates_details(result_of("dead ReLU")).startswith("The one RNN unit is 0 at every step")


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
