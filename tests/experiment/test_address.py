"""A scenario as plain text for an address, and back, whatever somebody wrote there."""

from dataclasses import fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnnviz.experiment.scenario import Scenario
from tests.strategies import scenarios

FIELDS = {field.name: field.default for field in fields(Scenario)}


@given(scenarios())
def test_to_an_address_and_back(scenario: Scenario) -> None:
    query = scenario.to_query()
    assert {type(item) for pair in query.items() for item in pair} <= {str}
    assert Scenario.from_query(query) == (scenario, [])
    through_a_url = dict(parse_qsl(urlencode(query), strict_parsing=bool(query)))
    assert Scenario.from_query(through_a_url) == (scenario, [])


@given(scenarios())
def test_only_what_differs_from_the_defaults_is_in_it(scenario: Scenario) -> None:
    plain = {**vars(Scenario(start=scenario.start)), "start": FIELDS["start"]}  # a start decides some of them
    different = {name for name in FIELDS if getattr(scenario, name) != plain[name]}
    assert set(scenario.to_query()) == different


def test_the_plain_scenario_is_an_empty_address() -> None:
    assert Scenario().to_query() == {}
    assert Scenario.from_query({}) == (Scenario(), [])


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"n_a": 64, "gain": 1.65}, {"n_a": "64", "gain": "1.65"}),
        ({"forget_bias": 0.0}, {"forget_bias": "0"}),
        ({"forget_bias": -0.25}, {"forget_bias": "-0.25"}),
        ({"gain": 2}, {"gain": "2"}),
        ({"start": "pytorch"}, {"start": "pytorch"}),
        ({"start": "pytorch", "init": "own", "forget_bias": 0.0}, {"start": "pytorch"}),
        ({"start": "pytorch", "init": "orthogonal"}, {"start": "pytorch", "init": "orthogonal"}),
        ({"start": "pytorch", "forget_bias": 1.0}, {"start": "pytorch", "forget_bias": "1"}),
        ({"start": "flax", "init": "orthogonal"}, {"start": "flax"}),
        ({"start": "plain", "init": "orthogonal", "forget_bias": 1.0}, {}),
        ({"input_bias": -1.0, "output_bias": 2.0}, {"input_bias": "-1", "output_bias": "2"}),
        ({"cells": ("lstm", "rnn")}, {"cells": "lstm,rnn"}),
        ({"input": "text", "text": "a & b=c"}, {"input": "text", "text": "a & b=c"}),
        ({"numbers": ((1.0, -0.5), (0.0, 1e-7))}, {"numbers": "1,-0.5|0,1e-07"}),
    ],
)
def test_how_it_reads(fields: dict[str, Any], query: dict[str, str]) -> None:
    assert Scenario(**fields).to_query() == query
    assert Scenario.from_query(query) == (Scenario(**fields), [])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("n_a", "many", "n_a must be a whole number; got 'many'. Choose it with the control."),
        ("n_a", "16.0", "n_a must be a whole number; got '16.0'. Choose it with the control."),
        ("n_a", "", "n_a must be a whole number; got ''. Choose it with the control."),
        ("n_a", "0", "n_a must be between 1 and 256; got 0. Choose a value in that range."),
        ("gain", "1e6", "gain must be between 0.05 and 5; got 1,000,000. Choose a value in that range."),
        ("gain", "nan", "gain must be between 0.05 and 5; got nan. Choose a value in that range."),
        ("gain", "-inf", "gain must be between 0.05 and 5; got -inf. Choose a value in that range."),
        ("gain", "x" * 50, f"gain must be a number; got '{'x' * 20}…'. Choose it with the control."),
        (
            "seed",
            "9" * 400,
            "seed must be between 0 and 4,294,967,295; got a number of 400 digits. Choose a value in that range.",
        ),
        ("seed", "9" * 5000, "seed must be between 0 and 4,294,967,295; got a number of 5,000 digits."),
        ("cells", "mlp", "cells must be one or more of rnn, lstm, gru; got mlp. Choose one."),
        ("cells", "", "cells must be one or more of rnn, lstm, gru; got none. Choose one."),
        ("init", "Glorot", "init must be one of glorot, gaussian, orthogonal, identity; got 'Glorot'."),
        ("init", "own", "init must be one of glorot, gaussian, orthogonal, identity; got 'own'."),
        ("start", "theano", "start must be one of plain, keras, pytorch, flax, haiku; got 'theano'."),
        ("start", "", "start must be one of plain, keras, pytorch, flax, haiku; got ''."),
        ("output_bias", "11", "output_bias must be between -5 and 10; got 11. Choose a value in that range."),
        ("text", "", "The text has no characters yet. Type at least one."),
        ("text", "a" + "\u0315\u0300" * 60_000, "The text has 120,001 characters; at most 1,000 are possible"),
        ("text", "a" + "\u0315\u0300" * 16, "The text has 32 combining marks in a row from character 2 on"),
        ("numbers", "|" * 2_000_000, "The table has 2,000,000 characters; at most 1,000,000 are read."),
        ("cells", "," * 20_000, "cells is a text of 20,000 characters. Choose it with the control."),
        ("init", "x" * 20_000, "init is a text of 20,000 characters. Choose it with the control."),
        ("seed", "9" * 20_000, "seed is a text of 20,000 characters. Choose it with the control."),
        ("gain", "9" * 20_000, "gain is a text of 20,000 characters. Choose it with the control."),
        ("numbers", "1,x", "Row 1, column 2 is 'x', which is no number."),
    ],
)
def test_what_cannot_be_used_has_its_sentence_and_the_default_stands(name: str, value: str, sentence: str) -> None:
    scenario, problems = Scenario.from_query({name: value, "n_y": "7"})
    assert scenario == Scenario(n_y=7)
    assert [problem.field for problem in problems] == [name]
    assert str(problems[0]).startswith(sentence)


