"""A new task, result of a paper or page is one file: one of a test's own goes everywhere, with nothing else changed."""

import inspect
import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from rnnviz import papers
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.figures.claim_picture import claim_picture
from rnnviz.papers import Claim
from rnnviz.papers import __main__ as table
from rnnviz.papers.claim import exactly
from rnnviz.papers.study import Knob, Mark, Nearest, Picture, Series, Study
from rnnviz.ui.parts import papers as papers_ui
from tests.architecture.project import ROOT
from tests.opened_page import OpenedPage

# ------------------------------------------------------------------------------------------------ a result


def halves(steps: int) -> Picture:
    """What a person would write: measured beside expected."""
    t = np.arange(steps + 1)
    measured, expected = np.log10(0.5) * t, np.log10(0.5**t)
    lines = [Series("measured", t, measured, "rnn"), Series("a half each", t, expected, "expected")]
    return Picture("steps", "left", lines, log10=True, marks=[Mark(1.0, "one step")], says=f"Over {steps} steps.")


HALVES = Claim(
    99,
    "Halves of halves",
    "A half of a half is a quarter.",
    "Nobody 2000",
    "https://example.org",
    lambda: [exactly("a quarter", 0.25, 0.5 * 0.5)],
    Study(
        (Knob("steps", "Steps", 1, 20, 1, 10),),
        halves,
        lambda steps: Nearest(Scenario(cells=("rnn",), n_a=2, T_x=steps + 1)),
    ),
)


@pytest.fixture
def another_claim(monkeypatch: pytest.MonkeyPatch) -> Claim:
    for module in (papers, papers_ui, table):
        monkeypatch.setattr(module, "CLAIMS", (*papers.CLAIMS, HALVES))
    return HALVES


def test_another_result_is_measured_drawn_and_taken_to_the_first_screen(
    another_claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = OpenedPage(monkeypatch, page="papers", folds=("code_claim",), result="99")
    assert page.errors == page.warnings == []
    assert page.title == "Halves of halves"
    verdict = "1 of 1 numbers that follow from it or from theory agree with what is measured now."
    assert f"The paper prints no number for this. {verdict}" in [m.value for m in page.at.markdown]
    assert "Halves of halves" in page.codes[0]
    (measured, _) = page.charts["Measured now"]["data"]
    np.testing.assert_allclose(measured["y"], np.log10(0.5) * np.arange(11), rtol=1e-6)
    assert table.rows(another_claim) == ["| 99 | Halves of halves: a quarter | 0.25 (derived) | 0.25 | exact | yes |"]
    assert len(claim_picture(another_claim, steps=4).data) == 2
    assert run(another_claim.study.setting(steps=4).scenario).scenario.steps == 5
    (link,) = (one for one in page.at.get("page_link") if one.proto.query_string)
    assert dict(parse_qsl(link.proto.query_string)) == {"cells": "rnn", "n_a": "2", "T_x": "11"}


# ------------------------------------------------------------------------------------------------ a task


def echo_file() -> str:
    """The file of a task, as a person would write it: give back what came two steps ago."""
    return inspect.cleandoc(
        '''
        """Echo: give back the bit that came T steps ago."""

        import math

        import numpy as np

        from rnnviz.tasks.task import Advice, Batch, Lengths, Rng, Solved, Task, one_hot_batch

        __all__ = ["TASK"]


        def _draw(rng: Rng, m: int, T: int) -> Batch:
            bits = rng.integers(2, size=(m, 3 * T))
            return Batch(one_hot_batch(bits, 2), np.roll(bits, T, axis=1), np.arange(3 * T) >= T)


        TASK = Task(
            key="echo",
            label="Echo",
            about="Bits come one after the other, and each of them has to be given back T steps later.",
            source="A test",
            kind="classes",
            n_x=2,
            n_y=2,
            lengths=Lengths(1, 40, 3),
            steps=lambda T: 3 * T,
            reach=lambda T: T,
            matters="the bit to be given back",
            draw=_draw,
            baseline=lambda T: math.log(2),
            trivial="guessing",
            trivial_accuracy=lambda T: 1 / 2,
            solved=Solved("accuracy", 0.99),
            advice=Advice(0.01, 300),
            symbols=("0", "1"),
            classes=("0", "1"),
        )
        '''
    )


#: Another process, because the page's controls are made of the tasks when it is loaded.
_EVERYWHERE = """
import json, sys
from rnnviz.tasks import TASKS
from echo import TASK
TASKS[TASK.key] = TASK

import numpy as np
import pytest
from joblib import parallel_config
from rnnviz.figures.training_words import outcome_in_words, prediction_in_words
from rnnviz.training.files import read_checkpoint, write_checkpoint
from rnnviz.training.network import Network
from rnnviz.training.prediction import fade_before, predict
from rnnviz.training.runs import History, Pace, in_slices
from rnnviz.training.training import Training
from tests.ui.training.opened import open_train

training = Training(TASK, 3, Network("lstm", n_a=8), updates=300, learning_rate=0.01)
history = History(training)
with parallel_config(backend="sequential"):
    for _ in in_slices([history], Pace(every=20)):
        pass
again, checkpoint = read_checkpoint(write_checkpoint(training, history.last))
with pytest.MonkeyPatch.context() as patch:
    page = open_train(patch, task="echo", T_echo=5)
    shown = [one.value for one in page.at.markdown]
    print(json.dumps({
        "outcome": outcome_in_words(history),
        "prediction": prediction_in_words(training, predict(training, fade_before(training))),
        "kept": again == training and checkpoint.update == history.update and bool(training.key),
        "problems": page.errors + page.warnings,
        "chosen": page.at.get_by_key("plan_task").value,
        "length": page.at.get_by_key("plan_T_echo").value,
        "address": page.address,
        "about": any(TASK.about in one for one in shown + [c.value for c in page.at.caption]),
    }))
"""


def said_by(code: str, folder: Path) -> Any:
    """What a script prints as its last line, that finds the modules of a folder, the house and its tests."""
    made = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:rnnviz", "-c", code],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(folder), "PYTHONPATH": f"{folder}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout.splitlines()[-1])


