"""A challenge that somebody takes: what was tried, how it stands, and what reached it.

What stands here has no drawing. The address names the challenge (``challenge``); what was reached is kept by the
browser beside the progress in lessons, with the address that reached it, which shows it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.lessons.answers import scenario_of
from rnnviz.lessons.challenge import Challenge, Stand, reached, stands
from rnnviz.lessons.library import CHALLENGES
from rnnviz.ui.lessons import course
from rnnviz.ui.lessons.trained import trainings
from rnnviz.ui.session import state
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.training import controls
from rnnviz.ui.training.plan import values_of

__all__ = [
    "KEPT",
    "Contest",
    "contest",
    "enter",
    "forget",
    "give_way",
    "leave",
    "link",
    "look",
    "next_one",
    "progress",
    "restore",
]

#: Its name among what the browser keeps.
KEPT: Final = "challenges!"
#: Longest address, and most tries, that are taken from a browser.
_LONGEST: Final = 4000
_MOST: Final = 100_000


@dataclass
class Contest:
    """What is kept of the challenges of a visit.

    Parameters
    ----------
    now : Challenge or None
        The one that is open.
    moves : bool
        Whether its page is still to be gone to.
    hinted : bool
        Whether its hint is shown.
    before : Scenario or None
        The setting that is gone back to when it is left.
    stands : list of Stand
        How it stands by what was shown last.
    here : bool
        Whether what was shown last reaches it.
    tried : set of str
        Keys of what was shown since it was entered.
    tries : dict of str to int
        How many settings and trainings were tried, by challenge.
    reached : dict of str to str
        What is behind the ``?`` of the address that reached it first, by challenge.
    """

    now: Challenge | None = None
    moves: bool = False
    hinted: bool = False
    before: Scenario | None = None
    stands: list[Stand] = field(default_factory=list)
    here: bool = False
    tried: set[str] = field(default_factory=set)
    tries: dict[str, int] = field(default_factory=dict)
    reached: dict[str, str] = field(default_factory=dict)


def contest() -> Contest:
    """That of the visit."""
    kept = session()
    if kept.contest is None:
        kept.contest = Contest()
    found: Contest = kept.contest
    return found


def enter(name: str, *, sets: bool = True) -> None:
    """Open a challenge, in the place of a lesson; the page shows its setting, unless an address has said which one."""
    found, kept = CHALLENGES.get(name), contest()
    if found is None:
        return
    course.leave()
    if kept.now is None:
        kept.before = session().scenario
    kept.now, kept.moves, kept.hinted, kept.stands, kept.here = found, True, False, [], False
    start = {} if found.page == "train" else found.setting
    kept.tried = {scenario_of(start).key}
    if not sets:
        kept.tried = set()  # what a link shows is a try
    elif found.page == "train":
        controls.ask_for(found.setting)
    else:
        state.adopt(scenario_of(found.setting))


def leave() -> None:
    """Close the challenge, and go back to the setting from before it."""
    kept = contest()
    if kept.now is not None and kept.before is not None:
        state.adopt(kept.before)
    kept.now, kept.before, kept.moves = None, None, False


def next_one() -> Challenge | None:
    """The first that is not reached yet."""
    return next((one for one in CHALLENGES.values() if one.id not in contest().reached), None)


def look(setting: Setting) -> bool:
    """Look at what is shown now; whether the card has something else to say."""
    kept = contest()
    if kept.now is None:
        return False
    result, runs = result_of(setting), trainings()
    trained = [one for one, _ in runs]
    said, here = stands(kept.now.conditions, result, trained), reached(kept.now, result, trained)
    name = kept.now.id
    tried = [training.key for _, training in runs] if kept.now.of_training else [setting.key]
    fresh = set(tried) - kept.tried
    kept.tried |= fresh
    if fresh:
        kept.tries[name] = kept.tries.get(name, 0) + len(fresh)
    if here and name not in kept.reached:
        kept.reached[name] = urlencode(_query(kept.now, setting))
    changed = bool(fresh) or (said, here) != (kept.stands, kept.here)
    kept.stands, kept.here = said, here
    return changed


def _query(now: Challenge, setting: Setting) -> dict[str, str]:
    """The address of what reaches it now."""
    if not now.of_training:
        return setting.adjustable.to_query() if setting.adjustable is not None else {}
    result = result_of(setting)
    best = next(training for one, training in trainings() if reached(now, result, [one]))
    values = values_of(best)
    return controls.named(values) if values is not None else {}


def link(name: str) -> str:
    """The address, from the app's root, that shows again what reached a challenge."""
    query = dict(parse_qsl(contest().reached[name], keep_blank_values=True))
    return f"/{_shows(CHALLENGES[name])}?{urlencode(query | {'challenge': name})}"


def _shows(one: Challenge) -> str:
    """The page on which its result is seen; that on papers has none of the setting."""
    return "" if one.page == "papers" else one.page


def give_way() -> None:
    """Close the challenge where a lesson takes its place, which keeps the way back from then on."""
    contest().now = None


def forget() -> None:
    """Forget what was tried and reached."""
    kept = contest()
    kept.tries.clear()
    kept.reached.clear()


# ------------------------------------------------------------------------------------------ what the browser keeps


def progress() -> dict[str, Any]:
    """What was tried and reached, as JSON; empty if nothing was."""
    kept = contest()
    names = [name for name in CHALLENGES if name in kept.tries or name in kept.reached]
    return {KEPT: {name: [kept.tries.get(name, 0), kept.reached.get(name)] for name in names}} if names else {}


def restore(told: object) -> None:
    """Take up what a browser has kept, which may be anything; what was reached in this visit stays."""
    found = told.get(KEPT) if isinstance(told, Mapping) else None
    if not isinstance(found, Mapping):
        return
    kept = contest()
    for name in CHALLENGES:
        value = found.get(name)
        if not isinstance(value, list | tuple) or len(value) != 2:
            continue
        tries, query = value
        if isinstance(tries, int) and not isinstance(tries, bool) and 0 <= tries <= _MOST:
            kept.tries[name] = max(tries, kept.tries.get(name, 0))
        if isinstance(query, str) and len(query) <= _LONGEST:
            kept.reached.setdefault(name, query)
