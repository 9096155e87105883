"""Trainings, as far as tasks and questions ask of them."""

from types import SimpleNamespace
from typing import Any

import pytest

from rnnviz.ui.lessons import trained as module
from rnnviz.ui.lessons.course import Course
from rnnviz.ui.lessons.trained import outcome_now, tally_now, trained
from rnnviz.ui.session.session import Session
from rnnviz.ui.training.plan import plan_of
from rnnviz.ui.training.values import from_address

VALUES, _ = from_address({})
PLAN = plan_of(VALUES).trainings


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Session:
    found = Session()
    found.plan_values = VALUES
    kept = Course()
    found.course = kept
    monkeypatch.setattr(module, "session", lambda: found)
    monkeypatch.setattr(module.course, "course", lambda: kept)
    return found


def asked(*solved: int | None, ended: bool = True, stopped: bool = False, own: tuple[str, ...] = ()) -> Any:
    """Trainings as if they had been done, of the plan's networks, or of the first one again and again."""
    of_all = PLAN if len(solved) == len(PLAN) else PLAN[:1] * len(solved)
    runs = []
    for training, at in zip(of_all, solved, strict=True):
        told = [(0, 0.5, -3.0), (50, 0.5 if at is None else 1.0, -1.0 if at is None else 0.5)]
        records = [SimpleNamespace(update=k, loss=1.0, accuracy=a, fade=SimpleNamespace(left=x)) for k, a, x in told]
        runs.append(SimpleNamespace(training=training, solved_at=at, ended=ended, stopped=stopped, records=records))
    labels = [training.network.label for training in PLAN]
    return SimpleNamespace(runs=runs, own=dict(zip(labels, own, strict=False)))


def test_each_run_says_when_it_had_solved_its_task(visit: Session) -> None:
    assert trained() == []
    visit.jobs["training"] = asked(None, 50)
    rnn, lstm = trained()
    assert (rnn.task, rnn.cell, rnn.T, rnn.solved_at) == ("latch", "rnn", 65, None)
    assert (lstm.cell, lstm.solved_at) == ("lstm", 50)


def test_what_was_trained_before_the_card_is_not_of_it(visit: Session) -> None:
    visit.jobs["training"] = asked(None, 50, own=("fails", "learns"))
    visit.jobs["lottery"] = asked(50, None, None)
    assert trained()
    assert tally_now() == "2/2"
    assert outcome_now("share") == pytest.approx(1 / 3)
    visit.course.earlier = dict(visit.jobs)
    assert trained() == []
    assert tally_now() == ""
    assert outcome_now("share") is None
    assert outcome_now("profile") == 3.5  # the training of the card before is what is looked at


def test_guesses_count_once_it_is_known_what_came(visit: Session) -> None:
    visit.jobs["training"] = asked(None, 50, own=("learns", "learns"))
    assert tally_now() == "1/2"
    visit.jobs["training"] = asked(None, 50, own=("fails",))
    assert tally_now() == "1/1"
    for open_ in (
        asked(None, 50),
        asked(None, 50, ended=False, own=("fails",)),
        asked(None, 50, stopped=True, own=("fails",)),
    ):
        visit.jobs["training"] = open_
        assert tally_now() == ""
    visit.jobs["training"] = asked(20, 50, ended=False, own=("fails", "learns"))  # both are known before the end
    assert tally_now() == "1/2"
    visit.plan_values = VALUES | {"T_latch": 40}
    assert tally_now() == ""  # the page asks for another training


def test_an_outcome_is_none_before_it_is_there(visit: Session) -> None:
    assert outcome_now("share") is None
    assert outcome_now("profile") is None
    visit.jobs["training"] = asked(None, None)
    assert outcome_now("profile") is None
    visit.jobs["lottery"] = asked(50, None, ended=False)
    assert outcome_now("share") is None
    visit.jobs["lottery"] = asked(50, None, None, None)
    assert outcome_now("share") == 0.25
    visit.plan_values = VALUES | {"gain_1": 1.4}
    assert outcome_now("share") is None
