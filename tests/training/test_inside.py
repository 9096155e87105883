"""A network in training as a result: the states, losses and gradients that the trainer has, for every task."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.diagnosis import diagnose, itemize
from rnnviz.analysis.verification import check_run
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import run
from rnnviz.tasks import TASKS, Batch, next_character
from rnnviz.training.inside import brought
from rnnviz.training.network import Network, backward, forward
from rnnviz.training.trainer import Training, start, update

EVERY = [*TASKS.values(), next_character("abcabcabd")]


def trained(task, cell: str):
    training = Training(task, task.lengths.low + 3, Network(cell, n_a=4), batch=8, learning_rate=0.01)
    now = start(training)
    for _ in range(3):
        now = update(training, now).checkpoint
    return training, now


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize("task", EVERY, ids=lambda task: task.key)
def test_it_is_the_network_of_the_trainer(task, cell: str) -> None:
    training, now = trained(task, cell)
    result = run(brought(training, now, 5))
    one = result.cells[cell]
    batch = task.batch(training.fresh_rng(), 5, training.T)
    last = np.arange(len(batch.counts)) == len(batch.counts) - 1
    there = forward(training.network, now.parameters, task, Batch(batch.x, batch.targets, last))
    gradients, through = backward(training.network, now.parameters, Batch(batch.x, batch.targets, last), there)
    assert one.loss == pytest.approx(there.loss.value)
    np.testing.assert_allclose(one.states["a"], there.forward.states["a"])
    np.testing.assert_allclose(one.by_step["a"].to_float(), through.by_step["a"].to_float(), atol=1e-14)
    for name, value in one.gradients.items():
        if name not in ("dx", "da0", "dc0"):
            np.testing.assert_allclose(value, gradients[name], atol=1e-13)


@pytest.mark.parametrize("task", EVERY, ids=lambda task: task.key)
def test_its_gradients_agree_with_differences_and_its_causes_multiply(task) -> None:
    result = run(brought(*trained(task, "lstm"), 3))
    assert check_run(result, "lstm", sample=4).passed
    assert diagnose(result)["lstm"].whole is not None
    assert itemize(result, "lstm", sequence=2).states["a"].shape[0] == result.scenario.steps


def test_it_can_be_edited_and_asked_about_other_steps() -> None:
    scenario = brought(*trained(TASKS["latch"], "rnn"))
    edited = run(scenario, [Edit("rnn", "Waa", (0, 0), 2.0)])
    assert edited.cells["rnn"].parameters["Waa"][0, 0] == 2.0
    assert run(scenario).cells["rnn"].parameters["Waa"][0, 0] != 2.0
    early = run(replace(scenario, loss="step", loss_step=2))
    assert early.cells["rnn"].fades["a"].reference == 2


def test_symbols_are_read_as_letters() -> None:
    scenario = brought(*trained(TASKS["order"], "rnn"))
    read = scenario.characters(2)
    assert len(read) == scenario.steps
    assert set(read) <= set("XYabcd")
    assert sum(letter in "XY" for letter in read) == 2
    assert brought(*trained(TASKS["adding"], "rnn")).characters() == ()


def test_another_checkpoint_is_another_scenario() -> None:
    training, now = trained(TASKS["latch"], "rnn")
    assert brought(training, now).key != brought(training, start(training)).key