def test_a_start_that_cannot_be_used_costs_only_itself() -> None:
    scenario, problems = Scenario.from_query({"start": "Pytorch", "init": "own", "gain": "2", "forget_bias": "3"})
    assert scenario == Scenario(gain=2.0, forget_bias=3.0)
    assert [problem.field for problem in problems] == ["start", "init"]  # the plain start has no way of its own


def test_one_problem_for_each_bad_field_and_the_good_ones_stay() -> None:
    query = {"n_a": "0", "gain": "2", "init": "?", "m": "3", "numbers": ",", "seed": "5", "forget_bias": "x"}
    scenario, problems = Scenario.from_query(query)
    assert scenario == Scenario(gain=2.0, m=3, seed=5)
    assert {problem.field for problem in problems} == {"n_a", "init", "numbers", "forget_bias"}
    assert len(problems) == 4


@pytest.mark.parametrize(
    ("good", "T_x_is_used"),
    [
        ({"input": "text", "text": "a" * 40, "n_a": "256", "m": "64", "T_x": "1000"}, False),
        ({"input": "numbers", "numbers": "1,2", "n_a": "256", "m": "64", "T_x": "1000"}, False),
        ({"n_a": "256", "m": "1", "T_x": "1000"}, True),
        ({"m": "64", "n_a": "31", "T_x": "1000"}, True),
        ({"T_x": "1000", "input": "impulse", "input_at": "1000"}, True),
        ({"T_x": "1000", "loss": "step", "loss_step": "1000"}, True),
        ({"input": "text", "text": "abcdef", "loss": "step", "loss_step": "6"}, False),
    ],
)
def test_fields_that_fit_together_stay_together_beside_a_bad_one(good: dict[str, str], T_x_is_used: bool) -> None:
    alone = Scenario.from_query(good)
    assert alone.problems == []
    assert (alone.scenario.steps == 1000) == T_x_is_used
    scenario, problems = Scenario.from_query({"gain": "99", **good})
    assert scenario == alone.scenario
    assert [problem.field for problem in problems] == ["gain"]


@given(scenarios(), st.sampled_from(["gain", "n_y", "seed", "period"]))
def test_one_bad_value_costs_only_itself(scenario: Scenario, bad: str) -> None:
    read, problems = Scenario.from_query({**scenario.to_query(), bad: "-7"})
    assert read == replace(scenario, **{bad: FIELDS[bad]})
    assert [problem.field for problem in problems] == [bad]


def test_over_the_budget_what_fits_is_kept() -> None:
    scenario, problems = Scenario.from_query({"T_x": "1000", "n_a": "256", "m": "64"})
    assert (scenario.n_a, scenario.m, scenario.T_x) == (256, 64, 100)
    assert [problem.field for problem in problems] == ["T_x"]
    assert str(problems[0]).startswith("T_x = 1000 does not fit to the rest. ")


def test_keys_that_are_somebody_elses_are_left_alone() -> None:
    assert Scenario.from_query({"embed": "true", "utm_source": "x", "N_A": "3", "steps": "5"}) == (Scenario(), [])


garbage = st.text(max_size=30) | st.sampled_from(
    [
        "nan",
        "inf",
        "-1",
        "0",
        "1",
        "2",
        "1000",
        "1e999",
        "9" * 400,
        "text",
        "numbers",
        "step",
        "relu",
        "rnn,,",
        "|",
        "²",
    ]
)


@given(st.dictionaries(st.sampled_from(list(FIELDS)) | st.text(max_size=5), garbage))
@example({"text": "\ud800"})
@example({"numbers": "1," + "9" * 200_000})
@example(dict.fromkeys(FIELDS, "9" * 400))
def test_any_address_gives_a_scenario_and_a_problem_for_each_bad_field(query: dict[str, str]) -> None:
    scenario, problems = Scenario.from_query(query)
    assert isinstance(scenario, Scenario)
    assert len(problems) <= len(query.keys() & FIELDS.keys())
    assert all(str(problem).endswith(".") and len(str(problem)) < 250 for problem in problems)
    kept = scenario.to_query()
    assert kept.keys() <= query.keys()
    assert Scenario.from_query(kept) == (scenario, [])


def test_what_does_not_fit_to_the_rest_of_an_address_is_named() -> None:
    found = Scenario.from_query({"T_x": "1000", "n_a": "256", "m": "64"})
    (problem,) = found.problems
    assert problem.field == "T_x"
    assert str(problem).startswith("T_x = 1000 does not fit to the rest. 1,000 steps × 256 units")
    assert (found.scenario.n_a, found.scenario.m, found.scenario.T_x) == (256, 64, 100)


@pytest.mark.parametrize("field", ["n_a", "gain"])
@pytest.mark.parametrize("digits", [400, 5000])
def test_a_number_of_thousands_of_digits_is_out_of_range(field: str, digits: int) -> None:
    (problem,) = Scenario.from_query({field: "9" * digits}).problems
    assert f"got a number of {digits:,} digits. Choose a value in that range." in str(problem)
