"""What of a result a page shows: chosen beside the figures, and no part of the scenario."""

from typing import Final, NamedTuple

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.experiment.run import Result
from rnnviz.figures.unit_maps import ORDERS, text_sources

__all__ = ["UnitsView", "choose_cut", "choose_sequence", "choose_units"]

#: Without it a choice would be lost when the page is changed.
KEPT: Final = "session"
_DRAWN: Final = {False: "Maps", True: "Lines"}


class UnitsView(NamedTuple):
    """What of the gates and states is shown, and how.

    Parameters
    ----------
    sequence : int
        Number in the batch, counted from 1.
    lines : bool
        Lines of the followed units instead of maps of all.
    order : str
        Of the units.
    text_source : str or None
        What a text is coloured by.
    """

    sequence: int
    lines: bool
    order: str
    text_source: str | None


def choose_units(result: Result) -> UnitsView:
    """Draw the choices above the maps."""
    with st.container(horizontal=True):
        lines = st.segmented_control(
            "Draw",
            list(_DRAWN),
            format_func=_DRAWN.__getitem__,
            default=False,
            required=True,
            key="view_lines",
            help="Maps show every unit; lines the followed ones, or the eight that remember longest.",
            persist_state=KEPT,
        )
        order = st.segmented_control(
            "Units by",
            list(ORDERS),
            format_func=ORDERS.__getitem__,
            default="number",
            required=True,
            key="view_order",
            help="Similarity: units that behave alike lie side by side. Memory: those that keep most of what they hold "
            f"come first, {_kept_by(result)}.",
            persist_state=KEPT,
        )
        sequence = choose_sequence(result)
        source = None
        if result.scenario.letters:
            sources = text_sources(result)
            source = st.selectbox(
                "Colour the text by",
                list(sources),
                format_func=sources.__getitem__,
                key=f"view_text_{'_'.join(result.cells)}",
                width=420,
                persist_state=KEPT,
            )
    return UnitsView(sequence, bool(lines), order or "number", source)


def _kept_by(result: Result) -> str:
    """What says how much a unit keeps, in words, for the cells that are shown.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> _kept_by(run(Scenario(cells=("gru", "rnn"), T_x=5)))
    'in the GRU by the mean update gate, in the RNN by the correlation of a⟨t⟩ with a⟨t−1⟩'
    """
    by = [
        (
            kind.label,
            f"the mean {kind.signal(kind.keeps).name}" if kind.keeps else "the correlation of a⟨t⟩ with a⟨t−1⟩",
        )
        for kind in (CELLS[cell] for cell in result.cells)
    ]
    return ", ".join(f"in the {label} by {what}" for label, what in by)


def choose_sequence(result: Result) -> int:
    """Which sequence of the batch to look at, counted from 1; no choice where there is one only."""
    batch = result.scenario.batch
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


def choose_cut(result: Result) -> bool:
    """Whether the paths through the gates are cut, of cells that keep their state by a gate."""
    kept = [CELLS[cell] for cell in result.cells if CELLS[cell].keeps]
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
