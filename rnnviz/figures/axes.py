"""Axes that several figures share."""

from typing import Any

__all__ = ["whole_steps"]


def whole_steps(steps: int) -> dict[str, Any]:
    """What keeps a short time axis from ticks between its steps; Plotly's own choice is right for longer ones.

    Examples
    --------
    >>> whole_steps(3), whole_steps(100)
    ({'tick0': 0, 'dtick': 1}, {})
    """
    return {"tick0": 0, "dtick": 1} if steps < 8 else {}
