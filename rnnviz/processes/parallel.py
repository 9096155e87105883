"""Where parallel work is done: in this process, by joblib's backends, or in whatever else maps a function.

What has parallel work (`rnnviz.experiment.sweep.sweep`, `rnnviz.training.runs.in_slices`) takes a `Pool`, and uses it
from its beginning to its end. Unless one is given it is joblib's: all cores, or, within ``joblib.parallel_config``, a
cluster.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

__all__ = ["Here", "Pool", "given_or_joblib"]

T = TypeVar("T")


class Pool(Protocol):
    """What does many calls of a function at once."""

    @property
    def size(self) -> int:
        """How many at once."""

    def map(self, function: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        """What the function gives for each of the arguments, in their order."""


class Here:
    """One after the other, in this process.

    Examples
    --------
    >>> Here().map(max, [(1, 2), (4, 3)])
    [2, 4]
    """

    size = 1

    def map(self, function: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        """What the function gives for each of the arguments, in their order."""
        return [function(*each) for each in arguments]


class _Joblib:
    """By the backend of joblib that is set when it begins."""

    def __init__(self, parallel: Any, size: int) -> None:
        self._parallel = parallel
        self.size = size

    def map(self, function: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
        """What the function gives for each of the arguments, in their order."""
        return list(self._parallel((function, each, {}) for each in arguments))


@contextmanager
def given_or_joblib(pool: Pool | None) -> Iterator[Pool]:
    """A pool for the whole of some work: the one that is given, or joblib's.

    Examples
    --------
    >>> import joblib
    >>> with joblib.parallel_config(backend="threading", n_jobs=2), given_or_joblib(None) as pool:
    ...     pool.map(max, [(1, 2), (4, 3)])
    [2, 4]
    """
    if pool is not None:
        yield pool
        return
    from joblib import Parallel, effective_n_jobs  # noqa: PLC0415  # takes a third of a second

    # Once for all of the work: each `Parallel` that computes leaves a folder until the process ends.
    with Parallel(n_jobs=-1) as parallel:
        yield _Joblib(parallel, max(1, effective_n_jobs(-1)))
