"""A trained network in a link: how it was trained, which gives the same weights again; those of a file themselves."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from rnnviz.errors import InputError, RnnvizError
from rnnviz.figures.network_names import called
from rnnviz.numerics.numerals import counted
from rnnviz.training.files import checkpoint_of
from rnnviz.training.inside import Recipe, brought
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.ui.parts.jobs import JobPanel
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.private_api import session_of_run
from rnnviz.ui.session import state
from rnnviz.ui.session.background import Job, background, gentle_workers
from rnnviz.ui.session.session import session
from rnnviz.ui.training.plan import plan_of, values_of
from rnnviz.ui.training.values import VALUES, from_address, to_address

__all__ = ["MOST_WEIGHTS", "TRAINED", "from_names", "look_into_brought", "offer", "recipe_from", "recipe_text"]

#: Its name in addresses.
TRAINED: Final = "trained"
_UPDATE: Final = "after"
_WEIGHTS: Final = "weights"
#: Longest weights, as text: so many that a link has room for the rest; 840 of 64 bits, or 1,680 of 32.
MOST_WEIGHTS: Final = 9_000
_MOST_NAMES: Final = 60


class _Again(NamedTuple):
    """A network that is trained once more, and its work."""

    recipe: Recipe
    run: History
    job: Job[int]


_PANEL: Final = JobPanel[_Again]("again", "The training broke off: {why} Train it again.", every=0.7)


def recipe_text(recipe: Recipe) -> str:
    """How a network came to be, as text of an address; empty where it is too long, or no control can ask for it.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> from rnnviz.training.trainer import Training
    >>> recipe = Recipe(Training(TASKS["latch"], 40, Network("rnn", gain=1.2)), 90)
    >>> recipe_text(recipe)
    'task=latch&gain_1=1.2&second=no&T_latch=40&updates_latch=800&after=90'
    >>> recipe_from(recipe_text(recipe)) == recipe
    True
    """
    values = values_of(recipe.training)
    if values is None:
        return ""
    told = to_address(values)
    if values["task"] == "text" and values["text"] != told.get("text", VALUES["text"].default):
        return ""  # a text that is too long
    if len(recipe.weights) > MOST_WEIGHTS:
        return ""
    return urlencode(told | {_UPDATE: str(recipe.update)} | ({_WEIGHTS: recipe.weights} if recipe.weights else {}))


def recipe_from(text: str) -> Recipe:
    """The recipe in an address, which may come from anybody.

    Raises
    ------
    InputError
        If it is none.
    """
    unreadable = InputError("In the address: trained says of no network how it was trained. Ask for a new link.")
    try:
        told = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_NAMES))
    except ValueError:
        raise unreadable from None
    after, weights = told.pop(_UPDATE, ""), told.pop(_WEIGHTS, "")
    values, problems = from_address(told)
    if problems or told.keys() - VALUES.keys() or not (after.isascii() and after.isdigit() and len(after) < 10):
        raise unreadable
    try:
        training = plan_of(values | {"second": False}).trainings[0]
    except RnnvizError as error:
        raise InputError(f"In the address: trained is of no network that can be trained here. {error}") from None
    if int(after) > training.updates or len(weights) > MOST_WEIGHTS:
        raise unreadable
    if weights:
        checkpoint_of(training, int(after), weights)  # or it says what is wrong
    return Recipe(training, int(after), weights)


def offer(recipe: Recipe | None) -> None:
    """Offer to train what a link is about, and look into it as soon as it is trained.

    Parameters
    ----------
    recipe : Recipe or None
        From the address of this visit; nothing is drawn without one, or of one that has weights.
    """
    if recipe is None or recipe.weights:
        return
    asked = _PANEL.asked
    if asked is not None and asked.recipe == recipe and asked.run.last is not None and asked.run.ended:
        session().jobs.pop("again")
        session().recipe = None
        if asked.run.update == recipe.update:
            state.look_into(brought(recipe.training, asked.run.last), recipe)
        st.rerun()
    with st.container(border=True, key="again_offer"):
        _PANEL.watch(_draw, recipe)


def look_into_brought() -> None:
    """Look into the network whose weights a link brought: once a page has taken its setting from the address."""
    recipe = session().recipe
    if recipe is None or not recipe.weights or session().scenario is None:
        return
    session().recipe = None
    now = checkpoint_of(recipe.training, recipe.update, recipe.weights)
    state.look_into(brought(recipe.training, now), recipe)
    st.rerun()


def _draw(recipe: Recipe) -> None:
    asked, training = _PANEL.asked, recipe.training
    if asked is not None and asked.job.active and _PANEL.name not in session().were_running:
        st.rerun()  # begun just now: from the next run on it is looked at again and again
    of = f"{called(training.network)}, {training.task.label}, T = {training.T}, seed {training.seed}"
    st.markdown(
        f"The link is about a trained network: {verbatim(of)}, after {counted(recipe.update, 'update')}. "
        "The link does not hold its weights; trained again by the same settings it is the same. Until then the page "
        "shows the network of the settings."
    )
    same = asked is not None and asked.recipe == recipe
    _PANEL.buttons(
        lambda: _begin(recipe),
        same=same,
        label="Train it again",
        instead="Train it again",
        about="It takes seconds, and the page can be used meanwhile.",
        how_far=f"{asked.run.update} of {counted(recipe.update, 'update')}" if asked is not None else "",
    )
    _PANEL.look()


def _begin(recipe: Recipe) -> None:
    run = History(replace(recipe.training, updates=recipe.update), until_solved=False, keep=False)
    slices = in_slices((run,), Pace(20), pool=gentle_workers())
    job: Job[int] = Job(slices, max(1, recipe.update), float, session_of_run())
    _PANEL.put(_Again(recipe, run, job))
    background().start(job, math.inf)


def from_names(names: Mapping[str, str]) -> tuple[Recipe | None, str]:
    """The recipe of an address, if it has one; and what is wrong with it."""
    if TRAINED not in names:
        return None, ""
    try:
        return recipe_from(names[TRAINED]), ""
    except InputError as error:
        return None, str(error)
