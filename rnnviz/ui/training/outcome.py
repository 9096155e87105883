"""What came of a training so far: was one right, the curves, what it answers, the gradient and the gates."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

import streamlit as st

from rnnviz.cells import gates_of
from rnnviz.figures.network_names import called
from rnnviz.figures.training_curves import Quantity, curves_spec, gates_spec
from rnnviz.figures.training_profile import HISTORY_DECADES, history_spec
from rnnviz.figures.training_words import (
    describe_curves,
    describe_gates,
    describe_profile_history,
    outcome_in_words,
    right_in_words,
)
from rnnviz.numerics.numerals import numeral
from rnnviz.training.prediction import Prediction
from rnnviz.training.runs import History
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts import report
from rnnviz.ui.training.answers import show_answers
from rnnviz.ui.training.controls import change
from rnnviz.ui.training.plan import smaller_rate
from rnnviz.ui.training.values import RATES

__all__ = ["draw", "say"]

_NAMES: Final[dict[Quantity, str]] = {
    "loss": "Loss",
    "accuracy": "Right answers",
    "norm": "Gradient norm before clipping",
}


def say(runs: Sequence[History], predictions: Sequence[Prediction], own: Mapping[str, str]) -> None:
    """Say how each run stands, and of those that have ended, whether one was right."""
    sentences = []
    for run, prediction in zip(runs, predictions, strict=True):
        words = outcome_in_words(run)
        if run.ended:
            words += " " + right_in_words(run, prediction, own.get(run.training.network.label))
        sentences.append(words)
    st.markdown("**" + "  \n".join(map(report.verbatim, sentences)) + "**")
    for run in runs:
        if run.trouble:
            _offer(run)


def _offer(run: History) -> None:
    """What may help where numbers stopped being numbers; all that was before is kept."""
    training = run.training
    if not run.update:
        st.markdown("It happened at the first update already: smaller recurrent weights (Gain) may help.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Everything before is kept. What may help:")
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


def draw(runs: Sequence[History]) -> None:
    """Draw all that was measured."""
    _curves(runs)
    st.header("What does it answer now?")
    show_answers(runs)
    st.header("How does the gradient change?")
    report.colour_legend(
        "Size of the gradient of the last step's loss, at that step = 1; from bottom to top, the training goes on",
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
    shown = [run for run in runs if run.records[0].gates]
    if shown:
        charts(
            [
                Chart(gates_spec(run), f"{called(run.training.network)}: {_what_ends(run)}", describe_gates(run))
                for run in shown
            ],
            key="train_gates",
            columns=2,
        )
        st.caption(
            "Solid: the mean over units, steps and sequences. Dotted: the share of values at their limits (saturated), "
            "in the lowest or highest tenth of what is possible."
        )


def _curves(runs: Sequence[History]) -> None:
    task = runs[0].training.task
    second: Quantity = "norm"
    if task.kind == "classes":
        second = cast(
            "Quantity",
            st.segmented_control(
                "Second chart",
                ["accuracy", "norm"],
                format_func={"accuracy": "Right answers", "norm": "Gradient norm"}.__getitem__,
                default="accuracy",
                required=True,
                key="train_second",
                persist_state="session",
            ),
        )
    both: list[Quantity] = ["loss", second]
    charts(
        [Chart(curves_spec(runs, one), _NAMES[one], describe_curves(runs, one)) for one in both],
        key="train_curves",
        columns=2,
    )
    what = "Measured on sequences drawn apart from those of the updates."
    if task.text:
        what = "Measured on other pieces of the same text: it shows how well this text is known by heart."
    st.caption(f"The trivial answer: {task.trivial}. {what}")


def _what_ends(run: History) -> str:
    return "mean of each gate" if gates_of(run.training.network.cell) > 1 else "mean |a|"
