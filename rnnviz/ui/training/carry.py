"""From a training elsewhere: into the other pages, and into files."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rnnviz.training.files import curves_csv, write_checkpoint
from rnnviz.training.inside import brought
from rnnviz.training.runs import History
from rnnviz.ui import state
from rnnviz.ui.snippets import training_code

__all__ = ["carried", "carry", "files_of"]

_CARRIED = "training_carried"


def carried() -> bool:
    """Whether somebody has just taken a network elsewhere."""
    return bool(st.session_state.pop(_CARRIED, False))


def carry(runs: Sequence[History]) -> None:
    """Choose a network and a checkpoint, to look into on the other pages."""
    for run in runs:
        label, updates = run.training.network.label, sorted(run.kept)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            update = updates[-1]
            if len(updates) > 1:
                update = st.select_slider(
                    f"{label}: after updates",
                    updates,
                    value=updates[-1],
                    key=f"train_inside_{label}_{len(updates)}_{updates[-1]}",
                    width=360,
                    persist_state="session",
                )
            if st.button(f"Look into the {label.split(',')[0]}", key=f"train_carry_{label}", icon=":material/search:"):
                state.look_into(brought(run.training, run.kept[update]))
                st.session_state[_CARRIED] = True
                st.rerun()  # the whole page, which goes on to the next one
    st.caption("The gates, one step, and why: of the network as it was then, on fresh sequences of the task.")


def files_of(runs: Sequence[History]) -> None:
    """Downloads: the curves, a checkpoint of each network, a script that repeats the run."""
    with st.popover("Download", icon=":material/download:", key="train_downloads", on_change="rerun") as popover:
        if not popover.open:
            return
        st.download_button(
            "Curves (CSV)", lambda: curves_csv(runs), "training.csv", "text/csv", on_click="ignore", key="train_csv"
        )
        for place, run in enumerate(runs):
            if run.last is not None:
                st.download_button(
                    f"Checkpoint of the {run.training.network.label} (NPZ)",
                    partial(write_checkpoint, run.training, run.last),
                    f"checkpoint-{place + 1}.npz",
                    "application/octet-stream",
                    on_click="ignore",
                    key=f"train_npz_{place}",
                )
            st.download_button(
                f"Script that trains the {run.training.network.label} (Python)",
                partial(training_code, run.training, until_solved=run.until_solved),
                f"train-{place + 1}.py",
                "text/x-python",
                on_click="ignore",
                key=f"train_py_{place}",
            )
