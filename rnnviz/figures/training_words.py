"""Sentences about a training: what to expect, how it stands, who was right."""

import math
from collections.abc import Sequence
from typing import Final

from rnnviz.figures.network_names import called
from rnnviz.figures.training_curves import QUANTITIES, Quantity, mean_labels
from rnnviz.figures.words import listed, power_of_ten
from rnnviz.numerics.numerals import numeral
from rnnviz.tasks import Task
from rnnviz.training.answer import guesses
from rnnviz.training.prediction import Expectation, Prediction
from rnnviz.training.runs import History
from rnnviz.training.trainer import Record, Training

__all__ = [
    "describe_curves",
    "describe_gates",
    "describe_profile",
    "describe_profile_history",
    "outcome_in_words",
    "prediction_in_words",
    "question_in_words",
    "right_in_words",
    "what_lies_there",
]

#: A loss from this part of the trivial answer's on is about as large.
NO_BETTER: Final = 0.95
_EXPECTS: dict[Expectation, str] = {
    "learns": "should learn",
    "unsure": "may learn or not",
    "fails": "should fail to learn",
}


def question_in_words(trainings: Sequence[Training], reach: int) -> str:
    """What is asked before a training, in one line.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> question_in_words([Training(TASKS["latch"], 40, Network("rnn"))], 40)
    'Will it learn to use the first symbol, 40 steps before the loss?'
    """
    who = "Will it" if len(trainings) == 1 else "Which of the two will"
    if not reach:
        return f"{who} learn it? Much can be learned from nearby steps, so nothing is predicted here."
    matters, average, _ = trainings[0].task.matters.partition(", on average")
    steps = "1 step" if reach == 1 else f"{reach} steps"
    return f"{who} learn to use {matters}, {'on average ' if average else ''}{steps} before the loss?"


def prediction_in_words(training: Training, prediction: Prediction) -> str:
    """What to expect of a network, and why.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> training = Training(TASKS["latch"], 40, Network("rnn", gain=1.2))
    >>> print(prediction_in_words(training, Prediction(40, -0.5, "learns", 91, 94)))
    RNN, gain 1.2 should learn: 91 of 94 networks like it learned. At the first symbol 0.32 of the gradient arrives.
    """
    label = called(training.network)
    if prediction.expects == "unknown":
        return f"{label}: here much can be learned from nearby steps, so the gradient does not tell whether it learns."
    arrives = _arrives(prediction.log10_arriving)
    there = training.task.matters.partition(",")[0]
    return f"{label} {_expectation(prediction)}. At {there} {arrives}."


def _arrives(log10: float) -> str:
    if math.isnan(log10) or log10 == math.inf:
        return "the gradient is no number"
    if log10 == -math.inf:
        return "nothing of the gradient arrives"
    if abs(log10) < 0.02:
        return "about as much gradient arrives as sets out"
    if log10 > 0:
        return f"{power_of_ten(log10)} times as much gradient arrives as sets out"
    return f"{power_of_ten(log10)} of the gradient arrives"


def _expectation(prediction: Prediction) -> str:
    learned, tried = prediction.learned, prediction.tried
    words = _EXPECTS[prediction.expects]
    if prediction.untried:
        return f"{words}: nothing was tried with {listed(prediction.untried)}"
    if not tried:
        return f"{words}: no network like it was tried"
    if tried == 1:
        return f"{words}: one network like it was tried, and {'learned' if learned else 'did not learn'}"
    return f"{words}: {learned or 'none'} of {tried} networks like it learned"


def what_lies_there(task: Task, *, told: bool = True) -> str:
    """What the gradient has to reach, and once it is told, for what the bars beside it are: short lines.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> what_lies_there(TASKS["adding"]), what_lies_there(TASKS["latch"], told=False)
    ('the first mark, on average\\nbars: enough, on the latch', 'the first symbol')
    """
    if not told:
        return task.matters
    return f"{task.matters}\nbars: " + ("how much is enough" if task.key == "latch" else "enough, on the latch")


def outcome_in_words(run: History) -> str:
    """How a run stands.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> outcome_in_words(History(Training(TASKS["latch"], 5, Network("rnn", n_a=4))))
    'RNN, gain 1: not begun.'
    """
    label, solved_at = called(run.training.network), run.solved_at
    if not run.records:
        return f"{label}: not begun."
    last = run.records[-1]
    if solved_at is not None:
        when = f"within {_updates(solved_at)}" if solved_at else "before the first update"
        return f"{label}: solved {when} ({run.training.task.solved.words})."
    if run.trouble:
        return f"{label}: stopped. {run.trouble}"
    words = f"{label}: after {_updates(last.update)}, loss {_number(last.loss)}"
    words += _beside_guessing(run.training, last)
    if run.stopped:
        return f"{words}: stopped."
    return f"{words}: not solved." if run.ended else f"{words}."


