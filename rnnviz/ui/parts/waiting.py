"""What is said while something is computed in the background."""

from typing import Any

from rnnviz.ui.session.background import AT_ONCE, Job, background

__all__ = ["duration", "ended_in_words", "state_of"]


def state_of(job: Job[Any]) -> str:
    """How far a job has come, or how many are before it in the queue."""
    ahead = background().ahead(job)
    if ahead:
        return f"Waiting for {ahead} other{'' if ahead == 1 else 's'}: {AT_ONCE} run at a time"
    left = job.seconds_left
    return "Starting" if left is None else f"{100 * job.done / job.total:.0f} %, about {duration(left)} left"


def ended_in_words(error: Exception) -> str:
    """Why work ended before its time.

    Examples
    --------
    >>> ended_in_words(OSError("no more processes"))
    'no more processes.'
    """
    words = (str(error).splitlines() or [type(error).__name__])[0]
    return f"{words.rstrip('.')}."


def duration(seconds: float) -> str:
    """A time to wait.

    Examples
    --------
    >>> duration(7.4), duration(200), duration(9000)
    ('7 s', '3 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
