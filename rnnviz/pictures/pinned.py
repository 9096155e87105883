"""The result that was pinned: computed once, and kept for all pictures of the one that changes beside it."""

import html
from functools import cached_property, lru_cache

from rnnviz.analysis.diagnosis import Diagnosis, diagnose
from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result, run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.pin_words import difference_in_words, effect_in_words, pinned_name
from rnnviz.figures.unit_overview import UnitCurves, unit_curves

__all__ = ["Pinned", "name_of", "pin_words", "pinned_beside"]


class Pinned:
    """A result that was pinned, and what pages take from it.

    Parameters
    ----------
    result : Result
        From `rnnviz.run`.
    """

    def __init__(self, result: Result) -> None:
        self.result = result
        self._curves: dict[int, dict[str, UnitCurves]] = {}

    @cached_property
    def diagnoses(self) -> dict[str, Diagnosis]:
        """Why its gradients do what they do, by cell."""
        return diagnose(self.result)

    def curves(self, sequence: int) -> dict[str, UnitCurves]:
        """Its units over time, by cell; of its last sequence where it has fewer."""
        sequence = min(sequence, self.result.scenario.batch)
        if sequence not in self._curves:
            self._curves = {sequence: {cell: unit_curves(self.result, cell, sequence) for cell in self.result.cells}}
        return self._curves[sequence]


@lru_cache(maxsize=4)  # for each process that makes pictures; small ones take 10 MB at most
def _kept(key: str, _scenario: Scenario) -> Pinned:
    return Pinned(run(_scenario, weights=False))


def pinned_beside(scenario: Scenario | None) -> Pinned | None:
    """What was pinned, if something was; also while it is what is shown, so that nothing jumps once a setting moves.

    Examples
    --------
    >>> pinned_beside(None) is None, pinned_beside(Scenario(T_x=5)) is pinned_beside(Scenario(T_x=5))
    (True, True)
    """
    return None if scenario is None else _kept(scenario.key, scenario)


def pin_words(scenario: Scenario | None, result: Result, pinned: Pinned | None = None) -> str:
    """The line about what is pinned, as HTML: what differs, and what that does; empty where nothing is pinned.

    Examples
    --------
    >>> now = run(Scenario(T_x=5, cells=("rnn",)))
    >>> pin_words(Scenario(T_x=5, cells=("rnn",)), now)[:54]
    '<p class="rnnviz-pinned">This result is pinned. Change'
    """
    if scenario is None:
        return ""
    here = result.scenario.adjustable
    if here is None:
        difference = "Pinned is a network of the settings; this one was brought or trained."
    elif result.edits:
        cells = ", ".join(dict.fromkeys(CELLS[edit.cell].label if edit.cell else "input" for edit in result.edits))
        difference = f"Since it was pinned: changed by hand ({cells})."
        if here.key != scenario.key:
            difference = difference_in_words(scenario, here).removesuffix(".") + f"; changed by hand ({cells})."
    else:
        difference = difference_in_words(scenario, here)
    effect = "" if pinned is None else effect_in_words(pinned.result, result)
    said = " ".join(filter(None, (difference, effect)))
    return f'<p class="rnnviz-pinned">{html.escape(said, quote=False)}</p>'


def name_of(scenario: Scenario | None, result: Result) -> str:
    """What the pinned result is called at its curves."""
    here = result.scenario.adjustable
    return "pinned" if scenario is None or here is None or result.edits else pinned_name(scenario, here)
