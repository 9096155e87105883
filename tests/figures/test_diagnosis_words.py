"""The verdict: its numbers multiply, and every awkward result gets a sentence."""

import math
import re

import pytest

from rnnviz.analysis.diagnosis import Diagnosis, diagnose
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.diagnosis_words import describe_causes, fate, limits_in_words, notes, parts_of, title, verdict
from rnnviz.figures.unit_words import gates_details
from rnnviz.figures.words import takeaway
from tests.figures.awkward import SCENARIOS, result_of

RAW = {"cells": ("rnn",), "n_a": 1, "input": "numbers", "numbers": ((0.0, 20.0),)}
DEAD = {"cells": ("rnn",), "activation": "relu", "n_a": 1, "seed": 2, "input": "numbers", "numbers": ((-1.0,) * 9,)}
EXTREMES = {
    "small gain": {"gain": 0.05},
    "large gain": {"gain": 5.0},
    "closed": {"forget_bias": -5.0},
    "open": {"forget_bias": 10.0},
    "ReLU": {"activation": "relu"},
    "linear": {"activation": "linear"},
    "linear, beyond floats": {"activation": "linear", "gain": 5.0, "T_x": 450},
    "ReLU that ends": {"activation": "relu", "gain": 5.0, "T_x": 1000, "n_a": 8},
    "ReLU, every step": {"activation": "relu", "n_a": 2, "seed": 2, "T_x": 30, "loss": "every"},
    "exploding LSTM": {"cells": ("lstm",), "gain": 5.0, "forget_bias": 5.0, "T_x": 300},
    "raw": RAW,
    "raw series": {"n_a": 4, "input": "numbers", "numbers": ((112.0, 118.0, 132.0, 129.0, 121.0, 622.0),)},
    "no input": {"input_scale": 0.0},
}
VERBS = {
    "number": "stop being a number",
    "keeps": "keep its size",
    "nearly": "nearly keep its size",
    "shrinks": "shrink",
    "grows": "grow",
    "vanishes": "vanish",
    "explodes": "explode",
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_gets_a_sentence(name: str) -> None:
    diagnoses = diagnose(result_of(name))
    for sentence, diagnosis in zip(verdict(diagnoses), diagnoses.values(), strict=True):
        assert all(one.endswith(".") for one in (sentence, *notes(diagnosis)))
        assert "nan" not in " ".join((sentence, *notes(diagnosis), describe_causes(diagnosis))).lower()
        said = " ".join([sentence, *notes(diagnosis)])
        assert all(len(one.split()) <= 25 for one in re.split(r"(?<=\.) ", said)), said


@pytest.mark.parametrize(
    "fields", [{}, {"gain": 3.0}, {"forget_bias": -3.0}, {"loss": "every"}, {"T_x": 1000}, {"n_a": 128}]
)
def test_the_factors_multiply_to_the_one_a_step(fields: dict) -> None:
    diagnoses = diagnose(run(Scenario(**fields)))
    for sentence, diagnosis in zip(verdict(diagnoses), diagnoses.values(), strict=True):
        *parts, whole = [float(part.factor.removeprefix("×")) for part in parts_of(diagnosis)]
        assert math.isclose(math.prod(parts), whole, rel_tol=0.004)
        assert f": {parts_of(diagnosis)[-1].factor} a step, above all by " in sentence
        assert any(sentence.endswith(f", {part.factor}.") for part in parts_of(diagnosis)[:-1])


@pytest.mark.parametrize("cells", [("rnn",), ("lstm", "gru")])
def test_a_cell_has_the_same_rows_whatever_becomes_of_it(cells: tuple[str, ...]) -> None:
    for cell in cells:
        rows = set()
        for fields in ({}, {"gain": 3.0}, {"T_x": 1}, {"input_scale": 0.0}, {"gain": 0.05, "T_x": 300}):
            found = parts_of(diagnose(run(Scenario(cells=cells, **fields)))[cell])
            rows.add(tuple(part.name for part in found))
            assert all(0 < len(part.is_.split()) <= 6 for part in found)
        assert len(rows) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "The RNN's gradient vanishes: ×0.727 a step, above all by its slope, ×0.667."),
        (
            {"gain": 0.3, "input_scale": 0.0},
            "The RNN's gradient vanishes: ×0.300 a step, above all by its weights, ×0.300.",
        ),
        ({"gain": 3.0}, "The RNN's gradient explodes: ×1.290 a step, above all by its weights, ×3.000."),
        ({"input_scale": 0.0}, "The RNN's gradient keeps its size: "),
        ({"gain": 1.65}, "The RNN's gradient nearly keeps its size: "),
        ({"T_x": 4}, "The RNN's gradient shrinks: ×0.733 a step, above all by its slope"),
        ({"T_x": 2}, "The RNN's gradient shrinks over its one step: ×0.762 a step, above all by its slope"),
        ({"forget_bias": -3.0}, "a step, above all by its forget gates, ×0.0573."),
        ({"forget_bias": 3.0}, "a step, above all by its gate paths, ×1.082."),
        ({"T_x": 1}, "The RNN has no step between the loss and step 1, and so nothing to carry back: choose a longer"),
        (
            {"loss": "step"},
            "The LSTM has no step between the loss and step 1, and so nothing to carry back: choose a later",
        ),
        (
            {"input": "step", "input_at": 60, "input_scale": 5.0},
            "From t = 60 on, 29 of 32 units are at their limits (sat",
        ),
        ({"activation": "linear", "gain": 5.0, "T_x": 450}, "The RNN's gradient is not a number at every step"),
        (
            RAW,
            "The input is out of range: it goes from 0 to 20, which makes |z| 29. Beyond 3, tanh has less than 1/100",
        ),
        (DEAD, "The RNN's gradient is exactly 0 before step 9: there the slope of every unit is 0."),
        (
            {"activation": "relu", "gain": 5.0, "T_x": 1000, "n_a": 8},
            "It is exactly 0 before step 979: there it lies on un",
        ),
    ],
)
def test_it_names_the_cause(fields: dict, said: str) -> None:
    diagnoses = diagnose(run(Scenario(**fields)))
    assert said in " ".join([*verdict(diagnoses), *(note for one in diagnoses.values() for note in notes(one))])


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, "Why does it vanish here?"),
        ({"gain": 5.0}, "Why does it explode here?"),
        ({"gain": 3.0}, "Why does one explode, and one grow?"),
        ({"T_x": 1}, "Why does a gradient vanish?"),
        ({"T_x": 4}, "Why does it shrink here?"),
        ({"gain": 3.0, "forget_bias": -3.0}, "Why does one explode, and one vanish?"),
        ({"input_scale": 0.0}, "Why does one keep its size, and one shrink?"),
        ({"activation": "linear", "gain": 5.0, "T_x": 450, "cells": ("rnn",)}, "Why does it stop being a number here?"),
        (DEAD, "Why does it vanish here?"),
    ],
)
def test_the_title_knows_what_becomes_of_it(fields: dict, asked: str) -> None:
    assert title(diagnose(run(Scenario(**fields)))) == asked


