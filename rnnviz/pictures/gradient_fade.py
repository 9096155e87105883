"""How fast does the gradient fade, or grow? The curves, their table, and the gradient of every unit."""

from rnnviz.experiment.run import Result
from rnnviz.figures.gradient_fade import fade_spec
from rnnviz.figures.gradient_panels import gradient_panels
from rnnviz.figures.start_words import drawn_in_words
from rnnviz.figures.unrolled import unrolled
from rnnviz.figures.words import describe_fade, question, takeaway, why_apart
from rnnviz.pictures.charts import Chart, chart_bytes
from rnnviz.pictures.fade_table import fade_table
from rnnviz.pictures.markup import caption, findings, title
from rnnviz.pictures.message import encode
from rnnviz.pictures.picture import Look, Picture

__all__ = ["picture"]


def picture(result: Result, look: Look) -> Picture:
    """What the page shows: ``title``, ``findings``, ``table``, ``first_step``; ``unrolled``, ``fade`` and ``maps``."""
    fade = Chart(fade_spec(result), "Gradient at every time step", describe_fade(result))
    return Picture(
        {
            "title": title(question(result)),
            "findings": findings(result, [takeaway(result)]) + caption(drawn_in_words(result.scenario)),
            "table": fade_table(result),
            "first_step": caption(why_apart(result)),
        },
        {
            "fade": chart_bytes([fade]),
            "unrolled": encode(unrolled(result)),
            "maps": encode({"steps": result.scenario.steps, "sections": gradient_panels(result)}),
        },
    )
