"""The range of many draws behind the first page's curves."""

import streamlit as st

from rnnviz.experiment.scenario import Scenario
from rnnviz.pictures.draws import bands, has_bands
from rnnviz.ui.components.underlay import underlay
from rnnviz.ui.live.pictures import computed
from rnnviz.ui.parts.shown import Shown

__all__ = ["draws"]


def draws(shown: Shown) -> None:
    """Put the range behind the curves of what is drawn from a seed; what was edited by hand is no draw."""
    scenario = shown.setting.adjustable
    if scenario is not None and has_bands(scenario) and not shown.edits:
        underlay(_bands(scenario.key, scenario), key="draws")


@st.cache_resource(max_entries=64, show_spinner=False)
def _bands(key: str, _scenario: Scenario) -> bytes:
    return computed(bands, _scenario)
