"""The remedies: each changes what it says, and what it leaves of the gradient is what comes out."""

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from rnnviz.experiment import run
from rnnviz.remedies import remedied, remedies
from rnnviz.scenario import Scenario
from tests.strategies import scenarios


def changed(one: Scenario, other: Scenario) -> set[str]:
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}


@settings(max_examples=30)
@given(scenario=scenarios(n_a=6, T_x=15, m=2, n_x=3))
def test_each_changes_the_network_alone(scenario):
    for remedy in remedies(scenario):
        differs = changed(scenario, remedy.scenario)
        assert differs
        assert differs <= {"init", "gain", "activation", "forget", "forget_bias", "t_max"}
        assert remedy.cell in scenario.cells
        assert remedied(remedy).fades.keys() == set(scenario.cells)


def test_what_is_there_already_is_not_offered():
    names = [remedy.name for remedy in remedies(Scenario(init="orthogonal", gain=1.0, forget_bias=1.0))]
    assert "Orthogonal weights" not in names
    assert "Forget bias 1" not in names


def test_the_fades_are_those_of_the_scenario():
    for remedy in remedies(Scenario(init="glorot", forget_bias=0.0)):
        expected = run(remedy.scenario).cells[remedy.cell].fades["a"].left
        assert math.isclose(remedied(remedy).fades[remedy.cell].left, expected)
