r"""What would repair it: the well-known remedies for vanishing and exploding gradients, as changes of a scenario.

=====================  =====================================================================================
orthogonal             all singular values of the recurrent weights 1 (Saxe, McClelland & Ganguli 2014)
identity, ReLU         IRNN: the identity as recurrent weights, ReLU (Le, Jaitly & Hinton 2015)
gain for ×1            the gain at which the factor a step is 1 in this very draw: see `rnnviz.analysis.criticality`
forget, update bias 1  Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015
bias for ×1            the forget bias or update bias at which the factor a step is 1 in this very draw
chrono                 forget biases for memories as long as the sequence (Tallec & Ollivier 2018)
input scaled           each feature of mean 0 and standard deviation 1 (LeCun, Bottou, Orr & Müller 1998)
=====================  =====================================================================================

They are ranked by how near to 1 that is which they leave of the gradient at step 1: a remedy may be worse than the
disease. Gradient clipping (Pascanu, Mikolov & Bengio 2013) mends the step that an exploding gradient would make, not
the gradient: it is offered where one explodes, and keeps its direction.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from rnnviz.analysis.criticality import Critical, critical, critical_fields, with_bias
from rnnviz.analysis.diagnosis import Diagnosis, diagnosis_of
from rnnviz.cells import CELLS, gates_of
from rnnviz.cells.starts import OWN
from rnnviz.experiment.inputs import number_text, standardized
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import BOUNDS, Scenario
from rnnviz.gradient_flow.fade import Fade

__all__ = ["Remedied", "Remedy", "betters", "judged", "ranked", "remedied", "remedies", "worsens"]

#: Size of a table's numbers, in the root mean square of a row, from which on it is worth scaling; scaled ones have 1.
LARGE = 1.5
#: Decades by which what is left must be further from 1 than before to be worse.
WORSE = 0.01
#: Input whose size is a setting.
_MADE = ("noise", "impulse", "step", "sine")


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
    does : str
        What it changes, and why that should help: one sentence.
    """

    name: str
    cell: str
    source: str
    scenario: Scenario
    does: str


class Remedied(NamedTuple):
    """What a remedy does.

    Parameters
    ----------
    remedy : Remedy
        What was changed.
    fades : dict of str to Fade
        By cell, how its hidden state's gradient then fades.
    diagnosis : Diagnosis
        Of the cell that it is meant for: what the causes then are.
    """

    remedy: Remedy
    fades: dict[str, Fade]
    diagnosis: Diagnosis


def remedies(scenario: Scenario, known: Critical | None = None) -> Iterator[Remedy]:
    """The remedies that change something about a scenario.

    Parameters
    ----------
    scenario : Scenario
        What there is.
    known : Critical, optional
        From `rnnviz.analysis.criticality.critical`; computed unless given.

    Yields
    ------
    Remedy
        Each with the scenario that it makes of it; one that is meant for both cells comes once for each.

    Examples
    --------
    >>> [remedy.name for remedy in remedies(Scenario(init="glorot", forget_bias=0.0, n_a=16), Critical(1.6, None))]
    ['Orthogonal weights', 'Identity and ReLU (IRNN)', 'Gain tuned to ×1', 'Forget bias 1', 'Chrono']
    """
    found = critical(scenario) if known is None else known
    yield from _orthogonal(scenario)
    fields = critical_fields(scenario.cells)
    for cell in scenario.cells:
        if CELLS[cell].keeping_bias:
            yield from _of_the_keeping_bias(scenario, cell, getattr(found, CELLS[cell].keeping_bias))
        else:
            yield from _of_the_weights(scenario, cell, found.gain if cell in fields else None)
    for cell in scenario.cells:
        yield from _scaled_input(scenario, cell)


