"""What a visit leaves out because its address says so: a page that is to be looked at, and not worked with."""

from typing import Final

from rnnviz.ui.session.decide import FIELDS
from rnnviz.ui.session.session import session

__all__ = ["HIDABLE", "HIDE", "asked_to_hide", "hides", "is_set_by_controls"]

#: Its name in the address, and what can be left out.
HIDE: Final = "hide"
HIDABLE: Final = ("controls", "pages", "code", "downloads")
#: What else than a scenario's fields is set by controls.
_SETS: Final = ("table", "edits", "knobs")
_PREFIX_OF_PLANS: Final = "plan_"
#: Longest name that is repeated to who wrote it.
_LONGEST: Final = 20


def hides(what: str) -> bool:
    """Whether this visit leaves something out."""
    return what in session().hidden


def asked_to_hide(text: str) -> tuple[frozenset[str], list[str]]:
    """What a text asks to leave out, and the names in it that say nothing.

    Examples
    --------
    >>> asked_to_hide("code, chairs")
    (frozenset({'code'}), ['chairs'])
    """
    names = [name for name in (one.strip() for one in text[:1000].split(",")) if name]
    unknown = list(dict.fromkeys(name[:_LONGEST] for name in names if name not in HIDABLE))
    return frozenset(names) & frozenset(HIDABLE), unknown


def is_set_by_controls(name: str) -> bool:
    """Whether a name in the address is of something that the controls set.

    Examples
    --------
    >>> [is_set_by_controls(name) for name in ("n_a", "plan_task", "edits", "lesson", "t")]
    [True, True, True, False, False]
    """
    return name in FIELDS or name in _SETS or name.startswith(_PREFIX_OF_PLANS)
