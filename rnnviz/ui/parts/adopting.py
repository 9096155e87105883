"""What was adopted among the findings, and the way back to exactly the setting before."""

from typing import Final, Literal, NamedTuple

import streamlit as st

from rnnviz.experiment.scenario import Scenario
from rnnviz.ui.session import state

__all__ = ["adopt", "undo_bar"]

_ADOPTED: Final = "adopted"
#: Steps back that are remembered.
MAX_STEPS: Final = 20

Where = Literal["remedies", "map"]


class _Adopted(NamedTuple):
    """What was adopted, where on the page, and from which setting to which."""

    name: str
    where: Where
    before: Scenario
    after: Scenario


def adopt(scenario: Scenario, name: str, where: Where) -> None:
    """Take over a scenario that was chosen among the findings, and remember the one before.

    Parameters
    ----------
    scenario : Scenario
        The one to show.
    name : str
        Of what makes it.
    where : str
        The part of the page that offers to undo it.
    """
    before = state.scenario_asked().adjustable
    steps: list[_Adopted] = st.session_state.get(_ADOPTED, [])
    if before is not None and scenario != before:
        st.session_state[_ADOPTED] = [*steps, _Adopted(name, where, before, scenario)][-MAX_STEPS:]
    state.take_over(scenario)


def undo_bar(scenario: Scenario, where: Where) -> None:
    """Offer to undo what was adopted in this part of the page, as long as the page shows just that."""
    steps: list[_Adopted] = st.session_state.get(_ADOPTED, [])
    if not steps or steps[-1].where != where or steps[-1].after != scenario:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":green-badge[Adopted] {steps[-1].name}", width="content")
        st.button(
            "Undo", key=f"undo_{where}", on_click=_undo, args=[scenario], help="Back to exactly the setting before."
        )


def _undo(scenario: Scenario) -> None:
    steps: list[_Adopted] = st.session_state.get(_ADOPTED, [])
    if not steps or steps[-1].after != scenario:
        return  # pressed again before it was drawn anew
    st.session_state[_ADOPTED] = steps[:-1]
    state.take_over(steps[-1].before)
