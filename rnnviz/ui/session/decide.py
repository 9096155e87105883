"""What a run of the script shows: what the address says, or what the controls say.

The address counts at a visit, when the browser goes back or forward, and when a link with settings leads to another
page; in all other runs the controls do. It would be wrong to compare the two: a run is asked for with the address that
the browser shows at that moment, which is an older one if somebody moves a slider twice before the answer to the first
move has arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlencode

from rnnviz.errors import ScenarioError
from rnnviz.experiment.scenario import Scenario

__all__ = ["FIELDS", "Decision", "Known", "Page", "decide"]

#: Names of a scenario in the address.
FIELDS: Final = tuple(one.name for one in fields(Scenario))


class Page(NamedTuple):
    """The page that is to be drawn.

    Parameters
    ----------
    name : str
        Of Streamlit's.
    addressed : bool
        Whether it writes the scenario into its address.
    """

    name: str
    addressed: bool = True


class Known(NamedTuple):
    """What there was before this run.

    Parameters
    ----------
    scenario : Scenario or None
        The last one that was possible; None at a visit's first run.
    page : str or None
        Name of the page.
    seen_bare : frozenset of str
        Pages whose address the browser's history remembers without settings.
    left_out : mapping of str to Scenario
        By address, those that an address does not hold.
    """

    scenario: Scenario | None = None
    page: str | None = None
    seen_bare: frozenset[str] = frozenset()
    left_out: Mapping[str, Scenario] = MappingProxyType({})


@dataclass(frozen=True)
class Decision:
    """What to do in this run.

    Parameters
    ----------
    adopt : Scenario or None
        What the controls are to show; None where they count as they are.
    problems : list of ScenarioError
        What in the address could not be used, where it counts.
    set_anew : bool
        Whether the browser has to learn the values of the controls: those of another page are new to it.
    keeps_address : bool
        Whether the address stays as it is: one can go back further.
    seen_bare : frozenset of str
        From now on.
    """

    adopt: Scenario | None = None
    problems: list[ScenarioError] = field(default_factory=list)
    set_anew: bool = False
    keeps_address: bool = False
    seen_bare: frozenset[str] = frozenset()


def decide(address: Mapping[str, str], *, history: bool, known: Known, page: Page) -> Decision:
    """Decide what a run of the script shows.

    Parameters
    ----------
    address : mapping of str to str
        As the browser showed it when it asked for this run.
    history : bool
        Whether it asked because somebody went back or forward.
    known : Known
        What there was before.
    page : Page
        The page that is to be drawn.

    Examples
    --------
    >>> decide({"n_a": "5"}, history=False, known=Known(), page=Page("gates")).adopt == Scenario(n_a=5)
    True
    >>> decide({"n_a": "5"}, history=False, known=Known(Scenario(), "gates"), page=Page("gates")).adopt
    """
    bare = not any(name in address for name in FIELDS)
    # The navigation's own links have none.
    linked = page.addressed and page.name != known.page and not bare
    if known.scenario is None or history or linked:
        # A page that is clicked has an empty address until ours is written, which the browser's history remembers:
        # going back there means the page, and not the plain defaults. On a page that does not write the scenario, what
        # one goes back to says nothing of it.
        if known.scenario is not None and (not page.addressed or (bare and page.name in known.seen_bare)):
            return _of_the_controls(known, page, bare=bare, keeps_address=True)
        scenario, problems = Scenario.from_query(address)
        return Decision(known.left_out.get(urlencode(address), scenario), problems, seen_bare=known.seen_bare)
    return _of_the_controls(known, page, bare=bare, keeps_address=False)


def _of_the_controls(known: Known, page: Page, *, bare: bool, keeps_address: bool) -> Decision:
    is_new = page.name != known.page
    seen_bare = known.seen_bare | {page.name} if is_new and bare else known.seen_bare
    return Decision(set_anew=is_new, keeps_address=keeps_address, seen_bare=seen_bare)
