"""Sentences about many trainings: the trials behind a prediction, seeds, and gains."""

from collections.abc import Sequence

from rnnviz.cells import CELLS
from rnnviz.figures.network_names import called
from rnnviz.figures.trainability import Gain
from rnnviz.figures.words import listed, power_of_ten
from rnnviz.numerics.numerals import counted
from rnnviz.tasks import TASKS
from rnnviz.training.prediction import LIMITS, Amount, Trial, learned_about, learned_of
from rnnviz.training.runs import History
from rnnviz.training.statistics import Rate, success_rate

__all__ = [
    "describe_trials",
    "describe_window",
    "enough_in_words",
    "lottery_in_words",
    "rate_in_words",
    "trials_table",
    "window_in_words",
]

_AMOUNTS: tuple[Amount, ...] = ("enough", "between", "off")


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
        lengths = listed([str(T) for T in sorted({trial.T for trial in those})])
        counts = [learned_of(amount, those) for amount in _AMOUNTS]
        cells = [f"{learned} of {tried}" if tried else "–" for learned, tried in counts]
        rows.append(f"| {TASKS[task].label}, T = {lengths} | {' | '.join(cells)} |")
    return "\n".join(rows)


def enough_in_words(task: str, cell: str, T: int) -> str:
    """How many of the trials of a task to which enough of the gradient arrived learned; as the prediction counts them.

    Examples
    --------
    >>> enough_in_words("latch", "lstm", 65), enough_in_words("latch", "rnn", 65)
    ('in this range 92 of 92 LSTMs learned', 'in this range 6 of 9 RNNs learned (T = 80)')
    >>> enough_in_words("sine", "rnn", 20)
    'in this range no RNN was tried'
    """
    learned, tried, length = learned_about(task, cell, "enough", T)
    label, of = CELLS[cell].label, f" (T = {length})" if length else ""
    return (
        f"in this range {learned} of {tried} {label}s learned{of}" if tried else f"in this range no {label} was tried"
    )


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
        return "No seed has come to its end yet."
    first = runs[0].training
    label, updates = f"{called(first.network)}, {first.task.label}, T = {first.T}", first.updates
    solved = sum(run.solved_at is not None for run in ended)
    rest = len(runs) - len(ended)
    words = f"{label}: within {updates} updates solved by {rate_in_words(solved, len(ended))}."
    if rest:
        return f"{words} {counted(rest, 'seed')} to come."
    if 0 < solved < len(ended):
        return f"{words} This network can learn the task, but not reliably: the seed decides."
    if solved == 0:
        return f"{words} This does not show that it cannot: another gain, learning rate or more updates may do."
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
        return "No training has come to its end yet."
    always = [one for one, share in known if share == 1]
    never = [one for one, share in known if share == 0]
    words = []
    if always:
        low, high = min(one.log10_arriving for one in always), max(one.log10_arriving for one in always)
        which = listed([f"{one.gain:g}" for one in always])
        span = f"{power_of_ten(low)} to {power_of_ten(high)}" if len(always) > 1 else power_of_ten(low)
        every = "every seed" if max(one.planned for one in gains) > 1 else "the one seed"
        words.append(f"At gain {which} {every} learned; there {span} of the gradient arrived.")
    else:
        words.append("At no gain did every seed learn.")
    if some_did := [f"{one.gain:g} ({one.runs * share:.0f} of {one.runs})" for one, share in known if 0 < share < 1]:
        words.append(f"Some did at {listed(some_did)}.")
    if never:
        ends = [f"{one.gain:g} ({power_of_ten(one.log10_arriving)})" for one in never]
        words.append(f"None did at {listed(ends)}; in brackets, how much arrived.")
    said = " ".join(words)
    return f"So far, {said[0].lower()}{said[1:]}" if any(one.runs < one.planned for one in gains) else said


def describe_window(gains: Sequence[Gain]) -> str:
    """Text alternative of the window."""
    parts = [f"gain {one.gain:g}: {100 * one.rate.share:.0f} % of {one.runs}" for one in gains if one.rate is not None]
    return f"Share of seeds that learned, over the gain. {'; '.join(parts) or 'Nothing yet'}."
