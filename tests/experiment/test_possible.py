"""Bounds, choices, sequences and budget: what is not possible is refused in one sentence that says what to do."""

import math
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.errors import ScenarioError
from rnnviz.experiment.scenario import BOUNDS, BUDGET, CHOICES, Scenario
from tests.strategies import scenarios

WHOLE = [name for name, bounds in BOUNDS.items() if isinstance(bounds.low, int)]
REAL = [name for name in BOUNDS if name not in WHOLE]


def refused(match: str, field: str, **fields: Any) -> ScenarioError:
    """The error for a scenario that is not possible; it names the field and says what to do."""
    with pytest.raises(ScenarioError, match=match) as caught:
        Scenario(**fields)
    assert caught.value.field == field
    assert str(caught.value).endswith(".")
    assert len(str(caught.value)) < 250
    return caught.value


@pytest.mark.parametrize("name", BOUNDS)
def test_both_bounds_are_allowed(name: str) -> None:
    for value in BOUNDS[name]:
        assert getattr(Scenario(**{name: value}), name) == value


@pytest.mark.parametrize("name", WHOLE)
def test_one_beyond_a_whole_bound_is_refused(name: str) -> None:
    low, high = BOUNDS[name]
    for value in (low - 1, high + 1):
        refused(rf"{name} must be between {low:,} and {high:,}; got {value:,}\. Choose a value", name, **{name: value})


@pytest.mark.parametrize("name", REAL)
def test_the_next_float_beyond_a_bound_is_refused(name: str) -> None:
    low, high = BOUNDS[name]
    for value in (math.nextafter(low, -math.inf), math.nextafter(high, math.inf), math.inf, -math.inf, math.nan):
        refused(f"{name} must be between {low:,g} and {high:,g}; got", name, **{name: value})
    Scenario(**{name: math.nextafter(low, math.inf)})
    Scenario(**{name: math.nextafter(high, -math.inf)})


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("value", [2.0, 2.5, math.nan, "3", True, None])
def test_only_whole_numbers_are_whole(name: str, value: object) -> None:
    refused(f"{name} must be a whole number; got", name, **{name: value})


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("value", ["1", True, None])
def test_only_numbers_are_numbers(name: str, value: object) -> None:
    refused(f"{name} must be a number; got", name, **{name: value})


SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@pytest.mark.parametrize("digits", [16, 400, 5000])
def test_an_absurdly_long_number_is_one_short_sentence(digits: int) -> None:
    refused(
        rf"seed must be between 0 and 4,294,967,295; got 1\.0·10{str(digits).translate(SUPERSCRIPT)}\.",
        "seed",
        seed=10**digits,
    )
    refused(rf"T_x must be between .* got -1\.0·10{str(digits).translate(SUPERSCRIPT)}\.", "T_x", T_x=-(10**digits))


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_is_one_of_its_names(name: str) -> None:
    for choice in CHOICES[name]:
        assert getattr(Scenario(**{name: choice}), name) == choice
    refused(f"{name} must be one of {', '.join(CHOICES[name])}; got 'TANH'", name, **{name: "TANH"})
    refused(f"{name} must be one of .*; got 'x{{20}}…'", name, **{name: "x" * 1000})


@pytest.mark.parametrize(
    ("cells", "got"), [((), "none"), (("rnn", "rnn"), "rnn, rnn"), (("mlp",), "mlp"), (("g" * 99,), "g" * 20 + "…")]
)
def test_cells_are_known_and_different(cells: tuple[str, ...], got: str) -> None:
    refused(rf"cells must be one or more of rnn, lstm, gru; got {got}\. Choose one\.", "cells", cells=cells)


# ------------------------------------------------------------------------------------------------ sequences


def test_texts_up_to_a_thousand_characters_fit() -> None:
    for length in (1, 999, 1000):
        assert Scenario(input="text", text="é" * length).steps == length
    refused(r"The text has 1,001 characters; at most 1,000 are possible", "text", input="text", text="x" * 1001)
    refused(r"The text has 100,000 characters; .* Shorten it", "text", input="text", text="x" * 100_000)
    refused(r"The text has no characters yet\. Type at least one", "text", input="text", text="")


