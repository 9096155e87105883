r"""Why a gradient shrinks or grows at a step: causes whose factors multiply to what happened.

For the RNN, :math:`\delta_t = dJ/da^{\langle t\rangle}` becomes, one step back, :math:`W_{aa}^\top (g' \odot \delta_t)`
plus what the loss at that step puts in:

.. math::

    \frac{\lVert \delta_{t-1} \rVert}{\lVert \delta_t \rVert} =
    \underbrace{\overline{g'(z_t)}}_{\text{slope}} \cdot
    \underbrace{\frac{\lVert W_{aa} \rVert_F}{\sqrt{n_a}}}_{\text{weights}} \cdot
    \underbrace{\frac{\lVert W_{aa}^\top (g' \odot \delta_t) \rVert}
        {\lVert \delta_t \rVert\, \overline{g'}\, \lVert W_{aa} \rVert_F / \sqrt{n_a}}}_{\text{alignment}} \cdot
    \underbrace{\frac{\lVert \delta_{t-1} \rVert}{\lVert W_{aa}^\top (g' \odot \delta_t) \rVert}}_{\text{new loss}} .

The weights' factor is what they do to a direction chosen at random, in the root mean square; alignment is what is left:
whether the gradient lies on the units that are steep, and on the directions that the weights stretch.

A cell with a direct link multiplies its carrier by a gate: an LSTM the cell state by the forget gate, a GRU the hidden
state by the update gate. For the LSTM, :math:`\epsilon_t = dJ/dc^{\langle t\rangle}`,

.. math::

    \frac{\lVert \epsilon_{t-1} \rVert}{\lVert \epsilon_t \rVert} =
    \underbrace{\overline{f_t}}_{\text{forget gates}} \cdot
    \underbrace{\frac{\lVert f_t \odot \epsilon_t \rVert}
        {\lVert \epsilon_t \rVert\, \overline{f_t}}}_{\text{alignment}} \cdot
    \underbrace{\frac{\lVert f_t \odot \epsilon_t + h \rVert}
        {\lVert f_t \odot \epsilon_t \rVert}}_{\text{gate paths}} \cdot
    \underbrace{\frac{\lVert \epsilon_{t-1} \rVert}{\lVert f_t \odot \epsilon_t + h \rVert}}_{\text{new loss}},
    \qquad h = o (1 - \tanh^2 c)_{t-1} \odot \sum_k U_k^\top dz_k .

What comes through the gates is taken apart in the same way: :math:`\lVert h \rVert / \lVert \epsilon_t \rVert` is the
product of slopes, :math:`\sum_k \overline{|\partial c_t / \partial z_k|} \cdot \overline{o (1 - \tanh^2 c)_{t-1}}`, of
the weights, :math:`\lVert U_k \rVert_F / \sqrt{n_a}` on average over the gates, and of alignment, the rest. Norms and
means are over units and samples.
"""

from collections.abc import Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells.cell import at_gates, quietly
from rnnviz.gradient_flow.jacobians import StepJacobians
from rnnviz.numerics.scaled import Scaled
from rnnviz.numerics.wide import log10_of, total_of

__all__ = ["Causes", "causes_of"]

Array = NDArray[Any]

#: The steps from which something is carried back: all but the first.
LATER = slice(1, None)


class Causes(NamedTuple):
    """Factors of every step back, as log₁₀, each (T - 1,): entry t - 2 is that from step t to step t - 1.

    Parameters
    ----------
    state : str
        Whose gradient, the cell's carrier: ``"a"`` for an RNN or a GRU, ``"c"`` for an LSTM.
    factors : dict of str to numpy.ndarray
        By cause, in the order of the equations above; ``"slope"`` ... . They add up to ``total``.
    total : numpy.ndarray
        Of the whole factor.
    through_gates : dict of str to numpy.ndarray
        ``"slopes"``, ``"weights"``, ``"alignment"``: of what comes through the gates, relative to what there was;
        empty for a cell without a direct link.
    """

    state: str
    factors: dict[str, Array]
    total: Array
    through_gates: dict[str, Array]


