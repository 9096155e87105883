"""What do the gates do? One unit of every cell over time, or all of them as maps or lines; gradients under them."""

from collections.abc import Mapping
from typing import Any

from rnnviz.experiment.run import Result
from rnnviz.figures.coloured_text import coloured_text
from rnnviz.figures.unit_overview import unit_overview
from rnnviz.figures.unit_panels import map_sections
from rnnviz.figures.unit_words import gates_details, gates_takeaway
from rnnviz.pictures.markup import caption, findings
from rnnviz.pictures.message import encode
from rnnviz.pictures.picture import Look, Picture, whose_units
from rnnviz.pictures.pinned import Pinned, name_of, pin_words, pinned_beside

__all__ = ["picture"]


def picture(result: Result, look: Look) -> Picture:
    """What the page shows: ``findings`` and ``details``; ``units_overview`` or ``unit_maps``, with a text both."""
    pinned = pinned_beside(look.pinned)
    words = {
        "pinned": pin_words(look.pinned, result, pinned),
        "findings": findings(result, [gates_takeaway(result)]),
        "details": caption(gates_details(result)),
    }
    drawn = result
    if pinned is not None and look.switched and look.view != "unit":
        drawn, look = pinned.result, look.within(pinned.result.scenario)
    whose = {"whose": whose_units(drawn.scenario)}
    return Picture(words, {name: encode({**whose, **part}) for name, part in _parts(drawn, look, pinned).items()})


def _parts(result: Result, look: Look, pinned: Pinned | None) -> Mapping[str, Mapping[str, Any]]:
    """What is drawn, and nothing that is not: the one unit, or the maps; and the text, if one is read."""
    steps = result.scenario.steps
    text = None if look.source is None else coloured_text(result, look.source, look.sequence)
    if look.view != "unit":
        sections = map_sections(result, look.sequence, look.order)
        return {"unit_maps": {"steps": steps, "lines": look.view == "lines", "sections": sections, "text": text}}
    columns = unit_overview(result, look.sequence, None if pinned is None else pinned.curves(look.sequence))
    if pinned is not None:
        steps = max(steps, pinned.result.scenario.steps)
    about = {
        "steps": steps,
        "pinned": name_of(look.pinned, result) if pinned else "",
        "batch": result.scenario.batch,
        "sequence": look.sequence,
    }
    parts: dict[str, Mapping[str, Any]] = {"units_overview": about | {"columns": columns}}
    if text is not None:
        first = {column["cell"]: column["first"] for column in columns}[text["cell"]]
        parts["unit_maps"] = {"steps": steps, "sections": [], "text": text | {"first": first}}
    return parts