def _beside_guessing(training: Training, record: Record) -> str:
    """The share of right answers, or the loss, beside what the trivial answer gets."""
    task, T = training.task, training.T
    if math.isnan(record.accuracy):
        no_better = math.isfinite(record.loss) and record.loss >= NO_BETTER * task.baseline(T)
        return f", no better than the trivial answer ({numeral(task.baseline(T), 3)})" if no_better else ""
    right = f", {100 * record.accuracy:.0f} % right"
    if task.trivial_accuracy is None:
        return right
    guessing = f"{100 * task.trivial_accuracy(T):.0f} %"
    return f"{right}, no better than guessing ({guessing})" if guesses(training, record.accuracy) else right


def _updates(count: int) -> str:
    return "1 update" if count == 1 else f"{count} updates"


def _number(value: float) -> str:
    return numeral(value, 3)


def right_in_words(run: History, prediction: Prediction, own: str | None) -> str:
    """Whether the prediction was right, and somebody's own.

    Parameters
    ----------
    run : History
        That has ended.
    prediction : Prediction
        From before.
    own : str or None
        ``"learns"``, ``"fails"``, or None if nothing was said.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> run = History(Training(TASKS["latch"], 5, Network("rnn", n_a=4), updates=400))
    >>> run.stop()
    >>> right_in_words(run, Prediction(5, -0.5, "learns"), "fails")
    'Whether it would have learned within 400 updates stays open.'
    """
    if run.stopped and run.solved_at is None:
        return f"Whether it would have learned within {run.training.updates} updates stays open."
    happened = "learns" if run.solved_at is not None else "fails"
    mine = "right" if own == happened else "wrong"
    if prediction.expects in ("unsure", "unknown"):
        said = "The prediction left it open" if prediction.expects == "unsure" else "Nothing was predicted here"
        return f"{said}." if own is None else f"{said}; you were {mine}."
    was = "right" if prediction.expects == happened else "wrong"
    words = f"The prediction from the gradient was {was}"
    if own is not None:
        words += f", {'and' if was == mine else 'but'} you were {mine}"
    if prediction.expects == "learns" and happened == "fails" and not run.trouble:
        return f"{words}. Within {run.update} updates, that is: more updates or another learning rate may do."
    return f"{words}."


def describe_curves(runs: Sequence[History], quantity: Quantity) -> str:
    """Text alternative of the curves."""
    parts = []
    for run in runs:
        known = [(r.update, getattr(r, quantity)) for r in run.records if not math.isnan(getattr(r, quantity))]
        if known:
            (at, first), (update, last) = known[0], known[-1]
            since = f" after {at}" if at else ""
            words = f"from {_number(first)}{since} to {_number(last)} after {_updates(update)}"
        parts.append(f"{called(run.training.network)}: {words if known else 'nothing yet'}")
    return f"{QUANTITIES[quantity].capitalize()} over the updates. {'; '.join(parts)}."


def describe_profile_history(run: History) -> str:
    """Text alternative of the profile over training."""
    first, last = run.records[0], run.records[-1]
    began = f"after {_updates(first.update)}" if first.update else "before training"
    return (
        f"{called(run.training.network)}: the gradient's size at every step, one row a look, at the last step = 1."
        f" At step 1, {power_of_ten(first.fade.left)} {began} and {power_of_ten(last.fade.left)} after "
        f"{_updates(last.update)}."
    )


def describe_profile(trainings: Sequence[Training], predictions: Sequence[Prediction], *, told: bool = True) -> str:
    """Text alternative of the profile before training; what to expect is in it once it is told."""
    if told:
        parts = [prediction_in_words(one, found) for one, found in zip(trainings, predictions, strict=True)]
    else:
        parts = [
            f"{called(one.network)}: {_arrives(found.log10_arriving)} at {one.task.matters.partition(',')[0]}."
            for one, found in zip(trainings, predictions, strict=True)
        ]
    return f"The gradient's size at every step before training, on a log axis. {' '.join(parts)}"


def describe_gates(run: History) -> str:
    """Text alternative of the gates over training."""
    first, last = run.records[0].gates, run.records[-1].gates
    names = mean_labels(run.training.network)
    parts = [f"{names[key]} from {first[key].mean:.2f} to {last[key].mean:.2f}" for key in first]
    return f"{called(run.training.network)}: mean of each gate, or size of what may be negative. {'; '.join(parts)}."
