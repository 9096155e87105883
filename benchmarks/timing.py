"""Interleaved timing: in every round each contestant has its turn, so that a busy minute hits all of them alike."""

import gc
import statistics
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any, NamedTuple

__all__ = ["Contestant", "Turns", "interleaved"]

TURN_SECONDS = 0.005
#: A call that is shorter than this is made once untimed at the start of a turn, so that its own data are in the caches
#: and threads of the contestant before have gone to sleep.
SHORT_SECONDS = 0.05
WARM_UPS = 3  # of short calls; one is enough for a long one


class Contestant(NamedTuple):
    """What is timed, and what sets the stage for it, untimed."""

    run: Callable[[], Any]
    prepare: Callable[[], Any] = lambda: None


class Turns(NamedTuple):
    """Seconds of each contestant in each round.

    Parameters
    ----------
    seconds : dict of str to list of float
        Of each round the median of the turn's calls.
    calls : dict of str to int
        Timed calls in one turn.
    """

    seconds: dict[str, list[float]]
    calls: dict[str, int]

    @property
    def rounds(self) -> int:
        """Number of rounds."""
        return len(next(iter(self.seconds.values())))

    def milliseconds(self, name: str) -> float:
        """Median over the rounds."""
        return 1e3 * statistics.median(self.seconds[name])

    def ratio(self, slower: str, faster: str) -> float:
        """How many times longer one takes: the median of the ratios of the rounds, so that drift cancels."""
        pairs = zip(self.seconds[slower], self.seconds[faster], strict=True)
        return statistics.median(a / b for a, b in pairs)


def interleaved(contestants: Mapping[str, Contestant], budget: float, least: int = 3, most: int = 60) -> Turns:
    """Time the contestants in turns, each round beginning with another one.

    Parameters
    ----------
    contestants : mapping of str to Contestant
        Warmed up here.
    budget : float
        Seconds to spend, about.
    least, most : int
        Bounds on the number of rounds; ``least`` counts more than the budget.
    """
    single = {name: _warm_up(contestant) for name, contestant in contestants.items()}
    calls = {name: max(1, round(TURN_SECONDS / seconds)) for name, seconds in single.items()}
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    gc.collect()
    gc.disable()
    end = perf_counter() + budget
    try:
        for number in range(most):
            if number >= least and perf_counter() > end:
                break
            first = number % len(names)
            for name in names[first:] + names[:first]:
                turn = _turn(contestants[name], calls[name], warm=single[name] < SHORT_SECONDS)
                seconds[name].append(turn)
    finally:
        gc.enable()
    return Turns(seconds, calls)


def _warm_up(contestant: Contestant) -> float:
    contestant.prepare()
    first = _once(contestant)
    return first if first > SHORT_SECONDS else min(_once(contestant) for _ in range(WARM_UPS))


def _turn(contestant: Contestant, calls: int, *, warm: bool) -> float:
    contestant.prepare()
    if warm:
        contestant.run()
    return statistics.median(_once(contestant) for _ in range(calls))


def _once(contestant: Contestant) -> float:
    start = perf_counter()
    contestant.run()
    return perf_counter() - start