def with_slope(log10: float) -> Diagnosis:
    """A diagnosis in which the slope takes so much at each of two steps."""
    one = diagnose(run(Scenario(cells=("rnn",), T_x=3)))["rnn"]
    assert one.whole is not None
    return one._replace(
        whole=one.whole._replace(log10_factor=log10, causes=dict.fromkeys(one.whole.causes, 0.0) | {"slope": log10})
    )


@pytest.mark.parametrize(("log10", "said"), [(-25.3, "×5.0·10⁻²⁶"), (-5000.3, "×5.0·10⁻⁵⁰⁰¹"), (400.3, "×2.0·10⁴⁰⁰")])
def test_a_slope_beyond_floats_is_a_factor_like_others(log10: float, said: str) -> None:
    diagnosis = with_slope(log10)
    (sentence,) = verdict({"rnn": diagnosis})
    assert f": {said} a step, above all by its slope, {said}." in sentence
    assert parts_of(diagnosis)[0][:2] == ("slope", said)
    assert "10" in describe_causes(diagnosis)


@pytest.mark.parametrize("fields", [{}, {"gain": 3.0}, {"n_a": 1}, {"activation": "sigmoid"}, {"T_x": 1}, RAW])
def test_the_units_at_their_limits_are_those_that_gates_counts(fields: dict) -> None:
    result = run(Scenario(**{"cells": ("rnn",)} | fields))
    n_a, activation = result.scenario.n_a, result.scenario.activation
    (diagnosis,) = diagnose(result).values()
    said, gates = limits_in_words(diagnosis), gates_details(result)
    counted = int(gates.split()[0]) if gates[0].isdigit() else 0
    assert gates.startswith(("No RNN unit is saturated", f"{counted} of {n_a} RNN unit"))
    one = "is its one unit" if counted else "is no unit"
    assert said.endswith(f"{one}." if n_a == 1 else f" {counted} of {n_a} units.")
    assert parts_of(diagnosis)[0].is_ == f"how steep {activation} is, on average"
    assert "At their limits (saturated), below" in said


