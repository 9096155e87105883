"""Where parallel work is done: what is given is used, and joblib once for all of the work."""

from collections.abc import Callable, Sequence
from typing import Any

import joblib
import pytest

from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.sweep import Sweep, sweep
from rnnviz.processes.parallel import Here, Pool, given_or_joblib
from rnnviz.tasks import TASKS
from rnnviz.training.network import Network
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.training.trainer import Training

PLAN = Sweep.over(Scenario(n_a=4, T_x=6, m=2), "gain", (0.5, 1.5), "n_a", (3, 7), points=5)


class Counted(Here):
    """One that counts."""

    def __init__(self) -> None:
        self.calls = 0

    def map(self, function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        self.calls += 1
        return super().map(function, arguments)


def test_a_pool_that_is_given_does_all_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joblib, "Parallel", None)
    pool = Counted()
    assert sum(len(part) for part in sweep(PLAN, pool=pool)) == 25
    assert pool.calls > 1
    training = Training(TASKS["latch"], 5, Network("rnn", n_a=4), updates=20)
    pool = Counted()
    assert sum(in_slices([History(training, until_solved=False)], Pace(10, single=True), pool=pool)) == 20
    assert pool.calls == 20


@pytest.mark.parametrize("backend", ["sequential", "threading"])
def test_joblib_is_made_once_for_all_of_the_work(monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    made = []

    class Watched(joblib.Parallel):  # type: ignore[misc]
        def __init__(self, **how: Any) -> None:
            super().__init__(**how)
            made.append(self)

    monkeypatch.setattr(joblib, "Parallel", Watched)
    with joblib.parallel_config(backend=backend, n_jobs=2):
        parts = list(sweep(PLAN))
    assert len(parts) > 1
    assert len(made) == 1


def test_arguments_come_one_by_one_and_answers_in_their_order() -> None:
    def check(pool: Pool) -> None:
        assert pool.map(pow, [(2, k) for k in range(20)]) == [2**k for k in range(20)]
        assert pool.map(pow, []) == []
        assert pool.size >= 1

    check(Here())
    with joblib.parallel_config(backend="threading"), given_or_joblib(None) as pool:
        check(pool)
