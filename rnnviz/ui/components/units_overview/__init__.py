"""One unit of every cell over time, with a table of all units to choose it from.

The unit that is chosen is the one that is followed on every page, by the browser alone, which also keeps the cell of
the table, its order and the range of the gradients.
"""

from rnnviz.ui.components.browser import component

__all__ = ["units_overview"]

_component = component(__name__, "units_overview")


def units_overview(data: bytes, *, key: str) -> None:
    """Draw one unit of every cell, and the table.

    Parameters
    ----------
    data : bytes
        From `rnnviz.pictures`: ``columns`` as of `rnnviz.figures.unit_overview.unit_overview`, ``steps``, ``batch``
        and ``sequence``.
    key : str
        Unique on the page.
    """
    _component(key=key, data=data)
