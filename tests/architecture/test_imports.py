"""`import rnnviz` must stay light: NumPy, and neither Plotly nor Streamlit."""

import subprocess
import sys

import pytest

from tests.architecture.project import ROOT

HEAVY = {"plotly", "streamlit"}


def heavy_modules_loaded_by(code: str) -> set[str]:
    """Run `code` in a fresh process and return which of the heavy packages it loaded."""
    report = f"{code}\nimport sys; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", report], cwd=ROOT, check=True, capture_output=True, text=True)
    return HEAVY & set(answer.stdout.split())


@pytest.mark.parametrize("code", ["import rnnviz", "from recurrent_neural_network import *"])
def test_the_package_loads_neither_plotly_nor_streamlit(code: str) -> None:
    assert heavy_modules_loaded_by(code) == set()


@pytest.mark.parametrize(("code", "loaded"), [("import plotly", {"plotly"}), ("import streamlit", HEAVY)])
def test_the_check_above_can_fail(code: str, loaded: set[str]) -> None:
    assert heavy_modules_loaded_by(f"import rnnviz; {code}") == loaded
