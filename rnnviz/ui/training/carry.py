"""From a training elsewhere and back: into the other pages, into files, and out of a file."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import streamlit as st

from rnnviz.errors import InputError
from rnnviz.experiment.key import SHORT, key_of
from rnnviz.experiment.scenario import BOUNDS
from rnnviz.figures.network_names import called
from rnnviz.figures.snippets import training_code
from rnnviz.training.files import curves_csv, read_checkpoint, weights_text, write_checkpoint
from rnnviz.training.inside import Recipe, brought, file_name
from rnnviz.training.runs import History
from rnnviz.training.trainer import Checkpoint
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.session import state
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.session import session
from rnnviz.ui.training.controls import until_solved
from rnnviz.ui.training.plan import MAX_COST

__all__ = ["carried", "carry", "files_of", "open_checkpoint"]

_FILE: Final = "train_checkpoint"
_FOLD: Final = "train_open"
#: Largest checkpoint that is taken, in megabytes: 64 units on a text of 128 characters have 2.
_MEGABYTES: Final = 8
#: Most hidden units of a network that can be opened: as many as the other pages have.
_MAX_UNITS: Final = int(BOUNDS["n_a"].high)
#: Hidden values of a sequence up to which one can be opened, so that nobody waits for what is measured at once.
_MAX_VALUES: Final = 50_000


def carried() -> bool:
    """Whether somebody has just taken a network elsewhere."""
    return session().heard("network carried")


def carry(runs: Sequence[History]) -> list[Checkpoint]:
    """Choose a checkpoint of each network, and take one to look into on the other pages."""
    chosen = []
    for run in runs:
        label, updates = called(run.training.network), sorted(run.kept)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            update = updates[-1]
            if len(updates) > 1:
                update = st.select_slider(
                    f"{label}: after updates",
                    updates,
                    value=updates[-1],
                    key=f"train_inside_{run.training.key}_{len(updates)}_{updates[-1]}",
                    width=360,
                    persist_state="session",
                )
            chosen.append(run.kept[update])
            key = f"train_carry_{run.training.key}"
            if st.button(f"Look into the {label.split(',')[0]}", key=key, icon=":material/search:"):
                here = run.records[0].update == 0  # what a file brought cannot be trained again
                recipe = Recipe(run.training, update, "" if here else weights_text(run.kept[update]))
                state.look_into(brought(run.training, run.kept[update]), recipe)
                session().tell("network carried")
                st.rerun()  # the whole page, which goes on to the next one
    st.caption(
        "Opens the other pages with the network as it was after so many updates, on fresh sequences of the task."
    )
    return chosen


def files_of(runs: Sequence[History], chosen: Sequence[Checkpoint]) -> None:
    """Downloads: the curves, the checkpoint chosen of each network, a script that repeats the run."""
    if hides("downloads"):
        return
    with st.popover("Download", icon=":material/download:", key="train_downloads", on_change="rerun") as popover:
        if not popover.open:
            return
        key = key_of("curves", [[run.training.key, [one.update for one in run.records]] for run in runs])
        name = f"training-{key[:SHORT]}.csv"
        st.download_button(
            "Curves (CSV)", lambda: curves_csv(runs), name, "text/csv", on_click="ignore", key="train_csv"
        )
        for place, (run, checkpoint) in enumerate(zip(runs, chosen, strict=True)):
            label = called(run.training.network)
            st.download_button(
                f"Checkpoint of the {label} after {checkpoint.update} updates (NPZ)",
                partial(write_checkpoint, run.training, checkpoint),
                file_name(run.training, checkpoint),
                "application/octet-stream",
                on_click="ignore",
                key=f"train_npz_{place}",
            )
            st.download_button(
                f"Script that trains the {label} (Python)",
                partial(training_code, run.training, until_solved=run.until_solved),
                f"train-{key_of('script', run.training.key, run.until_solved)[:SHORT]}.py",
                "text/x-python",
                on_click="ignore",
                key=f"train_py_{place}",
            )


def open_checkpoint(show: Callable[[History], None]) -> None:
    """Open a checkpoint that was downloaded, to look into it and to go on from there.

    Parameters
    ----------
    show : callable
        What to do with the run.
    """
    if hides("controls"):
        return
    # Under a new key after each, or the browser would fold it out again whenever it comes back to the page.
    opened = session().files_opened
    popover = st.popover("Open a checkpoint", icon=":material/upload:", key=f"{_FOLD}_{opened}", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.file_uploader(
            "Checkpoint (NPZ)",
            type="npz",
            key=f"{_FILE}_{opened}",
            on_change=_open,
            args=[show, opened],
            max_upload_size=_MEGABYTES,
            help="All weights of a network, as downloaded here. It takes the place of the run that is shown.",
        )
        if session().file_problem:
            st.error(verbatim(session().file_problem))


def _open(show: Callable[[History], None], opened: int) -> None:
    file, kept = st.session_state.get(f"{_FILE}_{opened}"), session()
    kept.file_problem = ""
    if file is None:
        return  # it was taken out again
    try:
        run = _run_of(file.getvalue())
    except InputError as error:
        kept.file_problem = str(error)
    else:
        kept.files_opened = opened + 1
        show(run)


def _run_of(content: bytes) -> History:
    if len(content) > _MEGABYTES * 10**6:  # the browser looks at it, too, but not everything that sends is one
        raise InputError(f"The file has {len(content) / 1e6:.1f} MB; at most {_MEGABYTES} are taken. Choose another.")
    training, checkpoint = read_checkpoint(content)
    values = training.task.steps(training.T) * training.network.n_a
    if training.cost > MAX_COST or values > _MAX_VALUES:
        raise InputError(
            f"This run has {training.cost:,} hidden values in an update and {values:,} in a sequence; at most "
            f"{MAX_COST:,} and {_MAX_VALUES:,} are possible here. Use rnnviz.training from Python, without limits."
        )
    if training.network.n_a > _MAX_UNITS:
        raise InputError(
            f"This network has {training.network.n_a:,} hidden units; at most {_MAX_UNITS} are possible here. "
            "Use rnnviz.training from Python, without limits."
        )
    return History(training, checkpoint=checkpoint, until_solved=until_solved())
