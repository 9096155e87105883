"""The networks unrolled in time, each step shaded by how much of the loss still reaches it.

After Graves (2012), *Supervised Sequence Labelling with Recurrent Neural Networks*, Figure 4.1.
"""

import math
from typing import Any, Final

import numpy as np

from rnnviz.cells import CELLS
from rnnviz.experiment.run import CellResult, Result
from rnnviz.figures.rates import steps_counted
from rnnviz.figures.unit_scales import FAR, light
from rnnviz.gradient_flow.fade import Fade
from rnnviz.numerics.numerals import numeral, power_of_ten

__all__ = ["left_in_words", "unrolled"]

#: Input features that are drawn at most.
MOST_FEATURES: Final = 8


def unrolled(result: Result, sequence: int = 1, pinned: Result | None = None) -> dict[str, Any]:
    """What the browser draws: one row a network, the input below it.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    sequence : int
        Whose input is shown, counted from 1.
    pinned : Result, optional
        Another one, whose networks stand below those of the same kind, smaller.

    Returns
    -------
    dict
        ``steps``, of the longer result; ``loss``, the last step that it looks at; ``every``, whether it looks at all of
        them; ``rows``, one a network: ``cell``, ``label``, ``colour``, ``figure`` and ``says`` (what is left, and what
        that is), ``pinned`` (whether it is), ``thousandth`` (the step at which 1/1000 is left, or None), ``values``
        (log₁₀ of the gradient's size over all units and sequences at every step, at the loss 0); ``input``:
        ``characters``, or ``curves``, how many ``features`` there are and the ``ends`` of what is drawn;
        ``description``, for those who do not see it.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> [(row["label"], row["figure"]) for row in unrolled(run(Scenario()))["rows"]]
    [('RNN', '1.8·10⁻¹⁴'), ('LSTM', '9.8·10⁻⁷')]
    """
    scenario = result.scenario
    steps, rows = scenario.steps, []
    for name, cell in result.cells.items():
        rows.append(_row(name, cell, every=scenario.loss == "every"))
        if pinned is not None and name in pinned.cells:
            every = pinned.scenario.loss == "every"
            rows.append(_row(name, pinned.cells[name], every=every, pinned=True))
    if pinned is not None:
        steps = max(steps, pinned.scenario.steps)
    return {
        "steps": steps,
        "loss": scenario.last_loss_step,
        "every": scenario.loss == "every",
        "rows": rows,
        "input": _input(result, sequence),
        "description": _description(result, rows),
    }


def left_in_words(fade: Fade, *, every: bool = False) -> tuple[str, str]:
    """What is left of a gradient at step 1, as a figure, and what it is a figure of.

    Parameters
    ----------
    fade : Fade
        Of the hidden state.
    every : bool
        Whether the loss looks at every step.

    Examples
    --------
    >>> import numpy as np
    >>> left_in_words(Fade(np.array([-6.0, 0.0]), 2, 1, 1e-6, 0.05, 1))
    ('1.0·10⁻⁶', 'of the gradient is left at step 1')
    >>> left_in_words(Fade(np.array([2.0, 0.0]), 2, 1, 100.0, float("inf"), None))
    ('100×', 'the size at step 1')
    """
    match fade.fate:
        case "none":
            return "–", "the loss looks at step 1 only"
        case "number":
            return "NaN or ∞", "the gradient stops being a number"
        case "zero":
            before = fade.first > 1 and fade.log10_norm[fade.reference - 1] > -math.inf
            return "0", f"exactly, at all steps before {fade.first}" if before else "exactly, at every step"
    if every:
        return f"{power_of_ten(fade.left)}×", "at step 1 the size at the last one"
    if fade.left > 0:
        return f"{power_of_ten(fade.left)}×", "the size at step 1"
    return power_of_ten(fade.left), "of the gradient is left at step 1"


def _row(name: str, cell: CellResult, *, every: bool, pinned: bool = False) -> dict[str, Any]:
    fade = cell.fades["a"]
    relative = fade.relative.copy()
    relative[fade.reference :] = np.nan  # no loss looks at what comes after it
    figure, says = left_in_words(fade, every=every)
    finite = relative[np.isfinite(relative)]
    back = None if every else fade.steps_to_thousandth
    return {
        "cell": name,
        "label": f"{CELLS[name].label}, pinned" if pinned else CELLS[name].label,
        "pinned": pinned,
        "colour": CELLS[name].colour,
        "figure": figure,
        "says": says,
        "thousandth": None if back is None else fade.reference - back,
        "values": relative.astype(np.float32) if np.abs(finite).max(initial=0) < FAR else relative,
    }


def _input(result: Result, sequence: int) -> dict[str, Any]:
    characters = result.scenario.characters(sequence)
    if characters:
        return {"characters": list(characters)}
    x = result.x[:, sequence - 1]
    largest = float(np.abs(x[:MOST_FEATURES]).max(initial=0.0))
    return {"curves": light(x[:MOST_FEATURES]), "features": len(x), "ends": f"±{numeral(largest, 2)}"}


def _description(result: Result, rows: list[dict[str, Any]]) -> str:
    last = result.scenario.last_loss_step
    looks = "at every step" if result.scenario.loss == "every" else f"at step {last}"
    told = [f"{row['label']}: {row['figure']} {row['says']}" for row in rows]
    return (
        f"The networks unrolled over {steps_counted(result.scenario.steps)}, each step shaded by the size of the "
        f"gradient that reaches it. The loss looks {looks}. {'; '.join(told)}."
    )
