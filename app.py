"""The app: frame and router. Start it with ``streamlit run app.py``."""

import os

# One BLAS thread: see docs/decisions/0002-one-blas-thread.md. It is read when NumPy is loaded, so it stands first.
for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import streamlit as st

from pages import gates_and_states, gradient_fade, one_step, why
from rnnviz.ui.frame import frame

frame()
st.navigation(
    [
        st.Page(gradient_fade.page, title=gradient_fade.NAME, default=True),
        # Not under the name of its file: to that, a server that has just started would answer with the bare file.
        st.Page(gates_and_states.page, title=gates_and_states.NAME, url_path="gates"),
        st.Page(one_step.page, title=one_step.NAME, url_path="step"),
        st.Page(why.page, title=why.NAME, url_path="causes"),
    ],
    position="top",
).run()
