"""The floor: the least that a Streamlit app with a slider can do. What `benchmarks.app` compares the app with."""

import streamlit as st

value = st.slider("value", 0, 100, 50)
st.write(f"The value is {value}.")
