"""Why does it vanish here, or explode? The first screen: the verdict, and the chain of causes of every cell."""

import html
from typing import Final

from rnnviz.analysis.diagnosis import Diagnosis, diagnose
from rnnviz.analysis.draws import DRAWS
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.cause_chain import chain_spec
from rnnviz.figures.diagnosis_words import TOGETHER, describe_causes, notes, parts_of, verdict
from rnnviz.figures.diagnosis_words import title as title_in_words
from rnnviz.figures.theme import cause_colour
from rnnviz.lessons.glossary import explained
from rnnviz.pictures.charts import Chart, chart_bytes
from rnnviz.pictures.draws import has_draws, later, line
from rnnviz.pictures.markup import findings, title
from rnnviz.pictures.picture import Look, Picture
from rnnviz.pictures.pinned import name_of, pin_words, pinned_beside

__all__ = ["picture"]

#: Charts, and tables, beside each other where there is room.
_COLUMNS: Final = 3


def picture(result: Result, look: Look) -> Picture:
    """What the page shows first: ``pinned``, ``title``, ``findings`` and ``factors``; ``causes``."""
    diagnoses = diagnose(result)
    pinned = pinned_beside(look.pinned)
    before, name = {} if pinned is None else pinned.diagnoses, name_of(look.pinned, result)
    drawn = has_draws(result.scenario, result.edits)
    causes = [
        Chart(
            chain_spec(diagnoses, cell, pinned=before, name=name),
            f"{CELLS[cell].label}: what multiplies its gradient",
            describe_causes(one),
        )
        for cell, one in diagnoses.items()
    ]
    columns = min(_COLUMNS, len(diagnoses))
    words = {
        "pinned": pin_words(look.pinned, result, pinned),
        "title": title(title_in_words(diagnoses)),
        "findings": findings(result, verdict(diagnoses)) + line(result, "causes"),
        "factors": f'<div class="rnnviz-factors" style="--columns: {columns}">'
        f"{''.join(_factors(one, before.get(one.cell), drawn=drawn) for one in diagnoses.values())}</div>",
    }
    return Picture(words, {"causes": chart_bytes(causes, columns=_COLUMNS)})


def _factors(diagnosis: Diagnosis, pinned: Diagnosis | None, *, drawn: bool) -> str:
    """The factors a step of a cell as a table, and what else there is to say of it; with those that are pinned."""
    before = {} if pinned is None else {part.name: part.factor for part in parts_of(pinned)}
    rows = "".join(
        f'<tr><th scope="row">{_swatch(diagnosis.cell, name)}{explained(html.escape(name))}</th>'
        + f"<td>{html.escape(factor)}"
        + (f"<small>pinned {html.escape(before[name])}</small>" if name in before else "")
        + f"</td><td>{html.escape(is_, quote=False)}"
        + (_draws(f"cause {diagnosis.cell} {name}") if drawn else "")
        + "</td></tr>"
        for name, factor, is_ in parts_of(diagnosis)
    )
    label = html.escape(CELLS[diagnosis.cell].label)
    said = explained(html.escape(" ".join(notes(diagnosis)), quote=False))
    return (
        f"<section><table><caption>{label}: one step back multiplies the gradient by</caption><tbody>{rows}"
        f'</tbody></table><p class="rnnviz-caption">{said}</p></section>'
    )


def _draws(of: str) -> str:
    """Room for the range and the mean of many draws."""
    told = " ".join(f"<span{later(f'{kind} {of}')}</span>" for kind in ("range", "mean"))
    return f'<small class="draws">{DRAWS} draws: {told}</small>'


def _swatch(cell: str, cause: str) -> str:
    colour = "currentColor" if cause == TOGETHER else cause_colour(cell, cause)
    return f'<span style="background: {colour}"></span>'
