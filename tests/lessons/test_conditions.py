"""When something is done."""

import pytest

from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.lessons.conditions import Condition, Trained, holds, missing, needs_training
from rnnviz.lessons.measures import measured

RESULT = run(Scenario(n_a=8, T_x=30))
LEFT = {cell: measured("left", cell) for cell in ("rnn", "lstm")}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(LEFT["rnn"], at_most=-1), True),
        (Condition(LEFT["rnn"], at_least=-1), False),
        (Condition(LEFT["lstm"], more_than=LEFT["rnn"]), True),
        (Condition(LEFT["lstm"], more_than=LEFT["rnn"], by=100), False),
        (Condition(LEFT["rnn"], less_than=LEFT["lstm"]), True),
        (Condition(LEFT["rnn"], more_than=LEFT["rnn"]), False),
        (Condition(measured("left", "gru"), at_most=9), False),  # there is none
        (Condition(LEFT["rnn"], near=LEFT["rnn"]), True),
        (Condition(LEFT["rnn"], near=LEFT["lstm"], by=0.1), False),
        (Condition(LEFT["rnn"], near=measured("left", "gru"), by=100), False),  # near nothing
        (Condition("steps", at_least=30, at_most=30), True),
        (Condition("different", at_least=9), False),
        (Condition("T_x", at_least=30), True),
        (Condition("n_a", at_most=7), False),
        (Condition("init", one_of=("orthogonal",)), True),
        (Condition("cells", one_of=("rnn,lstm",)), True),
        (Condition("input", one_of=("text", "sine")), False),
    ],
)
def test_conditions_on_what_is_shown(condition: Condition, expected: bool) -> None:
    assert holds(condition, RESULT) is expected


def test_all_that_is_asked_of_a_training_is_asked_of_one() -> None:
    asked = [Condition("train.cell", one_of=("rnn",)), Condition("train.solved_at", at_most=400)]
    assert all(map(needs_training, asked))
    rnn, lstm = Trained("latch", "rnn", 80, "plain", None), Trained("latch", "lstm", 80, "plain", 200)
    assert missing(asked, RESULT, [rnn, lstm]) == asked  # an RNN, and something solved, but no solved RNN
    assert missing(asked, RESULT, [rnn._replace(solved_at=400)]) == []
    assert missing(asked, RESULT) == asked


def test_what_is_missing_is_named() -> None:
    done, open_ = Condition("T_x", at_least=30), Condition("n_a", at_least=99)
    assert missing([done, open_], RESULT) == [open_]
