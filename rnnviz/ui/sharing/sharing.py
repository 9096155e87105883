"""A link that holds what is on the screen: copied on every page, and opened again."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.experiment.edits import check_edits
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.figures.gallery import found
from rnnviz.figures.words import listed
from rnnviz.lessons.library import CHALLENGES
from rnnviz.papers import CLAIMS
from rnnviz.ui.components.link import link
from rnnviz.ui.lessons.course import course, lesson_of
from rnnviz.ui.parts.editing import edits_of, take_over_edits
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.private_api import page_of_run, went_back_or_forward
from rnnviz.ui.session import address, calm
from rnnviz.ui.session.calm import HIDABLE, HIDE
from rnnviz.ui.session.packed import MAX_PACKED
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.sharing import again, looks
from rnnviz.ui.sharing.missing import MISSING
from rnnviz.ui.training.plan import difference
from rnnviz.ui.training.values import VALUES

__all__ = ["Arrived", "arrive", "copy_link", "of_page", "say"]

#: The choices of each page, by its name in addresses, that widgets know.
_OF_PAGES: Final = {"gates": ("draw", "by", "sequence", "colour"), "step": ("sequence",), "why": ("cut", "sequence")}
_MOST_LACKS: Final = 200
#: So many characters of a name are said again.
_NAME: Final = 40


class Arrived(NamedTuple):
    """What an address brought along beside a setting.

    Parameters
    ----------
    number : int
        How many addresses have counted in this visit.
    look : dict of str to Any
        What drawings in the browser are to show (`looks.in_browser`).
    sentences : tuple of str
        What of the address could not be used, and what the link did not hold.
    page : str or None
        Streamlit's name of the page where they are said; None before it is known.
    """

    number: int
    look: dict[str, Any]
    sentences: tuple[str, ...]
    page: str | None = None


def arrive() -> None:
    """Take from the address how one looks, before anything is drawn: at a visit, and where somebody goes back."""
    kept = session()
    first = kept.arrived is None
    if not first and not went_back_or_forward():
        return
    one = address.shown()
    if first:
        kept.hidden = calm.asked_to_hide(one.names.get(HIDE, ""))[0]
    if not first and not address.LOOK & one.names.keys():
        return
    before = 0 if first else kept.arrived.number
    problems = [one.problem] if one.problem else []
    problems += _hide_problems(one)
    setting, _ = Scenario.from_query(one.names)
    impossible = _take_widgets(one.names, setting)
    look, more = looks.in_browser(one.names, setting)
    impossible += more
    if impossible:
        problems.append(f"In the address: {' '.join(impossible)} What does not fit is left as at first.")
    if one.names.get("screen") == "projector" or one.names.get("view") == "projector":
        look["projector"] = True
    kept.recipe, problem = again.from_names(one.names)
    problems.append(problem)
    lacking = one.names.get("lacks", "")[:_MOST_LACKS].split(",")
    problems += [MISSING[name].opening for name in dict.fromkeys(lacking) if name in MISSING]
    problems += _unknown(one.names, lacking)
    kept.arrived = Arrived(before + 1, look, tuple(filter(None, problems)))


def _hide_problems(one: address.Opened) -> list[str]:
    problems = []
    _, unknown = calm.asked_to_hide(one.names.get(HIDE, ""))
    if unknown:
        what = listed([f"“{name}”" for name in unknown[:5]])
        problems.append(f"In the address: {HIDE} knows {listed(list(HIDABLE))}; {what} hides nothing.")
    if one.ignored:
        problems.append(
            f"In the address: {listed(list(one.ignored[:5]))} {'do' if one.ignored[1:] else 'does'} not count, "
            "because controls are hidden. Copy link gives an address that holds a setting and hides its controls."
        )
    return problems


def _unknown(named: Mapping[str, str], lacking: list[str]) -> list[str]:
    """Lessons, cards and challenges that are not here."""
    problems = []
    if "lesson" in named and "lesson" not in lacking:
        lesson = lesson_of(named["lesson"])
        if lesson is None:
            known = f"there is no lesson “{named['lesson'][:_NAME]}” here"
            problems.append(f"In the address: {known}. Ours are on Learn, where one from a file is opened, too.")
        elif named.get("card") and lesson.card(named["card"]) is None:
            problems.append(f"In the address: the lesson has no card “{named['card'][:_NAME]}”. This is its first one.")
    if "challenge" in named and named["challenge"] not in CHALLENGES:
        problems.append(f"In the address: there is no challenge “{named['challenge'][:_NAME]}”. All are on Learn.")
    return problems


def _take_widgets(named: Mapping[str, str], setting: Scenario) -> list[str]:
    """Make the choices beside the figures those of an address; sentences for what is not possible."""
    values, problems = looks.widgets_of(named, setting)
    claim = found(named.get("result", ""), CLAIMS)
    try:
        if "pair" in named:
            session().pair = looks.pair_from(named["pair"], setting)
    except InputError as error:
        problems.append(str(error))
    try:
        if "knobs" in named and claim is not None:
            values |= looks.knobs_from(claim, named["knobs"])
    except InputError as error:
        problems.append(str(error))
    try:
        if "edits" in named:
            edits = looks.edits_from(named["edits"])
            check_edits(edits, setting.cells)  # before anything is computed
            result_of(setting, edits)
            take_over_edits(setting, edits)
    except InputError as error:
        problems.append(str(error))
    for key, value in values.items():
        st.session_state[key] = value
    return problems


def say() -> None:
    """Say above the page that an address opened what of it could not be used, until another page is opened."""
    kept, page = session(), page_of_run()
    if kept.arrived.page is None:
        kept.arrived = kept.arrived._replace(page=page)
    if kept.arrived.page == page:
        for sentence in kept.arrived.sentences:
            st.warning(verbatim(sentence))
        again.offer(kept.recipe)


# ------------------------------------------------------------------------------------------ copying


def copy_link(page: str, setting: Setting | None = None) -> None:
    """Draw the button that copies a link; the last of a page, when its address is written.

    Parameters
    ----------
    page : str
        Its name in addresses.
    setting : Setting or None
        What it shows, of a page that shows one.
    """
    again.look_into_brought()
    kept = session()
    query, lacks = of_page(page, setting)
    link(
        query,
        {name: one.copying for name, one in MISSING.items()},
        lacks,
        kept.arrived.number,
        kept.arrived.look,
        key="link",
        hidden=[name for name in HIDABLE if calm.hides(name)],
        hidable=HIDABLE,
        most=MAX_PACKED,
    )


def of_page(page: str, setting: Setting | None) -> tuple[dict[str, str], list[str]]:
    """What a link to a page holds of what the server knows, and the names of what it cannot hold.

    Parameters are those of `copy_link`.
    """
    shown: Any = st.session_state
    query = {name: text for name, text in address.read().items() if name not in address.LOOK}
    query = {name: text for name, text in query.items() if name not in ("table", HIDE)}
    lacks = []
    if setting is not None:
        drawn = setting.adjustable
        if drawn is None:
            recipe = again.recipe_text(session().inside_by) if session().inside_by is not None else ""
            query |= {again.TRAINED: recipe} if recipe else {}
            lacks += [] if recipe else ["network"]
        else:
            query = {name: text for name, text in query.items() if not calm.is_set_by_controls(name)}
            query |= drawn.to_query()
        query |= looks.of_widgets(shown, setting, _OF_PAGES.get(page, ()))
        if drawn is not None and (edits := edits_of(drawn)):
            query["edits"] = looks.edits_text(edits)
    if page == "why":
        _add_pair(query)
    if page == "train":
        query |= _whole_text(shown)
        lacks += _of_training()
    if page == "papers" and (claim := found(query.get("result", ""), CLAIMS)):
        query |= {name: text for name, text in [("knobs", looks.knobs_text(claim, shown))] if text}
    if page == "why" and query.get("view") == "sweep" and "sweep" in session().jobs:
        lacks.append("map")
    return query | _of_lesson(page, setting), lacks + _of_course()


def _add_pair(query: dict[str, str]) -> None:
    pair = session().pair
    if pair is not None and query.get("view") == "losses":
        query["pair"] = f"{pair[0]}.{pair[1]}"


def _whole_text(shown: Any) -> dict[str, str]:
    """The text that is learned, which the address has only if it is short."""
    text = shown.get("plan_text", VALUES["text"].default)
    return {"plan_text": text} if text != VALUES["text"].default and shown.get("plan_task") == "text" else {}


def _of_training() -> list[str]:
    kept = session()
    asked = kept.jobs.get("training")
    is_shown = (
        asked is not None
        and kept.plan is not None
        and not difference(kept.plan.trainings, [run.training for run in asked.runs])
    )
    return ["training"] * is_shown + ["guess"] * bool(kept.guesses)


def _of_course() -> list[str]:
    kept = course()
    if kept.lesson is None:
        return []
    return ["lesson"] * (kept.lesson.id in kept.brought) + ["guess"] * (kept.guess is not None)


def _of_lesson(page: str, setting: Setting | None) -> dict[str, str]:
    """What keeps the card that is open from opening its own page, or its own setting."""
    kept = course()
    if kept.now is None:
        return {}
    away = {"stays": "yes"} if kept.now.page != page else {}
    drawn = None if setting is None else setting.adjustable
    return away | ({} if drawn is None else {"n_a": str(drawn.n_a)})
