"""What of a result a page shows: chosen beside the figures, and no part of the scenario."""

from typing import Final

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.experiment.setting import Setting
from rnnviz.figures.unit_maps import ORDERS, text_sources
from rnnviz.pictures.picture import VIEWS, Look
from rnnviz.ui.session.session import session

__all__ = ["choose_cut", "choose_sequence", "choose_units"]

#: Without it a choice would be lost when the page is changed.
KEPT: Final = "session"


def choose_units(setting: Setting) -> Look:
    """Draw the choices above one unit, or the maps."""
    with st.container(horizontal=True):
        view = st.segmented_control(
            "Draw",
            list(VIEWS),
            format_func=VIEWS.__getitem__,
            default="unit",
            required=True,
            key="view_units",
            help="One unit of every cell over time; maps of all units; or lines of the followed ones, or of the eight "
            "that remember longest.",
            persist_state=KEPT,
        )
        order = "number" if view == "unit" else _choose_order(setting)
        sequence = choose_sequence(setting)
        source = None
        if setting.letters:
            sources = text_sources(setting)
            source = st.selectbox(
                "Colour the text by",
                list(sources),
                format_func=sources.__getitem__,
                key=f"view_text_{'_'.join(setting.cells)}",
                width=420,
                persist_state=KEPT,
            )
        switched = session().pinned is not None and view != "unit" and _choose_pinned()
    return Look(sequence, order, view or "unit", source, switched=switched)


def _choose_pinned() -> bool:
    """Whether maps and lines are those of what is pinned: two of each beside each other would be too small."""
    chosen = st.segmented_control(
        "Of",
        ["now", "pinned"],
        format_func={"now": "This result", "pinned": "The pinned one"}.__getitem__,
        default="now",
        required=True,
        key="view_pinned",
        help="Switch between the two: places, scales and order stay the same.",
        persist_state=KEPT,
    )
    return chosen == "pinned"


def _choose_order(setting: Setting) -> str:
    """In which order maps show units."""
    order = st.segmented_control(
        "Units by",
        list(ORDERS),
        format_func=ORDERS.__getitem__,
        default="number",
        required=True,
        key="view_order",
        help="Similarity: units that behave alike lie side by side. Memory: those that keep most of what they hold "
        f"come first, {_kept_by(setting)}.",
        persist_state=KEPT,
    )
    return order or "number"


def _kept_by(setting: Setting) -> str:
    """What says how much a unit keeps, in words, for the cells that are shown.

    Examples
    --------
    >>> from rnnviz import Scenario
    >>> _kept_by(Scenario(cells=("gru", "rnn")))
    'in the GRU by the mean update gate, in the RNN by the correlation of a⟨t⟩ with a⟨t−1⟩'
    """
    by = [
        (
            kind.label,
            f"the mean {kind.signal(kind.keeps).name}" if kind.keeps else "the correlation of a⟨t⟩ with a⟨t−1⟩",
        )
        for kind in (CELLS[cell] for cell in setting.cells)
    ]
    return ", ".join(f"in the {label} by {what}" for label, what in by)


def choose_sequence(setting: Setting) -> int:
    """Which sequence of the batch to look at, counted from 1; no choice where there is one only."""
    batch = setting.batch
    if batch == 1:
        return 1
    # A control whose bounds change loses its value: one for each size.
    return int(
        st.number_input(
            "Sequence",
            1,
            batch,
            key=f"view_sequence_{batch}",
            width=130,
            help=f"Which of the {batch} sequences of the batch to look at.",
            persist_state=KEPT,
        )
    )


def choose_cut(setting: Setting) -> bool:
    """Whether the paths through the gates are cut, of cells that keep their state by a gate."""
    kept = [CELLS[cell] for cell in setting.cells if CELLS[cell].keeps]
    if not kept:
        return False
    whose = " and ".join(f"the {cell.label}'s" for cell in kept)
    products = " or ".join(f"the {cell.signal(cell.keeps).name}s" for cell in kept)
    return bool(
        st.toggle(
            f"Cut {whose} gate paths",
            key="view_cut",
            help="The truncated gradient of Hochreiter & Schmidhuber 1997: what arrives at a gate is used there, and "
            f"not carried on to earlier steps. The product of {products} is then all there is.",
            persist_state=KEPT,
        )
    )
