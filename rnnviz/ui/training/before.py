"""Before a training: the task, the gradient's profile, what to expect from it, and what somebody expects."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.figures.trainability import trials_spec
from rnnviz.figures.trainability_words import describe_trials, trials_table
from rnnviz.figures.training_profile import profile_spec
from rnnviz.figures.training_words import (
    describe_profile,
    prediction_in_words,
    what_lies_there,
)
from rnnviz.figures.words import listed
from rnnviz.gradient_flow.fade import Fade
from rnnviz.training.prediction import LIMITS, Prediction, fade_before, predict, trials
from rnnviz.training.trainer import Training
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.training import explanations
from rnnviz.ui.training.plan import Plan

__all__ = ["before", "own_expectations", "predictions_of"]

_KEPT: Final = "session"
_EXPECT: Final = {"learns": "It learns", "fails": "It does not"}


@st.cache_resource(max_entries=64, show_spinner=False)
def _fade(key: str, _training: Training) -> Fade:
    return fade_before(_training)


def _fades(trainings: Sequence[Training]) -> list[Fade]:
    return [_fade(one.key, one) for one in trainings]


def predictions_of(trainings: Sequence[Training]) -> tuple[Prediction, ...]:
    """What to expect of each."""
    return tuple(predict(one, fade) for one, fade in zip(trainings, _fades(trainings), strict=True))


def own_expectations(trainings: Sequence[Training]) -> dict[str, str]:
    """What the person said to expect, by label of the network."""
    given = {one.network.label: st.session_state.get(_own_key(one)) for one in trainings}
    return {label: said for label, said in given.items() if said}


def before(plan: Plan, *, begun: bool) -> None:
    """Draw what is known before the first update; once training has begun, it is too late to say what one expects."""
    trainings, task = plan.trainings, plan.trainings[0].task
    predictions, fades = predictions_of(trainings), _fades(trainings)
    said = [prediction_in_words(one, found) for one, found in zip(trainings, predictions, strict=True)]
    st.markdown("**" + "  \n".join(said) + "**")
    st.markdown(f"{task.about} Solved: {task.solved.words}. *{task.source}.*")
    drawn = {one.network.label: (one.network.cell, fade) for one, fade in zip(trainings, fades, strict=True)}
    reach = predictions[0].reach
    name = "Gradient at every time step, before training"
    charts(
        [Chart(profile_spec(drawn, reach, what_lies_there(task)), name, describe_profile(trainings, predictions))],
        key="train_profile",
    )
    if reach:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for one in trainings:
                _ask_what_is_expected(one, begun=begun)
        _about_the_limits(sorted({one.network.cell for one in trainings}, reverse=True))


def _ask_what_is_expected(training: Training, *, begun: bool) -> None:
    st.segmented_control(
        f"{training.network.label}: what do you expect?",
        list(_EXPECT),
        format_func=_EXPECT.__getitem__,
        key=_own_key(training),
        persist_state=_KEPT,
        disabled=begun,
        help="To be said before training; afterwards it is compared.",
    )


def _about_the_limits(cells: Sequence[str]) -> None:
    with st.expander("How is that known?", icon=":material/help:", key="train_limits", on_change="rerun") as about:
        if not about.open:
            return
        st.markdown(explanations.PREDICTION)
        found = trials()
        untried = [CELLS[cell].label for cell in cells if cell not in LIMITS]
        cells = [cell for cell in cells if cell in LIMITS]
        if untried:
            st.markdown(f"No trainings of {listed([f'a {label}' for label in untried])} were measured.")
        charts(
            [
                Chart(
                    trials_spec(found, cell),
                    f"{CELLS[cell].label}: the trials on the latch",
                    describe_trials(found, cell),
                )
                for cell in cells
            ],
            key="train_trials",
            columns=2,
        )
        for cell in cells:
            st.markdown(trials_table(found, cell))
        st.markdown(explanations.TRIALS)


def _own_key(training: Training) -> str:
    """Of what is expected: of any other training something else may be."""
    return f"training_expected_{training.key}"
