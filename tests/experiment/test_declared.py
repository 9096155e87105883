"""The one mechanism by which settings are declared: what is possible, to text and back, when one counts."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiment.declarations import SETTINGS as OF_SCENARIO
from rnnviz.experiment.declared import Declared, declare, declared, shortened
from rnnviz.experiment.scenario import Scenario
from rnnviz.numerics.ranges import Bounds
from rnnviz.training.network import SETTINGS as OF_NETWORK
from rnnviz.training.trainer import SETTINGS as OF_TRAINING
from rnnviz.ui.training.values import VALUES
from tests.strategies import scenarios

WHOLE, REAL = Declared(bounds=Bounds(1, 9)), Declared(bounds=Bounds(0.5, 9.0))
NAMES = Declared(choices={"adam": "Adam", "sgd": "Plain SGD"})
ALL = {"scenario": OF_SCENARIO, "network": OF_NETWORK, "training": OF_TRAINING, "plan": VALUES}
EACH = [(place, name) for place, table in ALL.items() for name in table]


@pytest.mark.parametrize(
    ("one", "value", "problem"),
    [
        (WHOLE, 9, ""),
        (WHOLE, 10, "n must be between 1 and 9; got 10. Choose a value in that range."),
        (WHOLE, 1.0, "n must be a whole number; got 1.0."),
        (WHOLE, None, "n must be a whole number; got None."),
        (WHOLE.like(optional=True), None, ""),
        (WHOLE.like(optional=True), 0, "n must be between 1 and 9; got 0. Choose a value in that range."),
        (REAL, 0.4, "n must be between 0.5 and 9; got 0.4. Choose a value in that range."),
        (NAMES, "sgd", ""),
        (NAMES, "lion", "n must be one of adam, sgd; got 'lion'."),
        (NAMES, [], "n must be one of adam, sgd; got []."),
        (Declared(), object(), ""),
    ],
)
def test_what_is_not_possible_is_said(one: Declared, value: object, problem: str) -> None:
    assert one.problem("n", value) == problem


def test_further_choices_are_offered_and_named() -> None:
    assert NAMES.problem("n", "lion", also=("lion",)) == ""
    assert NAMES.problem("n", "tiger", also=("lion",)) == "n must be one of adam, sgd, lion; got 'tiger'."
    assert NAMES.problem("n", "tiger", got=lambda value: f"<{value}>") == "n must be one of adam, sgd; got <tiger>."


@pytest.mark.parametrize(("place", "name"), EACH)
def test_every_default_is_possible_and_comes_back_from_its_text(place: str, name: str) -> None:
    one = ALL[place][name]
    default = getattr(Scenario(), name) if place == "scenario" else one.default
    if type(default).__name__ != "_OfStart" and default is not None:
        assert one.problem(name, default) == ""
        assert one.value(one.text(default)) == default


@given(scenarios())
def test_every_value_of_a_scenario_comes_back_from_its_text(scenario: Scenario) -> None:
    for name, one in OF_SCENARIO.items():
        value = getattr(scenario, name)
        assert one.value(one.text(value)) == value
        assert type(one.value(one.text(value))) is type(value)


@given(st.text(max_size=50))
def test_a_text_that_is_no_value_stands_for_itself(text: str) -> None:
    for one in (WHOLE, REAL, NAMES, Declared(choices={True: "", False: ""})):
        found = one.value(text)
        assert found == text if isinstance(found, str) else isinstance(found, bool | int | float)


@pytest.mark.parametrize(
    ("one", "value", "text"),
    [(REAL, 0.7000000000000001, "0.7000000000000001"), (REAL.like(digits=15), 0.7000000000000001, "0.7")],
)
def test_so_many_digits_as_are_asked_for(one: Declared, value: float, text: str) -> None:
    assert one.text(value) == text


@pytest.mark.parametrize(
    ("about", "chosen", "expected"),
    [
        ({}, "sine", True),
        ({"only": ("input", "sine", "step")}, "sine", True),
        ({"only": ("input", "sine")}, "noise", False),
        ({"without": ("input", "text")}, "text", False),
        ({"without": ("input", "text")}, "sine", True),
    ],
)
def test_when_one_counts(about: dict[str, Any], chosen: str, expected: bool) -> None:
    settings = SimpleNamespace(input=chosen, cells=("rnn",))
    assert Declared(**about).counts("n", settings) == expected
    assert not Declared(**about).counts("forget_bias", settings)  # of a cell that is not among these


def test_one_that_is_replaced_is_there_all_the_same() -> None:
    settings = SimpleNamespace(input="text")
    assert Declared(without=("input", "text")).is_there(settings)
    assert not Declared(only=("input", "sine")).is_there(settings)


def test_what_is_called_by_a_label_may_be_a_thing_that_has_one() -> None:
    one = Declared(choices={"a": SimpleNamespace(label="A thing"), "b": "B"})
    assert (one.shown("a"), one.shown("b")) == ("A thing", "B")


def test_a_dataclass_has_what_it_declares() -> None:
    @dataclass(frozen=True)
    class Sizes:
        n_a: int = declare(WHOLE.like(default=3))
        undeclared: int = 1

    assert Sizes() == Sizes(3, 1)
    assert replace(Sizes(), n_a=4).n_a == 4
    assert declared(Sizes) == declared(Sizes()) == {"n_a": WHOLE.like(default=3)}


def test_a_long_text_is_shortened_in_a_sentence() -> None:
    assert shortened("x" * 20) == "x" * 20
    assert shortened("x" * 21) == "x" * 20 + "…"
