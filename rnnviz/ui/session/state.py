"""The scenario between the controls, the address bar and the pages.

Data flows one way in every run of the script: address or controls -> scenario -> page -> address. Which of the two
counts is decided in `rnnviz.ui.session.decide`. The last scenario that was possible is kept, so that while something
that was entered does not work, the page goes on showing what did.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitAPIException

from rnnviz.cells.starts import STARTS
from rnnviz.errors import ScenarioError
from rnnviz.experiment.inputs import table
from rnnviz.experiment.key import SHORT, key_of
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.ui.private_api import page_of_run, went_back_or_forward
from rnnviz.ui.session import address
from rnnviz.ui.session.decide import FIELDS, Decision, Known, Page, decide
from rnnviz.ui.session.entered import entered, set_anew, show, widget_key
from rnnviz.ui.session.pin import IN_ADDRESS, read_pin, written_pin
from rnnviz.ui.session.presets import apply_preset, matching_preset
from rnnviz.ui.session.session import Session, session

__all__ = [
    "WATCHERS",
    "Asked",
    "adopt",
    "ask",
    "choose_loss",
    "choose_preset",
    "choose_start",
    "leave",
    "look_into",
    "moved",
    "new_draw",
    "pin",
    "redraw",
    "remember_look",
    "reset",
    "scenario_asked",
    "settled",
    "shown_preset",
    "swap",
    "take_over",
    "unpin",
    "write_address",
]

#: What stands in an address for a table that it does not hold, so that no two tables share one.
_TABLE: Final = "table"
#: Key of the fragment that holds all that follows from a scenario: the whole page but for title and controls.
FINDINGS: Final = "findings"
#: Longest address that is written, in characters: any text fits, large tables do not.
MAX_ADDRESS: Final = 12_500
#: Scenarios that are remembered because their address does not hold their table.
MAX_LEFT_OUT: Final = 8


class Asked(NamedTuple):
    """What a person asks for in this run.

    Parameters
    ----------
    scenario : Setting
        The last one that was possible.
    problem : ScenarioError or None
        Why what the controls say now is not possible.
    address_problems : list of ScenarioError
        What in the address could not be used.
    """

    scenario: Setting
    problem: ScenarioError | None
    address_problems: list[ScenarioError]


def ask(*, addressed: bool = True) -> Asked:
    """Find out what is asked for: at the start of a run, before any widget is drawn.

    Parameters
    ----------
    addressed : bool
        Whether the page writes the scenario into its address; what the browser goes back to on another says nothing.
    """
    kept = session()
    page = Page(page_of_run(), addressed)
    _follow_pin(kept)
    known = Known(kept.scenario, kept.page, kept.seen_bare, kept.left_out)
    _follow(kept, decide(address.read(), history=went_back_or_forward(), known=known, page=page), page)
    last = _last(kept)
    kept.scenario, problem = entered(last)
    if problem is not None or kept.scenario != last:
        kept.address_problems = []
    kept.preset = matching_preset(kept.scenario, kept.preset) if problem is None else None
    kept.problem = problem is not None
    if kept.inside is not None:
        return Asked(kept.inside, None, [])
    return Asked(kept.scenario, problem, kept.address_problems)


def _follow_pin(kept: Session) -> None:
    """Take from the address what is pinned, at a visit and where one goes back to: as it is with the scenario."""
    told = address.read()
    if kept.scenario is None or (
        went_back_or_forward() and (IN_ADDRESS in told or any(name in told for name in FIELDS))
    ):
        kept.pinned = read_pin(told)


def pin() -> None:
    """Pin what is shown, so that it is seen beside what is shown next."""
    session().pinned = _last(session())
    redraw()


def unpin() -> None:
    """Show nothing beside it any more."""
    session().pinned = None
    redraw()


def swap() -> None:
    """Show what is pinned, and pin what was shown."""
    kept = session()
    if kept.pinned is not None:
        kept.pinned, now = _last(kept), kept.pinned
        take_over(now)


def _follow(kept: Session, decision: Decision, page: Page) -> None:
    """Do what was decided."""
    if decision.adopt is not None:
        kept.address_problems = decision.problems
        adopt(decision.adopt)
    if decision.set_anew:
        set_anew()
    kept.page, kept.seen_bare, kept.keeps_address = page.name, decision.seen_bare, decision.keeps_address
    kept.stale_controls = False


def _last(kept: Session) -> Scenario:
    """The last scenario that was possible, in a visit that has begun."""
    if kept.scenario is None:
        raise RuntimeError("state: asked for a scenario before ask() was called in this visit. Call it first.")
    return kept.scenario


def scenario_asked() -> Setting:
    """The last scenario that was possible, once it was asked for in this run."""
    kept = session()
    if kept.stale_controls:
        st.rerun()  # the controls, which no part of the page draws anew by itself, have to show it
    return kept.inside or _last(kept)


def look_into(given: Setting, recipe: Any = None) -> None:
    """Let the pages show a network that was brought, instead of what a scenario draws, until it is left.

    Parameters
    ----------
    given : Setting
        The network.
    recipe : rnnviz.training.inside.Recipe or None
        How it came to be, of one that was trained here.
    """
    session().inside, session().inside_by = given, recipe
    session().tell("network entered")


def leave() -> None:
    """Go back from a network that was brought to the scenario."""
    session().inside = session().inside_by = None


def moved() -> None:
    """Draw anew what follows from a control that was moved.

    That is the findings alone, which saves the time of all controls, unless these have to change, too: what they offer,
    a message beside one of them, the preset that is marked.
    """
    asked = ask()
    if asked.problem is None and _look(asked) == session().look:
        try:
            st.rerun(FINDINGS)
        except StreamlitAPIException:
            return  # the page has not come that far yet


def settled() -> None:
    """Have the controls drawn anew, too, if what they show has to change: they were moved, and stand still now.

    The findings are drawn anew in any case.
    """
    if _look(ask()) != session().look:
        redraw()


def redraw() -> None:
    """Have the controls drawn anew with the findings."""
    session().stale_controls = True


def remember_look(asked: Asked) -> None:
    """Note how the controls look that are drawn in this run."""
    session().look = _look(asked)


def _look(asked: Asked) -> tuple[Any, ...]:
    s = asked.scenario.adjustable
    if s is None:
        return ()
    return (
        s.start,
        s.input,
        s.loss,
        s.forget,
        s.cells,
        s.batch,
        asked.problem,
        tuple(asked.address_problems),
        shown_preset(),
    )


def adopt(scenario: Scenario) -> None:
    """Make the controls show a scenario."""
    leave()
    session().scenario = scenario
    show(scenario)


def take_over(scenario: Scenario) -> None:
    """Make the controls show a scenario that was chosen among the findings."""
    adopt(scenario)
    redraw()


def shown_preset() -> str | None:
    """The preset that the page shows, if it is one."""
    return session().preset


def choose_preset(name: str) -> None:
    """Adopt a preset; what was typed stays, even if it cannot be used yet."""
    shown, kept = st.session_state, session()
    typed = {key: shown[key] for key in map(widget_key, ("text", "numbers")) if key in shown}
    adopt(apply_preset(name, _last(kept)))
    shown.update(typed)
    kept.preset = name
    redraw()


def choose_loss() -> None:
    """Begin in the middle when a loss at one step is chosen: at the first step there is nothing to see."""
    shown, steps = st.session_state, _last(session()).steps
    key = widget_key("loss_step")
    if shown[widget_key("loss")] == "step" and not 1 < shown.get(key, 1) <= steps:
        shown[key] = max(1, steps // 2)


def choose_start() -> None:
    """Take over what a start decides: its recurrent weights and its forget bias, whatever they were before."""
    for name, value in STARTS[st.session_state[widget_key("start")]].settings.items():
        st.session_state[widget_key(name)] = value


def reset() -> None:
    """Go back to the plain defaults; the seed stays."""
    adopt(Scenario(seed=_last(session()).seed))


def new_draw() -> None:
    """Take the next seed; everything else stays."""
    key = widget_key("seed")
    st.session_state[key] = (st.session_state.get(key, _last(session()).seed) + 1) % 2**32


#: Who looks at what a page shows, in each run of its findings: what stands above this module puts itself here.
WATCHERS: Final[list[Callable[[Setting], None]]] = []


def write_address(setting: Setting) -> bool:
    """Put the scenario into the address bar, and let those who watch look at it.

    Returns
    -------
    bool
        Whether all of it fitted; if not, the table of numbers was left out.
    """
    for look in WATCHERS:
        look(setting)
    scenario = setting.adjustable
    if scenario is None:
        return True  # there is no address for it
    kept = session()
    query = scenario.to_query() | written_pin(kept.pinned)
    if len(urlencode(query)) > MAX_ADDRESS:
        query.pop(IN_ADDRESS, None)  # the visit has it all the same
    complete = len(urlencode(query)) <= MAX_ADDRESS
    if not complete:
        query[_TABLE] = key_of(table(scenario.numbers))[:SHORT]
        query.pop("numbers", None)
        whole = address.with_own(address.read(), query, _is_own)
        kept.left_out[urlencode(whole)] = scenario  # for those who go back to it
        for oldest in list(kept.left_out)[:-MAX_LEFT_OUT]:
            del kept.left_out[oldest]
    if not kept.keeps_address:
        address.write(query, _is_own)
    return complete


def _is_own(name: str) -> bool:
    return name in FIELDS or name in (_TABLE, IN_ADDRESS)
