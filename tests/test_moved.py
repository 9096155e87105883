import importlib
import subprocess
import sys

import pytest

from rnnviz.moved import MOVED
from tests.architecture.project import ROOT


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_an_old_path_gives_the_very_module_with_one_warning(old: str, new: str, monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, old, raising=False)
    with pytest.warns(FutureWarning, match=f"{old} is now {new}") as told:
        assert importlib.import_module(old) is importlib.import_module(new)
    assert len(told) == 1
    assert importlib.import_module(old) is importlib.import_module(new)  # no second one: warnings are errors here


def test_copied_code_works_in_a_fresh_process() -> None:
    code = (
        "from rnnviz.scenario import Scenario; from rnnviz.experiment import Result, run; from rnnviz import sweep;"
        "print(type(run(Scenario())) is Result, sweep.Sweep.__name__)"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert answer.stdout.split() == ["True", "Sweep"]
    assert answer.stderr.count("FutureWarning") == 2


def test_what_never_was_is_not_there() -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("rnnviz.nowhere")
