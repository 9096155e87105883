"""The pages: one question each.

Until it has run the app once, Streamlit takes each of these files for a page of its own, and runs the one that an
address names by itself. So each of them then runs the app, which goes on to the page that the address names.
"""

import runpy
from pathlib import Path

__all__ = ["run_app"]


def run_app() -> None:
    """Run the app, as Streamlit does once it knows it."""
    runpy.run_path(str(Path(__file__).parents[1] / "app.py"), run_name="__main__")
