"""The prediction: its limits against the trials they come from, and some of the trials made again."""

import math

import numpy as np
import pytest

from rnnviz.gradient_flow.fade import Fade
from rnnviz.tasks import TASKS, next_character
from rnnviz.training.network import Network
from rnnviz.training.prediction import LIMITS, Trial, band_of, fade_before, predict, predicted, trials
from rnnviz.training.trainer import Training, train


def latch(cell: str) -> list[Trial]:
    return [trial for trial in trials() if trial.task == "latch" and trial.cell == cell]


@pytest.mark.parametrize("cell", LIMITS)
def test_the_limits_are_those_of_the_trials(cell: str) -> None:
    learned, tried = band_of("learns", latch(cell))
    assert tried >= 50
    assert learned / tried > 0.95
    learned, tried = band_of("fails", latch(cell))
    assert tried >= 15
    assert learned == 0
    learned, tried = band_of("unsure", latch(cell))
    assert 0.2 < learned / tried < 0.9


@pytest.mark.parametrize("cell", LIMITS)
@pytest.mark.parametrize("log10", [-math.inf, -400.0, math.nan, math.inf, 30.0])
def test_nothing_and_far_too_much_fail(cell: str, log10: float) -> None:
    assert predicted(cell, log10) == "fails"


def fade(log10_norm: list[float]) -> Fade:
    return Fade(np.array(log10_norm), len(log10_norm), 1, 1.0, math.inf, None)


def test_it_looks_where_the_answer_depends_on() -> None:
    training = Training(TASKS["adding"], 4, Network("rnn", n_a=2))
    assert training.task.reach(4) == 3
    prediction = predict(training, fade([-9.0, -1.0, -0.5, 0.0]))
    assert (prediction.reach, prediction.log10_arriving, prediction.expects) == (3, -9.0, "fails")


@pytest.mark.parametrize("cell", LIMITS)
def test_on_other_tasks_it_expects_only_what_held_there(cell: str) -> None:
    others = [trial for trial in trials() if trial.task == "adding" and trial.cell == cell]
    for log10, expects in ((-20.0, "fails"), (0.0, "learns")):
        profile = fade([log10, *[0.0] * 48, 0.0])
        profile.log10_norm[:25] = log10
        prediction = predict(Training(TASKS["adding"], 50, Network(cell, n_a=2)), profile)
        learned, tried = band_of(expects, others)  # type: ignore[arg-type]
        right = learned if expects == "learns" else tried - learned
        assert prediction.expects == (expects if right >= 0.9 * tried else "unsure")


def test_a_task_that_needs_little_memory_is_left_alone() -> None:
    training = Training(next_character(), 4, Network("rnn", n_a=2))
    assert predict(training, fade([-9.0, -1.0, -0.5, 0.0])).expects == "unknown"


@pytest.mark.parametrize(
    ("task", "cell", "expected"),
    [
        ("order", "lstm", "learns"),
        ("copy", "lstm", "unsure"),  # with enough gradient, none of the trials learned it
        ("order", "rnn", "unsure"),
        ("adding", "lstm", "learns"),
    ],
)
def test_on_another_task_something_is_expected_only_where_it_held_there(task: str, cell: str, expected: str) -> None:
    training = Training(TASKS[task], 20, Network(cell, n_a=2))
    assert predict(training, fade([0.0] * TASKS[task].steps(20))).expects == expected


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.key)
def test_the_reach_is_within_the_sequence(task) -> None:
    for T in (task.lengths.low, task.lengths.first, task.lengths.high):
        assert 0 < task.reach(T) < task.steps(T) or task.key == "sine"


@pytest.mark.parametrize(
    ("network", "T"),
    [
        (Network("rnn", gain=0.7), 20),
        (Network("rnn", gain=1.2), 20),
        (Network("lstm", init="glorot", forget_bias=3.0), 10),
    ],
    ids=lambda value: getattr(value, "label", str(value)),
)
def test_a_trial_made_again_says_the_same(network: Network, T: int) -> None:
    (noted,) = (t for t in trials() if (t.task, t.T, t.network, t.seed) == ("latch", T, network.label, 0))
    training = Training(TASKS["latch"], T, network, updates=noted.updates)
    assert fade_before(training).left == pytest.approx(noted.log10_arriving, abs=0.15)
    solved = next(
        (r.update for r, _ in train(training, every=20) if training.task.solved.reached(r.loss, r.accuracy)), None
    )
    assert solved == noted.solved