def _orthogonal(s: Scenario) -> Iterator[Remedy]:
    """Orthogonal weights, for a cell without gates, or for each gate's where these alone have others."""
    already = s.start == "keras" and s.init == OWN and s.gain == 1  # all gates together, which may be one
    plain = [cell for cell in s.cells if gates_of(cell) == 1 and not already]
    gated = [cell for cell in s.cells if gates_of(cell) > 1 and s.init == OWN]
    for cell in (plain + gated)[:1]:
        of = "the recurrent weights" if cell in plain else "each gate's recurrent weights"
        does = f"All singular values of {of} are then 1: they turn a gradient, and change no length."
        yield from _changed(s, "Orthogonal weights", cell, "Saxe et al. 2014", does, init="orthogonal", gain=1.0)


def _of_the_weights(s: Scenario, cell: str, gain: float | None) -> Iterator[Remedy]:
    if "activation" in CELLS[cell].settings:
        does = "Each unit begins by adding up its input (identity weights), and a ReLU that is on has slope 1."
        irnn = {"init": "identity", "activation": "relu", "gain": 1.0}
        yield from _changed(s, "Identity and ReLU (IRNN)", cell, "Le et al. 2015", does, **irnn)
    if gain is not None:
        takes = "slope takes" if not CELLS[cell].keeps else "gates take"
        whose = "" if len(s.cells) == 1 else ", those of all networks"
        does = (
            f"Recurrent weights times {number_text(gain)} (the gain){whose}: they give what the {takes}, and in this "
            "very draw the factor a step is 1."
        )
        yield from _changed(s, "Gain tuned to ×1", cell, "Chen et al. 2018", does, gain=gain)


#: Who has advised a constant 1 for the bias of a gate that keeps.
_ADVISED = {"forget_bias": "Gers et al. 2000; Jozefowicz et al. 2015"}


def _of_the_keeping_bias(s: Scenario, cell: str, tuned: float | None) -> Iterator[Remedy]:
    """Remedies of the gate by which a cell keeps its state."""
    kind, name = CELLS[cell], CELLS[cell].keeping_bias
    gate, state = kind.signal(kind.keeps).name, kind.signal(kind.carrier).name
    title = name.replace("_", " ").capitalize()
    now = f", now {_open(getattr(s, name))}" if s.counts(name) else ""
    about = "about " if s.start == "pytorch" else ""  # whose drawn biases are added
    does = (
        f"Without an input {'an' if gate[0] in 'aeiou' else 'a'} {gate} then stands {about}{_open(1.0)} open{now}: "
        f"so much of the {state} is kept a step."
    )
    source = _ADVISED.get(name, "as Gers et al. 2000")
    yield from _made(s, f"{title} 1", cell, source, does, with_bias(s, cell, 1.0))
    if tuned is not None:
        does = (
            f"At {title.lower()} {_number(tuned)} what the {gate}s take and what the other paths give balance, "
            "on average, in this very draw."
        )
        yield from _made(s, f"{title} tuned to ×1", cell, "as Chen et al. 2018", does, with_bias(s, cell, tuned))
    if "t_max" in kind.settings:
        t_max = max(s.steps, int(BOUNDS["t_max"].low))
        does = (
            f"Forget biases for memories of 2 to {t_max:,} steps, drawn for each unit: gates from 50 % up to "
            f"{_open(math.log(t_max - 1))} open."
        )
        yield from _changed(s, "Chrono", cell, "Tallec & Ollivier 2018", does, forget="chrono", t_max=t_max)


def _open(bias: float) -> str:
    return f"{100 / (1 + math.exp(-bias)):.3g} %"


def _scaled_input(s: Scenario, cell: str) -> Iterator[Remedy]:
    name, source = "Input scaled", "LeCun et al. 1998"
    if s.input in _MADE and s.input_scale > 1:
        size = number_text(s.input_scale)
        does = f"An input of size 1 instead of {size} leaves the units nearer to where they are steep."
        yield from _changed(s, name, cell, source, does, input_scale=1.0)
    if s.input == "numbers" and any(math.fsum(v * v for v in row) / len(row) > LARGE**2 for row in s.numbers):
        numbers = standardized(s.numbers)
        before, after = (
            f"{_number(min(map(min, one)))} to {_number(max(map(max, one)))}" for one in (s.numbers, numbers)
        )
        does = (
            "Each feature minus its mean, divided by its standard deviation: the numbers go from "
            f"{after} instead of from {before}, and leave the units nearer to where they are steep."
        )
        yield from _changed(s, name, cell, source, does, numbers=numbers)


