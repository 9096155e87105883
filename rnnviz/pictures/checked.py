"""Whether the gradients of a setting were checked, and how well they agree, in words."""

import math
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.verification import check_run
from rnnviz.cells import CELLS
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.setting import Setting
from rnnviz.figures.words import power_of_ten
from rnnviz.gradient_flow.check import TOLERANCE, Verdict
from rnnviz.numerics.numerals import numeral

__all__ = ["Checked", "check", "check_result", "verdict_in_words"]


class Checked(NamedTuple):
    """What a check found.

    Parameters
    ----------
    label : str
        In a few words, of all cells.
    sentences : tuple of str
        One a cell, as Markdown.
    """

    label: str
    sentences: tuple[str, ...]


def check(setting: Setting, edits: tuple[Edit, ...], sample: int) -> Checked:
    """Check some entries of each gradient of a setting, chosen at random.

    Parameters
    ----------
    setting, edits
        As for `rnnviz.run`.
    sample : int
        Entries of each array.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> check(Scenario(cells=("rnn",), n_a=2, m=1, T_x=2, n_x=1), (), 1).sentences[0][8:47]
    ' 4 of 10 entries, chosen at random, of '
    """
    return check_result(run(setting, edits), sample)


def check_result(result: Result, sample: int) -> Checked:
    """The same of what was computed already."""
    verdicts = {cell: check_run(result, cell, sample=sample) for cell in result.cells}
    sentences = tuple(verdict_in_words(CELLS[cell].label, verdict) for cell, verdict in verdicts.items())
    return Checked(_label(result, verdicts), sentences)


def verdict_in_words(label: str, verdict: Verdict) -> str:
    """What a check found.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> result = run(Scenario(cells=("rnn",), n_a=2, m=1, T_x=2, n_x=1))
    >>> verdict_in_words("RNN", check_run(result, "rnn"))[:57]
    '**RNN:** 10 of 10 entries, chosen at random, of dWaa, dWa'
    """
    seen = [c for c in verdict.comparisons if c.resolved]
    names = ", ".join(sorted(c.name for c in verdict.comparisons))
    text = f"**{label}:** {verdict.checked:,} of {verdict.total:,} entries, chosen at random, of {names}. "
    if not seen:
        return text + "A numeric derivative can tell of none of them: too small, or too strongly curved."
    worst = max(seen, key=lambda c: c.error)
    agrees = "agrees" if worst.error <= TOLERANCE else "**does not agree**"
    text += f"The worst, {worst.name}, {agrees}: {numeral(worst.analytic, 6)} against {numeral(worst.numeric, 6)}."
    unseen = [c.name for c in verdict.comparisons if not c.resolved]
    return text + (f" A numeric derivative cannot tell of {', '.join(unseen)}." if unseen else "")


def _label(result: Result, verdicts: dict[str, Verdict]) -> str:
    differences, agrees = [], True
    for name, cell in result.cells.items():
        for c in verdicts[name].comparisons:
            if c.resolved:
                largest = max(float(np.abs(cell.gradients[c.name]).max()), abs(c.numeric))
                differences.append(abs(c.analytic - c.numeric) / largest)
                agrees = agrees and c.error <= TOLERANCE
    if not differences:
        return "Checked: a numeric derivative cannot tell here"
    worst = max(differences)
    size = power_of_ten(math.log10(worst)) if worst else "0"
    return f"{'Checked' if agrees else 'Does not agree'}: largest difference {size}"
