"""Sentences about training: each says what the numbers say."""

import math
import re

import pytest

from rnnviz.figures import training_words as words
from rnnviz.figures.trainability import Gain, gains_of
from rnnviz.figures.training_curves import QUANTITIES
from rnnviz.training.prediction import Prediction, predict, trials
from rnnviz.training.runs import History
from rnnviz.training.statistics import success_rate
from tests.figures.trained import SMALL, TRAININGS, run_of


@pytest.mark.parametrize("name", TRAININGS)
def test_every_run_gets_its_sentences(name: str) -> None:
    run = run_of(name)
    prediction = predict(run.training, run.records[0].fade)
    said = [
        words.prediction_in_words(run.training, prediction),
        words.outcome_in_words(run),
        words.right_in_words(run, prediction, "learns"),
        words.lottery_in_words([run]),
        words.window_in_words(gains_of([run])),
        words.describe_profile([run.training], [prediction]),
        words.describe_profile_history(run),
        words.describe_window(gains_of([run])),
        *(words.describe_curves([run], quantity) for quantity in QUANTITIES),
    ]
    if run.records[0].gates:
        said.append(words.describe_gates(run))
    for sentence in said:
        assert sentence.endswith(".")
        assert not re.search(r"\d\.\d{5}|inf\b", sentence)


@pytest.mark.parametrize(
    ("log10", "expects", "said"),
    [
        (-7.5, "fails", "3.2·10⁻⁸ of the gradient arrives 6 time steps before the loss. NOT"),
        (-0.5, "learns", "0.32 of the gradient arrives 6 time steps before the loss. I expect that it learns."),
        (-2.5, "unsure", "0.0032 of the gradient arrives 6 time steps before the loss. It may learn or not."),
        (6.0, "fails", "1.0·10⁶ times the gradient arrives 6 time steps before the loss. NOT"),
        (
            -math.inf,
            "fails",
            "nothing of the gradient arrives 6 time steps before the loss. I expect that it will not learn.",
        ),
        (math.nan, "fails", "the gradient is no number 6 time steps before the loss. NOT"),
    ],
)
def test_a_prediction_says_how_much_arrives(log10: float, expects, said: str) -> None:
    said = said.replace("NOT", "I expect that it will not learn.")
    assert words.prediction_in_words(SMALL, Prediction(6, log10, expects)) == f"{SMALL.network.label}: {said}"


def test_whose_prediction_was_right() -> None:
    run = run_of("plain")  # 20 updates
    happened = "learns" if run.solved_at is not None else "fails"
    other = "fails" if happened == "learns" else "learns"
    right, wrong, open_ = (Prediction(6, 0.0, expects) for expects in (happened, other, "unsure"))  # type: ignore[arg-type]
    assert words.right_in_words(run, right, None).startswith("The prediction was right.")
    assert words.right_in_words(run, right, happened).startswith("The prediction was right, and you were right.")
    assert words.right_in_words(run, right, other).startswith("The prediction was right, but you were wrong.")
    assert words.right_in_words(run, wrong, happened).startswith("The prediction was wrong, but you were right.")
    assert words.right_in_words(run, open_, happened) == "The prediction left it open; you were right."


def test_trouble_is_said_with_its_place() -> None:
    said = words.outcome_in_words(run_of("trouble"))
    assert "stopped. At update " in said


def test_what_a_lottery_says_and_does_not_say() -> None:
    solved = run_of("one step back", seed=0, updates=60, learning_rate=0.03)
    failed = run_of("vanishing")
    assert solved.solved_at is not None
    assert "solved by 1 of 1 seeds" in words.lottery_in_words([solved])
    assert "unreliable here, not incapable" in words.lottery_in_words([solved, failed])
    assert "does not show that it cannot" in words.lottery_in_words([failed])
    assert words.lottery_in_words([solved, History(SMALL)]).endswith("1 to come.")
    assert words.lottery_in_words([History(SMALL)]) == "No seed has ended yet."


def test_where_the_window_is() -> None:
    gains = [
        Gain(0.5, success_rate(0, 3), 3, 3, -8.0),
        Gain(1.0, success_rate(2, 3), 3, 3, -2.0),
        Gain(1.2, success_rate(3, 3), 3, 3, -0.5),
        Gain(1.4, success_rate(3, 3), 3, 3, 0.5),
        Gain(3.0, success_rate(0, 3), 3, 3, 5.0),
    ]
    assert words.window_in_words(gains) == (
        "At gain 1.2 and 1.4 every seed learned; 0.32 to 3.2 of the gradient arrived. Some did at 1 (2 of 3). "
        "None did at 0.5 (1.0·10⁻⁸) and 3 (1.0·10⁵); in brackets, what arrived."
    )
    assert words.window_in_words(gains[:2]).startswith("At no gain did every seed learn.")
    assert words.window_in_words([Gain(1.0, None, 0, 3, math.nan)]) == "No run has ended yet."
    assert words.window_in_words([gains[3]._replace(planned=5)]).startswith("So far, at gain 1.4 every seed learned;")


def test_the_limits_are_told_with_the_trials_behind_them() -> None:
    for cell in ("rnn", "lstm"):
        numbers = re.findall(r"(\d+) of (\d+)", words.limits_in_words(trials(), cell))
        latch = [trial for trial in trials() if trial.task == "latch" and trial.cell == cell]
        assert sum(int(of) for _, of in numbers) == len(latch)
        assert sum(int(learned) for learned, _ in numbers) == sum(trial.solved is not None for trial in latch)
