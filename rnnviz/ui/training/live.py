"""A training while it goes on: begun, paused, stepped, stopped, reset, beside the gradient before it."""

import math
from typing import Final, NamedTuple

import streamlit as st

from rnnviz.training.prediction import Prediction
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.ui.components.charts import charts
from rnnviz.ui.parts import report
from rnnviz.ui.parts.jobs import JobPanel
from rnnviz.ui.parts.waiting import state_of
from rnnviz.ui.private_api import session_of_run
from rnnviz.ui.session import state
from rnnviz.ui.session.background import Job, gentle_workers
from rnnviz.ui.training import outcome
from rnnviz.ui.training.before import limits, predictions_of, profile, told
from rnnviz.ui.training.carry import carry, files_of, open_checkpoint
from rnnviz.ui.training.controls import adopt, taken_over
from rnnviz.ui.training.guesses import fix_guesses, guesses_of
from rnnviz.ui.training.plan import Plan, difference
from rnnviz.ui.training.verdicts import verdicts

__all__ = ["Live", "begun", "live"]

#: Updates between two looks, and seconds between two slices, by speed.
_SPEEDS: Final = {"Slow": (1, 0.5), "Normal": (10, 0.0), "Fast": (50, 0.0)}
#: Pixels for how far it is: while it goes on, and beside the more buttons of a pause.
_WIDE, _NARROW = 340, 170


class Live(NamedTuple):
    """A training that was started.

    Parameters
    ----------
    plan : Plan
        What was asked for.
    predictions : tuple of Prediction
        From before.
    own : dict of str to str
        What the person guessed, by label of the network, when it began.
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

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to do."""
        return all(run.ended for run in self.runs)


_PANEL: Final = JobPanel[Live]("training", "The training broke off: {why} Reset it, and train again.", every=0.7)


def begun(plan: Plan) -> bool:
    """Whether this plan has been started, be it with another end."""
    asked = _PANEL.asked
    return asked is not None and not difference(plan.trainings, [run.training for run in asked.runs])


def live(plan: Plan) -> None:
    """Draw the training, looking again and again while it goes on."""
    _PANEL.watch(_progress, plan)


def _progress(plan: Plan) -> None:
    if taken_over():
        st.rerun()  # the sidebar, which this part does not draw, has to show it
    asked = _PANEL.asked
    _buttons(plan, asked)
    mine = asked if begun(plan) else None
    runs = mine.runs if mine else tuple(map(History, plan.trainings))
    guesses = mine.own if mine else guesses_of(plan.trainings)
    charts([profile(plan), outcome.result(runs, guesses)], key="train_overview", columns=2)
    verdicts(runs, predictions_of(plan.trainings), guesses, told=told(plan))
    limits(plan)
    if asked is None:
        both = "Both networks get the same batches. " if len(plan.trainings) > 1 else ""
        st.caption(
            f"Nothing has been trained yet. {both}The same settings always give the same result. A training lasts as "
            "long as the visit; to keep a network, download a checkpoint, which is all its weights."
        )
        open_checkpoint(_show_opened)
        return
    if mine is None:
        other = difference(plan.trainings, [run.training for run in asked.runs])
        st.info(f"What follows was trained before, with other settings: {report.verbatim(other)}.")
        charts([outcome.result(asked.runs, asked.own)], key="train_before")
        verdicts(asked.runs, asked.predictions, asked.own, told=True)
    _PANEL.look()
    outcome.offer(asked.runs)
    if all(run.records for run in asked.runs):
        outcome.details(asked.runs)
        if not asked.job.active:
            st.header("Look inside")
            chosen = carry(asked.runs)
            with st.container(horizontal=True):
                files_of(asked.runs, chosen)
                open_checkpoint(_show_opened)


# ------------------------------------------------------------------------------------------- the buttons


