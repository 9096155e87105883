"""What stands beside a figure: what it shows, its formula, and the code that makes it."""

from typing import Final

import streamlit as st

from rnnviz.figures.gradient_map import DECADES
from rnnviz.training.prediction import LEAST_BATCH, LEAST_TRIALS

__all__ = [
    "CAUSES",
    "FADE",
    "LAGS",
    "LOSSES",
    "LOTTERY",
    "MAP",
    "PREDICTION",
    "STEP",
    "SWEEP",
    "TRIALS",
    "UNITS",
    "WINDOW",
    "beside_figure",
    "code_popover",
    "popover",
]

FADE: Final = r"""
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

Here r is the last step at which the loss looks. For the LSTM it is the whole gradient, through the cell state and
through all gates. Its first step back is one of its own: from the hidden state, at which the loss looks, into the cell
state, which carries the gradient, it is multiplied once by o (1 − tanh² c). It is no part of the factor a step, the
geometric mean over the other steps, nor of the half-life that follows from it. Values below the
smallest float are right too: they are carried with an exponent of their own.
Why it falls or rises: [Pascanu, Mikolov & Bengio 2013](https://arxiv.org/abs/1211.5063).

*Starts as in* says whose defaults draw the parameters. Keras: Glorot-uniform input weights, orthogonal recurrent
weights, in an LSTM those of the four gates as one matrix, forget bias 1; gate by gate, every gate has an orthogonal
matrix of its own. PyTorch: everything uniform between −1/√n_a and 1/√n_a, the two biases too that it adds up in every
gate. Flax: an orthogonal matrix for every gate, all biases 0. Haiku: normal weights, cut off at two standard
deviations, forget bias 1. A gain, other recurrent weights and constant biases can be set on top of any of them; the
biases that came out are on the page One step.
"""

MAP: Final = rf"""
Each row is one hidden unit, each column one time step; the colour is the size of the gradient at that unit and step,
over the batch, relative to the whole gradient at the step of the loss. Rows that stay bright are units through which
the gradient survives. Both maps use the same colours, from 10$^{{{DECADES[0]}}}$ to 10$^{{{DECADES[1]}}}$, whatever is
shown: a dark map is dark because its gradient is small. Exact zeros have the darkest colour; NaN is left blank.

$$
\text{{colour}}_{{j,t}} = \log_{{10}} \frac{{\sqrt{{\sum_s \left(dJ/da_{{j,s}}^{{\langle t\rangle}}\right)^2}}}}
{{\lVert dJ/da^{{\langle r\rangle}} \rVert}}
$$

How it is computed: [Werbos 1990](https://doi.org/10.1109/5.58337), backpropagation through time.
"""


SWEEP: Final = r"""
Every point is a network of its own: the settings of the page, but for the two that vary over the map. Its colour is the
factor a step, by which the gradient changes with each step back, of an LSTM after the first one into its cell state; or
what is left of it at step 1, all steps counted; several draws are averaged as
logarithms, so that the number is their geometric mean. Purple is a gradient that vanishes, green one that explodes,
and in between it keeps its size. The dotted line there is what
[Chen, Pennington & Schoenholz 2018](https://arxiv.org/abs/1806.05394) call critical: at initialisation, networks near
it carry a signal furthest. It is drawn through the measured points, once all are there.

The map is computed beside the page, from coarse to fine, on all cores. It goes on while you use the rest of the app,
and ends when you close the page.
"""


UNITS: Final = rf"""
Each map has one row a unit and one column a step; under every gate or state lies the gradient of the loss at the same
units and steps, so that what a gate does and what becomes of the gradient there can be compared. Gates go from 0
(closed) to 1 (open); states, candidate and input have colours that are symmetric about exactly 0 and never end,
v / (½ + |v|); gradients have the same colours by their power of ten, from 10$^{{{DECADES[0]}}}$ to
10$^{{{DECADES[1]}}}$ of the size of this sequence's gradient at the loss. Where there are more units or steps than
pixels, the least and the largest value of those that share a place stand side by side: no extreme is hidden.

$$
\begin{{aligned}}
c^{{\langle t\rangle}} &= f \odot c^{{\langle t-1\rangle}} + i \odot \tilde c, &
a^{{\langle t\rangle}} &= o \odot \tanh c^{{\langle t\rangle}} \\
\frac{{dJ}}{{dz_f}} &= \frac{{dJ}}{{dc}} \odot c^{{\langle t-1\rangle}} \odot f (1 - f), &
\frac{{dJ}}{{dc^{{\langle t-1\rangle}}}} &= \frac{{dJ}}{{dc^{{\langle t\rangle}}}} \odot f + \dots
\end{{aligned}}
$$

Slope and limits are two things. The slope is how steep the activation is, on average over units and sequences: this
is what multiplies the gradient. At their limits (saturated) are units near ±1, gates near 0 or 1: few may be there, and
the slope be far below 1 all the same. The small charts show for every unit the share of steps and sequences at which it
is at one limit, against that at the other, as in [Karpathy, Johnson & Li 2015](https://arxiv.org/abs/1506.02078): on
the left edge, units that are never closed; at the top, units that are nearly always open.

What arrives at the first cell state has come along the cell state, multiplied by the forget gates alone, or has left it
on the way: through a gate or the candidate into the hidden state, and on. The two add up, as vectors, to the whole.
"""


