"""What many draws of a setting have in common with the one that is shown, in words."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.draws import DRAWS, Draws
from rnnviz.cells import CELLS
from rnnviz.figures.rates import factor_of_log10
from rnnviz.figures.words import listed
from rnnviz.gradient_flow.fade import Fate, fate_of
from rnnviz.numerics.numerals import power_of_ten

__all__ = ["causes_in_draws", "left_in_draws", "mean_in_words", "range_in_words"]

Array = NDArray[Any]

#: Less than twice as much is about the same: as `rnnviz.figures.takeaway` has it.
_SAME = math.log10(2)
_DOES: dict[Fate, str] = {
    "none": "has no step to reach",
    "keeps": "keeps its size",
    "nearly": "nearly keeps its size",
    "shrinks": "shrinks",
    "vanishes": "vanishes",
    "grows": "grows",
    "explodes": "explodes",
    "zero": "is exactly 0",
    "number": "is no number",
}


def range_in_words(log10: Array) -> str:
    """From the least to the most of many factors, of which each is given by its log₁₀.

    Examples
    --------
    >>> range_in_words(np.log10([0.72, 0.75, 0.74])), range_in_words(np.log10([0.5, 0.5])), range_in_words(np.array([]))
    ('×0.720 to ×0.750', '×0.500', '–')
    >>> range_in_words(np.array([-np.inf, -1.0, np.nan]))
    '×0 to ×0.100, in 2 of 3'
    """
    known = log10[~np.isnan(log10)]
    if not known.size:
        return "–"
    low, high = (_factor(float(end)) for end in (known.min(), known.max()))
    some = "" if known.size == log10.size else f", in {known.size} of {log10.size}"
    return f"{low}{'' if low == high else f' to {high}'}{some}"


def mean_in_words(log10: Array) -> str:
    """The geometric mean of many factors, of which each is given by its log₁₀; empty where one is 0 or no number.

    Examples
    --------
    >>> mean_in_words(np.log10([0.2, 0.8])), mean_in_words(np.array([-np.inf, 0.0]))
    ('mean ×0.400', '')
    """
    return f"mean {_factor(float(log10.mean()))}" if log10.size and np.isfinite(log10).all() else ""


def _factor(log10: float) -> str:
    return "×0" if log10 == -math.inf else "×∞" if log10 == math.inf else factor_of_log10(log10)


def left_in_draws(draws: Mapping[str, Draws], *, back: int) -> str:
    """Whether what one draw says of the gradients that are left at step 1 is what most draws say, in one sentence.

    Parameters
    ----------
    draws : mapping of str to Draws
        From `rnnviz.analysis.draws.draws_of`.
    back : int
        Steps from the loss to step 1.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> from rnnviz.analysis.draws import draws_of
    >>> print(left_in_draws(draws_of(Scenario(T_x=30)), back=29))
    20 draws: the LSTM keeps more in all of them; size at step 1 4.7·10⁻⁵ to 1.9·10⁻⁴ (RNN), 1.7·10⁻³ to 0.0040 (LSTM).
    """
    if back == 0:
        return ""
    left = {cell: one.left["a"] for cell, one in draws.items()}
    own = {cell: float(one.left["a"][one.own]) for cell, one in draws.items()}
    ranges = [f"{_left_range(values)} ({CELLS[cell].label})" for cell, values in left.items()]
    claim, count = _compared(left, own) if len(left) > 1 else _alone(left, own)
    sizes = f"size at step 1 {', '.join(ranges)}"
    if not claim:
        return f"{DRAWS} draws: {sizes}."
    if 2 * count <= DRAWS:
        return f"{_otherwise(count)}: {claim} in {count} of {DRAWS} only; {sizes}."
    return f"{DRAWS} draws: {claim} in {'all of them' if count == DRAWS else f'{count} of them'}; {sizes}."


def _otherwise(count: int) -> str:
    """What begins a sentence that takes back the one above it, which so many draws agree with."""
    return f"{'Half of the' if 2 * count == DRAWS else 'Most'} draws say otherwise"


def _left_range(log10: Array) -> str:
    known = log10[~np.isnan(log10)]
    if not known.size:
        return "no number"
    low, high = (_left(float(end)) for end in (known.min(), known.max()))
    return low if low == high else f"{low} to {high}"


def _left(log10: float) -> str:
    return "0" if log10 == -math.inf else power_of_ten(log10)


def _alone(left: Mapping[str, Array], own: Mapping[str, float]) -> tuple[str, int]:
    ((cell, values),) = left.items()
    fate = fate_of(own[cell])
    return f"the {CELLS[cell].label}'s gradient {_DOES[fate]}", sum(fate_of(float(one)) == fate for one in values)


def _compared(left: Mapping[str, Array], own: Mapping[str, float]) -> tuple[str, int]:
    """What the draw that is shown says of its largest and its next, and in how many draws that is so."""
    if not all(map(math.isfinite, own.values())):
        return "", 0
    *_, second, first = sorted(own, key=own.__getitem__)
    with np.errstate(invalid="ignore"):
        if own[first] - own[second] < _SAME:
            same = sum(bool(abs(one - other) < _SAME) for one, other in zip(left[first], left[second], strict=True))
            names = listed([f"the {CELLS[cell].label}" for cell in own if cell in (first, second)])
            return f"{names} end about the same", same
        leads = np.all([left[first] - left[cell] >= _SAME for cell in left if cell != first], axis=0)
    grows = fate_of(own[first]) in ("grows", "explodes")
    more = "more" if len(own) == 2 else "most"
    label = CELLS[first].label
    return f"the {label}'s ends large{'r' if more == 'more' else 'st'}" if grows else f"the {label} keeps {more}", int(
        leads.sum()
    )


def causes_in_draws(draws: Mapping[str, Draws]) -> str:
    """Whether the cause that one draw names is the one in most draws, for each network that has one.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> from rnnviz.analysis.draws import draws_of
    >>> print(causes_in_draws(draws_of(Scenario(T_x=30, cells=("rnn",)))))
    20 draws: the RNN ×0.709 to ×0.744 a step, above all by its slope in all.
    """
    said, least = [], DRAWS
    for cell, one in draws.items():
        label, total = CELLS[cell].label, one.together
        if not np.isfinite(total[one.own]):
            continue
        main = _main(one, one.own)
        count = sum(main is not None and _main(one, place) == main for place in range(len(total)))
        least = least if main is None else min(least, count)
        cause = "" if main is None else f", above all by its {main} in {'all' if count == len(total) else count}"
        said.append(f"the {label} {range_in_words(total)} a step{cause}")
    return f"{_otherwise(least) if 2 * least <= DRAWS else f'{DRAWS} draws'}: {'; '.join(said)}." if said else ""


def _main(draws: Draws, place: int) -> str | None:
    """The cause that does most of what a draw's gradient does; None where it has none, or nothing is done."""
    total = float(draws.together[place])
    if not math.isfinite(total) or total == 0:
        return None
    return (min if total < 0 else max)(draws.causes, key=lambda name: float(draws.causes[name][place]))