@pytest.mark.slow
def test_another_task_is_offered_predicted_learned_and_kept(tmp_path: Path) -> None:
    (tmp_path / "echo.py").write_text(echo_file(), encoding="utf-8")
    said = said_by(_EVERYWHERE, tmp_path)
    assert said["outcome"].startswith("Solved within ")
    assert "May learn or not: nothing was tried with this task." in said["prediction"]
    assert said["kept"]
    assert said["problems"] == []
    assert (said["chosen"], said["length"]) == ("echo", 5)
    assert (said["address"]["plan_task"], said["address"]["plan_T_echo"]) == ("echo", "5")
    assert said["about"]


# ------------------------------------------------------------------------------------------------ a page

_PAGE = '''
"""How many units are there?"""

import streamlit as st

from pages import run_app
from rnnviz.ui.session import state

NAME = "Units"
TITLE = "How many units are there?"


def page() -> None:
    """Draw the page."""
    scenario = state.ask().scenario
    st.title(TITLE)
    st.markdown(f"{scenario.n_a} of them")


if __name__ == "__main__":
    run_app()
'''

_OPENED = """
import json, sys
from functools import cache
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
at = AppTest.from_file("app.py", default_timeout=60)
at.query_params["n_a"] = "5"
at._page_hash = calc_hash("units")
at.run()
first = [at.title[0].value, [one.value for one in at.markdown]]
at._page_hash = calc_hash("gates")
at.run()
print(json.dumps([*first, at.title[0].value, [str(one.value) for one in at.exception]]))
"""


@pytest.mark.slow
def test_another_page_is_one_file_and_one_line_of_the_router(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pages", tmp_path / "pages")
    (tmp_path / "pages" / "units.py").write_text(_PAGE, encoding="utf-8")
    router = (ROOT / "app.py").read_text(encoding="utf-8")
    more = textwrap.indent("st.Page(units.page, title=units.NAME, url_path='units'),\n", 8 * " ")
    router = router.replace("from pages import ", "from pages import units, ").replace("    ]\n", f"{more}    ]\n")
    (tmp_path / "app.py").write_text(router, encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-c", _OPENED],
        cwd=tmp_path,
        env={"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    title, texts, gates, exceptions = json.loads(made.stdout.splitlines()[-1])
    assert title == "How many units are there?"
    assert "5 of them" in texts
    assert gates == "What do the gates do?"
    assert exceptions == []
