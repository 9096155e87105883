"""The verdict: its numbers multiply, and every awkward result gets a sentence."""

import math
import re

import pytest

from rnnviz.diagnosis import diagnose
from rnnviz.experiment import run
from rnnviz.figures.diagnosis_words import describe_causes, verdict
from rnnviz.scenario import Scenario
from tests.figures.awkward import SCENARIOS, result_of


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_gets_a_sentence(name: str) -> None:
    diagnoses = diagnose(result_of(name))
    for sentence, diagnosis in zip(verdict(diagnoses), diagnoses.values(), strict=True):
        assert sentence.endswith(".")
        assert "nan" not in (sentence + describe_causes(diagnosis)).lower()


@pytest.mark.parametrize(
    "fields", [{}, {"gain": 3.0}, {"forget_bias": -3.0}, {"loss": "every"}, {"T_x": 1000}, {"n_a": 128}]
)
def test_the_factors_multiply_to_the_one_a_step(fields: dict) -> None:
    for sentence in verdict(diagnose(run(Scenario(**fields)))):
        whole, *parts = [float(number) for number in re.findall(r"×([\d.]+\d)", sentence.split(". From t")[0])]
        assert math.isclose(math.prod(parts), whole, rel_tol=0.004)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "The RNN's gradient vanishes, above all by saturation"),
        ({"gain": 0.3, "input_scale": 0.0}, "The RNN's gradient vanishes, above all by weights"),
        ({"gain": 3.0}, "The RNN's gradient grows, above all by weights"),
        ({"input_scale": 0.0}, "The RNN's gradient keeps its size"),
        ({"forget_bias": -3.0}, "The LSTM's gradient at its cell state vanishes, above all by forget gates"),
        ({"forget_bias": 3.0}, "The LSTM's gradient at its cell state grows, above all by gate paths"),
        ({"T_x": 1}, "The RNN has no step between the loss and step 1"),
        ({"input": "step", "input_at": 60, "input_scale": 5.0}, "From t = 60 on, 29 of 32 units are saturated"),
    ],
)
def test_it_names_the_cause(fields: dict, said: str) -> None:
    assert said in " ".join(verdict(diagnose(run(Scenario(**fields)))))
