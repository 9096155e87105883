"""How fast does the gradient fade, or grow? The curves, their table, and the gradient of every unit."""

from typing import Final

from rnnviz.experiment.run import Result
from rnnviz.figures.gradient_fade import fade_spec
from rnnviz.figures.gradient_panels import gradient_panels
from rnnviz.figures.setting_words import setting_in_words
from rnnviz.figures.start_words import drawn_in_words
from rnnviz.figures.unrolled import unrolled
from rnnviz.figures.words import describe_fade, question, takeaway, why_apart
from rnnviz.pictures.charts import Chart, chart_bytes
from rnnviz.pictures.draws import draws_in_words, line
from rnnviz.pictures.fade_table import fade_table
from rnnviz.pictures.markup import caption, findings, setting_line, title
from rnnviz.pictures.message import encode
from rnnviz.pictures.picture import Look, Picture, whose_units
from rnnviz.pictures.pinned import name_of, pin_words, pinned_beside

__all__ = ["picture"]

#: Why one asks.
_WHY: Final = "A network learns from a step only as much as the gradient of the loss brings back to it."


def picture(result: Result, look: Look) -> Picture:
    """What the page shows: ``pinned``, ``title``, ``setting``, ``findings``, ``table``, ``notes``; drawings.

    These are ``unrolled``, ``fade`` and ``maps``.
    """
    pinned = pinned_beside(look.pinned)
    before = None if pinned is None else pinned.result
    spec = fade_spec(result, before, name_of(look.pinned, result))
    fade = Chart(spec, "Gradient at every time step", describe_fade(result, before))
    return Picture(
        {
            "pinned": pin_words(look.pinned, result, pinned),
            "title": title(question(result), _WHY),
            "setting": setting_line(setting_in_words(result.scenario)),
            "findings": findings(result, [takeaway(result)]) + line(result, "left"),
            "table": fade_table(result, before),
            "notes": "".join(
                map(caption, (draws_in_words(result.scenario), why_apart(result), drawn_in_words(result.scenario)))
            ),
        },
        {
            "fade": chart_bytes([fade], of="" if result.edits else result.scenario.key),
            "unrolled": encode(unrolled(result, pinned=before)),
            "maps": encode(
                {
                    "whose": whose_units(result.scenario),
                    "steps": result.scenario.steps,
                    "sections": gradient_panels(result),
                }
            ),
        },
    )
