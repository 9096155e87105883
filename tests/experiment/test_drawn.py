"""What is drawn from a seed: the input that was asked for, labels and weights that depend on nothing else."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.experiment.scenario import Scenario

SMALL = {"n_x": 2, "n_a": 3, "n_y": 3, "m": 2, "T_x": 5}


def test_a_text_or_table_is_a_batch_of_one() -> None:
    text = Scenario(input="text", text="aba").make_input()
    assert text[:, 0].tolist() == [[1, 0, 1], [0, 1, 0]]
    assert Scenario(input="numbers", numbers=((1.0, 2.0), (3.0, 4.0))).make_input()[:, 0].tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("fields", "silent"),
    [
        ({"input": "impulse", "input_at": 3}, [1, 2, 4, 5]),
        ({"input": "step", "input_at": 3}, [1, 2]),
        ({"input": "noise"}, []),
        ({"input": "sine", "input_scale": 0.0}, [1, 2, 3, 4, 5]),
    ],
)
def test_the_input_is_the_one_that_was_asked_for(fields: dict[str, Any], silent: list[int]) -> None:
    x = Scenario(**SMALL, **fields).make_input()
    assert (np.flatnonzero(~x.any(axis=(0, 1))) + 1).tolist() == silent


@pytest.mark.parametrize("cell", CELLS)
def test_weights_do_not_depend_on_the_input_nor_the_other_way_round(cell: str) -> None:
    one = Scenario(**SMALL)
    wider, stronger = replace(one, T_x=7, m=3), replace(one, gain=2.0, init="identity")
    for name, weights in one.make_parameters(cell).items():
        np.testing.assert_array_equal(wider.make_parameters(cell)[name], weights)
    np.testing.assert_array_equal(stronger.make_input(), one.make_input())
    np.testing.assert_array_equal(stronger.make_labels(), one.make_labels())


def test_every_class_is_a_label_and_nothing_else() -> None:
    labels = Scenario(n_y=3, m=64, T_x=100).make_labels()
    assert labels.shape == (64, 100)
    assert sorted(set(labels.ravel().tolist())) == [0, 1, 2]


@pytest.mark.parametrize(("field", "name"), [("forget_bias", "bf"), ("input_bias", "bi"), ("output_bias", "bo")])
def test_a_constant_bias_is_the_one_that_was_asked_for(field: str, name: str) -> None:
    drawn = Scenario(**SMALL, **{field: 2.5}).make_parameters("lstm")
    assert drawn[name].ravel().tolist() == [2.5] * 3


@pytest.mark.parametrize("cell", CELLS)
def test_a_seed_means_what_it_always_has(cell: str) -> None:
    # One stream of random numbers each for input, labels and weights: links that people have must show the same.
    scenario = Scenario(**SMALL, seed=5)
    x, labels, weights = (np.random.default_rng([5, stream]) for stream in range(3))
    np.testing.assert_array_equal(scenario.make_input(), x.normal(size=(2, 2, 5)))
    np.testing.assert_array_equal(scenario.make_labels(), labels.integers(3, size=(2, 5)))
    drawn = CELLS[cell].draw(2, 3, 3, Initialization("orthogonal"), weights)
    for name, values in scenario.make_parameters(cell).items():
        np.testing.assert_array_equal(values, drawn[name])