def test_units_without_ends_have_no_limits() -> None:
    for activation in ("relu", "linear"):
        assert limits_in_words(diagnose(run(Scenario(activation=activation, T_x=9)))["rnn"]) == ""
    assert limits_in_words(diagnose(run(Scenario(cells=("lstm",), T_x=9)))["lstm"]) == ""


@pytest.mark.parametrize("name", [*EXTREMES, *SCENARIOS])
def test_no_sentence_contradicts_that_of_another_page(name: str) -> None:
    """Go through what the pages Gradient, Gates and Why say of the same network."""
    result = run(Scenario(**EXTREMES[name])) if name in EXTREMES else result_of(name)
    diagnoses = diagnose(result)
    whole = [" ".join([said, *notes(one)]) for said, one in zip(verdict(diagnoses), diagnoses.values(), strict=True)]
    why, fades = dict(zip(diagnoses, whole, strict=True)), takeaway(result)
    for cell, sentence in why.items():
        fade, diagnosis = result.cells[cell].fades[diagnoses[cell].causes.state], diagnoses[cell]
        assert re.search(r"nan|inf\b|not here|not finite|\de[+-]?\d|10\^", sentence.lower()) is None
        # Whatever it is called, it is what is left at step 1.
        left, becomes = fade.left, fate(diagnosis)
        if becomes == "none":
            assert result.scenario.last_loss_step == 1
        elif becomes == "number":
            assert not all(math.isfinite(v) or v == -math.inf for v in fade.log10_norm)
        elif becomes == "vanishes":
            assert left < -2.99 or fade.log10_norm[fade.reference - 1] == -math.inf
        elif becomes == "explodes":
            assert left > 2.99
        else:
            assert abs(left) < 3.01
            assert becomes not in ("shrinks", "grows") or (left < 0) == (becomes == "shrinks")
        if f"exactly 0 before step {diagnosis.stop.step}" in sentence if diagnosis.stop else False:
            assert left == -math.inf
            assert fade.first == diagnosis.stop.step
        if cell == "rnn" and "exactly 0" in sentence:
            assert "exactly 0" in fades
        if cell == "rnn" and "keeps its size: ×1.000" in sentence and result.scenario.loss != "every":
            assert "RNN's gradient keeps its size" in fades
        if diagnosis.reach is not None:
            assert diagnosis.reach.largest >= diagnosis.reach.median > diagnosis.reach.flat
            assert "Scale the input." in sentence
    asked = title(diagnoses)
    for becomes in {fate(one) for one in diagnoses.values()} - {"none"}:
        assert VERBS[becomes] in asked
