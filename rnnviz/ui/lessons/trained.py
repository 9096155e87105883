"""How the trainings of a visit went, as far as tasks and challenges ask."""

from dataclasses import replace
from typing import Any

from rnnviz.errors import RnnvizError
from rnnviz.lessons.conditions import Trained
from rnnviz.lessons.outcomes import tally
from rnnviz.training.runs import History
from rnnviz.training.trainer import Training
from rnnviz.ui.lessons import course
from rnnviz.ui.session.session import session
from rnnviz.ui.training.plan import difference, plan_of

__all__ = ["outcome_now", "tally_now", "trained", "trainings"]


def trained() -> list[Trained]:
    """The trainings that were begun on the card that is open and are still there."""
    return [one for one, _ in trainings()] if _is_of_this_card("training") else []


def trainings() -> list[tuple[Trained, Training]]:
    """The trainings that were begun in this visit and are still there, each with what it was asked for."""
    asked, found = _asked("training"), []
    for run in getattr(asked, "runs", ()):
        training = run.training
        solved = next((r.update for r in run.records if training.task.solved.reached(r.loss, r.accuracy)), None)
        told = Trained(training.task.key, training.network.cell, training.T, training.network.start, solved)
        found.append((told, training))
    return found


def tally_now() -> str:
    """How many of the guesses beside the networks of the page came true, once all of them are trained; else empty."""
    asked = _asked("training")
    if asked is None or not _is_of_this_card("training") or not asked.own or not all(map(_is_known, asked.runs)):
        return ""
    if difference(_planned(), [run.training for run in asked.runs]):
        return ""  # of another card
    came = {run.training.network.label: "fails" if run.solved_at is None else "learns" for run in asked.runs}
    return tally(sum(came.get(label) == guess for label, guess in asked.own.items()), len(asked.own))


def outcome_now(name: str) -> float | None:
    """What came of the page's trainings: an outcome of `rnnviz.lessons.outcomes`, or None as long as there is none."""
    if name == "share":
        asked = _asked("lottery")
        if asked is None or not _is_of_this_card("lottery") or not all(map(_is_known, asked.runs)):
            return None
        first = asked.runs[0].training
        if all(difference([replace(one, seed=first.seed)], [first]) for one in _planned()):
            return None
        return sum(run.solved_at is not None for run in asked.runs) / len(asked.runs)
    asked = _asked("training")
    solved = [run for run in getattr(asked, "runs", ()) if run.solved_at is not None]
    return solved[0].records[-1].fade.left - solved[0].records[0].fade.left if solved else None


def _asked(name: str) -> Any:
    """What was asked for last of a kind of training, which may be nothing."""
    return session().jobs.get(name)


def _is_of_this_card(name: str) -> bool:
    """Whether it was begun since the card was opened."""
    asked = _asked(name)
    return asked is not None and asked is not course.course().earlier.get(name)


def _is_known(run: History) -> bool:
    """Whether it is known if a run solves its task."""
    return run.solved_at is not None or (run.ended and not run.stopped)


def _planned() -> tuple[Training, ...]:
    """The trainings that the page asks for now."""
    values = session().plan_values
    try:
        return () if values is None else plan_of(values).trainings
    except RnnvizError:
        return ()
