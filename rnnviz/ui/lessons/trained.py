"""How the trainings of a visit went, as far as tasks and challenges ask."""

from rnnviz.lessons.conditions import Trained
from rnnviz.training.training import Training
from rnnviz.ui.session.session import session

__all__ = ["trained", "trainings"]


def trained() -> list[Trained]:
    """The trainings that were begun in this visit and are still there."""
    return [one for one, _ in trainings()]


def trainings() -> list[tuple[Trained, Training]]:
    """The same, each with what it was asked for."""
    asked, found = session().jobs.get("training"), []
    for run in getattr(asked, "runs", ()):
        training = run.training
        solved = next((r.update for r in run.records if training.task.solved.reached(r.loss, r.accuracy)), None)
        told = Trained(training.task.key, training.network.cell, training.T, training.network.start, solved)
        found.append((told, training))
    return found
