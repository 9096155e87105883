"""What do the gates do? Gates and states over time, and the gradients under them."""

from rnnviz.experiment.run import Result
from rnnviz.figures.coloured_text import coloured_text
from rnnviz.figures.unit_panels import map_sections
from rnnviz.figures.unit_words import gates_details, gates_takeaway
from rnnviz.pictures.markup import caption, findings
from rnnviz.pictures.message import encode
from rnnviz.pictures.picture import Look, Picture

__all__ = ["picture"]


def picture(result: Result, look: Look) -> Picture:
    """What the page shows: ``findings`` and ``details``; ``unit_maps``."""
    text = None if look.source is None else coloured_text(result, look.source, look.sequence)
    maps = {
        "steps": result.scenario.steps,
        "lines": look.lines,
        "sections": map_sections(result, look.sequence, look.order),
        "text": text,
    }
    words = {"findings": findings(result, [gates_takeaway(result)]), "details": caption(gates_details(result))}
    return Picture(words, {"unit_maps": encode(maps)})
