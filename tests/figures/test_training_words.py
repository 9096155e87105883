"""Sentences about training: each says what the numbers say."""

import math
import re
from dataclasses import replace

import pytest

from rnnviz.figures import trainability_words as many
from rnnviz.figures import training_words as words
from rnnviz.figures.trainability import gains_of
from rnnviz.figures.training_curves import QUANTITIES
from rnnviz.tasks import TASKS
from rnnviz.training.prediction import Prediction, predict
from rnnviz.training.runs import History
from tests.figures.trained import SMALL, TRAININGS, run_of


@pytest.mark.parametrize("name", TRAININGS)
def test_every_run_gets_its_sentences(name: str) -> None:
    run = run_of(name)
    prediction = predict(run.training, run.records[0].fade)
    said = [
        words.prediction_in_words(run.training, prediction),
        words.outcome_in_words(run),
        words.right_in_words(run, prediction, "learns"),
        many.lottery_in_words([run]),
        many.window_in_words(gains_of([run])),
        words.describe_profile([run.training], [prediction]),
        words.describe_profile_history(run),
        many.describe_window(gains_of([run])),
        *(words.describe_curves([run], quantity) for quantity in QUANTITIES),
    ]
    if run.records[0].gates:
        said.append(words.describe_gates(run))
    for sentence in said:
        assert sentence.endswith(".")
        assert not re.search(r"\d\.\d{5}|inf\b", sentence)


@pytest.mark.parametrize(
    ("log10", "said"),
    [
        (-7.5, "3.2·10⁻⁸ of the gradient arrives"),
        (-0.5, "0.32 of the gradient arrives"),
        (0.0, "about as much gradient arrives as sets out"),
        (0.1761, "1.5 times as much gradient arrives as sets out"),
        (6.0, "1.0·10⁶ times as much gradient arrives as sets out"),
        (-math.inf, "nothing of the gradient arrives"),
        (math.nan, "the gradient is no number"),
    ],
)
def test_a_prediction_says_how_much_arrives_and_where(log10: float, said: str) -> None:
    found = words.prediction_in_words(SMALL, Prediction(6, log10, "unsure"))
    assert found.startswith("RNN, gain 1 may learn or not: ")
    assert found.endswith(f". At the first symbol {said}.")
    assert all(len(sentence.split()) <= 25 for sentence in found.split(". "))


@pytest.mark.parametrize(
    ("prediction", "said"),
    [
        (Prediction(6, 0.0, "learns", 91, 94), "should learn: 91 of 94 networks like it learned."),
        (Prediction(6, 0.0, "fails", 0, 45), "should fail to learn: none of 45 networks like it learned."),
        (Prediction(6, 0.0, "unsure", 27, 53), "may learn or not: 27 of 53 networks like it learned."),
        (Prediction(6, 0.0, "unsure", 1, 1), "may learn or not: one network like it was tried, and learned."),
        (Prediction(6, 0.0, "unsure"), "may learn or not: no network like it was tried."),
        (
            Prediction(6, 0.0, "unsure", 0, 45, ("plain SGD", "50 updates")),
            "may learn or not: nothing was tried with plain SGD and 50 updates.",
        ),
    ],
)
def test_a_prediction_says_what_it_rests_on(prediction: Prediction, said: str) -> None:
    assert words.prediction_in_words(SMALL, prediction).startswith(f"RNN, gain 1 {said} At the first symbol ")


def test_before_it_is_told_nothing_says_what_to_expect() -> None:
    found = Prediction(6, -0.5, "learns", 91, 94)
    assert words.question_in_words([SMALL], 6) == "Will it learn to use the first symbol, 6 steps before the loss?"
    assert words.question_in_words([SMALL, SMALL], 1).startswith("Which of the two will learn to use")
    adding = replace(SMALL, task=TASKS["adding"])
    assert "the first mark, on average 6 steps before" in words.question_in_words([adding], 6)
    assert "nothing is predicted" in words.question_in_words([SMALL], 0)
    told, asked = (words.describe_profile([SMALL], [found], told=told) for told in (True, False))
    assert "should learn" in told
    assert "0.32 of the gradient arrives at the first symbol" in asked
    assert "learn" not in asked
    assert "enough" not in words.what_lies_there(SMALL.task, told=False)


def test_whose_prediction_was_right() -> None:
    run = run_of("plain")  # 20 updates
    happened = "learns" if run.solved_at is not None else "fails"
    other = "fails" if happened == "learns" else "learns"
    right, wrong, open_ = (Prediction(6, 0.0, expects) for expects in (happened, other, "unsure"))  # type: ignore[arg-type]
    assert words.right_in_words(run, right, None).startswith("The prediction from the gradient was right.")
    assert words.right_in_words(run, right, happened).startswith(
        "The prediction from the gradient was right, and you were right."
    )
    assert words.right_in_words(run, right, other).startswith(
        "The prediction from the gradient was right, but you were wrong."
    )
    assert words.right_in_words(run, wrong, happened).startswith(
        "The prediction from the gradient was wrong, but you were right."
    )
    assert words.right_in_words(run, open_, happened) == "The prediction left it open; you were right."


def test_trouble_is_said_with_its_place() -> None:
    said = words.outcome_in_words(run_of("trouble"))
    assert "stopped. At update " in said


def test_a_share_at_chance_level_is_called_a_guess() -> None:
    run = run_of("plain")
    for accuracy, said in ((0.52, ", 52 % right, no better than guessing (50 %)"), (0.8, ", 80 % right: ")):
        one = History(run.training)
        one.records, one.last = [*run.records[:-1], run.records[-1]._replace(accuracy=accuracy)], run.last
        assert said in words.outcome_in_words(one)
    values = run_of("values")
    for loss, said in ((1 / 6, "loss 0.167, no better than the trivial answer (0.167)"), (0.1, "loss 0.1: ")):
        one = History(values.training)
        one.records, one.last = [*values.records[:-1], values.records[-1]._replace(loss=loss)], values.last
        assert said in words.outcome_in_words(one)


def test_large_numbers_are_powers_of_ten() -> None:
    run = run_of("plain")
    last = run.records[-1]._replace(loss=2.59e5)
    large = History(run.training)
    large.records, large.last = [*run.records[:-1], last], run.last
    assert "loss 2.59·10⁵" in words.outcome_in_words(large)
    assert "to 2.59·10⁵ after" in words.describe_curves([large], "loss")
