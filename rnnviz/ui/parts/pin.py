"""One result is pinned, a setting is changed, and both are seen: the button, and the line about what is different."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from rnnviz.experiment.setting import Setting
from rnnviz.ui.parts.editing import edits_of
from rnnviz.ui.parts.shown import Shown
from rnnviz.ui.session import state
from rnnviz.ui.session.session import session

__all__ = ["heading", "pinned"]


@contextmanager
def heading(setting: Setting) -> Iterator[None]:
    """Where a page's title stands: in its corner is the button, which takes no room from what is looked at."""
    with st.container(key="heading"):
        if session().pinned is None:
            with st.container(key="pin"):
                st.button(
                    "Pin",
                    key="pin_this",
                    on_click=state.pin,
                    disabled=not _can_be_pinned(setting),
                    help="Keep this result, thin and broken, beside whatever you change next. What was changed by "
                    "hand, or trained, cannot be pinned.",
                )
        yield


def pinned(shown: Shown) -> None:
    """What differs from what is pinned, if something is, and the way back."""
    if session().pinned is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pinned"):
        shown.words("pinned")
        st.button(
            "Swap",
            key="pin_swap",
            on_click=state.swap,
            disabled=not _can_be_pinned(shown.setting),
            help="Show the pinned setting, and pin this one.",
        )
        st.button("Unpin", key="pin_off", on_click=state.unpin)


def _can_be_pinned(setting: Setting) -> bool:
    return setting.adjustable is not None and not edits_of(setting)
