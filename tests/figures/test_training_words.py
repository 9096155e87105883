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
        words.guess_in_words(run, prediction, "learns"),
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
    assert found.startswith("May learn or not: ")
    assert found.endswith(f". At the first symbol {said}.")
    assert all(len(sentence.split()) <= 25 for sentence in found.split(". "))


@pytest.mark.parametrize(
    ("prediction", "said"),
    [
        (Prediction(6, 0.0, "learns", 91, 94), "Should learn: 91 of 94 networks like it did."),
        (Prediction(6, 0.0, "unsure", 6, 9, (), 80), "May learn or not: 6 of 9 networks like it with T = 80 did."),
        (Prediction(6, 0.0, "fails", 0, 45), "Should not learn: none of 45 networks like it did."),
        (Prediction(6, 0.0, "unsure", 27, 53), "May learn or not: 27 of 53 networks like it did."),
        (Prediction(6, 0.0, "unsure", 1, 1), "May learn or not: one network like it was tried, and learned."),
        (Prediction(6, 0.0, "unsure"), "May learn or not: no network like it was tried."),
        (
            Prediction(6, 0.0, "unsure", 0, 45, ("plain SGD", "50 updates")),
            "May learn or not: nothing was tried with plain SGD and 50 updates.",
        ),
    ],
)
def test_a_prediction_says_what_it_rests_on(prediction: Prediction, said: str) -> None:
    assert words.prediction_in_words(SMALL, prediction).startswith(f"{said} At the first symbol ")


def test_before_it_is_told_nothing_says_what_to_expect() -> None:
    found = Prediction(6, -0.5, "learns", 91, 94)
    assert words.question_in_words([SMALL], 6) == "Will it learn to remember the first symbol for 6 steps?"
    assert words.question_in_words([SMALL, SMALL], 1).endswith("learn to remember the first symbol for 1 step?")
    adding = replace(SMALL, task=TASKS["adding"])
    assert words.question_in_words([adding], 6).endswith("the first marked number for 6 steps on average?")
    assert words.question_in_words([SMALL], 0) == "Will it solve the task, and how soon?"
    told, asked = (words.describe_profile([SMALL], [found], told=told) for told in (True, False))
    assert "RNN, gain 1: Should learn" in told
    assert "0.32 of the gradient arrives at the first symbol" in asked
    assert "learn" not in asked


def run_that(happened: str) -> History:
    """A run that has ended and learned, or not; or was ended before its time."""
    base = run_of("plain")
    run = History(base.training)
    accuracy = 1.0 if happened == "learns" else 0.5
    last = base.records[-1]._replace(accuracy=accuracy, update=base.training.updates)
    run.records, run.last = [last], base.last._replace(update=base.training.updates)  # type: ignore[union-attr]
    return run


@pytest.mark.parametrize("happened", ["learns", "fails"])
@pytest.mark.parametrize("own", ["learns", "fails"])
def test_a_guess_is_judged_by_what_happened(happened: str, own: str) -> None:
    run = run_that(happened)
    said = words.guess_in_words(run, Prediction(6, 0.0, "learns"), own)
    assert said.startswith(f"You guessed that it {'learns' if own == 'learns' else 'does not learn'}; it did")
    assert ("it did not." in said) == (happened == "fails")
    assert said.endswith("✓ Right." if own == happened else "✗ Wrong.")


@pytest.mark.parametrize("expects", ["unsure", "unknown"])
@pytest.mark.parametrize("own", ["learns", "fails"])
def test_a_guess_that_could_not_be_known_is_neither_right_nor_wrong(expects: str, own: str) -> None:
    said = words.guess_in_words(run_that("fails"), Prediction(6, 0.0, expects), own)  # type: ignore[arg-type]
    assert said.endswith("it did not. This does not count: it could not be known before.")
    assert words.right_in_words(run_that("fails"), Prediction(6, 0.0, expects)) == ""  # type: ignore[arg-type]


def test_who_has_not_guessed_is_not_judged() -> None:
    found = Prediction(6, 0.0, "learns")
    assert words.guess_in_words(None, found, None) == "None."
    assert words.guess_in_words(run_that("learns"), found, None) == "None."
    assert words.guess_in_words(None, found, "fails") == "You guessed that it does not learn."


def test_whether_the_prediction_was_right() -> None:
    learns, fails = Prediction(6, 0.0, "learns"), Prediction(6, 0.0, "fails")
    assert words.right_in_words(run_that("learns"), learns) == "✓ Right."
    assert words.right_in_words(run_that("fails"), fails) == "✓ Right."
    assert words.right_in_words(run_that("learns"), fails) == "✗ Wrong."
    assert words.right_in_words(run_that("fails"), learns).startswith("✗ Wrong within 20 updates: more updates or")


def test_trouble_is_said_with_its_place() -> None:
    said = words.outcome_in_words(run_of("trouble"))
    assert said.startswith("Broke off. At update ")


def test_a_share_at_chance_level_is_called_a_guess() -> None:
    run = run_of("plain")
    for accuracy, said in ((0.52, ", 52 % right, no better than guessing (50 %)"), (0.8, ", 80 % right.")):
        one = History(run.training)
        one.records, one.last = [*run.records[:-1], run.records[-1]._replace(accuracy=accuracy)], run.last
        assert said in words.outcome_in_words(one)
    values = run_of("values")
    for loss, said in ((1 / 6, "loss 0.167, no better than always answering 1 (0.167)"), (0.1, "loss 0.1.")):
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
