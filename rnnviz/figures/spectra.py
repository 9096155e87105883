"""What the recurrent weights could do in any direction, and what each step really does."""

import itertools
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.analysis.diagnosis import step_jacobians
from rnnviz.cells import CELLS
from rnnviz.cells.initialization import largest_singular_value
from rnnviz.experiment.run import Result
from rnnviz.figures.axes import log10_axis, time_axis
from rnnviz.figures.names import alone, at_curves, marked
from rnnviz.figures.theme import signal_colour
from rnnviz.figures.words import power_of_ten
from rnnviz.gradient_flow.graded import log_singular_values

__all__ = [
    "StepSpectra",
    "describe_eigenvalues",
    "describe_step_spectra",
    "eigenvalues",
    "eigenvalues_spec",
    "recurrent_eigenvalues",
    "step_singular_values",
    "step_spectra",
    "step_spectra_spec",
]

#: Decompositions of n × n matrices that are made at most for one figure, in units of n³.
MOST_WORK = 1e8
LEAST_STEPS = 12


def recurrent_eigenvalues(result: Result) -> dict[str, NDArray[np.complex128]]:
    """Compute what `eigenvalues` draws: those of the recurrent weights of the RNN, and of each gate of the LSTM.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> {name: len(found) for name, found in recurrent_eigenvalues(run(Scenario(n_a=16))).items()}
    {'RNN': 16, 'LSTM f': 16, 'LSTM i': 16, 'LSTM c̃': 16, 'LSTM o': 16}
    """
    return {name: np.linalg.eigvals(weights) for name, _, weights in _recurrent(result)}


def eigenvalues(result: Result) -> go.Figure:
    """Draw the eigenvalues of the recurrent weights in the complex plane, with the unit circle.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.

    Returns
    -------
    plotly.graph_objects.Figure
        One set of points for each matrix.
    """
    return go.Figure(alone(eigenvalues_spec(result)))


def eigenvalues_spec(result: Result) -> dict[str, Any]:
    """What `eigenvalues` draws, as plain data."""
    found = recurrent_eigenvalues(result)
    reach = 1.12 * max(1.0, *(float(np.abs(values).max()) for values in found.values()))
    points = [
        {
            "type": "scatter",
            "x": values.real,
            "y": values.imag,
            "name": name,
            "mode": "markers",
            "marker": {"color": colour, "size": 7, "symbol": symbol, "opacity": 0.8},
            "hovertemplate": f"{name}: %{{x:.3f}} %{{y:+.3f}} i<extra></extra>",
        }
        for (name, colour, _), values, symbol in zip(_recurrent(result), found.values(), itertools.cycle(SYMBOLS))
    ]
    circle = {"type": "circle", "x0": -1, "y0": -1, "x1": 1, "y1": 1, "line": {"width": 1, "dash": "dash"}}
    axis = {"range": [-reach, reach], "zeroline": False, "automargin": False}
    return {
        "data": points,
        "layout": {
            "height": 320,
            "margin": {"l": 68, "r": 16, "t": 10, "b": 48, "autoexpand": False},
            "showlegend": True,
            "shapes": [circle],
            "xaxis": {"title": {"text": "real part"}, **axis},
            "yaxis": {"title": {"text": "imaginary part"}, **axis, "scaleanchor": "x", "constrain": "domain"},
        },
    }


#: One for each matrix: their points lie on each other, and the names stand in a legend.
SYMBOLS = (
    *("circle", "x", "cross", "diamond-open", "triangle-up-open"),
    *("square-open", "triangle-down-open", "circle-open", "diamond"),
)


def describe_eigenvalues(result: Result) -> str:
    """Spectral radius and largest singular value of each matrix, in words.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> first, numbers = describe_eigenvalues(run(Scenario(gain=0.5))).split(": ")
    >>> print(first, numbers, sep=chr(10))
    Spectral radius ρ (largest eigenvalue) and largest singular value σ₁ (largest stretch)
    RNN 0.50, 0.50; LSTM, each gate 0.50, 0.50.
    """
    found: dict[str, dict[str, str]] = {}
    radii = recurrent_eigenvalues(result)
    for name, _, weights in _recurrent(result):
        radius = float(np.abs(radii[name]).max())
        cell, _, gate = name.partition(" ")
        found.setdefault(cell, {})[gate] = f"{radius:.2f}, {largest_singular_value(weights):.2f}"
    parts = []
    for cell, gates in found.items():
        if len(set(gates.values())) == 1:
            each = "" if len(gates) == 1 else ", each gate"
            parts.append(f"{cell}{each} {next(iter(gates.values()))}")
        else:
            parts += [f"{cell} {gate} {numbers}" for gate, numbers in gates.items()]
    return (
        f"Spectral radius ρ (largest eigenvalue) and largest singular value σ₁ (largest stretch): {'; '.join(parts)}."
    )


