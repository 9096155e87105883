"""What a scenario says about itself: its sizes, its loss, its start."""

import dataclasses

import pytest
from hypothesis import given

from rnnviz.experiment.declared import declared
from rnnviz.experiment.scenario import CHOICES, SETTINGS, Scenario
from tests.strategies import scenarios, texts


def test_every_field_is_declared_and_in_this_order() -> None:
    assert list(declared(Scenario).items()) == list(SETTINGS.items())
    assert list(SETTINGS) == [field.name for field in dataclasses.fields(Scenario)]


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Scenario().n_a = 3  # type: ignore[misc]
    assert hash(Scenario(seed=1)) == hash(Scenario(seed=1))


def test_a_text_or_a_table_has_its_own_sizes() -> None:
    text = Scenario(input="text", text="banana", n_x=5, m=64, T_x=3)
    assert (text.features, text.batch, text.steps) == (3, 1, 6)
    table = Scenario(input="numbers", numbers=((1.0, 2.0, 3.0, 4.0),) * 2, n_x=5, m=64, T_x=3)
    assert (table.features, table.batch, table.steps) == (2, 1, 4)
    noise = Scenario(n_x=5, m=64, T_x=3)
    assert (noise.features, noise.batch, noise.steps) == (5, 64, 3)


def test_the_last_step_with_a_loss() -> None:
    assert Scenario(T_x=7).last_loss_step == 7
    assert Scenario(T_x=7, loss="every").last_loss_step == 7
    assert Scenario(T_x=7, loss="step", loss_step=3).last_loss_step == 3
    assert Scenario(input="text", text="abcd").last_loss_step == 4


@given(texts)
def test_as_many_features_as_characters(text: str) -> None:
    scenario = Scenario(input="text", text=text)
    assert (scenario.features, scenario.steps) == (len(set(text)), len(text))


@given(scenarios())
def test_another_start_changes_what_it_decides_and_nothing_else(scenario: Scenario) -> None:
    for start in CHOICES["start"]:
        other = scenario.starting(start)
        fresh = Scenario(start=start)
        assert (other.init, other.forget_bias) == (fresh.init, fresh.forget_bias)
        same = {"start": scenario.start, "init": scenario.init, "forget_bias": scenario.forget_bias}
        assert {**vars(other), **same} == vars(scenario)
        assert other.starting(scenario.start).starting(start) == other


def test_what_was_given_is_not_the_start_s() -> None:
    given_all = Scenario(start="pytorch", init="orthogonal", forget_bias=1.0)
    assert (given_all.init, given_all.forget_bias) == ("orthogonal", 1.0)
    assert dataclasses.replace(Scenario(), start="pytorch") == given_all  # nothing else is changed
