"""Maps of units and time for many signals at once, drawn on canvas: a hundred times the numbers of a chart, at once.

The time cursor is that of all charts; a unit that is clicked is followed in every panel, and on every page, by the
browser alone.
"""

from rnnviz.figures.unit_scales import SIGNED_TICKS
from rnnviz.ui.components.browser import component

__all__ = ["unit_maps"]

_component = component(__name__, "unit_maps", ticks=SIGNED_TICKS)


def unit_maps(data: bytes, *, key: str) -> None:
    """Draw sections of maps side by side.

    Parameters
    ----------
    data : bytes
        From `rnnviz.pictures`: ``sections`` as of `rnnviz.figures.unit_panels.map_sections`, ``steps``, and if they are
        there ``lines`` (whether to draw the followed units as lines instead of all units as maps) and ``text``, from
        `rnnviz.figures.coloured_text.coloured_text`.
    key : str
        Unique on the page.
    """
    _component(key=key, data=data)
