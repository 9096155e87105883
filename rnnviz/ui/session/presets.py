"""Settings that teach by contrast: each is a few changes to the plain defaults."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from rnnviz.cells.starts import STARTS
from rnnviz.experiment.scenario import Scenario

__all__ = ["GROUPS", "PRESETS", "apply_preset", "matching_preset"]

#: Groups of what is told apart by one thing: the start, the gain, the forget bias, what is read.
GROUPS: Final[tuple[Mapping[str, Mapping[str, Any]], ...]] = (
    {
        "Plain defaults": {},
        "As Keras starts": {"start": "keras", **STARTS["keras"].settings},
        "As PyTorch starts": {"start": "pytorch", **STARTS["pytorch"].settings},
    },
    {"Gain too small": {"gain": 0.5}, "Gain about right": {"gain": 1.65}, "Gain too large": {"gain": 3.0}},
    {"Forget bias 0": {"forget_bias": 0.0}, "Forget bias 3": {"forget_bias": 3.0}},
    {"Long sequence": {"T_x": 1000}, "Own sentence": {"input": "text"}},
)
#: Changes to the plain defaults, by name, in the order in which they are offered.
PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {name: changes for group in GROUPS for name, changes in group.items()}


def apply_preset(name: str, scenario: Scenario) -> Scenario:
    """The plain defaults with a preset's changes; the seed stays, and so does a text that was typed.

    Examples
    --------
    >>> apply_preset("Long sequence", Scenario(seed=7, n_a=64)).to_query()
    {'T_x': '1000', 'seed': '7'}
    """
    return replace(Scenario(), seed=scenario.seed, text=scenario.text, numbers=scenario.numbers, **PRESETS[name])


def matching_preset(scenario: Scenario, preferred: str | None = None) -> str | None:
    """The preset that a scenario is, whatever its seed; of several the preferred one, else the first.

    Examples
    --------
    >>> matching_preset(Scenario(gain=3.0, seed=5)), matching_preset(Scenario(gain=2.9))
    ('Gain too large', None)
    """
    names = [name for name in PRESETS if apply_preset(name, scenario) == scenario]
    return preferred if preferred in names else next(iter(names), None)
