"""Why does it vanish here, or explode? The first screen: the verdict, and the chain of causes of every cell."""

from rnnviz.analysis.diagnosis import diagnose
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.cause_chain import chain_spec
from rnnviz.figures.diagnosis_words import describe_causes, limits_in_words, verdict
from rnnviz.figures.diagnosis_words import title as title_in_words
from rnnviz.pictures.charts import Chart, chart_bytes
from rnnviz.pictures.markup import caption, findings, title
from rnnviz.pictures.picture import Look, Picture

__all__ = ["picture"]


def picture(result: Result, look: Look) -> Picture:
    """What the page shows first: ``title``, ``findings`` and ``limits``; ``causes``."""
    diagnoses = diagnose(result)
    causes = [
        Chart(chain_spec(diagnoses, cell), f"{CELLS[cell].label}: what multiplies its gradient", describe_causes(one))
        for cell, one in diagnoses.items()
    ]
    words = {
        "title": title(title_in_words(diagnoses)),
        "findings": findings(result, verdict(diagnoses)),
        "limits": caption(limits_in_words(diagnoses)),
    }
    return Picture(words, {"causes": chart_bytes(causes, columns=2)})
