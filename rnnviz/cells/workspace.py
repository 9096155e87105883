"""Memory that is used again: for whoever calls a cell over and over, as training does.

Arrays by name, which are there at the next call; large ones come from the pool (`rnnviz.cells.pool`), to which they
return when nobody has them any more.
"""

from typing import Any

from numpy.typing import DTypeLike, NDArray

from rnnviz.cells.pool import POOL

__all__ = ["Workspace"]


class Workspace:
    """Arrays by name, kept for the next call; what a call has returned is overwritten by the next one.

    Not for several threads at once.

    Examples
    --------
    >>> workspace = Workspace()
    >>> first = workspace.empty("gates", (3, 2), float)
    >>> workspace.empty("gates", (3, 2), float) is first, workspace.empty("gates", (4, 2), float) is first
    (True, False)
    """

    def __init__(self) -> None:
        self._kept: dict[str, NDArray[Any]] = {}

    def empty(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        """An array with arbitrary values: the one of the call before, if it fits."""
        kept = self._kept.get(name)
        if kept is None or kept.shape != shape or kept.dtype != dtype:
            kept = self._kept[name] = POOL.empty(shape, dtype)
        return kept