def _recurrent(result: Result) -> list[tuple[str, str, NDArray[Any]]]:
    """Name, colour and recurrent weights of every matrix."""
    found = []
    for cell, one in result.cells.items():
        kind = CELLS[cell]
        for gate, weights in kind.gate_weights(one.parameters).items():
            name = kind.label if gate == "a" else f"{kind.label} {kind.signal(gate).symbol}"
            if weights.recurrent is not None:
                found.append((name, signal_colour(cell, gate), weights.recurrent))
    return found


class StepSpectra(NamedTuple):
    """What is drawn of one cell.

    Parameters
    ----------
    steps : numpy.ndarray of int, (K,)
        Steps that were looked at; of a large network not all.
    log10 : numpy.ndarray, (K, n)
        log₁₀ of the singular values of their Jacobians, the largest first.
    """

    steps: NDArray[np.int64]
    log10: NDArray[Any]


def step_spectra(result: Result, cell: str, sequence: int = 1) -> StepSpectra:
    """Compute what `step_singular_values` draws of one cell."""
    jacobians = step_jacobians(result, cell)
    _, _, T = jacobians.shape
    count = min(T, max(LEAST_STEPS, int(MOST_WORK / jacobians.size**3)))
    steps = np.unique(np.linspace(1, T, count).round().astype(np.int64))
    found = []
    for step in steps:
        log_scales, rows = jacobians.graded_matrix(int(step), sequence - 1)
        if not np.isfinite(rows).all():
            found.append(np.full(len(rows), np.nan))
        elif log_scales.any():
            found.append(log_singular_values(log_scales, rows) / np.log(10))
        else:
            with np.errstate(divide="ignore"):
                found.append(np.log10(np.linalg.svd(rows, compute_uv=False)))
    return StepSpectra(steps, np.array(found))


def step_singular_values(result: Result, sequence: int = 1) -> go.Figure:
    """Draw the singular values of the step Jacobians over time: the largest, the middle one, the smallest.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    sequence : int
        Number in the batch, counted from 1.

    Returns
    -------
    plotly.graph_objects.Figure
        Three lines for each cell.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> len(step_singular_values(run(Scenario(n_a=16))).data)
    6
    """
    found = {cell: step_spectra(result, cell, sequence) for cell in result.cells}
    return go.Figure(alone(step_spectra_spec(result, found)))


def step_spectra_spec(result: Result, spectra: dict[str, StepSpectra]) -> dict[str, Any]:
    """What `step_singular_values` draws, as plain data."""
    lines = [
        {
            "type": "scatter",
            "x": steps,
            "y": log10[:, place(log10)],
            "name": f"{CELLS[cell].label}, {name}",
            "mode": "lines" if len(steps) > 1 else "markers",
            "line": {"color": signal_colour(cell, "a"), "width": width, "dash": dash},
            "hovertemplate": f"{CELLS[cell].label}, {name}, t = %{{x}}: %{{text}}<extra></extra>",
            "meta": {"log10": True},
        }
        for cell, (steps, log10) in spectra.items()
        for name, place, dash, width in RANKS
    ]
    finite = np.concatenate([log10[np.isfinite(log10)] for _, log10 in spectra.values()] + [np.zeros(1)])
    largest = np.concatenate([log10[:, 0] for _, log10 in spectra.values()])
    # Six decades; more where the largest one needs it: a step at its limits passes on less.
    low = max(float(finite.min()), min(-6.0, float(largest[np.isfinite(largest)].min(initial=0.0)) - 1))
    high = max(float(finite.max()), 0.3)
    layout = {
        "height": 320,
        "margin": {"l": 68, "r": 16, "t": 10, "b": 48, "autoexpand": False},
        "meta": {"time_axis": True},
        "xaxis": time_axis(result.scenario.steps),
        "yaxis": log10_axis(min(low, -0.7), high, "stretches by"),
    }
    named = at_curves(lines)
    return {"data": named["data"], "layout": marked(layout | named["layout"], levels=[(0.0, "")])}


#: Which singular values are drawn: name, place among them, dash and width of the line.
RANKS = (
    ("largest", lambda log10: 0, "solid", 2.5),
    ("middle", lambda log10: log10.shape[1] // 2, "dash", 1.5),
    ("smallest", lambda log10: -1, "dot", 1.5),
)


def describe_step_spectra(spectra: dict[str, StepSpectra]) -> str:
    """Text alternative of the figure."""
    parts = []
    for cell, (steps, log10) in spectra.items():
        largest, smallest = np.median(log10[:, 0]), np.median(log10[:, -1])
        ends = f"largest {power_of_ten(float(largest))}, smallest {power_of_ten(float(smallest))}"
        parts.append(f"{CELLS[cell].label}, {len(steps)} step{'' if len(steps) == 1 else 's'}: {ends}")
    return f"Singular values of the step Jacobians, the factors of one step, in the median. {'; '.join(parts)}."
