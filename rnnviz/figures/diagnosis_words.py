"""Why the gradient does what it does, in words, all computed from a diagnosis."""

from collections.abc import Mapping

from rnnviz.cells import CELLS
from rnnviz.diagnosis import Diagnosis, Stretch
from rnnviz.figures.words import factor_in_words, label_of

__all__ = ["describe_causes", "verdict"]

#: A factor a step nearer to 1 than this, in decades, keeps the gradient's size; a cause nearer to 1 is not named.
NOTHING = 0.005
#: A cause that changes the product this little is left out of it: what is shown must multiply to what is claimed.
LEFT_OUT = 0.0005


def verdict(diagnoses: Mapping[str, Diagnosis]) -> list[str]:
    """For each cell: what multiplies its gradient at every step, and where that changes.

    Examples
    --------
    >>> import textwrap
    >>> from rnnviz import Scenario, run
    >>> from rnnviz.diagnosis import diagnose
    >>> scenario = Scenario(cells=("rnn",), input="step", input_at=51, input_scale=5.0)
    >>> print(textwrap.fill(*verdict(diagnose(run(scenario))), 100))
    The RNN's gradient vanishes, above all by saturation: ×0.747 a step = saturation ×0.509 · alignment
    ×1.469. From t = 51 on, 29 of 32 units are saturated: the factor a step falls from ×1.0000 to
    ×0.562.
    """
    return [_of_cell(diagnosis) for diagnosis in diagnoses.values()]


def _of_cell(diagnosis: Diagnosis) -> str:
    label, whole = CELLS[diagnosis.cell].label, diagnosis.whole
    if whole is None:
        return f"The {label} has no step between the loss and step 1 through which a gradient is carried."
    of = "gradient" if diagnosis.causes.state == "a" else "gradient at its cell state"
    product = " · ".join(
        f"{name} {_factor(log10)}"
        for name, log10 in whole.causes.items()
        if abs(log10) > LEFT_OUT or name == "saturation"
    )
    sentence = f"The {label}'s {of} {_fate(whole)}: {_factor(whole.log10_factor)} a step = {product}."
    return sentence + (_change(diagnosis) if diagnosis.parts else "")


def _fate(stretch: Stretch) -> str:
    if abs(stretch.log10_factor) <= NOTHING:
        return "keeps its size"
    vanishes = stretch.log10_factor < 0
    strongest = (min if vanishes else max)(stretch.causes, key=lambda name: stretch.causes[name])
    return f"{'vanishes' if vanishes else 'grows'}, above all by {strongest}"


def _change(diagnosis: Diagnosis) -> str:
    before, after = diagnosis.parts
    falls = after.log10_factor < before.log10_factor
    changes = {name: after.causes[name] - before.causes[name] for name in after.causes}
    main = (min if falls else max)(changes, key=lambda name: changes[name])
    n_a = diagnosis.n_a
    if main == "saturation" and after.saturated != before.saturated:
        state = "off" if diagnosis.activation == "relu" else "saturated"
        what = f"{after.saturated} of {n_a} units are {state}"
    elif main == "forget gates" and after.saturated != before.saturated:
        what = f"{after.saturated} of {n_a} forget gates are less than half open"
    else:
        what = f"{main} changes most, from {_factor(before.causes[main])} to {_factor(after.causes[main])}"
    return (
        f" From t = {after.first} on, {what}: the factor a step {'falls' if falls else 'rises'} from "
        f"{_factor(before.log10_factor)} to {_factor(after.log10_factor)}."
    )


def _factor(log10: float) -> str:
    return factor_in_words(10.0**log10)


def describe_causes(diagnosis: Diagnosis) -> str:
    """Text alternative of the chart of causes."""
    if diagnosis.whole is None:
        return "There is no step through which a gradient is carried."
    steps = diagnosis.whole.last - diagnosis.whole.first + 1
    parts = [f"{name} 10^{log10 * steps:.1f}" for name, log10 in diagnosis.whole.causes.items()]
    return (
        f"What multiplies the gradient of {label_of(diagnosis.cell, diagnosis.causes.state)}, from the loss back to "
        f"each step, on a log scale. Back to step {diagnosis.whole.first - 1}: {', '.join(parts)}, together "
        f"10^{diagnosis.whole.log10_factor * steps:.1f}."
    )
