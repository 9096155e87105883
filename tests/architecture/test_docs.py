"""The API pages: made of the docstrings without a warning, with nothing from outside."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.project import ROOT, modules

SOURCE = ROOT / "docs" / "api"


@pytest.fixture(scope="module")
def settings() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_conf", SOURCE / "conf.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        (r"\tfrac12", "<mfrac> <mn>1</mn> <mn>2</mn> </mfrac>"),
        (r"\frac z2", "<mfrac> <mi>z</mi> <mn>2</mn> </mfrac>"),
        (r"\frac{1}{n_a}", "<mfrac> <mn>1</mn> <msub> <mi>n</mi> <mi>a</mi> </msub> </mfrac>"),
        (r"a &= b \\ c &= d", "<mtr>"),
    ],
)
def test_formulas_are_written_for_the_browser(settings: ModuleType, formula: str, written: str) -> None:
    assert written in re.sub(r"\s+", " ", settings.mathml(formula, as_block=True))


@pytest.mark.slow
def test_they_are_made_without_a_warning_and_fetch_nothing(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "-d", tmp_path / "read", SOURCE, tmp_path / "html"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    pages = {page.stem: page.read_text(encoding="utf-8") for page in (tmp_path / "html").rglob("*.html")}
    without = {
        name
        for name in modules()
        if name == "rnnviz.moved" or name.endswith("__main__") or f"{name}.".startswith("rnnviz.ui.")
    }
    assert {name for name in modules() if name not in pages} <= without
    assert "rnn_forward" in pages["rnnviz.cells.rnn"]
    assert "<math" in pages["rnnviz.cells.rnn"]
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in (tmp_path / "html").rglob("*.css"))
    assert re.findall(r"""(?:src=|<link[^>]*href=)["']?(?:https?:)?//[^"' >]+""", "".join(pages.values())) == []
    assert re.findall(r"""(?:url\(|@import)\s*["']?(?:https?:)?//[^"')]+""", styles) == []
