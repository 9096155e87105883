"""Sentences about training: what to expect, what happened, how sure that is."""

import math
from collections.abc import Sequence

from rnnviz.cells import CELLS
from rnnviz.figures.trainability import Gain
from rnnviz.figures.training_curves import QUANTITIES, Quantity, mean_labels
from rnnviz.figures.words import power_of_ten
from rnnviz.tasks import TASKS
from rnnviz.training.prediction import LIMITS, Expectation, Prediction, Trial, band_of
from rnnviz.training.runs import History
from rnnviz.training.statistics import Rate, success_rate
from rnnviz.training.trainer import Training

__all__ = [
    "describe_curves",
    "describe_gates",
    "describe_profile",
    "describe_profile_history",
    "describe_window",
    "limits_in_words",
    "lottery_in_words",
    "outcome_in_words",
    "prediction_in_words",
    "rate_in_words",
    "right_in_words",
    "transfer_in_words",
    "window_in_words",
]

_EXPECTS: dict[Expectation, str] = {
    "learns": "I expect that it learns",
    "unsure": "it may learn or not",
    "fails": "I expect that it will not learn",
    "unknown": "",
}


_AMOUNTS: dict[Expectation, str] = {
    "learns": "with enough gradient",
    "unsure": "in between",
    "fails": "with too little or too much",
}


def prediction_in_words(training: Training, prediction: Prediction) -> str:
    """What to expect of a network, and why.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> training = Training(TASKS["latch"], 40, Network("rnn", gain=1.2))
    >>> prediction_in_words(training, Prediction(40, -0.5, "learns"))
    'RNN, orthogonal × 1.2: 0.32 of the gradient arrives 40 time steps before the loss. I expect that it learns.'
    """
    label = training.network.label
    if prediction.expects == "unknown":
        return f"{label}: here much can be learned from nearby steps, so the profile does not tell whether it learns."
    arriving = prediction.log10_arriving
    if math.isnan(arriving) or arriving == math.inf:
        return f"{label}: the gradient is no number {prediction.reach} time steps before the loss. {_sentence('fails')}"
    much = f"{power_of_ten(arriving)} of the gradient arrives"
    if arriving == -math.inf:
        much = "nothing of the gradient arrives"
    if arriving > 0.3:
        much = f"{power_of_ten(arriving)} times the gradient arrives"
    reach = "1 time step" if prediction.reach == 1 else f"{prediction.reach} time steps"
    return f"{label}: {much} {reach} before the loss. {_sentence(prediction.expects)}"


def _sentence(expects: Expectation) -> str:
    words = _EXPECTS[expects]
    return f"{words[0].upper()}{words[1:]}."


def limits_in_words(found: Sequence[Trial], cell: str) -> str:
    """What the limits of the prediction rest on.

    Examples
    --------
    >>> from rnnviz.training.prediction import trials
    >>> limits_in_words(trials(), "rnn")[:75]
    'RNN: where 0.10 to 100 of the gradient arrived, 91 of 94 networks learned t'
    """
    latch = [trial for trial in found if trial.cell == cell and trial.task == "latch"]
    learns, fails = LIMITS[cell]

    def share(expects: Expectation) -> str:
        learned, of = band_of(expects, latch)
        return f"{learned} of {of}"

    return (
        f"{CELLS[cell].label}: where {power_of_ten(learns[0])} to {power_of_ten(learns[1])} of the gradient arrived, "
        f"{share('learns')} networks learned the latch; below {power_of_ten(fails[0])} or above "
        f"{power_of_ten(fails[1])}, {share('fails')}; in between, {share('unsure')}."
    )