def test_the_text_is_counted_in_composed_characters() -> None:
    scenario = Scenario(input="text", text="e\u0301" * 1000)  # 2000 code points, 1000 characters
    assert (scenario.text, scenario.steps, scenario.features) == ("é" * 1000, 1000, 1)
    refused("half a surrogate pair at character 2", "text", input="text", text="a\ud800")


@pytest.mark.parametrize("unused", [{"text": ""}, {"text": "x" * 2000}, {"text": "\ud800"}, {"numbers": ()}])
def test_a_sequence_that_is_not_the_input_must_fit_all_the_same(unused: dict[str, Any]) -> None:
    # It goes into the address, and is there when somebody chooses it.
    refused(r"[Tt]ext|table", next(iter(unused)), **unused)


@pytest.mark.parametrize(
    "numbers",
    [(), ((),), ((1.0,), (1.0, 2.0)), ((1.0,),) * 33, ((0.0,) * 1001,)],
    ids=["no rows", "no columns", "ragged", "33 rows", "1001 columns"],
)
def test_a_table_that_does_not_fit(numbers: tuple[tuple[float, ...], ...]) -> None:
    message = r"The table must have 1 to 32 rows of one length, with 1 to 1,000 numbers each"
    refused(message, "numbers", input="numbers", numbers=numbers)


@pytest.mark.parametrize("value", [math.nan, math.inf, -1e7, 1000000.1])
def test_a_table_with_a_value_that_does_not_fit(value: float) -> None:
    refused(r"Every number of the table must lie within ±1,000,000\.", "numbers", input="numbers", numbers=((value,),))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"loss": "step", "loss_step": 11}, "loss_step"),
        ({"input": "impulse", "input_at": 11}, "input_at"),
        ({"input": "step", "input_at": 11}, "input_at"),
    ],
)
def test_a_step_beyond_the_sequence_is_refused_where_it_counts(fields: dict[str, Any], field: str) -> None:
    refused("step 11, but the sequence has 10 steps. Choose a step from 1 to 10, or a longer", field, T_x=10, **fields)
    Scenario(T_x=11, **fields)
    Scenario(T_x=10, **{field: 11})  # nobody looks at it


# ------------------------------------------------------------------------------------------------ budget


def test_the_budget_at_and_just_above() -> None:
    assert Scenario(T_x=1000, n_a=250, m=8).cost == BUDGET == 2_000_000
    refused(
        r"1,000 steps × 251 units × 8 sequences = 2,008,000 hidden values, more than the 2,000,000 .*: "
        r"a batch of 7 fits\.",
        "m",
        T_x=1000,
        n_a=251,
        m=8,
    )


@given(st.integers(1, 1000), st.integers(1, 256), st.integers(1, 64))
def test_the_advice_for_the_budget_works(T_x: int, n_a: int, m: int) -> None:
    try:
        assert Scenario(T_x=T_x, n_a=n_a, m=m).cost == T_x * n_a * m <= 2_000_000
    except ScenarioError as error:
        advised = int(str(error).split("a batch of ")[1].split()[0])
        advised_cost = Scenario(T_x=T_x, n_a=n_a, m=advised).cost
        one_more = T_x * n_a * (advised + 1)
    else:
        advised_cost, one_more = 0, BUDGET + 1
    assert advised_cost <= BUDGET < one_more


def test_absurd_settings_are_refused_at_once() -> None:
    start = time.perf_counter()
    for name in WHOLE:
        with pytest.raises(ScenarioError):
            Scenario(**{name: 10**12})
    with pytest.raises(ScenarioError):
        Scenario(T_x=1000, n_a=256, m=64)
    with pytest.raises(ScenarioError):
        Scenario(input="text", text="x" * 1_000_000)
    assert time.perf_counter() - start < 1


@given(scenarios())
def test_a_possible_scenario_is_within_all_bounds(scenario: Scenario) -> None:
    assert 1 <= scenario.cost <= BUDGET
    assert 1 <= scenario.last_loss_step <= scenario.steps <= 1000
    assert unicodedata.is_normalized("NFC", scenario.text)
