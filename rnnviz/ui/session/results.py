"""Results that are at hand again when a person goes back, opens an explanation or changes the page."""

import threading
from dataclasses import replace
from typing import Final

import streamlit as st

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.run import Result, key_of_run, run
from rnnviz.experiment.setting import Setting

__all__ = ["result_of"]

#: Threads that compute at once queue up at the interpreter's lock, at twice the cost for each: small ones take turns,
#: and so do large ones.
_SMALL_ONES, _LARGE_ONES = threading.Lock(), threading.Lock()
#: Hidden values up to which a scenario is small: its result takes 10 MB at most.
SMALL: Final = 60_000


def result_of(scenario: Setting, edits: tuple[Edit, ...] = ()) -> Result:
    """What comes out of a scenario: `rnnviz.run`, but for what was computed lately, by whomever.

    A result is immutable, so that all sessions can share it. How many are kept is bounded by their size: 32 small ones
    or 3 others, less than a gigabyte in all.

    Returns
    -------
    Result
        Its scenario and edits are those that are asked for here, whoever asked first and in whatever other words.
    """
    found = (_small if scenario.cost <= SMALL else _large)(key_of_run(scenario, edits), scenario, edits)
    if found.scenario is scenario and found.edits is edits:
        return found
    return replace(found, scenario=scenario, edits=edits)


@st.cache_resource(max_entries=32, show_spinner=False)
def _small(key: str, _scenario: Setting, _edits: tuple[Edit, ...]) -> Result:
    with _SMALL_ONES:
        return run(_scenario, _edits)


@st.cache_resource(max_entries=3, show_spinner=False)
def _large(key: str, _scenario: Setting, _edits: tuple[Edit, ...]) -> Result:
    with _LARGE_ONES:
        return run(_scenario, _edits)
