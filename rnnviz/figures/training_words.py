"""Sentences about a training: what to expect, how it stands, who was right."""

import math
from collections.abc import Sequence
from typing import Final

from rnnviz.figures.network_names import called
from rnnviz.figures.training_curves import QUANTITIES, Quantity, mean_labels
from rnnviz.figures.words import listed, power_of_ten
from rnnviz.numerics.numerals import numeral
from rnnviz.training.answer import guesses
from rnnviz.training.prediction import Expectation, Prediction
from rnnviz.training.runs import History
from rnnviz.training.trainer import Record, Training

__all__ = [
    "describe_curves",
    "describe_gates",
    "describe_profile",
    "describe_profile_history",
    "guess_in_words",
    "outcome_in_words",
    "prediction_in_words",
    "question_in_words",
    "right_in_words",
]

#: A loss from this part of the trivial answer's on is about as large.
NO_BETTER: Final = 0.95
_EXPECTS: Final[dict[Expectation, str]] = {
    "learns": "Should learn",
    "unsure": "May learn or not",
    "fails": "Should not learn",
}
_GUESSES: Final = {"learns": "it learns", "fails": "it does not learn"}


def question_in_words(trainings: Sequence[Training], reach: int) -> str:
    """What is asked before a training, in one line.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> question_in_words([Training(TASKS["latch"], 40, Network("rnn"))], 40)
    'Will it learn to remember the first symbol for 40 steps?'
    """
    single = len(trainings) == 1
    if not reach:
        return f"{'Will it' if single else 'Which of the two will'} solve the task, and how soon?"
    matters, average, _ = trainings[0].task.matters.partition(", on average")
    steps = "1 step" if reach == 1 else f"{reach} steps"
    who = "Will it" if single else "Which of the two will"
    return f"{who} learn to remember {matters} for {steps}{' on average' if average else ''}?"


def prediction_in_words(training: Training, prediction: Prediction) -> str:
    """What to expect of a network, on which trials that rests, and how much of the gradient arrives.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> training = Training(TASKS["latch"], 40, Network("rnn", gain=1.2))
    >>> print(prediction_in_words(training, Prediction(40, -0.5, "learns", 91, 94)))
    Should learn: 91 of 94 networks like it did. At the first symbol 0.32 of the gradient arrives.
    """
    if prediction.expects == "unknown":
        return "Does not tell here: much can be learned from nearby steps."
    there = training.task.matters.partition(",")[0]
    return f"{_expectation(prediction)}. At {there} {_arrives(prediction.log10_arriving)}."


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
    like = f"networks like it with T = {prediction.length}" if prediction.length else "networks like it"
    return f"{words}: {learned or 'none'} of {tried} {like} did"


def outcome_in_words(run: History) -> str:
    """How a run stands.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> outcome_in_words(History(Training(TASKS["latch"], 5, Network("rnn", n_a=4))))
    'Not begun.'
    """
    solved_at = run.solved_at
    if not run.records:
        return "Not begun."
    last = run.records[-1]
    if solved_at is not None:
        when = f"within {_updates(solved_at)}" if solved_at else "before the first update"
        return f"Solved {when}: {run.training.task.solved.words}."
    if run.trouble:
        return f"Broke off. {run.trouble}"
    words = f"after {_updates(last.update)}: loss {_number(last.loss)}{_beside_guessing(run.training, last)}"
    if run.stopped:
        return f"Stopped {words}. Whether it would have learned within {_updates(run.training.updates)} stays open."
    return f"Not solved {words}." if run.ended else f"{words[0].upper()}{words[1:]}."


def _beside_guessing(training: Training, record: Record) -> str:
    """The share of right answers, or the loss, beside what the trivial answer gets."""
    task, T = training.task, training.T
    if math.isnan(record.accuracy):
        no_better = math.isfinite(record.loss) and record.loss >= NO_BETTER * task.baseline(T)
        return f", no better than {task.trivial} ({numeral(task.baseline(T), 3)})" if no_better else ""
    right = f", {100 * record.accuracy:.0f} % right"
    if task.trivial_accuracy is None:
        return right
    trivial = f"{task.trivial} ({100 * task.trivial_accuracy(T):.0f} %)"
    return f"{right}, no better than {trivial}" if guesses(training, record.accuracy) else right


def _updates(count: int) -> str:
    return "1 update" if count == 1 else f"{count} updates"


def _number(value: float) -> str:
    return numeral(value, 3)


def guess_in_words(run: History | None, prediction: Prediction, own: str | None) -> str:
    """What somebody has guessed, and once the run has ended, whether that was right.

    A guess that could not be known counts for nothing: one where trials came to both, or there were none.

    Parameters
    ----------
    run : History or None
        None if it has not begun.
    prediction : Prediction
        From before.
    own : str or None
        ``"learns"``, ``"fails"``, or None if nothing was said.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> run = History(Training(TASKS["latch"], 5, Network("rnn", n_a=4), updates=400))
    >>> guess_in_words(run, Prediction(5, -0.5, "learns"), "fails")
    'You guessed that it does not learn.'
    >>> run.stop()
    >>> guess_in_words(run, Prediction(5, -0.5, "learns"), "fails")
    'You guessed that it does not learn; that stays open.'
    """
    if own is None:
        return "None."
    guessed = f"You guessed that {_GUESSES[own]}"
    if run is None or not run.ended:
        return f"{guessed}."
    happened = _happened(run)
    if happened is None:
        return f"{guessed}; that stays open."
    guessed += f"; it {'did' if happened == 'learns' else 'did not'}"
    if prediction.expects in ("unsure", "unknown"):
        return f"{guessed}. This does not count: it could not be known before."
    return f"{guessed}. {'✓ Right' if own == happened else '✗ Wrong'}."


def right_in_words(run: History, prediction: Prediction) -> str:
    """Whether the prediction of a run that has ended was right; empty where that stays open.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> run = History(Training(TASKS["latch"], 5, Network("rnn", n_a=4), updates=400))
    >>> run.stop()
    >>> right_in_words(run, Prediction(5, -0.5, "learns"))
    ''
    """
    happened = _happened(run)
    if happened is None or prediction.expects in ("unsure", "unknown"):
        return ""
    if prediction.expects == happened:
        return "✓ Right."
    if happened == "fails" and not run.trouble:
        return f"✗ Wrong within {_updates(run.update)}: more updates or another learning rate may do."
    return "✗ Wrong."


def _happened(run: History) -> str | None:
    """None of a run that was ended before its time."""
    if run.solved_at is not None:
        return "learns"
    return None if run.stopped else "fails"


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
        parts = [
            f"{called(one.network)}: {prediction_in_words(one, found)}"
            for one, found in zip(trainings, predictions, strict=True)
        ]
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
