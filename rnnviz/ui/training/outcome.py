"""What came of a training so far: whether it is solved; in views its answers, curves, gradient and gates."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import streamlit as st

from rnnviz.cells import gates_of
from rnnviz.figures.network_names import called
from rnnviz.figures.training_curves import Quantity, curves_spec, gates_spec
from rnnviz.figures.training_profile import HISTORY_DECADES, history_spec
from rnnviz.figures.training_result import judged_by, result_spec
from rnnviz.figures.training_words import describe_curves, describe_gates, describe_profile_history
from rnnviz.numerics.numerals import numeral
from rnnviz.training.runs import History
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts import report
from rnnviz.ui.training.answers import show_answers
from rnnviz.ui.training.controls import change
from rnnviz.ui.training.plan import smaller_rate
from rnnviz.ui.training.values import RATES

__all__ = ["details", "offer", "result"]

_NAMES: Final[dict[Quantity, str]] = {
    "loss": "Loss",
    "accuracy": "Right answers",
    "norm": "Gradient norm before clipping",
}
View = Literal["answers", "curves", "history", "gates"]
_VIEWS: Final[dict[View, str]] = {
    "answers": "Answers",
    "curves": "Loss and gradient norm",
    "history": "Gradient at every step",
    "gates": "Gates and states",
}


def result(runs: Sequence[History], guesses: Mapping[str, str]) -> Chart:
    """The chart by which it is judged; there before the training begins, too."""
    by = judged_by(runs[0])
    return Chart(result_spec(runs, guesses), _NAMES[by], describe_curves(runs, by))


def offer(runs: Sequence[History]) -> None:
    """What may help where numbers stopped being numbers; all that was before is kept."""
    for run in runs:
        if run.trouble:
            _offer(run)


def _offer(run: History) -> None:
    """What may help where numbers stopped being numbers; all that was before is kept."""
    training = run.training
    if not run.update:
        st.markdown("It broke off at the first update: smaller recurrent weights (Gain) may help.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("What was trained until then is kept. What may help:")
        if training.clip is None:
            st.button("Clip to norm 1", key=f"train_clip_{training.key}", on_click=change, args=[{"clip": "1"}])
        smaller = smaller_rate(training.learning_rate)
        if RATES[0] <= smaller < training.learning_rate:
            st.button(
                f"Learning rate {numeral(smaller, 3)} instead of {numeral(training.learning_rate, 3)}",
                key=f"train_rate_{training.key}",
                on_click=change,
                args=[{f"rate_{training.task.key}": smaller}],
            )


def details(runs: Sequence[History]) -> None:
    """Draw one view of all that was measured."""
    with st.container(key="train_came"):
        st.header("What came of it?")
        there = [view for view in _VIEWS if view != "gates" or any(run.records[0].gates for run in runs)]
        view = st.segmented_control(
            "Look at",
            there,
            format_func=_VIEWS.__getitem__,
            default="answers",
            required=True,
            key=f"train_view_{len(there)}",
            persist_state="session",
        )
    {"answers": show_answers, "curves": _curves, "history": _history, "gates": _gates}[view or "answers"](runs)


def _history(runs: Sequence[History]) -> None:
    report.colour_legend(
        "Gradient of the last step's loss at every step, relative to that at the last step; the training goes upwards",
        HISTORY_DECADES,
    )
    charts(
        [
            Chart(
                history_spec(run),
                f"{called(run.training.network)}: gradient over training",
                describe_profile_history(run),
            )
            for run in runs
        ],
        key="train_history",
        columns=2,
    )


def _gates(runs: Sequence[History]) -> None:
    charts(
        [
            Chart(gates_spec(run), f"{called(run.training.network)}: {_what_ends(run)}", describe_gates(run))
            for run in runs
            if run.records[0].gates
        ],
        key="train_gates",
        columns=2,
    )
    st.caption(
        "Solid: the mean over units, steps and sequences. Dotted: the share of values at their limits (saturated), in "
        "the lowest or highest tenth of what is possible."
    )


def _curves(runs: Sequence[History]) -> None:
    task = runs[0].training.task
    drawn: list[Quantity] = ["loss", "norm"]
    charts(
        [Chart(curves_spec(runs, one), _NAMES[one], describe_curves(runs, one)) for one in drawn],
        key="train_curves",
        columns=2,
    )
    what = "Measured on sequences that are not trained on."
    if task.text:
        what = "Measured on other pieces of the same text: it shows how well the network knows this text by heart."
    st.caption(f"{what} The norm is the length of the gradient of all weights.")


def _what_ends(run: History) -> str:
    return "mean of each gate" if gates_of(run.training.network.cell) > 1 else "mean |a|"
