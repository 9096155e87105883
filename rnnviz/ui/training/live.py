"""A training while it goes on: the profile before, the buttons, the curves, what it answers, whether one was right."""

from collections.abc import Sequence
from typing import Final, NamedTuple, cast

import numpy as np
import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.figures.trainability import trials_spec
from rnnviz.figures.training_curves import Quantity, curves_spec, gates_spec
from rnnviz.figures.training_profile import history_spec, profile_spec
from rnnviz.figures.training_words import (
    describe_curves,
    describe_gates,
    describe_profile,
    describe_profile_history,
    limits_in_words,
    outcome_in_words,
    prediction_in_words,
    right_in_words,
    transfer_in_words,
)
from rnnviz.gradient_flow.fade import Fade
from rnnviz.training.prediction import Prediction, fade_before, predict, trials
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.training.trainer import Training
from rnnviz.ui import explain, report, state
from rnnviz.ui.background import Job, background, gently, this_session
from rnnviz.ui.charts import Chart, charts
from rnnviz.ui.training.answers import show_answers
from rnnviz.ui.training.carry import carry, files_of
from rnnviz.ui.training.plan import Plan, change, smaller_rate, taken_over
from rnnviz.ui.waiting import state_of

__all__ = ["Live", "before", "live"]

_LIVE: Final = "training_live"
_KEPT: Final = "session"
#: Updates between two looks, and seconds between two slices, by speed.
_SPEEDS: Final = {"Slow": (1, 0.5), "Normal": (10, 0.0), "Fast": (50, 0.0)}
_EXPECT: Final = {"learns": "It learns", "fails": "It does not"}


class Live(NamedTuple):
    """A training that was started.

    Parameters
    ----------
    plan : Plan
        What was asked for.
    predictions : tuple of Prediction
        From before.
    own : dict of str to str
        What the person expected, by label of the network, when it began.
    runs : tuple of History
        How far it has come.
    pace : Pace
        How often to look.
    job : Job
        Its work.
    """

    plan: Plan
    predictions: tuple[Prediction, ...]
    own: dict[str, str]
    runs: tuple[History, ...]
    pace: Pace
    job: Job[int]


@st.cache_resource(max_entries=64, show_spinner=False)
def _fade(key: str, _training: Training) -> Fade:
    return fade_before(_training)


def _fades(plan: Plan) -> list[Fade]:
    return [_fade(f"{plan.about} {place}", one) for place, one in enumerate(plan.trainings)]


def before(plan: Plan) -> None:
    """Draw the task, the profile before training, and what to expect from it."""
    task = plan.trainings[0].task
    fades = _fades(plan)
    predictions = [predict(one, fade) for one, fade in zip(plan.trainings, fades, strict=True)]
    said = [prediction_in_words(one, found) for one, found in zip(plan.trainings, predictions, strict=True)]
    st.markdown("**" + "  \n".join(said) + "**")
    st.markdown(f"{task.about} Solved: {task.solved.words}. *{task.source}.*")
    drawn = {one.network.label: (one.network.cell, fade) for one, fade in zip(plan.trainings, fades, strict=True)}
    charts(
        [
            Chart(
                profile_spec(drawn, predictions[0].reach),
                "Gradient at every time step, before training",
                describe_profile(plan.trainings, predictions),
            )
        ],
        key="train_profile",
    )
    with st.container(horizontal=True):
        _about_the_limits(sorted({one.network.cell for one in plan.trainings}, reverse=True))
    if predictions[0].reach:
        _ask_what_is_expected(plan)


def _about_the_limits(cells: Sequence[str]) -> None:
    about = st.popover("How is that known?", icon=":material/help:", key="train_limits", on_change="rerun", width=260)
    if not about.open:
        return
    with about:
        st.markdown(explain.PREDICTION)
        found = trials()
        for cell in cells:
            st.markdown(f"{limits_in_words(found, cell)} {transfer_in_words(found, cell)}")
        charts(
            [
                Chart(trials_spec(found, cell), f"{CELLS[cell].label}: the trials", limits_in_words(found, cell))
                for cell in cells
            ],
            key="train_trials",
        )
        st.markdown(
            "So on another task something is expected only where it was right for nine of ten networks on that task; "
            "other sizes and learning rates shift the limits, too."
        )