@quietly
def causes_of(steps: StepJacobians, by_step: Mapping[str, Scaled]) -> Causes:
    """The causes of what a gradient does at every step.

    Parameters
    ----------
    steps : StepJacobians
        From `rnnviz.gradient_flow.jacobians.linearize`.
    by_step : mapping of str to Scaled, each (n_a, m, T)
        The whole gradients at the states, as in `rnnviz.CellResult`.

    Returns
    -------
    Causes
        NaN at steps where there is no gradient yet.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.gradient_flow.jacobians import linearize
    >>> rnn = run(Scenario()).cells["rnn"]
    >>> causes = causes_of(linearize("rnn", rnn.states, rnn.gates, rnn.parameters), rnn.by_step)
    >>> {name: float((10 ** factor.mean()).round(2)) for name, factor in causes.factors.items()}
    {'slope': 0.67, 'weights': 1.0, 'alignment': 1.09, 'new loss': 1.0}
    """
    size = by_step[steps.carrier].log10_norm()
    through = _through_the_weights(steps, at_gates(steps.local, by_step, steps.recurrent))
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes, weights = _slopes(steps), np.full(len(size) - 1, np.log10(_typical_gain(steps)))
        if steps.direct is None:
            carried, through_gates = through.log10_norm(), {}
            known = {"slope": slopes, "weights": weights}
            known["alignment"] = carried - size[1:] - sum(known.values())
        else:
            kept = by_step[steps.carrier].at(step=LATER).times(steps.direct[:, :, 1:])
            carried, alone = kept.plus(through).log10_norm(), kept.log10_norm()
            direct = log10_of(steps.direct[:, :, 1:].mean(axis=(0, 1)))
            known = {steps.direct_name: direct, "alignment": alone - size[1:] - direct, "gate paths": carried - alone}
            through_gates = {"slopes": slopes, "weights": weights}
            through_gates["alignment"] = through.log10_norm() - size[1:] - sum(through_gates.values())
        factors = known | {"new loss": size[:-1] - carried}
        # Where nothing is carried there is nothing to take apart.
        there = np.isfinite(size[1:])
        factors = {name: np.where(there, factor, np.nan) for name, factor in factors.items()}
        return Causes(steps.carrier, factors, np.where(there, size[:-1] - size[1:], np.nan), through_gates)


def _through_the_weights(steps: StepJacobians, dz: Mapping[str, Scaled]) -> Scaled:
    """What arrives at the carrier of steps 1 to T - 1 through the weights from the step after, (n_a, m, T - 1)."""

    def handed_back(quantity: str) -> Scaled:
        weights = steps.recurrent.on(quantity).items()
        return reduce(Scaled.plus, (dz[gate].at(step=LATER).through(U.T) for gate, U in weights))

    found = handed_back("a")
    for quantity in steps.recurrent.within:
        found = found.plus(handed_back(quantity).times(steps.local.by_state[quantity]["a"][:, :, 1:]))
    return found if steps.leaving is None else found.times(steps.leaving[:, :, :-1])


def _slopes(steps: StepJacobians) -> Array:
    """log₁₀ of how much the carrier moves with the pre-activations that have recurrent weights, and these with it."""
    links = steps.local.by_gate[steps.carrier].items()
    into = total_of([abs(slope[:, :, 1:]).mean(axis=(0, 1)) for gate, slope in links if gate in steps.recurrent])
    return log10_of(into if steps.leaving is None else into * steps.leaving[:, :, :-1].mean(axis=(0, 1)))


def _typical_gain(steps: StepJacobians) -> float:
    """What recurrent weights do to the length of a random direction, in the root mean square; mean over the gates."""
    gains = [np.linalg.norm(U) / np.sqrt(len(U)) for U in steps.recurrent.values()]
    return float(np.mean(gains))
