"""The badge that says that the numbers on the page were checked, and how well they agree."""

from typing import Final

import streamlit as st

from rnnviz.experiment.edits import Edit
from rnnviz.experiment.key import key_of
from rnnviz.experiment.run import key_of_run
from rnnviz.experiment.setting import Setting
from rnnviz.pictures.checked import Checked, check
from rnnviz.ui.live.pictures import computed
from rnnviz.ui.parts.explain import fold
from rnnviz.ui.parts.shown import Shown

__all__ = ["badge"]

#: Hidden values up to which some entries are checked unasked; how many of each array then, and how many when asked.
UNASKED: Final = 60_000
FEW, MANY = 1, 12


def badge(shown: Shown) -> None:
    """Draw the badge; a click says what was compared with what."""
    small = shown.setting.cost <= UNASKED
    # Its label must not change while it opens: Streamlit would close it.
    about = fold(
        _of(shown, FEW).label if small else "Check against numeric derivatives", ":material/verified:", "checked"
    )
    if not about.open:
        return
    with about:
        _say(shown, FEW)
        if st.button(f"Check {MANY} entries of each array"):
            _say(shown, MANY)
        st.markdown(
            "Each gradient that backpropagation through time gives is compared with "
            "(J(θ + h) − J(θ − h)) / 2h, h = 10⁻⁵: two more forward passes with one number moved a little, and two "
            "with half of h, which tell how far such a derivative can be trusted. The difference is relative to the "
            "largest entry of its array; an entry agrees if what rounding and curvature do not explain is at most "
            "10⁻⁶ of it. An array of which a numeric derivative cannot tell, because the gradient is too small for it "
            "or the loss too strongly curved, is named, and not counted as agreeing."
        )


def _say(shown: Shown, sample: int) -> None:
    for sentence in _of(shown, sample).sentences:
        st.markdown(sentence)


def _of(shown: Shown, sample: int) -> Checked:
    return _checked(key_of(key_of_run(shown.setting, shown.edits), sample), shown.setting, shown.edits, sample)


@st.cache_resource(max_entries=64, show_spinner="Checking…")
def _checked(key: str, _setting: Setting, _edits: tuple[Edit, ...], _sample: int) -> Checked:
    return computed(check, _setting, _edits, _sample)