def _ask_what_is_expected(plan: Plan) -> None:
    asked: Live | None = st.session_state.get(_LIVE)
    begun = asked is not None and asked.plan.about == plan.about
    with st.container(horizontal=True):
        for one in plan.trainings:
            st.segmented_control(
                f"{one.network.label}: what do you expect?",
                list(_EXPECT),
                format_func=_EXPECT.__getitem__,
                key=_own_key(one),
                persist_state=_KEPT,
                disabled=begun,
                help="To be said before training; afterwards it is compared.",
            )


def _own_key(training: Training) -> str:
    """Of what is expected: of another task or network something else may be."""
    return f"training_expected_{training.task.key}_{training.T}_{training.network.label}"


def live(plan: Plan) -> None:
    """Draw the training, looking again and again while it goes on."""
    asked: Live | None = st.session_state.get(_LIVE)
    running = asked is not None and asked.job.active
    st.fragment(_progress, run_every=0.7 if running else None, key="training_progress")(plan)


def _progress(plan: Plan) -> None:
    if taken_over():
        st.rerun()  # the sidebar, which this part does not draw, has to show it
    asked: Live | None = st.session_state.get(_LIVE)
    _buttons(plan, asked)
    if asked is None:
        both = " Both networks get the same batches." if len(plan.trainings) > 1 else ""
        st.caption(f"Nothing has been trained yet.{both}")
        return
    if asked.job.active:
        st.session_state["training_was_running"] = True
    elif st.session_state.pop("training_was_running", False):
        st.rerun()
    if asked.plan.about != plan.about:
        names = " and ".join(run.training.network.label for run in asked.runs)
        first = asked.runs[0].training
        st.info(f"What follows is the run that was started before: {first.task.label}, T = {first.T}, {names}.")
    if asked.job.error is not None:
        st.error(f"The training ended early: {report.verbatim(str(asked.job.error))}. Reset it, and start again.")
    _say(asked)
    if all(run.records for run in asked.runs):
        _draw(asked)


# ------------------------------------------------------------------------------------------- the buttons


def _buttons(plan: Plan, asked: Live | None) -> None:
    job = asked.job if asked else None
    same = asked is not None and asked.plan.about == plan.about
    ended = asked is not None and all(run.ended for run in asked.runs)
    running = job is not None and job.active
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if job is not None and job.active:
            # What is in the middle of a slice comes to its end.
            st.button("Pause", on_click=_pause, key="train_pause", icon=":material/pause:", disabled=not job.wanted)
        elif same and not ended and job is not None and job.error is None:
            st.button("Continue", on_click=_go_on, key="train_go_on", type="primary", icon=":material/play_arrow:")
            st.button("One update", on_click=_step, key="train_step", icon=":material/step:")
        elif same:
            # Without it Reset would stand where Pause has just been.
            st.button("Ended", key="train_ended", icon=":material/check:", disabled=True)
        else:
            label = "Train" if asked is None else "Train this instead"
            st.button(
                label, on_click=_begin, args=[plan], key="train_start", type="primary", icon=":material/play_arrow:"
            )
            st.button("One update", on_click=_first_step, args=[plan], key="train_first_step", icon=":material/step:")
        if asked is not None:
            st.button(
                "Reset",
                on_click=_reset,
                key="train_reset",
                icon=":material/restart_alt:",
                help="Back to before the first update; the same seed gives the same run.",
            )
        st.session_state.setdefault("train_speed", "Normal")
        st.segmented_control(
            "Speed",
            list(_SPEEDS),
            key="train_speed",
            required=True,
            persist_state=_KEPT,
            on_change=_change_speed,
            help="Slow: one update at a time. Normal: a look every 10 updates; fast: every 50.",
        )
    if job is not None and not ended:
        st.progress(min(1.0, job.done / job.total), text=_how_far(asked, running=running))


def _how_far(asked: Live | None, *, running: bool) -> str:
    assert asked is not None
    job = asked.job
    done = " and ".join(str(update) for update in dict.fromkeys(run.update for run in asked.runs))
    updates = f"{done} of {asked.runs[0].training.updates} updates"
    if not running:
        return f"Paused after {updates}"
    return f"{updates}, {state_of(job)}" if job.done else state_of(job)