def _buttons(plan: Plan, asked: Live | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if asked is None or not (_as_asked(plan, asked) or asked.job.active):
            _to_begin(plan, asked)
        if asked is not None:
            _to_go_on(plan, asked)
            st.button(
                "Reset",
                on_click=_PANEL.forget,
                key="train_reset",
                icon=":material/restart_alt:",
                help="Back to before the first update. The same seed gives the same run.",
            )
        st.session_state.setdefault("train_speed", "Normal")
        st.segmented_control(
            "Speed",
            list(_SPEEDS),
            key="train_speed",
            required=True,
            persist_state="session",
            on_change=_change_speed,
            help="How often it is measured and drawn. Slow: at every update; Normal: every 10 updates; Fast: every 50.",
        )
        if asked is not None and not asked.ended:
            # In the same row, so that what is below stays where it is.
            _PANEL.progress(_how_far(asked), width=_WIDE if asked.job.active else _NARROW)


def _to_begin(plan: Plan, asked: Live | None) -> None:
    label = "Train" if asked is None else "Train this instead"
    if asked is not None and _longer(plan, asked):
        st.button("Train on", on_click=_extend, args=[plan], key="train_on", type="primary", icon=":material/resume:")
    else:
        st.button(label, on_click=_begin, args=[plan], key="train_start", type="primary", icon=":material/play_arrow:")
    if asked is None:
        st.button("One update", on_click=_begin, args=[plan, 1], key="train_first_step", icon=":material/step:")


def _as_asked(plan: Plan, asked: Live) -> bool:
    """Whether the plan is exactly what was asked for, its end included."""
    return asked.plan.key == plan.key


def _longer(plan: Plan, asked: Live) -> bool:
    """Whether the plan is what was asked for, but for where it ends, which is later than the run is now."""
    pairs = zip(plan.trainings, asked.runs, strict=False)
    return begun(plan) and any(not run.longer(one, until_solved=plan.until_solved).ended for one, run in pairs)


def _to_go_on(plan: Plan, asked: Live) -> None:
    job = asked.job
    if job.active:
        # What is in the middle of a slice comes to its end.
        st.button("Pause", on_click=_PANEL.stop, key="train_pause", icon=":material/pause:", disabled=not job.wanted)
    elif not asked.ended and job.error is None:
        kind: Final = "primary" if _as_asked(plan, asked) else "secondary"
        st.button("Continue", on_click=_start, key="train_go_on", type=kind, icon=":material/play_arrow:")
        st.button("One update", on_click=_start, args=[1], key="train_step", icon=":material/step:")
    elif _as_asked(plan, asked):
        # Without it Reset would stand where Pause has just been.
        st.button("Ended", key="train_ended", icon=":material/check:", disabled=True)
    if not asked.ended:
        st.button(
            "Stop",
            on_click=_stop,
            key="train_stop",
            icon=":material/stop:",
            help="Ends it for good; from a pause it can go on.",
        )


def _how_far(asked: Live) -> str:
    job = asked.job
    going = [run for run in asked.runs if not run.ended] or asked.runs  # the last may have ended just now
    done = " and ".join(str(update) for update in dict.fromkeys(run.update for run in going))
    updates = f"{done} of {asked.runs[0].training.updates} updates"
    if not job.active:
        return f"Paused after {updates}"
    return f"{updates}, {state_of(job)}" if job.done else state_of(job)


def _begin(plan: Plan, slices: float = math.inf) -> None:
    runs = tuple(History(one, until_solved=plan.until_solved) for one in plan.trainings)
    _show(plan, runs)
    _start(slices)


def _extend(plan: Plan) -> None:
    asked = _PANEL.asked
    if asked is not None:
        pairs = zip(plan.trainings, asked.runs, strict=True)
        _show(plan, tuple(run.longer(one, until_solved=plan.until_solved) for one, run in pairs))
        _start()


def _show_opened(run: History) -> None:
    """Show a run that comes from a file, with the settings that it has."""
    _show(Plan((run.training,), run.until_solved), (run,))
    adopt(run.training)


def _show(plan: Plan, runs: tuple[History, ...]) -> None:
    """Put some runs in the place of what was trained before; what is guessed later does not count."""
    fix_guesses(plan.trainings)
    pace = Pace()
    left = sum(run.training.updates - run.update for run in runs)
    job: Job[int] = Job(in_slices(runs, pace, len(runs), gentle_workers()), max(1, left), float, session_of_run())
    _PANEL.put(Live(plan, predictions_of(plan.trainings), guesses_of(plan.trainings), runs, pace, job))


def _start(slices: float = math.inf) -> None:
    asked = _PANEL.asked
    if asked is None:
        return  # it was reset meanwhile
    _change_speed()
    asked.pace.single = asked.pace.single or slices == 1
    _PANEL.go_on(slices)


def _change_speed() -> None:
    asked = _PANEL.asked
    if asked is not None:
        speed = st.session_state["train_speed"]
        asked.pace.every, asked.job.apart = _SPEEDS[speed]
        asked.pace.single = speed == "Slow"


def _stop() -> None:
    asked = _PANEL.asked
    if asked is not None:
        for run in asked.runs:
            run.stop()
        _PANEL.stop()
        st.rerun(state.FINDINGS)
