r"""How sure a share of successes is.

Of n runs k succeed. The interval is Wilson's (1927), for 95 %: the rates p that are no more than 1.96 of their own
standard errors away from k/n,

.. math::

    \frac{k + z^2/2 \pm z \sqrt{k (n - k) / n + z^2 / 4}}{n + z^2}, \qquad z = 1.96 .

It stays within 0 and 1 and says something for k = 0 and k = n, where the usual one claims to be certain.
"""

import math
from typing import NamedTuple

from rnnviz.errors import RnnvizError

__all__ = ["Rate", "success_rate"]

_Z = 1.959963984540054


class Rate(NamedTuple):
    """A share, and the ends of its interval of 95 %."""

    share: float
    low: float
    high: float


def success_rate(solved: int, runs: int) -> Rate:
    """The share of runs that succeeded, and how sure it is.

    Parameters
    ----------
    solved, runs : int
        How many succeeded, of how many.

    Raises
    ------
    RnnvizError
        If there are no runs, or fewer than succeeded.

    Examples
    --------
    >>> [round(value, 3) for value in success_rate(0, 5)]
    [0.0, 0.0, 0.434]
    """
    if not 0 <= solved <= runs or runs < 1:
        raise RnnvizError(f"Of {runs} runs {solved} cannot have succeeded.")
    middle = solved + _Z**2 / 2
    room = _Z * math.sqrt(solved * (runs - solved) / runs + _Z**2 / 4)
    low, high = ((middle - room) / (runs + _Z**2), (middle + room) / (runs + _Z**2))
    return Rate(solved / runs, max(0.0, low), min(1.0, high))
