"""Two settings have one key exactly if their results are equal: every field, what does not count, and edits."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, key_of_run, run
from rnnviz.experiment.scenario import BOUNDS, CHOICES, Scenario
from tests.architecture.project import ROOT

SMALL = Scenario(n_x=2, n_a=3, n_y=2, m=2, T_x=3)


def numbers_of(result: Result) -> dict[str, Any]:
    """Every number of a result, by name."""
    found = {"x": result.x, "labels": result.labels}
    for name, cell in result.cells.items():
        groups: dict[str, Mapping[str, Any]] = {
            "parameters": cell.parameters,
            "states": cell.states,
            "gates": cell.gates,
            "gradients": cell.gradients,
            "fades": {key: fade.log10_norm for key, fade in cell.fades.items()},
        }
        found |= {f"{name} {group} {key}": value for group, of in groups.items() for key, value in of.items()}
        found |= {f"{name} y": cell.y, f"{name} loss": cell.loss}
        for key, gradient in cell.by_step.items():
            found |= {f"{name} d{key}": gradient.mantissa, f"{name} d{key} exponent": gradient.exponent}
    return found


def said_of(result: Result) -> Any:
    """What a result says beside its numbers: which cells, in which order, with which equations, of which letters."""
    scenario = result.scenario
    equations = scenario.activation if "rnn" in result.cells else ""
    return list(result.cells), equations, scenario.letters, scenario.characters(), scenario.last_loss_step


def equal(one: Result, other: Result) -> bool:
    a, b = numbers_of(one), numbers_of(other)
    return (
        said_of(one) == said_of(other)
        and a.keys() == b.keys()
        and all(np.array_equal(a[name], b[name], equal_nan=True) for name in a)
    )


# ------------------------------------------------------------------------------------------- every field once

#: For each field, a setting in which it counts and another value.
COUNTING: dict[str, tuple[dict[str, Any], Any]] = {
    "cells": ({}, ("lstm", "rnn")),
    "n_x": ({}, 1),
    "n_a": ({}, 4),
    "n_y": ({}, 3),
    "m": ({}, 1),
    "T_x": ({}, 4),
    "activation": ({}, "relu"),
    "start": ({"cells": ("rnn",)}, "haiku"),
    "init": ({}, "glorot"),
    "gain": ({}, 1.0000000000000002),
    "forget": ({}, "chrono"),
    "forget_bias": ({}, 1.0000000000000002),
    "t_max": ({"forget": "chrono"}, 99),
    "input_bias": ({}, 1e-300),
    "output_bias": ({}, 1e-300),
    "update_bias": ({"cells": ("gru",)}, 1e-300),
    "seed": ({}, 1),
    "input": ({}, "sine"),
    "input_scale": ({}, 1.5),
    "input_at": ({"input": "impulse"}, 2),
    "period": ({"input": "sine"}, 19.0),
    "text": ({"input": "text"}, "The cat that the dogs chased was hungry!"),
    "numbers": ({"input": "numbers"}, ((0.0, 0.5, 1.0, 0.5, 0.0, -0.5, -1.0, -0.25),)),
    "loss": ({}, "every"),
    "loss_step": ({"loss": "step"}, 2),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Scenario)])
def test_every_field_that_counts_is_in_the_key(name: str) -> None:
    assert name in COUNTING, f"{name} is new: say here in which setting it counts"
    about, value = COUNTING[name]
    one = replace(SMALL, **about)
    other = replace(one, **{name: value})
    assert one.counts(name)
    assert one.key != other.key
    assert not equal(run(one), run(other))


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        ({}, {"text": "x", "numbers": ((1.0,),), "period": 3.0, "input_at": 2, "loss_step": 2, "t_max": 7}),
        ({"forget": "chrono"}, {"forget_bias": -1.0, "input_bias": 2.0}),
        ({"cells": ("rnn",)}, {"input_bias": 1.0, "output_bias": 1.0}),
        ({"cells": ("rnn",)}, {"start": "keras", "init": "own"}),
        ({"cells": ("rnn",), "init": "glorot"}, {"start": "keras"}),
        ({"cells": ("rnn",)}, {"forget": "chrono", "forget_bias": 2.0, "t_max": 5}),
        ({"cells": ("lstm",)}, {"activation": "relu"}),
        ({"input": "text", "text": "abab"}, {"n_x": 5, "m": 7, "T_x": 99, "input_scale": 3.0, "period": 2.0}),
        ({"input": "numbers"}, {"n_x": 5, "m": 7, "T_x": 99, "input_scale": 0.0, "text": "x"}),
        ({"input": "numbers", "numbers": ((0, 1),)}, {"numbers": ((-0.0, 1.0),)}),
        ({"loss": "last"}, {"loss": "step", "loss_step": 3}),
        ({"T_x": 1}, {"loss": "every"}),
        ({"T_x": 1}, {"input": "impulse"}),
        ({"input": "step", "input_at": 3}, {"input": "impulse"}),
        ({"input_scale": 0.0}, {"input": "sine", "period": 3.0}),
        ({"input_scale": 0.0, "input": "impulse"}, {"input": "step", "input_at": 2, "input_scale": -0.0}),
        ({"input_scale": 0.0, "n_x": 1, "m": 1}, {"input": "numbers", "numbers": ((0.0, 0.0, 0.0),)}),
        ({"gain": 1}, {"gain": np.float64(1.0)}),
    ],
    ids=str,
)
def test_what_does_not_count_is_not(about: dict[str, Any], changes: dict[str, Any]) -> None:
    one = replace(SMALL, **about)
    other = replace(one, **changes)
    assert repr(one) != repr(other)
    assert one.key == other.key
    assert equal(run(one), run(other))


def test_a_field_that_is_new_counts_until_somebody_says_otherwise() -> None:
    @dataclass(frozen=True)
    class More(Scenario):
        weather: str = "fine"

    assert More().key != More(weather="rain").key


@pytest.mark.slow
def test_a_key_is_the_same_in_another_process() -> None:
    # It is part of the names of files.
    code = "from rnnviz import Scenario; print(Scenario(cells=('lstm', 'rnn'), gain=0.1).key)"
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert done.stdout.decode().strip() == Scenario(cells=("lstm", "rnn"), gain=0.1).key


# ------------------------------------------------------------------------------------------- any two settings

#: Few values of each field, so that equal results come up: no input at all, steps at the end, losses at the end.
FEW: dict[str, list[Any]] = {
    "cells": [("rnn",), ("lstm",), ("rnn", "lstm"), ("lstm", "rnn")],
    "n_x": [1, 2],
    "n_a": [1, 2],
    "n_y": [2, 3],
    "m": [1, 2],
    "T_x": [1, 2, 3],
    "gain": [0.5, 1.0],
    "forget_bias": [0.0, 1.0],
    "t_max": [3, 9],
    "seed": [0, 1],
    "input_scale": [0.0, -0.0, 1.0, 2.0],
    "input_at": [1, 2, 3],
    "period": [2.0, 3.0],
    "text": ["a", "ab", "ba", "aab", "cdc"],
    "numbers": [((0.0,),), ((0.0, -0.0),), ((1.0, 0.0),), ((0.0, 1.0), (1.0, 0.0)), ((1, 0),)],
    "loss_step": [1, 2, 3],
}


def few(name: str) -> st.SearchStrategy[Any]:
    """Values of a field; of a new one those that it can be chosen from, or its bounds."""
    default = next(field.default for field in fields(Scenario) if field.name == name)
    assert default is not MISSING
    return st.sampled_from(FEW.get(name) or list(CHOICES.get(name) or BOUNDS[name]))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Scenario, Scenario]:
    """Two settings that differ in at most three fields."""
    names = [field.name for field in fields(Scenario)]
    values = {name: draw(few(name)) for name in names}
    changed = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    return possible(values), possible(values | {name: draw(few(name)) for name in changed})


def possible(values: dict[str, Any]) -> Scenario:
    """The scenario with these values; where a step lies behind the end, it is the last one."""
    steps = replace(Scenario(), **{name: values[name] for name in ("input", "T_x", "text", "numbers")}).steps
    return Scenario(**values | {name: min(values[name], steps) for name in ("input_at", "loss_step")})


@settings(max_examples=400)
@given(pairs())
def test_two_settings_have_one_key_exactly_if_their_results_are_equal(pair: tuple[Scenario, Scenario]) -> None:
    one, other = pair
    assert (one.key == other.key) == equal(run(one), run(other))


# ------------------------------------------------------------------------------------------- edits

edits = st.builds(
    Edit,
    st.sampled_from(["rnn", "lstm"]),
    st.just("by"),
    st.sampled_from([(0, 0), (1, 0)]),
    st.sampled_from([0.5, 0.25, 1, 1.0]),  # none is what is there before, which is 0
) | st.builds(Edit, st.just(""), st.just("x"), st.just((0, 0, 0)), st.sampled_from([7.0, 8.0]))


@settings(max_examples=200)
@given(
    st.sampled_from([("rnn",), ("rnn", "lstm")]),
    *[st.lists(edits, max_size=3)] * 2,
)
def test_two_lists_of_edits_have_one_key_exactly_if_their_results_are_equal(
    cells: tuple[str, ...], first: list[Edit], second: list[Edit]
) -> None:
    scenario = replace(SMALL, cells=cells)
    first, second = ([edit for edit in some if edit.cell in ("", *cells)] for some in (first, second))
    one, other = run(scenario, first), run(scenario, second)
    assert (one.key == other.key) == equal(one, other)
    assert one.key == key_of_run(scenario, first)


def test_no_edit_is_no_edit_and_the_place_is_a_place() -> None:
    edit = Edit("rnn", "Waa", (0, 1), 0.5)
    keys = {
        key_of_run(SMALL),
        key_of_run(SMALL, [edit]),
        key_of_run(SMALL, [edit._replace(place=(1, 0))]),
        key_of_run(SMALL, [edit._replace(name="Wax")]),
        key_of_run(SMALL, [edit._replace(cell="lstm")]),
        key_of_run(replace(SMALL, seed=1), [edit]),
    }
    assert len(keys) == 6
    assert key_of_run(SMALL, iter([edit, edit])) == key_of_run(SMALL, (edit,))
