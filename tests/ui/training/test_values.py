"""The values of the controls: each with its words, in texts for an address and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.training.values import (
    BOUNDS,
    CHOICES,
    DEFAULTS,
    PRESETS,
    RATES,
    VALUES,
    from_address,
    problem_of,
    to_address,
)


@given(st.dictionaries(st.sampled_from([*DEFAULTS, "other"]), st.text(max_size=30)))
def test_any_address_gives_possible_values_and_a_sentence_for_the_others(query: dict[str, str]) -> None:
    values, problems = from_address(query)
    assert values.keys() == DEFAULTS.keys()
    for name, value in values.items():
        assert name not in CHOICES or value in CHOICES[name]
        assert name not in BOUNDS or BOUNDS[name].problem(name, value) == ""
    assert all(problem.endswith(".") for problem in problems)
    assert len(problems) <= len(query)


def test_names_in_the_address_are_no_others() -> None:
    # They are written with a prefix, since scenario and plan are in the same session.
    assert {"n_a", "seed", "text"} <= set(DEFAULTS) & set(Scenario().to_query() | vars(Scenario()))


@pytest.mark.parametrize("name", VALUES)
def test_each_is_called_something_and_begins_with_what_is_possible(name: str) -> None:
    one = VALUES[name]
    assert one.label
    assert "{" not in one.label
    assert (one.step is None) or name in BOUNDS or one.choices
    assert problem_of(name, DEFAULTS[name]) == ""


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_set_what_is_possible(preset: str) -> None:
    assert [problem_of(name, value) for name, value in PRESETS[preset].items()] == [""] * len(PRESETS[preset])


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({}, {}),
        ({"text": "abab"}, {}),
        ({"task": "text", "text": "abab"}, {"task": "text", "text": "abab"}),
        ({"T_copy": 30, "rate_copy": 0.3, "updates_copy": 100}, {}),
        ({"task": "copy", "T_copy": 30, "rate_copy": 0.3}, {"task": "copy", "T_copy": "30", "rate_copy": "0.3"}),
        ({"gain_2": 1.5}, {"gain_2": "1.5"}),
        ({"gain_2": 1.5, "second": False}, {"second": "no"}),
        ({"gain_1": 0.7500000000000001, "truncate": 5}, {"gain_1": "0.75", "truncate": "5"}),
    ],
)
def test_what_counts_is_in_the_address(values: dict[str, Any], address: dict[str, str]) -> None:
    assert to_address(DEFAULTS | values) == {"task": "latch"} | address


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("n_a", "65", "n_a must be between 1 and 64; got 65. Choose a value in that range."),
        ("batch", "many", "batch must be a whole number; got 'many'."),
        ("batch", "a" * 30 + "b" * 99, "batch must be a whole number; got 'aaaaaaaaaaaa...aaabbbbbbbbbb'."),
        ("optimizer", "lion", "optimizer must be one of adam, sgd; got 'lion'."),
        ("second", "maybe", "second must be one of yes, no; got 'maybe'."),
        ("rate_latch", "2", f"rate_latch must be one of {', '.join(f'{rate:g}' for rate in RATES)}; got '2'."),
        ("cell_1", "x" * 99, f"cell_1 must be one of rnn, lstm, gru; got '{'x' * 40}'."),
    ],
)
def test_what_an_address_cannot_ask_for(name: str, text: str, problem: str) -> None:
    values, problems = from_address({name: text})
    assert values == DEFAULTS
    assert problems == [problem]
