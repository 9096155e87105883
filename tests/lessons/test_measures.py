"""Measures are what the result says, and files can name no others."""

import math
from typing import Any

import numpy as np
import pytest

from rnnviz.errors import RnnvizError
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.unit_words import gates_takeaway
from rnnviz.lessons.measures import MEASURES, Measured, measure, measured

RESULT = run(Scenario(n_a=8, T_x=30, m=2))


def test_what_is_left_is_what_the_curves_show() -> None:
    for cell, one in RESULT.cells.items():
        assert measure(RESULT, "left", cell) == one.fades["a"].relative[0]
        assert measure(RESULT, "left", cell, at=12) == one.fades["a"].relative[11]
        assert measure(RESULT, "factor", cell) == one.fades["a"].log10_factor
    assert measure(RESULT, "kept", "lstm") == RESULT.cells["lstm"].fades["c"].relative[0]
    assert measure(RESULT, "gate", "lstm", gate="f") == np.mean(RESULT.cells["lstm"].gates["f"])


def test_the_causes_of_an_rnn_are_slope_and_weights_and_what_is_left() -> None:
    slope, weights = (measure(RESULT, name, "rnn") for name in ("slope", "weights"))
    assert slope < 0
    assert weights == pytest.approx(0, abs=1e-9)  # orthogonal


def test_the_product_of_the_gates_is_the_gradient_where_nothing_else_leads_back() -> None:
    # Without recurrent weights nothing comes back through the gates: the carrier's own gate is all that multiplies.
    alone = run(Scenario(n_a=8, T_x=30, m=2, gain=0.05))
    assert measure(alone, "gates_product", "lstm") == pytest.approx(measure(alone, "kept", "lstm"), abs=0.2)
    assert measure(RESULT, "gates_product", "lstm") < measure(RESULT, "kept", "lstm")


@pytest.mark.parametrize("fields", [{}, {"forget_bias": -3.0, "gain": 2.0}, {"gain": 0.2}])
def test_what_goes_through_the_gates_is_what_does_not_go_along_the_cell(fields: dict[str, float]) -> None:
    result = run(Scenario(n_a=6, T_x=12, m=1, **fields))  # type: ignore[arg-type]
    found, f = result.cells["lstm"].by_step["c"], result.cells["lstm"].gates["f"][:, 0]
    at_state = (found.mantissa * 2.0**found.exponent)[:, 0]  # (n_a, T): nothing is small enough to be lost here
    ratios = []
    for t in range(2, 12):
        along = f[:, t - 1] * at_state[:, t - 1]
        through = at_state[:, t - 2] - along
        ratios.append(math.log10(np.linalg.norm(through) / np.linalg.norm(along)))
        assert measure(result, "through_gates", "lstm", at=t) == pytest.approx(ratios[-1], abs=1e-6)
    last = measure(result, "through_gates", "lstm", at=12)
    assert measure(result, "through_gates", "lstm") == pytest.approx(min(*ratios, last), abs=1e-6)
    assert math.isnan(measure(result, "through_gates", "rnn"))


@pytest.mark.parametrize("name", MEASURES)
def test_each_says_its_value_or_has_none(name: str) -> None:
    for cell in ("rnn", "lstm", "gru"):
        arguments = {"gate": {"gate": "f"}, "by_hand": {"name": "dz"}}.get(name, {})
        value = measured(name, cell, **arguments).of(RESULT)
        if cell == "gru":
            assert math.isnan(value)
        elif not math.isnan(value):
            assert MEASURES[name].say(value).strip()


@pytest.mark.parametrize(
    ("name", "cell", "arguments", "said"),
    [
        ("size", "rnn", {}, 'There is no measure "size"'),
        ("left", "cnn", {}, 'There is no cell "cnn"'),
        ("left", "rnn", {"up": 1}, '"left" cannot be asked for "up". It takes at.'),
        ("factor", "rnn", {"at": 1}, "It takes nothing but a cell."),
        ("left", "rnn", {"at": "one"}, "must be a whole number"),
        ("left", "rnn", {"at": True}, "must be a whole number"),
        ("gate", "lstm", {"gate": 1}, "must be a text"),
    ],
)
def test_what_there_is_not_is_said(name: str, cell: str, arguments: dict[str, object], said: str) -> None:
    with pytest.raises(RnnvizError, match=r"\w") as error:
        measured(name, cell, **arguments)
    assert said in str(error.value)


def test_of_a_step_that_is_not_there_is_no_value() -> None:
    assert math.isnan(Measured("left", "rnn", {"at": 99}).of(RESULT))
    assert math.isnan(Measured("gate", "lstm", {"gate": "q"}).of(RESULT))


def test_a_half_life_without_an_end_is_said() -> None:
    linear = run(Scenario(cells=("rnn",), activation="linear", T_x=20))
    value = measure(linear, "half_life", "rnn")
    assert MEASURES["half_life"].say(value) == "endless"


@pytest.mark.parametrize("fields", [{}, {"forget_bias": 3.0}, {"forget_bias": 2.0, "input_scale": 4.0}, {"n_a": 1}])
def test_the_memory_is_that_of_the_page_gates(fields: dict[str, Any]) -> None:
    result = run(Scenario(**fields))
    memory = measured("memory", "lstm")
    assert f"gone after {memory.kind.say(memory.of(result))}" in gates_takeaway(result)
