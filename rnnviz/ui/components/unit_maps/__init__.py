"""Maps of units and time for many signals at once, drawn on canvas: a hundred times the numbers of a chart, at once.

`unit_maps` draws what `rnnviz.figures.unit_maps.map_sections` gives. The time cursor is that of all charts; a unit that
is clicked is followed in every panel, and on every page, by the browser alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rnnviz.figures.unit_scales import SIGNED_TICKS
from rnnviz.ui.components.browser import component
from rnnviz.ui.components.browser.message import encode

__all__ = ["unit_maps"]

_component = component(__name__, "unit_maps", ticks=SIGNED_TICKS)


def unit_maps(
    sections: Sequence[Mapping[str, Any]], *, steps: int, key: str, lines: bool = False, text: Mapping[str, Any] | None
) -> None:
    """Draw sections of maps side by side.

    Parameters
    ----------
    sections : sequence of dict
        From `rnnviz.figures.unit_maps.map_sections`.
    steps : int
        T.
    key : str
        Unique on the page.
    lines : bool
        Whether to draw the followed units as lines instead of all units as maps.
    text : dict, optional
        From `rnnviz.figures.unit_maps.coloured_text`.
    """
    _component(key=key, data=encode({"steps": steps, "lines": lines, "sections": sections, "text": text}))
