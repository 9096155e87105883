"""The app: frame and router. Start it with ``streamlit run app.py``.

Streamlit finds `app` here, serves it, and runs this same file as the script of every visit.
"""

import os

# One BLAS thread: see docs/decisions/0002-one-blas-thread.md. It is read when NumPy is loaded, so it stands first.
for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import streamlit as st

from pages import gates, gradient_fade, learn, papers, step, train, why
from rnnviz.ui.frame import frame, links
from rnnviz.ui.lessons import panel
from rnnviz.ui.live.routes import routes
from rnnviz.ui.rooms import bar, joined
from rnnviz.ui.rooms.routes import routes as routes_of_rooms
from rnnviz.ui.session.calm import hides
from rnnviz.ui.sharing import sharing

if __name__ == "__main__":
    sharing.arrive()
    frame()
    every_page = [
        st.Page(gradient_fade.page, title=gradient_fade.NAME, default=True),
        st.Page(gates.page, title=gates.NAME, url_path="gates"),
        st.Page(step.page, title=step.NAME, url_path="step"),
        st.Page(why.page, title=why.NAME, url_path="why"),
        st.Page(train.page, title=train.NAME, url_path="train"),
        st.Page(papers.page, title=papers.NAME, url_path="papers"),
        st.Page(learn.page, title=learn.NAME, url_path="learn"),
    ]
    asked = st.navigation(every_page, position="hidden" if hides("pages") else "top")
    links(every_page)
    with joined.in_turn():
        goes_to = joined.follow(every_page) or panel.page_of_card(every_page)
        if goes_to is not None and goes_to != asked:
            st.switch_page(goes_to)
        bar.bar(asked.url_path, asked.title)
        panel.panel(asked.url_path)
        sharing.say()
        asked.run()
else:
    app = st.App(__file__, routes=[*routes(), *routes_of_rooms()])
