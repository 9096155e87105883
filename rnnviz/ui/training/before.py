"""Before a training: what is asked, the gradient's profile, somebody's guess; and only then what to expect."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.figures.network_names import called
from rnnviz.figures.trainability import trials_spec
from rnnviz.figures.trainability_words import describe_trials, trials_table
from rnnviz.figures.training_profile import profile_spec
from rnnviz.figures.training_words import (
    describe_profile,
    prediction_in_words,
    question_in_words,
    what_lies_there,
)
from rnnviz.figures.words import listed
from rnnviz.gradient_flow.fade import Fade
from rnnviz.training.prediction import LIMITS, Prediction, fade_before, predict, trials
from rnnviz.training.trainer import Training
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.training import explanations
from rnnviz.ui.training.plan import Plan

__all__ = ["asked", "before", "own_expectations", "predictions_of"]

_KEPT: Final = "session"
_EXPECT: Final = {"learns": "Learns", "fails": "Does not"}


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


def asked(plan: Plan) -> None:
    """Draw what is asked, in one line."""
    reach = predictions_of(plan.trainings)[0].reach
    st.markdown(question_in_words(plan.trainings, reach))


def before(plan: Plan, *, begun: bool) -> None:
    """Draw what is known before the first update, once somebody has guessed; after it, it is too late to guess."""
    trainings, task = plan.trainings, plan.trainings[0].task
    predictions, fades = predictions_of(trainings), _fades(trainings)
    reach = predictions[0].reach
    st.markdown(f"{task.about} Solved: {task.solved.words}. *{task.source}.*")
    told = begun or not reach or _is_told(plan)
    if reach:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for one in trainings:
                _ask_what_is_expected(one, begun=begun)
            if not told:
                st.button("Show me", key="train_show_me", on_click=_tell, args=[plan.key])
    with st.container(key="train_told"):
        if told:
            said = [prediction_in_words(one, found) for one, found in zip(trainings, predictions, strict=True)]
            st.markdown("**" + "  \n".join(said) + "**")
        else:
            st.caption("Look at the gradient, and guess: does enough of it arrive where the answer lies?")
    drawn = {called(one.network): (one.network.cell, fade) for one, fade in zip(trainings, fades, strict=True)}
    spec = profile_spec(drawn, reach, what_lies_there(task, told=told), told=told)
    described = describe_profile(trainings, predictions, told=told)
    charts([Chart(spec, "Gradient at every time step, before training", described)], key="train_profile")
    if reach:
        with st.container(key="train_known"):
            if told:
                _about_the_limits(sorted({one.network.cell for one in trainings}, reverse=True))


def _is_told(plan: Plan) -> bool:
    """Whether everything was guessed, or somebody wanted to be told."""
    guessed = all(st.session_state.get(_own_key(one)) for one in plan.trainings)
    return guessed or bool(st.session_state.get(_told_key(plan.key)))


def _tell(key: str) -> None:
    st.session_state[_told_key(key)] = True


def _told_key(key: str) -> str:
    return f"training_told_{key}"


def _ask_what_is_expected(training: Training, *, begun: bool) -> None:
    st.segmented_control(
        f"{called(training.network)}: your guess",
        list(_EXPECT),
        format_func=_EXPECT.__getitem__,
        key=_own_key(training),
        persist_state=_KEPT,
        disabled=begun,
        help="It is compared with what comes of the training.",
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
