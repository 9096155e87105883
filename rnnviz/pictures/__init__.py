"""What a page shows of a setting, as one answer: words and the numbers of its drawings, without Streamlit.

A page's script and the picture that follows a hand (`rnnviz.ui.live`) ask for the same answer, so that they cannot say
two things. It is made by pure functions, in whatever process: nothing here knows of sessions or controls.
"""
