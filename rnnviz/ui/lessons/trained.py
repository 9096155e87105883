"""How the trainings of a visit went, as far as tasks and challenges ask."""

from rnnviz.lessons.conditions import Trained
from rnnviz.ui.session.session import session

__all__ = ["trained"]


def trained() -> list[Trained]:
    """The trainings that were begun in this visit and are still there."""
    asked, found = session().jobs.get("training"), []
    for run in getattr(asked, "runs", ()):
        training = run.training
        solved = next((r.update for r in run.records if training.task.solved.reached(r.loss, r.accuracy)), None)
        found.append(Trained(training.task.key, training.network.cell, training.T, training.network.start, solved))
    return found
