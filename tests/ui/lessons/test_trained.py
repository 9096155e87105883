"""Trainings, as far as tasks ask of them."""

from types import SimpleNamespace

import pytest

from rnnviz.tasks import TASKS
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training
from rnnviz.ui.lessons import trained as module
from rnnviz.ui.lessons.trained import trained
from rnnviz.ui.session.session import Session


def test_each_run_says_when_it_had_solved_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Session()
    monkeypatch.setattr(module, "session", lambda: visit)
    assert trained() == []
    training = Training(TASKS["latch"], 40, Network("lstm"))
    records = [SimpleNamespace(update=k, loss=1.0, accuracy=a) for k, a in ((0, 0.5), (50, 1.0), (60, 1.0))]
    visit.jobs["training"] = SimpleNamespace(runs=[SimpleNamespace(training=training, records=records)])
    (one,) = trained()
    assert (one.task, one.cell, one.T, one.solved_at) == ("latch", "lstm", 40, 50)