def outcome_in_words(run: History) -> str:
    """How a run stands.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> outcome_in_words(History(Training(TASKS["latch"], 5, Network("rnn", n_a=4))))
    'RNN, orthogonal × 1: not begun.'
    """
    label, solved_at = run.training.network.label, run.solved_at
    if not run.records:
        return f"{label}: not begun."
    last = run.records[-1]
    if solved_at is not None:
        return f"{label}: solved within {solved_at} updates ({run.training.task.solved.words})."
    if run.trouble:
        return f"{label}: stopped. {run.trouble}"
    updates = "1 update" if last.update == 1 else f"{last.update} updates"
    words = f"{label}: after {updates}, loss {last.loss:.3g}"
    words += "" if math.isnan(last.accuracy) else f", {100 * last.accuracy:.0f} % right"
    if run.stopped:
        return f"{words}: stopped."
    return f"{words}: not solved." if run.ended else f"{words}."


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
    'It was stopped before 400 updates: whether it would have learned stays open.'
    """
    if run.stopped and run.solved_at is None:
        return f"It was stopped before {run.training.updates} updates: whether it would have learned stays open."
    happened = "learns" if run.solved_at is not None else "fails"
    mine = "right" if own == happened else "wrong"
    if prediction.expects in ("unsure", "unknown"):
        said = "The prediction left it open" if prediction.expects == "unsure" else "Nothing was predicted"
        return f"{said}." if own is None else f"{said}; you were {mine}."
    was = "right" if prediction.expects == happened else "wrong"
    words = f"The prediction was {was}"
    if own is not None:
        words += f", {'and' if was == mine else 'but'} you were {mine}"
    if prediction.expects == "learns" and happened == "fails" and not run.trouble:
        return f"{words}. Within {run.update} updates, that is: more of them or another rate (More settings) may do."
    return f"{words}."


def rate_in_words(solved: int, runs: int) -> str:
    """A share of successes with its interval.

    Examples
    --------
    >>> rate_in_words(3, 5)
    '3 of 5 seeds: 60 % (23 to 88 % with 95 % confidence)'
    """
    rate: Rate = success_rate(solved, runs)
    return (
        f"{solved} of {runs} seeds: {100 * rate.share:.0f} % ({100 * rate.low:.0f} to {100 * rate.high:.0f} % with "
        "95 % confidence)"
    )


def lottery_in_words(runs: Sequence[History]) -> str:
    """What the seeds that have ended say.

    Parameters
    ----------
    runs : sequence of History
        The same training with different seeds.
    """
    ended = [run for run in runs if run.ended]
    if not ended:
        return "No seed has ended yet."
    label, updates = runs[0].training.network.label, runs[0].training.updates
    solved = sum(run.solved_at is not None for run in ended)
    rest = len(runs) - len(ended)
    words = f"{label}: within {updates} updates solved by {rate_in_words(solved, len(ended))}."
    if rest:
        return f"{words} {rest} to come."
    if 0 < solved < len(ended):
        return f"{words} It is unreliable here, not incapable: the seed decides."
    if solved == 0:
        return f"{words} That does not show that it cannot: other gains, learning rates or more updates may do."
    return words


def window_in_words(gains: Sequence[Gain]) -> str:
    """Where the window of gains is, as far as is known.

    Parameters
    ----------
    gains : sequence of Gain
        From `rnnviz.figures.trainability.gains_of`.
    """
    known = [(one, one.rate.share) for one in gains if one.rate is not None]
    if not known:
        return "No run has ended yet."
    always = [one for one, share in known if share == 1]
    never = [one for one, share in known if share == 0]
    words = []
    if always:
        low, high = min(one.log10_arriving for one in always), max(one.log10_arriving for one in always)
        which = _listed([f"{one.gain:g}" for one in always])
        span = f"{power_of_ten(low)} to {power_of_ten(high)}" if len(always) > 1 else power_of_ten(low)
        words.append(f"At gain {which} every seed learned; {span} of the gradient arrived.")
    else:
        words.append("At no gain did every seed learn.")
    if some_did := [f"{one.gain:g} ({one.runs * share:.0f} of {one.runs})" for one, share in known if 0 < share < 1]:
        words.append(f"Some did at {_listed(some_did)}.")
    if never:
        ends = [f"{one.gain:g} ({power_of_ten(one.log10_arriving)})" for one in never]
        words.append(f"None did at {_listed(ends)}; in brackets, what arrived.")
    said = " ".join(words)
    return f"So far, {said[0].lower()}{said[1:]}" if any(one.runs < one.planned for one in gains) else said


def _listed(parts: Sequence[str]) -> str:
    *some, last = parts
    return f"{', '.join(some)} and {last}" if some else last


def describe_curves(runs: Sequence[History], quantity: Quantity) -> str:
    """Text alternative of the curves."""
    parts = []
    for run in runs:
        known = [(r.update, getattr(r, quantity)) for r in run.records if not math.isnan(getattr(r, quantity))]
        if known:
            (at, first), (update, last) = known[0], known[-1]
            since = f" after {at}" if at else ""
            words = f"from {first:.3g}{since} to {last:.3g} after {update} updates"
        parts.append(f"{run.training.network.label}: {words if known else 'nothing yet'}")
    return f"{QUANTITIES[quantity].capitalize()} over the updates. {'; '.join(parts)}."


def describe_profile_history(run: History) -> str:
    """Text alternative of the profile over training."""
    first, last = run.records[0], run.records[-1]
    began = f"after {first.update} updates" if first.update else "before training"
    return (
        f"{run.training.network.label}: the gradient's size at every step, one row a look, relative to that at the last"
        f" step. At step 1, {power_of_ten(first.fade.left)} {began} and {power_of_ten(last.fade.left)} after "
        f"{last.update} updates."
    )


def describe_profile(trainings: Sequence[Training], predictions: Sequence[Prediction]) -> str:
    """Text alternative of the profile before training."""
    parts = [prediction_in_words(one, found) for one, found in zip(trainings, predictions, strict=True)]
    return f"The gradient's size at every step before training, on a log axis. {' '.join(parts)}"


def describe_gates(run: History) -> str:
    """Text alternative of the gates over training."""
    first, last = run.records[0].gates, run.records[-1].gates
    names = mean_labels(run.training.network)
    parts = [f"{names[key]} from {first[key].mean:.2f} to {last[key].mean:.2f}" for key in first]
    return f"{run.training.network.label}: mean of each gate, or size of what may be negative. {'; '.join(parts)}."


def transfer_in_words(found: Sequence[Trial], cell: str) -> str:
    """How far the limits, which come from the latch, held on other tasks.

    Examples
    --------
    >>> transfer_in_words([Trial("order", 50, 800, "rnn", "RNN", 0, -8.0, None)], "rnn")
    'On other tasks, so many learned: temporal order (T = 50), with too little or too much 0 of 1.'
    """
    parts = []
    for task, T in dict.fromkeys((t.task, t.T) for t in found if t.task != "latch" and t.cell == cell):
        those = [trial for trial in found if (trial.task, trial.T, trial.cell) == (task, T, cell)]
        bands = [
            f"{words} {learned} of {tried}"
            for expects, words in _AMOUNTS.items()
            for learned, tried in [band_of(expects, those)]
            if tried
        ]
        parts.append(f"{TASKS[task].label.lower()} (T = {T}), {', '.join(bands)}")
    return f"On other tasks, so many learned: {'; '.join(parts)}."


def describe_window(gains: Sequence[Gain]) -> str:
    """Text alternative of the window."""
    parts = [f"gain {one.gain:g}: {100 * one.rate.share:.0f} % of {one.runs}" for one in gains if one.rate is not None]
    return f"Share of seeds that learned, over the gain. {'; '.join(parts) or 'Nothing yet'}."
