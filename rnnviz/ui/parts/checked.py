"""The badge that says that the numbers on the page were checked, and how well they agree."""

import math
from typing import Final

import numpy as np
import streamlit as st

from rnnviz.analysis.verification import check_run
from rnnviz.cells import CELLS
from rnnviz.experiment.key import key_of
from rnnviz.experiment.run import Result
from rnnviz.figures.words import power_of_ten
from rnnviz.gradient_flow.check import TOLERANCE, Verdict
from rnnviz.numerics.numerals import numeral

__all__ = ["badge", "verdict_in_words"]

#: Hidden values up to which some entries are checked unasked; how many of each array then, and how many when asked.
UNASKED: Final = 60_000
FEW, MANY = 1, 12


def badge(result: Result) -> None:
    """Draw the badge; a click says what was compared with what."""
    small = result.scenario.cost <= UNASKED
    # Its label must not change while it opens: Streamlit would close it.
    about = st.popover(
        _label(result) if small else "Check against numeric derivatives",
        icon=":material/verified:",
        key="checked",
        on_change="rerun",
    )
    if not about.open:
        return
    with about:
        _say(result, FEW)
        if st.button(f"Check {MANY} entries of each array"):
            _say(result, MANY)
        st.markdown(
            "Each gradient that backpropagation through time gives is compared with "
            "(J(θ + h) − J(θ − h)) / 2h, h = 10⁻⁵: two more forward passes with one number moved a little, and two "
            "with half of h, which tell how far such a derivative can be trusted. The difference is relative to the "
            "largest entry of its array; an entry agrees if what rounding and curvature do not explain is at most "
            "10⁻⁶ of it. An array of which a numeric derivative cannot tell, because the gradient is too small for it "
            "or the loss too strongly curved, is named, and not counted as agreeing."
        )


def _say(result: Result, sample: int) -> None:
    for cell in result.cells:
        st.markdown(verdict_in_words(CELLS[cell].label, _verdict(result, cell, sample)))


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


def _label(result: Result) -> str:
    differences, agrees = [], True
    for name, cell in result.cells.items():
        for c in _verdict(result, name, FEW).comparisons:
            if c.resolved:
                largest = max(float(np.abs(cell.gradients[c.name]).max()), abs(c.numeric))
                differences.append(abs(c.analytic - c.numeric) / largest)
                agrees = agrees and c.error <= TOLERANCE
    if not differences:
        return "Checked: a numeric derivative cannot tell here"
    worst = max(differences)
    size = power_of_ten(math.log10(worst)) if worst else "0"
    return f"{'Checked' if agrees else 'Does not agree'}: largest difference {size}"


def _verdict(result: Result, cell: str, sample: int) -> Verdict:
    return _checked(key_of(result.key, cell, sample), result, cell, sample)


@st.cache_resource(max_entries=64, show_spinner="Checking…")
def _checked(key: str, _result: Result, _cell: str, _sample: int) -> Verdict:
    return check_run(_result, _cell, sample=_sample)
