"""Values that a person has changed by hand: kept for the scenario in which they were changed, undone one by one."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.experiment.edits import Edit, check_edits
from rnnviz.experiment.setting import Setting
from rnnviz.numerics.numerals import numeral
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.session import session
from rnnviz.ui.session.state import scenario_asked
from rnnviz.ui.session.told import edit_of

__all__ = ["edit_bar", "edits_of", "note_edit", "take_over_edits"]

#: Scenarios whose edits are remembered.
MAX_SCENARIOS: Final = 8


def edits_of(scenario: Setting) -> tuple[Edit, ...]:
    """What was changed by hand in a scenario, in the order in which it was."""
    return session().edits.get(scenario.key, ())


def note_edit(told: object) -> None:
    """Take a change that the browser tells, unless it does not fit.

    Parameters
    ----------
    told : object
        Anything; of use is a mapping with ``cell``, ``name``, ``place`` and ``value``, and ``of``, the network in whose
        drawing it was entered.
    """
    if hides("controls"):
        return
    scenario, edit = scenario_asked(), edit_of(told)
    if edit is None:
        session().refused_edit = "This is no number that can be used. Enter another one."
        return
    if isinstance(told, Mapping) and told.get("of", scenario.key) != scenario.key:
        session().refused_edit = "The network was another one when this value was entered. Enter it again here."
        return
    edits = (*edits_of(scenario), edit)
    try:
        check_edits(edits, scenario.cells)  # before anything is computed
        result_of(scenario, edits)
    except InputError as error:
        session().refused_edit = str(error)
    else:
        _keep(scenario, edits)


def take_over_edits(scenario: Setting, edits: tuple[Edit, ...]) -> None:
    """Make these the edits of a scenario."""
    _keep(scenario, edits)


def edit_bar(scenario: Setting) -> None:
    """Say that the network is an edited one, and offer to undo it; say why a change was refused."""
    kept = session()
    if kept.refused_edit:
        st.error(verbatim(kept.refused_edit))
        kept.refused_edit = ""
    edits = edits_of(scenario)
    if not edits:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        number = "1 value" if len(edits) == 1 else f"{len(edits)} values"
        last = edits[-1]
        place = ",".join(str(i + 1) for i in (last.place[:1] if last.name == "x" else last.place))
        st.markdown(
            f":orange-badge[Edited by hand] {number} changed, the last one {verbatim(last.name)}\\[{place}\\] = "
            f"{numeral(last.value, 6)}. Downloads and code have it"
            + ("." if scenario.adjustable is None else "; Copy link holds it, the address bar does not.")
        )
        if hides("controls"):
            return
        st.button("Undo", key="undo_edit", on_click=_undo, args=[scenario])
        st.button("Reset edits", key="reset_edits", on_click=_keep, args=[scenario, ()])


def _undo(scenario: Setting) -> None:
    # Of what there is now: the button may be pressed again before it is drawn anew.
    _keep(scenario, edits_of(scenario)[:-1])


def _keep(scenario: Setting, edits: tuple[Edit, ...]) -> None:
    kept = session().edits
    kept.pop(scenario.key, None)
    if edits:
        kept[scenario.key] = edits
    for oldest in list(kept)[:-MAX_SCENARIOS]:
        del kept[oldest]
