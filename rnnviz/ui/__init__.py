"""The part of rnnviz that speaks to Streamlit: controls, explanations, the live charts."""
