"""What the server remembers of one visit, but for what the widgets themselves show."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

import streamlit as st

from rnnviz.errors import ScenarioError
from rnnviz.experiment.edits import Edit
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting

__all__ = ["Adopted", "Event", "Session", "session"]

_KEY: Final = "session"

#: What a click has done, and another part of the page answers in the run that follows.
Event = Literal["network entered", "network carried", "result taken", "plan changed"]


class Adopted(NamedTuple):
    """What was adopted, from which setting to which, and where: of ``"map"``, or the cell whose remedy it is."""

    name: str
    where: str
    before: Scenario
    after: Scenario


@dataclass
class Session:
    """All of it. It lives as long as the visit does, and no longer: what shall outlive that is in the address.

    =====================  ================================================  =================================
    what                   is written by                                     and stands until
    =====================  ================================================  =================================
    scenario               `state`, from address and controls                the next that is possible
    address_problems       `state`, at a visit by address                    a control is moved
    preset                 `state`                                           the scenario is none, or another
    pinned                 `state.pin`, and from an address                  it is unpinned
    look                   `state.remember_look`                             the controls are drawn again
    page, seen_bare        `state`, from `decide`                            the next page; the end
    keeps_address          `state`, from `decide`                            the next run
    stale_controls         `state.take_over`                                 the next whole run
    inside, inside_by      `state.look_into`                                 it is left
    recipe                 `rnnviz.ui.sharing.sharing`, from an address      it is trained; the next address
    left_out               `state.write_address`                             8 younger ones are there
    edits, refused_edit    `rnnviz.ui.parts.editing`                         8 younger ones; it has been said
    adopted                `rnnviz.ui.parts.adopting`                        20 younger ones, or undone
    upload                 `rnnviz.ui.parts.controls`                        another file
    pair                   `rnnviz.ui.parts.why`, a click                    the next click
    plan, plan_values,     `rnnviz.ui.training.controls`                     the next that is possible; until
    plan_problems                                                            something is changed
    guesses                `rnnviz.ui.training.guesses`                      the end
    example                `rnnviz.ui.training.answers`                      the end
    files_opened,          `rnnviz.ui.training.carry`                        the end; another file
    file_problem
    jobs                   `rnnviz.ui.parts.jobs`                            another takes its place, or reset
    were_running           `JobPanel.watch`                                  it is drawn with the whole again
    events                 `tell`                                            `heard`, once
    framed                 `rnnviz.ui.frame`                                 the end
    looks                  `rnnviz.ui.parts.shown`, of pictures              the next run of the page
    drawn                  `rnnviz.ui.parts.draws`                           those of another scenario
    settled, lost          `rnnviz.ui.parts.shown`, as the follower says     the end
    problem                `state.ask`                                       the next run
    course                 `rnnviz.ui.lessons.course`                        the end
    room                   `rnnviz.ui.rooms.joined`                          the end
    hidden                 `rnnviz.ui.sharing`, at a visit by address        the end
    arrived                `rnnviz.ui.sharing`, from an address              the next address that counts
    contest                `rnnviz.ui.lessons.contest`                       the end
    =====================  ================================================  =================================

    Parameters
    ----------
    scenario : Scenario or None
        The last one that was possible; None before the first run.
    address_problems : list of ScenarioError
        What in the address could not be used.
    preset : str or None
        The one that is shown.
    pinned : Scenario or None
        What is seen beside the scenario.
    look : tuple or None
        By what the controls look as they do.
    page : str or None
        That of the run before.
    seen_bare : frozenset of str
        Pages that were opened by a click, with an address without settings, which the browser's history remembers.
    keeps_address : bool
        Whether this run leaves the address as it is.
    stale_controls : bool
        Whether the controls do not show yet what was taken over from the findings.
    inside_by : Any
        How the network that is looked into came to be (`rnnviz.training.inside.Recipe`), if it was trained here.
    recipe : Any
        Of a network that a link is about, which is still to be trained again.
    inside : Setting or None
        A network that was brought, which the pages show instead of the scenario's.
    left_out : dict of str to Scenario
        By address: those whose table of numbers the address does not hold.
    edits : dict of str to tuple of Edit
        By key of the scenario: what was changed by hand.
    refused_edit : str
        Why a change was not taken.
    adopted : list of Adopted
        The way back.
    upload : str or None
        Streamlit's name of the file that was read last.
    pair : tuple of (int, int), or None
        The loss and the step between which the causes are shown.
    plan : Any
        Of training: a ``Plan``, which stands above this module.
    plan_values : dict of str to Any, or None
        Of its controls, as they were.
    plan_problems : list of str
        What in the address could not be used for it.
    guesses : dict of str to str or None
        By training: what was guessed of it before it was known what comes.
    example : int
        Number of the fresh example that the trained networks answer.
    files_opened : int
        How many checkpoints were opened.
    file_problem : str
        Why one could not be.
    jobs : dict of str to Any
        By name of the panel: what runs beside the page, or has run, with its ``job``.
    were_running : set of str
        Panels whose job was running when the whole was drawn last, and which look again and again since then.
    events : set of Event
        What was told and not heard yet.
    framed : bool
        Whether the browser knows the window's title.
    looks : dict of str to Look
        By page: how it was looked at last.
    drawn : tuple of (str, Any), or None
        Many draws, of the scenario with this key: a mapping of str to ``Draws``, which stands above this module.
    settled : int
        How often the controls have come to stand still, as the browser counts.
    lost : bool
        Whether pictures cannot follow the controls in this browser.
    problem : bool
        Whether what the controls say is not possible.
    course : Any
        Of lessons: a ``Course``, which stands above this module.
    room : Any
        Of the room one is in: a ``Joined``, which stands above this module.
    hidden : frozenset of str
        What this visit leaves out.
    arrived : Any
        What the last address that counted says of how one looks: an ``Arrived``, which stands above this module.
    contest : Any
        Of challenges: a ``Contest``, which stands above this module.
    """

    scenario: Scenario | None = None
    address_problems: list[ScenarioError] = field(default_factory=list)
    preset: str | None = None
    pinned: Scenario | None = None
    look: tuple[Any, ...] | None = None
    page: str | None = None
    seen_bare: frozenset[str] = frozenset()
    keeps_address: bool = False
    stale_controls: bool = False
    inside_by: Any = None
    recipe: Any = None
    inside: Setting | None = None
    left_out: dict[str, Scenario] = field(default_factory=dict)

    edits: dict[str, tuple[Edit, ...]] = field(default_factory=dict)
    refused_edit: str = ""
    adopted: list[Adopted] = field(default_factory=list)
    upload: str | None = None
    pair: tuple[int, int] | None = None

    plan: Any = None
    plan_values: dict[str, Any] | None = None
    plan_problems: list[str] = field(default_factory=list)
    guesses: dict[str, str | None] = field(default_factory=dict)
    example: int = 0
    files_opened: int = 0
    file_problem: str = ""

    jobs: dict[str, Any] = field(default_factory=dict)
    were_running: set[str] = field(default_factory=set)
    events: set[Event] = field(default_factory=set)
    framed: bool = False
    looks: dict[str, Any] = field(default_factory=dict)
    drawn: tuple[str, Any] | None = None
    settled: int = 0
    lost: bool = False
    problem: bool = False
    course: Any = None
    room: Any = None
    hidden: frozenset[str] = frozenset()
    arrived: Any = None
    contest: Any = None

    def tell(self, event: Event) -> None:
        """Note what a click has done."""
        self.events.add(event)

    def heard(self, event: Event) -> bool:
        """Whether it was told since this was last asked.

        Examples
        --------
        >>> visit = Session()
        >>> visit.tell("plan changed")
        >>> visit.heard("plan changed"), visit.heard("plan changed")
        (True, False)
        """
        told = event in self.events
        self.events.discard(event)
        return told


def session() -> Session:
    """That of the visit whose run this is."""
    found: Session = st.session_state.setdefault(_KEY, Session())
    return found
