"""What was adopted among the findings, and the way back to exactly the setting before."""

from typing import Final

import streamlit as st

from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.remedy_words import change_in_words
from rnnviz.ui.session import state
from rnnviz.ui.session.session import Adopted, session

__all__ = ["adopt", "undo_bar"]

#: Steps back that are remembered.
MAX_STEPS: Final = 20


def adopt(scenario: Scenario, name: str, where: str) -> None:
    """Take over a scenario that was chosen among the findings, and remember the one before.

    Parameters
    ----------
    scenario : Scenario
        The one to show.
    name : str
        Of what makes it.
    where : str
        The part of the page that offers to undo it: ``"map"``, or the list of a cell's remedies, by the cell.
    """
    before, kept = state.scenario_asked().adjustable, session()
    if before is not None and scenario != before:
        kept.adopted = [*kept.adopted, Adopted(name, where, before, scenario)][-MAX_STEPS:]
    state.take_over(scenario)


def undo_bar(scenario: Scenario, where: str) -> None:
    """Offer to undo what was adopted in this part of the page, as long as the page shows just that."""
    steps = session().adopted
    if not steps or steps[-1].where != where or steps[-1].after != scenario:
        return
    last = steps[-1]
    changed = change_in_words(last.before, last.after)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"Adopted: {last.name}.{f' Changed: {changed}.' if changed else ''}", width="stretch")
        st.button(
            "Undo", key=f"undo_{where}", on_click=_undo, args=[scenario], help="Back to exactly the setting before."
        )


def _undo(scenario: Scenario) -> None:
    steps = session().adopted
    if not steps or steps[-1].after != scenario:
        return  # pressed again before it was drawn anew
    session().adopted = steps[:-1]
    state.take_over(steps[-1].before)
