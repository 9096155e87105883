"""What many draws say, once they are there: a range behind the first page's curves, words beside the factors."""

from concurrent.futures import Future, wait
from typing import Final

import streamlit as st

from rnnviz.analysis.draws import Draws, draws_of
from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.draws import bands, has_draws
from rnnviz.processes.answers import Busy
from rnnviz.processes.workers import WorkerEnded
from rnnviz.ui.components.underlay import underlay
from rnnviz.ui.live.pictures import computing
from rnnviz.ui.parts.shown import Shown
from rnnviz.ui.session.session import session

__all__ = ["draws"]

#: How often it is looked whether they are there.
_LOOK_SECONDS: Final = 0.1


def draws(shown: Shown) -> None:
    """Compute them, put their range behind the curves, and fill what was kept free for them; the last of a page."""
    scenario = shown.setting.adjustable
    if scenario is None or not has_draws(scenario, shown.edits):
        return
    there = st.empty()
    try:
        asked = _asked(scenario.key, scenario)
        while not asked.done():
            wait([asked], _LOOK_SECONDS)
            there.empty()  # where a run ends that is not wanted any more: nobody who moves something waits for this
        found = asked.result()
    except (WorkerEnded, Busy):
        _asked.clear()
        return  # the next run asks again
    with there:
        underlay(bands(scenario, found), key="draws")
    session().drawn = scenario.key, found
    shown.fill()


#: Kept is what was asked, not what came of it: it goes on while nobody waits, and is there for who comes next.
@st.cache_resource(max_entries=64, show_spinner=False)
def _asked(key: str, _scenario: Scenario) -> Future[dict[str, Draws]]:
    return computing(draws_of, _scenario)
