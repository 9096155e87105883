"""What multiplied the gradient on its way back from the loss: causes stacked over time, which add up to its size."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.analysis.diagnosis import Diagnosis
from rnnviz.figures.axes import log10_axis, time_axis
from rnnviz.figures.diagnosis_words import TOGETHER
from rnnviz.figures.names import alone, at_curves
from rnnviz.figures.theme import cause_colour
from rnnviz.figures.words import label_of

__all__ = ["ChainNumbers", "cause_chain", "chain_numbers", "chain_spec"]

#: Columns that are drawn at most.
MAX_COLUMNS = 200


class ChainNumbers(NamedTuple):
    """What is drawn.

    Parameters
    ----------
    state : str
        Whose gradient: ``"a"`` for an RNN, ``"c"`` for an LSTM.
    steps : numpy.ndarray of int, (columns,)
        Steps at which the gradient arrives, in rising order; of a long sequence every second, third ... one.
    width : int
        Steps from one column to the next.
    causes : dict of str to numpy.ndarray, each (columns,)
        log₁₀ of what each cause has done since the loss; they add up to ``total``.
    total : numpy.ndarray, (columns,)
        log₁₀ of what is left of the gradient.
    """

    state: str
    steps: NDArray[np.int64]
    width: int
    causes: dict[str, NDArray[Any]]
    total: NDArray[Any]


def chain_numbers(diagnosis: Diagnosis, first: int = 1) -> ChainNumbers:
    """Compute what `cause_chain` draws."""
    state, whole, reference = diagnosis.causes.state, diagnosis.whole, diagnosis.reference
    # Back from the loss, until there is nothing left to take apart.
    far = [np.flatnonzero(~np.isfinite(f[: reference - 1])) for f in diagnosis.causes.factors.values()]
    gap = max([first - 1, *(int(gaps[-1]) + 1 for gaps in far if gaps.size)])
    if whole is None or gap >= reference - 1:
        return ChainNumbers(state, np.array([reference]), 1, {}, np.zeros(1))
    width = -(-(reference - 1 - gap) // MAX_COLUMNS)
    columns = np.arange(reference - 1, gap - 1, -width)[::-1]  # entry k is the factor from step k + 2 to step k + 1

    def since_the_loss(factor: NDArray[Any]) -> NDArray[Any]:
        summed = np.cumsum(factor[: reference - 1][::-1])[::-1]  # summed[k]: from the reference back to step k + 1
        return np.append(summed, 0.0)[columns]

    causes = {name: since_the_loss(factor) for name, factor in diagnosis.causes.factors.items()}
    return ChainNumbers(state, columns + 1, width, causes, since_the_loss(diagnosis.causes.total))


def cause_chain(diagnoses: Mapping[str, Diagnosis], cell: str, first: int = 1) -> go.Figure:
    """Draw what each cause has done to the gradient since the loss, stacked, on a log scale.

    Parameters
    ----------
    diagnoses : mapping of str to Diagnosis
        From `rnnviz.analysis.diagnosis.diagnose`.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    first : int
        The earliest step that is drawn, counted from 1.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars of the causes, those that shrink it below 0 and those that make it grow above, and the line of their sum.
        The range is the same for every cell.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.analysis.diagnosis import diagnose
    >>> [trace.name for trace in cause_chain(diagnose(run(Scenario())), "rnn").data]
    ['slope', 'weights', 'alignment', 'together']
    """
    return go.Figure(alone(chain_spec(diagnoses, cell, first)))


def chain_spec(
    diagnoses: Mapping[str, Diagnosis],
    cell: str,
    first: int = 1,
    *,
    pinned: Mapping[str, Diagnosis] | None = None,
    name: str = "pinned",
) -> dict[str, Any]:
    """What `cause_chain` draws, as plain data.

    What causes come to in a result that was pinned is a line, too: thinner and broken.
    """
    before = {} if pinned is None else {one: chain_numbers(pinned[one], first) for one in diagnoses if one in pinned}
    diagnosis = diagnoses[cell]
    numbers = chain_numbers(diagnosis, first)
    bars: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": numbers.steps,
            "y": values,
            "width": numbers.width,
            "name": name,
            "marker": {"color": cause_colour(cell, name), "line": {"width": 0}},
            "hovertemplate": f"{name}, since the loss to t = %{{x}}: %{{text}}<extra></extra>",
            "meta": {"log10": True},
        }
        for name, values in numbers.causes.items()
        if name != "new loss" or np.abs(values).max() > 1e-6
    ]
    label = label_of(cell, numbers.state)
    line: dict[str, Any] = {
        "type": "scatter",
        "x": numbers.steps,
        "y": numbers.total,
        "name": TOGETHER,
        "mode": "lines" if len(numbers.steps) > 1 else "lines+markers",
        "line": {"width": 2.5},
        "hovertemplate": f"{label}, t = %{{x}}: %{{text}}<extra></extra>",
        "meta": {"log10": True, "neutral": True},
    }
    lines = [line, *([_pinned_line(before[cell], name)] if cell in before else [])]
    low, high = _range([chain_numbers(one, first) for one in diagnoses.values()], list(before.values()))
    steps = max([diagnosis.steps, *(int(one.steps[-1]) for one in before.values())])
    time = time_axis(steps, "time step t  (right to left ←)")
    if first > 1:
        time["range"] = [first - 0.5, diagnosis.reference + 0.5]
    named = at_curves([*bars, *lines])
    layout = {
        "height": 250,
        "margin": {"l": 68, "r": 16, "t": 10, "b": 48, "autoexpand": False},
        "meta": {"time_axis": True},
        "barmode": "relative",
        "bargap": 0,
        "xaxis": time,
        "yaxis": log10_axis(low, high, "×, since the loss"),
    }
    return {"data": named["data"], "layout": layout | named["layout"]}


def _pinned_line(numbers: ChainNumbers, name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": numbers.steps,
        "y": numbers.total,
        "name": name,
        "mode": "lines" if len(numbers.steps) > 1 else "lines+markers",
        "line": {"width": 1.5, "dash": "dash"},
        "hovertemplate": f"{name}, t = %{{x}}: %{{text}}<extra></extra>",
        "meta": {"log10": True, "neutral": True},
    }


def _range(chains: Sequence[ChainNumbers], lines: Sequence[ChainNumbers] = ()) -> tuple[float, float]:
    """Of the axis: all stacks of all cells, and lines without stacks."""
    stacks = [np.stack([chain.total, *chain.causes.values()]) for chain in chains]
    low = min(float(np.minimum(stack[1:], 0).sum(axis=0).min(initial=0)) for stack in stacks)
    high = max(float(np.maximum(stack[1:], 0).sum(axis=0).max(initial=0)) for stack in stacks)
    ends = [float(end) for line in lines for end in (line.total.min(), line.total.max())]
    return min(low, -1.0, *ends), max(high, 1.0, *ends)
