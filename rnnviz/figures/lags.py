"""What a change of the state at one step does to the state at the loss: over all lags, with its bound and its paths."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.analysis.diagnosis import step_jacobians
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.axes import log10_axis, time_axis
from rnnviz.figures.names import alone, at_curves, marked
from rnnviz.figures.theme import signal_colour
from rnnviz.figures.words import power_of_ten
from rnnviz.gradient_flow.bounds import pascanu_bound
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.gradient_flow.paths import cell_paths

__all__ = [
    "LagCurves",
    "bound_curves",
    "cell_gradient_paths",
    "curves_of",
    "describe_lags",
    "gradient_bound",
    "lags_spec",
    "path_curves",
]

#: Multiplications for the products, and for their norms, that one figure costs at most.
MOST_PRODUCTS, MOST_NORMS = 3e9, 2e9
LEAST_LAGS, LEAST_NORMS = 32, 16


class LagCurves(NamedTuple):
    """What is drawn.

    Parameters
    ----------
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    reference : int
        The step r, counted from 1, at which the change is felt.
    lags : numpy.ndarray of int, (K,)
        Over how many steps; of a large network not all.
    curves : dict of str to numpy.ndarray, each (K,)
        log₁₀ of norms, by name.
    slack : dict of str to float
        log₁₀ of what a bound leaves open at the longest lag, by cause; empty where there is no bound.
    """

    cell: str
    reference: int
    lags: NDArray[np.int64]
    curves: dict[str, NDArray[Any]]
    slack: dict[str, float]


def curves_of(result: Result, cell: str, sequence: int = 1, *, cut: bool = False) -> LagCurves | None:
    """Compute what there is to draw of a cell: its paths if it keeps its state by a gate, or else its bound.

    None where the loss looks at step 1: there is no earlier state that a gate has kept.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> result = run(Scenario(n_a=16))
    >>> [list(curves_of(result, cell).curves)[:2] for cell in result.cells]
    [['norm', 'bound'], ['norm', 'cell']]
    """
    if not CELLS[cell].keeps:
        return bound_curves(result, sequence, cell)
    return path_curves(result, sequence, cell, cut=cut) if result.scenario.last_loss_step > 1 else None


def bound_curves(result: Result, sequence: int = 1, cell: str = "rnn") -> LagCurves:
    """Compute what `gradient_bound` draws."""
    steps, reference = step_jacobians(result, cell), result.scenario.last_loss_step
    lags = _affordable(steps, reference, norms=1)
    found = pascanu_bound(steps, result.scenario.activation, sequence - 1, reference, lags.tolist())
    slack = {name: float(getattr(found, name)[-1]) for name in ("weights", "slope", "alignment")}
    return LagCurves(cell, reference, lags, {"norm": found.norm, "bound": found.bound}, slack)


def path_curves(result: Result, sequence: int = 1, cell: str = "lstm", *, cut: bool = False) -> LagCurves:
    """Compute what `cell_gradient_paths` draws."""
    steps, reference = step_jacobians(result, cell), result.scenario.last_loss_step
    lags = _affordable(steps, reference - 1, norms=len(steps.recurrent) + 1)
    found = cell_paths(steps.cut() if cut else steps, sequence - 1, reference, lags.tolist())
    gates = {} if cut else found.gates
    return LagCurves(cell, reference, lags, {"norm": found.whole, "cell": found.cell, **gates}, {})


def _affordable(steps: StepJacobians, furthest: int, norms: int) -> NDArray[np.int64]:
    """Lags whose products and norms can be computed while a person waits."""
    n_a, gates = steps.shape[0], len(steps.recurrent)
    reach = min(furthest, max(LEAST_LAGS, int(MOST_PRODUCTS / (2 * gates * n_a**3))))
    count = max(LEAST_NORMS, int(MOST_NORMS / (6 * norms * n_a**3)))
    return np.unique(np.linspace(0, reach, min(count, reach + 1)).round().astype(np.int64))


def gradient_bound(result: Result, sequence: int = 1) -> go.Figure:
    r"""Draw :math:`\lVert \partial a^{\langle r\rangle} / \partial a^{\langle t\rangle} \rVert` and its bound.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`, with an RNN.
    sequence : int
        Number in the batch, counted from 1.

    Returns
    -------
    plotly.graph_objects.Figure
        Two lines over time.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> [trace.name for trace in gradient_bound(run(Scenario(n_a=16))).data]
    ['true norm', 'bound: (γ σ₁) to the steps']
    """
    return go.Figure(alone(lags_spec(result, bound_curves(result, sequence))))


def cell_gradient_paths(result: Result, sequence: int = 1, cell: str = "lstm", *, cut: bool = False) -> go.Figure:
    r"""Draw :math:`\lVert \partial c^{\langle r\rangle} / \partial c^{\langle t\rangle} \rVert` and its paths.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`, with an LSTM.
    sequence : int
        Number in the batch, counted from 1.
    cell : str
        Which: one that keeps its state by a gate.
    cut : bool
        Whether the paths through the gates are cut, as in the truncated gradient of Hochreiter & Schmidhuber 1997.

    Returns
    -------
    plotly.graph_objects.Figure
        The whole, the product of the forget gates, and what leaves the cell first through each gate.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> len(cell_gradient_paths(run(Scenario(n_a=16))).data), len(cell_gradient_paths(run(Scenario()), cut=True).data)
    (6, 2)
    """
    return go.Figure(alone(lags_spec(result, path_curves(result, sequence, cell, cut=cut))))


def lags_spec(result: Result, numbers: LagCurves) -> dict[str, Any]:
    """What `gradient_bound` and `cell_gradient_paths` draw, as plain data."""
    kind = CELLS[numbers.cell]
    styles = {
        "norm": ("true norm", signal_colour(numbers.cell, kind.carrier), "solid", 2.5),
        "bound": ("bound: (γ σ₁) to the steps", None, "dash", 1.5),
    }
    if kind.keeps:
        direct = kind.signal(kind.keeps)
        styles["cell"] = (f"product of {direct.name}s", direct.colour, "dash", 2.5)
    for gate in numbers.curves.keys() - styles.keys():
        styles[gate] = (f"through {kind.signal(gate).symbol}", kind.signal(gate).colour, "dot", 1.5)
    lines = []
    for key, log10 in numbers.curves.items():
        name, colour, dash, width = styles[key]
        lines.append(
            {
                "type": "scatter",
                "x": numbers.reference - numbers.lags[::-1],
                "y": log10[::-1],
                "name": name,
                "mode": "lines" if len(numbers.lags) > 1 else "markers",
                "line": {"dash": dash, "width": width} | ({"color": colour} if colour else {}),
                "hovertemplate": f"{name}, t = %{{x}}: %{{text}}<extra></extra>",
                "meta": {"log10": True, "neutral": not colour} | ({} if kind.keeps else {"label": name}),
            }
        )
    finite = np.concatenate([c[np.isfinite(c)] for c in numbers.curves.values()] + [np.zeros(1)])
    state = kind.carrier
    layout = {
        "height": 320,
        "margin": {"l": 68, "r": 16, "t": 10, "b": 48, "autoexpand": False},
        "meta": {"time_axis": True},
        "xaxis": time_axis(result.scenario.steps),
        "yaxis": log10_axis(
            min(float(finite.min()), -3.0),
            max(float(finite.max()), 0.0),
            f"size of ∂{state}⟨{numbers.reference}⟩/∂{state}⟨t⟩",
        ),
    }
    named = at_curves(lines)
    return {"data": named["data"], "layout": marked(layout | named["layout"], levels=[(0.0, "")])}


def describe_lags(numbers: LagCurves) -> str:
    """What the figure shows, in words and numbers.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> describe_lags(bound_curves(run(Scenario(n_a=16, T_x=20)))).partition(":")[0]
    'Over 20 steps'
    """
    lag = int(numbers.lags[-1])
    over = f"Over {lag} step{'' if lag == 1 else 's'}"
    norm = power_of_ten(float(numbers.curves["norm"][-1]))
    kind = CELLS[numbers.cell]
    if not kind.keeps:
        log10 = float(numbers.curves["bound"][-1])
        open_ = " · ".join(f"{name} ×{power_of_ten(value)}" for name, value in numbers.slack.items())
        return f"{over}: at most {norm} is left, and the bound allows {power_of_ten(log10)}. It leaves open {open_}."
    return (
        f"{over}: {norm} is left in all, by the product of the {kind.signal(kind.keeps).name}s alone "
        f"{power_of_ten(float(numbers.curves['cell'][-1]))}."
    )
