"""Where does each number come from? One step of the cell, forwards and backwards, number by number."""

from rnnviz.experiment.run import Result
from rnnviz.figures.one_step import halved, step_numbers
from rnnviz.figures.snippets import step_code
from rnnviz.pictures.markup import warnings
from rnnviz.pictures.message import encode
from rnnviz.pictures.picture import Look, Picture, whose_units

__all__ = ["picture"]


def picture(result: Result, look: Look) -> Picture:
    """What the page shows: ``findings``; ``one_step``."""
    runs = [step_numbers(result, cell, look.sequence) for cell in result.cells]
    drawing = {
        "runs": [halved(run) for run in runs] if look.moving else runs,
        # The step, counted from 1, whose gradient the colours of gradients are relative to.
        "reference": {name: cell.fades["a"].reference for name, cell in result.cells.items()},
        "codes": {cell: step_code(result, cell, look.sequence) for cell in result.cells},
        "network": result.scenario.key,
        "whose": whose_units(result.scenario),
    }
    return Picture({"findings": warnings(result)}, {"one_step": encode(drawing)})
