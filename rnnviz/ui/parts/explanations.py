"""What each figure shows, in sentences and formulas, of the cells that it shows.

What is said of a cell comes from the cell: its equations, the state that carries its gradient, the gate that keeps it.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from rnnviz.cells import CELLS
from rnnviz.cells.latex import aligned, backwards, forwards, link
from rnnviz.experiment.run import Result
from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.unit_words import gate_by_gate

__all__ = ["LOSSES", "MAP", "causes", "equations", "fade", "lags", "step", "sweep", "units"]


def fade(cells: Iterable[str]) -> str:
    """Of the curves of the first page.

    Parameters
    ----------
    cells : iterable of str
        Those that are shown, as for all functions here.

    Examples
    --------
    >>> "into the cell state" in fade(["rnn", "lstm"]), "into the" in fade(["rnn", "gru"])
    (True, False)
    """
    first_steps = " ".join(_first_step(cell) for cell in _with_a_carrier_of_their_own(cells))
    return _FADE.replace("FIRST_STEPS", f"{first_steps} " if first_steps else "")


def _first_step(cell: str) -> str:
    kind = CELLS[cell]
    carrier = kind.signal(kind.carrier).name
    slope = link(kind.graph(()), kind.signals("tanh"), {}, "a", kind.carrier)
    return (
        f"For the {kind.label} it is the whole gradient, through the {carrier} and through all gates. Its first step "
        f"back is one of its own: from the hidden state, at which the loss looks, into the {carrier}, which carries "
        f"the gradient, it is multiplied once by ${slope}$. It is no part of the factor a step, the geometric mean "
        "over the other steps, nor of the half-life that follows from it."
    )


_FADE: Final = r"""
Each line is the size of the gradient of the loss with respect to the state at step t, over all units and the whole
batch, divided by its size at the step where the loss is. The loss sends its gradient back from right to left, one step
of the network at a time; each step multiplies it by the transposed Jacobian of that step, so that the size changes by
about the same factor every time, which is a straight line on a log axis. A line that falls means that the network
cannot feel what happened that long ago; a line that rises means that tiny causes get huge effects.

$$
\begin{aligned}
\frac{dJ}{da^{\langle t\rangle}} &= \frac{\partial J}{\partial a^{\langle t\rangle}}
+ \left(\frac{\partial a^{\langle t+1\rangle}}{\partial a^{\langle t\rangle}}\right)^{\!\top}
\frac{dJ}{da^{\langle t+1\rangle}} \\
\text{drawn} &= \log_{10} \frac{\lVert dJ/da^{\langle t\rangle} \rVert}{\lVert dJ/da^{\langle r\rangle} \rVert}
\end{aligned}
$$

