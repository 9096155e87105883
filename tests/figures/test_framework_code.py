"""What a remedy is in frameworks: Python that can be read, with the numbers of the remedy."""

import ast

import pytest

from rnnviz.analysis.criticality import Critical
from rnnviz.analysis.remedies import remedies
from rnnviz.experiment.inputs import number_text
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.framework_code import _CODE, CLIPPING, in_frameworks

SCENARIOS = [
    Scenario(n_a=8, T_x=30, cells=("rnn", "lstm"), init="glorot", forget_bias=0.0),
    Scenario(n_a=8, T_x=30, cells=("gru",), init="glorot", gain=0.5),
    Scenario(n_a=8, T_x=30, start="pytorch", input_scale=4.0, cells=("rnn", "lstm", "gru")),
]
FOUND = [remedy for scenario in SCENARIOS for remedy in remedies(scenario)]
FOUND += remedies(Scenario(n_a=8, T_x=30, cells=("gru",)), Critical(gain=None, forget_bias=None, update_bias=2.5))


def test_every_remedy_has_its_lines() -> None:
    assert {remedy.name for remedy in FOUND} == set(_CODE)


@pytest.mark.parametrize("remedy", FOUND, ids=lambda remedy: f"{remedy.cell} {remedy.name}")
def test_they_are_python_and_say_the_value(remedy) -> None:
    for code in in_frameworks(remedy):
        ast.parse(code)
        assert max(map(len, code.splitlines())) <= 100
    if remedy.name == "Gain tuned to ×1":
        assert all(number_text(remedy.scenario.gain) in code for code in in_frameworks(remedy))
    if remedy.name == "Forget bias tuned to ×1":
        assert all(number_text(remedy.scenario.forget_bias) in code for code in in_frameworks(remedy))


def test_clipping_is_python() -> None:
    for code in CLIPPING:
        ast.parse(code)
