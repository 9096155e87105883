"""Where does each number come from? One step of the cell, forwards and backwards, number by number."""

import streamlit as st

from pages import run_app
from rnnviz.figures.one_step import step_numbers
from rnnviz.ui.components.one_step import one_step
from rnnviz.ui.parts import checked, explain, explanations, report
from rnnviz.ui.parts.controls import controls
from rnnviz.ui.parts.editing import edit_bar, edits_of, note_edit
from rnnviz.ui.parts.snippets import step_code
from rnnviz.ui.parts.views import choose_sequence
from rnnviz.ui.session import state
from rnnviz.ui.session.results import result_of
from rnnviz.ui.session.told import told

NAME = "One step"
TITLE = "Where does each number come from?"


def page() -> None:
    """Draw the page."""
    asked = state.ask()
    result = result_of(asked.scenario, edits_of(asked.scenario))
    controls(asked)
    st.title(TITLE)
    sequence = choose_sequence(result)
    report.problems(asked)
    findings(sequence)


@st.fragment(key=state.FINDINGS)
def findings(sequence: int) -> None:
    """Draw what follows from the scenario."""
    scenario = state.scenario_asked()
    result = result_of(scenario, edits_of(scenario))
    runs = [step_numbers(result, cell, sequence) for cell in result.cells]
    references = {name: cell.fades["a"].reference for name, cell in result.cells.items()}
    codes = {cell: step_code(result, cell, sequence) for cell in result.cells}

    report.nonfinite(result)
    edit_bar(scenario)
    one_step(runs, references, codes, key="one_step", network=scenario.key, on_edit=edit)
    with st.container(horizontal=True):
        explain.popover(lambda: explanations.step(result), "step")
        checked.badge(result)
    report.address(state.write_address(scenario))


def edit() -> None:
    """Take the value that was changed in the drawing."""
    note_edit(told("one_step", "edit"))


if __name__ == "__main__":
    run_app()
