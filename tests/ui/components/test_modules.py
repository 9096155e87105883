"""The modules that run in the browser: their own tests, on runs that are computed here."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rnnviz import Scenario, run
from rnnviz.cells import CELLS
from rnnviz.cells.initialization import Initialization
from rnnviz.experiment.given import Given
from rnnviz.figures.one_step import step_numbers
from rnnviz.pictures.message import encode
from rnnviz.ui.components.browser import loader
from tests.architecture.another_cell import KEEPER
from tests.architecture.project import ROOT

DENO = Path(sys.executable).with_name("deno")
MODULES = ROOT / "rnnviz" / "ui" / "components" / "modules"
SETTINGS = [
    Scenario(cells=tuple(CELLS), n_a=4, n_x=2, n_y=3, m=2, T_x=7),
    Scenario(cells=tuple(CELLS), n_a=3, n_x=2, m=1, T_x=9, gain=3.0, loss="every", input_scale=6.0),
    Scenario(cells=("rnn",), n_a=3, T_x=5, m=2, activation="relu"),
    Scenario(cells=("rnn", "gru"), n_a=2, T_x=5, m=1, input="text", text="abba"),
]


def without_recurrent_bias() -> Given:
    """A GRU whose reset gate stands before the product, and its sequences."""
    rng = np.random.default_rng(2)
    parameters = dict(CELLS["gru"].draw(2, 3, 2, Initialization(), rng))
    del parameters["bhr"]
    x = rng.normal(size=(2, 2, 6))
    return Given("before", x, rng.integers(2, size=(2, 6)), {"gru": parameters}, n_y=2, file="before.npz")


def test_what_computes_in_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CELLS, "keeper", KEEPER)
    settings = [*SETTINGS, without_recurrent_bias(), Scenario(cells=("keeper",), n_a=3, n_x=2, m=1, T_x=6)]
    runs = [step_numbers(result, cell) for result in map(run, settings) for cell in result.cells]
    (tmp_path / "runs").write_bytes(encode({"runs": runs}))
    found = subprocess.run(
        [str(DENO), "test", "--no-check", "--no-remote", "--allow-read", "--allow-env", "--quiet"],
        cwd=ROOT,
        env={**os.environ, "RNNVIZ_TEST_RUNS": str(tmp_path / "runs"), "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_module_is_one_component_s_or_shared() -> None:
    names = {folder.name for folder in MODULES.iterdir()}
    assert names == {
        *(
            "shared",
            "charts",
            "unit_maps",
            "units_overview",
            "unrolled",
            "underlay",
            "one_step",
            "follower",
            "card",
            "room",
            "link",
        )
    }
    for name in names - {"shared"}:
        script = loader(name)
        needed = [f"{part}/{file.name}" for part in ("shared", name) for file in (MODULES / part).glob("*.js")]
        assert all(f'"{module}"' in script for module in needed)
        assert f'"{name}/{name}.js"' in script
