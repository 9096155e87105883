"""What decides about a scenario's result: the same for all scenarios that come to the same."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from rnnviz.cells import one_start
from rnnviz.experiment.inputs import table
from rnnviz.experiment.setting import first_loss_step

if TYPE_CHECKING:
    from rnnviz.experiment.scenario import Scenario

__all__ = ["decisive"]

#: The fields that decide about the input together.
_INPUT: Final = ("input", "input_scale", "input_at", "period", "text", "numbers")


def decisive(scenario: "Scenario") -> dict[str, Any]:
    """All that decides, by name; a field that nothing is said of, a new one too, is in it as it is.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> decisive(Scenario(loss="step", loss_step=100)) == decisive(Scenario(period=5.0))
    True
    """
    s = scenario
    values = {f.name: getattr(s, f.name) for f in fields(s) if f.name not in _INPUT and s.counts(f.name)}
    sizes = {"n_x": s.features, "m": s.batch, "T_x": s.steps}
    loss = {"loss": first_loss_step(s), "loss_step": s.last_loss_step}
    return values | one_start(s.cells, s.start, s.init) | sizes | loss | {"input": _decisive_input(s)}


def _decisive_input(s: "Scenario") -> tuple[Any, ...]:
    """What decides about the input beside its sizes, the same for all that come to the same."""
    if s.input == "text":
        return "text", s.text
    if s.input == "numbers":
        numbers = table(s.numbers)
        return ("numbers", numbers) if numbers.any() else ("zeros",)
    if s.input_scale == 0:
        return ("zeros",)
    if s.input == "sine":
        return "sine", s.input_scale, s.period
    if s.input == "noise" and s.T_x > 1:
        return "noise", s.input_scale
    at = 1 if s.input == "noise" else s.input_at  # noise over one step is an impulse at it
    stays = s.input == "step" and at < s.T_x  # so is a step at the last one
    return "step" if stays else "impulse", s.input_scale, at