STEP: Final = r"""
The drawing is one step of the cell, with the real numbers of this network. Each box is a quantity, one mark a unit, in
the colours that mean the same on every page; a line carries the number of the chosen unit. Click a value, and it is
taken apart: its equation, the numbers in it, largest first, and their sum; what it is made of lights up, and, dashed,
what is made of it. Backwards, the gradient comes in from the right, splits at the sum and leaves to the left: the
thicker a line, the larger the gradient that it carries, on a log scale over five decades within this step.

$$
\begin{aligned}
dc^{\langle t\rangle} &= dc^{\langle t+1\rangle} \odot f^{\langle t+1\rangle}
+ da^{\langle t\rangle} \odot o \odot (1 - \tanh^2 c^{\langle t\rangle}) \\
da^{\langle t-1\rangle} &= \textstyle\sum_k W_k^\top dz_k, \qquad dz_f = dc \odot c^{\langle t-1\rangle} \odot f (1 - f)
\end{aligned}
$$

The pencil beside a weight, a bias or an input changes it; everything is computed again, forwards and backwards.
"""

CAUSES = r"""
On its way back from the loss the gradient is multiplied at every step. Each colour is one cause, added up on the log
axis from the loss on: what lies below 0 makes it smaller, what lies above makes it larger. The line is their sum, the
very curve of the first page.

- **slope**: how steep the activation is, on average over units and sequences: $1 - a^2$ for tanh. How many units stand
  at their limits (saturated) is something else, which the page Gates counts: a slope of 0.7 needs none;
- **weights**: what the recurrent weights do to a random direction, $\lVert W_{aa} \rVert_F / \sqrt{n_a}$;
- **forget gates**: their mean; **gate paths**: what comes back through the gates and the candidate, beside what stays
  in the cell;
- **alignment**: the rest, whether the gradient happens to lie on the units and directions that lose the least;
- **new loss**: what the losses of earlier steps add, if the loss looks there.
"""

LAGS = r"""
Left: a change of the state at step t, and how large it can be at the step of the loss, in the direction in which it
grows most. The dashed line of the RNN is what Pascanu, Mikolov & Bengio (2013) prove,

$$
\Bigl\lVert \frac{\partial a^{\langle r\rangle}}{\partial a^{\langle t\rangle}} \Bigr\rVert
\le (\gamma \, \sigma_1(W_{aa}))^{r-t},
$$

γ the largest slope of the activation. The LSTM's dashed line is the product of its forget gates: the gradient that
never leaves the cell. The dotted ones leave it first through the forget gate, the input gate, the candidate or the
output gate; all of them together make the whole.
"""

LOSSES = r"""
Row s is a loss at step s alone, its gradient at its own step 1; the colour at t says how much of it is left there. The
first page shows the sum of the rows that the loss looks at. A click on a point opens the causes between the two steps.
"""

PREDICTION = r"""
A weight changes in proportion to the gradient that reaches it. What the answer depends on lies many steps before the
loss; if next to nothing of the gradient arrives there, an update hardly depends on it, and what is nearer, and only
noise, drowns it ([Bengio, Simard & Frasconi 1994](https://doi.org/10.1109/72.279181)). If far more arrives than set
out, tiny causes have huge effects, and clipping leaves only a direction that changes with every batch
([Pascanu, Mikolov & Bengio 2013](https://arxiv.org/abs/1211.5063)). In between, networks of random weights pass a
signal on, and can be trained ([Schoenholz et al. 2017](https://arxiv.org/abs/1611.01232)). How much is enough was
measured for this page. Each point below is a training of the latch; from left to right, how much of the gradient, at
the hidden state, arrived before its first update. In the inner band nearly all learned, outside of the outer band none
did. Each table says how many networks learned, of how many that were tried, task by task.
"""

TRIALS: Final = f"""
What is expected is what became of at least nine of ten of these networks, if there were {LEAST_TRIALS} or more. All of
them had 32 units, batches of 64, float64, Adam with the learning rate and the updates that this page offers first, and
gradients clipped to norm 1. Where one of these is another, it is left open. Not so with more units, with batches from
{LEAST_BATCH} on and in float32, with which it turned out the same; with lengths up to a quarter beyond those that were
tried; and of what learns, with more updates.
"""

LOTTERY = r"""
The same training with other seeds: other first weights, other batches. The thick line is the share of seeds that have
solved the task so far; the band is Wilson's interval of 95 % for the share among all seeds, which is wide for few of
them. The faint lines are the single runs.
"""

WINDOW = r"""
Above, the share of seeds that learned at each gain, with Wilson's interval of 95 %. Below, how much of the gradient
arrived before the first update, where what the task is about lies: in the inner band nearly all networks that were
tried on the latch learned it, outside of the outer band none did. The window was found for deep networks by Schoenholz
et al. 2017, and for recurrent ones by [Chen, Pennington & Schoenholz 2018](https://arxiv.org/abs/1806.05394).
"""


def beside_figure(explanation: str, code: str, name: str) -> None:
    """Two popovers: the explanation, and the code that makes this very figure.

    Parameters
    ----------
    explanation : str
        Markdown.
    code : str
        From `rnnviz.ui.parts.snippets.snippet`.
    name : str
        Of the figure, unique on the page.
    """
    # Filled only while they are open: every element on the page costs time at each move of a slider.
    with st.popover(
        "What am I looking at?", icon=":material/help:", key=f"explain_{name}", on_change="rerun"
    ) as popover:
        if popover.open:
            st.markdown(explanation)
    code_popover(code, name)


def code_popover(code: str, name: str) -> None:
    """The code that makes a figure, in a popover."""
    with st.popover("Show the code", icon=":material/code:", key=f"code_{name}", on_change="rerun") as popover:
        if popover.open:
            st.code(code, language=None, wrap_lines=True)  # Streamlit's colours for Python have a contrast of 3.7


def popover(explanation: str, name: str) -> None:
    """The explanation of a figure alone."""
    # Filled only while it is open: every element on the page costs time at each move of a slider.
    about = st.popover("What am I looking at?", icon=":material/help:", key=f"explain_{name}", on_change="rerun")
    if about.open:
        with about:
            st.markdown(explanation)