def _number(value: float) -> str:
    return (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.7g}").replace("-", "−")


def _changed(scenario: Scenario, name: str, cell: str, source: str, does: str, **changes: object) -> Iterator[Remedy]:
    changed = replace(scenario, **changes)  # type: ignore[arg-type]  # names and values are those of fields
    yield from _made(scenario, name, cell, source, does, changed)


def _made(scenario: Scenario, name: str, cell: str, source: str, does: str, changed: Scenario) -> Iterator[Remedy]:
    if changed != scenario:
        yield Remedy(name, cell, source, changed, does)


def remedied(remedy: Remedy) -> Remedied:
    """Run the scenario that a remedy makes.

    Parameters
    ----------
    remedy : Remedy
        What to try. If its loss looks at every step, that at the last one alone is taken: near and far gradients that
        are added up tell nothing about how far each of them reaches.

    Examples
    --------
    >>> chrono = next(r for r in remedies(Scenario(), Critical(None, None)) if r.name == "Chrono")
    >>> round(remedied(chrono).fades["lstm"].left, 1)
    -2.8
    """
    result = run(judged(remedy.scenario))
    fades = {cell: one.fades["a"] for cell, one in result.cells.items()}
    return Remedied(remedy, fades, diagnosis_of(result, remedy.cell))


def judged(scenario: Scenario) -> Scenario:
    """The scenario by which one is judged: with one loss alone.

    Examples
    --------
    >>> judged(Scenario(loss="every")) == Scenario()
    True
    """
    return replace(scenario, loss="last") if scenario.loss == "every" else scenario


def ranked(found: Iterable[Remedied], cell: str) -> list[Remedied]:
    """What is meant for a cell, ranked by what it leaves: that first which keeps the gradient's size best.

    Examples
    --------
    >>> tried = [remedied(one) for one in remedies(Scenario(init="glorot", forget_bias=0.0), Critical(1.6, None))]
    >>> [one.remedy.name for one in ranked(tried, "lstm")]
    ['Chrono', 'Forget bias 1']
    """
    return sorted((one for one in found if one.remedy.cell == cell), key=lambda one: _lost(one.fades[cell]))


def worsens(one: Remedied, now: Fade) -> bool:
    """Whether a remedy leaves the gradient of its cell further from its size than it is now.

    Examples
    --------
    >>> from rnnviz import run
    >>> now = run(Scenario(forget_bias=3.0)).cells["lstm"].fades["a"]
    >>> (bias,) = (r for r in remedies(Scenario(forget_bias=3.0), Critical(None, None)) if r.name == "Forget bias 1")
    >>> worsens(remedied(bias), now)
    True
    """
    return _lost(one.fades[one.remedy.cell]) > _lost(now) + WORSE


def betters(one: Remedied, now: Fade) -> bool:
    """Whether a remedy leaves the gradient of its cell nearer to its size than it is now.

    Examples
    --------
    >>> from rnnviz import run
    >>> now = run(Scenario()).cells["lstm"].fades["a"]
    >>> (chrono,) = (r for r in remedies(Scenario(), Critical(None, None)) if r.name == "Chrono")
    >>> betters(remedied(chrono), now)
    True
    """
    return _lost(one.fades[one.remedy.cell]) < _lost(now) - WORSE


def _lost(fade: Fade) -> float:
    """Decades by which what is left at step 1 is off from 1; infinite where it is 0, or no number."""
    return math.inf if math.isnan(fade.left) else abs(fade.left)
