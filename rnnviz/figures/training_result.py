"""The chart by which a training is judged: whether the task gets solved, and what somebody has guessed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from rnnviz.figures.network_names import called
from rnnviz.figures.over_updates import line
from rnnviz.figures.theme import colours_of
from rnnviz.figures.training_curves import Quantity, curves_spec
from rnnviz.training.runs import History

__all__ = ["judged_by", "result_spec"]

#: Where the ghosts of guesses lie, as parts of the axis: one network's beside the other's.
_GHOSTS: Final = ((0.84, 1.0), (0.66, 0.82))
_GUESSES: Final = ("learns", "fails")


def judged_by(run: History) -> Quantity:
    """By what it is said whether a task is solved: the share of right answers, or the loss.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> from rnnviz.training.training import Training
    >>> [judged_by(History(Training(TASKS[task], 20, Network("rnn")))) for task in ("latch", "adding")]
    ['accuracy', 'loss']
    """
    return run.training.task.solved.quantity


def result_spec(runs: Sequence[History], guesses: Mapping[str, str]) -> dict[str, Any]:
    """The runs over all updates they may take, from before the first one on, with a ghost for each guess.

    Parameters
    ----------
    runs : sequence of History
        Of one task; they need not have begun.
    guesses : mapping of str to str
        ``"learns"`` or ``"fails"``, by label of the network.
    """
    last = max(run.training.updates for run in runs)
    colours = colours_of([run.training.network.cell for run in runs])
    said = [guesses.get(run.training.network.label) for run in runs]
    ghosts = [
        _ghost(_level(run, guess), colour, [part * last for part in ends])
        for run, colour, guess, ends in zip(runs, colours, said, _GHOSTS, strict=False)
        if guess
    ]
    spec = curves_spec(runs, judged_by(runs[0]), ghosts, last)
    spec["layout"]["height"] = 270
    for guess in _GUESSES:
        whose = [run for run, own in zip(runs, said, strict=True) if own == guess]
        if whose:
            spec["layout"]["annotations"].append(_named(whose, guess, last, several=len(runs) > 1))
    return spec


def _level(run: History, guess: str) -> float:
    """Where a run comes to if a guess is right."""
    task, T = run.training.task, run.training.T
    if guess == "learns":
        return task.solved.bound
    if task.solved.quantity == "accuracy" and task.trivial_accuracy is not None:
        return task.trivial_accuracy(T)
    return task.baseline(T)


def _ghost(y: float, colour: str, x: Sequence[float]) -> dict[str, Any]:
    """A faint end of a curve."""
    ghost = line([], np.array([y, y]), "your guess", colour)
    ghost |= {"x": np.array(x), "opacity": 0.6, "showlegend": False, "hoverinfo": "skip", "meta": {"readout": False}}
    return ghost | {"line": {"color": colour, "width": 6, "dash": "dot"}}


def _named(whose: Sequence[History], guess: str, last: int, *, several: bool) -> dict[str, Any]:
    """Words on the side of the ghosts on which no level has its own: within the axis."""
    run = whose[0]
    above = guess == "learns" and run.training.task.solved.quantity == "loss"
    of_one = f"your guess: {called(run.training.network)}" if several else "your guess"
    return {
        "x": last,
        "xanchor": "right",
        "y": _level(run, guess),
        "yanchor": "bottom" if above else "top",
        "yshift": 8 if above else -8,
        "text": "your guesses" if len(whose) > 1 else of_one,
        "showarrow": False,
    }
