"""Many trainings at once: one setting over many seeds, and the window of gains."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple

import streamlit as st

from rnnviz.experiment.key import key_of
from rnnviz.figures.network_names import called
from rnnviz.figures.seed_lottery import lottery_spec
from rnnviz.figures.trainability import gains_of, ratio_spec, window_spec
from rnnviz.figures.trainability_words import describe_window, lottery_in_words, window_in_words
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.training.trainer import Training
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts import explain, report
from rnnviz.ui.parts.jobs import JobPanel
from rnnviz.ui.private_api import session_of_run
from rnnviz.ui.session.background import Job, gentle_workers
from rnnviz.ui.training import explanations
from rnnviz.ui.training.guesses import fix_guesses
from rnnviz.ui.training.plan import Plan

__all__ = ["GAINS", "Many", "lottery", "window"]

_KEPT: Final = "session"
_SEEDS: Final = (5, 10, 20)
#: Gains of the window.
GAINS: Final = (0.5, 0.7, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.2, 2.6)
_GAIN_SEEDS: Final = (1, 3, 5)


class Many(NamedTuple):
    """Trainings that were asked for, and their work."""

    key: str
    runs: tuple[History, ...]
    job: Job[int]


_FAILED: Final = "This broke off: {why} Start it again."
_LOTTERY: Final = JobPanel[Many]("lottery", _FAILED, every=1.0)
_WINDOW: Final = JobPanel[Many]("window", _FAILED, every=1.0)


def lottery(plan: Plan) -> None:
    """The same training over many seeds; it unfolds."""
    with explain.fold(
        "How often does it learn? The same with other seeds", ":material/casino:", "train_lottery"
    ) as unfolded:
        if unfolded.open:
            _lottery(plan)


def window(plan: Plan) -> None:
    """The same training over gains and seeds; it unfolds."""
    with explain.fold("At which gains does it learn?", ":material/tune:", "train_window") as unfolded:
        if unfolded.open:
            _window(plan)


def _lottery(plan: Plan) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        training = _which(plan, "lottery")
        seeds = st.segmented_control(
            "Seeds", _SEEDS, default=10, required=True, key="lottery_seeds", persist_state=_KEPT
        )
    trainings = [replace(training, seed=_seed(training, i)) for i in range(seeds or 10)]
    _LOTTERY.watch(_progress, _LOTTERY, trainings, _draw_lottery)


def _window(plan: Plan) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        training = _which(plan, "window")
        seeds = st.segmented_control(
            "Seeds at each gain", _GAIN_SEEDS, default=3, required=True, key="window_seeds", persist_state=_KEPT
        )
    trainings = [
        replace(training, network=replace(training.network, gain=gain), seed=_seed(training, i))
        for i in range(seeds or 3)
        for gain in GAINS
    ]
    _WINDOW.watch(_progress, _WINDOW, trainings, _draw_window)


def _seed(training: Training, after: int) -> int:
    """Of the seeds after a training's own, of which the last is followed by 0."""
    return (training.seed + after) % 2**32


def _which(plan: Plan, name: str) -> Training:
    """The network to train many times; no choice where there is one only."""
    labels = [called(one.network) for one in plan.trainings]
    if len(labels) == 1:
        st.markdown(report.verbatim(labels[0]))
        return plan.trainings[0]
    place = st.selectbox(
        "Network",
        range(len(labels)),
        format_func=labels.__getitem__,
        key=f"{name}_network_{'_'.join(labels)}",
        persist_state=_KEPT,
        width=300,
    )
    return plan.trainings[place]


def _progress(panel: JobPanel[Many], trainings: list[Training], draw: Callable[[Sequence[History]], None]) -> None:
    """The buttons, how far it has come, and what came out."""
    asked, key = panel.asked, key_of("many", [one.key for one in trainings])
    same = asked is not None and asked.key == key
    panel.buttons(
        partial(_begin, panel, trainings, key),
        same=same,
        label=f"Train {len(trainings)} networks",
        instead=f"Train these {len(trainings)} networks instead",
        about=f"At most {trainings[0].updates} updates each; the page can be used meanwhile.",
        how_far=f"{sum(run.ended for run in asked.runs)} of {len(asked.runs)} networks done" if asked else "",
    )
    panel.look()
    if asked is None:
        return
    if not same:
        first = asked.runs[0].training
        st.caption(
            f"What is shown was trained before, with other settings: {called(first.network)}, {first.task.label}, "
            f"T = {first.T}."
        )
    draw(asked.runs)


def _begin(panel: JobPanel[Many], trainings: list[Training], key: str) -> None:
    fix_guesses(trainings)
    runs = tuple(History(one, keep=False) for one in trainings)
    slices = in_slices(runs, Pace(20), pool=gentle_workers())
    job: Job[Any] = Job(slices, sum(one.updates for one in trainings), float, session_of_run())
    panel.begin(Many(key, runs, job))


def _draw_lottery(runs: Sequence[History]) -> None:
    words = lottery_in_words(runs)
    st.markdown(f"**{report.verbatim(words)}**")
    charts([Chart(lottery_spec(runs), "Seeds that have solved it", words)], key="lottery_chart")
    explain.about(lambda: explanations.LOTTERY, "lottery")


def _draw_window(runs: Sequence[History]) -> None:
    gains, cell = gains_of(runs), runs[0].training.network.cell
    st.markdown(f"**{report.verbatim(window_in_words(gains))}**")
    charts(
        [
            Chart(window_spec(gains, cell), "Seeds that learned, by gain", describe_window(gains)),
            Chart(ratio_spec(gains, cell), "Gradient that arrives before training, by gain", describe_window(gains)),
        ],
        key="window_charts",
    )
    explain.about(lambda: explanations.WINDOW, "window")
