"""What is said of a job while one waits for it."""

from typing import Any

import pytest

from rnnviz.processes.workers import WorkerEnded
from rnnviz.ui.parts import waiting
from rnnviz.ui.session.background import Job


class Queue:
    def __init__(self, ahead: int) -> None:
        self._ahead = ahead

    def ahead(self, job: Any) -> int:
        return self._ahead


def job(done: float, seconds: float) -> Job[int]:
    found: Job[int] = Job(iter(()), 10, float)
    found.done, found.seconds = done, seconds
    return found


@pytest.mark.parametrize(
    ("ahead", "done", "said"),
    [
        (0, 0, "Starting"),
        (0, 2.5, "25 %, about 15 s left"),
        (1, 0, "Waiting for 1 other: 4 run at a time"),
        (3, 5, "Waiting for 3 others: 4 run at a time"),
    ],
)
def test_how_far_it_is(monkeypatch: pytest.MonkeyPatch, ahead: int, done: float, said: str) -> None:
    monkeypatch.setattr(waiting, "background", lambda: Queue(ahead))
    assert waiting.state_of(job(done, 5)) == said


def test_why_work_ended_is_one_short_sentence() -> None:
    assert waiting.ended_in_words(WorkerEnded()) == (
        "a process that computes was ended from outside, perhaps for want of memory."
    )
    assert waiting.ended_in_words(OSError("no more\nof it")) == "no more."
    assert waiting.ended_in_words(ValueError()) == "ValueError."