Here r is the last step at which the loss looks. FIRST_STEPSValues below the smallest float are right too: they are
carried with an exponent of their own.
Why it falls or rises: [Pascanu, Mikolov & Bengio 2013](https://arxiv.org/abs/1211.5063).

*Starts as in* says whose defaults draw the parameters. Keras: Glorot-uniform input weights, orthogonal recurrent
weights, in a cell with gates those of all gates as one matrix, the bias of a forget gate 1; gate by gate, every gate
has an orthogonal matrix of its own. PyTorch: everything uniform between −1/√n_a and 1/√n_a, the two biases too that
it adds up in every gate. Flax: an orthogonal matrix for every gate, all biases 0. Haiku: normal weights, cut off at
two standard deviations, the bias of a forget gate 1. A gain, other recurrent weights and constant biases can be set
on top of any of them; the biases that came out are on the page One step. """

MAP: Final = rf"""
Each row is one hidden unit, each column one time step; the colour is the size of the gradient at that unit and step,
over the batch, relative to the whole gradient at the step of the loss. Rows that stay bright are units through which
the gradient survives. All maps use the same colours, from what is chosen at their legend up to 10$^{{{DECADES[1]}}}$:
a dark map is dark because its gradient is small. Exact zeros have the darkest colour; NaN is left blank.

$$
\text{{colour}}_{{j,t}} = \log_{{10}} \frac{{\sqrt{{\sum_s \left(dJ/da_{{j,s}}^{{\langle t\rangle}}\right)^2}}}}
{{\lVert dJ/da^{{\langle r\rangle}} \rVert}}
$$

How it is computed: [Werbos 1990](https://doi.org/10.1109/5.58337), backpropagation through time.
"""


def sweep(cells: Iterable[str]) -> str:
    """Of the map over two settings.

    Examples
    --------
    >>> "of the LSTM after the first one into its cell state" in sweep(["rnn", "lstm"])
    True
    """
    own = "".join(
        f", of the {CELLS[cell].label} after the first one into its {CELLS[cell].signal(CELLS[cell].carrier).name}"
        for cell in _with_a_carrier_of_their_own(cells)
    )
    return rf"""
Every point is a network of its own: the settings of the page, but for the two that vary over the map. Its colour is the
factor a step, by which the gradient changes with each step back{own}; or what is left of it at step 1, all steps
counted; several draws are averaged as logarithms, so that the number is their geometric mean. Purple is a gradient that
vanishes, green one that explodes, and in between it keeps its size. The dotted line there is what
[Chen, Pennington & Schoenholz 2018](https://arxiv.org/abs/1806.05394) call critical: at initialisation, networks near
it carry a signal furthest. It is drawn through the measured points, once all are there.

The map is computed beside the page, from coarse to fine, on all cores. It goes on while you use the rest of the app,
and ends when you close the page.
"""


def equations(result: Result) -> str:
    """Those of every cell that is shown, forwards and backwards, from its graph.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`: its parameters have the names that stand in the equations.
    """
    parts = []
    for cell, one in result.cells.items():
        kind, weights = CELLS[cell], CELLS[cell].gate_weights(one.parameters)
        about = (kind.graph(weights), kind.signals(result.scenario.activation), weights, result.scenario.activation)
        parts += [f"**{kind.label}**, forwards and backwards", aligned(forwards(*about)), aligned(backwards(*about))]
    return "\n\n".join(parts) + _NOTATION


_NOTATION: Final = r"""

Here $\odot$ multiplies unit by unit, $z_g$ is what the activation of $g$ is taken of, and $W^\top$ has those rows of a
matrix's transpose that lead back to the hidden state.
"""


def units(result: Result) -> str:
    """Of the maps of gates and states."""
    carried = " ".join(
        f"What arrives at the {kind.label}'s first {kind.signal(kind.carrier).name} has come along it, multiplied by "
        f"the {kind.signal(kind.keeps).name}s alone, or has left it on the way, through the weights of a gate or of "
        "the candidate."
        for kind in (CELLS[cell] for cell in result.cells)
        if kind.keeps
    )
    adding = "\n\n" + carried + " The two add up, as vectors, to the whole." if carried else ""
    return " ".join([_UNITS.replace("EQUATIONS", equations(result)) + adding, gate_by_gate(result)]).strip() + "\n"


_UNITS: Final = rf"""
One unit is shown from top to bottom: its input, its gates, its states, and the size of the gradient at each of them on
a log axis that all cells share. A cell without gates has its slope there: at each step back it multiplies the gradient
of this unit. The table ranks all units, over all sequences. *Memory* is after how many steps half of
what a unit holds is gone, $\log \tfrac12 / \log k$: k is the geometric mean of the gate that keeps the state, and
without such a gate the correlation of $a^{{\langle t\rangle}}$ with $a^{{\langle t-1\rangle}}$.

Maps are those of one gate or state at a time. Each has one row a unit and one column a step; under it lies the gradient
of the loss at the same units and steps, so that both can be compared. Gates go from 0
(closed) to 1 (open); states, candidate and input have colours that are symmetric about exactly 0 and never end,
v / (½ + |v|); gradients have the same colours by their power of ten, up to 10$^{{{DECADES[1]}}}$ of the
size of this sequence's gradient at the loss, and down to what is chosen at their legend. Where there are more units or
steps than pixels, the least and the largest value of those that share a place stand side by side: no extreme is hidden.

EQUATIONS

Slope and limits are two things. The slope is how steep the activation is, on average over units and sequences: this
is what multiplies the gradient. At their limits (saturated) are units near ±1, gates near 0 or 1: few may be there, and
the slope be far below 1 all the same. The small charts show for every unit the share of steps and sequences at which it
is at one limit, against that at the other, as in [Karpathy, Johnson & Li 2015](https://arxiv.org/abs/1506.02078): on
the left edge, units that are never closed; at the top, units that are nearly always open.
"""


def step(result: Result) -> str:
    """Of the drawing of one step."""
    return _STEP.replace("EQUATIONS", equations(result))


_STEP: Final = r"""
The drawing is one step of the cell, with the real numbers of this network. Each box is a quantity, one mark a unit, in
the colours that mean the same on every page. A number at a line is what flows there, such as a gate times a state; W is
the product with a gate's weights, plus its bias. *This unit* shows the numbers of one unit. *All units* shows the mean
of the absolute values, and of a gradient the norm: the root of the sum of squares.

Choose a number, and it is taken apart: its equation, its terms, largest first, and their sum. What it is made of lights
up; what is made of it is dashed. Backwards, the gradient comes from the step after, splits at sums and products, and
leaves for the step before. Twice as wide a line carries twice the gradient, as a norm over all units; the key below
the drawing has the number of the widest.

The sentence above the drawing compares two parts. Backwards, one part of the gradient stays on the state's own line,
multiplied by the gate that keeps it; the other goes round by the gates and their weights. A share is the size of one
part, divided by the sizes of both.

EQUATIONS

The pencil beside a weight, a bias or an input changes it; everything is computed again, forwards and backwards.
"""


def causes(cells: Sequence[str]) -> str:
    """Of the chain of what multiplies a gradient.

    Examples
    --------
    >>> text = causes(["rnn", "gru"])
    >>> "**update gates**" in text, "forget" in text
    (True, False)
    """
    keeping = [CELLS[cell] for cell in cells if CELLS[cell].keeps]
    parts = []
    if len(keeping) < len(cells):
        parts += [
            "- **slope**: how steep the activation is, on average over units and sequences, $1 - a^2$ for tanh. A "
            "slope of 0.7 needs no unit at its limits (saturated): these are counted on the page Gates.",
            "- **weights**: how much longer the recurrent weights make a vector, averaged over all directions, "
            r"$\lVert W_{aa} \rVert_F / \sqrt{n_a}$. The *gain* in the sidebar multiplies them.",
        ]
    parts += [
        f"- **{kind.signal(kind.keeps).name}s**: their mean. By them the {kind.label} keeps its "
        f"{kind.signal(kind.carrier).name}."
        for kind in keeping
    ]
    if keeping:
        parts.append(
            "- **gate paths**: part of the gradient leaves the state, goes through gates, candidate and their weights "
            "to the step before, and comes back into the state there. By so much it adds to what never left."
        )
    return _CAUSES.replace("PARTS", "\n".join(parts))


_CAUSES: Final = r"""
Each step back from the loss multiplies the gradient by a number, the *factor*. Each colour is one cause of it; on the
log axis they are added up from the loss on, which multiplies them. Below 1 a cause shrinks the gradient, above 1 it
makes it grow. The line is all of them together: the curve of the page Gradient.

PARTS
- **alignment**: what is left of the factor when the others are divided out, for they are averages over all units and
  directions. It is above 1 where the gradient lies on those that lose less than average.
- **new loss**: what the losses of earlier steps add, if the loss looks there.
"""


def lags(cells: Sequence[str]) -> str:
    """Of what becomes of a change over many steps.

    Examples
    --------
    >>> "Pascanu" in lags(["rnn"]), "Pascanu" in lags(["gru"]), "update gates" in lags(["gru"])
    (True, False, True)
    """
    kinds = [CELLS[cell] for cell in cells]
    bounded = [kind.label for kind in kinds if not kind.keeps]
    parts = [_LAGS]
    if bounded:
        parts.append(_BOUND.replace("CELLS", " and the ".join(bounded)))
    parts += [
        f"The {kind.label}'s dashed line is the product of its {kind.signal(kind.keeps).name}s: the gradient that "
        f"never leaves the {kind.signal(kind.carrier).name}. The dotted ones leave it first by the way that each is "
        "named after, through the weights of a gate or of the candidate; all of them together make the whole."
        for kind in kinds
        if kind.keeps
    ]
    return "\n\n".join(parts)


_LAGS: Final = r"""
A small change of the state at step t becomes another one at the step of the loss. A line is how large that is, in the
direction in which it grows most."""

_BOUND: Final = r"""The dashed line of the CELLS is what Pascanu, Mikolov & Bengio (2013) prove,

$$
\Bigl\lVert \frac{\partial a^{\langle r\rangle}}{\partial a^{\langle t\rangle}} \Bigr\rVert
\le (\gamma \, \sigma_1(W_{aa}))^{r-t},
$$

γ the largest slope of the activation."""

LOSSES: Final = r"""
Row s is a loss at step s alone, its gradient at its own step 1; the colour at t says how much of it is left there. The
first page shows the sum of the rows that the loss looks at. A click on a point opens the causes between the two steps.
"""


def _with_a_carrier_of_their_own(cells: Iterable[str]) -> list[str]:
    """The cells whose gradient is carried by another state than the one at which the loss looks."""
    return [cell for cell in cells if CELLS[cell].carrier != "a"]
