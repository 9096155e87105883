"""Several runs at once, a slice of time after the other, so that whoever watches can draw, pause, step and stop them.

The updates are done by joblib: on all cores, or, within ``joblib.parallel_config``, on a cluster; or in a pool that is
given. How a run is sliced does not change it.
"""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rnnviz.cells.workspace import Workspace
from rnnviz.errors import RnnvizError
from rnnviz.processes.parallel import Pool, given_or_joblib
from rnnviz.training.trainer import Record, record_of, start, update
from rnnviz.training.training import SETTINGS, Checkpoint, Training

__all__ = ["History", "Look", "Pace", "advance", "in_slices"]

#: What a slice takes, in seconds: as often there is something new to see, and a chance to stop.
SLICE_SECONDS = 0.4
#: Most bytes of checkpoints that are kept of a run, the last one aside.
KEPT_BYTES = 4_000_000
#: But so many checkpoints at least.
LEAST_KEPT = 8


class Look(NamedTuple):
    """A run at one moment."""

    record: Record
    checkpoint: Checkpoint


class Pace:
    """How often to look; it may be changed while runs go on.

    Parameters
    ----------
    every : int
        Updates from one look to the next.
    single : bool
        Whether a slice is one update, however fast it was.
    """

    def __init__(self, every: int = 10, *, single: bool = False) -> None:
        problem = SETTINGS["updates"].problem("every", every)
        if problem:
            raise RnnvizError(problem)
        self.every = every
        self.single = single


class History:
    """A run so far. It only grows, so that it can be read while the run goes on.

    Parameters
    ----------
    training : Training
        What is done.
    until_solved : bool
        Whether to stop once the task is solved.
    keep : bool
        Whether to keep checkpoints besides the last one.
    checkpoint : Checkpoint, optional
        From where to go on; from the beginning unless given.

    Attributes
    ----------
    records : list of Record
        At every look; the first one is from before the first update, or of the checkpoint from which it goes on.
    last : Checkpoint or None
        From which the run goes on; it may lie between two looks. None before it has begun.
    kept : dict of int to Checkpoint
        Some of those at the looks, by update, evenly spread; the first one and that of the last look among them.
    stopped : bool
        Whether it was ended before its time, by `stop`.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> history = History(Training(TASKS["latch"], 5, Network("rnn", n_a=4), updates=20))
    >>> history.ended, history.solved_at, history.update
    (False, None, 0)
    """

    def __init__(
        self,
        training: Training,
        *,
        until_solved: bool = True,
        keep: bool = True,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.training = training
        self.until_solved = until_solved
        self.keep = keep
        self.last: Checkpoint | None = None
        self.records: list[Record] = []
        self.kept: dict[int, Checkpoint] = {}
        self.stopped = False
        self._apart = 1
        if checkpoint is not None:
            self.add([Look(record_of(training, checkpoint), checkpoint)], checkpoint)

    @property
    def update(self) -> int:
        """Updates done."""
        return self.last.update if self.last else 0

    @property
    def solved_at(self) -> int | None:
        """The first look at which the task was solved."""
        solved = self.training.task.solved
        return next((r.update for r in self.records if solved.reached(r.loss, r.accuracy)), None)

    @property
    def trouble(self) -> str:
        """What went wrong, if anything."""
        return self.records[-1].trouble if self.records else ""

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to do."""
        done = self.update >= self.training.updates or bool(self.trouble) or self.stopped
        return done or (self.until_solved and self.solved_at is not None)

    def longer(self, training: Training, *, until_solved: bool) -> "History":
        """The same run so far, which will end later.

        Parameters
        ----------
        training : Training
            The same but for the number of updates.
        until_solved : bool
            Whether to stop once the task is solved.
        """
        run = History(training, until_solved=until_solved, keep=self.keep)
        run.records, run.kept, run.last, run._apart = list(self.records), self.kept, self.last, self._apart
        return run

    def stop(self) -> None:
        """End it here, for good, unless it has ended."""
        self.stopped = self.stopped or not self.ended

    def add(self, looks: Sequence[Look], last: Checkpoint) -> None:
        """Take what a slice brought."""
        for record, checkpoint in looks:
            if self.keep:
                self.kept = self._thinned({**self.kept, record.update: checkpoint})  # a new one, for those who read it
            self.records.append(record)
        self.last = last

    def _thinned(self, kept: dict[int, Checkpoint]) -> dict[int, Checkpoint]:
        newest = max(kept)
        size = 3 * sum(value.nbytes for value in kept[newest].parameters.values())  # with Adam's moving means
        most = max(LEAST_KEPT, KEPT_BYTES // size)
        while True:
            kept = {u: kept[u] for u in kept if u % self._apart == 0 or u == newest}
            if len(kept) <= most:
                return kept
            self._apart *= 2


def advance(
    training: Training, now: Checkpoint | None, every: int, *, until_solved: bool, single: bool = False
) -> tuple[list[Look], Checkpoint]:
    """Go on with a run for one slice of time.

    Parameters
    ----------
    training, now
        The run; None if it has not begun.
    every : int
        Updates between two looks.
    until_solved : bool
        Whether to stop once the task is solved.
    single : bool
        Whether to do one update alone, and look.

    Returns
    -------
    list of Look, Checkpoint
        The looks, and how far it has come.
    """
    looks: list[Look] = []
    if now is None:
        now = start(training)
        looks.append(Look(record_of(training, now), now))
    workspace = Workspace()
    end = time.monotonic() + SLICE_SECONDS
    while now.update < training.updates:
        now, norm, trouble = update(training, now, workspace)
        if trouble or single or now.update % every == 0 or now.update == training.updates:
            record = record_of(training, now, norm, trouble)
            looks.append(Look(record, now))
            solved = until_solved and training.task.solved.reached(record.loss, record.accuracy)
            if trouble or single or solved:
                break
        if time.monotonic() >= end:
            break
    return looks, now


def in_slices(
    histories: Sequence[History], pace: Pace, at_once: int | None = None, pool: Pool | None = None
) -> Iterator[int]:
    """Go on with all runs, the earlier ones first.

    Parameters
    ----------
    histories : sequence of History
        The runs; what comes out is added to them.
    pace : Pace
        How often to look.
    at_once : int, optional
        How many get a slice in turn; as many as there are cores unless given.
    pool : Pool, optional
        Where; by joblib unless given.

    Yields
    ------
    int
        The updates that were done in a slice, over all runs, and those that a run that has ended will not need.

    Examples
    --------
    >>> import joblib
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> history = History(Training(TASKS["latch"], 5, Network("rnn", n_a=4), updates=20))
    >>> with joblib.parallel_config(backend="sequential"):
    ...     sum(in_slices([history], Pace(every=10)))
    20
    >>> [record.update for record in history.records]
    [0, 10, 20]
    """
    with given_or_joblib(pool) as used:
        while going := [history for history in histories if not history.ended][: at_once or used.size]:
            before = sum(history.update for history in going)
            asked = [(h.training, h.last, pace.every, h.until_solved, pace.single) for h in going]
            for history, (looks, last) in zip(going, used.map(_advanced, asked), strict=True):
                history.add(looks, last)
            yield sum(history.training.updates if history.ended else history.update for history in going) - before


def _advanced(
    training: Training, now: Checkpoint | None, every: int, until_solved: bool, single: bool
) -> tuple[list[Look], Checkpoint]:
    """`advance`, by place."""
    return advance(training, now, every, until_solved=until_solved, single=single)
