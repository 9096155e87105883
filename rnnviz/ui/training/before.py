"""Before a training: what is asked, the task, somebody's guess; and only then what to expect, and how that is known."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.figures.network_names import called
from rnnviz.figures.trainability import trials_spec
from rnnviz.figures.trainability_words import describe_trials, enough_in_words, trials_table
from rnnviz.figures.training_profile import profile_spec
from rnnviz.figures.training_words import describe_profile, question_in_words
from rnnviz.figures.words import listed
from rnnviz.gradient_flow.fade import Fade
from rnnviz.training.prediction import LIMITS, Prediction, fade_before, predict, trials
from rnnviz.training.trainer import Training
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts.explain import fold
from rnnviz.ui.training import explanations
from rnnviz.ui.training.guesses import ask, fix_guesses, is_told
from rnnviz.ui.training.plan import Plan

__all__ = ["asked", "before", "limits", "predictions_of", "profile", "told"]


@st.cache_resource(max_entries=64, show_spinner=False)
def _fade(key: str, _training: Training) -> Fade:
    return fade_before(_training)


def _fades(trainings: Sequence[Training]) -> list[Fade]:
    return [_fade(one.key, one) for one in trainings]


def predictions_of(trainings: Sequence[Training]) -> tuple[Prediction, ...]:
    """What to expect of each."""
    return tuple(predict(one, fade) for one, fade in zip(trainings, _fades(trainings), strict=True))


def asked(plan: Plan) -> None:
    """Draw what is asked, in one line."""
    st.markdown(question_in_words(plan.trainings, _reach(plan)))


def before(plan: Plan) -> None:
    """Draw the task, and ask for a guess of each network."""
    task = plan.trainings[0].task
    st.markdown(f"{task.about} Solved: {task.solved.words}. *{task.source}.*")
    if not _reach(plan):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for one in plan.trainings:
            ask(one)
        st.button(
            "Show me",
            key="train_show_me",
            on_click=fix_guesses,
            args=[plan.trainings],
            disabled=told(plan),  # it keeps its place
            help="Tells what to expect without a guess.",
        )


def told(plan: Plan) -> bool:
    """Whether what to expect may be said: everything was guessed, or somebody wanted to be told, or it has begun."""
    return not _reach(plan) or is_told(plan.trainings)


def profile(plan: Plan) -> Chart:
    """The gradient at every step before training; once it is told, with how much of it was enough."""
    trainings, task = plan.trainings, plan.trainings[0].task
    drawn = {
        called(one.network): (one.network.cell, fade) for one, fade in zip(trainings, _fades(trainings), strict=True)
    }
    learned = (
        {one.network.cell: enough_in_words(task.key, one.network.cell, one.T) for one in trainings}
        if told(plan)
        else {}
    )
    return Chart(
        profile_spec(drawn, _reach(plan), task.matters, learned),
        "Gradient before training",
        describe_profile(trainings, predictions_of(trainings), told=told(plan)),
    )


def limits(plan: Plan) -> None:
    """How it is known what to expect: it unfolds once that is told."""
    if not (_reach(plan) and told(plan)):
        return
    with fold("How is that known?", ":material/help:", "train_limits") as folded:
        if folded.open:
            _about_the_limits(sorted({one.network.cell for one in plan.trainings}, reverse=True))


def _reach(plan: Plan) -> int:
    return plan.trainings[0].task.reach(plan.trainings[0].T)


def _about_the_limits(cells: Sequence[str]) -> None:
    st.markdown(explanations.PREDICTION)
    found = trials()
    untried = [CELLS[cell].label for cell in cells if cell not in LIMITS]
    cells = [cell for cell in cells if cell in LIMITS]
    if untried:
        st.markdown(f"No training of {listed([f'a {label}' for label in untried])} was measured.")
    charts(
        [
            Chart(
                trials_spec(found, cell), f"{CELLS[cell].label}: the trials on the latch", describe_trials(found, cell)
            )
            for cell in cells
        ],
        key="train_trials",
        columns=2,
    )
    for cell in cells:
        st.markdown(trials_table(found, cell))
    st.markdown(explanations.TRIALS)
