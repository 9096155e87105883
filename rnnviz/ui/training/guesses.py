"""What somebody guesses of each network: asked before its training begins, and fixed from then on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from rnnviz.figures.network_names import called
from rnnviz.training.training import Training
from rnnviz.ui.session.session import session

__all__ = ["ask", "fix_guesses", "guesses_of", "is_told"]

_CHOICES: Final = {"learns": "Learns", "fails": "Does not"}


def ask(training: Training) -> None:
    """Draw the buttons of the guess; they cannot be changed any more once it is known what comes."""
    st.segmented_control(
        f"{called(training.network)}: your guess",
        list(_CHOICES),
        format_func=_CHOICES.__getitem__,
        key=_widget(training),
        persist_state="session",
        disabled=_key(training) in session().guesses,
        help="It can be changed until the training begins. To guess anew after it, take a new draw.",
    )


def guesses_of(trainings: Sequence[Training]) -> dict[str, str]:
    """What was guessed, by label of the network; what was entered when it was known already is no guess."""
    fixed = session().guesses
    given = {one.network.label: fixed.get(_key(one), st.session_state.get(_widget(one))) for one in trainings}
    return {label: guess for label, guess in given.items() if guess}


def fix_guesses(trainings: Sequence[Training]) -> None:
    """From now on it is known what comes of these, or may be: what is guessed later does not count."""
    for one in trainings:
        session().guesses.setdefault(_key(one), st.session_state.get(_widget(one)))


def is_told(trainings: Sequence[Training]) -> bool:
    """Whether of each network there is a guess, or it is too late for one."""
    return all(_key(one) in session().guesses or st.session_state.get(_widget(one)) for one in trainings)


def _key(training: Training) -> str:
    """Of all that goes the same way, however far: of any other training something else may be expected."""
    return replace(training, updates=1).key


def _widget(training: Training) -> str:
    return f"training_expected_{_key(training)}"
