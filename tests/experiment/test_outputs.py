"""The output layer and its loss: by definition, and where scores are so far apart that a softmax is rounded to 0."""

import math
from typing import Any

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.given import Given
from rnnviz.experiment.outputs import cross_entropy, output_loss
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from tests.oracles import whole_loss

SMALL = {"n_x": 2, "n_a": 3, "n_y": 3, "m": 2, "T_x": 5}
LOSSES: list[dict[str, Any]] = [{"loss": "last"}, {"loss": "every"}, {"loss": "step", "loss_step": 3}]


def test_scores_that_are_far_apart_have_a_finite_loss() -> None:
    # A softmax of (-431, 279, 427) is (0, 0, 1) in floats, and the logarithm of that infinite.
    scores = np.zeros((3, 2, 4))
    scores[:, 0, 1] = scores[:, 1, 3] = -431, 279, 427
    labels = np.array([[0, 0, 0, 0], [0, 0, 0, 1]])  # J: 858 + 148 + 6 ln 3, of two sequences
    loss, da = cross_entropy(scores, labels, np.eye(3), slice(0, 4))
    assert math.isclose(loss, (858 + 148 + 6 * math.log(3)) / 2, rel_tol=1e-15)
    np.testing.assert_allclose(da[:, 0, 1], [-1 / 2, 0, 1 / 2], atol=1e-60)
    np.testing.assert_allclose(da[:, 1, 3], [0, -1 / 2, 1 / 2], atol=1e-60)
    np.testing.assert_allclose(da[:, 1, 0], np.array([-2, 1, 1]) / 6, rtol=1e-15)
    assert cross_entropy(scores, labels, np.eye(3), slice(1, 2))[0] == pytest.approx((858 + math.log(3)) / 2)


def far_apart(name: str, label: int, **fields: Any) -> Result:
    """A run whose scores are (-431, 279, 427) at every step but for what its hidden state adds."""
    scenario = Scenario(**SMALL | {"m": 1, "cells": (name,)} | fields)
    order = [label, *({0, 1, 2} - {label})]
    return run(scenario, [Edit(name, "by", (k, 0), score) for k, score in zip(order, (-431, 279, 427), strict=True)])


@pytest.mark.parametrize("fields", LOSSES, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_a_run_whose_scores_are_far_apart_has_its_loss_and_gradient(name: str, fields: dict[str, Any]) -> None:
    label = int(run(Scenario(**SMALL | {"m": 1})).labels[0, fields.get("loss_step", 5) - 1])
    result = far_apart(name, label, **fields)
    cell = result.cells[name]
    expected = whole_loss.whole_loss(result, name, dict(cell.parameters), result.x)
    assert math.isclose(cell.loss, expected, rel_tol=1e-13)
    assert 800 < cell.loss < 900 or fields["loss"] == "every"
    # p - onehot is (-1, 0, 1) to the last digit; y is the softmax of the course, as before.
    Wy = cell.parameters["Wya" if name == "rnn" else "Wy"]
    t = whole_loss.loss_steps(result)[-1] - 1
    largest = int(cell.y[:, 0, t].argmax())
    np.testing.assert_allclose(cell.by_step["a"].to_float()[:, 0, t], Wy[largest] - Wy[label], rtol=1e-12)
    assert sorted(cell.y[:, 0, t]) == pytest.approx([0, 0, 1], abs=1e-60)


@pytest.mark.parametrize("readout", ["classes", "values"])
def test_the_readout_decides_what_is_said_and_how_wrong_it_is(readout: str) -> None:
    drawn = Scenario(**SMALL, cells=("rnn",))
    values = np.random.default_rng(3).normal(size=(3, 2, 5))
    labels = drawn.make_labels() if readout == "classes" else values
    about: Any = {"n_y": 3, "readout": readout}
    setting = Given("mine", drawn.make_input(), labels, {"rnn": drawn.make_parameters("rnn")}, **about)
    one = run(setting).cells["rnn"]
    scores = np.stack([one.parameters["Wya"] @ a + one.parameters["by"] for a in one.states["a"].transpose(2, 0, 1)], 2)
    softmax = np.exp(scores) / np.exp(scores).sum(axis=0)
    np.testing.assert_allclose(one.y, softmax if readout == "classes" else scores, rtol=1e-12)
    last = -np.log([softmax[labels[s, 4], s, 4] for s in range(2)]).mean() if readout == "classes" else None
    expected = last if last is not None else ((scores - values)[..., 4] ** 2).mean()
    loss, da = output_loss(setting, one.states["a"], one.parameters, labels, slice(4, 5))
    assert loss == one.loss == pytest.approx(expected, rel=1e-12)
    assert not da[..., :4].any()
