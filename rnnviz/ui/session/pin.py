"""The one result that is pinned: kept for the visit, and in the address, where a reload finds it."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from rnnviz.experiment.scenario import Scenario

__all__ = ["IN_ADDRESS", "read_pin", "written_pin"]

#: Its name in the address.
IN_ADDRESS: Final = "pin"
#: What stands there for a scenario that differs in nothing from the defaults.
_DEFAULTS: Final = "defaults"


def written_pin(scenario: Scenario | None) -> dict[str, str]:
    """What of an address holds it.

    Examples
    --------
    >>> written_pin(Scenario(gain=1.5, n_a=16)), written_pin(Scenario()), written_pin(None)
    ({'pin': 'n_a=16&gain=1.5'}, {'pin': 'defaults'}, {})
    """
    return {} if scenario is None else {IN_ADDRESS: urlencode(scenario.to_query()) or _DEFAULTS}


def read_pin(address: Mapping[str, str]) -> Scenario | None:
    """The scenario that an address holds as pinned; None if it holds none, or none that is possible.

    Examples
    --------
    >>> read_pin({"pin": "n_a=16&gain=1.5"}) == Scenario(gain=1.5, n_a=16), read_pin({"pin": "n_a=none"}), read_pin({})
    (True, None, None)
    """
    text = address.get(IN_ADDRESS)
    if text is None:
        return None
    scenario, problems = Scenario.from_query(dict(parse_qsl(text)))
    return None if problems else scenario
