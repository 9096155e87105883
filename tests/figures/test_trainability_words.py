"""What is said of many trainings: no more than they show."""

import math
import re

from rnnviz.figures import trainability_words as words
from rnnviz.figures.trainability import Gain
from rnnviz.training.prediction import trials
from rnnviz.training.runs import History
from rnnviz.training.statistics import success_rate
from tests.figures.trained import SMALL, run_of


def test_what_a_lottery_says_and_does_not_say() -> None:
    solved = run_of("one step back", seed=0, updates=60, learning_rate=0.03)
    failed = run_of("vanishing")
    assert solved.solved_at is not None
    assert "solved by 1 of 1 seeds" in words.lottery_in_words([solved])
    assert "can learn the task, but not reliably" in words.lottery_in_words([solved, failed])
    assert "does not show that it cannot" in words.lottery_in_words([failed])
    assert words.lottery_in_words([solved, History(SMALL)]).endswith("1 seed to come.")
    assert words.lottery_in_words([History(SMALL)]) == "No seed has come to its end yet."


def test_where_the_window_is() -> None:
    gains = [
        Gain(0.5, success_rate(0, 3), 3, 3, -8.0),
        Gain(1.0, success_rate(2, 3), 3, 3, -2.0),
        Gain(1.2, success_rate(3, 3), 3, 3, -0.5),
        Gain(1.4, success_rate(3, 3), 3, 3, 0.5),
        Gain(3.0, success_rate(0, 3), 3, 3, 5.0),
    ]
    assert words.window_in_words(gains) == (
        "At gain 1.2 and 1.4 every seed learned; there 0.32 to 3.2 of the gradient arrived. Some did at 1 (2 of 3). "
        "None did at 0.5 (1.0·10⁻⁸) and 3 (1.0·10⁵); in brackets, how much arrived."
    )
    assert words.window_in_words(gains[:2]).startswith("At no gain did every seed learn.")
    assert words.window_in_words([Gain(1.0, None, 0, 3, math.nan)]) == "No training has come to its end yet."
    assert words.window_in_words([gains[3]._replace(planned=5)]).startswith("So far, at gain 1.4 every seed learned;")


def test_the_table_has_every_trial() -> None:
    for cell in ("rnn", "lstm"):
        numbers = re.findall(r"(\d+) of (\d+)", words.trials_table(trials(), cell))
        those = [trial for trial in trials() if trial.cell == cell]
        assert sum(int(of) for _, of in numbers) == len(those)
        assert sum(int(learned) for learned, _ in numbers) == sum(trial.solved is not None for trial in those)
        assert {row.count("|") for row in words.trials_table(trials(), cell).splitlines()} == {5}


def test_the_only_seed_is_not_called_every_seed() -> None:
    assert words.window_in_words([Gain(1.2, success_rate(1, 1), 1, 1, -0.5)]).startswith("At gain 1.2 the one seed")