def _begin(plan: Plan, slices: float = np.inf) -> None:
    _pause()
    runs = tuple(History(one, until_solved=plan.until_solved) for one in plan.trainings)
    fades = _fades(plan)
    predictions = tuple(predict(one, fade) for one, fade in zip(plan.trainings, fades, strict=True))
    given = {one.network.label: st.session_state.get(_own_key(one)) for one in plan.trainings}
    own = {label: said for label, said in given.items() if said}
    pace = Pace()
    job: Job[int] = Job(
        gently(in_slices(runs, pace, len(runs))), sum(one.updates for one in plan.trainings), float, this_session()
    )
    st.session_state[_LIVE] = Live(plan, predictions, own, runs, pace, job)
    _start(slices)


def _first_step(plan: Plan) -> None:
    _begin(plan, 1)


def _step() -> None:
    _start(1)


def _go_on() -> None:
    _start(np.inf)


def _start(slices: float) -> None:
    asked: Live | None = st.session_state.get(_LIVE)
    if asked is None:
        return  # it was reset meanwhile
    _change_speed()
    asked.pace.single = asked.pace.single or slices == 1
    background().start(asked.job, slices)
    st.rerun(state.FINDINGS)  # which looks again and again from now on


def _change_speed() -> None:
    asked: Live | None = st.session_state.get(_LIVE)
    if asked is not None:
        speed = st.session_state["train_speed"]
        asked.pace.every, asked.job.apart = _SPEEDS[speed]
        asked.pace.single = speed == "Slow"


def _pause() -> None:
    asked: Live | None = st.session_state.get(_LIVE)
    if asked is not None:
        background().stop(asked.job)


def _reset() -> None:
    _pause()
    st.session_state.pop(_LIVE, None)  # it may be gone: somebody clicked twice


# ------------------------------------------------------------------------------------------ what is drawn


def _say(asked: Live) -> None:
    sentences = []
    for run, prediction in zip(asked.runs, asked.predictions, strict=True):
        words = outcome_in_words(run)
        if run.ended:
            words += " " + right_in_words(run, prediction, asked.own.get(run.training.network.label))
        sentences.append(words)
    st.markdown("**" + "  \n".join(map(report.verbatim, sentences)) + "**")
    for run in asked.runs:
        if run.trouble:
            _offer(run)


def _offer(run: History) -> None:
    """What may help where numbers stopped being numbers; all that was before is kept."""
    training = run.training
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Everything before is kept. What may help:")
        if training.clip is None:
            st.button(
                "Clip to norm 1", key=f"train_clip_{training.network.label}", on_click=change, args=[{"clip": "1"}]
            )
        smaller = smaller_rate(training.learning_rate)
        if smaller < training.learning_rate:
            st.button(
                f"Learning rate {smaller:g} instead of {training.learning_rate:g}",
                key=f"train_rate_{training.network.label}",
                on_click=change,
                args=[{f"rate_{training.task.key}": smaller}],
            )


def _draw(asked: Live) -> None:
    runs, task = asked.runs, asked.runs[0].training.task
    quantities: list[Quantity] = ["loss", "norm"]
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
                persist_state=_KEPT,
            ),
        )
        quantities = ["loss", second]
    names = {"loss": "Loss", "accuracy": "Right answers", "norm": "Gradient norm before clipping"}
    charts(
        [Chart(curves_spec(runs, one), names[one], describe_curves(runs, one)) for one in quantities],
        key="train_curves",
        columns=2,
    )
    what = "pieces of the same text" if task.text else "sequences"
    st.caption(f"The trivial answer: {task.trivial}. Measured on {what} drawn apart from those of the updates.")
    st.header("What does it answer now?")
    show_answers(runs)
    st.header("How does the gradient change?")
    report.colour_legend(
        "Size of the gradient of the last step's loss, at that step = 1; from bottom to top, the training goes on"
    )
    charts(
        [
            Chart(
                history_spec(run),
                f"{run.training.network.label}: gradient over training",
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
                Chart(gates_spec(run), f"{run.training.network.label}: {_what_ends(run)}", describe_gates(run))
                for run in shown
            ],
            key="train_gates",
            columns=2,
        )
        st.caption("Solid: the mean over units, steps and sequences. Dotted: the share near an end of the range.")
    if not asked.job.active:
        st.header("Look inside")
        carry(runs)
        files_of(runs)


def _what_ends(run: History) -> str:
    return "mean |a|" if run.training.network.cell == "rnn" else "mean of each gate"
