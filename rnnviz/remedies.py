r"""What would repair it: the well-known remedies for vanishing and exploding gradients, as changes of a scenario.

=====================  =====================================================================================
orthogonal             all singular values of the recurrent weights 1 (Saxe, McClelland & Ganguli 2014)
identity, ReLU         IRNN: the identity as recurrent weights, ReLU (Le, Jaitly & Hinton 2015)
gain for ×1            the gain at which the factor a step is 1, found by bisection on the scenario itself;
                       criticality, Chen, Pennington & Schoenholz 2018
forget bias 1          Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015
chrono                 forget biases for memories as long as the sequence (Tallec & Ollivier 2018)
=====================  =====================================================================================

Gradient clipping (Pascanu, Mikolov & Bengio 2013) mends the step that an exploding gradient would make, not the
gradient: it is offered where one explodes, and keeps its direction.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from rnnviz.experiment import run
from rnnviz.gradient_flow.fade import Fade
from rnnviz.scenario import BOUNDS, Scenario
from rnnviz.starts import OWN

__all__ = ["Remedied", "Remedy", "critical_gain", "remedied", "remedies"]

#: Bisections for the gain; the interval is then a thousandth of a decade wide.
BISECTIONS = 11
#: Sequences of the batch that decide about the gain.
MOST_SEQUENCES = 8


class Remedy(NamedTuple):
    """A change that somebody has found to help.

    Parameters
    ----------
    name : str
        What people call it.
    cell : str
        Which cell it is meant for.
    source : str
        Who found it.
    scenario : Scenario
        With the change made.
    """

    name: str
    cell: str
    source: str
    scenario: Scenario


class Remedied(NamedTuple):
    """What a remedy does.

    Parameters
    ----------
    remedy : Remedy
        What was changed.
    fades : dict of str to Fade
        By cell, how its hidden state's gradient then fades.
    """

    remedy: Remedy
    fades: dict[str, Fade]


def remedies(scenario: Scenario) -> Iterator[Remedy]:
    """The remedies that change something about a scenario.

    Parameters
    ----------
    scenario : Scenario
        What there is.

    Yields
    ------
    Remedy
        Each with the scenario that it makes of it.

    Examples
    --------
    >>> [remedy.name for remedy in remedies(Scenario(init="glorot", forget_bias=0.0))]
    ['Orthogonal weights', 'Identity and ReLU (IRNN)', 'Gain tuned to ×1', 'Forget bias 1', 'Chrono']
    """
    s = scenario
    yield from _orthogonal(s)
    if "rnn" in s.cells:
        irnn = {"init": "identity", "activation": "relu", "gain": 1.0}
        yield from _changed(s, "Identity and ReLU (IRNN)", "rnn", "Le et al. 2015", **irnn)
        gain = critical_gain(s)
        if gain is not None:
            yield from _changed(s, "Gain tuned to ×1", "rnn", "Chen et al. 2018", gain=gain)
    if "lstm" in s.cells:
        bias = {"forget": "constant", "forget_bias": 1.0}
        yield from _changed(s, "Forget bias 1", "lstm", "Gers et al. 2000; Jozefowicz et al. 2015", **bias)
        chrono = {"forget": "chrono", "t_max": max(s.steps, int(BOUNDS["t_max"].low))}
        yield from _changed(s, "Chrono", "lstm", "Tallec & Ollivier 2018", **chrono)


def _orthogonal(s: Scenario) -> Iterator[Remedy]:
    """Orthogonal weights, for the RNN, or for the LSTM's gates where these alone have others."""
    already = s.start == "keras" and s.init == OWN and s.gain == 1  # all gates together, which for the RNN is one
    cell = "rnn" if "rnn" in s.cells and not already else "lstm" if "lstm" in s.cells and s.init == OWN else None
    if cell is not None:
        yield from _changed(s, "Orthogonal weights", cell, "Saxe et al. 2014", init="orthogonal", gain=1.0)


def _changed(scenario: Scenario, name: str, cell: str, source: str, **changes: object) -> Iterator[Remedy]:
    changed = replace(scenario, **changes)  # type: ignore[arg-type]  # names and values are those of fields
    if changed != scenario:
        yield Remedy(name, cell, source, changed)


def critical_gain(scenario: Scenario) -> float | None:
    """The gain at which the RNN's gradient keeps its size over the whole sequence, on average.

    Parameters
    ----------
    scenario : Scenario
        Everything but the gain.

    Returns
    -------
    float or None
        To two decimals; None if there is none between the bounds, or no step to carry a gradient through.

    Examples
    --------
    >>> critical_gain(Scenario(input_scale=0.0))
    1.0
    """
    # Losses at every step would add up near and far gradients, which has no one factor.
    loss = "last" if scenario.loss == "every" else scenario.loss
    few = replace(scenario, cells=("rnn",), m=min(scenario.m, MOST_SEQUENCES), loss=loss)
    low, high = (math.log(bound) for bound in BOUNDS["gain"])

    def log10_factor(log_gain: float) -> float:
        return run(replace(few, gain=math.exp(log_gain))).cells["rnn"].fades["a"].log10_factor

    if not log10_factor(low) < 0 < log10_factor(high):
        return None
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if log10_factor(middle) < 0 else (low, middle)
    return round(math.exp((low + high) / 2), 2)


def remedied(remedy: Remedy) -> Remedied:
    """Run the scenario that a remedy makes.

    Examples
    --------
    >>> chrono = next(r for r in remedies(Scenario()) if r.name == "Chrono")
    >>> round(remedied(chrono).fades["lstm"].left, 1)
    -2.8
    """
    return Remedied(remedy, {cell: one.fades["a"] for cell, one in run(remedy.scenario).cells.items()})
