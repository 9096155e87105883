"""Sentences about training: what to expect, what happened, how sure that is."""

import math
from collections.abc import Sequence

from rnnviz.cells import CELLS
from rnnviz.figures.trainability import Gain
from rnnviz.figures.training_curves import QUANTITIES, Quantity, mean_labels
from rnnviz.figures.words import power_of_ten
from rnnviz.tasks import TASKS
from rnnviz.training.prediction import LIMITS, Amount, Expectation, Prediction, Trial, learned_of
from rnnviz.training.runs import History
from rnnviz.training.statistics import Rate, success_rate
from rnnviz.training.trainer import Training

__all__ = [
    "describe_curves",
    "describe_gates",
    "describe_profile",
    "describe_profile_history",
    "describe_trials",
    "describe_window",
    "lottery_in_words",
    "outcome_in_words",
    "prediction_in_words",
    "rate_in_words",
    "right_in_words",
    "trials_table",
    "window_in_words",
]

_EXPECTS: dict[Expectation, str] = {
    "learns": "I expect that it learns",
    "unsure": "It may learn or not",
    "fails": "I expect that it will not learn",
}
_AMOUNTS: tuple[Amount, ...] = ("enough", "between", "off")


def prediction_in_words(training: Training, prediction: Prediction) -> str:
    """What to expect of a network, and why.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> training = Training(TASKS["latch"], 40, Network("rnn", gain=1.2))
    >>> print(prediction_in_words(training, Prediction(40, -0.5, "learns", 91, 94)))
    RNN, orthogonal × 1.2: 0.32 of the gradient arrives at the first symbol, 40 time steps before the loss.
    I expect that it learns: 91 of 94 such networks did.
    """
    label = training.network.label
    if prediction.expects == "unknown":
        return f"{label}: here much can be learned from nearby steps, so the profile does not tell whether it learns."
    reach = "1 time step" if prediction.reach == 1 else f"{prediction.reach} time steps"
    where = f"at {training.task.matters}, {reach} before the loss"
    return f"{label}: {_arrives(prediction.log10_arriving)} {where}. {_expectation(prediction)}"


def _arrives(log10: float) -> str:
    if math.isnan(log10) or log10 == math.inf:
        return "the gradient is no number"
    if log10 == -math.inf:
        return "nothing of the gradient arrives"
    if log10 > 0.3:
        return f"{power_of_ten(log10)} times as much gradient arrives as sets out,"
    return f"{power_of_ten(log10)} of the gradient arrives"


def _expectation(prediction: Prediction) -> str:
    learned, tried = prediction.learned, prediction.tried
    words = _EXPECTS[prediction.expects]
    if prediction.untried:
        return f"{words}: nothing was tried with {_listed(prediction.untried)}."
    if not tried:
        return f"{words}: no such network was tried."
    if tried == 1:
        return f"{words}: one such network was tried, which {'did' if learned else 'did not'}."
    return f"{words}: {learned or 'none'} of {tried} such networks did."


def trials_table(found: Sequence[Trial], cell: str) -> str:
    """How many of the trials learned, by task and by how much of the gradient arrived, as Markdown.

    Examples
    --------
    >>> print(trials_table([Trial("order", 50, 800, "rnn", "RNN", 0, -8.0, None)], "rnn"))
    | RNN | enough: 0.10 to 100 | between | below 3.2·10⁻⁴ or above 1.0·10⁴ |
    | --- | :-: | :-: | :-: |
    | Temporal order, T = 50 | – | – | 0 of 1 |
    """
    enough, off = ([power_of_ten(end) for end in ends] for ends in LIMITS[cell])
    rows = [
        f"| {CELLS[cell].label} | enough: {enough[0]} to {enough[1]} | between | below {off[0]} or above {off[1]} |",
        "| --- | :-: | :-: | :-: |",
    ]
    for task in dict.fromkeys(trial.task for trial in found if trial.cell == cell):
        those = [trial for trial in found if (trial.task, trial.cell) == (task, cell)]
        lengths = _listed([str(T) for T in sorted({trial.T for trial in those})])
        counts = [learned_of(amount, those) for amount in _AMOUNTS]
        cells = [f"{learned} of {tried}" if tried else "–" for learned, tried in counts]
        rows.append(f"| {TASKS[task].label}, T = {lengths} | {' | '.join(cells)} |")
    return "\n".join(rows)


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
        when = f"within {_updates(solved_at)}" if solved_at else "before the first update"
        return f"{label}: solved {when} ({run.training.task.solved.words})."
    if run.trouble:
        return f"{label}: stopped. {run.trouble}"
    words = f"{label}: after {_updates(last.update)}, loss {_number(last.loss)}"
    words += "" if math.isnan(last.accuracy) else f", {100 * last.accuracy:.0f} % right"
    if run.stopped:
        return f"{words}: stopped."
    return f"{words}: not solved." if run.ended else f"{words}."


def _updates(count: int) -> str:
    return "1 update" if count == 1 else f"{count} updates"


def _number(value: float) -> str:
    return f"{value:.3g}" if not 1e5 <= value < math.inf else power_of_ten(math.log10(value))


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
        every = "every seed" if max(one.planned for one in gains) > 1 else "the one seed"
        words.append(f"At gain {which} {every} learned; {span} of the gradient arrived.")
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
            words = f"from {_number(first)}{since} to {_number(last)} after {_updates(update)}"
        parts.append(f"{run.training.network.label}: {words if known else 'nothing yet'}")
    return f"{QUANTITIES[quantity].capitalize()} over the updates. {'; '.join(parts)}."


def describe_profile_history(run: History) -> str:
    """Text alternative of the profile over training."""
    first, last = run.records[0], run.records[-1]
    began = f"after {_updates(first.update)}" if first.update else "before training"
    return (
        f"{run.training.network.label}: the gradient's size at every step, one row a look, relative to that at the last"
        f" step. At step 1, {power_of_ten(first.fade.left)} {began} and {power_of_ten(last.fade.left)} after "
        f"{_updates(last.update)}."
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


def describe_trials(found: Sequence[Trial], cell: str) -> str:
    """Text alternative of the trials on the latch.

    Examples
    --------
    >>> describe_trials([Trial("latch", 40, 400, "rnn", "RNN", 0, -8.0, None)], "rnn")
    'RNN: how long each network took to learn the latch, over how much of the gradient arrived; 0 of 1 learned it.'
    """
    those = [trial for trial in found if (trial.task, trial.cell) == ("latch", cell)]
    learned = sum(trial.solved is not None for trial in those)
    return (
        f"{CELLS[cell].label}: how long each network took to learn the latch, over how much of the gradient arrived; "
        f"{learned} of {len(those)} learned it."
    )


def describe_window(gains: Sequence[Gain]) -> str:
    """Text alternative of the window."""
    parts = [f"gain {one.gain:g}: {100 * one.rate.share:.0f} % of {one.runs}" for one in gains if one.rate is not None]
    return f"Share of seeds that learned, over the gain. {'; '.join(parts) or 'Nothing yet'}."
